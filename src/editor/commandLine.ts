import path from 'node:path';
import * as vscode from 'vscode';
import { writeLauncher } from '../launcher.ts';
import type { Log } from '../log.ts';

/** The command line that comes with the extension: `plumbline` in the editor's terminals, on the editor's own Node. */
export class CommandLine {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
  }

  /**
   * Brings the launcher up to date.
   * @returns its absolute path, which stays when the extension or the editor is updated
   */
  launcher(): Promise<string> {
    const { globalStorageUri, extensionPath } = this.#context;
    return writeLauncher(path.join(globalStorageUri.fsPath, 'bin'), process.execPath, path.join(extensionPath, 'dist', 'cli.js'));
  }

  /** Puts `plumbline` on the PATH of the editor's terminals, behind any other of that name. */
  async addToTerminals(): Promise<void> {
    const { environmentVariableCollection: variables } = this.#context;
    try {
      const folder = path.dirname(await this.launcher());
      variables.description = new vscode.MarkdownString('The command `plumbline`: lint, fmt, drift and macros in a terminal.');
      const value = `${path.delimiter}${folder}`;
      if (variables.get('PATH')?.value !== value) variables.append('PATH', value);
    } catch (error) {
      this.#log.warn(`plumbline is not on the PATH of terminals: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
