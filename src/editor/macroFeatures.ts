import type * as vscode from 'vscode';
import type { CommandLine } from './commandLine.ts';
import type { Drift } from './drift.ts';
import type { GitExtension } from './gitExtension.ts';
import { HookCommands } from './hookCommands.ts';
import type { ServerClient } from './languageClient.ts';
import type { Logs } from './logs.ts';
import { MacroDocuments } from './macroDocuments.ts';
import { MacroImporter } from './macroImporter.ts';
import { MacroMemory } from './macroMemory.ts';
import { MacroRecording } from './macroRecording.ts';
import { MacroRunner } from './macroRunner.ts';
import { MacroSettings } from './macroSettings.ts';
import { MacroStatusItems } from './macroStatusItems.ts';
import { MacroTree } from './macroTree.ts';
import { MacroCommands } from './macros.ts';
import { PushCommands } from './pushCommands.ts';
import { RepositoryPicker } from './repositories.ts';
import type { Settings } from './settings.ts';

export interface MacroFeaturesOptions {
  readonly settings: Settings;
  readonly server: ServerClient;
  readonly drift: Drift;
  readonly git: GitExtension;
  readonly logs: Logs;
  readonly commandLine: CommandLine;
  /** Where this workspace's memory is kept. */
  readonly state: vscode.Memento;
}

/** Everything of macros and pushing that has commands or a view, put together. */
export class MacroFeatures implements vscode.Disposable {
  readonly commands: MacroCommands;
  readonly push: PushCommands;
  readonly hooks: HookCommands;
  readonly importer: MacroImporter;
  readonly recording = new MacroRecording();
  readonly #documents = new MacroDocuments();
  readonly #tree: MacroTree;
  readonly #statusItems: MacroStatusItems;

  constructor({ settings, server, drift, git, logs, commandLine, state }: MacroFeaturesOptions) {
    const memory = new MacroMemory(state);
    const macros = new MacroSettings(settings, memory);
    const runner = new MacroRunner({
      settings,
      server,
      drift,
      git,
      repositories: new RepositoryPicker(git),
      memory,
      documents: this.#documents,
      recording: this.recording,
      log: logs.git,
      showLog: () => logs.showGit(),
    });
    this.commands = new MacroCommands(runner, macros, memory);
    this.push = new PushCommands(runner, settings);
    this.hooks = new HookCommands(runner, commandLine);
    this.importer = new MacroImporter(this.#documents);
    this.#tree = new MacroTree(macros, settings);
    this.#statusItems = new MacroStatusItems(macros, settings);
  }

  dispose(): void {
    for (const disposable of [this.recording, this.#documents, this.#tree, this.#statusItems]) disposable.dispose();
  }
}
