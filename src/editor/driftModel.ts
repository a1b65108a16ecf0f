import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { DriftGroup, DriftResult, DriftTarget } from '../server/driftProtocol.ts';
import type { ServerClient } from './languageClient.ts';
import type { Settings } from './settings.ts';

/** What is known of the workspace's groups, over all of its folders. */
export interface DriftAnswer extends DriftResult {
  /** When AWS was asked. */
  readonly at: Date;
}

/** The last answer about the groups of the workspace, and the asking: one question at a time. */
export class DriftModel implements vscode.Disposable {
  readonly #server: ServerClient;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #following: vscode.Disposable;
  /** By folder. */
  readonly #results = new Map<string, DriftResult>();
  #at: Date | undefined;
  #error: string | undefined;
  #running: Promise<DriftAnswer> | undefined;
  #queued: Promise<DriftAnswer> | undefined;

  /** After an answer, a failure, the beginning of a question, or a change of the declarations. */
  readonly onDidChange = this.#changed.event;

  constructor(server: ServerClient, settings: Settings, log: Log) {
    this.#server = server;
    this.#settings = settings;
    this.#log = log;
    this.#following = server.onDidChangeDrift(({ paths: [folder], result }) => {
      if (folder === undefined || !this.#results.has(folder)) return;
      this.#results.set(folder, result);
      this.#changed.fire();
    });
  }

  /** Undefined until AWS was asked. */
  get answer(): DriftAnswer | undefined {
    return this.#at && merge(this.#results.values(), this.#at);
  }

  get groups(): readonly DriftGroup[] {
    return this.answer?.groups ?? [];
  }

  /** The targets that gave no answer this time. */
  get failed(): readonly DriftTarget[] {
    return (this.answer?.targets ?? []).filter(({ failure }) => failure);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why there was no question at all, a sentence. */
  get error(): string | undefined {
    return this.#error;
  }

  /**
   * Asks AWS now. Calls that come while one runs share one further run.
   * @throws Error where there is no folder, a setting is wrong, or the server fails
   */
  refresh(): Promise<DriftAnswer> {
    if (!this.#running) return this.#begin();
    this.#queued ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#queued;
  }

  /** Asks AWS without troubling anybody with a failure: the views show it. Does nothing in a workspace that is not trusted. */
  refreshQuietly(): void {
    if (!vscode.workspace.isTrusted) return;
    this.refresh().catch((error: unknown) => this.#log.warn(`drift: ${String(error)}`));
  }

  dispose(): void {
    this.#following.dispose();
    this.#changed.dispose();
  }

  #begin(): Promise<DriftAnswer> {
    this.#queued = undefined;
    this.#running = this.#ask().finally(() => {
      this.#running = undefined;
      this.#changed.fire();
    });
    this.#changed.fire();
    return this.#running;
  }

  async #ask(): Promise<DriftAnswer> {
    try {
      const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
      if (!folders.length) throw new Error('Open a folder first: drift is checked for the groups that its files declare.');
      const asked = await Promise.all(folders.map(async ({ uri }) => ({ uri, result: await this.#server.drift(this.#settings.drift(uri)) })));
      this.#results.clear();
      for (const { uri, result } of asked) this.#results.set(uri.fsPath, result);
      const answer = merge(this.#results.values(), (this.#at = new Date()));
      this.#error = undefined;
      for (const failure of answer.failures) this.#log.warn(`drift: ${failure}`);
      return answer;
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}

function merge(results: Iterable<DriftResult>, at: Date): DriftAnswer {
  const all = [...results];
  return {
    groups: all.flatMap(({ groups }) => groups),
    targets: all.flatMap(({ targets }) => targets),
    failures: [...new Set(all.flatMap(({ failures }) => failures))],
    at,
  };
}
