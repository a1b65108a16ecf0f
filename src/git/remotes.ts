import { readConfig } from './config.ts';
import { GitError } from './errors.ts';
import { readHead } from './head.ts';
import type { Repository } from './repository.ts';

/** A configured remote. */
export interface Remote {
  readonly name: string;
  /** Where it is pushed to; the first, where there are several. */
  readonly pushUrl: string;
}

/** The configured remotes, in the order of their names. */
export async function readRemotes(repository: Repository): Promise<Remote[]> {
  const names = await readRemoteNames(repository);
  return Promise.all(
    names.map(async (name) => ({
      name,
      pushUrl: (await repository.read(['remote', 'get-url', '--push', '--', name])).split('\n')[0] ?? '',
    })),
  );
}

/** The names of the configured remotes, sorted. */
export async function readRemoteNames(repository: Repository): Promise<string[]> {
  return (await readConfig(repository)).subsections('remote');
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
  const [head, config] = await Promise.all([readHead(repository), readConfig(repository)]);
  const branch = head.kind === 'detached' ? undefined : head.branch;
  const configured = [
    branch === undefined ? undefined : config.last(`branch.${branch}.pushremote`),
    config.last('remote.pushdefault'),
    branch === undefined ? undefined : config.last(`branch.${branch}.remote`),
  ];
  const found = configured.find((name) => name !== undefined && names.includes(name));
  if (found !== undefined) return found;
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
