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
const identifierStart = /[\p{ID_Start}_]/u;
const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d(?:(?:[\d.]|[eE][+-]?\d)*(?:\d|[eE][+-]?\d))?/y;
const heredocStart = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const quotedText = /(?:\\[^\r\n\u2028\u2029]|\\[\u2028\u2029]|[^"\\$%\r\n]|\$\$\{|\$(?!\{)|%%\{|%(?!\{))+/uy;
const heredocText = /(?:[^$%\r\n]|\$\$\{|\$(?!\{)|%%\{|%(?!\{))*/y;

const doubles = new Map<string, TokenKind>(
  (['==', '!=', '<=', '>=', '&&', '||', '=>', '::'] as const).map((kind) => [kind, kind]),
);
/** By the code of the character. */
const singles = new Map<number, TokenKind>(
  (['{', '}', '[', ']', '(', ')', '+', '-', '*', '/', '%', '=', '<', '>', '!', '.', ',', ':', '?'] as const).map((kind) => [kind.charCodeAt(0), kind]),
);
const foreignSingles = new Map<number, TokenKind>((['&', '|', '^', '~', "'", '`', ';'] as const).map((kind) => [kind.charCodeAt(0), kind]));

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

  /** The end of a match of a sticky pattern at the current place, or -1. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text) ? pattern.lastIndex : -1;
  }

  #scanPlain(template: { depth: number } | undefined): void {
    const text = this.#text;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      while (isSpace(text.charCodeAt(++this.#at)));
      return;
    }
    if (isLetter(code)) {
      let end = at + 1;
      while (isWord(text.charCodeAt(end))) end++;
      this.#push('identifier', text.charCodeAt(end) < 0x80 || end >= text.length ? end : this.#match(identifier));
      return;
    }
    switch (code) {
      case 0x0a:
        this.#push('newline', at + 1);
        return;
      case 0x0d:
        if (text.charCodeAt(at + 1) === 0x0a) this.#push('newline', at + 2);
        else this.#pushTo(this.#foreign, 'invalid', at + 1);
        return;
      case 0x22: // "
        this.#push('open-quote', at + 1);
        this.#modes.push({ kind: 'string' });
        return;
      case 0x23: // #
        this.#pushTo(this.#comments, 'comment', this.#lineEnd());
        return;
      case 0x2f: // slash
        if (text.charCodeAt(at + 1) === 0x2f) return this.#pushTo(this.#comments, 'comment', this.#lineEnd());
        if (text.charCodeAt(at + 1) === 0x2a) {
          const close = text.indexOf('*/', at + 2);
          if (close >= 0) return this.#pushTo(this.#comments, 'comment', close + 2);
        }
        break;
      case 0x7b: // {
        if (template) template.depth++;
        break;
      case 0x7e: // ~
        if (text.charCodeAt(at + 1) === 0x7d) return this.#closeTemplate(template, 2);
        break;
      case 0x7d: // }
        if (template) return this.#closeTemplate(template, 1);
        break;
      case 0x3c: // <
        if (text.charCodeAt(at + 1) === 0x3c && this.#scanHeredocStart()) return;
        break;
      case 0x2e: // .
        if (text.startsWith('...', at)) return this.#push('...', at + 3);
        break;
    }
    if (code >= 0x30 && code <= 0x39) return this.#push('number', this.#match(number));
    if (code >= 0x80) return this.#scanForeign();
    const double = seconds.has(text.charCodeAt(at + 1)) ? doubles.get(text.slice(at, at + 2)) : undefined;
    if (double) return this.#push(double, at + 2);
    const single = singles.get(code);
    if (single) return this.#push(single, at + 1);
    this.#pushTo(this.#foreign, foreignSingles.get(code) ?? 'invalid', at + 1);
  }

  #scanForeign(): void {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (identifierStart.test(character)) this.#push('identifier', this.#match(identifier));
    else this.#pushTo(this.#foreign, 'invalid', this.#at + character.length);
  }

  /** The offset after the current line's line break. */
  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end + 1;
  }

  #closeTemplate(template: { depth: number } | undefined, length: number): void {
    if (template && template.depth === 0) {
      this.#modes.pop();
      this.#push('template-end', this.#at + length);
      return;
    }
    if (template) template.depth--;
    this.#push(length === 2 ? 'template-end' : '}', this.#at + length);
  }

  #openTemplate(): void {
    const kind = this.#text.charCodeAt(this.#at) === 0x24 ? '${' : '%{';
    this.#push(kind, this.#at + (this.#text.charCodeAt(this.#at + 2) === 0x7e ? 3 : 2));
    this.#modes.push({ kind: 'template', depth: 0 });
  }

  #scanHeredocStart(): boolean {
    heredocStart.lastIndex = this.#at;
    const marker = heredocStart.exec(this.#text)?.[1];
    if (marker === undefined) return false;
    this.#push('open-heredoc', heredocStart.lastIndex);
    this.#modes.push({ kind: 'heredoc', marker, startOfLine: true });
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
          this.#pushTo(this.#foreign, 'quoted-newline', this.#match(lineBreaks));
        }
        return;
      case 0x24: // $
      case 0x25: // %
        if (this.#text.charCodeAt(at + 1) === 0x7b) return this.#openTemplate();
        break;
    }
    const end = this.#match(quotedText);
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
    const end = this.#match(heredocText);
    const lineBreak = text.charCodeAt(end) === 0x0a ? 1 : text.startsWith('\r\n', end) ? 2 : 0;
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

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function isWord(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d;
}
