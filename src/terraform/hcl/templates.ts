import type { Span } from '../../language/diagnostic.ts';
import type { Expression, Name, Template, TemplatePart } from './ast.ts';
import { SyntaxFailure, type TokenCursor } from './cursor.ts';
import { decodeHeredoc, decodeQuoted } from './strings.ts';
import type { Token } from './tokens.ts';

type ParseExpression = (cursor: TokenCursor) => Expression;

/** A template before its directives are nested. */
type Piece = TextPiece | MarkedPiece;

interface TextPiece extends Span {
  readonly kind: 'text';
  value: string;
}

/** An interpolation or a directive; `trims*` is the tilde beside its braces. */
interface MarkedPiece extends Span {
  readonly kind: 'marked';
  readonly content: Marked;
  readonly trimsBefore: boolean;
  readonly trimsAfter: boolean;
}

type Marked =
  | { readonly kind: 'interpolation'; readonly value: Expression }
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'for'; readonly key: Name | undefined; readonly value: Name; readonly collection: Expression }
  | { readonly kind: 'else' | 'endif' | 'endfor' };

/**
 * Parses a quoted string or a heredoc whose opening token is next.
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates
 * @throws SyntaxFailure
 */
export function parseTemplate(cursor: TokenCursor, parseExpression: ParseExpression): Template {
  const open = cursor.read();
  const heredoc = open.kind === 'open-heredoc';
  cursor.enter(true);
  const pieces: Piece[] = [];
  const close = readPieces(cursor, open, pieces, parseExpression);
  cursor.leave();
  if (heredoc && cursor.text.charCodeAt(open.start + 2) === 0x2d) removeIndentation(pieces);
  applyTrims(pieces);
  const parts = new Nesting(pieces, close).parts();
  return { kind: 'template', style: heredoc ? 'heredoc' : 'quoted', parts, start: open.start, end: close.end };
}

/**
 * Parses a whole text as a template, as HCL does with the strings of its JSON form.
 * @throws SyntaxFailure
 */
export function parseBareTemplate(cursor: TokenCursor, parseExpression: ParseExpression): Template {
  const start = cursor.peek().start;
  cursor.enter(true);
  const pieces: Piece[] = [];
  const close = readPieces(cursor, undefined, pieces, parseExpression);
  cursor.leave();
  applyTrims(pieces);
  return { kind: 'template', style: 'json', parts: new Nesting(pieces, close).parts(), start, end: close.start };
}

/** Reads up to and including the closing token, which is returned. */
function readPieces(cursor: TokenCursor, open: Token | undefined, pieces: Piece[], parseExpression: ParseExpression): Token {
  const closing = open ? (open.kind === 'open-heredoc' ? 'close-heredoc' : 'close-quote') : 'end';
  const first = cursor.peek();
  for (;;) {
    const token = cursor.read();
    const { start, end } = token;
    switch (token.kind) {
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
        pieces.push(readDirective(cursor, token, parseExpression));
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
  cursor.enter(false);
  const value = parseExpression(cursor);
  const close = cursor.peek();
  if (close.kind !== 'template-end') {
    if (close.kind === 'end' || close.kind === 'close-quote' || close.kind === 'open-quote' || close.kind === 'close-heredoc') {
      throw new SyntaxFailure(first, 'Unclosed template interpolation sequence', 'The closing brace of this interpolation is missing.');
    }
    throw new SyntaxFailure(
      close,
      'Extra characters after interpolation expression',
      'A closing brace should follow the expression. Write $${ where the text is meant for another language.',
    );
  }
  cursor.read();
  cursor.leave();
  return marked(cursor, open, close, { kind: 'interpolation', value });
}

function readDirective(cursor: TokenCursor, open: Token, parseExpression: ParseExpression): MarkedPiece {
  cursor.enter(false);
  const keyword = cursor.peek();
  if (keyword.kind !== 'identifier') {
    throw new SyntaxFailure(keyword, 'Invalid template directive', 'A directive begins with if, else, endif, for or endfor.');
  }
  cursor.read();
  const word = cursor.textOf(keyword);
  const content = readDirectiveContent(cursor, word, keyword, parseExpression);
  const close = cursor.peek();
  if (close.kind !== 'template-end') {
    throw new SyntaxFailure(close, `Extra characters in ${word} marker`, 'A closing brace should end the directive here.');
  }
  cursor.read();
  cursor.leave();
  return marked(cursor, open, close, content);
}

function readDirectiveContent(cursor: TokenCursor, word: string, keyword: Token, parseExpression: ParseExpression): Marked {
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
      throw new SyntaxFailure(keyword, 'Invalid template control keyword', `There is no directive '${word}'.`);
  }
}

function readForDirective(cursor: TokenCursor, parseExpression: ParseExpression): Marked {
  const name = (): Name => {
    const token = cursor.peek();
    if (token.kind !== 'identifier') {
      throw new SyntaxFailure(token, "Invalid 'for' directive", 'A name for the elements should stand here.');
    }
    cursor.read();
    return { text: cursor.textOf(token), start: token.start, end: token.end };
  };
  let value = name();
  let key: Name | undefined;
  if (cursor.take(',')) {
    key = value;
    value = name();
  }
  if (!cursor.peeksWord('in')) {
    throw new SyntaxFailure(cursor.peek(), "Invalid 'for' directive", "The word 'in' must follow the names.");
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
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'text') continue;
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (before?.kind === 'marked' && before.trimsAfter) piece.value = piece.value.trimStart();
    if (after?.kind === 'marked' && after.trimsBefore) piece.value = piece.value.trimEnd();
  }
}

/** Builds the tree of directives out of the flat pieces. */
class Nesting {
  readonly #pieces: readonly Piece[];
  readonly #close: Span;
  #index = 0;

  constructor(pieces: readonly Piece[], close: Span) {
    this.#pieces = pieces;
    this.#close = close;
  }

  /** @throws SyntaxFailure where a directive is not closed, or closed without being open */
  parts(): TemplatePart[] {
    const parts = this.#until([], 0);
    const extra = this.#pieces[this.#index];
    if (extra?.kind === 'marked') {
      throw new SyntaxFailure(extra, `Unexpected ${extra.content.kind} directive`, `There is no directive that this ${extra.content.kind} could belong to.`);
    }
    return parts;
  }

  /** Parts up to a directive that only closes or continues another one; `ends` are those allowed here. */
  #until(ends: readonly string[], depth: number): TemplatePart[] {
    const parts: TemplatePart[] = [];
    for (; ; this.#index++) {
      const piece = this.#pieces[this.#index];
      if (piece === undefined) return parts;
      const { start, end } = piece;
      if (piece.kind === 'text') {
        if (piece.value !== '') parts.push({ kind: 'text', value: piece.value, start, end });
        continue;
      }
      const { content } = piece;
      if (depth > 200) throw new SyntaxFailure(piece, 'Invalid template directive', 'Directives cannot be nested this deep.');
      switch (content.kind) {
        case 'interpolation':
          parts.push({ kind: 'interpolation', value: content.value, start, end });
          break;
        case 'if':
          parts.push(this.#if(piece, content.condition, depth));
          break;
        case 'for':
          parts.push(this.#for(piece, content, depth));
          break;
        default:
          if (ends.includes(content.kind) || ends.length === 0) return parts;
          throw new SyntaxFailure(piece, `Unexpected ${content.kind} directive`, `Expected ${ends.join(' or ')} here.`);
      }
    }
  }

  #if(open: Piece, condition: Expression, depth: number): TemplatePart {
    this.#index++;
    const whenTrue = this.#until(['else', 'endif'], depth + 1);
    let whenFalse: TemplatePart[] = [];
    if (this.#kindHere() === 'else') {
      this.#index++;
      whenFalse = this.#until(['endif'], depth + 1);
    }
    return { kind: 'if', condition, whenTrue, whenFalse, start: open.start, end: this.#endOf('if') };
  }

  #for(open: Piece, { key, value, collection }: Marked & { kind: 'for' }, depth: number): TemplatePart {
    this.#index++;
    const body = this.#until(['endfor'], depth + 1);
    return { kind: 'for', key, value, collection, body, start: open.start, end: this.#endOf('for') };
  }

  #kindHere(): string | undefined {
    const piece = this.#pieces[this.#index];
    return piece?.kind === 'marked' ? piece.content.kind : undefined;
  }

  /** The end of the directive that closes an `if` or `for`, which is the current piece. */
  #endOf(word: 'if' | 'for'): number {
    const piece = this.#pieces[this.#index];
    if (piece === undefined) {
      throw new SyntaxFailure(this.#close, 'Unexpected end of template', `The ${word} directive is not closed: end${word} is missing.`);
    }
    return piece.end;
  }
}
