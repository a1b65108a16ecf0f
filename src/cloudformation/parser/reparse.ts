import type { TextDocument } from 'vscode-languageserver-textdocument';
import { changeOf, type TextChange } from '../../language/textChange.ts';
import { type Entry, type MapNode, movedEntry } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { longForm } from './intrinsics.ts';
import { withoutRepeats } from './repeats.ts';
import { looksLikeJson, mayLoop, parseTemplate, type Template, templateOf } from './template.ts';

/** A longer text is always parsed as a whole, so that what limits a text's number of values is seen. */
const maximumLength = 500_000;

/** After so many texts of which only a part was parsed, the next is parsed as a whole: values may each hold in memory the text that they stem from. */
const maximumGenerations = 64;

/**
 * `parseTemplate` of a document that has changed in one place since it was parsed: where that is inside a section of a
 * YAML template, only the entries of the section around it are parsed, the others are taken over. The result is that of
 * a fresh parse.
 */
export function reparseTemplate(document: TextDocument, before: Template): Template {
  const generation = before.generation + 1;
  const root = generation <= maximumGenerations ? changedRoot(document.getText(), before) : undefined;
  return root ? templateOf(document, { ...before, value: root, generation }) : parseTemplate(document);
}

/** Undefined where the whole text has to be parsed. */
function changedRoot(text: string, before: Template): MapNode | undefined {
  const { root, plain, json } = before;
  if (!root || !isBlock(root) || !plain || json || text.length > maximumLength || mayLoop(text) || looksLikeJson(text)) return undefined;
  const change = changeOf(before.text, text);
  const at = lastBefore(before.text, root.entries, change.start);
  const entry = root.entries[at];
  const next = root.entries[at + 1];
  if (!entry || entry.value.kind !== 'map' || !isBlock(entry.value)) return undefined;
  const end = next ? borderBefore(before.text, next, entry) : before.text.length;
  if (end === undefined || (next && end <= change.endBefore)) return undefined;
  const section = changedSection(text, before.text, entry.value, end, change);
  if (!section) return undefined;
  const entries = [...root.entries.slice(0, at), { key: entry.key, value: section }, ...root.entries.slice(at + 1).map((other) => movedEntry(other, change.by))];
  return withEntries(root, entries);
}

/** @param end where the section's last line ends in the text before */
function changedSection(text: string, before: string, section: MapNode, end: number, change: TextChange): MapNode | undefined {
  const { entries } = section;
  const first = lastBefore(before, entries, change.start);
  const from = borderBefore(before, entries[first], entries[first - 1]);
  if (from === undefined) return undefined;
  const found = entries.findIndex((entry, at) => at > first && (lineOf(before, entry) ?? 0) > change.endBefore);
  const last = found < 0 ? entries.length : found;
  const to = found < 0 ? end : borderBefore(before, entries[found], entries[found - 1]);
  if (to === undefined) return undefined;
  const column = (entries[first]?.key.start ?? 0) - from;
  const parsed = parseEntries(text.slice(from, to + change.by), column);
  if (!parsed) return undefined;
  const all = [...entries.slice(0, first), ...parsed.map((entry) => movedEntry(entry, from)), ...entries.slice(last).map((entry) => movedEntry(entry, change.by))];
  const isSound = all.length > 0 && new Set(all.map(({ key }) => key.text)).size === all.length;
  return isSound ? withEntries(section, all) : undefined;
}

/** The entries that some lines hold, all of which begin at a column; undefined where they hold something else as well. */
function parseEntries(lines: string, column: number): readonly Entry[] | undefined {
  if (/^(?:%|---|\.\.\.)/m.test(lines)) return undefined;
  if (/^\s*$/.test(lines)) return [];
  const { root, documents, problems, dropped, anchored } = parseYaml(lines);
  if (root?.kind !== 'map' || !isBlock(root) || documents.length !== 1 || problems.length + dropped.length > 0 || anchored) return undefined;
  const { value, keys } = withoutRepeats(longForm(root, lines, anchored), anchored);
  if (value?.kind !== 'map' || keys.length > 0) return undefined;
  return value.entries.every(({ key }) => key.start - (lineOf(lines, { key }) ?? key.start) === column) ? value.entries : undefined;
}

/** Whether entries stand on lines of their own, under keys that are written, and are all that there is to the map. */
function isBlock({ flow, tag, merged, incomplete, entries, start }: MapNode): boolean {
  return !flow && tag === undefined && !merged && !incomplete && entries[0]?.key.start === start && entries.every(({ key }) => key.end > key.start);
}

/** The last entry that begins on a line that begins before a place; -1 where there is none. */
function lastBefore(text: string, entries: readonly Entry[], place: number): number {
  return entries.findLastIndex((entry) => (lineOf(text, entry) ?? Infinity) < place);
}

/** Where the line of an entry begins; undefined where something stands on it before the entry. */
function lineOf(text: string, entry: Pick<Entry, 'key'> | undefined): number | undefined {
  if (!entry) return undefined;
  const start = text.lastIndexOf('\n', entry.key.start - 1) + 1;
  return text.slice(start, entry.key.start).trim() === '' ? start : undefined;
}

/** Where the line of an entry begins; undefined where something of the entry stands before it: the question mark of a key on lines of its own. */
function borderBefore(text: string, entry: Entry | undefined, previous: Entry | undefined): number | undefined {
  const line = lineOf(text, entry);
  return line === undefined || (previous && /^[ \t]*\?/m.test(text.slice(previous.value.end, line))) ? undefined : line;
}

/** The map with other entries, of which there are some. */
function withEntries(map: MapNode, entries: readonly Entry[]): MapNode {
  const [first, last] = [entries[0], entries.at(-1)];
  const start = first?.key.start ?? map.start;
  return { ...map, start, end: Math.max(last?.value.end ?? start, start), entries };
}
