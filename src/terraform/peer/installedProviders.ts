import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../language/program.ts';
import { redact } from '../../log.ts';
import { ProviderSchemas } from '../schema/providers.ts';
import type { ProviderSchemaStore } from './providerSchemaStore.ts';
import { askForSchemas, schemasIn, terraformVersion } from './providerSchemas.ts';

export interface InstalledProvidersOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Where schemas outlast the process; undefined: nowhere. */
  readonly store: ProviderSchemaStore | undefined;
  /** Writes a line into the log. */
  readonly log: (message: string) => void;
}

/** Knows the schemas of the providers that `terraform init` has chosen for a folder: kept ones, or those that it asks for. */
export class InstalledProviders {
  readonly #options: InstalledProvidersOptions;

  constructor(options: InstalledProvidersOptions) {
    this.#options = options;
  }

  /** What tells the providers that are chosen for a folder from others: the hash of its lock file. Undefined without one. */
  lockOf(folder: string): string | undefined {
    try {
      return crypto.createHash('sha256').update(fs.readFileSync(path.join(folder, '.terraform.lock.hcl'))).digest('hex');
    } catch {
      // Nothing says then when to ask again.
      return undefined;
    }
  }

  /** False where `read` would find nothing and start no program. */
  mayKnow(folder: string, lock: string): boolean {
    return this.#areInstalled(folder) || this.#options.store?.has(lock) === true;
  }

  /**
   * The schemas of the providers of a folder: kept ones, or those that the installed ones are asked for.
   * @param lock the folder's, from `lockOf`
   * @returns undefined where none are kept, and none installed
   * @throws ProgramError, PeerError where the providers did not answer; the signal's reason when it is aborted
   */
  async read(folder: string, lock: string, signal: AbortSignal): Promise<ProviderSchemas | undefined> {
    const { environment, store } = this.#options;
    const call = { folder, environment, signal };
    const version = findProgram('terraform', environment) === undefined ? undefined : await terraformVersion(call);
    // A provider that is being developed says something else tomorrow, under the same lock file.
    const lasting = this.#hasOverrides() ? undefined : store;
    const kept = lasting && this.#kept(lasting, lock, version);
    if (kept || !this.#areInstalled(folder)) return kept;
    const bytes = await askForSchemas(call);
    if (lasting && version !== undefined) {
      try {
        lasting.write(lock, version, bytes);
      } catch (error) {
        this.#log(`The schemas of the installed providers cannot be kept: ${error instanceof Error ? error.message : String(error)}.`);
      }
    }
    return schemasOf(bytes);
  }

  #areInstalled(folder: string): boolean {
    const data = this.#options.environment['TF_DATA_DIR'] || '.terraform';
    return fs.existsSync(path.resolve(folder, data, 'providers'));
  }

  #kept(store: ProviderSchemaStore, lock: string, version: string | undefined): ProviderSchemas | undefined {
    const bytes = store.read(lock, version);
    if (!bytes) return undefined;
    try {
      return schemasOf(bytes);
    } catch (error) {
      this.#log(`Kept schemas of providers cannot be read (${error instanceof Error ? error.message : String(error)}); they are asked for again.`);
      return undefined;
    }
  }

  /**
   * Whether terraform is told to use providers from folders of the user's own, whatever the lock file says.
   * https://developer.hashicorp.com/terraform/cli/config/config-file#development-overrides-for-provider-developers
   */
  #hasOverrides(): boolean {
    const { environment } = this.#options;
    const home = environment['HOME'] ?? '';
    const file = environment['TF_CLI_CONFIG_FILE'] || (process.platform === 'win32' ? path.join(environment['APPDATA'] ?? '', 'terraform.rc') : path.join(home, '.terraformrc'));
    try {
      return /^\s*dev_overrides\b/m.test(fs.readFileSync(file, 'utf8'));
    } catch {
      return false;
    }
  }

  #log(message: string): void {
    this.#options.log(redact(message));
  }
}

function schemasOf(bytes: Buffer): ProviderSchemas {
  return new ProviderSchemas(crypto.createHash('sha256').update(bytes).digest('hex'), schemasIn(bytes));
}
