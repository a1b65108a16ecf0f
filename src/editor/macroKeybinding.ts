import * as vscode from 'vscode';
import type { Macro } from '../macros/language.ts';
import { insertIntoUserFile, openUserFile, parseUserFile } from './macroUserFiles.ts';

/**
 * Opens keybindings.json with an entry for the macro at its end and the cursor where the key is to be typed. Where the
 * file cannot be changed, the entry is copied instead.
 */
export async function insertKeybinding(macro: Macro): Promise<void> {
  const entry = { key: '', command: 'plumbline.runMacro', args: macro.name };
  const editor = await openUserFile('keybindings');
  const bindings = editor && parseUserFile(editor.document);
  if (editor && Array.isArray(bindings) && (await insertIntoUserFile(editor, [bindings.length], entry))) {
    const text = editor.document.getText();
    const key = text.lastIndexOf('"key": ""') + '"key": "'.length;
    const place = editor.document.positionAt(key);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place));
    vscode.window.setStatusBarMessage(`$(keyboard) Type the key for ${macro.title}, then save`, 10_000);
    return;
  }
  await vscode.env.clipboard.writeText(JSON.stringify(entry, undefined, 2));
  void vscode.window.showInformationMessage('The keybinding is copied; paste it into the list in keybindings.json and type its key.');
}
