import { FunctionFailure } from './failure.ts';
import { boolValue, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from './value.ts';
import { stringType } from './type.ts';

/** Longer texts are not read. */
const longest = 200_000;

/** Thrown at what this reader does not know: anchors that are used, tags, keys that are no scalars, several lines with a comment between them. */
class Unread extends Error {}

/**
 * What `yamldecode` makes of a text: https://developer.hashicorp.com/terraform/language/functions/yamldecode. It reads the
 * YAML of settings, in a fraction of the time that it takes to load a parser of the whole language.
 * @returns a value that is not known where the text holds anything else
 * @throws FunctionFailure where the text is no YAML
 */
export function decodeYaml(text: string): Value {
  if (text.length > longest) return unknown();
  try {
    return new Reader(text.replaceAll('\r\n', '\n')).document();
  } catch (error) {
    if (error instanceof Unread) return unknown();
    throw error;
  }
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
]);
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** Numbers that have one reading, and words of which several readers of YAML make several things. */
const plainNumber = /^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const ambiguous = /^(?:[-+]?(?:0[xob][\da-f_]+|[\d_]+(?:\.[\d_]*)?(?:e[-+]?\d+)?|\.[\d_]+(?:e[-+]?\d+)?|\.inf|\.nan|\d+(?::[0-5]?\d)+(?:\.\d*)?)|[yn])$/i;
const time = /^\d{4}-\d\d?-\d\d?/;

function plainScalar(word: string): Value {
  const truth = booleans.get(word);
  if (truth !== undefined) return boolValue(truth);
  if (nulls.has(word)) return nullValue;
  if (plainNumber.test(word)) return numberValue(Number(word));
  if (ambiguous.test(word)) return unknown();
  return time.test(word) ? unknown(stringType) : stringValue(word);
}

/** What stands for itself after a backslash, and how many digits the others take. */
const escapes = /^[0abtnvfre "/\\N_LP\t]$/;
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** A word within brackets, on one line. */
const flowWord = /(?:(?![ \t]+#|:(?:[\s,[\]{}]|$))[^\n,[\]{}])*/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    this.#skipLines();
    if (this.#rest().startsWith('%')) throw new Unread();
    if (/^---(?=\s|$)/.test(this.#rest())) {
      this.#at += 3;
      this.#endLine();
      this.#skipLines();
    }
    if (this.#isDone()) this.#fail('there is no document');
    const value = this.#block(-1);
    this.#skipLines();
    if (/^\.\.\.(?=\s|$)/.test(this.#rest())) {
      this.#at += 3;
      this.#skipLines();
    }
    if (!this.#isDone()) this.#fail('something follows the value');
    return value;
  }

  #isDone(): boolean {
    return this.#at >= this.#text.length;
  }

  #rest(length?: number): string {
    return this.#text.slice(this.#at, length === undefined ? undefined : this.#at + length);
  }

  #fail(reason: string): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    throw new FunctionFailure(`line ${line} of the text is not YAML: ${reason}.`);
  }

  #column(): number {
    return this.#at - (this.#text.lastIndexOf('\n', this.#at - 1) + 1);
  }

  /** Passes blanks, comments and line breaks; a tab cannot indent. */
  #skipLines(): void {
    for (;;) {
      const start = this.#at;
      this.#match(/[ ]*/y);
      const [rest = ''] = this.#peek(/[\t ]*(?:#[^\n]*)?(?:\n|$)/y);
      if (rest !== '') this.#at += rest.length;
      else if (this.#text[this.#at] === '\t') this.#fail('a tab cannot indent a line');
      if (this.#at === start || this.#column() > 0 || this.#isDone()) return;
    }
  }

  #peek(pattern: RegExp): RegExpExecArray | [] {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? [];
  }

  #match(pattern: RegExp): string {
    const [found = ''] = this.#peek(pattern);
    this.#at += found.length;
    return found;
  }

  /** Passes what can follow a value on its line: blanks and a comment, which may follow a quote or a bracket at once. */
  #endLine(closed = false): void {
    const blank = this.#match(/[ \t]*/y);
    if (this.#text[this.#at] === '#' && (closed || blank !== '')) this.#match(/[^\n]*/y);
    if (!this.#isDone() && this.#text[this.#at] !== '\n') this.#fail('something follows the value on its line');
  }

  /** A value in block style whose lines are indented more than those around it. */
  #block(parent: number): Value {
    const column = this.#column();
    this.#refuse();
    if (this.#isEntry()) return this.#sequence(column);
    if (this.#isMarker()) this.#fail('a value is missing');
    if (/[|>]/.test(this.#text[this.#at] ?? '')) return this.#blockScalar(parent);
    return this.#isKey() ? this.#mapping(column) : this.#scalarOrFlow(parent);
  }

  /** What cannot begin a value, and what is not read. */
  #refuse(): void {
    const character = this.#text[this.#at] ?? '';
    if (/[@`%,\]}]/.test(character)) this.#fail(`"${character}" cannot begin a value`);
    if (character === '*' && !/(?:^|[\s[{,])&/.test(this.#text)) this.#fail('there is no anchor of this name');
    if (character === '!' && this.#text[this.#at + 1] !== '!') this.#fail('the tag means nothing to Terraform');
    if (/[&*!]/.test(character) || this.#peek(/\?(?=\s|$)/y).length > 0) throw new Unread();
  }

  #isEntry(): boolean {
    return this.#peek(/-(?=\s|$)/y).length > 0;
  }

  #isMarker(): boolean {
    return this.#column() === 0 && this.#peek(/(?:---|\.\.\.)(?=\s|$)/y).length > 0;
  }

  /** Whether a colon follows on the line that makes what stands here a key. */
  #isKey(): boolean {
    const start = this.#at;
    const quote = this.#text[start] ?? '';
    if (/["']/.test(quote)) {
      this.#quoted();
      const isKey = !this.#text.slice(start, this.#at).includes('\n') && this.#peek(/[ \t]*:(?=\s|$)/y).length > 0;
      this.#at = start;
      return isKey;
    }
    if (/[[{]/.test(quote)) return false;
    return this.#peek(/(?:(?![ \t]#|:(?:\s|$))[^\n])*:(?=\s|$)/y).length > 0;
  }

  #mapping(column: number): Value {
    const entries = new Map<string, Value>();
    for (;;) {
      this.#refuse();
      if (this.#isEntry() || /[|>]/.test(this.#text[this.#at] ?? '') || !this.#isKey()) this.#fail('a key and a colon are needed');
      const key = this.#key();
      this.#match(/[ \t]*:/y);
      entries.set(key, this.#valueAfter(column, true));
      if (!this.#continues(column)) return objectValue(entries);
    }
  }

  #key(): string {
    if (/["']/.test(this.#text[this.#at] ?? '')) return String(this.#quoted().data);
    const word = this.#match(/(?:(?![ \t]#|[ \t]*:(?:\s|$))[^\n])*/y);
    if (word === '<<') throw new Unread();
    return this.#named(word);
  }

  /** The text of a key that stands without quotes. */
  #named(word: string): string {
    const { data } = plainScalar(word);
    if (data === null) this.#fail('a key cannot be null');
    if (data === undefined || typeof data === 'object') throw new Unread();
    return typeof data === 'string' ? word : String(data);
  }

  #sequence(column: number): Value {
    const items: Value[] = [];
    do {
      this.#at++;
      items.push(this.#valueAfter(column, false));
    } while (this.#continues(column) && this.#isEntry());
    return tupleValue(items);
  }

  /** Whether another entry of the collection at a column follows. */
  #continues(column: number): boolean {
    this.#skipLines();
    if (this.#isDone() || this.#isMarker()) return false;
    if (this.#column() > column) this.#fail('the line is indented more than the entry before it');
    return this.#column() === column;
  }

  /** The value of an entry, on its line or below; the entries of a list may stand below their key without indentation. */
  #valueAfter(column: number, ofKey: boolean): Value {
    this.#match(/[ \t]*/y);
    if (this.#peek(/(?:#[^\n]*)?(?:\n|$)/y).length === 0) {
      if (!ofKey) return this.#block(column);
      this.#refuse();
      if (this.#isEntry()) this.#fail('the entries of a list begin on a line of their own');
      if (/[|>]/.test(this.#text[this.#at] ?? '')) return this.#blockScalar(column);
      return this.#scalarOrFlow(column);
    }
    this.#skipLines();
    const isInside = this.#column() > column || (ofKey && this.#column() === column && this.#isEntry());
    return this.#isDone() || this.#isMarker() || !isInside ? nullValue : this.#block(this.#column() > column ? column : column - 1);
  }

  #scalarOrFlow(parent: number): Value {
    const character = this.#text[this.#at] ?? '';
    const value = /["']/.test(character) ? this.#quoted() : /[[{]/.test(character) ? this.#flow() : undefined;
    if (!value) return this.#plain(parent);
    this.#endLine(true);
    return value;
  }

  #plain(parent: number): Value {
    const words: string[] = [];
    let hasGaps = false;
    for (;;) {
      words.push(this.#match(/(?:(?![ \t]+#|:(?:\s|$))[^\n])*/y).trim());
      if (this.#text[this.#at] === ':') this.#fail('a key cannot stand here');
      const comment = this.#match(/[ \t]*(?:#[^\n]*)?/y).includes('#');
      const end = this.#at;
      this.#skipLines();
      const goesOn = !this.#isDone() && !this.#isMarker() && this.#column() > parent;
      if (!goesOn || end === this.#at) {
        this.#at = end;
        if (words.length === 1) return plainScalar(words[0] ?? '');
        // Empty lines become line breaks.
        return hasGaps ? unknown(stringType) : stringValue(words.join(' '));
      }
      const passed = this.#text.slice(end, this.#at);
      if (comment || passed.includes('#')) throw new Unread();
      hasGaps ||= passed.trimStart() !== '' || passed.indexOf('\n') !== passed.lastIndexOf('\n');
    }
  }

  #quoted(): Value {
    const quote = this.#text[this.#at++];
    let text = '';
    while (!this.#isDone()) {
      const character = this.#text[this.#at++] ?? '';
      if (character === quote) {
        if (quote === '"' || this.#text[this.#at] !== "'") return text.includes('\n') ? unknown(stringType) : stringValue(text);
        this.#at++;
        text += "'";
      } else if (character === '\\' && quote === '"') text += this.#escape();
      else text += character;
    }
    return this.#fail('a quote is not closed');
  }

  #escape(): string {
    const character = this.#text[this.#at++] ?? '';
    const length = digits[character];
    if (length !== undefined) {
      const code = this.#rest(length);
      if (!new RegExp(`^[\\da-fA-F]{${length}}$`).test(code)) this.#fail('an escape has too few digits');
      this.#at += length;
      return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
    }
    if (character === '\n') throw new Unread();
    if (!escapes.test(character)) this.#fail(`"\\${character}" means nothing`);
    return controls[character] ?? character;
  }

  #blockScalar(parent: number): Value {
    const [header = '', style, given] = this.#peek(/([|>])[-+]?([1-9]?)[-+]?/y);
    this.#at += header.length;
    this.#endLine();
    this.#at++;
    const lines: string[] = [];
    let indent = given ? Math.max(parent, 0) + Number(given) : undefined;
    while (!this.#isDone()) {
      const [line = ''] = this.#peek(/[^\n]*/y);
      const blanks = /^ */.exec(line)?.[0].length ?? 0;
      const isBlank = blanks === line.length;
      if (!isBlank) indent ??= blanks;
      if (!isBlank && (blanks <= parent || blanks < (indent ?? 0))) break;
      lines.push(line.slice(indent ?? blanks));
      this.#at += line.length + 1;
    }
    this.#at = Math.min(this.#at, this.#text.length);
    if (lines.every((line) => line.trim() === '')) return unknown();
    return style === '|' && header.length === 1 ? stringValue(`${lines.join('\n').replace(/\n+$/, '')}\n`) : unknown(stringType);
  }

  /** Blanks, line breaks and comments between the parts of a collection in brackets. */
  #skipInFlow(): void {
    this.#match(/(?:[ \t\n]+(?:#[^\n]*)?)*/y);
    if (this.#isDone() || this.#isMarker()) this.#fail('a bracket is not closed');
  }

  #flow(): Value {
    const isList = this.#text[this.#at++] === '[';
    const close = isList ? ']' : '}';
    const items: Value[] = [];
    const entries = new Map<string, Value>();
    for (;;) {
      this.#skipInFlow();
      if (this.#text[this.#at] === close) break;
      if (isList) items.push(this.#flowItem());
      else entries.set(...this.#flowEntry());
      this.#skipInFlow();
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== close) this.#fail(`"," or "${close}" is needed`);
    }
    this.#at++;
    return isList ? tupleValue(items) : objectValue(entries);
  }

  #flowItem(): Value {
    const value = this.#flowValue();
    // A pair in a list is an object of its own.
    if (this.#peek(/[ \t]*:(?=[\s,\]}]|$)/y).length > 0) throw new Unread();
    return value;
  }

  #flowValue(): Value {
    const character = this.#text[this.#at] ?? '';
    if (/[[{]/.test(character)) return this.#flow();
    if (/["']/.test(character)) return this.#quoted();
    return plainScalar(this.#flowWord());
  }

  #flowWord(): string {
    this.#refuse();
    if (this.#isEntry() || /[|>]/.test(this.#text[this.#at] ?? '')) this.#fail('what begins in the style of a block cannot stand in brackets');
    const begin = this.#at;
    let word = this.#match(flowWord).trim();
    // A word goes on in the next line.
    for (let gap = this.#match(/[ \t]*\n\s*(?=[^\s,[\]{}#:])/y); gap !== ''; gap = this.#match(/[ \t]*\n\s*(?=[^\s,[\]{}#:])/y)) {
      if (gap.indexOf('\n') !== gap.lastIndexOf('\n')) throw new Unread();
      word = `${word} ${this.#match(flowWord).trim()}`;
    }
    if (this.#text.slice(begin, this.#at).includes('\n') && this.#peek(/\s*:(?=[\s,[\]{}]|$)/y).length > 0) this.#fail('a key takes one line');
    // A colon right before a comma or a bracket belongs to the word for some readers, and ends it for others.
    if (this.#peek(/:[,[\]{}]/y).length > 0) throw new Unread();
    return word;
  }

  #flowEntry(): [string, Value] {
    const character = this.#text[this.#at] ?? '';
    if (/[[{]/.test(character)) this.#fail('a key is a string');
    const key = /["']/.test(character) ? String(this.#quoted().data) : this.#named(this.#flowWord());
    this.#skipInFlow();
    if (this.#text[this.#at] !== ':') return [key, nullValue];
    this.#at++;
    this.#skipInFlow();
    return [key, /[,}]/.test(this.#text[this.#at] ?? '') ? nullValue : this.#flowValue()];
  }
}
