import type { Node } from './node.ts';

/**
 * Counts how often something was looked for where a syntax error hides a part of a value. What a check says after that
 * may be true of the part that is left only.
 */
export class Doubts {
  #looks = 0;

  get looks(): number {
    return this.#looks;
  }

  look(): void {
    this.#looks++;
  }

  /** Goes back to an earlier count: what was looked for since has no bearing on what follows. */
  forget(looks: number): void {
    this.#looks = looks;
  }

  /** Runs what minds hidden parts by itself, or has no bearing on what is said. */
  aside<Result>(run: () => Result): Result {
    const looks = this.#looks;
    const result = run();
    this.#looks = looks;
    return result;
  }

  /** A way of reporting that keeps quiet from the first look on. */
  certain<Finding>(report: (finding: Finding) => void): (finding: Finding) => void {
    const looks = this.#looks;
    return (finding) => {
      if (this.#looks === looks) report(finding);
    };
  }

  /** The tree with its incomplete values watched: whoever asks for all that is in them has looked for what is hidden. */
  watch(root: Node): Node {
    return this.#watch(root, new Map());
  }

  #watch(node: Node, seen: Map<Node, Node>): Node {
    const known = seen.get(node);
    if (known) return known;
    const watched = this.#watched(this.#children(node, seen));
    seen.set(node, watched);
    return watched;
  }

  #children(node: Node, seen: Map<Node, Node>): Node {
    if (node.kind === 'list') {
      const items = node.items.map((item) => this.#watch(item, seen));
      return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
    }
    if (node.kind === 'scalar') return node;
    const entries = node.entries.map(({ key, value }) => ({ key, value: this.#watch(value, seen) }));
    return entries.every(({ value }, at) => value === node.entries[at]?.value) ? node : { ...node, entries };
  }

  #watched(node: Node): Node {
    if (!node.incomplete) return node;
    switch (node.kind) {
      case 'scalar':
        // It may be anything: to ask what it is not is to look for it.
        return Object.defineProperty({ ...node }, 'kind', this.#accessor(node.kind));
      case 'list':
        return Object.defineProperty({ ...node }, 'items', this.#accessor(node.items));
      case 'map':
        return Object.defineProperties({ ...node }, { entries: this.#accessor(node.entries), known: { value: node.entries } });
    }
  }

  #accessor(value: unknown): PropertyDescriptor {
    return {
      enumerable: true,
      get: () => {
        this.look();
        return value;
      },
    };
  }
}
