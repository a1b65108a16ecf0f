import type { Span } from '../diagnostic.ts';
import type { ListNode, MapNode, Node, ScalarNode } from './node.ts';

/** Positions of entries or items, from the root down to a value. */
type Path = readonly number[];

/**
 * The tree with those values marked as incomplete from which a stretch of the text was left out. Whose the stretch was
 * is told by its position within brackets and by its indent elsewhere. Where its indent is not that of the value that it
 * stands in, something came between it and what it belongs to: that is marked, too, and so is what was closed right
 * above it although it is indented deeper.
 */
export function withHoles(root: Node, text: string, dropped: readonly Span[]): Node {
  return dropped.reduce<Node>((node, span) => {
    const hole = new Hole(text, span);
    const path = innermost(node, hole);
    const inner = at(node, path);
    const above = hole.fits(inner) ? [closedAbove(inner, hole, path)] : [lastAbove(node, hole, (value) => hole.isBesides(value)), lastAbove(node, hole, isEmpty)];
    return above.reduce<Node>((marked, other) => (other ? withMark(marked, other) : marked), withMark(node, path));
  }, root);
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

  /** Whether the hole is as deep as what else is in the value, or may be anywhere in it. */
  fits(value: Node): boolean {
    return value.kind === 'scalar' || value.flow || this.isBesides(value);
  }

  /** Whether the hole begins as what is in a block does, at the same indent. */
  isBesides(value: Node): boolean {
    const isItem = /^-(?:\s|$)/.test(this.#text.slice(this.start, this.start + 2));
    return value.kind === (isItem ? 'list' : 'map') && !value.flow && this.indent === this.column(value.start);
  }

  /** Whether the closing bracket of a value stands on the line above the hole, and less deep than it. */
  isClosedOff({ end }: Node): boolean {
    const line = this.#text.slice(this.#text.lastIndexOf('\n', end - 1) + 1, end);
    return /^[^\S\n]*[}\]]$/.test(line) && line.length - 1 < this.indent && end <= this.start && /^,?\s*$/.test(this.#text.slice(end, this.start));
  }

  column(offset: number): number {
    return offset - (this.#text.lastIndexOf('\n', offset - 1) + 1);
  }
}

/** The innermost value that the hole is in. */
function innermost(node: Node, hole: Hole): Path {
  if (node.kind === 'scalar') return [];
  const last = children(node).findLastIndex(({ start }) => start < hole.start);
  const child = children(node)[last];
  return child && holds(child.value, hole, child.owner) ? [last, ...innermost(child.value, hole)] : [];
}

/** The last value above the hole, of those whose key or dash is indented less than it, that is what is looked for. */
function lastAbove(node: Node, hole: Hole, isIt: (value: Node) => boolean): Path | undefined {
  if (node.kind === 'scalar' || node.flow) return undefined;
  for (const [index, { start, owner, value }] of [...children(node).entries()].toReversed()) {
    if (start >= hole.start || hole.indent <= hole.column(owner)) continue;
    const within = lastAbove(value, hole, isIt);
    if (within) return [index, ...within];
    if (isIt(value)) return [index];
  }
  return undefined;
}

/** What is in a value right above the hole, if it was closed too early. */
function closedAbove(node: Node, hole: Hole, path: Path): Path | undefined {
  if (node.kind === 'scalar') return undefined;
  const index = children(node).findLastIndex(({ start }) => start < hole.start);
  const value = children(node)[index]?.value;
  return value && value.kind !== 'scalar' && hole.isClosedOff(value) ? [...path, index] : undefined;
}

function isEmpty(value: Node): boolean {
  return value.kind === 'scalar' && value.value === null && value.start === value.end;
}

interface Child {
  readonly start: number;
  /** Where the key is, or a dash as deep as its own. */
  readonly owner: number;
  readonly value: Node;
}

function children(node: MapNode | ListNode): readonly Child[] {
  return node.kind === 'map'
    ? node.entries.map(({ key, value }) => ({ start: key.start, owner: key.start, value }))
    : node.items.map((value) => ({ start: value.start, owner: node.start, value }));
}

function at(node: Node, path: Path): Node {
  return path.reduce((value, index) => (value.kind === 'scalar' ? value : (children(value)[index]?.value ?? value)), node);
}

function withMark(node: Node, [index, ...rest]: Path): Node {
  if (index === undefined || node.kind === 'scalar') return { ...node, incomplete: true };
  const child = children(node)[index];
  if (!child) return node;
  const value = withMark(child.value, rest);
  if (node.kind === 'list') return { ...node, items: node.items.with(index, value) };
  return { ...node, entries: node.entries.map((entry, place) => (place === index ? { ...entry, value } : entry)) };
}

/** Whether the hole is in a value whose key or dash is at an offset. */
function holds(value: Node, hole: Hole, owner: number): boolean {
  if (value.kind === 'scalar') return (value.value === null || value.start > hole.start || hole.isHeadedBy(value, owner)) && hole.indent > hole.column(owner);
  if (value.flow && value.tag === undefined) return value.start < hole.start && hole.start < value.end;
  // A list may stand at the indent of its key.
  return hole.indent > hole.column(owner) || (value.kind === 'list' && hole.indent >= hole.column(value.start));
}
