import { constants } from 'node:fs';
import { copyFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { GitError } from './errors.ts';
import { readRefState } from './refs.ts';
import type { Repository } from './repository.ts';
import { type Operation, readOperation } from './status.ts';

/** A copy of the index file. */
export interface IndexCopy {
  /** Absolute path. */
  readonly path: string;
  /** Tells whether the index has been written since; git always replaces the whole file. */
  readonly stamp: string;
}

/** Where the repository's own references and index are at one moment. */
export interface Snapshot {
  /** `refs/heads/<name>`, or the commit of a detached head. */
  readonly head: string;
  /** Branches, tags and the newest stash entry: full names to objects. */
  readonly refs: Readonly<Record<string, string>>;
  /** Undefined where there was no index. */
  readonly index: IndexCopy | undefined;
  readonly operation: Operation | undefined;
}

/**
 * Reads the present state.
 * @param target where to copy the index to
 * @param last a copy made before, which serves again if the index has not been written since
 */
export async function takeSnapshot(repository: Repository, target: string, last?: IndexCopy): Promise<Snapshot> {
  const [state, index] = await Promise.all([
    readRefState(repository),
    copyIndex(repository, target, last),
  ]);
  const own = [...state.refs].filter(([ref]) => !ref.startsWith('refs/remotes/')).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { head: state.head, refs: Object.fromEntries(own), operation: readOperation(repository), index };
}

/** True where both have the same references, the same operation under way, and the same staged. */
export async function sameState(repository: Repository, a: Snapshot, b: Snapshot): Promise<boolean> {
  const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
  return a.head === b.head && same(a.refs, b.refs) && a.operation === b.operation && (await sameIndex(repository, a, b));
}

/** Index files hold times, too, so two of different bytes may say the same. */
async function sameIndex(repository: Repository, a: Snapshot, b: Snapshot): Promise<boolean> {
  const [one, other] = await Promise.all([entriesOf(repository, a.index), entriesOf(repository, b.index)]);
  return one === other;
}

/** Every entry of a copied index: mode, object, stage and path. */
async function entriesOf(repository: Repository, index: IndexCopy | undefined): Promise<string> {
  if (index === undefined) return '';
  const { stdout } = await repository.run(['ls-files', '--stage', '-z'], { indexFile: index.path });
  return stdout;
}

async function copyIndex(
  repository: Repository,
  target: string,
  last: IndexCopy | undefined,
): Promise<IndexCopy | undefined> {
  const index = path.join(repository.gitDir, 'index');
  try {
    const { ino, size, mtimeNs } = await stat(index, { bigint: true });
    const stamp = `${ino}:${size}:${mtimeNs}`;
    if (last?.stamp === stamp) return last;
    await copyFile(index, target, constants.COPYFILE_FICLONE);
    return { path: target, stamp };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Puts a copied index back, under git's own lock. The work tree stays as it is.
 * @throws GitError `lockHeld`
 */
export async function restoreIndex(repository: Repository, copy: IndexCopy | undefined): Promise<void> {
  const index = path.join(repository.gitDir, 'index');
  const lock = `${index}.lock`;
  const handle = await open(lock, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new GitError('lockHeld', `Another git process holds ${lock}; wait for it, or remove the file if none is running.`);
  });
  // without a copy there was no index: an empty one is written by git itself
  const content = copy && (await readFile(copy.path));
  if (content) await handle.writeFile(content);
  await handle.close();
  if (content) {
    await rename(lock, index);
    return;
  }
  await rm(lock);
  await repository.run(['read-tree', '--empty']);
}

/** A reference that should go back from `from` to `to`; undefined stands for "there is none". */
export interface RefMove {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What has to move back from `after` to `before`. */
export function refMoves(before: Pick<Snapshot, 'refs'>, after: Pick<Snapshot, 'refs'>): RefMove[] {
  const names = new Set([...Object.keys(before.refs), ...Object.keys(after.refs)]);
  return [...names]
    .map((ref) => ({ ref, from: after.refs[ref], to: before.refs[ref] }))
    .filter(({ ref, from, to }) => from !== to && ref !== 'refs/stash' && !ref.startsWith('refs/remotes/'));
}

/**
 * Moves references, all or none, and only those that still are where they are said to be.
 * @throws GitError `conflict` where one has moved meanwhile
 */
export async function moveRefs(repository: Repository, moves: readonly RefMove[], reason: string): Promise<void> {
  if (moves.length === 0) return;
  const lines = moves.map(({ ref, from, to }) => {
    if (to === undefined) return `delete ${ref} ${from ?? ''}`;
    return from === undefined ? `create ${ref} ${to}` : `update ${ref} ${to} ${from}`;
  });
  await repository.run(['update-ref', '-m', reason, '--stdin'], { input: `${lines.join('\n')}\n` });
}
