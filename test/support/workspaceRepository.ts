import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A git repository in a folder of an open workspace, with bare repositories elsewhere for its remotes. */
export class WorkspaceRepository implements Disposable {
  readonly folder: string;
  readonly #remotes: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#remotes = mkdtempSync(path.join(tmpdir(), 'plumbline-remotes-'));
  }

  /** Makes the folder a repository, commits all that is in it to `main`, and pushes that to each remote. */
  static create(folder: string, remotes: readonly string[]): WorkspaceRepository {
    mkdirSync(folder, { recursive: true });
    const repository = new WorkspaceRepository(folder);
    repository.git('init', '--quiet', '--initial-branch=main');
    repository.git('config', 'user.name', 'Someone');
    repository.git('config', 'user.email', 'someone@example.com');
    repository.write('readme.txt', 'first\n');
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message=first');
    for (const remote of remotes) {
      execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository.#bare(remote)]);
      repository.git('remote', 'add', remote, repository.#bare(remote));
      repository.git('push', '--quiet', remote, 'main');
    }
    return repository;
  }

  /** Runs git in the folder; returns its standard output, trimmed. */
  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  get head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  /** Where a remote's `main` is. */
  remoteHead(remote: string): string {
    return execFileSync('git', ['rev-parse', 'main'], { cwd: this.#bare(remote), encoding: 'utf8' }).trim();
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** A hook that runs the shell script. */
  hook(name: string, script: string): void {
    const file = path.join(this.folder, '.git', 'hooks', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** A commit that someone else pushes to the remote's `main`. */
  commitElsewhere(remote: string): string {
    const clone = path.join(this.#remotes, `clone-of-${remote}`);
    const run = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
    run(this.#remotes, 'clone', '--quiet', this.#bare(remote), clone);
    writeFileSync(path.join(clone, 'theirs.txt'), 'theirs\n');
    run(clone, 'add', '--all');
    run(clone, '-c', 'user.name=Another', '-c', 'user.email=another@example.com', 'commit', '--quiet', '--message=theirs');
    run(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    return this.remoteHead(remote);
  }

  [Symbol.dispose](): void {
    rmSync(this.#remotes, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  #bare(remote: string): string {
    return path.join(this.#remotes, `${remote}.git`);
  }
}
