import { existsSync, statSync } from 'node:fs';
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
   * The root of the repository whose title a command was clicked in; else the active editor's; else the only open one;
   * else the one that the user picks.
   * @param argument the command's own
   * @throws NoRepositoryError where none is open
   * @throws CancelledError where the user picked none
   */
  async pick(argument?: unknown): Promise<string> {
    const clicked = sourceControlRoot(argument);
    if (clicked) return clicked.fsPath;
    const active = vscode.window.activeTextEditor?.document.uri;
    // `git`: the other side of a diff
    if (active?.scheme === 'file' || active?.scheme === 'git') {
      const own = nearestRoot(path.dirname(active.fsPath)) ?? (await this.#git.rootOf(vscode.Uri.file(active.fsPath)));
      if (own) return own;
    }
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

/**
 * The root of the work tree that a folder is in, as git finds it. The git extension knows open repositories alone, and
 * takes a file of one nested in them (a clone, a submodule, a work tree) that it has not opened for the outer one's.
 */
function nearestRoot(folder: string): string | undefined {
  const entry = path.join(folder, '.git');
  // a file in submodules and linked work trees; git passes by a folder of this name that is no repository
  if (existsSync(path.join(entry, 'HEAD')) || statSync(entry, { throwIfNoEntry: false })?.isFile()) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : nearestRoot(parent);
}

/** The Source Control view hands a `SourceControl` to the commands of its titles. */
export function sourceControlRoot(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'object' || argument === null || !('rootUri' in argument)) return undefined;
  return argument.rootUri instanceof vscode.Uri ? argument.rootUri : undefined;
}

/** No git repository is open in this window. */
export class NoRepositoryError extends Error {
  readonly reason = 'notARepository';

  constructor() {
    super('No git repository is open here. Open a folder that is in one, or run git init.');
    this.name = 'NoRepositoryError';
  }
}
