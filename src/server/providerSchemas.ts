import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { providersKey, readProviderSchemas } from '../terraform/peer/providerSchemas.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import { PeerRuns } from './peerRuns.ts';

/** Schemas of this many lock files are kept; the ones that were not used for longest leave first. */
const keptSchemas = 8;

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
  /** By hash of the lock file; undefined where asking failed, which is not repeated. */
  readonly #known = new Map<string, ProviderSchemas | undefined>();
  #trusted = false;
  #wanted = true;

  constructor(options: ProviderSchemasOptions) {
    this.#options = options;
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
    const key = providersKey(folder, this.#options.environment);
    if (key === undefined || this.#known.has(key)) {
      this.#use(folder, key === undefined ? undefined : this.#known.get(key));
      return;
    }
    this.#runs.schedule(folder, (signal) => this.#read(folder, key, signal));
  }

  dispose(): void {
    this.#runs.dispose();
  }

  #lookAtAll(): void {
    for (const file of this.#options.open.keys()) if (file.endsWith('.tf')) this.look(file);
  }

  async #read(folder: string, key: string, signal: AbortSignal): Promise<void> {
    let schemas: ProviderSchemas | undefined;
    try {
      schemas = await readProviderSchemas(folder, key, this.#options.environment, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#options.log(`${error instanceof Error ? error.message : String(error)} The built-in schemas are used.`);
    }
    this.#known.set(key, schemas);
    const [oldest] = this.#known.keys();
    if (this.#known.size > keptSchemas && oldest !== undefined) this.#known.delete(oldest);
    this.#use(folder, schemas);
  }

  #use(folder: string, schemas: ProviderSchemas | undefined): void {
    const { schemas: used, open, lint } = this.#options;
    if (used.get(folder) === schemas) return;
    if (schemas) used.set(folder, schemas);
    else used.delete(folder);
    for (const [file, document] of open) if (path.dirname(file) === folder) lint(document);
  }
}
