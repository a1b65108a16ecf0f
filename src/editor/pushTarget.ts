import * as vscode from 'vscode';
import { GitError } from '../git/errors.ts';
import { shown } from '../git/git.ts';
import { readSha } from '../git/head.ts';
import { protectingPattern } from '../git/protection.ts';
import { planPush, type PushOptions, type PushPlan, readPushState } from '../git/push.ts';
import { defaultPushRemote, readRemotes } from '../git/remotes.ts';
import type { Repository } from '../git/repository.ts';
import { CancelledError } from './commands.ts';

/** Where a push command goes: the options of a `push` step. */
export interface PushTarget {
  readonly to: readonly [string];
  /** The branch's name on the remote, where it had to be asked for. */
  readonly branch?: string;
}

/**
 * The remote and branch that git's configuration says; what it does not say is asked.
 * @throws GitError `remoteMissing`, `unbornBranch`, `detachedHead`; CancelledError
 */
export async function pushTarget(repository: Repository): Promise<PushTarget> {
  const remote = await defaultRemote(repository);
  const state = await readPushState(repository);
  try {
    await planPush(repository, state, remote);
    return { to: [remote] };
  } catch (error) {
    const { head, upstream } = state;
    if (!GitError.is(error, 'upstreamMismatch') || head.kind !== 'branch' || !upstream) throw error;
    const picked = await vscode.window.showQuickPick(
      [
        { label: head.branch, description: 'a branch of the same name' },
        { label: upstream.branch, description: 'the upstream' },
      ],
      { title: 'Push', placeHolder: `Which branch of ${remote} to push ${head.branch} to` },
    );
    if (!picked) throw new CancelledError();
    return { to: [remote], branch: picked.label };
  }
}

async function defaultRemote(repository: Repository): Promise<string> {
  try {
    return await defaultPushRemote(repository);
  } catch (error) {
    if (!GitError.is(error, 'ambiguousRemote')) throw error;
    return pickRemote(repository, 'Push', 'Pick the remote to push to');
  }
}

/**
 * The only remote, or the one that the user picks.
 * @throws GitError `remoteMissing`; CancelledError
 */
export async function pickRemote(repository: Repository, title: string, placeHolder: string): Promise<string> {
  const remotes = await readRemotes(repository);
  const [only] = remotes;
  if (!only) throw new GitError('remoteMissing', 'This repository has no remote; add one with git remote add.');
  if (remotes.length === 1) return only.name;
  const picked = await vscode.window.showQuickPick(
    remotes.map(({ name, pushUrl }) => ({ label: name, description: pushUrl })),
    { title, placeHolder },
  );
  if (!picked) throw new CancelledError();
  return picked.label;
}

/** What is not saved is not committed; nobody should find that out on the remote. */
export async function offerToSave(repository: Repository): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.uri.scheme === 'file' && !repository.relative(document.uri.fsPath).startsWith('..'),
  );
  if (!unsaved.length) return;
  const save = 'Save All and Continue';
  const goOn = 'Continue Without Saving';
  const names = unsaved.map((document) => repository.relative(document.uri.fsPath)).join(', ');
  const chosen = await vscode.window.showWarningMessage(`Not saved yet: ${names}.`, { modal: true }, save, goOn);
  if (chosen === undefined) throw new CancelledError();
  if (chosen === save) await Promise.all(unsaved.map((document) => document.save()));
}

/** A force push, with what it is asked with. */
export interface ForcePush {
  readonly message: string;
  /** The exact command, what the remote loses, and what the lease is. */
  readonly detail: string;
  /** True where the remote's branch holds the present commit, so that an amended one overwrites it. */
  readonly published: boolean;
}

/**
 * Works out a push with lease.
 * @param repository where
 * @param target which remote and branch
 * @param protectedBranches globs, for the question
 * @throws GitError `staleLease` where the remote has what was never here, and as `planPush`
 */
export async function forcePush(
  repository: Repository,
  { to: [remote], branch }: PushTarget,
  protectedBranches: readonly string[],
): Promise<ForcePush> {
  const options: PushOptions = { forceWithLease: true, setUpstream: 'ifMissing', branch };
  const plan = await planPush(repository, await readPushState(repository), remote, options);
  const seen = await readSha(repository, `refs/remotes/${remote}/${plan.remoteBranch}`);
  const pattern = protectingPattern(plan.remoteBranch, protectedBranches);
  const name = `${remote}/${plan.remoteBranch}`;
  return {
    message: `Force push to ${name}${pattern === undefined ? '' : `, which is protected (${pattern})`}?`,
    detail: [`git ${shown(plan.args)}`, '', ...(await leaseLines(repository, plan, name, seen))].join('\n'),
    published: seen !== undefined && (await repository.read(['rev-list', '--count', `${seen}..${plan.sha}`, '--'])) === '0',
  };
}

async function leaseLines(repository: Repository, plan: PushPlan, name: string, seen: string | undefined): Promise<string[]> {
  if (seen === undefined) return [`It is refused if ${name} exists by then.`];
  const lost = (await repository.read(['log', '--format=%h %s', `${plan.sha}..${seen}`, '--'])).split('\n').filter(Boolean);
  const shownCommits = lost.slice(0, 10).map((line) => `  ${line}`);
  const more = lost.length > 10 ? [`  and ${lost.length - 10} more`] : [];
  return [
    ...(lost.length ? [`${name} loses ${lost.length} ${lost.length === 1 ? 'commit' : 'commits'}:`, ...shownCommits, ...more] : [`${name} loses no commit.`]),
    `It is refused unless ${name} is still at ${seen.slice(0, 9)}.`,
  ];
}
