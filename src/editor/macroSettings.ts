import * as vscode from 'vscode';
import { type Macro, type ParsedMacros, parseMacros } from '../macros/language.ts';
import { CancelledError, CommandError, type FailureAction } from './commands.ts';
import type { MacroMemory } from './macroMemory.ts';
import { revealInUserFile } from './macroUserFiles.ts';
import { Settings } from './settings.ts';

/** The macros of the settings: reading, picking, and the place where each is written. */
export class MacroSettings {
  readonly #settings: Settings;
  readonly #memory: MacroMemory;

  constructor(settings: Settings, memory: MacroMemory) {
    this.#settings = settings;
    this.#memory = memory;
  }

  /** Those of the active editor's folder, or of the first. */
  read(): ParsedMacros {
    return parseMacros(this.#settings.macros(scope()));
  }

  /** The names that settings of the workspace or its folder give a macro, whoever wrote those. */
  namesOfWorkspace(): ReadonlySet<string> {
    const places = vscode.workspace.getConfiguration(Settings.section, scope()).inspect<Record<string, unknown>>('macros');
    return new Set([places?.workspaceValue, places?.workspaceFolderValue].flatMap((value) => Object.keys(value ?? {})));
  }

  /**
   * The macro of that name.
   * @throws CommandError `badMacro`, with what is wrong with it or which others there are
   */
  find(name: string): Macro {
    const { macros, problems } = this.read();
    const macro = macros.find((candidate) => candidate.name === name);
    if (macro) return macro;
    const problem = problems.find((candidate) => candidate.macro === name || candidate.macro === undefined);
    const names = macros.map((candidate) => candidate.name).join(', ') || 'none';
    throw new CommandError('badMacro', problem?.message ?? `There is no macro "${name}" in plumbline.macros; there is ${names}.`, [openSettings]);
  }

  /**
   * Lets the user pick a macro; last used first.
   * @throws CommandError `badMacro` where there is none; CancelledError
   */
  async pick(title: string): Promise<Macro> {
    const { macros, problems } = this.read();
    if (!macros.length) {
      const message = problems.length ? 'No macro in plumbline.macros can be read.' : 'There is no macro yet; write one in the setting plumbline.macros.';
      throw new CommandError('badMacro', message, [openSettings]);
    }
    const { recent } = this.#memory;
    const rank = ({ name }: Macro) => (recent.includes(name) ? recent.indexOf(name) : recent.length);
    const picked = await vscode.window.showQuickPick(
      macros
        .toSorted((a, b) => rank(a) - rank(b))
        .map((macro) => ({
          label: macro.title,
          ...(macro.title !== macro.name && { description: macro.name }),
          detail: summaryOf(macro),
          macro,
        })),
      { title, placeHolder: 'Pick a macro', matchOnDescription: true },
    );
    if (!picked) throw new CancelledError();
    return picked.macro;
  }

  /** Opens the settings file that holds the macro, at its name. */
  async edit(name: string): Promise<void> {
    const places = vscode.workspace.getConfiguration(Settings.section, scope()).inspect<Record<string, unknown>>('macros');
    const has = (value: unknown) => typeof value === 'object' && value !== null && name in value;
    const command = has(places?.workspaceFolderValue)
      ? 'workbench.action.openFolderSettingsFile'
      : has(places?.workspaceValue)
        ? 'workbench.action.openWorkspaceSettingsFile'
        : 'workbench.action.openSettingsJson';
    await vscode.commands.executeCommand(command);
    const editor = vscode.window.activeTextEditor;
    // a workspace file keeps its settings one level down
    if (editor && !revealInUserFile(editor, ['plumbline.macros', name])) revealInUserFile(editor, ['settings', 'plumbline.macros', name]);
  }
}

/** What a macro does, in one line. */
export function summaryOf(macro: Macro): string {
  return macro.description ?? macro.steps.map((step) => step.name ?? step.kind).join(' → ');
}

const openSettings: FailureAction = {
  title: 'Open Settings',
  run: () => vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'plumbline.macros' } }),
};

function scope(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}
