import path from 'node:path';
import { ProgramError } from '../language/program.ts';
import { showPath } from '../lint/read.ts';
import { PeerError } from '../terraform/peer/answer.ts';
import { InstalledProviders } from '../terraform/peer/installedProviders.ts';
import { ProviderSchemaStore } from '../terraform/peer/providerSchemaStore.ts';
import type { CliIo } from './io.ts';
import { keptSchemas } from './keptSchemas.ts';

/**
 * Has the services know the Terraform providers of the folders of some files, as far as they were asked before or can be
 * asked now. What stands in the way is told, a line each.
 * @param files absolute paths
 * @returns false where providers should have answered and did not
 * @throws the signal's reason when it is aborted
 */
export async function askProviders(files: readonly string[], io: CliIo): Promise<boolean> {
  const store = new ProviderSchemaStore(keptSchemas(io.env).providerSchemas);
  const installed = new InstalledProviders({ environment: io.env, store, log: io.log.warn });
  const said = new Set<string>();
  for (const folder of new Set(files.filter((file) => /\.tf(\.json)?$/.test(file)).map((file) => path.dirname(file)))) {
    const lock = installed.lockOf(folder);
    if (lock === undefined) continue;
    try {
      const schemas = await installed.read(folder, lock, io.signal);
      if (schemas) io.providers.set(folder, schemas);
      else io.stderr(`${showPath(folder, io.cwd)}: its providers are not installed; run terraform init there to have them checked by their own schemas.`);
    } catch (error) {
      if (!(error instanceof ProgramError || error instanceof PeerError)) throw error;
      const missing = error.reason === 'missing';
      const message = missing ? 'terraform is not on PATH, so the installed providers are not asked; install it, or leave out --provider-schemas.' : `${error.message} The built-in schemas are used.`;
      // Without terraform that holds for every folder.
      if (!said.has(message)) io.stderr(`plumbline: ${message}`);
      said.add(message);
    }
  }
  return said.size === 0;
}
