import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from './commands.ts';
import type { GitExtension } from './gitExtension.ts';

/** Chooses the repository that a command works in. */
export class RepositoryPicker {
  readonly #git: GitExtension;

  constructor(git: GitExtension) {
    this.#git = git;
  }

  /**
   * The root of the active editor's repository; else the only open one; else the one that the user picks.
   * @throws NoRepositoryError where none is open
   * @throws CancelledError where the user picked none
   */
  async pick(): Promise<string> {
    const active = vscode.window.activeTextEditor?.document.uri;
    const own = active?.scheme === 'file' ? await this.#git.rootOf(active) : undefined;
    if (own) return own;
    const roots = await this.#git.roots();
    const [only] = roots;
    if (only === undefined) throw new NoRepositoryError();
    if (roots.length === 1) return only;
    const picked = await vscode.window.showQuickPick(
      roots.map((root) => ({ label: path.basename(root), description: root, root })),
      { title: 'Repository', placeHolder: 'Pick the repository to work in' },
    );
    if (!picked) throw new CancelledError();
    return picked.root;
  }
}

/** No git repository is open in this window. */
export class NoRepositoryError extends Error {
  readonly reason = 'notARepository';

  constructor() {
    super('No git repository is open here. Open a folder that is in one, or run git init.');
    this.name = 'NoRepositoryError';
  }
}
