import { GitError } from './errors.ts';
import { readHead, readUpstream } from './head.ts';
import type { Repository } from './repository.ts';

/** A configured remote. */
export interface Remote {
  readonly name: string;
  /** Where it is pushed to; the first, where there are several. */
  readonly pushUrl: string;
}

/** The configured remotes, in the order of their names. */
export async function readRemotes(repository: Repository): Promise<Remote[]> {
  const names = (await repository.read(['remote'])).split('\n').filter(Boolean);
  return Promise.all(
    names.map(async (name) => ({
      name,
      pushUrl: (await repository.read(['remote', 'get-url', '--push', '--', name])).split('\n')[0] ?? '',
    })),
  );
}

/** The names of the configured remotes, sorted. */
export async function readRemoteNames(repository: Repository): Promise<string[]> {
  return (await repository.read(['remote'])).split('\n').filter(Boolean);
}

/**
 * The remote that git would push a branch to: `branch.<name>.pushRemote`, `remote.pushDefault`, the upstream's, the
 * only one, `origin`.
 * @throws GitError `remoteMissing` without remotes, `ambiguousRemote` with several of which none is preferred
 */
export async function defaultPushRemote(repository: Repository): Promise<string> {
  const names = await readRemoteNames(repository);
  if (names.length === 0) {
    throw new GitError('remoteMissing', 'This repository has no remote; add one with git remote add.');
  }
  if (names.length === 1 && names[0] !== undefined) return names[0];
  const head = await readHead(repository);
  if (head.kind === 'branch') {
    const format = '--format=%(push:remotename)';
    const configured = await repository.read(['for-each-ref', '--count=1', format, `refs/heads/${head.branch}`]);
    if (names.includes(configured)) return configured;
    const upstream = await readUpstream(repository, head.branch);
    if (upstream && names.includes(upstream.remote)) return upstream.remote;
  }
  if (names.includes('origin')) return 'origin';
  throw new GitError('ambiguousRemote', `There are several remotes (${names.join(', ')}); say which one to use.`);
}

/**
 * Refuses a name that is not a configured remote's: a path or URL is never taken.
 * @throws GitError `remoteMissing`
 */
export function requireRemoteIn(names: readonly string[], name: string): void {
  if (names.includes(name)) return;
  const there = names.length ? `there are ${names.join(', ')}` : 'there are none';
  throw new GitError('remoteMissing', `There is no remote named ${JSON.stringify(name)}; ${there}.`);
}
