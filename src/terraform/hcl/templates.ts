import { settled } from '../../language/settled.ts';
import type { Expression, Name, Template, TemplatePart } from './ast.ts';
import { SyntaxFailure, type TokenCursor } from './cursor.ts';
import { type Marked, type MarkedPiece, nestDirectives, type Piece, type TextPiece } from './directives.ts';
import { decodeHeredoc, decodeQuoted } from './strings.ts';
import type { Token } from './tokens.ts';

type ParseExpression = (cursor: TokenCursor) => Expression;

/**
 * Parses a quoted string of more than plain text, or a heredoc, whose opening token is next.
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates
 * @throws SyntaxFailure
 */
export function parseTemplate(cursor: TokenCursor, parseExpression: ParseExpression): Template {
  const open = cursor.read();
  const heredoc = open.kind === 'open-heredoc';
  cursor.enter(true);
  const pieces: Piece[] = [];
  const failures: SyntaxFailure[] = [];
  const close = readPieces(cursor, open, pieces, failures, parseExpression);
  if (heredoc && cursor.text.charCodeAt(open.start + 2) === 0x2d) removeIndentation(pieces);
  const parts = partsOf(pieces, close, failures);
  return { kind: 'template', style: heredoc ? 'heredoc' : 'quoted', parts: settled(parts), start: open.start, end: close.end };
}

/**
 * Parses a whole text as a template, as HCL does with the strings of its JSON form.
 * @throws SyntaxFailure
 */
export function parseBareTemplate(cursor: TokenCursor, parseExpression: ParseExpression): Template {
  const start = cursor.next.start;
  cursor.enter(true);
  const pieces: Piece[] = [];
  const failures: SyntaxFailure[] = [];
  const close = readPieces(cursor, undefined, pieces, failures, parseExpression);
  const parts = partsOf(pieces, close, failures);
  return { kind: 'template', style: 'json', parts, start, end: close.start };
}

/** The parts that the pieces of a template make. @throws SyntaxFailure the first of the failures, which carries the others */
function partsOf(pieces: readonly Piece[], close: Token, failures: SyntaxFailure[]): TemplatePart[] {
  applyTrims(pieces);
  const parts = nestDirectives(pieces, close, failures);
  const [first, ...others] = failures;
  if (first) throw new SyntaxFailure(first.span, first.summary, first.detail, others);
  return parts;
}

/**
 * Reads up to and including the closing token, which is returned.
 * @param failures gets what is wrong with directives that are left out
 */
function readPieces(cursor: TokenCursor, open: Token | undefined, pieces: Piece[], failures: SyntaxFailure[], parseExpression: ParseExpression): Token {
  const closing = open ? (open.kind === 'open-heredoc' ? 'close-heredoc' : 'close-quote') : 'end';
  const first = cursor.next;
  for (;;) {
    const { kind } = cursor.next;
    if (kind === '${' || kind === '%{') cursor.enter(false);
    else if (kind === closing) cursor.leave();
    const token = cursor.read();
    const { start, end } = token;
    switch (kind) {
      case closing:
        return token;
      case 'quoted-text':
        pieces.push({ kind: 'text', value: decodeQuoted(cursor.textOf(token), start), start, end });
        break;
      case 'heredoc-text':
        pieces.push({ kind: 'text', value: decodeHeredoc(cursor.textOf(token)), start, end });
        break;
      case '${':
        pieces.push(readInterpolation(cursor, token, first, parseExpression));
        break;
      case '%{':
        readDirective(cursor, token, pieces, failures, parseExpression);
        break;
      case 'end':
        throw new SyntaxFailure(token, 'Unterminated template string', 'The end of this string is missing.');
      default:
        throw new SyntaxFailure(token, 'Unterminated template string', 'The end of this string was not found before this place.');
    }
  }
}

/** @param first the first token of the template, which is where HCL reports that an interpolation is not closed */
function readInterpolation(cursor: TokenCursor, open: Token, first: Token, parseExpression: ParseExpression): MarkedPiece {
  const value = parseExpression(cursor);
  const close = cursor.next;
  if (close.kind !== 'template-end') {
    if (close.kind === 'end' || close.kind === 'close-quote' || close.kind === 'string' || close.kind === 'open-quote' || close.kind === 'close-heredoc') {
      throw new SyntaxFailure(first, 'Unclosed template interpolation sequence', 'The closing brace of this interpolation is missing.');
    }
    throw new SyntaxFailure(
      close,
      'Extra characters after interpolation expression',
      'A closing brace should follow the expression. Write $${ where the text is meant for another language.',
    );
  }
  cursor.leave();
  cursor.read();
  return marked(cursor, open, close, { kind: 'interpolation', value });
}

function readDirective(cursor: TokenCursor, open: Token, pieces: Piece[], failures: SyntaxFailure[], parseExpression: ParseExpression): void {
  const keyword = cursor.next;
  const word = cursor.textOf(keyword);
  const content = readDirectiveContent(cursor, word, keyword, parseExpression);
  if (content instanceof SyntaxFailure) {
    skipDirective(cursor, content);
    // After the first that cannot be read HCL tells of no other one.
    if (failures.length === 0) failures.push(content);
    return;
  }
  const close = cursor.next;
  if (close.kind !== 'template-end') {
    throw new SyntaxFailure(close, `Extra characters in ${word} marker`, 'A closing brace should end the directive here.');
  }
  cursor.leave();
  cursor.read();
  pieces.push(marked(cursor, open, close, content));
}

/** Reads past the end of a directive that cannot be read; where it has none, that is all that is told. */
function skipDirective(cursor: TokenCursor, failure: SyntaxFailure): void {
  for (let depth = 1; depth > 0; ) {
    const { kind } = cursor.next;
    if (kind === 'end' || kind === 'close-quote' || kind === 'string' || kind === 'close-heredoc') throw failure;
    if (kind === '${' || kind === '%{') depth++;
    else if (kind === 'template-end' && --depth === 0) cursor.leave();
    cursor.read();
  }
}

/** What a directive says, or why it says nothing. */
function readDirectiveContent(cursor: TokenCursor, word: string, keyword: Token, parseExpression: ParseExpression): Marked | SyntaxFailure {
  if (keyword.kind !== 'identifier') return new SyntaxFailure(keyword, 'Invalid template directive', 'A directive begins with if, else, endif, for or endfor.');
  cursor.read();
  switch (word) {
    case 'if':
      return { kind: 'if', condition: parseExpression(cursor) };
    case 'for':
      return readForDirective(cursor, parseExpression);
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: word };
    default:
      return new SyntaxFailure(keyword, 'Invalid template control keyword', `There is no directive '${word}'.`);
  }
}

function readForDirective(cursor: TokenCursor, parseExpression: ParseExpression): Marked | SyntaxFailure {
  const names: Name[] = [];
  do {
    const token = cursor.next;
    if (token.kind !== 'identifier') return new SyntaxFailure(token, "Invalid 'for' directive", 'A name for the elements should stand here.');
    cursor.read();
    names.push({ text: cursor.textOf(token), start: token.start, end: token.end });
  } while (names.length === 1 && cursor.take(','));
  const [value, key] = names.toReversed();
  if (!value || !cursor.peeksWord('in')) {
    return new SyntaxFailure(cursor.next, "Invalid 'for' directive", "The word 'in' must follow the names.");
  }
  cursor.read();
  return { kind: 'for', key, value, collection: parseExpression(cursor) };
}

function marked(cursor: TokenCursor, open: Token, close: Token, content: Marked): MarkedPiece {
  return {
    kind: 'marked',
    content,
    trimsBefore: cursor.text.charCodeAt(open.end - 1) === 0x7e,
    trimsAfter: cursor.text.charCodeAt(close.start) === 0x7e,
    start: open.start,
    end: close.end,
  };
}

/** `<<-`: takes the indentation that all lines share off each of them; blank lines do not count. */
function removeIndentation(pieces: readonly Piece[]): void {
  let shared = Infinity;
  let startOfLine = true;
  const starts: TextPiece[] = [];
  for (const piece of pieces) {
    if (startOfLine) {
      if (piece.kind === 'marked') {
        shared = 0;
      } else if (piece.value.trim() !== '' || !piece.value.endsWith('\n')) {
        shared = Math.min(shared, piece.value.length - piece.value.trimStart().length);
        starts.push(piece);
      }
    }
    startOfLine = piece.kind === 'text' && piece.value.endsWith('\n');
  }
  for (const piece of starts) piece.value = piece.value.slice(shared);
}

function applyTrims(pieces: readonly Piece[]): void {
  if (pieces.length < 2) return;
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (piece?.kind !== 'text') continue;
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (before?.kind === 'marked' && before.trimsAfter) piece.value = piece.value.trimStart();
    if (after?.kind === 'marked' && after.trimsBefore) piece.value = piece.value.trimEnd();
  }
}
