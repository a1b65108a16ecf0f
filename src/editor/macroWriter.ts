import * as vscode from 'vscode';
import { CommandError } from './commands.ts';
import { insertIntoUserFile, openUserFile, parseUserFile, revealInUserFile } from './macroUserFiles.ts';

const key = 'plumbline.macros';

/**
 * Writes macros into the user's settings.json, in its editor, so that comments and everything else stay, and saves it.
 * @param macros by name, as the setting holds them; none of them may be there already
 * @throws CommandError `settingsUnreadable`; the macros are on the clipboard then
 */
export async function addMacros(macros: Readonly<Record<string, unknown>>): Promise<void> {
  const editor = await openUserFile('settings');
  const readable = editor && parseUserFile(editor.document) !== undefined;
  if (!editor || !readable) {
    await vscode.env.clipboard.writeText(JSON.stringify({ [key]: macros }, undefined, 2));
    throw new CommandError('settingsUnreadable', 'The user settings cannot be changed as they are, so the macros are copied: mend settings.json and paste them.');
  }
  for (const [name, macro] of Object.entries(macros)) await insertIntoUserFile(editor, [key, name], macro);
  const [first] = Object.keys(macros);
  if (first !== undefined) revealInUserFile(editor, [key, first]);
  // the document's own `save` does not find the user's files where the workspace is remote
  await vscode.commands.executeCommand('workbench.action.files.save');
}
