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

/** The text of the tokens, indented by brackets, spaced, and with `=` and trailing comments aligned. */
export function layOut(tokens: readonly LayoutToken[]): string {
  const lines = splitLines(tokens);
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
  return text;
}

function endsLine(token: LayoutToken): boolean {
  return token.kind === 'newline' || (token.kind === 'comment' && token.text.endsWith('\n')) || token.kind === 'end';
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

/** A line that opens more brackets than it closes indents those after it by one step, however many they are. */
function indent(lines: readonly Line[]): void {
  const opened: number[] = [];
  for (const { lead, assign } of lines) {
    const [first] = lead;
    if (!first || first.kind === 'newline' || first.kind === 'end') continue;
    const net = netBrackets(lead) + netBrackets(assign);
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
    if (token && before && token.kind !== 'end') token.spaces = needsSpace(tokens[index - 2], before, token) ? 1 : 0;
  }
  const [first] = comment;
  if (first) first.spaces = 1;
}

const beforeUnary = new Set<TokenKind>([
  '+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '!', '=', '=>', '?', ':', ',', '(', '[', '{', '${',
]);

/** True when a space goes between `left` and `right`; `before` is the token before them on the line. */
function needsSpace(before: LayoutToken | undefined, left: LayoutToken, right: LayoutToken): boolean {
  if (right.kind === 'newline') return false;
  const inKeyword = left.text === 'in' && left.kind === 'identifier' && before?.kind === 'identifier';
  if (left.kind === 'identifier' && right.kind === '(') return false;
  if (left.kind === '.' || right.kind === '.' || left.kind === '::' || right.kind === '::') return false;
  if (right.kind === ',' || right.kind === '...') return false;
  if (left.kind === ',') return true;
  if (left.kind === 'quoted-text' || left.kind === 'heredoc-text' || left.kind === 'open-quote' || left.kind === 'open-heredoc') return false;
  if (right.kind === 'quoted-text' || right.kind === 'heredoc-text' || right.kind === 'close-quote' || right.kind === 'close-heredoc') return false;
  if (left.kind === 'template-end' || left.kind === '${' || left.kind === '%{' || right.kind === 'template-end') {
    return false;
  }
  if (left.kind === '!') return false;
  if (left.kind === '-' && (before === undefined || beforeUnary.has(before.kind))) return false;
  if (right.kind === '[' && ((left.kind === 'identifier' && !inKeyword) || left.kind === 'number' || bracketChange(left.kind) < 0)) return false;
  if (bracketChange(left.kind) > 0) return left.kind === '{' && right.kind !== '}';
  if (bracketChange(right.kind) < 0) return right.kind === '}';
  return true;
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

const graphemes = new Intl.Segmenter();

/** Columns that the tokens take: one per grapheme cluster. */
function widthOf(tokens: readonly LayoutToken[]): number {
  let width = 0;
  for (const { text, spaces } of tokens) width += spaces + textWidth(text);
  return width;
}

// oxlint-disable-next-line no-control-regex -- the question is whether the text is ASCII
const ascii = /^[\x00-\x7f]*$/;

function textWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const _ of graphemes.segment(text)) width++;
  return width;
}
