import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { InstalledProviders } from '../terraform/peer/installedProviders.ts';
import { ProviderSchemaStore } from '../terraform/peer/providerSchemaStore.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import { PeerRuns } from './peerRuns.ts';

/** Schemas of this many lock files are held; the ones that were not used for longest leave first. */
const heldSchemas = 8;

/** How long (ms) after a failure providers are not asked again. */
const patience = 60_000;

export interface ProviderSchemasOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The open documents by path. */
  readonly open: ReadonlyMap<string, TextDocument>;
  /** Where the services find the schemas of a folder. */
  readonly schemas: Map<string, ProviderSchemas>;
  /** Writes a line into the log. */
  readonly log: (message: string) => void;
  /** Lints a document anew. */
  readonly lint: (document: TextDocument) => void;
}

/**
 * Asks the providers that `terraform init` has installed beside open documents for their schemas, once for each lock
 * file, where the workspace is trusted: their programs are the workspace's.
 */
export class ProviderSchemasFeature {
  readonly #options: ProviderSchemasOptions;
  readonly #runs = new PeerRuns(() => {});
  /** By hash of the lock file. */
  readonly #known = new Map<string, ProviderSchemas>();
  /** When asking failed, by hash of the lock file. */
  readonly #failed = new Map<string, number>();
  #providers: InstalledProviders;
  #trusted = false;
  #wanted = true;

  constructor(options: ProviderSchemasOptions) {
    this.#options = options;
    this.#providers = new InstalledProviders({ ...options, store: undefined });
  }

  /** @param folder where schemas outlast the server, absolute */
  keepIn(folder: string): void {
    this.#providers = new InstalledProviders({ ...this.#options, store: new ProviderSchemaStore(folder) });
  }

  trust(): void {
    this.#trusted = true;
    this.#lookAtAll();
  }

  /** @param wanted whether providers are asked at all */
  configure(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#lookAtAll();
    else for (const folder of this.#options.schemas.keys()) this.#use(folder, undefined);
  }

  /** Has the folder of a file looked at: whether other providers are installed in it than before. */
  look(file: string): void {
    if (!this.#trusted || !this.#wanted) return;
    const folder = path.dirname(file);
    const root = this.#providers.rootOf(folder);
    const lock = this.#providers.lockOf(root);
    const known = lock === undefined ? undefined : this.#known.get(lock);
    if (lock === undefined || known || this.#hasFailed(lock) || !this.#providers.mayKnow(root, lock)) this.#use(folder, known);
    else this.#runs.schedule(folder, (signal) => this.#read({ folder, root, lock }, signal));
  }

  dispose(): void {
    this.#runs.dispose();
  }

  #lookAtAll(): void {
    for (const file of this.#options.open.keys()) if (file.endsWith('.tf')) this.look(file);
  }

  #hasFailed(lock: string): boolean {
    const failed = this.#failed.get(lock);
    return failed !== undefined && Date.now() - failed < patience;
  }

  async #read({ folder, root, lock }: { readonly folder: string; readonly root: string; readonly lock: string }, signal: AbortSignal): Promise<void> {
    try {
      const schemas = await this.#providers.read(root, lock, signal);
      if (signal.aborted) return;
      if (schemas) this.#known.set(lock, schemas);
      const [oldest] = this.#known.keys();
      if (this.#known.size > heldSchemas && oldest !== undefined) this.#known.delete(oldest);
      this.#use(folder, schemas);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed.set(lock, Date.now());
      this.#options.log(`${error instanceof Error ? error.message : String(error)} The built-in schemas are used.`);
      this.#use(folder, undefined);
    }
  }

  #use(folder: string, schemas: ProviderSchemas | undefined): void {
    const { schemas: used, open, lint } = this.#options;
    if (used.get(folder) === schemas) return;
    if (schemas) used.set(folder, schemas);
    else used.delete(folder);
    for (const [file, document] of open) if (path.dirname(file) === folder) lint(document);
  }
}
