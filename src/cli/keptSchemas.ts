import fs from 'node:fs';
import { SchemaUpdateError } from '../cloudformation/schema/update/error.ts';
import type { SchemaUpdate } from '../cloudformation/schema/update/updateFile.ts';
import { type KeptSchemas, keptSchemasIn } from '../lint/keptSchemas.ts';
import { cacheFolder } from './cacheFolder.ts';
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
