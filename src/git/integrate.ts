import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { requireRevision } from './branch.ts';
import { GitError } from './errors.ts';
import { fetch } from './fetch.ts';
import { readSha, readUpstream, requireBranch, type Upstream } from './head.ts';
import type { Repository } from './repository.ts';
import { LooseObjects } from './objects.ts';
import { bringBack, copyChanges, hasChanges } from './stash.ts';
import { readOperation, readStatus } from './status.ts';

/** How remote commits come into the branch. */
export type PullMode = 'ff-only' | 'rebase' | 'merge';

export interface PullOptions {
  readonly mode: PullMode;
  /** The remote and its branch; the upstream's where left out. */
  readonly remote?: string | undefined;
  readonly branch?: string | undefined;
  /** Puts uncommitted changes aside for a rebase or merge and back afterwards (default true for a rebase). */
  readonly autostash?: boolean | undefined;
}

/** A branch that moved, or did not where `old` and `new` are equal. */
export interface MoveResult {
  readonly branch: string;
  readonly old: string;
  readonly new: string;
}

export interface PullResult extends MoveResult {
  readonly remote: string;
  /** The branch's name on the remote. */
  readonly remoteBranch: string;
}

/**
 * Fetches and integrates: `git pull` as two commands, so that each failure is told apart.
 * @throws GitError `noUpstream`, `nonFastForward` (ff-only), `conflict` with the files (the repository is then in the
 * middle of the rebase or merge: see `continueOperation`, `abortOperation`), `stashConflict`, `localChanges` and others
 */
export async function pull(repository: Repository, options: PullOptions): Promise<PullResult> {
  await refuseDuringOperation(repository);
  const head = await requireBranch(repository);
  const from = await pullSource(repository, head.branch, options);
  const { changes } = await fetch(repository, from.remote);
  const target = await readSha(repository, from.trackingRef ?? 'FETCH_HEAD');
  if (target === undefined) {
    throw new GitError('notFound', `The remote ${from.remote} has no branch ${from.branch}; push it first.`);
  }
  const remaining = { remote: from.remote, remoteBranch: from.branch };
  // most pulls bring nothing, and finding out is cheaper than rebasing onto what is there already
  const isNew = from.trackingRef === undefined || changes.some((change) => change.ref === from.trackingRef);
  if (!isNew && (await isIncluded(repository, target, head.sha))) {
    return { branch: head.branch, old: head.sha, new: head.sha, ...remaining };
  }
  const moved =
    options.mode === 'rebase'
      ? await rebase(repository, target, { autostash: options.autostash ?? true })
      : await merge(repository, target, {
          fastForwardOnly: options.mode === 'ff-only',
          autostash: options.autostash ?? false,
          message: `Merge branch '${from.branch}' of ${from.remote}${head.branch === from.branch ? '' : ` into ${head.branch}`}`,
        });
  return { ...moved, ...remaining };
}

/** True where every commit that leads to `ancestor` leads to `commit`, too. */
async function isIncluded(repository: Repository, ancestor: string, commit: string): Promise<boolean> {
  if (new LooseObjects(repository).isAncestor(ancestor, commit)) return true;
  return (await repository.read(['rev-list', '--count', `${commit}..${ancestor}`, '--'])) === '0';
}

/**
 * Where `pull` takes commits from.
 * @throws GitError `noUpstream`
 */
export async function pullSource(
  repository: Repository,
  branch: string,
  options: Pick<PullOptions, 'remote' | 'branch'>,
): Promise<Upstream> {
  const upstream = await readUpstream(repository, branch);
  if (options.remote === undefined && options.branch === undefined) {
    if (upstream) return upstream;
    throw new GitError('noUpstream', `The branch ${branch} has no upstream; publish it with a push that sets one.`);
  }
  const remote = options.remote ?? upstream?.remote;
  if (remote === undefined) throw new GitError('noUpstream', `The branch ${branch} has no upstream; say which remote.`);
  const name = options.branch ?? (upstream?.remote === remote ? upstream.branch : branch);
  return { remote, branch: name, trackingRef: `refs/remotes/${remote}/${name}` };
}

export interface MergeOptions {
  readonly fastForwardOnly?: boolean | undefined;
  readonly noFastForward?: boolean | undefined;
  readonly squash?: boolean | undefined;
  readonly autostash?: boolean | undefined;
  readonly message?: string | undefined;
}

/** The arguments of the git command. */
export function mergeArguments(target: string, options: MergeOptions): string[] {
  return [
    'merge',
    options.fastForwardOnly ? '--ff-only' : options.noFastForward ? '--no-ff' : '--ff',
    ...(options.squash ? ['--squash'] : []),
    ...(options.autostash ? ['--autostash'] : []),
    ...(options.message === undefined || options.fastForwardOnly || options.squash ? [] : ['-m', options.message]),
    '--',
    target,
  ];
}

/**
 * Merges a commit into the checked out branch.
 * @throws GitError `nonFastForward`, `conflict` with the files, `localChanges`, `unrelatedHistories` and others
 */
export async function merge(repository: Repository, target: string, options: MergeOptions = {}): Promise<MoveResult> {
  const run = () => move(repository, mergeArguments(target, options));
  return options.fastForwardOnly || options.autostash ? run() : keepingChanges(repository, run);
}

/**
 * Runs a merge that may be interrupted. To be able to try again, git resets the work tree and applies what was uncommitted
 * anew when it finds that these changes are in the way; nothing points to them in between.
 */
async function keepingChanges<T>(repository: Repository, run: () => Promise<T>): Promise<T> {
  const copy = await copyChanges(repository);
  try {
    return await run();
  } catch (error) {
    if (copy === undefined || !GitError.is(error) || !['cancelled', 'killed', 'timeout'].includes(error.reason)) throw error;
    const calm = repository.with({ signal: undefined });
    if (readOperation(repository) !== undefined || (await hasChanges(calm, copy))) throw error;
    if ((await bringBack(calm, copy)) === 'files') throw error;
    throw error.as(error.reason, `${error.message} Your uncommitted changes are whole in stash@{0}.`);
  }
}

/** The arguments of the git command. */
export function rebaseArguments(onto: string, options: { autostash?: boolean | undefined }): string[] {
  return ['rebase', options.autostash === false ? '--no-autostash' : '--autostash', '--', onto];
}

/**
 * Puts the branch's own commits on top of another commit.
 * @throws GitError `conflict` with the files, `localChanges`, `stashConflict` and others
 */
export async function rebase(
  repository: Repository,
  onto: string,
  options: { autostash?: boolean | undefined } = {},
): Promise<MoveResult> {
  return move(repository, rebaseArguments(onto, options));
}

/**
 * Copies commits onto the checked out branch.
 * @throws GitError `conflict` with the files, `nothingToCommit` where they change nothing, and others
 */
export async function cherryPick(repository: Repository, revisions: readonly string[]): Promise<MoveResult> {
  const commits: string[] = [];
  for (const revision of revisions) commits.push(await requireCommit(repository, revision));
  return move(repository, ['cherry-pick', '--', ...commits]);
}

/**
 * The full name of the commit that a revision stands for.
 * @throws GitError `invalidName`, `notFound`
 */
export async function requireCommit(repository: Repository, revision: string): Promise<string> {
  const sha = await readSha(repository, `${requireRevision(revision)}^{commit}`);
  if (sha === undefined) throw new GitError('notFound', `There is no commit ${JSON.stringify(revision)}.`);
  return sha;
}

/** Goes on with the rebase, merge, cherry-pick or revert under way, once its conflicts are resolved and staged. */
export async function continueOperation(repository: Repository): Promise<void> {
  const { operation, conflicts } = await readStatus(repository);
  if (!operation || operation === 'bisect') throw new GitError('notFound', 'There is nothing under way to continue.');
  if (conflicts.length) {
    throw new GitError('conflict', `Still in conflict: ${conflicts.join(', ')}; resolve and stage first.`, {
      files: conflicts,
    });
  }
  if (operation === 'rebase' && !hasBegun(repository)) {
    throw new GitError('notFound', 'The rebase was interrupted before it began; abort it, which brings your changes back.');
  }
  await withConflicts(repository, () =>
    repository.run(operation === 'merge' ? ['commit', '--no-edit'] : [operation, '--continue'], { children: true }),
  );
}

/** Gives up the rebase, merge, cherry-pick or revert under way and goes back to where it began. */
export async function abortOperation(repository: Repository): Promise<void> {
  const operation = readOperation(repository);
  if (!operation || operation === 'bisect') throw new GitError('notFound', 'There is nothing under way to abort.');
  if (operation === 'rebase' && !hasBegun(repository)) await abandonRebase(repository);
  else await repository.run([operation, '--abort'], { children: true });
}

function rebaseFolder(repository: Repository): string {
  return path.join(repository.gitDir, 'rebase-merge');
}

/** False for a rebase that was interrupted when it had put uncommitted changes aside and done nothing else. */
function hasBegun(repository: Repository): boolean {
  const folder = rebaseFolder(repository);
  return !existsSync(folder) || existsSync(path.join(folder, 'head-name'));
}

/** git itself only advises to remove the folder, and what was put aside would go with it. */
async function abandonRebase(repository: Repository): Promise<void> {
  const file = path.join(rebaseFolder(repository), 'autostash');
  if (existsSync(file)) await bringBack(repository, readFileSync(file, 'utf8').trim());
  rmSync(rebaseFolder(repository), { recursive: true });
}

/** @throws GitError `operationInProgress` */
export async function refuseDuringOperation(repository: Repository): Promise<void> {
  const operation = readOperation(repository);
  if (!operation || operation === 'bisect') return;
  throw new GitError(
    'operationInProgress',
    `A ${operation} is under way in this repository; continue or abort it first.`,
  );
}

async function move(repository: Repository, args: readonly string[]): Promise<MoveResult> {
  const head = await requireBranch(repository);
  const result = await withConflicts(repository, () => repository.run(args, { children: true }));
  const sha = (await readSha(repository, 'HEAD')) ?? head.sha;
  // git ends with exit code 0 here, but what was uncommitted is in the stash now
  if (/Applying autostash resulted in conflicts/.test(result.stdout + result.stderr)) {
    const { conflicts } = await readStatus(repository);
    throw new GitError(
      'stashConflict',
      'The branch moved, but your uncommitted changes conflict with what came in; they are kept whole in stash@{0}.',
      { args, exitCode: 0, output: result.stdout + result.stderr, files: conflicts },
    );
  }
  return { branch: head.branch, old: head.sha, new: sha };
}

/** Names the files of a conflict, and what a failure leaves unfinished. */
async function withConflicts<T>(repository: Repository, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!GitError.is(error)) throw error;
    // also after a cancellation
    const { operation, conflicts } = await readStatus(repository.with({ signal: undefined }));
    if (error.reason === 'conflict') {
      const files = conflicts.length ? `: ${conflicts.join(', ')}` : '';
      const under = operation ? `The ${operation} stopped in conflict` : 'The changes conflict';
      throw error.as('conflict', `${under}${files}; resolve and continue, or abort.`).withFiles(conflicts);
    }
    if (!operation) throw error;
    // what an autostash put aside comes back with either
    throw error.as(error.reason, `${error.message} The ${operation} is unfinished: continue or abort it.`);
  }
}
