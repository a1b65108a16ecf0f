import fs from 'node:fs';
import zlib from 'node:zlib';

/** A generated table, laid out for reading: texts of JSON, of which the first have names, one after the other. */
export interface TableLayout {
  readonly index: TableIndex;
  readonly bytes: Buffer;
}

interface TableIndex {
  /** The version of what the table describes, where it is of one. */
  readonly version: string;
  /** One per line. */
  readonly names: string;
  /** Where each text ends, in bytes. */
  readonly ends: readonly number[];
}

/** The index of a table that is packed in chunks. */
interface PackedIndex {
  /** Version of the AWS provider. */
  readonly provider: string;
  /** Number of the first name, offset and length of each chunk. */
  readonly chunks: readonly (readonly [number, number, number])[];
  /** "resource aws_vpc" and so on, one per line. */
  readonly names: string;
}

/** A generated table, of which only the texts that are asked for are read. */
export class Table {
  readonly version: string;
  readonly names: readonly string[];
  readonly #ends: readonly number[];
  readonly #bytes: Buffer;

  private constructor({ index: { version, names, ends }, bytes }: TableLayout) {
    this.version = version;
    this.names = names.split('\n');
    this.#ends = ends;
    this.#bytes = bytes;
  }

  /** @param file its path without the extension: it is packed in the repository, and laid out in what is built */
  static read(file: string): Table {
    if (fs.existsSync(`${file}.bin`)) return new Table(unpack(file));
    return new Table({ index: JSON.parse(fs.readFileSync(`${file}.json`, 'utf8')) as TableIndex, bytes: fs.readFileSync(`${file}.txt`) });
  }

  /** What stands under a name. */
  named(name: string): unknown {
    return this.at(this.names.indexOf(name));
  }

  /** What stands under a number: those with names come first, in the order of the names. */
  at(number: number): unknown {
    const end = this.#ends[number];
    return end === undefined ? undefined : JSON.parse(this.#bytes.toString('utf8', this.#ends[number - 1] ?? 0, end));
  }
}

/** Lays out a packed table: one in chunks that has an index, or else one as a whole. */
export function unpack(file: string): TableLayout {
  const packed = fs.readFileSync(`${file}.bin`);
  const unpacked = (offset: number, length: number) => zlib.brotliDecompressSync(packed.subarray(offset, offset + length)).toString('utf8').split('\n');
  if (fs.existsSync(`${file}.json`)) {
    const { provider, chunks, names } = JSON.parse(fs.readFileSync(`${file}.json`, 'utf8')) as PackedIndex;
    return laidOut(provider, names, chunks.flatMap(([, offset, length]) => unpacked(offset, length)));
  }
  // Lines: what made it, texts without a name, a blank one, and texts after their names.
  const [, ...lines] = unpacked(0, packed.length);
  const blank = lines.indexOf('');
  const named = lines.slice(blank + 1).map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
  return laidOut('', named.map(([name]) => name).join('\n'), [...named.map(([, text]) => text), ...lines.slice(0, blank)]);
}

function laidOut(version: string, names: string, texts: readonly string[]): TableLayout {
  const parts = texts.map((text) => Buffer.from(text));
  let end = 0;
  return { index: { version, names, ends: parts.map(({ length }) => (end += length)) }, bytes: Buffer.concat(parts) };
}
