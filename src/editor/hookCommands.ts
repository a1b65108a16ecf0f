import * as vscode from 'vscode';
import { installPrePush, uninstallPrePush } from '../git/hooks.ts';
import type { CommandLine } from './commandLine.ts';
import { CommandError } from './commands.ts';
import type { MacroRunner } from './macroRunner.ts';

/** The pre-push hook, which lints what a push sends, also where the push is made in a terminal or by another program. */
export class HookCommands {
  readonly #runner: MacroRunner;
  readonly #commandLine: CommandLine;

  constructor(runner: MacroRunner, commandLine: CommandLine) {
    this.#runner = runner;
    this.#commandLine = commandLine;
  }

  /**
   * Installs the hook in the repository at hand; a hook that is there already is kept and runs first.
   * @returns the paths of the hook, and of the one before it
   * @throws GitError `alreadyExists` where the hooks are files of the work tree
   */
  async install(place?: unknown): Promise<{ file: string; kept: string | undefined }> {
    const repository = await this.#runner.repository(place);
    const installed = await installPrePush(repository, [await this.#commandLine.launcher(), 'hook', 'pre-push']);
    const before = installed.kept === undefined ? '' : ' The hook that was there is kept and runs first.';
    void vscode.window.showInformationMessage(`Every push from ${repository.root} is linted first.${before}`);
    return installed;
  }

  /**
   * Takes the hook out again and puts the one before it back.
   * @throws CommandError `noHook`
   */
  async uninstall(place?: unknown): Promise<void> {
    const repository = await this.#runner.repository(place);
    if (!(await uninstallPrePush(repository))) {
      throw new CommandError('noHook', `There is no pre-push hook of Plumbline in ${repository.root}.`);
    }
    vscode.window.setStatusBarMessage('$(check) The pre-push hook is gone', 6000);
  }
}
