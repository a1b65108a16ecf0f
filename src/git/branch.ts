import { GitError } from './errors.ts';
import { readHead, readSha, requireBranch, requireRefName } from './head.ts';
import type { Repository } from './repository.ts';

/** A reference that was made, moved or deleted; `old` or `new` is undefined where it came or went. */
export interface BranchResult {
  readonly branch: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

export interface SwitchOptions {
  readonly branch: string;
  /** Makes the branch, at `at` or HEAD. */
  readonly create?: boolean | undefined;
  readonly at?: string | undefined;
}

export interface SwitchResult {
  /** What was checked out before: a branch, or a commit of a detached head. */
  readonly from: string;
  readonly to: string;
}

/**
 * The arguments of the git command.
 * @throws GitError `invalidName`
 */
export function switchArguments({ branch, create, at }: SwitchOptions): string[] {
  requireRefName(branch, 'branch');
  // --no-guess: a branch of a remote is not made into a local one without being asked for
  return create
    ? ['switch', '--no-track', '--create', branch, ...(at === undefined ? [] : [requireRevision(at)])]
    : ['switch', '--no-guess', branch];
}

/**
 * Checks a branch out; uncommitted changes come along where they are not in the way.
 * @throws GitError `invalidName`, `notFound`, `alreadyExists`, `localChanges`, `branchCheckedOut`, `operationInProgress`
 */
export async function switchBranch(repository: Repository, options: SwitchOptions): Promise<SwitchResult> {
  const head = await readHead(repository);
  const from = head.kind === 'detached' ? head.sha : head.branch;
  await repository.run(switchArguments(options), { children: true });
  return { from, to: options.branch };
}

export interface CreateBranchOptions {
  readonly name: string;
  readonly at?: string | undefined;
}

/**
 * Makes a branch without checking it out.
 * @throws GitError `invalidName`, `alreadyExists`, `notFound`, `unbornBranch`
 */
export async function createBranch(repository: Repository, { name, at }: CreateBranchOptions): Promise<BranchResult> {
  requireRefName(name, 'branch');
  await repository.run(['branch', '--no-track', name, ...(at === undefined ? [] : [requireRevision(at)])]);
  return { branch: name, old: undefined, new: await readSha(repository, `refs/heads/${name}`) };
}

/**
 * Deletes a branch. Without `force`, only one whose commits its upstream or HEAD has.
 * @throws GitError `notFound`, `notMerged`, `branchCheckedOut`
 */
export async function deleteBranch(repository: Repository, name: string, force = false): Promise<BranchResult> {
  requireRefName(name, 'branch');
  const old = await readSha(repository, `refs/heads/${name}`);
  if (old === undefined) throw new GitError('notFound', `There is no branch ${name}.`);
  await repository.run(['branch', '--delete', ...(force ? ['--force'] : []), '--', name]);
  return { branch: name, old, new: undefined };
}

export type ResetMode = 'soft' | 'mixed' | 'keep' | 'hard';

/**
 * Moves the checked out branch to another commit. `soft` leaves index and files, `mixed` the files; `keep` changes
 * files but refuses to lose uncommitted changes; `hard` loses them.
 * @throws GitError `notFound`, `localChanges` (keep), `unbornBranch`
 */
export async function reset(repository: Repository, to: string, mode: ResetMode): Promise<BranchResult> {
  const head = await requireBranch(repository);
  const target = await readSha(repository, `${requireRevision(to)}^{commit}`);
  if (target === undefined) throw new GitError('notFound', `There is no commit ${JSON.stringify(to)}.`);
  await repository.run(['reset', `--${mode}`, target, '--']);
  return { branch: head.branch, old: head.sha, new: target };
}

/**
 * Takes the last commit back: its changes are staged again, and nothing is lost.
 * @throws GitError `unbornBranch`, `detachedHead`, `notFound` for a branch's first commit
 */
export async function undoLastCommit(repository: Repository): Promise<BranchResult> {
  const head = await requireBranch(repository);
  const parent = await readSha(repository, 'HEAD^');
  if (parent === undefined) throw new GitError('notFound', "This is the branch's first commit; there is none before it.");
  await repository.run(['reset', '--soft', parent, '--']);
  return { branch: head.branch, old: head.sha, new: parent };
}

/**
 * A revision that cannot be read as an option.
 * @throws GitError `invalidName`
 */
export function requireRevision(revision: string): string {
  if (revision !== '' && !revision.startsWith('-') && !revision.includes('\0')) return revision;
  throw new GitError('invalidName', `${JSON.stringify(revision)} is not a commit, branch or tag.`);
}
