import type { Span } from '../../language/diagnostic.ts';

/**
 * What a token is. Punctuation is its own kind; the other kinds are words.
 * A `string` is a quoted one that is a single stretch of plain text, and one token from quote to quote; any other is made
 * of an `open-quote`, what it holds, and a `close-quote`. `template-end` closes `${` and `%{`; `quoted-newline` is a line break inside a quoted string.
 */
export type TokenKind =
  | '{' | '}' | '[' | ']' | '(' | ')'
  | '+' | '-' | '*' | '/' | '%'
  | '=' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '!'
  | '.' | ',' | ':' | '::' | '...' | '=>' | '?'
  | '${' | '%{' | 'template-end'
  | 'string' | 'open-quote' | 'close-quote' | 'quoted-text' | 'quoted-newline'
  | 'open-heredoc' | 'close-heredoc' | 'heredoc-text'
  | 'identifier' | 'number' | 'comment' | 'newline' | 'end'
  // not part of the language; each has a message of its own
  | '&' | '|' | '^' | '~' | "'" | '`' | ';' | 'invalid';

/** A token of an HCL text; offsets are UTF-16 units. A line comment includes its line break. */
export interface Token extends Span {
  readonly kind: TokenKind;
}

/** What is pointed at for a place: of a `string` its opening quote, which to HCL is a token of its own. */
export function pointedAt(place: Span | Token): Span {
  const { start, end } = place;
  return 'kind' in place && place.kind === 'string' ? { start, end: start + 1 } : { start, end };
}
