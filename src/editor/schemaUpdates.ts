import * as vscode from 'vscode';
import { SchemaUpdateError } from '../cloudformation/schema/update/error.ts';
import { updateSchemas } from '../cloudformation/schema/update/update.ts';
import type { Log } from '../log.ts';
import { CancelledError, CommandError } from './commands.ts';
import type { ServerClient } from './languageClient.ts';
import type { Settings } from './settings.ts';

/** The CloudFormation schemas that were fetched since the extension was built. */
export class SchemaUpdates {
  readonly #file: string;
  readonly #settings: Settings;
  readonly #server: ServerClient;
  readonly #log: Log;

  /** @param file where they are kept, beside nothing else */
  constructor(file: string, settings: Settings, server: ServerClient, log: Log) {
    this.#file = file;
    this.#settings = settings;
    this.#server = server;
    this.#log = log;
  }

  /**
   * Fetches AWS's schemas, with progress that can be cancelled.
   * @throws CommandError with the reason of the failure; CancelledError
   */
  async update(): Promise<{ readonly types: number }> {
    const { url, region } = this.#settings.schemas;
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Updating the CloudFormation schemas', cancellable: true }, (progress, token) =>
      this.#run(url, region, progress, token),
    );
    this.#log.info(`CloudFormation schemas: ${result.types} types from ${url} (${region})`);
    this.#server.useSchemas(this.#file);
    void vscode.window.showInformationMessage(`Plumbline knows the ${result.types} resource types of ${region} as AWS publishes them today.`);
    return result;
  }

  /** Goes back to the schemas that the extension was built with. */
  async reset(): Promise<void> {
    await vscode.workspace.fs.delete(vscode.Uri.file(this.#file), { useTrash: false }).then(undefined, (error: unknown) => {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
    });
    this.#server.useSchemas(this.#file);
  }

  async #run(url: string, region: string, progress: vscode.Progress<{ message?: string; increment?: number }>, token: vscode.CancellationToken): Promise<{ readonly types: number }> {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new CancelledError()));
    let shown = 0;
    const tell = (part: number): void => {
      const percent = Math.floor(part * 90);
      if (percent > shown) progress.report({ increment: percent - shown });
      shown = Math.max(shown, percent);
    };
    try {
      return await updateSchemas({ url, region, file: this.#file, now: new Date(), signal: controller.signal, progress: tell });
    } catch (error) {
      if (error instanceof SchemaUpdateError) throw new CommandError(error.reason, error.message);
      throw error;
    }
  }
}
