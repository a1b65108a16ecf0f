import fs from 'node:fs';
import { PartsFile, PartsWriter } from '../../../language/partsFile.ts';
import { writeWhole } from '../../../language/writeWhole.ts';
import type { TypeSchema } from '../facts.ts';
import { SchemaUpdateError } from './error.ts';

const magic = 'PLS2';

/** Schemas that were fetched after the built-in ones were compiled. */
export class SchemaUpdate {
  readonly #file: PartsFile;

  private constructor(file: PartsFile) {
    this.#file = file;
  }

  /** When they were fetched, as ISO 8601. */
  get fetched(): string {
    return String(this.#file.head['fetched']);
  }

  /**
   * @returns undefined where there is no such file
   * @throws SchemaUpdateError `damaged`
   */
  static read(file: string): SchemaUpdate | undefined {
    if (!fs.existsSync(file)) return undefined;
    try {
      return new SchemaUpdate(PartsFile.read(file, magic));
    } catch (error) {
      throw new SchemaUpdateError('damaged', `The updated CloudFormation schemas in ${file} cannot be read (${error instanceof Error ? error.message : String(error)}); update them again.`, error);
    }
  }

  /**
   * Writes a file, all of it or nothing.
   * @throws SchemaUpdateError `notWritten`
   */
  static write(file: string, url: string, fetched: Date, types: ReadonlyMap<string, TypeSchema>): void {
    const writer = new PartsWriter();
    for (const [type, schema] of [...types].toSorted(([a], [b]) => (a < b ? -1 : 1))) writer.add(type, schema);
    try {
      writeWhole(file, writer.bytes(magic, { url, fetched: fetched.toISOString() }));
    } catch (error) {
      throw new SchemaUpdateError('notWritten', `The schemas cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}.`, error);
    }
  }

  types(): string[] {
    return this.#file.names();
  }

  /** The schema of a type; undefined where the update has none. */
  type(type: string): TypeSchema | undefined {
    return this.#file.part(type) as TypeSchema | undefined;
  }
}
