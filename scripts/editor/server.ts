import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessTree, run, within, type Command } from './processes.ts';
import type { Profile } from './profile.ts';

/** How the server is started. */
export interface ServerOptions {
  /** The folder of VS Code's server, from `EditorCache.editor`. */
  readonly editor: string;
  readonly profile: Profile;
  /** The whole environment of the server and so of the extension host. Default: the profile's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the editor asks to trust a workspace; without, every workspace is trusted. Default: false. */
  readonly asksForTrust?: boolean;
  /**
   * Whether the page takes an extension from its source folder and runs tests (see `WorkbenchTarget`). The editor
   * then shows no notifications. Default: false.
   */
  readonly development?: boolean;
  /** Receives every line that the server prints. */
  readonly onLine?: (line: string) => void;
}

/** What the workbench opens. Paths are absolute; `development` in the server's options is what `tests` needs. */
export interface WorkbenchTarget {
  /** A folder, or a `.code-workspace` file with several. */
  readonly folder: string;
  readonly tests?: {
    /** The source folder of the extension under test. */
    readonly extension: string;
    /** A program whose `run` function the extension host calls, and which then ends the session. */
    readonly program: string;
  };
}

/** How long the server may take until it listens, in milliseconds. */
const START_LIMIT = 60_000;

/**
 * VS Code's server on a free port of the loopback interface, for whoever knows its token: other people of the machine
 * and other pages of the browser do not. Everything it started ends with it.
 */
export class EditorServer implements AsyncDisposable {
  readonly #authority: string;
  readonly #token: string;
  readonly #tree: ProcessTree;

  private constructor(authority: string, token: string, tree: ProcessTree) {
    this.#authority = authority;
    this.#token = token;
    this.#tree = tree;
  }

  /** Starts the server and waits until it listens. Throws, with what it printed, if it does not within a minute. */
  static async start(options: ServerOptions): Promise<EditorServer> {
    const token = randomBytes(16).toString('hex');
    const tokenFile = join(options.profile.folder, 'token');
    await writeFile(tokenFile, token);
    const listening = Promise.withResolvers<number>();
    const command = serverCommand(options, [
      '--host=127.0.0.1',
      '--port=0',
      `--connection-token-file=${tokenFile}`,
      ...(options.development ? ['--enable-smoke-test-driver'] : []),
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
    ]);
    const tree = new ProcessTree(command, (line) => {
      options.onLine?.(line);
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) listening.resolve(Number(port));
    });
    const ended = tree.ended.then((code) => {
      throw new Error(`VS Code's server ended with exit code ${code} before it listened.\n${tree.lastLines}`);
    });
    try {
      const started = Promise.race([listening.promise, ended]);
      const port = await within(started, START_LIMIT, `VS Code's server did not listen within a minute.`);
      return new EditorServer(`127.0.0.1:${port}`, token, tree);
    } catch (error) {
      await tree.close();
      throw error;
    } finally {
      ended.catch(() => undefined);
    }
  }

  /** The address of the workbench with this folder, which runs the tests if there are any. */
  workbenchUrl(target: WorkbenchTarget): string {
    const remote = (path: string): string => `vscode-remote://${this.#authority}${path}`;
    const url = new URL(`http://${this.#authority}/`);
    url.searchParams.set('tkn', this.#token);
    url.searchParams.set(target.folder.endsWith('.code-workspace') ? 'workspace' : 'folder', target.folder);
    if (target.tests) {
      const payload = [
        ['extensionDevelopmentPath', remote(target.tests.extension)],
        ['extensionTestsPath', remote(target.tests.program)],
        ['skipWelcome', 'true'],
      ];
      url.searchParams.set('payload', JSON.stringify(payload));
    }
    return url.href;
  }

  /** Settles with the exit code when the server ends by itself. */
  get ended(): Promise<number> {
    return this.#tree.ended;
  }

  async close(): Promise<void> {
    await this.#tree.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Installs a packaged extension into the profile, as a person's "Install from VSIX" does. */
export async function installVsix(file: string, options: Pick<ServerOptions, 'editor' | 'profile'>): Promise<void> {
  const output: string[] = [];
  await run(serverCommand(options, ['--install-extension', file, '--force']), (line) => output.push(line));
  if (!output.some((line) => line.includes('was successfully installed'))) {
    throw new Error(`${file} was not installed.\n${output.join('\n')}`);
  }
}

function serverCommand(options: Pick<ServerOptions, 'editor' | 'profile' | 'env'>, args: readonly string[]): Command {
  const { editor, profile, env = profile.environment } = options;
  return {
    program: process.execPath,
    args: [
      join(editor, 'out', 'server-main.js'),
      `--server-data-dir=${profile.serverData}`,
      `--extensions-dir=${profile.extensions}`,
      '--accept-server-license-terms',
      '--disable-telemetry',
      ...args,
    ],
    env,
  };
}
