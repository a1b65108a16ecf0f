import type { Span } from '../../language/diagnostic.ts';

/**
 * What a token is. Punctuation is its own kind; the other kinds are words.
 * `template-end` closes `${` and `%{`; `quoted-newline` is a line break inside a quoted string.
 */
export type TokenKind =
  | '{' | '}' | '[' | ']' | '(' | ')'
  | '+' | '-' | '*' | '/' | '%'
  | '=' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '!'
  | '.' | ',' | ':' | '::' | '...' | '=>' | '?'
  | '${' | '%{' | 'template-end'
  | 'open-quote' | 'close-quote' | 'quoted-text' | 'quoted-newline'
  | 'open-heredoc' | 'close-heredoc' | 'heredoc-text'
  | 'identifier' | 'number' | 'comment' | 'newline' | 'end'
  // not part of the language; each has a message of its own
  | '&' | '|' | '^' | '~' | "'" | '`' | ';' | 'invalid';

/** A token of an HCL text; offsets are UTF-16 units. A line comment includes its line break. */
export interface Token extends Span {
  readonly kind: TokenKind;
}
