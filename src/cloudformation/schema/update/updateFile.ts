import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import type { TypeSchema } from '../facts.ts';
import { SchemaUpdateError } from './error.ts';

/** Four letters for the format, with its version. */
const magic = 'PLS1';
const headLength = magic.length + 4;

interface Index {
  readonly url: string;
  /** When it was fetched, as ISO 8601. */
  readonly fetched: string;
  /** By resource type: where its compressed schema begins and how long it is. */
  readonly types: Readonly<Record<string, readonly [start: number, length: number]>>;
}

/** Schemas that were fetched after the built-in ones were compiled. A file holds an index and each schema by itself. */
export class SchemaUpdate {
  readonly fetched: string;
  readonly #types: Index['types'];
  readonly #bytes: Buffer;

  private constructor(index: Index, bytes: Buffer) {
    this.fetched = index.fetched;
    this.#types = index.types;
    this.#bytes = bytes;
  }

  /**
   * @returns undefined where there is no such file
   * @throws SchemaUpdateError `damaged`
   */
  static read(file: string): SchemaUpdate | undefined {
    if (!fs.existsSync(file)) return undefined;
    try {
      const bytes = fs.readFileSync(file);
      if (bytes.subarray(0, magic.length).toString('latin1') !== magic) throw new Error('it begins with other letters');
      const end = headLength + bytes.readUInt32LE(magic.length);
      const index = JSON.parse(bytes.subarray(headLength, end).toString('utf8')) as Index;
      const body = bytes.subarray(end);
      const last = Math.max(0, ...Object.values(index.types).map(([start, length]) => start + length));
      if (last !== body.length) throw new Error('it has another length than it says');
      return new SchemaUpdate(index, body);
    } catch (error) {
      throw new SchemaUpdateError('damaged', `The updated CloudFormation schemas in ${file} cannot be read (${error instanceof Error ? error.message : String(error)}); update them again.`, error);
    }
  }

  /**
   * Writes a file, all of it or nothing.
   * @throws SchemaUpdateError `notWritten`
   */
  static write(file: string, url: string, fetched: Date, types: ReadonlyMap<string, TypeSchema>): void {
    const parts: Buffer[] = [];
    const index: Record<string, [number, number]> = {};
    let start = 0;
    for (const [type, schema] of [...types].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const part = zlib.deflateRawSync(JSON.stringify(schema));
      index[type] = [start, part.length];
      start += part.length;
      parts.push(part);
    }
    const head = Buffer.from(JSON.stringify({ url, fetched: fetched.toISOString(), types: index } satisfies Index));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(head.length);
    const own = `${file}.${process.pid}.tmp`;
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(own, Buffer.concat([Buffer.from(magic), size, head, ...parts]));
      fs.renameSync(own, file);
    } catch (error) {
      fs.rmSync(own, { force: true });
      throw new SchemaUpdateError('notWritten', `The schemas cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}.`, error);
    }
  }

  types(): string[] {
    return Object.keys(this.#types);
  }

  /** The schema of a type; undefined where the update has none. */
  type(type: string): TypeSchema | undefined {
    const place = Object.hasOwn(this.#types, type) ? this.#types[type] : undefined;
    if (!place) return undefined;
    const [start, length] = place;
    return JSON.parse(zlib.inflateRawSync(this.#bytes.subarray(start, start + length)).toString('utf8')) as TypeSchema;
  }
}
