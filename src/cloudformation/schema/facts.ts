import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { mergedType } from './update/providerSchema.ts';
import type { SchemaUpdate } from './update/updateFile.ts';

/** A JSON Schema, with CloudFormation's own keywords. */
export type JsonSchema = boolean | SchemaObject;
export interface SchemaObject {
  readonly [keyword: string]: unknown;
}

/** A resource type's schema: a JSON Schema of its Properties, and what else is known of the type. */
export interface TypeSchema extends SchemaObject {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** JSON pointers (`/properties/Arn`). */
  readonly readOnlyProperties?: readonly string[];
  readonly primaryIdentifier?: readonly string[];
  /** Dotted names that `Fn::GetAtt` knows; one ending in `.*` stands for all that begin so, `*` for any name. */
  readonly attributes?: readonly string[];
}

interface Index {
  readonly regions: readonly string[];
  readonly regionSets: readonly string[];
  readonly types: Readonly<Record<string, number>>;
  readonly chunks: readonly number[];
  readonly records: Readonly<Record<string, number>>;
}

/**
 * The compiled facts about AWS: an index, and a blob of compressed chunks that are read when one of their records is
 * asked for. Made by scripts/generate-cloudformation-facts.ts.
 */
export class Facts {
  readonly #folder: string;
  #index: Index | undefined;
  #offsets: number[] = [];
  #blob: Buffer | undefined;
  readonly #types = new Map<string, TypeSchema>();
  readonly #records = new Map<string, unknown>();
  readonly #chunks = new Map<number, Readonly<Record<string, unknown>>>();
  #update: SchemaUpdate | undefined;

  /** @param folder holds index.json and facts.bin */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Has the types of an update beside the built-in ones from now on, or none but these. */
  use(update: SchemaUpdate | undefined): void {
    this.#update = update;
    this.#types.clear();
  }

  /** Something that is another whenever the types are others: when the update in use was fetched; undefined where there is none. */
  get updated(): string | undefined {
    return this.#update?.fetched;
  }

  /** Every region that is known. */
  get regions(): readonly string[] {
    return this.#read().regions;
  }

  /** Every resource type that is known, sorted. */
  types(): string[] {
    const known = Object.keys(this.#read().types);
    return this.#update ? [...new Set([...known, ...this.#update.types()])].toSorted() : known;
  }

  /** Whether the resource type exists in the region; any region where none is given. */
  hasType(type: string, region?: string): boolean {
    const index = this.#read();
    const set = Object.hasOwn(index.types, type) ? index.types[type] : undefined;
    // A type that is new to the table is taken to be wherever it is asked for.
    if (set === undefined) return this.#update?.type(type) !== undefined;
    if (region === undefined) return true;
    return index.regionSets[set]?.[index.regions.indexOf(region)] === '1';
  }

  /** The schema of a resource type; undefined where the type is unknown. */
  type(type: string): TypeSchema | undefined {
    if (this.#types.has(type)) return this.#types.get(type);
    const known = this.record(`type:${type}`) as TypeSchema | undefined;
    const fresh = this.#update?.type(type);
    const schema = known && fresh ? mergedType(known, fresh) : (known ?? fresh);
    // Only types that there are: the names that people write are without number.
    if (schema !== undefined) this.#types.set(type, schema);
    return schema;
  }

  /** A schema by name, such as `other:functions/sub` or `extension:aws_sqs_queue/properties`. */
  schema(name: string): JsonSchema {
    const schema = this.record(name);
    if (schema === undefined) throw new Error(`The facts hold no schema named ${name}`);
    return schema as JsonSchema;
  }

  /** Any record by name; undefined where there is none. */
  record(name: string): unknown {
    const known = this.#records.get(name);
    if (known !== undefined) return known;
    const record = this.#recordOf(name);
    // Only records that there are: the names that are asked for are without number.
    if (record !== undefined) this.#records.set(name, record);
    return record;
  }

  #recordOf(name: string): unknown {
    const index = this.#read();
    const chunk = Object.hasOwn(index.records, name) ? index.records[name] : undefined;
    return chunk === undefined ? undefined : this.#chunk(chunk)[name];
  }

  #read(): Index {
    if (this.#index) return this.#index;
    const index = JSON.parse(fs.readFileSync(path.join(this.#folder, 'index.json'), 'utf8')) as Index;
    let offset = 0;
    this.#offsets = index.chunks.map((length) => (offset += length) - length);
    this.#index = index;
    return index;
  }

  #chunk(number: number): Readonly<Record<string, unknown>> {
    const known = this.#chunks.get(number);
    if (known) return known;
    this.#blob ??= fs.readFileSync(path.join(this.#folder, 'facts.bin'));
    const start = this.#offsets[number] ?? 0;
    const packed = this.#blob.subarray(start, start + (this.#read().chunks[number] ?? 0));
    const chunk = JSON.parse(zlib.brotliDecompressSync(packed).toString('utf8')) as Record<string, unknown>;
    this.#chunks.set(number, chunk);
    return chunk;
  }
}
