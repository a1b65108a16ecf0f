import type { Span } from '../../language/diagnostic.ts';
import type { Expression, Name, TemplatePart } from './ast.ts';
import { SyntaxFailure } from './cursor.ts';

/** A template before its directives are nested. */
export type Piece = TextPiece | MarkedPiece;

export interface TextPiece extends Span {
  readonly kind: 'text';
  value: string;
}

/** An interpolation or a directive; `trims*` is the tilde beside its braces. */
export interface MarkedPiece extends Span {
  readonly kind: 'marked';
  readonly content: Marked;
  readonly trimsBefore: boolean;
  readonly trimsAfter: boolean;
}

export type Marked =
  | { readonly kind: 'interpolation'; readonly value: Expression }
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'for'; readonly key: Name | undefined; readonly value: Name; readonly collection: Expression }
  | { readonly kind: 'else' | 'endif' | 'endfor' };

/**
 * Builds the tree of directives out of the flat pieces; a directive that has no place in it is told and left out.
 * @param failures what is wrong with the template so far, to which is added
 */
export function nestDirectives(pieces: readonly Piece[], close: Span, failures: SyntaxFailure[]): TemplatePart[] {
  return new Nesting(pieces, close, failures).parts();
}

type Directive = MarkedPiece & { readonly content: { readonly kind: 'else' | 'endif' | 'endfor' } };

class Nesting {
  readonly #pieces: readonly Piece[];
  readonly #close: Span;
  readonly #failures: SyntaxFailure[];
  #index = 0;

  constructor(pieces: readonly Piece[], close: Span, failures: SyntaxFailure[]) {
    this.#pieces = pieces;
    this.#close = close;
    this.#failures = failures;
  }

  parts(): TemplatePart[] {
    const parts: TemplatePart[] = [];
    for (let piece = this.#read(); piece; piece = this.#read()) {
      if (isContinuation(piece)) this.#refuse(piece);
      else this.#part(parts, piece, 0);
    }
    return parts;
  }

  #read(): Piece | undefined {
    return this.#pieces[this.#index++];
  }

  #refuse(directive: Directive): void {
    const { kind } = directive.content;
    this.#fail(directive, `Unexpected ${kind} directive`, `There is no directive that this ${kind} could belong to.`);
  }

  #fail(span: Span, summary: string, detail: string): void {
    if (!this.#failures.some((known) => known.span === span && known.summary === summary)) this.#failures.push(new SyntaxFailure(span, summary, detail));
  }

  /** Adds the part that begins with a piece: none where there is no text, or where a directive is not closed. */
  #part(parts: TemplatePart[], piece: Exclude<Piece, Directive>, depth: number): void {
    const { start, end } = piece;
    if (piece.kind === 'text') {
      if (piece.value !== '') parts.push({ kind: 'text', value: piece.value, start, end });
      return;
    }
    const { content } = piece;
    if (depth > 200) throw new SyntaxFailure(piece, 'Invalid template directive', 'Directives cannot be nested this deep.');
    switch (content.kind) {
      case 'if':
        return this.#if(parts, start, content.condition, depth + 1);
      case 'for':
        return this.#for(parts, start, content, depth + 1);
      case 'interpolation':
        parts.push({ kind: 'interpolation', value: content.value, start, end });
    }
  }

  #if(parts: TemplatePart[], start: number, condition: Expression, depth: number): void {
    const whenTrue: TemplatePart[] = [];
    const whenFalse: TemplatePart[] = [];
    let end = this.#until(whenTrue, 'if', depth);
    if (end?.content.kind === 'else') end = this.#until(whenFalse, 'if', depth);
    if (end && end.content.kind !== 'endif') this.#refuse(end);
    if (end?.content.kind === 'endif') parts.push({ kind: 'if', condition, whenTrue, whenFalse, start, end: end.end });
  }

  #for(parts: TemplatePart[], start: number, { key, value, collection }: Marked & { kind: 'for' }, depth: number): void {
    const body: TemplatePart[] = [];
    const end = this.#until(body, 'for', depth);
    if (end && end.content.kind !== 'endfor') this.#refuse(end);
    if (end?.content.kind === 'endfor') parts.push({ kind: 'for', key, value, collection, body, start, end: end.end });
  }

  /** Reads parts up to a directive that closes or continues another one. */
  #until(parts: TemplatePart[], word: 'if' | 'for', depth: number): Directive | undefined {
    for (let piece = this.#read(); piece; piece = this.#read()) {
      if (isContinuation(piece)) return piece;
      this.#part(parts, piece, depth);
    }
    this.#fail(this.#close, 'Unexpected end of template', `The ${word} directive is not closed: end${word} is missing.`);
    return undefined;
  }
}

function isContinuation(piece: Piece): piece is Directive {
  return piece.kind === 'marked' && (piece.content.kind === 'else' || piece.content.kind === 'endif' || piece.content.kind === 'endfor');
}
