import * as vscode from 'vscode';

/** What is used of the built-in git extension's API, version 1 (`vscode.git`). */
interface GitApi {
  readonly git: { readonly path: string };
  readonly repositories: readonly GitExtensionRepository[];
  getRepository(uri: vscode.Uri): GitExtensionRepository | null;
}

interface GitExtensionRepository {
  readonly rootUri: vscode.Uri;
  /** Reads the repository's state again, so that the Source Control view shows what we did. */
  status(): Promise<void>;
}

interface GitExtensionExports {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
  /** Not part of the API, and so read with care: the environment in which the extension's own git runs. */
  readonly model?: { readonly git?: { readonly env?: Readonly<Record<string, unknown>> } };
}

/** The variables through which git and ssh ask the editor for a user name, a password or a passphrase. */
const askpassVariables = /^(?:GIT_ASKPASS|SSH_ASKPASS|SSH_ASKPASS_REQUIRE|VSCODE_GIT_\w+)$/;

/** The built-in git extension, which knows the open repositories and where git is; absent where the user disabled it. */
export class GitExtension {
  #api: GitApi | undefined;

  /** Path of the git binary that the editor uses; `git` where the extension cannot say. */
  async gitPath(): Promise<string> {
    return (await this.#load())?.git.path ?? 'git';
  }

  /** Lets git ask for credentials in the editor, as its own git does; empty where the extension does not offer it. */
  async askpass(): Promise<Record<string, string>> {
    await this.#load();
    const env = this.#extension()?.exports.model?.git?.env ?? {};
    return Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => askpassVariables.test(entry[0]) && typeof entry[1] === 'string'),
    );
  }

  /** Roots of the open repositories. */
  async roots(): Promise<string[]> {
    return ((await this.#load())?.repositories ?? []).map((repository) => repository.rootUri.fsPath);
  }

  /** Root of the open repository that holds the resource. */
  async rootOf(resource: vscode.Uri): Promise<string | undefined> {
    return (await this.#load())?.getRepository(resource)?.rootUri.fsPath;
  }

  /** Lets the Source Control view catch up after git was run beside it. */
  async refresh(root: string): Promise<void> {
    await (await this.#load())?.getRepository(vscode.Uri.file(root))?.status();
  }

  async #load(): Promise<GitApi | undefined> {
    if (this.#api) return this.#api;
    const exports = await this.#extension()?.activate();
    if (exports?.enabled) this.#api = exports.getAPI(1);
    return this.#api;
  }

  #extension(): vscode.Extension<GitExtensionExports> | undefined {
    return vscode.extensions.getExtension<GitExtensionExports>('vscode.git');
  }
}
