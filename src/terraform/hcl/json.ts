import type { Span } from '../../language/diagnostic.ts';
import type { SyntaxProblem } from './ast.ts';

/** A value of HCL's JSON form, with its place. */
export type JsonValue = JsonObject | JsonArray | JsonScalar;

export interface JsonObject extends Span {
  readonly kind: 'object';
  readonly properties: readonly JsonProperty[];
}

export interface JsonProperty {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: JsonValue;
}

export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonValue[];
}

/** `text` is the source without quotes. */
export interface JsonScalar extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly text: string;
}

/** What a JSON text is made of: the root where it could be read as an object or a list of them, and every problem. */
export interface ParsedJson {
  readonly roots: readonly JsonObject[];
  readonly problems: readonly SyntaxProblem[];
}

type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'number' | 'keyword' | 'other' | 'end';

interface Token extends Span {
  readonly kind: TokenKind;
}

const tokenPattern = /[ \t\r\n]*(?:([{}[\]:,])|("(?:[^"\\\r\n]|\\.)*"?)|([-+.\d][-+.\deE]*)|([A-Za-z][A-Za-z0-9_-]*)|([^ \t\r\n]))/uy;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Values nested deeper than this are refused. */
const maximumDepth = 400;

/**
 * Parses the JSON form of HCL, with HCL's summaries. Never throws.
 * Form: https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export function parseJson(text: string): ParsedJson {
  const parser = new JsonParser(text);
  const root = parser.parseFile();
  if (root?.kind === 'object') return { roots: [root], problems: parser.problems };
  if (root?.kind === 'array' && root.items.every((item) => item.kind === 'object')) {
    return { roots: root.items.filter((item) => item.kind === 'object'), problems: parser.problems };
  }
  const span = root ?? { start: 0, end: Math.min(1, text.length) };
  const summary = 'Root value must be object';
  const detail = 'A configuration in JSON is one object, or a list of objects.';
  return { roots: [], problems: [...parser.problems, { span: { start: span.start, end: span.end }, summary, detail }] };
}

/** Thrown to give up a value; the problem has been reported. */
class Unreadable extends Error {}

class JsonParser {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #next: Token;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#scan(text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  parseFile(): JsonValue | undefined {
    try {
      const value = this.#value();
      if (this.#next.kind !== 'end') this.#report(this.#next, 'Extraneous data after value', 'Nothing may follow the value of the file.');
      return value;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return undefined;
    }
  }

  #report({ start, end }: Span, summary: string, detail: string): void {
    this.problems.push({ span: { start, end }, summary, detail });
  }

  #fail(span: Span, summary: string, detail: string): never {
    this.#report(span, summary, detail);
    throw new Unreadable();
  }

  #scan(from: number): Token {
    tokenPattern.lastIndex = from;
    const match = tokenPattern.exec(this.#text);
    const { length } = this.#text;
    if (!match) return { kind: 'end', start: length, end: length };
    const [, sign, string, number, keyword, other] = match;
    const end = tokenPattern.lastIndex;
    if (sign !== undefined) return { kind: sign as TokenKind, start: end - 1, end };
    if (string !== undefined) return { kind: 'string', start: end - string.length, end };
    if (number !== undefined) return { kind: 'number', start: end - number.length, end };
    if (keyword !== undefined) return { kind: 'keyword', start: end - keyword.length, end };
    return { kind: 'other', start: end - (other ?? '').length, end };
  }

  #read(): Token {
    const token = this.#next;
    this.#next = this.#scan(token.end);
    return token;
  }

  #value(): JsonValue {
    const token = this.#next;
    switch (token.kind) {
      case '{':
      case '[': {
        if (++this.#depth > maximumDepth) this.#fail(token, 'Invalid start of value', `Values cannot be nested more than ${maximumDepth} levels deep.`);
        const value = token.kind === '{' ? this.#object() : this.#array();
        this.#depth--;
        return value;
      }
      case 'string':
        return this.#string(this.#read());
      case 'number':
        return this.#number(this.#read());
      case 'keyword':
        return this.#keyword(this.#read());
      case '}':
        return this.#fail(token, 'Missing JSON value', 'A value should stand before this brace.');
      case ']':
        return this.#fail(token, 'Missing array element value', 'A value should stand before this bracket.');
      case 'end':
        return this.#fail(token, 'Missing value', 'The file ends where a value should begin.');
      default:
        return this.#fail(token, 'Invalid start of value', 'A value is an object, a list, a string in double quotes, a number, true, false or null.');
    }
  }

  #object(): JsonObject {
    const open = this.#read();
    const properties: JsonProperty[] = [];
    while (this.#next.kind !== '}') {
      properties.push(this.#property());
      if (this.#next.kind === ',') {
        const comma = this.#read();
        if (this.#takes('}')) this.#fail(comma, 'Trailing comma in object', 'JSON has no comma after the last property.');
      } else if (this.#next.kind === 'end') {
        this.#fail(open, 'Unclosed object', 'The closing brace of this object is missing.');
      } else if (this.#next.kind === ']') {
        this.#fail(this.#next, 'Mismatched braces', 'An object is closed by a brace, not by a bracket.');
      } else if (!this.#takes('}')) {
        this.#skipPast('{', '}');
        this.#fail(this.#next, 'Missing attribute seperator comma', 'Properties are separated by commas.');
      }
    }
    return { kind: 'object', properties, start: open.start, end: this.#read().end };
  }

  #property(): JsonProperty {
    const key = this.#value();
    if (key.kind !== 'scalar' || typeof key.value !== 'string') {
      return this.#fail(key, 'Invalid object property name', 'The name of a property is a string in double quotes.');
    }
    const colon = this.#next;
    if (colon.kind === '}' || colon.kind === ',') this.#fail(colon, 'Missing object value', 'A colon and a value must follow the name.');
    if (colon.kind !== ':') this.#fail(colon, 'Missing property value colon', 'A colon stands between a name and its value.');
    this.#read();
    return { name: key.value, nameSpan: { start: key.start, end: key.end }, value: this.#value() };
  }

  #array(): JsonArray {
    const open = this.#read();
    const items: JsonValue[] = [];
    while (this.#next.kind !== ']') {
      items.push(this.#value());
      if (this.#next.kind === ',') {
        const comma = this.#read();
        if (this.#takes(']')) this.#fail(comma, 'Trailing comma in array', 'JSON has no comma after the last item.');
      } else if (this.#next.kind === 'end') {
        this.#fail(open, 'Unclosed object', 'The closing bracket of this list is missing.');
      } else if (this.#next.kind === '}') {
        this.#fail(this.#next, 'Mismatched brackets', 'A list is closed by a bracket, not by a brace.');
      } else if (!this.#takes(']')) {
        this.#skipPast('[', ']');
        this.#report(this.#next, 'Missing attribute seperator comma', 'Items are separated by commas.');
        return { kind: 'array', items, start: open.start, end: this.#next.start };
      }
    }
    return { kind: 'array', items, start: open.start, end: this.#read().end };
  }

  #takes(kind: TokenKind): boolean {
    return this.#next.kind === kind;
  }

  #skipPast(open: TokenKind, close: TokenKind): void {
    let depth = 0;
    while (this.#next.kind !== 'end') {
      const { kind } = this.#read();
      if (kind === open) depth++;
      else if (kind === close && depth-- === 0) return;
    }
  }

  #string({ start, end }: Token): JsonScalar {
    const raw = this.#text.slice(start, end);
    try {
      const value: unknown = JSON.parse(raw);
      return { kind: 'scalar', value: String(value), text: raw.slice(1, -1), start, end };
    } catch {
      this.#report({ start: end - 1, end }, 'Invalid JSON string', 'The string is not closed on its line, or holds an escape or a control character that JSON does not have.');
      return { kind: 'scalar', value: '', text: '', start, end };
    }
  }

  #number({ start, end }: Token): JsonScalar {
    const text = this.#text.slice(start, end);
    if (!numberPattern.test(text)) {
      this.#report({ start, end }, 'Invalid JSON number', `${text} is not a number in JSON.`);
      return { kind: 'scalar', value: null, text, start, end };
    }
    return { kind: 'scalar', value: Number(text), text, start, end };
  }

  #keyword({ start, end }: Token): JsonScalar {
    const text = this.#text.slice(start, end);
    const value = text === 'true' ? true : text === 'false' ? false : null;
    if (value === null && text !== 'null') {
      this.#report({ start, end }, 'Invalid JSON keyword', `${text} is not true, false or null; strings are written in double quotes.`);
    }
    return { kind: 'scalar', value, text, start, end };
  }
}
