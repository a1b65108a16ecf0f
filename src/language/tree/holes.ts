import type { Span } from '../diagnostic.ts';
import type { Node, ScalarNode } from './node.ts';

/**
 * The tree with those values marked as incomplete from which a stretch of the text was left out. Whose the stretch was
 * is told by its position within brackets and by its indent elsewhere.
 */
export function withHoles(root: Node, text: string, dropped: readonly Span[]): Node {
  return dropped.reduce<Node>((node, span) => withHole(node, new Hole(text, span)), root);
}

class Hole {
  readonly start: number;
  readonly indent: number;
  readonly #text: string;

  constructor(text: string, { start, end }: Span) {
    const blanks = text.slice(start, end).search(/[^\s\ufeff]/);
    this.start = start + Math.max(blanks, 0);
    this.#text = text;
    // How deep a tab indents nobody can tell: as deep as it may.
    const isTabbed = /\t[^\S\n]*$/.test(text.slice(text.lastIndexOf('\n', this.start - 1) + 1, this.start));
    this.indent = isTabbed ? Number.POSITIVE_INFINITY : this.column(this.start);
  }

  /** Whether a value is a word on a line of its own right above the hole: a key that has no colon yet. */
  isHeadedBy(value: ScalarNode, owner: number): boolean {
    const isOnItsOwn = value.style === 'plain' && value.start > owner && this.#text.slice(owner, value.start).includes('\n');
    return isOnItsOwn && value.end <= this.start && this.#text.slice(value.end, this.start).trim() === '';
  }

  column(offset: number): number {
    return offset - (this.#text.lastIndexOf('\n', offset - 1) + 1);
  }
}

/** Marks the innermost value that the hole is in. */
function withHole(node: Node, hole: Hole): Node {
  if (node.kind === 'map') {
    const at = node.entries.findLastIndex((entry) => entry.key.start < hole.start);
    const entry = node.entries[at];
    if (entry && holds(entry.value, hole, entry.key.start)) {
      return { ...node, entries: node.entries.with(at, { ...entry, value: withHole(entry.value, hole) }) };
    }
  } else if (node.kind === 'list') {
    const at = node.items.findLastIndex((item) => item.start < hole.start);
    const item = node.items[at];
    if (item && holds(item, hole, node.start)) return { ...node, items: node.items.with(at, withHole(item, hole)) };
  }
  return { ...node, incomplete: true };
}

/** Whether the hole is in a value whose key or dash is at an offset. */
function holds(value: Node, hole: Hole, owner: number): boolean {
  if (value.kind === 'scalar') return (value.value === null || hole.isHeadedBy(value, owner)) && hole.indent > hole.column(owner);
  if (value.flow && value.tag === undefined) return value.start < hole.start && hole.start < value.end;
  // A list may stand at the indent of its key.
  return hole.indent > hole.column(owner) || (value.kind === 'list' && hole.indent >= hole.column(value.start));
}
