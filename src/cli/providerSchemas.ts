import path from 'node:path';
import { ProgramError } from '../language/program.ts';
import { showPath } from '../lint/read.ts';
import { PeerError } from '../terraform/peer/answer.ts';
import { InstalledProviders } from '../terraform/peer/installedProviders.ts';
import { ProviderSchemaStore } from '../terraform/peer/providerSchemaStore.ts';
import type { CliIo, TerminalIo } from './io.ts';
import { keptSchemas } from './keptSchemas.ts';

/**
 * Has the services know the Terraform providers of the folders of some files, as far as they were asked before or can be
 * asked now. What stands in the way is told, a line each.
 * @param files absolute paths
 * @returns false where providers should have answered and did not
 * @throws the signal's reason when it is aborted
 */
export async function askProviders(files: readonly string[], io: TerminalIo & Pick<CliIo, 'providers'>): Promise<boolean> {
  const store = new ProviderSchemaStore(keptSchemas(io.env).providerSchemas);
  const installed = new InstalledProviders({ environment: io.env, store, log: io.log.warn });
  /** By root, the folders that take their providers from it. */
  const roots = new Map<string, string[]>();
  for (const folder of new Set(files.filter((file) => /\.tf(\.json)?$/.test(file)).map((file) => path.dirname(file)))) {
    const root = installed.rootOf(folder);
    roots.set(root, [...(roots.get(root) ?? []), folder]);
  }
  const failures = new Set<string>();
  for (const [root, folders] of roots) {
    const lock = installed.lockOf(root);
    if (lock === undefined) continue;
    try {
      const schemas = await installed.read(root, lock, io.signal);
      if (schemas) for (const folder of folders) io.providers.set(folder, schemas);
      else io.stderr(`${showPath(root, io.cwd)}: its providers are not installed; run terraform init there to have them checked by their own schemas.`);
    } catch (error) {
      if (!(error instanceof ProgramError || error instanceof PeerError)) throw error;
      // Without terraform that holds for every root, and is said once.
      failures.add(
        error.reason === 'missing'
          ? 'terraform is not on PATH, so the installed providers are not asked; install it, or leave out --provider-schemas.'
          : `${error.message} The built-in schemas are used.`,
      );
    }
  }
  for (const failure of failures) io.stderr(`plumbline: ${failure}`);
  return failures.size === 0;
}
