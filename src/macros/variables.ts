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
  /** Values of `${input:name}`; steps that ask add to them. */
  readonly inputs: Record<string, string>;
  /** What steps with an id did: `${result:id.field}`. */
  readonly results: Record<string, unknown>;
  /** Values of `${item}` and `${item:name}` in a loop. */
  readonly items?: Readonly<Record<string, string>> | undefined;
  /** Leaves inputs, results and items that have no value as they are written, for a plan. */
  readonly keepUnknownInputs?: boolean | undefined;
}

/** The names of the inputs that texts use, in the order of their first use. */
export function inputsIn(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) => [...text.matchAll(pattern)].filter((m) => m[1] === 'input').map((m) => m[2] ?? ''));
  return [...new Set(names)];
}

/** Letters, digits and marks that mean the same in every shell, within quotes and without. */
const harmless = process.platform === 'win32' ? /^[\p{L}\p{M}\p{N}_@+=:,./\\ -]*$/u : /^[\p{L}\p{M}\p{N}_@+=:,./ -]*$/u;

/**
 * Refuses a value that could be more than a word where a shell reads it: how it would have to be quoted depends on the
 * shell, and on the text around it.
 * @throws StepError `unsafeValue`
 */
function requireHarmless(value: string, whole: string): void {
  // a blank and a dash would begin an option
  if (harmless.test(value) && !/(?:^| )-/.test(value)) return;
  throw new StepError(
    'unsafeValue',
    `${whole} is ${JSON.stringify(value)}, which a shell might take for more than a word; use a "shell" step, which gives it to the program as it is.`,
  );
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

  /** The same variables with some parts of their scope replaced. */
  with(scope: Partial<VariableScope>): Variables {
    return new Variables({ ...this.#scope, ...scope });
  }

  /** The same variables in one turn of a loop. */
  withItem(name: string | undefined, value: string): Variables {
    const items = { ...this.#scope.items, item: value, ...(name === undefined ? {} : { [`item:${name}`]: value }) };
    return this.with({ items });
  }

  /** What `${input:name}` stands for; undefined where nobody has said yet. */
  inputValue(name: string): string | undefined {
    return Object.hasOwn(this.#scope.inputs, name) ? this.#scope.inputs[name] : undefined;
  }

  /** Gives `${input:name}` a value. */
  setInput(name: string, value: string): void {
    this.#scope.inputs[name] = value;
  }

  setResult(id: string, data: unknown): void {
    this.#scope.results[id] = data;
  }

  /**
   * The value with the variables in all its texts replaced. A list's item that is nothing but `${changed}` becomes one
   * item per file.
   * @param shellTexts those of the texts that a shell reads in the end: nothing that could mean something to it is put in
   * @throws StepError `unknownVariable`, `inputMissing`, `unsafeValue`
   */
  async substitute<T>(value: T, shellTexts: readonly string[] = []): Promise<T> {
    return (await this.#replace(value, shellTexts)) as T;
  }

  async #replace(value: unknown, shellTexts: readonly string[]): Promise<unknown> {
    if (typeof value === 'string') return this.#text(value, shellTexts.includes(value));
    if (Array.isArray(value)) {
      const items = await Promise.all(
        value.map(async (item) => (item === '${changed}' ? this.#changed() : [await this.#replace(item, shellTexts)])),
      );
      return items.flat();
    }
    // nested steps are substituted when they run
    if (typeof value !== 'object' || value === null || value instanceof Step) return value;
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, entry]) => [key, await this.#replace(entry, shellTexts)] as const),
    );
    return Object.fromEntries(entries);
  }

  async #text(text: string, isForShell: boolean): Promise<string> {
    const values = await Promise.all(
      [...text.matchAll(pattern)].map(async ([whole, name = '', argument]) => {
        const value = await this.#value(whole, name, argument);
        // what is left as it is written is a plan's, which nothing runs
        if (isForShell && value !== whole) requireHarmless(value, whole);
        return value;
      }),
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
    if (name === 'result') return this.#result(whole, argument ?? '');
    const key = argument === undefined ? name : `${name}:${argument}`;
    const item = Object.hasOwn(this.#scope.items ?? {}, key) ? this.#scope.items?.[key] : undefined;
    if (item !== undefined) return item;
    if (name === 'item' && this.#scope.keepUnknownInputs) return whole;
    const value = (await this.#fromGit(name)) ?? (await this.#scope.host.variable(name, argument));
    if (value !== undefined) return value;
    throw new StepError('unknownVariable', `${whole} has no value here; check its spelling, or open what it speaks of.`);
  }

  /** `id` or `id.field.0.field` of what an earlier step did. */
  #result(whole: string, argument: string): string {
    const [id = '', ...fields] = argument.split('.');
    if (!Object.hasOwn(this.#scope.results, id)) {
      if (this.#scope.keepUnknownInputs) return whole;
      throw new StepError('unknownVariable', `${whole} has no value: no step with the id ${id} has run.`);
    }
    let value = this.#scope.results[id];
    for (const field of fields) {
      value = typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? value[field as never] : undefined;
    }
    if (value === undefined) throw new StepError('unknownVariable', `${whole} has no value: the step did not give it.`);
    return typeof value === 'string' ? value : JSON.stringify(value);
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
