import type { Type } from '../eval/type.ts';
import type { BodySchema } from './body.ts';
import { bodySchemaOf, objectTypeOf, type Reading, type StoredBody, withinBlock } from './stored.ts';

/** A block that a provider (or Terraform itself) defines: what it may hold and the object it gives, each made when it is asked for. */
export class ProviderBlock {
  readonly #stored: StoredBody;
  readonly #reading: Reading;
  #schema: BodySchema | undefined;
  #within: BodySchema | undefined;
  #type: Type | undefined;

  constructor(stored: StoredBody, reading: Reading) {
    this.#stored = stored;
    this.#reading = reading;
  }

  get schema(): BodySchema {
    this.#schema ??= bodySchemaOf(this.#stored, this.#reading);
    return this.#schema;
  }

  /**
   * What it may hold in all: what the provider defines, and what every block of the kind may hold.
   * @param own what every block of the kind may hold, the same for each call
   */
  within(own: BodySchema): BodySchema {
    this.#within ??= withinBlock(this.schema, own);
    return this.#within;
  }

  get type(): Type {
    this.#type ??= objectTypeOf(this.#stored, this.#reading);
    return this.#type;
  }
}

/** What blocks of each type hold, made of what is stored of a type when it is first asked for. */
export class TypeBodies {
  readonly #read: (name: string) => StoredBody | undefined;
  readonly #reading: Reading;
  readonly #blocks = new Map<string, ProviderBlock | undefined>();

  /** @param read what is stored under a name, such as `resource aws_vpc`; undefined where there is nothing */
  constructor(read: (name: string) => StoredBody | undefined, reading: Reading = {}) {
    this.#read = read;
    this.#reading = reading;
  }

  /** A block of a type; undefined where nothing is known of it. */
  block(name: string): ProviderBlock | undefined {
    const known = this.#blocks.get(name);
    if (known || this.#blocks.has(name)) return known;
    const body = this.#read(name);
    const block = body && new ProviderBlock(body, this.#reading);
    this.#blocks.set(name, block);
    return block;
  }
}
