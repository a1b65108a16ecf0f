import { changeOf } from '../../language/textChange.ts';
import { type Block, movedBlock, ParsedBody, type ParsedFile } from './ast.ts';
import { parseHcl, readHcl } from './parser.ts';

/** After so many texts of which only a part was parsed, the next is parsed as a whole: each may be held in memory by the blocks that stem from it. */
const maximumGenerations = 64;

/** A parsed file, and how many texts ago it was parsed as a whole. */
export interface Reparsed extends ParsedFile {
  readonly generation: number;
}

/**
 * `parseHcl` of a text that has changed in one place: top-level blocks before and behind it are taken over from the
 * last text, the latter moved. The result is that of a fresh parse.
 */
export function reparseHcl(text: string, before: ParsedFile & Partial<Reparsed>): Reparsed {
  return parseChange(text, before) ?? { ...parseHcl(text), generation: 0 };
}

/** Undefined where the whole text has to be parsed. */
function parseChange(text: string, before: ParsedFile & Partial<Reparsed>): Reparsed | undefined {
  const generation = (before.generation ?? 0) + 1;
  const { blocks, attributes } = before.body;
  // What follows a mistake may have been read in its light, and names of arguments are compared over the whole body.
  if (before.problems.length > 0 || attributes.length > 0 || generation > maximumGenerations) return undefined;
  const change = changeOf(before.text, text);
  const { by } = change;
  const head = headOf(before, change.start);
  const tail = tailOf(before, change.endBefore, head.blocks);
  const { parsed } = readHcl(text.slice(0, tail.start + by), head.end);
  if (parsed.problems.length > 0 || parsed.body.attributes.length > 0) return undefined;
  const items = [...blocks.slice(0, head.blocks), ...parsed.body.blocks, ...blocks.slice(tail.from).map((block) => movedBlock(block, by))];
  const comments = [
    ...before.comments.filter(({ start }) => start < head.end),
    ...parsed.comments,
    ...before.comments.filter(({ start }) => start >= tail.start).map((comment) => ({ ...comment, start: comment.start + by, end: comment.end + by })),
  ];
  return { text, body: new ParsedBody(items, { start: 0, end: text.length }), problems: [], comments, generation };
}

/** How many blocks stand with their line break in the first characters of a text, and where the last of them has it behind it. */
function headOf({ text, body: { blocks } }: ParsedFile, prefix: number): { readonly blocks: number; readonly end: number } {
  let low = 0;
  for (let high = blocks.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.end ?? Infinity) < prefix) low = middle + 1;
    else high = middle;
  }
  for (let count = low; count > 0; count--) {
    const end = endOfLine(text, blocks[count - 1]);
    if (end !== undefined && end <= prefix) return { blocks: count, end };
  }
  return { blocks: 0, end: 0 };
}

/** Behind the line break after a block; undefined where something other than a line comment stands before it. */
function endOfLine(text: string, block: Block | undefined): number | undefined {
  const lineBreak = block ? text.indexOf('\n', block.end) : -1;
  if (lineBreak < 0) return undefined;
  return /^[ \t]*(?:(?:#|\/\/).*)?\r?$/.test(text.slice(block?.end, lineBreak)) ? lineBreak + 1 : undefined;
}

/** The first block that begins a line, of which the line break before lies behind a place too, and where that line begins; the end of the text where there is none. */
function tailOf({ text, body: { blocks } }: ParsedFile, place: number, first: number): { readonly from: number; readonly start: number } {
  for (let from = first; from < blocks.length; from++) {
    const block = blocks[from];
    if (!block || block.start < place) continue;
    const start = text.lastIndexOf('\n', block.start - 1) + 1;
    if (start > place && text.slice(start, block.start).trim() === '') return { from, start };
  }
  return { from: blocks.length, start: text.length };
}
