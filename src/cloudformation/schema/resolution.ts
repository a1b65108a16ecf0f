import { listNode, scalarNode, type Node, type ScalarNode } from '../../language/tree/node.ts';
import type { Issue, Scope } from './scope.ts';

/** One value that an expression may come to, and what holds when it does; or why it comes to none. */
export type Resolution =
  | { readonly value: Node; readonly scope: Scope; readonly issue?: undefined }
  | { readonly value?: undefined; readonly scope: Scope; readonly issue: Issue };

/** Every value that a node may come to. */
export type Resolver = (node: Node, scope: Scope) => Generator<Resolution>;

/** A string that a function came to, placed where the function is. */
export function stringNode(text: string, place: Node): ScalarNode {
  return scalarNode(place, { text, synthetic: true });
}

export function listOf(texts: readonly string[], place: Node): Node {
  return listNode(place, texts.map((text) => stringNode(text, place)));
}

/** A scalar as text, as it is joined into strings. */
export function scalarText(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : node.text;
}

/** A value from elsewhere, placed where it is used. */
export function placed(value: Node, place: Node): Node {
  const span = { start: place.start, end: place.end };
  switch (value.kind) {
    case 'scalar':
      return { ...value, ...span, synthetic: true };
    case 'list':
      return { ...value, ...span, items: value.items.map((item) => placed(item, place)) };
    case 'map':
      return { ...value, ...span, entries: value.entries.map(({ key, value: part }) => ({ key: { ...key, ...span, synthetic: true }, value: placed(part, place) })) };
  }
}
