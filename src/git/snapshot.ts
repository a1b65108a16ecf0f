import { constants } from 'node:fs';
import { copyFile, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { GitError } from './errors.ts';
import { readRefs } from './fetch.ts';
import { readSha } from './head.ts';
import type { Repository } from './repository.ts';
import { type Operation, readOperation } from './status.ts';

/** Where the repository's own references and index are at one moment. */
export interface Snapshot {
  /** `refs/heads/<name>`, or the commit of a detached head. */
  readonly head: string;
  /** Branches, tags and the newest stash entry: full names to objects. */
  readonly refs: Readonly<Record<string, string>>;
  /** The index as a tree; undefined while it holds conflicts. */
  readonly tree: string | undefined;
  /** A copy of the index file, where one was asked for and there is an index. */
  readonly indexCopy: string | undefined;
  readonly operation: Operation | undefined;
}

/**
 * Reads the present state.
 * @param indexCopy where to copy the index to
 */
export async function takeSnapshot(repository: Repository, indexCopy?: string): Promise<Snapshot> {
  const [head, refs, tree, operation, copied] = await Promise.all([
    readHeadName(repository),
    readRefs(repository, ['refs/heads', 'refs/tags', 'refs/stash']),
    readIndexTree(repository),
    readOperation(repository),
    indexCopy === undefined ? false : copyIndex(repository, indexCopy),
  ]);
  return { head, refs: Object.fromEntries(refs), tree, operation, indexCopy: copied ? indexCopy : undefined };
}

async function readHeadName(repository: Repository): Promise<string> {
  const text = await readFile(path.join(repository.gitDir, 'HEAD'), 'utf8').catch(() => '');
  const name = /^(?:ref: (refs\/heads\/.+)|([0-9a-f]{40,64}))\n$/.exec(text);
  // a repository whose references are in tables has a file that names no branch
  if (name && name[1] !== 'refs/heads/.invalid') return name[1] ?? name[2] ?? '';
  return (await repository.readIfAny(['symbolic-ref', 'HEAD'])) ?? (await readSha(repository, 'HEAD')) ?? '';
}

async function readIndexTree(repository: Repository): Promise<string | undefined> {
  try {
    return await repository.read(['write-tree']);
  } catch (error) {
    // in conflict, or another git process has it: then there is no tree to compare with
    if (GitError.is(error) && error.reason !== 'cancelled' && error.reason !== 'timeout') return undefined;
    throw error;
  }
}

async function copyIndex(repository: Repository, target: string): Promise<boolean> {
  try {
    await copyFile(path.join(repository.gitDir, 'index'), target, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Puts a copied index back, under git's own lock. The work tree stays as it is.
 * @throws GitError `lockHeld`
 */
export async function restoreIndex(repository: Repository, indexCopy: string | undefined): Promise<void> {
  const index = path.join(repository.gitDir, 'index');
  const lock = `${index}.lock`;
  const handle = await open(lock, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new GitError('lockHeld', `Another git process holds ${lock}; wait for it, or remove the file if none is running.`);
  });
  // without a copy there was no index: an empty one is written by git itself
  const content = indexCopy === undefined ? undefined : await readFile(indexCopy);
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
export function refMoves(before: Snapshot, after: Snapshot): RefMove[] {
  const names = new Set([...Object.keys(before.refs), ...Object.keys(after.refs)]);
  return [...names]
    .map((ref) => ({ ref, from: after.refs[ref], to: before.refs[ref] }))
    .filter((move) => move.from !== move.to && move.ref !== 'refs/stash');
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
