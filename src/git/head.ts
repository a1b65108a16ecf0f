import { GitError } from './errors.ts';
import type { Repository } from './repository.ts';

/** What is checked out. */
export type Head =
  | { readonly kind: 'branch'; readonly branch: string; readonly sha: string }
  | { readonly kind: 'detached'; readonly sha: string }
  /** A branch without a commit. */
  | { readonly kind: 'unborn'; readonly branch: string };

/** The branch of a remote that a local branch follows. */
export interface Upstream {
  readonly remote: string;
  /** The branch's name on the remote; it may differ from the local one. */
  readonly branch: string;
  /** The remote-tracking reference, such as `refs/remotes/origin/main`; undefined where none is configured. */
  readonly trackingRef: string | undefined;
}

export async function readHead(repository: Repository): Promise<Head> {
  const [ref, sha] = await Promise.all([
    repository.readIfAny(['symbolic-ref', 'HEAD']),
    readSha(repository, 'HEAD'),
  ]);
  const branch = ref?.replace(/^refs\/heads\//, '');
  if (branch === undefined) {
    if (sha === undefined) throw new GitError('unbornBranch', 'There is no commit yet; commit first.');
    return { kind: 'detached', sha };
  }
  return sha === undefined ? { kind: 'unborn', branch } : { kind: 'branch', branch, sha };
}

/**
 * The checked out branch and its commit.
 * @throws GitError `unbornBranch`, `detachedHead`
 */
export async function requireBranch(repository: Repository): Promise<Head & { kind: 'branch' }> {
  const head = await readHead(repository);
  if (head.kind === 'unborn') {
    throw new GitError('unbornBranch', `The branch ${head.branch} has no commit yet; commit first.`);
  }
  if (head.kind === 'detached') {
    throw new GitError('detachedHead', `No branch is checked out (detached at ${head.sha.slice(0, 10)}); switch to one.`);
  }
  return head;
}

/** The full name of the commit (or other object) that a revision stands for; undefined where there is none. */
export async function readSha(repository: Repository, revision: string): Promise<string | undefined> {
  return repository.readIfAny(['rev-parse', '--verify', '--end-of-options', revision]);
}

/** The upstream of a local branch; undefined without one, and where it follows another local branch. */
export async function readUpstream(repository: Repository, branch: string): Promise<Upstream | undefined> {
  const fields = '%(refname)%00%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)';
  const line = await repository.read(['for-each-ref', '--count=1', `--format=${fields}`, `refs/heads/${branch}`]);
  const [name, remote, ref, trackingRef] = line.split('\0');
  // the pattern also finds branches in a folder of that name
  if (name !== `refs/heads/${branch}` || !remote || !ref || remote === '.') return undefined;
  return { remote, branch: ref.replace(/^refs\/heads\//, ''), trackingRef: trackingRef || undefined };
}

/** True for what `git check-ref-format --branch` allows. https://git-scm.com/docs/git-check-ref-format */
export function isBranchName(name: string): boolean {
  return (
    name !== '' &&
    name !== 'HEAD' &&
    name !== '@' &&
    !name.startsWith('-') &&
    !name.endsWith('.') &&
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\//.test(name) &&
    name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/**
 * The name, where git allows it for a branch or tag.
 * @throws GitError `invalidName`
 */
export function requireRefName(name: string, what: 'branch' | 'tag'): string {
  if (isBranchName(name)) return name;
  throw new GitError('invalidName', `${JSON.stringify(name)} is not a ${what} name that git allows; choose another.`);
}
