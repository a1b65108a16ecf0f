import { GitError } from './errors.ts';
import { planPush, push, type PushOptions, type PushPlan, type PushResult, readPushState } from './push.ts';
import { defaultPushRemote } from './remotes.ts';
import type { Repository } from './repository.ts';

/** What became of the push to one remote. */
export type RemotePush =
  | { readonly remote: string; readonly plan: PushPlan; readonly result: PushResult }
  | { readonly remote: string; readonly plan: PushPlan; readonly error: GitError };

/** Remotes to push to: the default one, every one, or some by name. */
export type PushTargets = 'default' | 'all' | readonly string[];

/**
 * Works out the push to each remote. Only the first becomes the upstream: a branch has but one.
 * @throws GitError as `planPush` and `defaultPushRemote`
 */
export async function planPushes(
  repository: Repository,
  targets: PushTargets,
  options: PushOptions = {},
): Promise<PushPlan[]> {
  const state = await readPushState(repository);
  const names =
    targets === 'default'
      ? [await defaultPushRemote(repository)]
      : targets === 'all'
        ? await defaultFirst(repository, state.remotes)
        : [...new Set(targets)];
  if (names.length === 0) {
    throw new GitError('remoteMissing', 'This repository has no remote; add one with git remote add.');
  }
  const others = { ...options, setUpstream: undefined };
  return Promise.all(names.map((name, index) => planPush(repository, state, name, index === 0 ? options : others)));
}

/** The remotes with the default one first, where there is one: the first becomes the upstream. */
async function defaultFirst(repository: Repository, remotes: readonly string[]): Promise<readonly string[]> {
  if (remotes.length < 2) return remotes;
  try {
    const first = await defaultPushRemote(repository);
    return [first, ...remotes.filter((name) => name !== first)];
  } catch (error) {
    if (GitError.is(error, 'ambiguousRemote')) return remotes;
    throw error;
  }
}

/** Pushes to every remote at once; one that fails leaves the others alone. In the order of the plans. */
export async function pushAll(repository: Repository, plans: readonly PushPlan[]): Promise<RemotePush[]> {
  return Promise.all(
    plans.map(async (plan): Promise<RemotePush> => {
      try {
        return { remote: plan.remote, plan, result: await push(repository, plan) };
      } catch (error) {
        if (!(error instanceof GitError)) throw error;
        return { remote: plan.remote, plan, error };
      }
    }),
  );
}
