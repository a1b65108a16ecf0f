import type { Repository } from './repository.ts';

/** What to stage or unstage: everything, tracked files only, or pathspecs relative to the root. */
export type StageTarget = 'all' | 'tracked' | { readonly paths: readonly string[] } | { readonly globs: readonly string[] };

export interface StageResult {
  /** What was staged, or, for unstaging, what still is; relative to the root. */
  readonly staged: readonly string[];
}

/** The arguments of the git command that stages the target. */
export function stageArguments(target: StageTarget): string[] {
  if (target === 'all') return ['add', '--verbose', '--all'];
  if (target === 'tracked') return ['add', '--verbose', '--update'];
  return ['add', '--verbose', '--all', ...pathspecArguments(target)];
}

function pathspecArguments(target: Exclude<StageTarget, string>): string[] {
  return 'paths' in target
    ? ['--', ...target.paths.map((file) => `:(top,literal)${file}`)]
    : ['--', ...target.globs.map((glob) => `:(top,glob)${glob}`)];
}

/**
 * Stages changes, deletions included.
 * @throws GitError `notFound` with the files for paths that match nothing
 */
export async function stage(repository: Repository, target: StageTarget): Promise<StageResult> {
  const { stdout } = await repository.run(stageArguments(target));
  // add 'path' or remove 'path', a line each; a path may hold line breaks and quotes
  const told = [...stdout.matchAll(/^(?:add|remove) '([^]*?)'\n(?=(?:add|remove) '|$(?![^]))/gm)];
  return { staged: told.map((match) => match[1] ?? '').toSorted() };
}

/** The arguments of the git command that unstages the target, in a repository that has a commit. */
export function unstageArguments(target: StageTarget): string[] {
  if (target === 'all' || target === 'tracked') return ['reset', '--mixed', '--'];
  return ['reset', '--mixed', ...pathspecArguments(target)];
}

/** Takes changes out of the index and leaves the work tree as it is. */
export async function unstage(repository: Repository, target: StageTarget): Promise<StageResult> {
  const born = await repository.readIfAny(['rev-parse', '--verify', 'HEAD']);
  if (born) {
    await repository.run(unstageArguments(target));
  } else {
    // before the first commit there is nothing to reset to
    const paths = typeof target === 'string' ? ['--', ':/'] : pathspecArguments(target);
    await repository.run(['rm', '--cached', '-r', '--ignore-unmatch', ...paths]);
  }
  return { staged: await readStaged(repository) };
}

/** The paths whose index entry differs from HEAD, relative to the root; deleted ones included. */
export async function readStaged(repository: Repository): Promise<string[]> {
  const { stdout } = await repository.run(['diff', '--cached', '--name-only', '--no-renames', '--no-ext-diff', '-z']);
  return stdout.split('\0').filter(Boolean);
}
