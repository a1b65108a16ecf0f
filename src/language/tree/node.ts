import type { Span } from '../diagnostic.ts';

/** A value of a YAML or JSON document; offsets are UTF-16 units from the document's beginning. */
export type Node = ScalarNode | MapNode | ListNode;

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A tagged or anchored value begins at its tag or anchor, whichever comes first. */
interface NodeBase extends Span {
  /** The tag as written (`!Sub`, `!GetAtt`, `tag:yaml.org,2002:str`), or undefined. */
  readonly tag?: string | undefined;
  /** Something was left out of this value because of a syntax error, or the value itself was. */
  readonly incomplete?: true | undefined;
}

/** `start`..`end` cover the token as written, quotes included; a missing value is an empty span with value null. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** The value after YAML 1.1's (or JSON's) typing. */
  readonly value: string | number | boolean | null;
  /** The value as a string before typing: quotes removed and escapes resolved, but `010` still `010`. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Made by a reader of the tree: the text has no such scalar of its own, and the span is where it comes from. */
  readonly synthetic?: true | undefined;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  /** In document order, duplicates included. */
  readonly entries: readonly Entry[];
  /** The same, for whom it is no matter that some are hidden; only in maps that are watched (see `Doubts`). */
  readonly known?: readonly Entry[];
  /** Written as `{...}`. */
  readonly flow: boolean;
  /** Some of its entries come from another map, by YAML's merge key (`<<`). */
  readonly merged?: true | undefined;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly Node[];
  /** Written as `[...]`. */
  readonly flow: boolean;
}

// Nodes are read far more often than made. All of a kind have the same properties in the same order, since an engine
// reads objects of few shapes many times faster than those of many.

/** A scalar; its value is its text where none is given. */
export function scalarNode({ start, end }: Span, { text, value = text, style = 'plain', tag, synthetic }: Pick<ScalarNode, 'text'> & Partial<Omit<ScalarNode, 'kind' | 'incomplete' | keyof Span>>): ScalarNode {
  return { kind: 'scalar', start, end, tag, value, text, style, synthetic };
}

/** A map, written as `{...}` unless told otherwise. */
export function mapNode({ start, end }: Span, entries: readonly Entry[], { flow = true, tag, incomplete, merged }: Partial<Omit<MapNode, 'kind' | 'entries' | keyof Span>> = {}): MapNode {
  const map: MapNode = { kind: 'map', start, end, tag, entries, flow };
  return incomplete || merged ? { ...map, incomplete, merged } : map;
}

/** A list, written as `[...]` unless told otherwise. */
export function listNode({ start, end }: Span, items: readonly Node[], { flow = true, tag }: Partial<Omit<ListNode, 'kind' | 'items' | 'incomplete' | keyof Span>> = {}): ListNode {
  return { kind: 'list', start, end, tag, items, flow };
}

/** Where and why a text is not well-formed. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** What a parser makes of a text: everything that could be understood, and every problem. */
export interface Tree {
  /** The first document's value; undefined where the text holds no value at all. */
  readonly root: Node | undefined;
  /** The value of every document of a YAML stream, `root` included. */
  readonly documents: readonly Node[];
  readonly problems: readonly SyntaxProblem[];
  /** Stretches that were left out of the tree because they could not be understood; each lies at a problem. */
  readonly dropped: readonly Span[];
  /** Whether values have anchors, so that others may repeat them. */
  readonly anchored: boolean;
  /** The values that aliases repeat: what is changed there changes elsewhere, too. */
  readonly shared: readonly Span[];
}

/** The value so many characters further down. */
export function movedNode<T extends Node>(node: T, by: number): T;
export function movedNode(node: Node, by: number): Node {
  const [start, end] = [node.start + by, node.end + by];
  switch (node.kind) {
    case 'scalar':
      return { ...node, start, end };
    case 'list':
      return { ...node, start, end, items: node.items.map((item) => movedNode(item, by)) };
    case 'map':
      return { ...node, start, end, entries: node.entries.map((entry) => movedEntry(entry, by)) };
  }
}

/** The entry so many characters further down. */
export function movedEntry({ key, value }: Entry, by: number): Entry {
  return { key: movedNode(key, by), value: movedNode(value, by) };
}

/** The value of the last entry with this key; undefined where `node` is no map or has no such key. */
export function get(node: Node | undefined, key: string): Node | undefined {
  return entryOf(node, key)?.value;
}

/** The last entry with this key; undefined where `node` is no map or has no such key. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined;
  // What is known comes first: to look into the entries is to look for what is hidden.
  return (node.known && lastOf(node.known, key)) ?? lastOf(node.entries, key);
}

function lastOf(entries: readonly Entry[], key: string): Entry | undefined {
  for (let at = entries.length - 1; at >= 0; at--) if (entries[at]?.key.text === key) return entries[at];
  return undefined;
}
