import { GitError } from './errors.ts';
import { readSha } from './head.ts';
import type { Repository } from './repository.ts';

export interface CommitOptions {
  /** The message; may be left out when amending. */
  readonly message?: string | undefined;
  /** Replaces the last commit. */
  readonly amend?: boolean | undefined;
  readonly allowEmpty?: boolean | undefined;
  readonly signoff?: boolean | undefined;
  /** Signs, or does not, whatever `commit.gpgSign` says. */
  readonly sign?: boolean | undefined;
  /** A commit that `rebase --autosquash` will melt into this one. */
  readonly fixup?: string | undefined;
  /** Skips the pre-commit and commit-msg hooks. */
  readonly noVerify?: boolean | undefined;
  /** Stages tracked files first, as `commit --all`. */
  readonly all?: boolean | undefined;
}

export interface CommitResult {
  /** The commit before; undefined for a branch's first. */
  readonly old: string | undefined;
  readonly new: string;
  /** The first line of the message. */
  readonly subject: string;
}

/**
 * The arguments of the git command.
 * @throws GitError `invalidName` for a fixup target that could be read as an option
 */
export function commitArguments(options: CommitOptions): string[] {
  const { message, fixup } = options;
  if (fixup?.startsWith('-')) throw new GitError('invalidName', `${JSON.stringify(fixup)} is not a commit.`);
  return [
    'commit',
    ...(options.all ? ['--all'] : []),
    ...(options.amend ? ['--amend'] : []),
    ...(options.allowEmpty ? ['--allow-empty'] : []),
    ...(options.signoff ? ['--signoff'] : []),
    ...(options.sign === undefined ? [] : [options.sign ? '--gpg-sign' : '--no-gpg-sign']),
    ...(options.noVerify ? ['--no-verify'] : []),
    ...(fixup === undefined ? [] : [`--fixup=${fixup}`]),
    ...(message === undefined ? [] : [`--message=${message}`]),
    ...(message === undefined && fixup === undefined ? ['--no-edit'] : []),
  ];
}

/**
 * Commits the index.
 * @throws GitError `nothingToCommit`, `hookRejected`, `identityMissing`, `conflict`, `signingFailed` and others
 */
export async function commit(repository: Repository, options: CommitOptions): Promise<CommitResult> {
  const { message, amend, fixup } = options;
  if (message?.trim() === '' || (message === undefined && !amend && fixup === undefined)) {
    throw new GitError('invalidName', 'The commit message is empty; write one.');
  }
  const old = await readSha(repository, 'HEAD');
  // the new commit's full name is read from what git prints
  const args = ['-c', 'core.abbrev=no', ...commitArguments(options)];
  const { stdout } = await repository.run(args, { children: true });
  const told = /^\[(?:[^\n]* )?([0-9a-f]{40,64})\] ([^\n]*)$/m.exec(stdout);
  if (told) return { old, new: told[1] ?? '', subject: told[2] ?? '' };
  const [sha = '', subject = ''] = (await repository.read(['log', '-1', '--format=%H%x00%s', 'HEAD'])).split('\0');
  return { old, new: sha, subject };
}
