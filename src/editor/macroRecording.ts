import * as vscode from 'vscode';
import { MacroRecorder } from '../macros/recorder.ts';
import { CancelledError, CommandError } from './commands.ts';
import { addMacros } from './macroWriter.ts';

const contextKey = 'plumbline.recording';

/** Turns the commands of this extension that succeed into a macro of the user's settings. */
export class MacroRecording implements vscode.Disposable {
  readonly #recorder = new MacroRecorder();
  readonly #item: vscode.StatusBarItem;
  #count = 0;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('plumbline.recording', vscode.StatusBarAlignment.Left, 49);
    this.#item.name = 'Macro Recording';
    this.#item.command = 'plumbline.stopRecording';
    this.#item.tooltip = 'Stop recording and name the macro';
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  }

  async start(): Promise<void> {
    if (this.#recorder.recording) throw new CommandError('alreadyRecording', 'A macro is being recorded already; stop that recording first.');
    this.#recorder.start();
    this.#count = 0;
    this.#render();
    this.#item.show();
    await setRecording(true);
  }

  /** Adds what a command did, as steps of the settings; outside a recording it does nothing. */
  add(step: unknown): void {
    if (!this.#recorder.recording) return;
    this.#recorder.add(step);
    this.#count++;
    this.#render();
  }

  /**
   * Asks for a name and writes the macro into the user's settings; closing the box goes on recording.
   * @returns the macro's name; undefined where nothing was recorded
   */
  async stop(): Promise<string | undefined> {
    if (!this.#recorder.recording) throw new CommandError('notRecording', 'No macro is being recorded; start a recording first.');
    if (!this.#count) {
      await this.#end('');
      void vscode.window.showInformationMessage('Nothing was recorded, because no command of Plumbline ran meanwhile.');
      return undefined;
    }
    const taken = vscode.workspace.getConfiguration('plumbline').get<Record<string, unknown>>('macros', {});
    const name = await vscode.window.showInputBox({
      title: 'Stop Recording Macro',
      prompt: `Name of the macro, which has ${this.#count} ${this.#count === 1 ? 'step' : 'steps'}`,
      ignoreFocusOut: true,
      validateInput: (value) =>
        !value.trim() ? 'A macro needs a name.' : value.trim() in taken ? 'There is a macro of this name already.' : undefined,
    });
    if (name === undefined) throw new CancelledError();
    const title = name.trim();
    const recorded = await this.#end(title);
    await addMacros({ [title]: recorded });
    return title;
  }

  dispose(): void {
    this.#item.dispose();
  }

  async #end(title: string): Promise<unknown> {
    const recorded = this.#recorder.stop(title);
    this.#item.hide();
    await setRecording(false);
    return recorded;
  }

  #render(): void {
    this.#item.text = `$(record) Recording macro: ${this.#count} ${this.#count === 1 ? 'step' : 'steps'}`;
  }
}

async function setRecording(recording: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', contextKey, recording);
}
