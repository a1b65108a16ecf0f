import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Span } from '../language/diagnostic.ts';
import { looksLikeJson } from './parser/template.ts';

/** What is being written at a place of a template, finished or not. */
export interface Cursor {
  /** Keys from the root down to the map or list in hand, `*` for an item of a list; functions are steps of their own. */
  readonly path: readonly string[];
  /** Whether a key is being written; else a value: of `key`, or an item of a list. */
  readonly isKey: boolean;
  readonly key: string | undefined;
  /** Position in the list in hand; undefined where it is no list, or not known. */
  readonly index: number | undefined;
  /** Whether what stands here is the text of a block (`|`), in which only the variables of Fn::Sub mean something. */
  readonly isText: boolean;
  /** What is written up to the cursor of the word in hand, without an opening quote. */
  readonly prefix: string;
  /** The word in hand; in JSON with its quotes, if it has them. */
  readonly word: Span;
  /** The other keys of the map in hand. */
  readonly siblings: ReadonlySet<string>;
  /** The scalars before the cursor in the list in hand, where it is written on one line or is JSON. */
  readonly before: readonly string[];
  /** Where keys of the map in hand begin on their lines. */
  readonly column: number;
  /** Whether the word is followed by a colon already. */
  readonly hasColon: boolean;
  readonly json: boolean;
  /** Whether the place is within brackets. */
  readonly flow: boolean;
}

/** The cursor at an offset. It is told from lines and brackets, so that what is half typed has its place, too. */
export function cursorAt(text: string, offset: number): Cursor {
  return looksLikeJson(text) ? cursorInJson(text, offset) : cursorInYaml(text, offset);
}

function cursorInJson(text: string, offset: number): Cursor {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const isWithin = previousNode !== undefined && previousNode.offset <= offset && offset <= previousNode.offset + previousNode.length;
  const word = isWithin ? { start: previousNode.offset, end: previousNode.offset + previousNode.length } : { start: offset, end: offset };
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  const owner = findNodeAtLocation(parseTree(text) ?? { type: 'null', offset: 0, length: 0 }, parent);
  const siblings = new Set(owner?.type === 'object' ? (owner.children ?? []).filter((child) => offset < child.offset || offset > child.offset + child.length).map((child) => String(child.children?.[0]?.value ?? '')) : []);
  const before = owner?.type === 'array' && typeof last === 'number' ? (owner.children ?? []).slice(0, last).map((child) => String(child.value ?? '')) : [];
  return {
    path: parent.map((step) => (typeof step === 'number' ? '*' : step)),
    isKey: isAtPropertyKey,
    key: isAtPropertyKey || typeof last === 'number' ? undefined : last,
    index: typeof last === 'number' ? last : undefined,
    isText: false,
    prefix: text.slice(word.start, offset).replace(/^"/, ''),
    word,
    siblings,
    before,
    column: 0,
    hasColon: /^\s*:/.test(text.slice(word.end)),
    json: true,
    flow: true,
  };
}

/** A line of a YAML text that is no comment and not blank. */
interface Line {
  /** Columns of its dashes. */
  readonly dashes: readonly number[];
  /** Where what follows the dashes begins. */
  readonly column: number;
  readonly key: string | undefined;
  /** What follows the key, or the dashes. */
  readonly value: string;
}

const keyPattern = /^(?:"([^"]*)"|'([^']*)'|([^\s#"'{[!&*,][^\s,{}[\]]*?))\s*:(?=\s|$)/;

function lineOf(text: string): Line | undefined {
  const dashes: number[] = [];
  let column = 0;
  for (;;) {
    while (text[column] === ' ') column++;
    if (text[column] !== '-' || (text[column + 1] !== ' ' && text[column + 1] !== undefined)) break;
    dashes.push(column++);
  }
  const rest = text.slice(column).trimEnd();
  if (rest.startsWith('#') || (rest === '' && dashes.length === 0)) return undefined;
  const match = keyPattern.exec(rest);
  return { dashes, column, key: match ? (match[1] ?? match[2] ?? match[3]) : undefined, value: (match ? rest.slice(match[0].length) : rest).trim() };
}

function cursorInYaml(text: string, offset: number): Cursor {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = (text.indexOf('\n', offset) + 1 || text.length + 1) - 1;
  const written = text.slice(lineStart, offset);
  const above = text.slice(0, lineStart).split('\n').slice(0, -1);
  const below = text.slice(lineEnd + 1).split('\n');
  const line = lineOf(written) ?? { dashes: [], column: written.length, key: undefined, value: '' };
  const outer = pathAbove(above, line);
  const brackets = line.key === undefined && line.dashes.length === 0 && !/[[{]/.test(line.value) ? undefined : inBrackets(line.value);
  const path = [...outer.path, ...(line.dashes.length > 0 ? ['*'] : [])];
  if (brackets) {
    const steps = brackets.steps.slice(0, -1).flatMap(({ key, isList }) => (isList ? ['*'] : key === undefined ? [] : [key]));
    const last = brackets.steps.at(-1);
    const start = offset - brackets.word.length;
    return {
      path: [...path, ...(line.key === undefined ? [] : [line.key]), ...brackets.tags, ...steps],
      isKey: last?.isList === false && last.key === undefined,
      key: last?.isList === false ? last.key : undefined,
      index: last?.isList === true ? last.items.length : undefined,
      isText: false, prefix: brackets.word.replace(/^["']/, ''), word: { start, end: offset + wordAfter(text, offset) },
      siblings: new Set(last?.items), before: last?.items ?? [], column: line.column, hasColon: /^\S*\s*:/.test(text.slice(offset, lineEnd)), json: false, flow: true,
    };
  }
  const isKey = line.key === undefined && !line.value.startsWith('!') && line.dashes.length === 0;
  const word = line.key === undefined ? line.value : /\S*$/.exec(line.value)?.[0] ?? '';
  const prefix = line.value.startsWith('!') && line.value.includes(' ') ? line.value.slice(line.value.lastIndexOf(' ') + 1) : word;
  // Blanks at the end of what is written belong to no word.
  const own = /\s$/.test(written) && line.value !== '' && !/^["']/.test(word) ? '' : prefix;
  return {
    path: outer.path.length > 0 || line.dashes.length > 0 ? path : [],
    isKey, key: line.key, index: undefined, isText: outer.isText, prefix: own.replace(/^["']/, ''),
    word: { start: offset - own.length, end: offset + wordAfter(text, offset) },
    siblings: siblingsOf(above, below, line.column), before: [], column: line.column,
    hasColon: /^[\w:.]*["']?\s*:/.test(text.slice(offset, lineEnd)), json: false, flow: false,
  };
}

function wordAfter(text: string, offset: number): number {
  return /^[\w.-]*(?::+[\w.-]+)*["']?(?=[\s,\]}:]|$)/.exec(text.slice(offset, offset + 300))?.[0].length ?? 0;
}

/** The path to the map or list that a line belongs to, from the lines above it. */
function pathAbove(above: readonly string[], line: Line): { path: string[]; isText: boolean } {
  const path: string[] = [];
  let need = line.dashes[0] ?? line.column;
  let isList = line.dashes.length > 0;
  let isText = false;
  for (const text of above.toReversed()) {
    const other = lineOf(text);
    if (!other) continue;
    const dash = other.dashes[0];
    const isParent = other.key !== undefined && (other.column < need || (isList && other.column === need && dash === undefined));
    if (isParent) {
      isText ||= path.length === 0 && !isList && /^(?:![\w:]+\s+)?[|>][-+\d]*$/.test(other.value);
      const tag = /^!(\w+)/.exec(other.value)?.[1];
      path.unshift(other.key ?? '', ...(tag === undefined ? [] : [longName(tag)]));
    }
    const isCall = isList && dash !== undefined && dash < need && other.key === undefined && other.value.startsWith('!');
    const isSibling = !isCall && other.column === need && dash !== undefined && dash < need;
    if (isParent || isSibling) {
      need = isParent ? other.column : need;
      isList = false;
      if (dash !== undefined && dash < need) {
        path.unshift('*');
        need = dash;
        isList = true;
      }
    } else if (isCall) {
      // A call as the item of a list, its argument on lines of its own.
      path.unshift('*', longName(/^!(\w+)/.exec(other.value)?.[1] ?? ''));
      need = dash;
      isList = true;
    }
    if (need === 0 && !isList) break;
  }
  return { path, isText };
}

function longName(tag: string): string {
  return tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`;
}

/** The keys of the map whose keys begin at a column, above and below a line. */
function siblingsOf(above: readonly string[], below: readonly string[], column: number): Set<string> {
  const keys = new Set<string>();
  const collect = (lines: readonly string[], upwards: boolean): void => {
    for (const text of lines) {
      const line = lineOf(text);
      if (!line) continue;
      const first = line.dashes[0] ?? line.column;
      if (line.column === column && line.key !== undefined && (upwards || line.dashes.length === 0)) keys.add(line.key);
      if (first < column) return;
    }
  };
  collect(above.toReversed(), true);
  collect(below, false);
  return keys;
}

interface Bracket {
  readonly isList: boolean;
  /** The key whose value is being written. */
  key: string | undefined;
  /** The scalars of a list, or the keys of a map, that are finished. */
  readonly items: string[];
}

/** The brackets that are open at the end of a line's value, with the word in hand; undefined where none are. */
function inBrackets(value: string): { steps: Bracket[]; tags: string[]; word: string } | undefined {
  const steps: Bracket[] = [];
  const tags: string[] = [];
  let word = '';
  let quote = '';
  for (const character of value) {
    const top = steps.at(-1);
    if (quote !== '') {
      word += character;
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && word.trim() === '') {
      quote = character;
      word = character;
    } else if (character === '[' || character === '{') {
      const tag = /!(\w+)\s*$/.exec(word)?.[1];
      if (tag !== undefined && steps.length === 0) tags.push(longName(tag));
      steps.push({ isList: character === '[', key: undefined, items: [] });
      word = '';
    } else if (top && (character === ']' || character === '}')) {
      steps.pop();
      word = '';
    } else if (top && character === ',') {
      if (top.isList) top.items.push(word.trim().replaceAll(/^["']|["']$/g, ''));
      top.key = undefined;
      word = '';
    } else if (top && !top.isList && top.key === undefined && character === ':') {
      top.key = word.trim().replaceAll(/^["']|["']$/g, '');
      top.items.push(top.key);
      word = '';
    } else {
      word += character;
    }
  }
  const inner = /^\s*(?:!\w+\s+)?(.*)$/s.exec(word)?.[1] ?? '';
  const tag = /^\s*!(\w+)\s/.exec(word)?.[1];
  const last = steps.at(-1);
  if (!last) return undefined;
  if (tag !== undefined) steps.push({ isList: false, key: longName(tag), items: [] });
  return { steps, tags, word: inner };
}
