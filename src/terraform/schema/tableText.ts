import fs from 'node:fs';

/**
 * The text of a generated table. In the repository it is packed; what is built has it as it is, which is read sooner, and
 * the extension is compressed as a whole anyway.
 */
export class TableText {
  readonly #bytes: Buffer;
  readonly #packed: boolean;

  /** @param file its path without the extension: `.bin` where it is packed, else `.txt` */
  constructor(file: string) {
    this.#packed = fs.existsSync(`${file}.bin`);
    this.#bytes = fs.readFileSync(`${file}.${this.#packed ? 'bin' : 'txt'}`);
  }

  /** A part of it, by where it is in the file: all of it, or one that is packed by itself. */
  part(start = 0, length = this.#bytes.length): string {
    const bytes = this.#bytes.subarray(start, start + length);
    return (this.#packed ? process.getBuiltinModule('node:zlib').brotliDecompressSync(bytes) : bytes).toString('utf8');
  }
}
