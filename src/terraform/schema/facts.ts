import fs from 'node:fs';
import path from 'node:path';
import { readSignatures, type Signature } from '../eval/signatures.ts';
import type { Type } from '../eval/type.ts';
import { AwsTable } from './aws.ts';
import { AwsValues } from './awsValues.ts';
import type { BodySchema } from './body.ts';
import { builtInBodies, connectionBody } from './builtIn.ts';
import { bodySchemaOf, objectTypeOf, type StoredBody, withinBlock } from './stored.ts';

/** A block that a provider (or Terraform itself) defines: what it may hold and the object it gives. */
export interface ProviderBlock {
  readonly schema: BodySchema;
  readonly type: Type;
}

/** True of what the AWS provider defines, its own configuration among it. */
export function isAws(kind: string, type: string): boolean {
  return type.startsWith('aws_') || (kind === 'provider' && type === 'aws');
}

/** The generated facts of the language and of the AWS provider, read on first use. */
export class Facts {
  readonly aws: AwsTable;
  readonly awsValues: AwsValues;
  readonly #folder: string;
  readonly #blocks = new Map<string, ProviderBlock | undefined>();
  readonly #within = new Map<string, BodySchema | undefined>();
  #runtimes: ReadonlyMap<string, string> | undefined;
  #signatures: ReadonlyMap<string, Signature> | undefined;

  /** @param folder where the generated files lie */
  constructor(folder: string) {
    this.#folder = folder;
    this.aws = new AwsTable(folder);
    this.awsValues = new AwsValues(folder);
  }

  /** The functions of the language. */
  get signatures(): ReadonlyMap<string, Signature> {
    this.#signatures ??= readSignatures(this.#folder);
    return this.#signatures;
  }

  /** From when each runtime of AWS Lambda is deprecated, as YYYY-MM-DD. */
  get lambdaRuntimes(): ReadonlyMap<string, string> {
    this.#runtimes ??= new Map(Object.entries((JSON.parse(fs.readFileSync(path.join(this.#folder, 'lambda-runtimes.json'), 'utf8')) as { runtimes: Record<string, string> }).runtimes));
    return this.#runtimes;
  }

  /** Arguments of a connection block. */
  get connection(): ProviderBlock {
    return this.#block('connection', () => connectionBody) ?? { schema: bodySchemaOf({}), type: objectTypeOf({}) };
  }

  /** A block of a type, such as `resource` `aws_vpc`; undefined where nothing is known of it. */
  block(kind: string, type: string): ProviderBlock | undefined {
    const name = `${kind} ${type}`;
    return this.#block(name, () => builtInBodies.get(name) ?? (isAws(kind, type) ? this.aws.body(kind, type) : undefined));
  }

  /**
   * What a block of a type may hold in all: what the provider defines, and what every block of the kind may hold.
   * @param own what every block of the kind may hold, the same for each call with that kind
   */
  schemaWithin(kind: string, type: string, own: BodySchema): BodySchema | undefined {
    const name = `${kind} ${type}`;
    if (!this.#within.has(name)) {
      const schema = this.block(kind, type)?.schema;
      this.#within.set(name, schema && withinBlock(schema, own));
    }
    return this.#within.get(name);
  }

  #block(name: string, read: () => StoredBody | undefined): ProviderBlock | undefined {
    if (!this.#blocks.has(name)) {
      const body = read();
      this.#blocks.set(name, body && { schema: bodySchemaOf(body), type: objectTypeOf(body) });
    }
    return this.#blocks.get(name);
  }
}
