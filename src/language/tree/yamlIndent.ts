import type { Span } from '../diagnostic.ts';
import type { Entry, Node } from './node.ts';

/** More than any nesting allowed, so that an inserted indent is always deep enough. */
const depth = ' '.repeat(600);

/**
 * A text with spaces inserted at the beginnings of some lines. Inside quotes and brackets YAML 1.1 readers accept a line
 * that is indented no deeper than its parent, where YAML 1.2 (and js-yaml) asks for more; there the spaces mean nothing.
 */
export class IndentedText {
  readonly text: string;
  /** Offsets in the original at which lines were indented, ascending. */
  readonly #lines: readonly number[];

  constructor(text: string, lines: readonly number[] = []) {
    this.text = text;
    this.#lines = lines;
  }

  /** The same with the line around `position` (an offset in `text`) indented too; undefined where it already is. */
  indent(position: number): IndentedText | undefined {
    const start = this.text.lastIndexOf('\n', position - 1) + 1;
    const original = this.original(start);
    if (this.#lines.includes(original)) return undefined;
    const lines = [...this.#lines, original].toSorted((a, b) => a - b);
    return new IndentedText(this.text.slice(0, start) + depth + this.text.slice(start), lines);
  }

  /** The offset in the original of an offset in `text`. */
  original(offset: number): number {
    let shift = 0;
    for (const line of this.#lines) {
      if (offset < line + shift) break;
      // Within the inserted spaces: the line's own beginning.
      if (offset < line + shift + depth.length) return line;
      shift += depth.length;
    }
    return offset - shift;
  }

  /** A tree over `text` as a tree over the original; what is shared in it stays shared. */
  originalNode(node: Node, seen: Map<Node, Node> = new Map()): Node {
    const known = seen.get(node);
    if (known) return known;
    const moved = this.#move(node, seen);
    seen.set(node, moved);
    return moved;
  }

  #move(node: Node, seen: Map<Node, Node>): Node {
    const span = this.originalSpan(node);
    switch (node.kind) {
      case 'scalar':
        return { ...node, ...span };
      case 'list':
        return { ...node, ...span, items: node.items.map((item) => this.originalNode(item, seen)) };
      case 'map':
        return { ...node, ...span, entries: node.entries.map((entry) => this.#entry(entry, seen)) };
    }
  }

  #entry(entry: Entry, seen: Map<Node, Node>): Entry {
    return { key: { ...entry.key, ...this.originalSpan(entry.key) }, value: this.originalNode(entry.value, seen) };
  }

  originalSpan(span: Span): Span {
    return { start: this.original(span.start), end: this.original(span.end) };
  }
}
