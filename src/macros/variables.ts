import { readChanged } from '../git/changes.ts';
import { readHead, readUpstream } from '../git/head.ts';
import { defaultPushRemote } from '../git/remotes.ts';
import type { Repository } from '../git/repository.ts';
import type { MacroHost } from './host.ts';
import { Step, StepError } from './step.ts';

const pattern = /\$\{([^{}:]+)(?::([^{}]*))?\}/g;

/** What variables are looked up in. */
export interface VariableScope {
  readonly repository: Repository | undefined;
  readonly host: MacroHost;
  /** Values of `${input:name}`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Leaves an input that has no value as it is written, for a plan. */
  readonly keepUnknownInputs?: boolean | undefined;
}

/** The names of the inputs that texts use, in the order of their first use. */
export function inputsIn(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) => [...text.matchAll(pattern)].filter((m) => m[1] === 'input').map((m) => m[2] ?? ''));
  return [...new Set(names)];
}

/**
 * Replaces `${...}` in values by what it stands for, once: a value is never looked into again, so a branch named
 * `${env:HOME}` stays a name, and nothing passes through a shell.
 */
export class Variables {
  readonly #scope: VariableScope;

  constructor(scope: VariableScope) {
    this.#scope = scope;
  }

  /**
   * The value with the variables in all its texts replaced. A list's item that is nothing but `${changed}` becomes one
   * item per file.
   * @throws StepError `unknownVariable`, `inputMissing`
   */
  async substitute<T>(value: T): Promise<T> {
    return (await this.#replace(value)) as T;
  }

  async #replace(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) {
      const items = await Promise.all(
        value.map(async (item) => (item === '${changed}' ? this.#changed() : [await this.#replace(item)])),
      );
      return items.flat();
    }
    // nested steps are substituted when they run
    if (typeof value !== 'object' || value === null || value instanceof Step) return value;
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, entry]) => [key, await this.#replace(entry)] as const),
    );
    return Object.fromEntries(entries);
  }

  async #text(text: string): Promise<string> {
    const values = await Promise.all(
      [...text.matchAll(pattern)].map(async ([whole, name = '', argument]) => this.#value(whole, name, argument)),
    );
    return text.replaceAll(pattern, () => values.shift() ?? '');
  }

  async #value(whole: string, name: string, argument: string | undefined): Promise<string> {
    if (name === 'input') {
      const inputs = this.#scope.inputs;
      if (argument !== undefined && Object.hasOwn(inputs, argument)) return inputs[argument] ?? '';
      if (this.#scope.keepUnknownInputs) return whole;
      throw new StepError('inputMissing', `The input ${argument ?? ''} has no value; give it one.`);
    }
    const value = (await this.#fromGit(name)) ?? (await this.#scope.host.variable(name, argument));
    if (value !== undefined) return value;
    throw new StepError('unknownVariable', `${whole} has no value here; check its spelling, or open what it speaks of.`);
  }

  async #fromGit(name: string): Promise<string | undefined> {
    const { repository } = this.#scope;
    if (!repository) return undefined;
    switch (name) {
      case 'branch': {
        const head = await readHead(repository);
        return head.kind === 'detached' ? head.sha : head.branch;
      }
      case 'sha': {
        const head = await readHead(repository);
        return head.kind === 'unborn' ? undefined : head.sha;
      }
      case 'remote':
        return defaultPushRemote(repository);
      case 'upstream': {
        const head = await readHead(repository);
        const upstream = head.kind === 'branch' ? await readUpstream(repository, head.branch) : undefined;
        return upstream?.branch;
      }
      case 'changed':
        return (await this.#changed()).join(', ');
      case 'repository':
        return repository.root;
      default:
        return undefined;
    }
  }

  async #changed(): Promise<string[]> {
    const { repository } = this.#scope;
    return repository ? readChanged(repository) : [];
  }
}
