import { graphemeCount } from '../../language/graphemes.ts';
import type { TokenKind } from './tokens.ts';

/** A token on its way to the formatted text; `spaces` go before it. */
export interface LayoutToken {
  readonly kind: TokenKind;
  readonly text: string;
  spaces: number;
}

/**
 * A line, in the three columns that are aligned over consecutive lines: what leads, the `=` and what follows, and the
 * comment at the end. A heredoc or any other token that spans lines does not end the line.
 */
interface Line {
  lead: LayoutToken[];
  assign: LayoutToken[];
  comment: LayoutToken[];
}

const indentation = 2;

/**
 * The text of the tokens, indented by brackets, spaced, and with `=` and trailing comments aligned. What Terraform's
 * formatter does: https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
 */
export function layOut(tokens: readonly LayoutToken[]): string {
  const end = tokens.at(-1)?.kind === 'end' ? tokens.at(-1) : undefined;
  const lines = splitLines(end ? tokens.slice(0, -1) : tokens);
  indent(lines);
  for (const line of lines) space(line);
  alignAssignments(lines);
  alignComments(lines);
  let text = '';
  for (const { lead, assign, comment } of lines) {
    for (const part of [lead, assign, comment]) {
      for (const token of part) text += (token.spaces > 0 ? ' '.repeat(token.spaces) : '') + token.text;
    }
  }
  // What stands before the end of the file is left alone.
  return end ? text + ' '.repeat(end.spaces) : text;
}

function endsLine(token: LayoutToken): boolean {
  return token.kind === 'newline' || (token.kind === 'comment' && token.text.endsWith('\n'));
}

function splitLines(tokens: readonly LayoutToken[]): Line[] {
  const lines: Line[] = [];
  let lead: LayoutToken[] = [];
  for (const token of tokens) {
    lead.push(token);
    if (!endsLine(token)) continue;
    lines.push(columnsOf(lead));
    lead = [];
  }
  if (lead.length > 0) lines.push(columnsOf(lead));
  return lines;
}

function columnsOf(tokens: LayoutToken[]): Line {
  let lead = tokens;
  let assign: LayoutToken[] = [];
  let comment: LayoutToken[] = [];
  if (lead.length > 1 && lead.at(-1)?.kind === 'comment') {
    comment = lead.slice(-1);
    lead = lead.slice(0, -1);
  }
  const equals = lead.findIndex(({ kind }) => kind === '=');
  // A value that opens a bracket and leaves it open is laid out over the lines that follow.
  if (equals > 0 && netBrackets(lead.slice(equals)) === 0) {
    assign = lead.slice(equals);
    lead = lead.slice(0, equals);
  }
  return { lead, assign, comment };
}

function bracketChange(kind: TokenKind): number {
  switch (kind) {
    case '{':
    case '[':
    case '(':
    case '${':
    case '%{':
      return 1;
    case '}':
    case ']':
    case ')':
    case 'template-end':
      return -1;
    default:
      return 0;
  }
}

function netBrackets(tokens: readonly LayoutToken[]): number {
  return tokens.reduce((sum, { kind }) => sum + bracketChange(kind), 0);
}

/**
 * A line that opens more brackets than it closes indents those after it by one step, however many they are. What a
 * heredoc opens on the line that it begins on does not count, and what follows the `=` has as many of either.
 */
function indent(lines: readonly Line[]): void {
  const opened: number[] = [];
  for (const { lead } of lines) {
    const [first] = lead;
    if (!first || first.kind === 'newline') continue;
    const heredoc = lead.findIndex(({ kind }) => kind === 'open-heredoc');
    const net = netBrackets(heredoc < 0 ? lead : lead.slice(0, heredoc));
    for (let closing = -net; closing > 0 && opened.length > 0; ) {
      const last = opened.pop() ?? 0;
      if (closing < last) opened.push(last - closing);
      closing -= last;
    }
    first.spaces = indentation * opened.length;
    if (net > 0) opened.push(net);
  }
}

function space({ lead, assign, comment }: Line): void {
  const tokens = [...lead, ...assign];
  for (let index = 1; index < tokens.length; index++) {
    const token = tokens[index];
    const before = tokens[index - 1];
    if (token && before) token.spaces = needsSpace(tokens[index - 2], before, token) ? 1 : 0;
  }
  const [first] = comment;
  if (first) first.spaces = 1;
}

/** What a minus that is a sign stands after. */
const beforeSign = new Set<TokenKind>(['(', '{', '[', '=', ':', ',', '?', '+', '*', '/', '%', '-', '==', '!=', '>', '>=', '<', '<=', '&&', '||', '!']);

const templateText = new Set<TokenKind>(['quoted-text', 'heredoc-text']);

/** True when a space goes between `left` and `right`; `before` is the token before them on the line. The order of the questions counts. */
function needsSpace(before: LayoutToken | undefined, left: LayoutToken, right: LayoutToken): boolean {
  if (right.kind === 'newline') return false;
  if (left.kind === 'identifier' && (right.kind === '(' || right.kind === '::')) return false;
  if (left.kind === '::' && right.kind === 'identifier') return false;
  if (left.kind === '.' || right.kind === '.' || right.kind === ',' || right.kind === '...') return false;
  if (left.kind === ',') return true;
  if (templateText.has(left.kind) || left.kind === 'open-quote' || left.kind === 'open-heredoc') return false;
  if (templateText.has(right.kind) || right.kind === 'close-quote' || right.kind === 'close-heredoc') return false;
  // The keyword of a loop, by what it looks like.
  if (left.kind === 'identifier' && left.text === 'in' && before?.kind === 'identifier') return true;
  if (right.kind === '[' && (left.kind === 'identifier' || left.kind === 'number' || bracketChange(left.kind) < 0)) return false;
  if (left.kind === '!') return false;
  if (left.kind === '-') return before !== undefined && !beforeSign.has(before.kind);
  if (left.kind === '{' || right.kind === '}') return !(left.kind === '{' && right.kind === '}');
  if (right.kind === '{' && opensSequence(left)) return true;
  if (left.kind === '}' && right.kind === 'template-end') return true;
  if (left.kind === 'template-end' && opensSequence(right)) return false;
  return bracketChange(left.kind) <= 0 && bracketChange(right.kind) >= 0;
}

function opensSequence({ kind }: LayoutToken): boolean {
  return kind === '${' || kind === '%{';
}

/** Runs of consecutive lines that have the column, each with the widths of what comes before it. */
function* runs(lines: readonly Line[], column: 'assign' | 'comment'): Generator<{ token: LayoutToken; width: number }[]> {
  let run: { token: LayoutToken; width: number }[] = [];
  for (const line of lines) {
    const [token] = line[column];
    if (token) {
      run.push({ token, width: widthOf(line.lead) + (column === 'comment' ? widthOf(line.assign) : 0) });
    } else if (run.length > 0) {
      yield run;
      run = [];
    }
  }
  if (run.length > 0) yield run;
}

function align(run: readonly { token: LayoutToken; width: number }[]): void {
  const widest = Math.max(...run.map(({ width }) => width));
  for (const { token, width } of run) token.spaces = widest - width + 1;
}

function alignAssignments(lines: readonly Line[]): void {
  for (const run of runs(lines, 'assign')) align(run);
}

function alignComments(lines: readonly Line[]): void {
  for (const run of runs(lines, 'comment')) align(run);
}

/** Columns that the tokens take: one per grapheme cluster. */
function widthOf(tokens: readonly LayoutToken[]): number {
  let width = 0;
  for (const { text, spaces } of tokens) width += spaces + graphemeCount(text);
  return width;
}
