import fs from 'node:fs';
import path from 'node:path';
import type { StoredBody } from './stored.ts';
import { TableText } from './tableText.ts';
import { TypeBodies } from './typeBodies.ts';

interface Index {
  /** Version of the AWS provider. */
  readonly provider: string;
  /** Number of the first name, offset and length of each chunk of the table's text. */
  readonly chunks: readonly (readonly [number, number, number])[];
  /** "resource aws_vpc" and so on, one per line. */
  readonly names: string;
}

/** The generated table of a major version of the AWS provider: an index, and a text of which only the chunks asked for are read. */
export class AwsTable {
  /** What blocks of each type hold, by names such as `resource aws_vpc`. */
  readonly bodies: TypeBodies;
  /** The same for a module whose provider is newer than the table. */
  readonly partialBodies: TypeBodies;
  /** The major version of the provider. */
  readonly major: number;
  readonly #file: string;
  #index: { readonly provider: string; readonly names: readonly string[]; readonly chunks: Index['chunks']; readonly text: TableText } | undefined;
  readonly #types = new Map<string, readonly string[]>();
  /** Each with its bodies as JSON texts: most are never asked for. */
  readonly #chunks = new Map<number, readonly string[]>();

  constructor(folder: string, major: number) {
    this.major = major;
    this.#file = path.join(folder, `aws-${major}`);
    this.bodies = new TypeBodies((name) => this.stored(name));
    this.partialBodies = new TypeBodies((name) => this.stored(name), { partial: true });
  }

  /** Version of the provider that the table describes. */
  get version(): string {
    return this.#read().provider;
  }

  /** Names of all types of a kind. */
  types(kind: string): readonly string[] {
    const known = this.#types.get(kind);
    if (known) return known;
    const types = this.#read().names.filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1));
    this.#types.set(kind, types);
    return types;
  }

  /** What is stored under a name such as `resource aws_vpc`; undefined where there is nothing. */
  stored(name: string): StoredBody | undefined {
    const { names, chunks } = this.#read();
    const number = names.indexOf(name);
    if (number < 0) return undefined;
    const chunk = chunks.findLastIndex(([first]) => first <= number);
    const text = this.#bodiesIn(chunk)[number - (chunks[chunk]?.[0] ?? 0)];
    return text === undefined ? undefined : (JSON.parse(text) as StoredBody);
  }

  #read() {
    if (!this.#index) {
      const { provider, chunks, names } = JSON.parse(fs.readFileSync(`${this.#file}.json`, 'utf8')) as Index;
      this.#index = { provider, chunks, text: new TableText(this.#file), names: names.split('\n') };
    }
    return this.#index;
  }

  #bodiesIn(chunk: number): readonly string[] {
    const known = this.#chunks.get(chunk);
    if (known) return known;
    const { text, chunks } = this.#read();
    const [, offset = 0, length = 0] = chunks[chunk] ?? [];
    const bodies = text.part(offset, length).split('\n');
    this.#chunks.set(chunk, bodies);
    return bodies;
  }
}
