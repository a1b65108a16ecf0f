import { GitError, type GitReason, reasonOf } from './errors.ts';
import { type Head, readHead, readSha, readUpstream, requireRefName, type Upstream } from './head.ts';
import { readRemoteNames, requireRemoteIn } from './remotes.ts';
import type { Repository } from './repository.ts';

export interface PushOptions {
  /** The branch on the remote; where left out, the upstream's name on that remote, or the local branch's. */
  readonly branch?: string | undefined;
  /** `set` makes the remote's branch the upstream; `ifMissing` only where the branch has none. */
  readonly setUpstream?: 'set' | 'ifMissing' | undefined;
  /** `all` pushes every tag; `follow` the annotated tags of pushed commits; names push just those. */
  readonly tags?: 'all' | 'follow' | readonly string[] | undefined;
  /** Overwrites the remote branch, if it is still where this repository last saw it. */
  readonly forceWithLease?: boolean | undefined;
  /** Moves all references or none. */
  readonly atomic?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  /** Skips the pre-push hook. */
  readonly noVerify?: boolean | undefined;
}

/** What a push will do, before it does: one remote, every refspec explicit. */
export interface PushPlan {
  readonly remote: string;
  /** The commit that is pushed. */
  readonly sha: string;
  /** The local branch; undefined for a detached head. */
  readonly localBranch: string | undefined;
  /** The branch on the remote. */
  readonly remoteBranch: string;
  readonly refspecs: readonly string[];
  readonly setUpstream: boolean;
  /** True where it may overwrite what the remote has. */
  readonly force: boolean;
  /** The arguments of the git command. */
  readonly args: readonly string[];
}

/** One reference of a push. */
export interface RefUpdate {
  readonly source: string;
  /** Full name on the remote, such as `refs/heads/main`. */
  readonly destination: string;
  readonly status: 'new' | 'fastForward' | 'forced' | 'upToDate' | 'deleted' | 'rejected';
  readonly old: string | undefined;
  readonly new: string | undefined;
  /** git's own words. */
  readonly summary: string;
}

export interface PushResult {
  readonly remote: string;
  readonly remoteBranch: string;
  readonly updates: readonly RefUpdate[];
  readonly upstreamSet: boolean;
  readonly dryRun: boolean;
}

/** A push that failed at some or all of its remotes. */
export class PushError extends GitError {
  readonly remote: string;
  readonly updates: readonly RefUpdate[];

  constructor(cause: GitError, reason: GitReason, message: string, remote: string, updates: readonly RefUpdate[]) {
    const { args, exitCode, output, files, hook } = cause;
    super(reason, message, { args, exitCode, output, files, hook, cause });
    this.name = 'PushError';
    this.remote = remote;
    this.updates = updates;
  }
}

/** What every push plan of one moment is worked out from. */
export interface PushState {
  readonly head: Head & { readonly kind: 'branch' | 'detached' };
  readonly upstream: Upstream | undefined;
  /** The names of the configured remotes. */
  readonly remotes: readonly string[];
}

/** @throws GitError `unbornBranch` */
export async function readPushState(repository: Repository): Promise<PushState> {
  const [head, remotes] = await Promise.all([readHead(repository), readRemoteNames(repository)]);
  if (head.kind === 'unborn') {
    throw new GitError('unbornBranch', `The branch ${head.branch} has no commit yet; commit first.`);
  }
  const upstream = head.kind === 'branch' ? await readUpstream(repository, head.branch) : undefined;
  return { head, upstream, remotes };
}

/**
 * Works out what a push to one remote will do: never what `push.default` happens to mean.
 * @throws GitError `detachedHead` without a branch name, `remoteMissing`, `invalidName`, `staleLease`, and
 * `upstreamMismatch` where the branch follows another branch that has a local branch of its own
 */
export async function planPush(
  repository: Repository,
  state: PushState,
  remote: string,
  options: PushOptions = {},
): Promise<PushPlan> {
  const { head, upstream, remotes } = state;
  requireRemoteIn(remotes, remote);
  const localBranch = head.kind === 'branch' ? head.branch : undefined;
  const remoteBranch = options.branch ?? (await destination(repository, remote, localBranch, upstream));
  const setUpstream =
    localBranch !== undefined &&
    (options.setUpstream === 'set' || (options.setUpstream === 'ifMissing' && upstream === undefined));
  const source = localBranch === undefined ? head.sha : `refs/heads/${localBranch}`;
  const { tags } = options;
  const refspecs = [
    `${source}:refs/heads/${requireRefName(remoteBranch, 'branch')}`,
    ...(typeof tags === 'object' ? tags.map((name) => `refs/tags/${requireRefName(name, 'tag')}:refs/tags/${name}`) : []),
  ];
  const args = [
    'push',
    '--porcelain',
    ...(options.dryRun ? ['--dry-run'] : []),
    ...(setUpstream ? ['--set-upstream'] : []),
    ...(tags === 'all' ? ['--tags'] : []),
    ...(tags === 'follow' ? ['--follow-tags'] : []),
    ...(options.forceWithLease ? [await leaseArgument(repository, localBranch, remote, remoteBranch)] : []),
    ...(options.atomic ? ['--atomic'] : []),
    ...(options.noVerify ? ['--no-verify'] : []),
    '--',
    remote,
    ...refspecs,
  ];
  return { remote, sha: head.sha, localBranch, remoteBranch, refspecs, setUpstream, force: options.forceWithLease ?? false, args };
}

async function destination(
  repository: Repository,
  remote: string,
  localBranch: string | undefined,
  upstream: Upstream | undefined,
): Promise<string> {
  if (localBranch === undefined) {
    throw new GitError('detachedHead', 'No branch is checked out; switch to one, or say which remote branch to push to.');
  }
  if (upstream?.remote !== remote || upstream.branch === localBranch) return localBranch;
  // `git switch -c topic origin/main` makes origin/main the upstream of topic: pushing there is hardly ever meant,
  // and git's own default refuses it. A branch whose upstream has no other local branch does mean its upstream.
  const home = await readSha(repository, `refs/heads/${upstream.branch}`);
  if (home === undefined) return upstream.branch;
  throw new GitError(
    'upstreamMismatch',
    `The branch ${localBranch} follows ${remote}/${upstream.branch}, which is the local branch ${upstream.branch}'s; ` +
      `say which remote branch to push to (${localBranch} or ${upstream.branch}).`,
  );
}

/**
 * The exact commit that the remote branch must still be at. What a fetch in the background brought and nobody looked
 * at must not count as seen: the local branch has to have contained it once. That is git's `--force-if-includes`,
 * which git leaves out when the commit is given. https://git-scm.com/docs/git-push
 */
async function leaseArgument(
  repository: Repository,
  localBranch: string | undefined,
  remote: string,
  branch: string,
): Promise<string> {
  const seen = await readSha(repository, `refs/remotes/${remote}/${branch}`);
  if (seen !== undefined && !(await wasIncluded(repository, localBranch === undefined ? 'HEAD' : `refs/heads/${localBranch}`, seen))) {
    const message = `${remote}/${branch} has commits that were never in this branch; look at them, then pull or reset first.`;
    throw new GitError('staleLease', message);
  }
  // an empty value means that the branch must not exist
  return `--force-with-lease=refs/heads/${branch}:${seen ?? ''}`;
}

/** True where the reference, or what it once was, contains the commit. */
async function wasIncluded(repository: Repository, ref: string, sha: string): Promise<boolean> {
  const past = await repository.read(['log', '--walk-reflogs', '--format=^%H', ref, '--']);
  const input = `${sha}\n^HEAD\n${past}\n`;
  return (await repository.read(['rev-list', '--max-count=1', '--stdin'], { input })) === '';
}

/**
 * Pushes the plan.
 * @throws PushError with what happened to each reference: `nonFastForward`, `hookRejected`, `remoteRejected`,
 * `protectedBranch`, `staleLease`, `authFailed`, `network` and others
 */
export async function push(repository: Repository, plan: PushPlan): Promise<PushResult> {
  const { remote, remoteBranch, args, setUpstream } = plan;
  try {
    // what moved is read from what git prints, in full names
    const { stdout } = await repository.run(['-c', 'core.abbrev=no', ...args], { children: true });
    const dryRun = args.includes('--dry-run');
    return { remote, remoteBranch, updates: parsePush(stdout), upstreamSet: setUpstream && !dryRun, dryRun };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw pushError(error, remote, remoteBranch);
  }
}

function pushError(error: GitError, remote: string, remoteBranch: string): PushError {
  const updates = parsePush(error.output);
  const rejected = updates.find((update) => update.status === 'rejected');
  // What the remote's own hook or host printed tells a protected branch from other refusals.
  const known = rejected && error.reason !== 'hookRejected' ? reasonOf(error.output) : undefined;
  const reason = known?.reason ?? error.reason;
  const said = remoteWords(error.output);
  const message =
    reason === 'nonFastForward'
      ? `${remote}/${remoteBranch} has commits that are not here; pull first, then push again.`
      : reason === 'remoteRejected' && said
        ? `${remote} refused: ${rejected?.summary ?? ''} ${said}`.replaceAll(/\s+/g, ' ').trim()
        : `${remote}: ${error.message}`;
  return new PushError(error, reason, message, remote, updates);
}

/** What the remote's side printed. */
function remoteWords(output: string): string {
  return [...output.matchAll(/^remote: (.*)$/gm)].map((match) => match[1]?.trim()).join(' ');
}

const pushFlags = {
  ' ': 'fastForward',
  '+': 'forced',
  '*': 'new',
  '=': 'upToDate',
  '-': 'deleted',
  '!': 'rejected',
} as const;

/** Reads `git push --porcelain`. https://git-scm.com/docs/git-push#_output */
export function parsePush(text: string): RefUpdate[] {
  const updates: RefUpdate[] = [];
  for (const match of text.matchAll(/^([ +*=!-])\t([^\t\n]*):([^\t\n:]*)\t([^\n]*)$/gm)) {
    const [, flag = ' ', source = '', target = '', summary = ''] = match;
    const shas = /^([0-9a-f]{40,64})\.{2,3}([0-9a-f]{40,64})/.exec(summary);
    updates.push({
      source,
      destination: target,
      status: pushFlags[flag as keyof typeof pushFlags],
      old: shas?.[1],
      new: shas?.[2],
      summary,
    });
  }
  return updates;
}
