import fs from 'node:fs';
import path from 'node:path';
import type { KeptResultsPlace } from '../lint/keptResults.ts';
import { environmentRegion } from '../lint/region.ts';
import { configPlacesOf } from '../terraform/configPlaces.ts';
import { environmentVariables } from '../terraform/environment.ts';
import { cacheFolder } from './cacheFolder.ts';
import type { TerminalIo } from './io.ts';
import { keptSchemas } from './keptSchemas.ts';

/**
 * Where `plumbline lint` keeps its results. Undefined where it keeps none: where the program is not told apart from
 * another build of it, and where Terraform has values from the environment, of which no trace is to stay.
 */
export function keptResultsPlace({ build, env }: Pick<TerminalIo, 'build' | 'env'>): KeptResultsPlace | undefined {
  if (build === undefined || environmentVariables(env).size > 0) return undefined;
  const fetched = fs.statSync(keptSchemas(env).schemas, { throwIfNoEntry: false });
  const context = JSON.stringify([build, environmentRegion(env), configPlacesOf(env), fetched && [fetched.size, fetched.mtimeMs]]);
  return { folder: path.join(cacheFolder(env), 'lint'), day: new Date().toISOString().slice(0, 'YYYY-MM-DD'.length), context };
}
