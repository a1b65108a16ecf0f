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

/** Parts of a schema by their names. */
type Entries<T> = readonly (readonly [string, T])[];

/** What a block of Terraform's own may hold. */
export interface BodySchema {
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
  readonly blocks: ReadonlyMap<string, BlockSchema>;
  /** The arguments that have to be set, which are few of many. */
  readonly required: Entries<AttributeSchema>;
  /** The blocks of which there have to be some, or may not be any number. */
  readonly limited: Entries<BlockSchema>;
  /** Of the arguments, those that are read before any value is known, and how: what is constant, and types. */
  readonly fixed: ReadonlyMap<string, AttributeForm>;
  /** What is not listed here belongs to somebody else: a provider, a module, a backend. */
  readonly open: boolean;
  /** The provider is newer than what is listed here and may know more: no name is certainly wrong. */
  readonly partial?: boolean;
  /** Read by `terraform init` and not by `terraform validate`. */
  readonly late?: boolean;
}

/** A schema of these parts, in which what is asked of every block is noted once. */
export function bodySchema(parts: Omit<BodySchema, 'required' | 'limited' | 'fixed'>): BodySchema {
  const required: [string, AttributeSchema][] = [];
  const limited: [string, BlockSchema][] = [];
  const fixed = new Map<string, AttributeForm>();
  parts.attributes.forEach((argument, name) => {
    if (argument.required) required.push([name, argument]);
    if (argument.form === 'type' || argument.form.startsWith('constant')) fixed.set(name, argument.form);
  });
  parts.blocks.forEach((block, name) => {
    if (block.minimum || block.maximum) limited.push([name, block]);
  });
  return { ...parts, required, limited, fixed };
}
