import type { Span } from '../../language/diagnostic.ts';
import type { SyntaxProblem } from './ast.ts';

/** A value of HCL's JSON form, with its place. */
export type JsonValue = JsonObject | JsonArray | JsonScalar | JsonInvalid;

/** Where a value should stand that could not be read, which has been told. */
export interface JsonInvalid extends Span {
  readonly kind: 'invalid';
}

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

type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | '=' | 'string' | 'number' | 'keyword' | 'other' | 'end';

interface Token extends Span {
  readonly kind: TokenKind;
}

const tokenPattern = /[ \t\r\n]*(?:([{}[\]:,=])|("(?:[^"\\\r\n]|\\.)*"?)|([-+.\d][-+.\deE]*)|([A-Za-z][A-Za-z0-9_-]*)|([^ \t\r\n]))/uy;
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
  if (root.kind === 'object') return { roots: [root], problems: parser.problems };
  if (root.kind === 'array' && root.items.every((item) => item.kind === 'object')) {
    return { roots: root.items.filter((item) => item.kind === 'object'), problems: parser.problems };
  }
  const span = root.start < text.length ? root : { start: 0, end: Math.min(1, text.length) };
  const summary = 'Root value must be object';
  const detail = 'A configuration in JSON is one object, or a list of objects.';
  return { roots: [], problems: [...parser.problems, { span: { start: span.start, end: span.end }, summary, detail }] };
}

class JsonParser {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #next: Token;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#scan(text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  parseFile(): JsonValue {
    const value = this.#value();
    if (this.problems.length === 0 && this.#next.kind !== 'end') this.#report(this.#next, 'Extraneous data after value', 'Nothing may follow the value of the file.');
    return value;
  }

  #report({ start, end }: Span, summary: string, detail: string): void {
    this.problems.push({ span: { start, end }, summary, detail });
  }

  /** Reports why there is no value that begins at a token; what stands around it is read on. */
  #invalid(begin: Span, span: Span, summary: string, detail: string): JsonInvalid {
    this.#report(span, summary, detail);
    return { kind: 'invalid', start: begin.start, end: begin.end };
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
    // HCL reads no further than the first character that JSON does not have.
    this.#next = token.kind === 'other' || token.kind === 'end' ? { kind: 'end', start: token.end, end: token.end } : this.#scan(token.end);
    return token;
  }

  #value(): JsonValue {
    const token = this.#next;
    switch (token.kind) {
      case '{':
      case '[': {
        if (this.#depth >= maximumDepth) {
          this.#skip(token.kind, token.kind === '{' ? '}' : ']', this.#read(), 0);
          return this.#invalid(token, token, 'Invalid start of value', `Values cannot be nested more than ${maximumDepth} levels deep.`);
        }
        this.#depth++;
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
        return this.#invalid(token, token, 'Missing JSON value', 'A value should stand before this brace.');
      case ']':
        return this.#invalid(token, token, 'Missing array element value', 'A value should stand before this bracket.');
      case 'end':
        return this.#invalid(token, token, 'Missing value', 'The file ends where a value should begin.');
      default:
        return this.#invalid(token, token, 'Invalid start of value', 'A value is an object, a list, a string in double quotes, a number, true, false or null.');
    }
  }

  #object(): JsonObject | JsonInvalid {
    const open = this.#read();
    const properties: JsonProperty[] = [];
    while (!this.#takes('}')) {
      const name = this.#value();
      if (name.kind !== 'scalar' || typeof name.value !== 'string') return this.#invalid(open, name, 'Invalid object property name', 'The name of a property is a string in double quotes.');
      const colon = this.#read();
      if (colon.kind !== ':') {
        this.#recover('{', '}', colon);
        return colon.kind === '}' || colon.kind === ','
          ? this.#invalid(open, colon, 'Missing object value', 'A colon and a value must follow the name.')
          : this.#invalid(open, colon, 'Missing property value colon', 'A colon stands between a name and its value.');
      }
      properties.push({ name: name.value, nameSpan: { start: name.start, end: name.end }, value: this.#value() });
      const failure = this.#separator(open, '}');
      if (failure) return failure;
    }
    return { kind: 'object', properties, start: open.start, end: this.#read().end };
  }

  #array(): JsonArray | JsonInvalid {
    const open = this.#read();
    const items: JsonValue[] = [];
    while (!this.#takes(']')) {
      items.push(this.#value());
      if (this.#takes(':')) {
        this.#recover('[', ']', this.#read());
        return this.#invalid(open, this.#next, 'Invalid array value', 'A list has no names; an object, {...}, has.');
      }
      const failure = this.#separator(open, ']');
      if (failure) return failure;
    }
    return { kind: 'array', items, start: open.start, end: this.#read().end };
  }

  /** Reads the comma after a property or an item, if one stands there; what else may follow is the closing bracket. */
  #separator(open: Token, close: '}' | ']'): JsonInvalid | undefined {
    const isObject = close === '}';
    switch (this.#next.kind) {
      case close:
        return undefined;
      case ',': {
        const comma = this.#read();
        if (!this.#takes(close)) return undefined;
        return isObject
          ? this.#invalid(open, comma, 'Trailing comma in object', 'JSON has no comma after the last property.')
          : this.#invalid(open, comma, 'Trailing comma in array', 'JSON has no comma after the last item.');
      }
      case 'end':
        return this.#invalid(open, open, 'Unclosed object', `The closing ${isObject ? 'brace of this object' : 'bracket of this list'} is missing.`);
      case ']':
        this.#read();
        return this.#invalid(open, this.#next, 'Mismatched braces', 'An object is closed by a brace, not by a bracket.');
      case '}':
        this.#recover('[', ']', this.#read());
        return this.#invalid(open, this.#next, 'Mismatched brackets', 'A list is closed by a bracket, not by a brace.');
      default:
        this.#recover(isObject ? '{' : '[', close, this.#read());
        return this.#invalid(open, this.#next, 'Missing attribute seperator comma', `${isObject ? 'Properties' : 'Items'} are separated by commas.`);
    }
  }

  #takes(kind: TokenKind): boolean {
    return this.#next.kind === kind;
  }

  /** Goes on to what HCL takes for the end of a value: the first closing bracket after which no more than one is open. */
  #recover(open: TokenKind, close: TokenKind, from: Token): void {
    this.#skip(open, close, from, 1);
  }

  /** Reads up to the closing bracket after which no more than so many are open, as many as there are before `from`. */
  #skip(open: TokenKind, close: TokenKind, from: Token, least: number): void {
    let depth = least;
    for (let { kind } = from; kind !== 'end'; { kind } = this.#read()) {
      if (kind === open) depth++;
      else if (kind === close && --depth <= least) return;
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
