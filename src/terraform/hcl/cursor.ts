import type { Span } from '../../language/diagnostic.ts';
import type { Token, TokenKind } from './tokens.ts';

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

  constructor(span: Span, summary: string, detail: string, others: readonly SyntaxFailure[] = none) {
    this.span = span;
    this.summary = summary;
    this.detail = detail;
    this.others = others;
  }
}

const none: readonly SyntaxFailure[] = [];

/** Deeper nesting than this is refused, so that no text can exhaust the stack. */
const maximumDepth = 400;

/** Reads tokens one by one; comments are invisible, and so are line breaks where an open bracket makes them so. */
export class TokenCursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  /** Whether line breaks are read, and whether they were around each construct that is open. */
  #lineBreaks = true;
  readonly #around: boolean[] = [];
  #index = 0;
  /** The next token, where it has been looked for, and the position after it. */
  #next: Token | undefined;
  #after = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  /** Position in the token list; `rewind` goes back to one. */
  get index(): number {
    return this.#index;
  }

  rewind(index: number): void {
    this.#index = index;
    this.#next = undefined;
    this.#lineBreaks = true;
    this.#around.length = 0;
    this.#depth = 0;
  }

  /** The token list itself, comments and line breaks included. */
  get all(): readonly Token[] {
    return this.#tokens;
  }

  /** Until `leave`, line breaks are read (`true`) or skipped. */
  enter(lineBreaks: boolean): void {
    this.#around.push(this.#lineBreaks);
    this.#show(lineBreaks);
  }

  leave(): void {
    this.#show(this.#around.pop() ?? true);
  }

  #show(lineBreaks: boolean): void {
    if (lineBreaks === this.#lineBreaks) return;
    this.#lineBreaks = lineBreaks;
    this.#next = undefined;
  }

  /** Call around every recursive construct. @throws SyntaxFailure where nesting is deeper than any real file's */
  descend(): void {
    if (++this.#depth > maximumDepth) {
      throw new SyntaxFailure(this.peek(), 'Invalid expression', `Expressions cannot be nested more than ${maximumDepth} levels deep.`);
    }
  }

  ascend(): void {
    this.#depth--;
  }

  /** The next token, unread. A line comment counts as its line break. */
  peek(): Token {
    this.#next ??= this.#find(this.#index);
    return this.#next;
  }

  peekKind(): TokenKind {
    return this.peek().kind;
  }

  /** The kind of the token after the next. */
  peekSecondKind(): TokenKind {
    this.#next = this.#find(this.#index);
    const after = this.#after;
    const { kind } = this.#find(after);
    this.#after = after;
    return kind;
  }

  read(): Token {
    const token = this.peek();
    this.#index = this.#after;
    this.#next = undefined;
    return token;
  }

  /** Reads the next token if it is of this kind. */
  take(kind: TokenKind): Token | undefined {
    return this.peekKind() === kind ? this.read() : undefined;
  }

  textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** The closing token that fits the bracket which is open now, or the end of the file; nothing is read. */
  seekClosing(open: TokenKind, close: TokenKind): Token {
    let depth = 0;
    for (let index = this.#index; index < this.#tokens.length - 1; index++) {
      const token = this.#tokens[index];
      if (token?.kind === open) depth++;
      else if (token?.kind === close && depth-- === 0) return token;
    }
    return this.#tokens.at(-1) ?? { kind: 'end', start: this.text.length, end: this.text.length };
  }

  /** True when the next token is this word. */
  peeksWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'identifier' && token.end - token.start === word.length && this.text.startsWith(word, token.start);
  }

  /** The visible token at or after a position; the position after it is left in `#after`. */
  #find(from: number): Token {
    const visible = this.#lineBreaks;
    for (let index = from; ; index++) {
      const token = this.#tokens[index];
      this.#after = index + 1;
      if (token === undefined || token.kind === 'end') {
        this.#after = index;
        return token ?? { kind: 'end', start: this.text.length, end: this.text.length };
      }
      if (token.kind === 'newline' && !visible) continue;
      if (token.kind !== 'comment') return token;
      if (visible && this.text.charCodeAt(token.end - 1) === 0x0a && this.text.charCodeAt(token.start + 1) !== 0x2a) {
        return { kind: 'newline', start: token.start, end: token.end };
      }
    }
  }
}
