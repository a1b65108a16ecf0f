import * as vscode from 'vscode';
import { type MacroSettings, summaryOf } from './macroSettings.ts';
import type { Settings } from './settings.ts';

/** A row: a macro, or one that cannot be read. Commands of the row take it as their argument. */
export interface MacroRow {
  /** The macro's name. */
  readonly macro: string;
  readonly title: string;
  readonly detail: string;
  /** Why it cannot be read; undefined for a sound macro. */
  readonly problem: string | undefined;
}

/** The macros of the settings in the view `plumbline.macros`. */
export class MacroTree implements vscode.TreeDataProvider<MacroRow>, vscode.Disposable {
  readonly #settings: MacroSettings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(macros: MacroSettings, settings: Settings) {
    this.#settings = macros;
    const refresh = () => this.#changed.fire();
    this.#disposables = [
      this.#changed,
      vscode.window.registerTreeDataProvider('plumbline.macros', this),
      settings.onDidChangeMacros(refresh),
      // each folder may have macros of its own
      vscode.window.onDidChangeActiveTextEditor(() => {
        if ((vscode.workspace.workspaceFolders?.length ?? 0) > 1) refresh();
      }),
    ];
  }

  getChildren(row?: MacroRow): MacroRow[] {
    if (row) return [];
    const { macros, problems } = this.#settings.read();
    const broken = new Map(problems.map(({ macro, message }) => [macro ?? 'plumbline.macros', message]));
    return [
      ...macros.map((macro) => ({ macro: macro.name, title: macro.title, detail: summaryOf(macro), problem: undefined })),
      ...[...broken].map(([name, message]) => ({ macro: name, title: name, detail: 'cannot be read', problem: message })),
    ];
  }

  getTreeItem({ macro, title, detail, problem }: MacroRow): vscode.TreeItem {
    const item = new vscode.TreeItem(title);
    item.description = detail;
    item.tooltip = problem ?? (title === macro ? detail : `${macro}: ${detail}`);
    item.contextValue = problem === undefined ? 'macro' : 'brokenMacro';
    item.iconPath = problem === undefined ? new vscode.ThemeIcon('run-all') : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    if (problem !== undefined) item.command = { command: 'plumbline.editMacro', title: 'Edit Macro', arguments: [{ macro }] };
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
