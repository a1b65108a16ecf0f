import { type GitConfig, readConfig } from './config.ts';
import { GitError } from './errors.ts';
import { readRefState, type RefState } from './refs.ts';
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
  return headOf(await readRefState(repository));
}

/** What is checked out, in a state that was read before. */
export function headOf({ head, refs }: RefState): Head {
  if (!head.startsWith('refs/')) return { kind: 'detached', sha: head };
  const branch = head.replace(/^refs\/heads\//, '');
  const sha = refs.get(head);
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

/** True for the full name of an object, which is its hash. */
export function isObjectName(revision: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
}

/** The full name of the commit (or other object) that a revision stands for; undefined where there is none. */
export async function readSha(repository: Repository, revision: string): Promise<string | undefined> {
  if (revision === 'HEAD') {
    const head = await readHead(repository);
    return head.kind === 'unborn' ? undefined : head.sha;
  }
  // a full name is looked up, or is an object already
  if (/^refs\/(?:heads|remotes|tags)\/[^~^:@{}\s]+$|^refs\/stash$/.test(revision)) {
    return (await readRefState(repository)).refs.get(revision);
  }
  if (isObjectName(revision)) return revision;
  return repository.readIfAny(['rev-parse', '--verify', '--end-of-options', revision]);
}

/** The upstream of a local branch; undefined without one, and where it follows another local branch. */
export async function readUpstream(repository: Repository, branch: string): Promise<Upstream | undefined> {
  const config = await readConfig(repository);
  const remote = config.last(`branch.${branch}.remote`);
  const ref = config.last(`branch.${branch}.merge`);
  if (remote === undefined || remote === '.' || ref === undefined) return undefined;
  const trackingRef = trackingRefOf(config, remote, ref);
  return { remote, branch: ref.replace(/^refs\/heads\//, ''), trackingRef };
}

/** Where the remote's fetch refspecs put one of its references; undefined where they do not fetch it. */
function trackingRefOf(config: GitConfig, remote: string, ref: string): string | undefined {
  for (const refspec of config.all(`remote.${remote}.fetch`)) {
    const [source = '', target = ''] = refspec.replace(/^\+/, '').split(':');
    if (source === ref && target) return target;
    const [before = '', after = ''] = source.split('*');
    if (source.includes('*') && ref.startsWith(before) && ref.endsWith(after)) {
      return target.replace('*', ref.slice(before.length, ref.length - after.length));
    }
  }
  return undefined;
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
