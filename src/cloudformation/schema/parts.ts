import type { MapNode, Node } from '../../language/tree/node.ts';
import type { Scope } from './scope.ts';

/** What else of a scope counts for a check, beside the place. */
const circumstances = [
  'assumptions', 'functions', 'strict', 'composite', 'judging', 'inspect', 'dynamicReferences', 'resolved', 'fromParameter', 'valuePlace', 'values', 'pseudoParameters', 'resources', 'callPlace', 'root', 'inFunction', 'inRef',
] as const satisfies readonly (keyof Scope)[];

/**
 * The parts of one resource whose checks are remembered one by one, so that a change elsewhere which the resource looks
 * at costs the property that looks at it. A property is one only as it is written, checked as properties are at first:
 * what it comes to under some condition, or as an alternative of others, is part of a larger check.
 */
export class Parts {
  /** The path of the resource. */
  readonly declaration: string;
  readonly #scope: Scope;
  readonly #values: ReadonlySet<Node>;
  readonly #conditions: string;
  /** The key of all properties together, by which most is remembered. */
  readonly #whole: string;

  /** @param scope that of the properties together */
  constructor(declaration: string, properties: MapNode, scope: Scope) {
    this.declaration = declaration;
    this.#scope = scope;
    // To remember a single value costs more than to check it.
    this.#values = new Set(properties.entries.flatMap(({ value }) => (value.kind === 'scalar' ? [] : [value])));
    this.#conditions = [...scope.assumptions].join('&');
    this.#whole = this.#keyOf(scope);
  }

  /** What tells a part and the conditions that it is checked under from others. */
  keyOf(scope: Scope): string {
    return scope.path === this.#scope.path ? this.#whole : this.#keyOf(scope);
  }

  /** Whether it is a property that is remembered by itself. */
  isProperty(node: Node, scope: Scope): boolean {
    return scope.depth === this.#scope.depth + 1 && this.#values.has(node) && this.#isAlike(scope);
  }

  /** Whether it is all properties, about to be looked into by a rule. */
  isWhole(scope: Scope): boolean {
    return scope.depth === this.#scope.depth && this.#isAlike(scope);
  }

  #keyOf({ path }: Scope): string {
    return `${path}?${this.#conditions}`;
  }

  #isAlike(scope: Scope): boolean {
    const outer = this.#scope;
    if (scope.terms === outer.terms && scope.inFunction === outer.inFunction && scope.inRef === outer.inRef) return true;
    return circumstances.every((name) => scope[name] === this.#scope[name]);
  }
}
