import type { Span } from '../../language/diagnostic.ts';
import { pointedAt, type Token, type TokenKind } from './tokens.ts';

/**
 * Thrown to end the parse of one body item; carries HCL's summary and the place. No `Error`: where a quote is missing
 * one text has hundreds of them, and the stack that each would take down is of no use.
 */
export class SyntaxFailure {
  readonly span: Span;
  readonly summary: string;
  readonly detail: string;
  /** What else is wrong with the same item. */
  readonly others: readonly SyntaxFailure[];

  constructor(span: Span | Token, summary: string, detail: string, others: readonly SyntaxFailure[] = none) {
    this.span = pointedAt(span);
    this.summary = summary;
    this.detail = detail;
    this.others = others;
  }
}

const none: readonly SyntaxFailure[] = [];

/** Deeper nesting than this is refused, so that no text can exhaust the stack. */
const maximumDepth = 400;

/**
 * Reads tokens one by one; comments are invisible, and so are line breaks where an open bracket makes them so.
 * Its fields are looked up for each token, mostly by code that has not run often, in which those with a # take long.
 */
export class TokenCursor {
  readonly text: string;
  /** The token list itself, comments and line breaks included. */
  readonly all: readonly Token[];
  /** The next token, unread. A line comment counts as its line break. Only `read` and `rewind` move on. */
  next: Token;
  /** Position in the token list, behind what was read last; `rewind` goes back to one. */
  index = 0;
  /** Position of `next`. */
  private position = 0;
  /** Whether line breaks are read, and whether they were around each construct that is open. */
  private lineBreaks = true;
  private readonly around: boolean[] = [];
  private depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.all = tokens;
    this.next = this.find(0);
  }

  rewind(index: number): void {
    this.index = index;
    this.lineBreaks = true;
    this.around.length = 0;
    this.depth = 0;
    this.next = this.find(index);
  }

  /**
   * Call before the token is read behind which, until `leave`, line breaks are read (`true`) or skipped.
   * @throws SyntaxFailure where nesting is deeper than any real file's
   */
  enter(lineBreaks: boolean): void {
    this.descend();
    this.around.push(this.lineBreaks);
    this.lineBreaks = lineBreaks;
  }

  /** Call before the token is read that closes what was entered. */
  leave(): void {
    this.ascend();
    this.lineBreaks = this.around.pop() ?? true;
  }

  /** Call around every recursive construct that is not entered. @throws as `enter` does */
  descend(): void {
    if (++this.depth > maximumDepth) {
      throw new SyntaxFailure(this.next, 'Invalid expression', `Expressions cannot be nested more than ${maximumDepth} levels deep.`);
    }
  }

  ascend(): void {
    this.depth--;
  }

  /** The kind of `next`, where the compiler would still think of the token before it. */
  peekKind(): TokenKind {
    return this.next.kind;
  }

  /** The kind of the token after the next. */
  peekSecondKind(): TokenKind {
    const { position } = this;
    const { kind } = this.find(position + 1);
    this.position = position;
    return kind;
  }

  read(): Token {
    const read = this.next;
    const after = this.position + 1;
    const token = this.all[after];
    // Behind the end there is nothing: it stays the next.
    if (!token) return read;
    this.index = after;
    const { kind } = token;
    if (kind === 'comment' || (kind === 'newline' && !this.lineBreaks)) {
      this.next = this.find(after);
    } else {
      this.next = token;
      this.position = after;
    }
    return read;
  }

  /** Reads the next token if it is of this kind. */
  take(kind: TokenKind): Token | undefined {
    return this.next.kind === kind ? this.read() : undefined;
  }

  textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** The closing token that fits the bracket which is open now, or the end of the file; nothing is read. */
  seekClosing(open: TokenKind, close: TokenKind): Token {
    let depth = 0;
    for (let index = this.index; index < this.all.length - 1; index++) {
      const token = this.all[index];
      if (token?.kind === open) depth++;
      else if (token?.kind === close && depth-- === 0) return token;
    }
    return this.all.at(-1) ?? { kind: 'end', start: this.text.length, end: this.text.length };
  }

  /** True when the next token is this word. */
  peeksWord(word: string): boolean {
    const token = this.next;
    return token.kind === 'identifier' && token.end - token.start === word.length && this.text.startsWith(word, token.start);
  }

  /** The visible token at or after a position; where it is, is left in `position`. */
  private find(from: number): Token {
    const { all, lineBreaks } = this;
    for (let index = from, token = all[index]; token; token = all[++index]) {
      const { kind } = token;
      if (kind === 'newline' ? lineBreaks : kind !== 'comment') {
        this.position = index;
        return token;
      }
      if (kind === 'comment' && lineBreaks && this.text.charCodeAt(token.end - 1) === 0x0a && this.text.charCodeAt(token.start + 1) !== 0x2a) {
        this.position = index;
        return { kind: 'newline', start: token.start, end: token.end };
      }
    }
    return { kind: 'end', start: this.text.length, end: this.text.length };
  }
}
