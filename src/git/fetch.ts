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
  const before = await readRefs(repository, ['refs/remotes', 'refs/tags']);
  await repository.run(fetchArguments(remote, options), { children: true });
  const after = await readRefs(repository, ['refs/remotes', 'refs/tags']);
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((ref) => ({ ref, old: before.get(ref), new: after.get(ref) }))
    .filter((change) => change.old !== change.new);
  return { remote, changes };
}

/** References under the prefixes, with the objects they point to. */
export async function readRefs(repository: Repository, prefixes: readonly string[]): Promise<Map<string, string>> {
  const text = await repository.read(['for-each-ref', '--format=%(refname) %(objectname)', '--', ...prefixes]);
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), line.slice(space + 1)];
      }),
  );
}
