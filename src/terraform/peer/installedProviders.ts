import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fields, jsonOf } from '../../language/json.ts';
import { findProgram } from '../../language/program.ts';
import { redact } from '../../log.ts';
import { ProviderSchemas } from '../schema/providers.ts';
import type { ProviderSchemaStore } from './providerSchemaStore.ts';
import { askForSchemas, schemasIn, terraformVersion } from './providerSchemas.ts';

const lockFile = '.terraform.lock.hcl';

/** How many folders up a root is looked for. */
const furthest = 5;

/** How many folders beside the modules are looked into. */
const mostBeside = 200;

/** How long (ms) it holds what roots there are: whoever lints many folders asks for each. */
const goodFor = 2_000;

/** A folder that `terraform init` was run in, and the folders of the modules that it calls. */
interface Root {
  readonly folder: string;
  readonly modules: ReadonlySet<string>;
}

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
  readonly #roots = new Map<string, { readonly at: number; readonly roots: readonly Root[] }>();

  constructor(options: InstalledProvidersOptions) {
    this.#options = options;
  }

  /**
   * The folder whose `terraform init` chose the providers of a folder: itself, or one that has installed it as a module of
   * its own; that may be further up, or stand beside the modules, as in `stacks/production` and `modules/network`.
   */
  rootOf(folder: string): string {
    if (fs.existsSync(path.join(folder, lockFile))) return folder;
    for (let above = path.dirname(folder), level = 0; level < furthest && above !== path.dirname(above); above = path.dirname(above), level++) {
      const root = this.#rootsIn(above).find(({ modules }) => modules.has(folder));
      if (root) return root.folder;
      // What is beside a repository has nothing to do with it.
      if (fs.existsSync(path.join(above, '.git'))) break;
    }
    return folder;
  }

  /** What tells the providers that are chosen for a folder from others: the hash of its lock file. Undefined without one. */
  lockOf(folder: string): string | undefined {
    try {
      return crypto.createHash('sha256').update(fs.readFileSync(path.join(folder, lockFile))).digest('hex');
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
    return fs.existsSync(path.join(this.#dataFolder(folder), 'providers'));
  }

  /** The folders of the modules that a root calls, absolute; `terraform init` writes them down. */
  #modulesOf(root: string): string[] {
    let text: string;
    try {
      text = fs.readFileSync(path.join(this.#dataFolder(root), 'modules', 'modules.json'), 'utf8');
    } catch {
      // No init has been there.
      return [];
    }
    const { Modules: modules } = fields(jsonOf(text));
    return (Array.isArray(modules) ? modules : []).map((module) => path.resolve(root, String(fields(module)['Dir'])));
  }

  /** A folder and those below it in which modules have been installed; what was found is good for a moment. */
  #rootsIn(above: string): readonly Root[] {
    const now = Date.now();
    const known = this.#roots.get(above);
    if (known && now - known.at < goodFor) return known.roots;
    const roots = [above, ...foldersBelow(above)].flatMap((folder) => {
      const modules = new Set(this.#modulesOf(folder));
      return modules.size > 0 ? [{ folder, modules }] : [];
    });
    this.#roots.set(above, { at: now, roots });
    return roots;
  }

  #dataFolder(folder: string): string {
    return path.resolve(folder, this.#options.environment['TF_DATA_DIR'] || '.terraform');
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

/** The folders in a folder and those in them, as far as there are not too many. */
function foldersBelow(folder: string): string[] {
  const below = foldersIn(folder);
  return [...below, ...below.slice(0, mostBeside).flatMap((inner) => foldersIn(inner))].slice(0, mostBeside);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules').map(({ name }) => name);
    return names.toSorted().map((name) => path.join(folder, name));
  } catch {
    // A folder that cannot be read holds no root that could be asked.
    return [];
  }
}
