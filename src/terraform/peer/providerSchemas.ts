import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { jsonOf } from '../../language/json.ts';
import { findProgram, runProgram } from '../../language/program.ts';
import { ProviderSchemas } from '../schema/providers.ts';
import { lastWords, PeerError } from './answer.ts';

/** How long (ms) the providers may take to say what they have; the largest ones take seconds. */
const timeout = 180_000;

/** Bytes; the AWS provider alone says some tens of millions. */
const maxOutput = 400_000_000;

/**
 * What tells the providers that are installed in a folder from others: its lock file, and whose they are. Undefined where
 * there is nothing that could be asked.
 */
export function providersKey(folder: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (!fs.existsSync(path.join(folder, '.terraform', 'providers')) || findProgram('terraform', environment) === undefined) return undefined;
  try {
    return crypto.createHash('sha256').update(fs.readFileSync(path.join(folder, '.terraform.lock.hcl'))).digest('hex');
  } catch {
    // Without a lock file there is nothing that says when to ask again.
    return undefined;
  }
}

/**
 * Asks the providers that are installed in a folder for their schemas. It downloads nothing.
 * @throws ProgramError, PeerError; the signal's reason when it is aborted
 */
export async function readProviderSchemas(folder: string, key: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<ProviderSchemas> {
  const quiet = { ...environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  const { code, stdout, stderr } = await runProgram({ name: 'terraform', args: ['providers', 'schema', '-json', '-no-color'], input: '', cwd: folder, environment: quiet, signal, timeout, maxOutput });
  const json = code === 0 ? jsonOf(stdout) : undefined;
  if (json === undefined) throw new PeerError(`terraform providers schema ended with exit code ${code ?? 'none'} in ${folder}${lastWords(stderr)}.`);
  return new ProviderSchemas(key, json);
}
