import { suggest } from '../../language/suggest.ts';
import { pseudoParameters } from '../parser/intrinsics.ts';
import type { Template } from '../parser/template.ts';
import type { Scope } from './scope.ts';

/**
 * What `Ref` knows in one template. One parameter whose name is misspelt makes hundreds of references wrong, so what is
 * said of one is found once.
 */
export class References {
  readonly #template: Template;
  /** By whether resources are among them. */
  readonly #names = new Map<boolean, readonly string[]>();
  readonly #similar = new Map<string, string | undefined>();

  /** @param template where something is remembered of it, a view that writes down what is looked at */
  constructor(template: Template) {
    this.#template = template;
  }

  /** Every name that `Ref` knows in a scope. */
  names({ resources, values }: Scope): readonly string[] {
    // Looked at each time, so that each check that asks is known to depend on them.
    const { typed } = this.#template;
    const declared = [typed.parameters, resources ? typed.resources : []];
    const own = this.#names.get(resources) ?? [...declared.flat(), ...pseudoParameters];
    this.#names.set(resources, own);
    return values.size === 0 ? own : [...own, ...values.keys()];
  }

  /** The known name that a misspelt one probably means. */
  similar(name: string, scope: Scope): string | undefined {
    const names = this.names(scope);
    if (scope.values.size > 0) return suggest(name, names);
    const key = `${scope.resources} ${name}`;
    if (!this.#similar.has(key)) this.#similar.set(key, suggest(name, names));
    return this.#similar.get(key);
  }
}
