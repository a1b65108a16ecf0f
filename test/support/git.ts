import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GitError, type GitReason } from '../../src/git/errors.ts';
import { Git } from '../../src/git/git.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import type { Log } from '../../src/log.ts';

/** A folder of real repositories with an environment of its own: no user or system configuration reaches them. */
export class GitSandbox {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What was logged, a line each: `info: ...`. */
  readonly logged: string[] = [];
  readonly log: Log;

  constructor() {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-git-test-'));
    const home = path.join(this.folder, 'home');
    mkdirSync(home);
    this.environment = {
      PATH: process.env['PATH'],
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      LANG: 'C.UTF-8',
    };
    writeFileSync(
      path.join(home, '.gitconfig'),
      '[user]\n\tname = Someone\n\temail = someone@example.com\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n',
    );
    const writer = (level: string) => (message: string) => void this.logged.push(`${level}: ${message}`);
    this.log = {
      trace: writer('trace'),
      debug: writer('debug'),
      info: writer('info'),
      warn: writer('warn'),
      error: writer('error'),
    };
  }

  /** Runs git itself, beside the code under test; returns its standard output, trimmed. */
  git(folder: string, ...args: string[]): string {
    const options = { cwd: folder, env: this.environment, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', args, options).trim();
  }

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  /** A bare repository; returns its folder. */
  bare(name: string): string {
    const folder = this.path(name);
    this.git(this.folder, 'init', '--bare', '--quiet', folder);
    return folder;
  }

  /** An empty repository; returns its folder. */
  init(name: string): string {
    const folder = this.path(name);
    this.git(this.folder, 'init', '--quiet', folder);
    return folder;
  }

  /** A repository on branch main with one commit, pushed to each of the remotes (name to bare repository). */
  work(name: string, remotes: Record<string, string> = {}): string {
    const folder = this.init(name);
    this.write(folder, 'readme.txt', 'first\n');
    this.git(folder, 'add', '--all');
    this.git(folder, 'commit', '--quiet', '-m', 'first');
    for (const [remote, bare] of Object.entries(remotes)) {
      this.git(folder, 'remote', 'add', remote, this.path(bare));
      this.git(folder, 'push', '--quiet', remote, 'main');
    }
    const [first] = Object.keys(remotes);
    if (first) this.git(folder, 'branch', '--quiet', `--set-upstream-to=${first}/main`);
    return folder;
  }

  /** A commit that someone else pushes to main of a bare repository. */
  pushElsewhere(bare: string, file: string, text: string): string {
    const folder = mkdtempSync(path.join(this.folder, 'elsewhere-'));
    this.git(this.folder, 'clone', '--quiet', '--branch', 'main', this.path(bare), folder);
    this.write(folder, file, text);
    this.git(folder, 'add', '--all');
    this.git(folder, 'commit', '--quiet', '-m', `elsewhere: ${path.basename(file)}`);
    this.git(folder, 'push', '--quiet', 'origin', 'main');
    return this.git(folder, 'rev-parse', 'HEAD');
  }

  write(folder: string, file: string, text: string): string {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  }

  /** Installs a hook: the lines of a shell script. */
  hook(folder: string, name: string, ...lines: string[]): void {
    const bare = folder.endsWith('.git');
    const file = path.join(folder, bare ? '' : '.git', 'hooks', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
    chmodSync(file, 0o755);
  }

  /** The code under test on a repository. */
  async open(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<Repository> {
    const env = { ...this.environment, ...environment };
    return openRepository(new Git({ gitPath: 'git', environment: env, log: this.log }), folder);
  }

  /** `git fsck` finds nothing wrong. */
  isSound(folder: string): boolean {
    return !/^(?:error|missing|broken)/m.test(this.git(folder, 'fsck', '--full', '--no-progress'));
  }

  /** The lock files of a repository, git's and the macros'; absolute paths. */
  findLocks(folder: string): string[] {
    const inside = path.join(folder, '.git');
    return readdirSync(inside, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.lock'))
      .map((name) => path.join(inside, name));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The promise rejects with a GitError of that reason; returns it. */
export async function fails(promise: Promise<unknown>, reason: GitReason): Promise<GitError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof GitError, String(error));
    assert.equal(error.reason, reason, `${error.message}\n${error.output}`);
    return error;
  }
  return assert.fail(`expected a failure with reason ${reason}`);
}
