/** What becomes of a value in the text: it is handed over whole, the values in it are looked at, or it is left out. */
export type PartFate = 'take' | 'enter' | 'skip';

/** The text is no JSON, or ends too early. */
export class JsonPartsError extends Error {
  readonly reason = 'notJson';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'JsonPartsError';
  }
}

export interface JsonPartsOptions {
  /** @param path the keys that lead to the value */
  readonly fate: (path: readonly string[]) => PartFate;
  /** Gets each value to take, parsed, in the order of the text. */
  readonly take: (path: readonly string[], value: unknown) => void;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

/** Where in the text the reader is: before a value, a key or what follows them, or within one. */
type State = 'value' | 'key' | 'inKey' | 'colon' | 'inside' | 'afterValue' | 'end';

/**
 * Takes values out of a JSON text that arrives in pieces and may be far larger than should be held at once: only the
 * value that is being taken is kept. What is skipped is looked at for where it ends alone.
 */
export class JsonParts {
  readonly #options: JsonPartsOptions;
  readonly #path: string[] = [];
  /** Bytes of the key or value that is being read, in pieces; undefined where they are not wanted. */
  #kept: Buffer[] | undefined;
  #state: State = 'value';
  /** Brackets that are open within the value. */
  #open = 0;
  #inString = false;
  #escaped = false;

  constructor(options: JsonPartsOptions) {
    this.#options = options;
  }

  /**
   * The next piece of the text, UTF-8; it may end anywhere.
   * @throws JsonPartsError; what `take` throws
   */
  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#state === 'inside' ? this.#readInside(chunk, at) : this.#state === 'inKey' ? this.#readKey(chunk, at) : this.#step(chunk, at);
  }

  /** @throws JsonPartsError where the text is not complete */
  end(): void {
    if (this.#state !== 'end') throw new JsonPartsError('the text ends too early');
  }

  /** Reads one byte between keys and values. */
  #step(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    switch (this.#state) {
      case 'key':
        if (byte === quote) this.#begin('inKey', true);
        else if (byte === closeBrace) this.#leave();
        else throw unexpected(byte);
        return at + 1;
      case 'colon':
        if (byte !== colon) throw unexpected(byte);
        this.#state = 'value';
        return at + 1;
      case 'afterValue':
        this.#path.pop();
        if (byte === comma) this.#state = 'key';
        else if (byte === closeBrace) this.#leave();
        else throw unexpected(byte);
        return at + 1;
      case 'value': {
        const fate = this.#path.length === 0 ? 'enter' : this.#options.fate(this.#path);
        if (fate === 'enter' && byte === openBrace) {
          this.#state = 'key';
          return at + 1;
        }
        if (byte === comma || byte === colon || byte === closeBrace || byte === closeBracket) throw unexpected(byte);
        this.#begin('inside', fate === 'take');
        return at;
      }
      default:
        throw unexpected(byte);
    }
  }

  /** Goes on in a value; gives back where it, or the chunk, ends. */
  #readInside(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) {
          this.#inString = false;
          if (this.#open === 0) return this.#finish(chunk, from, at + 1);
        }
      } else if (byte === quote) this.#inString = true;
      else if (byte === openBrace || byte === openBracket) this.#open++;
      else if (byte === closeBrace || byte === closeBracket) {
        // The bracket closes what is around a number, `true`, `false` or `null`.
        if (this.#open === 0) return this.#finish(chunk, from, at);
        if (--this.#open === 0) return this.#finish(chunk, from, at + 1);
      } else if (byte === comma && this.#open === 0) return this.#finish(chunk, from, at);
    }
    this.#kept?.push(chunk.subarray(from));
    return chunk.length;
  }

  #finish(chunk: Buffer, from: number, end: number): number {
    this.#kept?.push(chunk.subarray(from, end));
    if (this.#kept) this.#options.take(this.#path, parse(Buffer.concat(this.#kept).toString('utf8')));
    this.#kept = undefined;
    this.#state = this.#path.length === 0 ? 'end' : 'afterValue';
    return end;
  }

  #readKey(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        const text = Buffer.concat([...(this.#kept ?? []), chunk.subarray(from, at)]).toString('utf8');
        this.#path.push(String(parse(`"${text}"`)));
        this.#kept = undefined;
        this.#state = 'colon';
        return at + 1;
      }
    }
    this.#kept?.push(chunk.subarray(from));
    return chunk.length;
  }

  #begin(state: 'inKey' | 'inside', keep: boolean): void {
    this.#state = state;
    this.#kept = keep ? [] : undefined;
    this.#open = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  /** At the end of an object that was entered. */
  #leave(): void {
    this.#state = this.#path.length === 0 ? 'end' : 'afterValue';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JsonPartsError(error instanceof Error ? error.message : String(error), error);
  }
}

function unexpected(byte: number): JsonPartsError {
  return new JsonPartsError(`'${String.fromCodePoint(byte)}' stands where nothing of the kind may`);
}
