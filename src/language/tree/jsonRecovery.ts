import { visit, type ParseError } from 'jsonc-parser';
import type { Span } from '../diagnostic.ts';

/** A text of JSON without the entries that are not well-formed; every offset is still where it was. */
export interface MendedJson {
  readonly text: string;
  /** What was left out. */
  readonly dropped: readonly Span[];
  /** Where brackets were put that were missing: what follows may belong to what they close. */
  readonly closed: readonly number[];
  /** Where each mistake is, ascending. */
  readonly mistakes: readonly JsonMistake[];
}

/** An error of jsonc-parser, or the closing bracket that is missing at an offset. */
export type JsonMistake = ParseError | { readonly offset: number; readonly missing: string };

interface Line {
  readonly start: number;
  /** Where its line break is. */
  readonly end: number;
  readonly indent: number;
  readonly text: string;
}

/**
 * Finds by their indents which entries of a text with syntax errors are not well-formed, so that a bracket that is
 * missing costs no more than its own block; undefined where indents tell nothing.
 */
export function mendJson(text: string): MendedJson | undefined {
  const mender = new Mender(text);
  return mender.mend() ? { text: mender.mended(), dropped: mender.dropped, closed: mender.closed(), mistakes: mender.mistakes } : undefined;
}

/** The errors of a text that is to be JSON; a comma after the last entry is none, since what followed may be left out. */
export function errorsOf(text: string): ParseError[] {
  const errors: ParseError[] = [];
  const onError = (error: number, offset: number, length: number): void => void errors.push({ error, offset, length });
  visit(text, { onError }, { disallowComments: true, allowTrailingComma: true, allowEmptyContent: true });
  return errors;
}

class Mender {
  readonly dropped: Span[] = [];
  readonly mistakes: JsonMistake[] = [];
  readonly #text: string;
  readonly #lines: readonly Line[];
  /** Brackets to be put in place of blanks. */
  readonly #closings: { readonly offset: number; readonly brackets: string }[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#lines = linesOf(text);
  }

  mend(): boolean {
    const last = this.#lines.length;
    if (last < 3 || !this.#block(0, last, '[')) return false;
    this.mistakes.sort((a, b) => a.offset - b.offset);
    return true;
  }

  /** The text with everything mended that was found. */
  mended(): string {
    const parts: string[] = [];
    let end = 0;
    const changes = [
      ...this.dropped.map((span) => ({ start: span.start, end: span.end, text: blank(this.#text.slice(span.start, span.end)) })),
      ...this.#closings.map(({ offset, brackets }) => ({ start: offset, end: offset + brackets.length, text: brackets })),
    ];
    // A block that is left out takes along what was mended within it, and what was left out in the same place.
    for (const change of changes.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (change.start < end) continue;
      parts.push(this.#text.slice(end, change.start), change.text);
      end = change.end;
    }
    return parts.join('') + this.#text.slice(end);
  }

  closed(): number[] {
    return this.#closings.flatMap(({ offset, brackets }) => [...brackets].map((_, index) => offset + index));
  }

  /** Mends the blocks of some lines, each an entry (in `{`) or an item (in `[`). */
  #blocks(from: number, to: number, within: string): void {
    for (let at = from; at < to; ) {
      const end = this.#endOf(at, to);
      // A mistake within brackets that close on their line goes no further: the parser leaves out less than the line.
      if (!this.#block(at, end, within) && !(end === at + 1 && isContained(this.#lines[at]?.text ?? ''))) this.#drop(this.#startOf(at, from, end, within), end);
      at = end;
    }
  }

  /**
   * Where the part of a block that is not well-formed begins: above a bracket that closes nothing, with all that is
   * indented deeper, whose heading is missing; below a first line that is well-formed by itself.
   */
  #startOf(at: number, from: number, end: number, within: string): number {
    const first = this.#lines[at];
    if (!first) return at;
    if (/^[}\]]/.test(first.text)) {
      let start = at;
      while (start > from && (this.#lines[start - 1]?.indent ?? 0) > first.indent) start--;
      return start;
    }
    return end > at + 1 && isSound(this.#text.slice(first.start, first.end), within) ? at + 1 : at;
  }

  /** The line after a block: all that is indented deeper than its first line belongs to it, and the closing bracket below. */
  #endOf(at: number, to: number): number {
    const indent = this.#lines[at]?.indent ?? 0;
    let end = at + 1;
    // An opening bracket may stand on a line of its own below its key.
    if (end < to && this.#lines[at]?.text.endsWith(':') && /^[{[]/.test(this.#lines[end]?.text ?? '')) end++;
    while (end < to && (this.#lines[end]?.indent ?? 0) > indent) end++;
    const closes = end > at + 1 || /[{[]$/.test(this.#lines[at]?.text ?? '');
    const line = this.#lines[end];
    return closes && end < to && line?.indent === indent && /^[}\]]/.test(line.text) ? end + 1 : end;
  }

  /** Whether a block is well-formed, or was mended by what is within it. */
  #block(from: number, to: number, within: string): boolean {
    const first = this.#lines[from];
    const last = this.#lines[to - 1];
    if (!first || !last) return false;
    if (isSound(this.#text.slice(first.start, last.end), within)) return true;
    const heading = first.text.endsWith(':') && /^[{[]$/.test(this.#lines[from + 1]?.text ?? '') ? 2 : 1;
    const head = this.#text.slice(first.start, this.#lines[from + heading - 1]?.end);
    const open = openBrackets(head);
    if (open.length === 0 || !isSound(head + closers(open), within)) return false;
    const kind = open.at(-1) ?? '';
    if (to - from > heading && last.indent <= first.indent && /^[}\]]/.test(last.text)) {
      if (!isSound(head + last.text, within)) return false;
      this.#blocks(from + heading, to - 1, kind);
      return true;
    }
    // Nothing closes it: what is indented deeper is still its own.
    if (to - from === heading) return false;
    const missing = closers(open);
    this.#blocks(from + heading, to, kind);
    // What is within may have lacked brackets, too, which come first; without room for more the block is left out.
    const before = this.#closings.findLast(({ offset }) => offset >= last.end);
    const offset = before ? before.offset + before.brackets.length : last.end;
    if (this.#text.slice(offset, offset + missing.length).trim() !== '') return false;
    this.mistakes.push({ offset: last.end, missing });
    this.#closings.push({ offset, brackets: missing });
    return true;
  }

  #drop(from: number, to: number): void {
    const first = this.#lines[from];
    const last = this.#lines[to - 1];
    if (!first || !last) return;
    const span = { start: first.start + first.indent, end: last.end };
    const error = errorsOf(`{${this.#text.slice(span.start, span.end)}`)[0];
    this.mistakes.push({ error: error?.error ?? 1, length: 1, ...error, offset: span.start + Math.max((error?.offset ?? 1) - 1, 0) });
    this.dropped.push(span);
  }
}

/** As many blanks; line breaks stay. */
function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}

/** Whether a line has brackets and closes all that it opens, and its quotes. */
function isContained(line: string): boolean {
  const body = line.replace(/,$/, '');
  const [opened = 0, closed = 0] = [/[{[]/g, /[}\]]/g].map((brackets) => body.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(brackets)?.length ?? 0);
  return opened > 0 && opened === closed && /[}\]]$/.test(body) && openBrackets(body).length === 0;
}

/** Whether a text is well-formed as the entries or items between brackets. */
function isSound(text: string, within: string): boolean {
  const body = text.trimEnd().replace(/,$/, '');
  return errorsOf(`${within}${body}${within === '{' ? '}' : ']'}`).length === 0;
}

/** The brackets that a text opens and does not close. */
function openBrackets(text: string): string[] {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[{[\]}]/g)) {
    if (token === '{' || token === '[') open.push(token);
    else if (token === '}' || token === ']') open.pop();
  }
  return open;
}

function closers(open: readonly string[]): string {
  return open.map((bracket) => (bracket === '{' ? '}' : ']')).toReversed().join('');
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const match of text.matchAll(/^[^\S\n]*(\S[^\n]*)/gm)) {
    const start = match.index;
    lines.push({ start, end: start + match[0].length, indent: match[0].search(/\S/), text: (match[1] ?? '').trimEnd() });
  }
  return lines;
}
