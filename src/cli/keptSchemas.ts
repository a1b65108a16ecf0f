import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SchemaUpdateError } from '../cloudformation/schema/update/error.ts';
import type { SchemaUpdate } from '../cloudformation/schema/update/updateFile.ts';
import { type KeptSchemas, keptSchemasIn } from '../lint/keptSchemas.ts';
import type { TerminalIo } from './io.ts';

/** The schemas that were fetched last; where they cannot be read, that is said and the built-in ones are used. */
export async function fetchedSchemas(io: Pick<TerminalIo, 'env' | 'stderr'>): Promise<SchemaUpdate | undefined> {
  const { schemas } = keptSchemas(io.env);
  // Most have fetched none, and need not load what reads them.
  if (!fs.existsSync(schemas)) return undefined;
  const { SchemaUpdate } = await import('../cloudformation/schema/update/updateFile.ts');
  try {
    return SchemaUpdate.read(schemas);
  } catch (error) {
    if (!(error instanceof SchemaUpdateError)) throw error;
    io.stderr(`plumbline: ${error.message}`);
    return undefined;
  }
}

/** Where the user's schemas are kept. */
export function keptSchemas(env: NodeJS.ProcessEnv): KeptSchemas {
  return keptSchemasIn(cacheFolder(env));
}

/** The folder of what can be had again, as each system has one for a user. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const home = os.homedir();
  const own = process.platform === 'win32' ? env['LOCALAPPDATA'] : process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : env['XDG_CACHE_HOME'];
  return path.join(own || path.join(home, '.cache'), 'plumbline');
}
