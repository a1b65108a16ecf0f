import type { Edit } from '../../language/diagnostic.ts';
import type { ListNode, MapNode } from '../../language/tree/node.ts';

/** Takes an item out of a list, with its dash or its comma; undefined for the only item of a list that has to stay one. */
export function removeItem(text: string, list: ListNode, index: number): Edit | undefined {
  const item = list.items[index];
  const before = list.items[index - 1];
  const after = list.items[index + 1];
  if (!item || (!before && !after)) return undefined;
  if (list.flow) return removed(before ? before.end : item.start, before ? item.end : (after ?? item).start);
  return removeLines(text, item.start, item.end);
}

/** Takes an entry out of a map, with its lines or its comma; undefined for the only entry. */
export function removeEntry(text: string, map: MapNode, name: string): Edit | undefined {
  const index = map.entries.findIndex((entry) => entry.key.text === name);
  const entry = map.entries[index];
  const before = map.entries[index - 1];
  const after = map.entries[index + 1];
  if (!entry || (!before && !after)) return undefined;
  if (map.flow) return removed(before ? before.value.end : entry.key.start, before ? entry.value.end : (after ?? entry).key.start);
  return removeLines(text, entry.key.start, entry.value.end);
}

function removed(start: number, end: number): Edit {
  return { span: { start, end }, newText: '' };
}

/** Takes the lines of a block out; undefined where something else stands on its first line. */
function removeLines(text: string, from: number, to: number): Edit | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  if (!/^\s*(?:- *)?$/.test(text.slice(start, from))) return undefined;
  // The end of a block may lie behind its line break already.
  const last = to > from && text[to - 1] === '\n' ? to - 1 : to;
  const end = text.indexOf('\n', last);
  return removed(start, end < 0 ? text.length : end + 1);
}
