import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceRepository } from '../../support/workspaceRepository.ts';
import { closeEverything, openFile, workspaceFolder } from './editor.ts';

/** What a command of the extension resolves with. */
export interface Outcome {
  readonly ok: boolean;
  readonly reason?: string;
  readonly message?: string;
}

let count = 0;

/** Gives each test of a suite a repository of its own, open in the editor; to be called in the suite's body. */
export function useRepository(remotes: readonly string[]): () => WorkspaceRepository {
  let repository: WorkspaceRepository | undefined;
  const current = (): WorkspaceRepository => {
    if (!repository) throw new Error('The repository exists only while a test runs.');
    return repository;
  };
  setup(async () => {
    repository = WorkspaceRepository.create(path.join(workspaceFolder(), 'repositories', `own${++count}`), remotes);
    await vscode.commands.executeCommand('git.openRepository', repository.folder);
    await openFile(path.join(repository.folder, 'readme.txt'));
  });
  teardown(async () => {
    await closeEverything();
    await vscode.commands.executeCommand('git.close', vscode.Uri.file(current().folder));
    repository?.[Symbol.dispose]();
    repository = undefined;
  });
  return current;
}

/** Runs a command of the extension. */
export async function run(command: string, ...args: readonly unknown[]): Promise<Outcome> {
  return vscode.commands.executeCommand<Outcome>(`plumbline.${command}`, ...args);
}

/** Waits until something is so; the test's own time limit ends the wait. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Gives a suite macros of the user's own, and the workspace none; to be called in the suite's body. */
export function useMacros(macros: Readonly<Record<string, unknown>>): void {
  const settings = () => vscode.workspace.getConfiguration('plumbline');
  suiteSetup(async () => {
    await settings().update('macros', undefined, vscode.ConfigurationTarget.Workspace);
    await settings().update('macros', macros, vscode.ConfigurationTarget.Global);
  });
  suiteTeardown(() => settings().update('macros', undefined, vscode.ConfigurationTarget.Global));
}
