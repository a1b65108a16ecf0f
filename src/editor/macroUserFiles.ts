import { findNodeAtLocation, type JSONPath, modify, parse, type ParseError, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';

/** The user's own files that the editor opens by a command; where they are is the editor's business. */
export type UserFile = 'settings' | 'keybindings';

const files: Record<UserFile, { readonly command: string; readonly name: RegExp }> = {
  settings: { command: 'workbench.action.openSettingsJson', name: /\/settings\.json$/ },
  keybindings: { command: 'workbench.action.openGlobalKeybindingsFile', name: /\/keybindings\.json$/ },
};

/** Opens the file; undefined where the editor shows something else. */
export async function openUserFile(file: UserFile): Promise<vscode.TextEditor | undefined> {
  const { command, name } = files[file];
  await vscode.commands.executeCommand(command);
  const editor = vscode.window.activeTextEditor;
  return editor && name.test(editor.document.uri.path) ? editor : undefined;
}

/** The file's value, with comments and trailing commas; undefined where it has a syntax error. */
export function parseUserFile(document: vscode.TextDocument): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(document.getText(), errors, { allowTrailingComma: true });
  return errors.length ? undefined : value;
}

/** Puts a value into the file that an editor shows, and leaves everything else in it as it is; does not save. */
export async function insertIntoUserFile(editor: vscode.TextEditor, path: JSONPath, value: unknown): Promise<boolean> {
  const { document } = editor;
  const formattingOptions = { insertSpaces: true, tabSize: Number(editor.options.tabSize) || 2 };
  const edits = modify(document.getText(), path, value, { formattingOptions, isArrayInsertion: typeof path.at(-1) === 'number' });
  return editor.edit((edit) => {
    for (const { offset, length, content } of edits) {
      edit.replace(new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), content);
    }
  });
}

/** Puts the cursor at the name of a value in the file that an editor shows, at the top; false where it is not there. */
export function revealInUserFile(editor: vscode.TextEditor, path: JSONPath): boolean {
  const tree = parseTree(editor.document.getText());
  const node = tree && findNodeAtLocation(tree, [...path]);
  if (!node) return false;
  const place = editor.document.positionAt(node.parent?.offset ?? node.offset);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
  return true;
}
