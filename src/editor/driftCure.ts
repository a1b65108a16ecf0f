import * as vscode from 'vscode';
import type { Range } from 'vscode-languageserver-types';
import type { Log } from '../log.ts';
import type { ServerClient } from './languageClient.ts';

/** "Use AWS's order" for the whole workspace. */
export class DriftCure {
  readonly #server: ServerClient;
  readonly #log: Log;

  constructor(server: ServerClient, log: Log) {
    this.#server = server;
    this.#log = log;
  }

  /** Shows every list that would change in the refactor preview; nothing is written before it is confirmed there. */
  async everywhere(): Promise<{ files: number; groups: readonly string[] }> {
    const { files, left } = await this.#server.driftFixes();
    for (const { file, line, name, reason } of left) this.#log.info(`drift: ${file}:${line}: ${name} is left alone. ${reason}`);
    const edit = new vscode.WorkspaceEdit();
    for (const { file, edits, groups } of files) {
      // Only what needs confirmation is shown beforehand, and the editor leaves exactly that unticked.
      const metadata = { needsConfirmation: true, label: "Use AWS's order", description: groups.join(', ') };
      for (const { range, newText } of edits) edit.replace(vscode.Uri.file(file), toRange(range), newText, metadata);
    }
    const notFixed = left.length ? ` ${left.map(({ name, reason }) => `${name}: ${reason}`).join(' ')}` : '';
    if (!files.length) {
      void vscode.window.showInformationMessage(`There is no list whose order could be taken from AWS.${notFixed}`);
    } else {
      if (notFixed) void vscode.window.showInformationMessage(`Some lists stay as they are.${notFixed}`);
      await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    }
    return { files: files.length, groups: files.flatMap(({ groups }) => groups) };
  }
}

function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
