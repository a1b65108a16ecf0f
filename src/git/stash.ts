import { existsSync } from 'node:fs';
import path from 'node:path';
import { GitError } from './errors.ts';
import { readSha } from './head.ts';
import type { Repository } from './repository.ts';
import { readStatus } from './status.ts';

export interface StashOptions {
  readonly message?: string | undefined;
  /** Untracked files, too (default true, so that nothing is in the way afterwards). */
  readonly untracked?: boolean | undefined;
  /** Only what is staged. */
  readonly staged?: boolean | undefined;
}

export interface StashResult {
  /** The commit that holds the changes; undefined where there were none. */
  readonly sha: string | undefined;
}

/** The arguments of the git command. */
export function stashArguments({ message, untracked = true, staged }: StashOptions): string[] {
  return [
    'stash',
    'push',
    ...(staged ? ['--staged'] : untracked ? ['--include-untracked'] : []),
    ...(message === undefined ? [] : [`--message=${message}`]),
  ];
}

/** Puts uncommitted changes aside. */
export async function stash(repository: Repository, options: StashOptions = {}): Promise<StashResult> {
  const before = await readSha(repository, 'refs/stash');
  const failed = await repository.run(stashArguments(options)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const after = await readSha(repository, 'refs/stash');
  const sha = after === before ? undefined : after;
  if (failed === undefined) return { sha };
  if (!GitError.is(failed)) throw failed;
  if (sha !== undefined) throw failed.as(failed.reason, `${failed.message} The changes are whole in stash@{0}.`);
  // git says nothing at all when it may not lock the index here
  const lock = path.join(repository.gitDir, 'index.lock');
  if (failed.output !== '' || !existsSync(lock)) throw failed;
  throw failed.as('lockHeld', `Another git process holds ${lock}; wait for it, or remove the file if none is running.`);
}

/**
 * Brings back what was put aside last; the entry is kept when that does not go cleanly.
 * @throws GitError `notFound` for an empty stash, `conflict` with the files, `localChanges`
 */
export async function unstash(repository: Repository): Promise<StashResult> {
  const sha = await readSha(repository, 'refs/stash');
  if (sha === undefined) throw new GitError('notFound', 'Nothing is stashed.');
  try {
    await repository.run(['stash', 'pop', '--index']);
  } catch (error) {
    if (GitError.is(error, 'conflict') || /Conflicts in index/.test(GitError.is(error) ? error.output : '')) {
      return await popWithoutIndex(repository, sha);
    }
    throw error;
  }
  return { sha };
}

/** What was staged conflicts with what is now; the files themselves may still come back cleanly. */
async function popWithoutIndex(repository: Repository, sha: string): Promise<StashResult> {
  try {
    await repository.run(['stash', 'pop']);
  } catch (error) {
    if (!GitError.is(error, 'conflict')) throw error;
    const { conflicts } = await readStatus(repository);
    throw error
      .as('conflict', `The stashed changes conflict in ${conflicts.join(', ')}; they are kept whole in stash@{0}.`)
      .withFiles(conflicts);
  }
  return { sha };
}

/**
 * A commit that holds the uncommitted changes of tracked files, which stay where they are; nothing points to it.
 * @returns undefined where there are none, or where conflicts stand in the way
 */
export async function copyChanges(repository: Repository): Promise<string | undefined> {
  try {
    return (await repository.read(['stash', 'create'])) || undefined;
  } catch (error) {
    if (GitError.is(error, 'conflict')) return undefined;
    throw error;
  }
}

/** True where the tracked files and the index are as such a copy has them. */
export async function hasChanges(repository: Repository, copy: string): Promise<boolean> {
  const differs = async (args: readonly string[]) => {
    const { exitCode } = await repository.run(['diff', '--quiet', '--no-ext-diff', ...args, '--'], { accept: [1] });
    return exitCode === 1;
  };
  return !(await differs([copy])) && !(await differs(['--cached', `${copy}^2`]));
}

/**
 * Brings back what such a copy holds: into files that have no other changes, or else as the newest stash entry.
 * @returns where it is now
 */
export async function bringBack(repository: Repository, copy: string): Promise<'files' | 'stash'> {
  const { entries } = await readStatus(repository);
  if (entries.every((entry) => entry.kind === 'untracked')) {
    try {
      await repository.run(['stash', 'apply', '--index', '--quiet', copy]);
      return 'files';
    } catch (error) {
      if (!GitError.is(error)) throw error;
    }
  }
  await repository.run(['stash', 'store', '--message=kept when an operation was interrupted', copy]);
  return 'stash';
}
