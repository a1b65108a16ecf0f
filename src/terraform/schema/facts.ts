import fs from 'node:fs';
import path from 'node:path';
import { readSignatures, type Signature } from '../eval/signatures.ts';
import { AwsTable } from './aws.ts';
import { AwsValues } from './awsValues.ts';
import { builtInBodies, connectionBody } from './builtIn.ts';
import { bodySchemaOf } from './stored.ts';
import { TypeBodies } from './typeBodies.ts';

/** True of what the AWS provider defines, its own configuration among it. */
export function isAws(kind: string, type: string): boolean {
  return type.startsWith('aws_') || (kind === 'provider' && type === 'aws');
}

/** The generated facts of the language and of the AWS provider, read on first use. */
export class Facts {
  /** What Terraform brings along itself. */
  readonly builtIn = new TypeBodies((name) => builtInBodies.get(name));
  /** Arguments of a connection block. */
  readonly connection = bodySchemaOf(connectionBody);
  /** The major versions of the AWS provider that there are tables of, the newest first. */
  readonly aws: readonly [AwsTable, ...AwsTable[]];
  readonly awsValues: AwsValues;
  readonly #folder: string;
  #runtimes: ReadonlyMap<string, string> | undefined;
  #signatures: ReadonlyMap<string, Signature> | undefined;

  /** @param folder where the generated files lie */
  constructor(folder: string) {
    this.#folder = folder;
    this.aws = [new AwsTable(folder, 6), new AwsTable(folder, 5)];
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
}
