import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Repository } from './repository.ts';

/** A path that differs between HEAD, the index and the work tree. Paths are relative to the root. */
export interface StatusEntry {
  readonly path: string;
  /** The path that it was renamed or copied from. */
  readonly from?: string | undefined;
  /** HEAD against the index, as one of git's letters: `M`, `A`, `D`, `R`, `C`, `T`, `U`, `?`, or `.` for no change. */
  readonly index: string;
  /** The index against the work tree. */
  readonly workTree: string;
  readonly kind: 'changed' | 'untracked' | 'conflicted';
}

/** What git is in the middle of. */
export type Operation = 'am' | 'bisect' | 'cherry-pick' | 'merge' | 'rebase' | 'revert';

export interface Status {
  readonly entries: readonly StatusEntry[];
  /** True where something differs from HEAD in the index. */
  readonly hasStaged: boolean;
  /** Paths with unresolved conflicts. */
  readonly conflicts: readonly string[];
  readonly operation: Operation | undefined;
}

const statusArguments = [
  '--no-optional-locks',
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=all',
  '--find-renames',
];

/** What differs, including untracked files one by one; ignored files are left out. Takes no lock. */
export async function readStatus(repository: Repository): Promise<Status> {
  // --branch: simple-git waits 50 ms for the output of a command that prints nothing
  const { stdout } = await repository.run(statusArguments);
  const entries = parseStatus(stdout);
  return {
    entries,
    hasStaged: entries.some((entry) => entry.kind === 'changed' && entry.index !== '.'),
    conflicts: entries.filter((entry) => entry.kind === 'conflicted').map((entry) => entry.path),
    operation: readOperation(repository),
  };
}

/** Reads `git status --porcelain=v2 -z`. https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
export function parseStatus(text: string): StatusEntry[] {
  const entries: StatusEntry[] = [];
  const records = text.split('\0').values();
  for (const record of records) {
    const [type] = record;
    if (type === '?') {
      entries.push({ kind: 'untracked', path: record.slice(2), index: '?', workTree: '?' });
    } else if (type === '1' || type === '2' || type === 'u') {
      // the path is the last field and may hold spaces
      const fields = type === '1' ? 8 : type === '2' ? 9 : 10;
      const parts = record.split(' ');
      const states = parts[1] ?? '..';
      entries.push({
        kind: type === 'u' ? 'conflicted' : 'changed',
        path: parts.slice(fields).join(' '),
        ...(type === '2' ? { from: records.next().value } : {}),
        index: states.charAt(0),
        workTree: states.charAt(1),
      });
    }
  }
  return entries;
}

const operationFiles: readonly [string, Operation][] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** What git is in the middle of, told by the files it leaves, as git's own prompt does. */
export function readOperation(repository: Repository): Operation | undefined {
  for (const [file, operation] of operationFiles) {
    if (existsSync(path.join(repository.gitDir, file))) return operation;
  }
  // a sequence of several picks whose present one has been committed
  const todo = path.join(repository.gitDir, 'sequencer', 'todo');
  if (!existsSync(todo)) return undefined;
  return readFileSync(todo, 'utf8').startsWith('revert') ? 'revert' : 'cherry-pick';
}
