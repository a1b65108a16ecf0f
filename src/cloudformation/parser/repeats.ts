import type { Span } from '../../language/diagnostic.ts';
import { groupedBy } from '../../language/group.ts';
import type { Entry, ListNode, MapNode, Node, ScalarNode } from '../../language/tree/node.ts';

/** A value without repeated keys. */
export interface WithoutRepeats {
  readonly value: Node | undefined;
  /** Every key that its map has more than once, each time. */
  readonly keys: readonly ScalarNode[];
  /** The entries that were left out. */
  readonly dropped: readonly Span[];
}

/**
 * Leaves out every entry whose key its map has already: what was there first is what is repeated by mistake.
 * @param anchored whether values have anchors, so that the tree may share some
 */
export function withoutRepeats(value: Node | undefined, anchored: boolean): WithoutRepeats {
  const repeats = new Repeats(anchored);
  return { value: value && repeats.without(value), keys: repeats.keys, dropped: repeats.dropped };
}

class Repeats {
  readonly keys: ScalarNode[] = [];
  readonly dropped: Span[] = [];
  /** What is shared in the tree (an alias) stays shared. */
  readonly #seen: Map<Node, Node> | undefined;

  constructor(anchored: boolean) {
    this.#seen = anchored ? new Map() : undefined;
  }

  without(node: Node): Node {
    if (node.kind === 'scalar') return node;
    const known = this.#seen?.get(node);
    if (known) return known;
    const result = node.kind === 'list' ? this.#list(node) : this.#map(node);
    this.#seen?.set(node, result);
    return result;
  }

  #list(node: ListNode): Node {
    const items = node.items.map((item) => this.without(item));
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }

  #map(node: MapNode): Node {
    const first = this.#firstOfEach(node);
    let changed = first.length < node.entries.length;
    const entries = first.map((entry): Entry => {
      const value = this.without(entry.value);
      if (value === entry.value) return entry;
      changed = true;
      return { key: entry.key, value };
    });
    return changed ? { ...node, entries } : node;
  }

  #firstOfEach(node: MapNode): readonly Entry[] {
    if (!hasRepeats(node.entries)) return node.entries;
    const groups = groupedBy(node.entries, (entry) => entry.key.text);
    for (const entry of node.entries) {
      const group = groups.get(entry.key.text) ?? [];
      if (group.length < 2) continue;
      this.keys.push(entry.key);
      if (entry !== group[0]) this.dropped.push({ start: entry.key.start, end: Math.max(entry.key.end, entry.value.end) });
    }
    return [...groups.values()].flatMap(([entry]) => entry ?? []);
  }
}

/** Maps have few entries as a rule: those are compared with each other, which takes no memory. */
function hasRepeats(entries: readonly Entry[]): boolean {
  if (entries.length > 12) return new Set(entries.map(({ key }) => key.text)).size < entries.length;
  return entries.some(({ key }, index) => entries.findIndex((other) => other.key.text === key.text) < index);
}
