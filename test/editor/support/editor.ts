import path from 'node:path';
import * as vscode from 'vscode';

/** The folder that is open. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('the editor host must open a folder');
  return folder.uri.fsPath;
}

/**
 * Opens a file of the workspace as a person does. (`openTextDocument` would keep the document open for minutes after its
 * editor is closed.)
 */
export async function openFile(name: string): Promise<vscode.TextDocument> {
  const file = path.resolve(workspaceFolder(), name);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.fsPath !== file) throw new Error(`${file} did not open`);
  return document;
}

/** Resolves once the diagnostics of a document satisfy the condition; the test's own time limit ends the wait. */
export async function diagnosticsOf(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  for (;;) {
    const diagnostics = vscode.languages.getDiagnostics(uri);
    if (wanted(diagnostics)) return diagnostics;
    await new Promise<void>((resolve) => {
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

/** The rule ids of diagnostics, sorted. */
export function codes(diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics.map(({ code }) => String(typeof code === 'object' ? code.value : code)).toSorted();
}

/** Replaces the whole text of the active editor, as typing does. */
export async function replaceText(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error('no editor is active');
  const { document } = editor;
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  await editor.edit((edit) => edit.replace(all, text));
}

export async function closeEverything(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
