import type { Token, TokenKind } from './tokens.ts';

/** A place where the scanner reads something other than plain expressions. */
type Mode =
  | { readonly kind: 'string' }
  | { readonly kind: 'heredoc'; readonly marker: string | undefined; startOfLine: boolean }
  /** Inside `${...}` or `%{...}`; `depth` counts open braces. */
  | { readonly kind: 'template'; depth: number };

export interface ScanOptions {
  /** End a quoted string at the end of its line, so a missing quote does not swallow the rest of the file. */
  readonly closeStringsAtLineEnd?: boolean;
  /** The text is a template, not a body or an expression. */
  readonly template?: boolean;
  /** Where to begin. */
  readonly from?: number;
}

const lineBreaks = /[\r\n]+/y;
const plainIdentifier = /[A-Za-z_][\w-]*(?![\w\u0080-\uffff-])/y;
const number = /\d(?:(?:[\d.]|[eE][+-]?\d)*(?:\d|[eE][+-]?\d))?/y;
const heredocOpening = /<<-?/y;
/** A string that is one stretch of text, without escapes; of ASCII, since other characters may join the quote before them. */
const plainString = /"[^"\\$%\r\n\u0080-\uffff]*"/y;
const quotedText = /(?:\\[^\r\n]|[^"\\$%\r\n]|\$\$\{|\$(?!\{)|%%\{|%(?!\{))+/y;
const heredocText = /(?:[^$%\r\n]|\$\$\{|\$(?!\{)|%%\{|%(?!\{))*/y;

const doubles = new Map<string, TokenKind>(
  (['==', '!=', '<=', '>=', '&&', '||', '=>', '::'] as const).map((kind) => [kind, kind]),
);

/** Codes of the characters that end one of `doubles`. */
const seconds = new Set([...doubles.keys()].map((kind) => kind.charCodeAt(1)));

/** The tokens of a text, with those among them that are looked at apart. */
export interface Scan {
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
  /** Those that are wrong wherever they stand. */
  readonly foreign: readonly Token[];
}

/**
 * Splits an HCL text into tokens; white space is dropped, everything else is in exactly one token. Never fails:
 * what is not of the language becomes a token of its own kind, and `end` closes the list.
 * Language: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function scan(text: string, options: ScanOptions = {}): Scan {
  return new Scanner(text, options).scan();
}

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #comments: Token[] = [];
  readonly #foreign: Token[] = [];
  readonly #modes: Mode[] = [];
  readonly #closeStringsAtLineEnd: boolean;
  #at = 0;

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#closeStringsAtLineEnd = options.closeStringsAtLineEnd ?? false;
    if (options.template) this.#modes.push({ kind: 'heredoc', marker: undefined, startOfLine: false });
    else this.#at = options.from || (text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  scan(): Scan {
    const { length } = this.#text;
    while (this.#at < length) {
      const mode = this.#modes.at(-1);
      if (mode?.kind === 'string') this.#scanString();
      else if (mode?.kind === 'heredoc') this.#scanHeredoc(mode);
      else this.#scanPlain(mode);
    }
    this.#push('end', length);
    return { tokens: this.#tokens, comments: this.#comments, foreign: this.#foreign };
  }

  /** Adds a token that reaches from the current place to `end`, and moves there. */
  #push(kind: TokenKind, end: number): void {
    this.#tokens.push({ kind, start: this.#at, end });
    this.#at = end;
  }

  /** `#push` of a token that is also one of a list. */
  #pushTo(list: Token[], kind: TokenKind, end: number): void {
    const token: Token = { kind, start: this.#at, end };
    this.#tokens.push(token);
    list.push(token);
    this.#at = end;
  }

  /**
   * Reads plain expressions up to where something else begins, or where the template around them ends. Most of a text
   * is read here, so it is one loop with few calls, and a switch over all characters but letters, which makes it a table.
   */
  #scanPlain(template: { depth: number } | undefined): void {
    const text = this.#text;
    const tokens = this.#tokens;
    const { length } = text;
    for (let at = this.#at, end = at; at < length; at = end) {
      end = at + 1;
      let kind: TokenKind | undefined;
      let list: Token[] | undefined;
      const code = text.charCodeAt(at);
      switch (code) {
        case 0x09: // tab
        case 0x20: // space
          continue;
        case 0x0a: // line feed
          kind = 'newline';
          break;
        case 0x0d: // carriage return
          if (text.charCodeAt(end) === 0x0a) {
            kind = 'newline';
            end++;
          } else {
            kind = 'invalid';
            list = this.#foreign;
          }
          break;
        case 0x22: // "
          kind = 'string';
          end = endOf(plainString, text, at);
          if (end < 0) return this.#openString(at);
          break;
        case 0x23: // #
          kind = 'comment';
          list = this.#comments;
          end = lineEnd(text, at);
          break;
        case 0x2f: { // slash
          const close = commentEnd(text, at);
          if (close < 0) break;
          kind = 'comment';
          list = this.#comments;
          end = close;
          break;
        }
        case 0x2e: // .
          if (text.startsWith('..', end)) {
            kind = '...';
            end += 2;
          }
          break;
        case 0x7b: // {
          if (template) template.depth++;
          break;
        case 0x7e: // ~
          if (text.charCodeAt(end) !== 0x7d) {
            list = this.#foreign;
            break;
          }
          end++;
          if (template && template.depth-- === 0) return this.#closeTemplate(at, end);
          kind = 'template-end';
          break;
        case 0x7d: // }
          if (template && template.depth-- === 0) return this.#closeTemplate(at, end);
          break;
        case 0x21: // !
        case 0x26: // &
        case 0x3a: // :
        case 0x3c: // <
        case 0x3d: // =
        case 0x3e: // >
        case 0x7c: { // |
          if (code === 0x3c && text.charCodeAt(end) === 0x3c && this.#openHeredoc(at)) return;
          const double = seconds.has(text.charCodeAt(end)) ? doubles.get(text.slice(at, at + 2)) : undefined;
          kind = double;
          if (double) end++;
          else if (code === 0x26 || code === 0x7c) list = this.#foreign;
          break;
        }
        case 0x25: // %
        case 0x28: // (
        case 0x29: // )
        case 0x2a: // *
        case 0x2b: // +
        case 0x2c: // ,
        case 0x2d: // -
        case 0x3f: // ?
        case 0x5b: // [
        case 0x5d: // ]
          break;
        case 0x27: // '
        case 0x3b: // ;
        case 0x5e: // ^
        case 0x60: // `
          list = this.#foreign;
          break;
        case 0x30: // digits
        case 0x31:
        case 0x32:
        case 0x33:
        case 0x34:
        case 0x35:
        case 0x36:
        case 0x37:
        case 0x38:
        case 0x39:
          kind = 'number';
          end = endOf(number, text, at);
          break;
        default:
          end = identifierEnd(text, at);
          if (end < 0) {
            kind = 'invalid';
            list = this.#foreign;
            end = at + String.fromCodePoint(text.codePointAt(at) ?? 0).length;
          } else {
            kind = 'identifier';
          }
      }
      // Punctuation is its own kind.
      kind ??= text[at] as TokenKind;
      const token: Token = { kind, start: at, end };
      tokens.push(token);
      list?.push(token);
    }
    this.#at = length;
  }

  #openString(at: number): void {
    this.#at = at;
    this.#push('open-quote', at + 1);
    this.#modes.push({ kind: 'string' });
  }

  #closeTemplate(at: number, end: number): void {
    this.#at = at;
    this.#push('template-end', end);
    this.#modes.pop();
  }

  #openTemplate(): void {
    const kind = this.#text.charCodeAt(this.#at) === 0x24 ? '${' : '%{';
    this.#push(kind, this.#at + (this.#text.charCodeAt(this.#at + 2) === 0x7e ? 3 : 2));
    this.#modes.push({ kind: 'template', depth: 0 });
  }

  /** True where a heredoc begins at a place. */
  #openHeredoc(at: number): boolean {
    const text = this.#text;
    const start = endOf(heredocOpening, text, at);
    const end = identifierEnd(text, start);
    const lineBreak = lineBreakAt(text, end);
    if (end < 0 || lineBreak === 0) return false;
    this.#at = at;
    this.#push('open-heredoc', end + lineBreak);
    this.#modes.push({ kind: 'heredoc', marker: text.slice(start, end), startOfLine: true });
    return true;
  }

  #scanString(): void {
    const at = this.#at;
    switch (this.#text.charCodeAt(at)) {
      case 0x22: // "
        this.#push('close-quote', at + 1);
        this.#modes.pop();
        return;
      case 0x0a:
      case 0x0d:
        if (this.#closeStringsAtLineEnd) {
          this.#push('close-quote', at);
          while (this.#modes.length > 0 && this.#modes.at(-1)?.kind !== 'heredoc') this.#modes.pop();
        } else {
          this.#pushTo(this.#foreign, 'quoted-newline', endOf(lineBreaks, this.#text, at));
        }
        return;
      case 0x24: // $
      case 0x25: // %
        if (this.#text.charCodeAt(at + 1) === 0x7b) return this.#openTemplate();
        break;
    }
    const end = endOf(quotedText, this.#text, at);
    if (end >= 0) this.#push('quoted-text', end);
    else this.#pushTo(this.#foreign, 'invalid', at + 1);
  }

  #scanHeredoc(mode: { readonly marker: string | undefined; startOfLine: boolean }): void {
    const text = this.#text;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if ((code === 0x24 || code === 0x25) && text.charCodeAt(at + 1) === 0x7b) {
      mode.startOfLine = false;
      return this.#openTemplate();
    }
    const end = endOf(heredocText, text, at);
    const lineBreak = lineBreakAt(text, end);
    if (lineBreak === 0) {
      mode.startOfLine = false;
      if (end > at) this.#push('heredoc-text', end);
      else this.#pushTo(this.#foreign, 'invalid', at + 1);
      return;
    }
    if (mode.startOfLine && text.slice(at, end).trim() === mode.marker) {
      // The line break after the marker belongs to what surrounds the heredoc.
      this.#push('close-heredoc', end);
      this.#modes.pop();
      return;
    }
    mode.startOfLine = true;
    this.#push('heredoc-text', end + lineBreak);
  }
}

/** The end of a match of a sticky pattern, or -1. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The end of the identifier that begins here, or -1. Most are of plain letters; the pattern for those of all scripts takes a millisecond to make. */
function identifierEnd(text: string, at: number): number {
  const end = endOf(plainIdentifier, text, at);
  return end < 0 ? endOf(/[\p{ID_Start}_][\p{ID_Continue}-]*/uy, text, at) : end;
}

/** How long the line break is that stands here; 0 where there is none. */
function lineBreakAt(text: string, at: number): number {
  return text.charCodeAt(at) === 0x0a ? 1 : text.startsWith('\r\n', at) ? 2 : 0;
}

/** The offset after a line's line break. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** The end of the comment that begins with this slash, or -1. */
function commentEnd(text: string, at: number): number {
  const second = text.charCodeAt(at + 1);
  if (second === 0x2f) return lineEnd(text, at);
  const close = second === 0x2a ? text.indexOf('*/', at + 2) : -1;
  return close < 0 ? -1 : close + 2;
}
