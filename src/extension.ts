import * as vscode from 'vscode';
import { CommandLine } from './editor/commandLine.ts';
import { commandTable } from './editor/commandTable.ts';
import { registerCommands } from './editor/commands.ts';
import { Drift } from './editor/drift.ts';
import { GitExtension } from './editor/gitExtension.ts';
import { ServerClient } from './editor/languageClient.ts';
import { Logs } from './editor/logs.ts';
import { MacroFeatures } from './editor/macroFeatures.ts';
import { RulePages } from './editor/rulePages.ts';
import { SchemaUpdates } from './editor/schemaUpdates.ts';
import { Settings } from './editor/settings.ts';
import { logVersions } from './editor/versions.ts';
import { keptSchemasIn } from './lint/keptSchemas.ts';

/** Composes the features; each of them does its work only when something calls for it. */
export function activate(context: vscode.ExtensionContext): void {
  const logs = new Logs();
  const settings = new Settings();
  const git = new GitExtension();
  void logVersions(context.extension, git, logs.main);
  const kept = keptSchemasIn(context.globalStorageUri.fsPath);
  const server = new ServerClient(context.asAbsolutePath('dist/server.js'), logs.serverChannel, logs.main, settings, kept);
  const drift = new Drift({ server, settings, log: logs.main, media: vscode.Uri.joinPath(context.extensionUri, 'media') });
  const commandLine = new CommandLine(context, logs.main);
  const macros = new MacroFeatures({ settings, server, drift, git, logs, commandLine, state: context.workspaceState });
  const schemas = new SchemaUpdates(kept.schemas, settings, server, logs.main);
  const table = commandTable({ drift, macros, rulePages: new RulePages(context.extensionUri), schemas, logs });
  context.subscriptions.push(logs, server, drift, macros, registerCommands(table, logs.main, () => logs.show()));
  server.watch();
  drift.watch();
  void commandLine.addToTerminals();
}
