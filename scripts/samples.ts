import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsEndpoint, type AwsEndpoint, type EndpointGroup, type EndpointSubnet } from '../test/support/aws-endpoint.ts';

/** The workspace that the README, the demo and the tests share. */
export const SAMPLES = join(import.meta.dirname, '..', 'samples');

/** Starts the AWS stand-in with the groups that the samples are compared with, and their subnets. */
export async function startSampleAws(): Promise<AwsEndpoint> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(SAMPLES, 'aws', name), 'utf8'));
  const groups = (await read('groups.json')) as EndpointGroup[];
  const subnets = (await read('subnets.json')) as EndpointSubnet[];
  return await startAwsEndpoint({ groups, subnets });
}

/** The environment of an editor that shall see the stand-in and nothing of the person's own AWS configuration. */
export function standInEnvironment(aws: AwsEndpoint, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), ...aws.environment, AWS_EC2_METADATA_DISABLED: 'true' };
}

/** A copy of the samples in a temporary folder, which goes when it is disposed of or this process exits. */
export class SampleCopy implements Disposable {
  readonly folder: string;
  readonly #root: string;
  readonly #removeAtExit = (): void => rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 });

  private constructor(root: string) {
    this.#root = root;
    this.folder = join(root, 'samples');
    process.once('exit', this.#removeAtExit);
  }

  static async create(): Promise<SampleCopy> {
    // The real path, so that it equals what git and the editor print.
    const copy = new SampleCopy(mkdtempSync(join(await realpath(tmpdir()), 'plumbline-samples-')));
    await cp(SAMPLES, copy.folder, { recursive: true });
    return copy;
  }

  /** The absolute path of a file in the copy. */
  file(path: string): string {
    return join(this.folder, path);
  }

  /** What a file in the copy now holds. */
  async read(path: string): Promise<string> {
    return await readFile(this.file(path), 'utf8');
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#removeAtExit);
    this.#removeAtExit();
  }
}
