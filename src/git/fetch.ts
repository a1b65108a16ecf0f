import { readRefState } from './refs.ts';
import { readRemoteNames, requireRemoteIn } from './remotes.ts';
import type { Repository } from './repository.ts';

export interface FetchOptions {
  /** Removes remote-tracking branches that are gone from the remote. */
  readonly prune?: boolean | undefined;
  /** All tags, not only those of fetched commits. */
  readonly tags?: boolean | undefined;
}

/** A remote-tracking reference that moved; `old` or `new` is undefined where it came or went. */
export interface RefChange {
  readonly ref: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

export interface FetchResult {
  readonly remote: string;
  readonly changes: readonly RefChange[];
}

/** The arguments of the git command. */
export function fetchArguments(remote: string, options: FetchOptions = {}): string[] {
  return [
    'fetch',
    '--verbose',
    ...(options.prune ? ['--prune'] : []),
    ...(options.tags ? ['--tags'] : []),
    '--',
    remote,
  ];
}

/**
 * Fetches what the remote's configured refspecs say.
 * @throws GitError `remoteMissing`, `authFailed`, `hostKey`, `network` and others
 */
export async function fetch(repository: Repository, remote: string, options: FetchOptions = {}): Promise<FetchResult> {
  requireRemoteIn(await readRemoteNames(repository), remote);
  const before = await readRefState(repository);
  await repository.run(fetchArguments(remote, options), { children: true });
  const after = await readRefState(repository);
  const changes = [...new Set([...before.refs.keys(), ...after.refs.keys()])]
    .map((ref) => ({ ref, old: before.refs.get(ref), new: after.refs.get(ref) }))
    .filter((change) => change.old !== change.new);
  return { remote, changes };
}
