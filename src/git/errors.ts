/** Why a git operation did not do what was asked. */
export type GitReason =
  | 'alreadyExists'
  | 'ambiguousRemote'
  | 'authFailed'
  | 'branchCheckedOut'
  | 'cancelled'
  | 'conflict'
  | 'detachedHead'
  | 'diskFull'
  | 'gitMissing'
  | 'hookRejected'
  | 'hostKey'
  | 'identityMissing'
  | 'invalidName'
  | 'killed'
  | 'localChanges'
  | 'lockHeld'
  | 'network'
  | 'noUpstream'
  | 'nonFastForward'
  | 'notARepository'
  | 'notFound'
  | 'notMerged'
  | 'nothingToCommit'
  | 'operationInProgress'
  | 'permission'
  | 'protectedBranch'
  | 'remoteMissing'
  | 'remoteRejected'
  | 'signingFailed'
  | 'staleLease'
  | 'stashConflict'
  | 'timeout'
  | 'unbornBranch'
  | 'unknown'
  | 'unrelatedHistories'
  | 'unsafeOwnership'
  | 'upstreamMismatch';

/** A hook of the repository that git ran, and how it ended. */
export interface HookRun {
  readonly name: string;
  readonly exitCode: number;
}

/** What is known of a failure beside its reason. */
export interface GitFailure {
  /** The arguments after `git`. */
  readonly args?: readonly string[] | undefined;
  readonly exitCode?: number | undefined;
  /** Everything git and its hooks printed, standard output first. */
  readonly output?: string | undefined;
  /** The files in question, relative to the repository's root: in conflict, in the way, not found. */
  readonly files?: readonly string[] | undefined;
  /** The hook that refused. */
  readonly hook?: HookRun | undefined;
  readonly cause?: unknown;
}

/** A git operation that failed. The message is one sentence for the user. */
export class GitError extends Error {
  readonly reason: GitReason;
  readonly args: readonly string[];
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly files: readonly string[];
  readonly hook: HookRun | undefined;

  constructor(reason: GitReason, message: string, failure: GitFailure = {}) {
    super(message, { cause: failure.cause });
    this.name = 'GitError';
    this.reason = reason;
    this.args = failure.args ?? [];
    this.exitCode = failure.exitCode;
    this.output = failure.output ?? '';
    this.files = failure.files ?? [];
    this.hook = failure.hook;
  }

  /** True for a GitError, of that reason where one is given. */
  static is(error: unknown, reason?: GitReason): error is GitError {
    return error instanceof GitError && (reason === undefined || error.reason === reason);
  }

  /** The same failure with the files that it is about. */
  withFiles(files: readonly string[]): GitError {
    return new GitError(this.reason, this.message, { ...this.#failure(), files });
  }

  /** The same failure told in other words, or for another reason. */
  as(reason: GitReason, message: string): GitError {
    return new GitError(reason, message, this.#failure());
  }

  #failure(): GitFailure {
    const { args, exitCode, output, files, hook, cause } = this;
    return { args, exitCode, output, files, hook, cause };
  }
}

/** Stands for the exit code of a process that a signal ended, which has none. */
export const killedExitCode = -2;

/** A git process that ended with another exit code than 0. */
export interface FailedCommand {
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly hooks: readonly HookRun[];
}

interface TextRule {
  readonly reason: GitReason;
  readonly pattern: RegExp;
  readonly message: (match: RegExpExecArray) => string;
  /** The files that the text names. */
  readonly files?: (text: string) => string[];
}

/**
 * What git, ssh and curl print, as reasons. The first that matches wins: causes come before their consequences (a
 * full disk before the reference that could not be written because of it).
 */
const textRules: readonly TextRule[] = [
  {
    reason: 'gitMissing',
    pattern: /^Error: spawn (.+) ENOENT/m,
    message: (match) => `Git was not found as '${match[1]}'; install git or set its path.`,
  },
  {
    reason: 'diskFull',
    pattern: /No space left on device|Disk quota exceeded/,
    message: () => 'The disk is full; free some space and run this again.',
  },
  {
    reason: 'lockHeld',
    pattern: /Unable to create '([^']+\.lock)': File exists|could not lock config file (\S+): File exists/,
    message: (match) =>
      `Another git process holds ${match[1] ?? `${match[2]}.lock`}; wait for it, or remove the file if none is running.`,
  },
  {
    reason: 'lockHeld',
    pattern: /^(?:fatal|error): cannot lock ref '([^']*)': (?:is at|Unable to create)/m,
    message: (match) => `${match[1]} moved or is locked: another git process is at work here; wait for it and run this again.`,
  },
  {
    reason: 'identityMissing',
    pattern: /Please tell me who you are|unable to auto-detect email address|empty ident name/,
    message: () => 'Git does not know who commits; set user.name and user.email with git config.',
  },
  {
    reason: 'unsafeOwnership',
    pattern: /detected dubious ownership in repository at '([^']*)'/,
    message: (match) => `The repository ${match[1]} belongs to another user; add it to git's safe.directory to trust it.`,
  },
  {
    reason: 'staleLease',
    pattern: /\((?:stale info|remote ref updated since checkout)\)/,
    message: () => 'The remote branch is not where it was last seen; fetch, look at what is new, then force again.',
  },
  {
    reason: 'alreadyExists',
    pattern:
      /\[rejected\][^\n]*\(already exists\)|tag '([^']*)' already exists|[Bb]ranch named '([^']*)' already exists|'refs\/(?:heads|tags)\/([^']*)' exists; cannot create/,
    message: (match) => `${match.slice(1).find(Boolean) ?? 'The tag'} exists already; choose another name.`,
  },
  {
    reason: 'nonFastForward',
    // the last two: someone else's push came in while ours was under way
    pattern:
      /\[rejected\][^\n]*\((?:non-fast-forward|fetch first|needs force)\)|Updates were rejected because|(?:remote: error: |\()cannot lock ref '[^']*': is at [0-9a-f]+ but expected|\[remote rejected\][^\n]*\(incorrect old value provided\)/,
    message: () => 'The remote has commits that are not here; pull first, then push again.',
  },
  {
    reason: 'protectedBranch',
    pattern: /protected branch|GH006|branch is protected|GL-HOOK-ERR: You are not allowed to (?:force )?push/i,
    message: () => 'The remote protects this branch; push to another branch and ask for a merge.',
  },
  {
    reason: 'remoteRejected',
    pattern: /\[remote (?:rejected|failure)\][^\n]*\(([^\n]*)\)/,
    message: (match) => `The remote refused: ${match[1]}.`,
  },
  {
    reason: 'hostKey',
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known for/,
    message: () => "The remote's host key is not known or has changed; check it and connect once with ssh to accept it.",
  },
  {
    reason: 'authFailed',
    pattern:
      /Authentication failed for|could not read (?:Username|Password) for|Permission denied \((?:publickey|password|keyboard-interactive|gssapi)|terminal prompts disabled|Too many authentication failures|HTTP Basic: Access denied|The requested URL returned error: 40[13]|Invalid username or (?:password|token)|Support for password authentication was removed/,
    message: () => 'The remote refused the credentials, or there are none; sign in, or add a key or token for it.',
  },
  {
    reason: 'network',
    pattern:
      /Could not resolve host|Connection (?:refused|timed out|reset by|closed by)|Network is unreachable|No route to host|Failed to connect to|Operation timed out|unexpected disconnect|Broken pipe|gnutls_handshake|SSL_ERROR|SSL certificate problem|the remote end hung up|Temporary failure in name resolution|early EOF|The requested URL returned error: 5\d\d/i,
    message: () => 'The remote could not be reached, or the connection broke; check the network and run this again.',
  },
  {
    reason: 'remoteMissing',
    pattern:
      /'([^']*)' does not appear to be a git repository|repository '([^']*)' (?:not found|does not exist)|(?:Repository not found|No such remote:? '?([^'\n]*)'?)|No such remote '([^']*)'/i,
    message: (match) =>
      `There is no repository at ${match[1] ?? match[2] ?? match[3] ?? match[4] ?? 'the remote'}, or you may not see it.`,
  },
  {
    reason: 'notARepository',
    pattern: /not a git repository|this operation must be run in a work tree/,
    message: () => 'This folder is not in a git work tree.',
  },
  {
    reason: 'signingFailed',
    pattern: /gpg failed to sign the data|gpg: signing failed|failed to write commit object|Couldn't load public key/,
    message: () => 'The signature could not be made; check user.signingKey and that the key is unlocked.',
  },
  {
    reason: 'stashConflict',
    pattern: /Applying autostash resulted in conflicts/,
    message: () => 'Your uncommitted changes conflict with what came in; they are kept whole in the newest stash entry.',
  },
  {
    reason: 'operationInProgress',
    pattern:
      /(?:You have not concluded your (merge|cherry-pick))|(rebase)-(?:merge|apply)\/? director|(cherry-pick|revert|am|bisect) is already in progress|(?:cannot (?:pull|switch branch)[^\n]*)while (\S+)/i,
    message: (match) =>
      `A ${match.slice(1).find(Boolean) ?? 'git operation'} is under way in this repository; continue or abort it first.`,
  },
  {
    reason: 'conflict',
    pattern:
      /CONFLICT \(|Automatic merge failed|could not apply [0-9a-f]+|because you have unmerged files|you need to resolve your current index first|Resolve all conflicts manually|error: Committing is not possible|patch does not apply|corrupt patch at line|The stash entry is kept in case you need it again|^[^\n]+: needs merge$/m,
    message: () => 'The changes conflict; resolve the files and continue, or abort.',
  },
  {
    reason: 'localChanges',
    pattern:
      /Your local changes to the following files would be overwritten|untracked working tree files would be (?:overwritten|removed)|You have unstaged changes|[Yy]our index contains uncommitted changes|Please commit your changes or stash them|local changes would be overwritten|Entry '[^']*' not uptodate\. Cannot merge|Cannot autostash/,
    message: () => 'Uncommitted changes are in the way; commit or stash them first.',
    files: (text) =>
      [...text.matchAll(/^\t([^\t\n]+)$|Entry '([^']*)' not uptodate/gm)].map((match) => match[1] ?? match[2] ?? ''),
  },
  {
    reason: 'nonFastForward',
    pattern: /Not possible to fast-forward|Diverging branches can't be fast-forwarded/,
    message: () => 'Both sides have new commits, so a fast-forward is not possible; pull with rebase or merge.',
  },
  {
    reason: 'unrelatedHistories',
    pattern: /refusing to merge unrelated histories/,
    message: () => 'The two branches have no commit in common; git does not merge unrelated histories.',
  },
  {
    reason: 'nothingToCommit',
    pattern:
      /^(?:nothing to commit|no changes added to commit|nothing added to commit|No changes$|The previous cherry-pick is now empty)|cherry-pick is now empty/m,
    message: () => 'Nothing is staged, so there is nothing to commit.',
  },
  {
    reason: 'branchCheckedOut',
    pattern: /is already (?:checked out|used by worktree) at '([^']*)'|checked out at '([^']*)'/,
    message: (match) => `The branch is checked out in another work tree, ${match[1] ?? match[2]}.`,
  },
  {
    reason: 'notMerged',
    pattern: /The branch '([^']*)' is not fully merged/,
    message: (match) => `The branch ${match[1]} has commits that are nowhere else; deleting it would lose them.`,
  },
  {
    reason: 'unbornBranch',
    pattern: /does not have any commits yet|You do not have the initial commit yet|ambiguous argument 'HEAD'/,
    message: () => 'The branch has no commit yet; commit first.',
  },
  {
    reason: 'invalidName',
    pattern: /'([^']*)' is not a valid (?:branch|tag) name|invalid refspec '([^']*)'/,
    message: (match) => `'${match[1] ?? match[2]}' is not a name that git allows.`,
  },
  {
    reason: 'notFound',
    pattern:
      /pathspec '([^']*)' did not match any|couldn't find remote ref (\S+)|invalid reference: (.+)|src refspec (\S+) does not match any|tag '([^']*)' not found|branch '([^']*)' not found|bad revision '([^']*)'|No stash entries found|not something we can merge|Needed a single revision|ref \S+ is not a symbolic ref/,
    message: (match) => `${withoutMagic(match.slice(1).find(Boolean) ?? 'What was named')} was not found.`,
    files: (text) => [...text.matchAll(/pathspec '([^']*)' did not match any/g)].map((match) => withoutMagic(match[1] ?? '')),
  },
  {
    reason: 'permission',
    pattern: /Permission denied|insufficient permission for adding an object|Operation not permitted|Read-only file system/,
    message: () => 'A file of the repository may not be written; check its owner and permissions.',
  },
];

/** A path as the user knows it, without the magic that a pathspec of ours begins with. */
function withoutMagic(pathspec: string): string {
  return pathspec.replace(/^:\([a-z,]+\)/, '');
}

/** Text of git's that stands for a reason, without the process it came from; undefined where none is known. */
export function reasonOf(text: string): { reason: GitReason; message: string; files: string[] } | undefined {
  for (const rule of textRules) {
    const match = rule.pattern.exec(text);
    if (match) return { reason: rule.reason, message: rule.message(match), files: rule.files?.(text) ?? [] };
  }
  return undefined;
}

/** Hooks whose exit code other than 0 makes git give up. https://git-scm.com/docs/githooks */
const refusingHooks = new Set([
  'applypatch-msg',
  'commit-msg',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'pre-rebase',
  'prepare-commit-msg',
  'reference-transaction',
]);

/** The failed process as an error with its reason. */
export function errorOf(command: FailedCommand): GitError {
  const { args, exitCode, stdout, stderr, hooks } = command;
  const output = [stdout, stderr].filter(Boolean).join(stdout.endsWith('\n') ? '' : '\n');
  const failure = { args, exitCode, output };
  const failed = hooks.filter((run) => run.exitCode !== 0);
  const refusing = failed.findLast((run) => refusingHooks.has(run.name));
  if (refusing) return hookError(refusing, 'refused', output, failure);
  const known = reasonOf(output);
  if (known) return new GitError(known.reason, known.message, { ...failure, files: known.files });
  // post-checkout, say: git has done its work, and ends with the hook's exit code
  const other = failed.at(-1);
  if (other) return hookError(other, 'failed', output, failure);
  const said = lastLine(output.trim());
  const name = args.find((arg) => /^[a-z]/.test(arg) && !arg.includes('=')) ?? '';
  if (exitCode === killedExitCode) {
    return new GitError('killed', `git ${name} was killed before it had finished; look at the repository.`, failure);
  }
  return new GitError(
    'unknown',
    `git ${name} failed (exit code ${exitCode})${said ? `: ${said}` : ' and printed nothing.'}`,
    failure,
  );
}

function hookError(hook: HookRun, did: 'refused' | 'failed', output: string, failure: GitFailure): GitError {
  // git's own last word is not the hook's
  const said = output.replaceAll(/^error: failed to push some refs to .*$/gm, '').trim();
  const words = said ? `: ${lastLine(said)}` : ' and printed nothing.';
  return new GitError('hookRejected', `The ${hook.name} hook ${did} (exit code ${hook.exitCode})${words}`, { ...failure, hook });
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() && !line.startsWith('hint:'));
  return (lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? '').trim();
}
