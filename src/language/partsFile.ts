import crypto from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';

/** Letters that name the format and its version. */
const magicLength = 4;
/** The hash of all that follows it. */
const sumLength = 32;
const headLength = magicLength + sumLength + 4;

interface Index {
  /** What the file says of itself as a whole. */
  readonly head: Readonly<Record<string, unknown>>;
  /** By name: where the compressed part begins and how long it is. */
  readonly parts: Readonly<Record<string, readonly [start: number, length: number]>>;
}

/** A file of many JSON values, of which each is unpacked by itself when it is asked for. */
export class PartsFile {
  readonly head: Readonly<Record<string, unknown>>;
  readonly #parts: Index['parts'];
  readonly #bytes: Buffer;

  private constructor({ head, parts }: Index, bytes: Buffer) {
    this.head = head;
    this.#parts = parts;
    this.#bytes = bytes;
  }

  /**
   * @param magic four letters that the file begins with
   * @throws Error that says what is wrong, in words that follow `cannot be read:`; the system's where there is no such file
   */
  static read(file: string, magic: string): PartsFile {
    return PartsFile.of(fs.readFileSync(file), magic);
  }

  /** What `PartsWriter` gives, without a file. @throws as `read` does */
  static of(bytes: Buffer, magic: string): PartsFile {
    if (bytes.subarray(0, magicLength).toString('latin1') !== magic) throw new Error('it begins with other letters');
    const content = bytes.subarray(magicLength + sumLength);
    if (!sumOf([content]).equals(bytes.subarray(magicLength, magicLength + sumLength))) throw new Error('it is not what was written');
    const end = headLength + content.readUInt32LE(0);
    return new PartsFile(JSON.parse(bytes.subarray(headLength, end).toString('utf8')) as Index, bytes.subarray(end));
  }

  names(): string[] {
    return Object.keys(this.#parts);
  }

  /** The value of that name; undefined where there is none. */
  part(name: string): unknown {
    const place = Object.hasOwn(this.#parts, name) ? this.#parts[name] : undefined;
    if (!place) return undefined;
    const [start, length] = place;
    return JSON.parse(zlib.inflateRawSync(this.#bytes.subarray(start, start + length)).toString('utf8'));
  }
}

/** Packs values for a `PartsFile`, one after the other, so that nobody needs to hold all of them at once. */
export class PartsWriter {
  readonly #parts = new Map<string, readonly [number, number]>();
  readonly #packed: Buffer[] = [];
  #size = 0;

  /** Bytes of what was added. */
  get size(): number {
    return this.#size;
  }

  /** @param name that no other part has */
  add(name: string, value: unknown): void {
    const part = zlib.deflateRawSync(JSON.stringify(value));
    this.#parts.set(name, [this.#size, part.length]);
    this.#packed.push(part);
    this.#size += part.length;
  }

  /** The bytes of the file. */
  bytes(magic: string, head: Index['head']): Buffer {
    const index = Buffer.from(JSON.stringify({ head, parts: Object.fromEntries(this.#parts) } satisfies Index));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(index.length);
    const content = [size, index, ...this.#packed];
    return Buffer.concat([Buffer.from(magic, 'latin1'), sumOf(content), ...content]);
  }
}

function sumOf(parts: readonly Buffer[]): Buffer {
  const hash = crypto.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
