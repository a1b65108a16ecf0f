import type { Span } from '../diagnostic.ts';

/** How many enclosing blocks are tried before giving up on a place. */
const maxCandidates = 12;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly empty: boolean;
}

/**
 * The blocks of lines that might have to go for a text with a syntax error at `position` to become well-formed, the
 * smallest first: the entry on the error's line, the entry before it, then whatever encloses them.
 */
export function blockCandidates(text: string, position: number): Span[] {
  const lines = splitLines(text);
  let at = lines.findIndex((line) => position <= line.end);
  if (at < 0) at = lines.length - 1;
  while (at > 0 && lines[at]?.empty) at--;
  const spans: Span[] = [];
  const add = (index: number): void => {
    const span = blockAt(lines, index);
    if (span && !spans.some((other) => other.start === span.start && other.end === span.end)) spans.push(span);
  };
  add(at);
  const before = previous(lines, at);
  if (before >= 0) add(before);
  for (const from of [at, before]) {
    for (let index = from; index >= 0 && spans.length < maxCandidates; index = parent(lines, index)) add(index);
  }
  spans.sort((a, b) => a.end - a.start - (b.end - b.start));
  // A word without its colon swallows what is below it: it is the mistake, not the lines that it cannot hold.
  const word = [before, parent(lines, at)].find((index) => index >= 0 && isWord(text, lines[index]) && (lines[index]?.indent ?? 0) <= (lines[at]?.indent ?? 0));
  const block = word === undefined ? undefined : blockAt(lines, word);
  return block ? [block, ...spans.filter((span) => span.start !== block.start || span.end !== block.end)] : spans;
}

/** The text with a stretch replaced by spaces; line breaks, and so every offset, stay. */
export function blank(text: string, span: Span): string {
  return text.slice(0, span.start) + text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ') + text.slice(span.end);
}

function isWord(text: string, line: Line | undefined): boolean {
  return line !== undefined && /^\s*["']?[\w:./-]*\w["']?\s*$/.test(text.slice(line.start, line.end));
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    let indent = 0;
    while (start + indent < end && isSpace(text.charCodeAt(start + indent))) indent++;
    const first = text[start + indent];
    lines.push({ start, end, indent, empty: start + indent >= end || first === '\r' || first === '#' });
    start = end + 1;
  }
  return lines;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 0xfeff;
}

function previous(lines: readonly Line[], index: number): number {
  let at = index - 1;
  while (at >= 0 && lines[at]?.empty) at--;
  return at;
}

/** The nearest line above that is indented less; -1 where there is none. */
function parent(lines: readonly Line[], index: number): number {
  const indent = lines[index]?.indent ?? 0;
  let at = index - 1;
  while (at >= 0 && (lines[at]?.empty || (lines[at]?.indent ?? 0) >= indent)) at--;
  return at;
}

/** The line and everything indented deeper below it. */
function blockAt(lines: readonly Line[], index: number): Span | undefined {
  const first = lines[index];
  if (!first) return undefined;
  let end = first.end;
  for (let at = index + 1; at < lines.length; at++) {
    const line = lines[at];
    if (!line) break;
    if (!line.empty && line.indent <= first.indent) break;
    if (!line.empty) end = line.end;
  }
  return { start: first.start, end };
}
