import * as vscode from 'vscode';
import { type MacroSettings, summaryOf } from './macroSettings.ts';
import type { Settings } from './settings.ts';

/** The macros that have an item of their own in the status bar; a click runs the macro. */
export class MacroStatusItems implements vscode.Disposable {
  readonly #macros: MacroSettings;
  readonly #disposables: vscode.Disposable[];
  /** By the macro's name. */
  readonly #items = new Map<string, vscode.StatusBarItem>();

  constructor(macros: MacroSettings, settings: Settings) {
    this.#macros = macros;
    const render = () => this.#render();
    this.#disposables = [
      settings.onDidChangeMacros(render),
      vscode.workspace.onDidGrantWorkspaceTrust(render),
      // each folder may have macros of its own
      vscode.window.onDidChangeActiveTextEditor(() => {
        if ((vscode.workspace.workspaceFolders?.length ?? 0) > 1) render();
      }),
    ];
    render();
  }

  dispose(): void {
    for (const disposable of [...this.#disposables, ...this.#items.values()]) disposable.dispose();
  }

  #render(): void {
    // no macro runs in a folder that is not trusted, so none is offered
    const pinned = vscode.workspace.isTrusted ? this.#macros.read().macros.filter((macro) => macro.statusBar !== undefined) : [];
    const names = new Set(pinned.map((macro) => macro.name));
    for (const [name, item] of this.#items) {
      if (names.has(name)) continue;
      item.dispose();
      this.#items.delete(name);
    }
    for (const macro of pinned) {
      let item = this.#items.get(macro.name);
      if (!item) {
        item = vscode.window.createStatusBarItem(`plumbline.macro.${macro.name}`, vscode.StatusBarAlignment.Left, 48);
        this.#items.set(macro.name, item);
      }
      item.name = `Macro: ${macro.title}`;
      item.text = macro.statusBar ?? '';
      item.tooltip = `${macro.title}: ${summaryOf(macro)}`;
      item.accessibilityInformation = { label: `Run macro ${macro.title}`, role: 'button' };
      item.command = { command: 'plumbline.runMacro', title: 'Run Macro', arguments: [macro.name] };
      item.show();
    }
  }
}
