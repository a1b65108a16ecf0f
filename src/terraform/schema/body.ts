import type { Type } from '../eval/type.ts';

/** How the value of an argument is read. `expression` is an ordinary value. */
export type AttributeForm =
  | 'expression'
  /** A fixed value: no references, no function calls. */
  | 'constant'
  /** A fixed value that functions may make. */
  | 'constant-call'
  | 'constant-string'
  | 'constant-bool'
  /** An address such as `aws_instance.a`; a quoted one is the old form. */
  | 'address'
  /** A list of addresses. */
  | 'addresses'
  /** A type constraint such as `list(string)`. */
  | 'type'
  /** A bare word such as `destroy`. */
  | 'keyword'
  /** Addresses of providers by the name that the module knows them under. */
  | 'providers';

export interface AttributeSchema {
  readonly required?: boolean;
  /** The argument in whose presence this one is not required. */
  readonly unless?: string;
  readonly form: AttributeForm;
  /** The version of Terraform that was the first to have it, where that is a recent one. */
  readonly since?: string | undefined;
  /** Set by the provider alone. */
  readonly computed?: boolean;
  readonly type?: Type;
}

export interface BlockSchema {
  /** What each label names, in Terraform's words. */
  readonly labels: readonly string[];
  readonly body: BodySchema;
  /** The version of Terraform that was the first to have it, where that is a recent one. */
  readonly since?: string;
  readonly minimum?: number;
  /** 0 or none: any number. */
  readonly maximum?: number;
  /** May be written as an argument as well. */
  readonly either?: boolean;
}

/** What a block of Terraform's own may hold. */
export interface BodySchema {
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
  readonly blocks: ReadonlyMap<string, BlockSchema>;
  /** Of the arguments, those that are read before any value is known, and how: what is constant, and types. */
  readonly fixed?: ReadonlyMap<string, AttributeForm>;
  /** What is not listed here belongs to somebody else: a provider, a module, a backend. */
  readonly open: boolean;
  /** The provider is newer than what is listed here and may know more: no name is certainly wrong. */
  readonly partial?: boolean;
  /** Read by `terraform init` and not by `terraform validate`. */
  readonly late?: boolean;
}

/** Entries of a schema, by the map that they are of. */
type KnownEntries<T> = WeakMap<ReadonlyMap<string, T>, readonly (readonly [string, T])[]>;

const required: KnownEntries<AttributeSchema> = new WeakMap();
const limited: KnownEntries<BlockSchema> = new WeakMap();

/** The arguments that have to be set, which are few of many: looked for once in a schema. */
export function requiredAttributes({ attributes }: BodySchema): readonly (readonly [string, AttributeSchema])[] {
  return entriesOnce(required, attributes, ({ required: isRequired }) => isRequired === true);
}

/** The blocks of which there have to be some, or may not be any number; looked for once in a schema. */
export function limitedBlocks({ blocks }: BodySchema): readonly (readonly [string, BlockSchema])[] {
  return entriesOnce(limited, blocks, ({ minimum, maximum }) => Boolean(minimum || maximum));
}

function entriesOnce<T>(known: KnownEntries<T>, all: ReadonlyMap<string, T>, isWanted: (value: T) => boolean): readonly (readonly [string, T])[] {
  let found = known.get(all);
  if (!found) {
    found = [...all].filter(([, value]) => isWanted(value));
    known.set(all, found);
  }
  return found;
}
