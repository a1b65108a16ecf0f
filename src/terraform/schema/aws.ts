import path from 'node:path';
import type { StoredBody } from './stored.ts';
import { Table } from './table.ts';
import { TypeBodies } from './typeBodies.ts';

/** The generated table of a major version of the AWS provider. */
export class AwsTable {
  /** What blocks of each type hold, by names such as `resource aws_vpc`. */
  readonly bodies: TypeBodies;
  /** The same for a module whose provider is newer than the table. */
  readonly partialBodies: TypeBodies;
  /** The major version of the provider. */
  readonly major: number;
  readonly #file: string;
  #table: Table | undefined;
  readonly #types = new Map<string, readonly string[]>();

  constructor(folder: string, major: number) {
    this.major = major;
    this.#file = path.join(folder, `aws-${major}`);
    this.bodies = new TypeBodies((name) => this.stored(name));
    this.partialBodies = new TypeBodies((name) => this.stored(name), { partial: true });
  }

  /** Version of the provider that the table describes. */
  get version(): string {
    return this.#read().version;
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
    return this.#read().named(name) as StoredBody | undefined;
  }

  #read(): Table {
    this.#table ??= Table.read(this.#file);
    return this.#table;
  }
}
