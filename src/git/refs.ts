import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Repository } from './repository.ts';

/** References by their full names, and the objects that they point to. */
export type Refs = ReadonlyMap<string, string>;

/** What HEAD and the references are at one moment. */
export interface RefState {
  /** `refs/heads/<name>` where a branch is checked out, born or not; otherwise the commit. */
  readonly head: string;
  /** Branches, remote-tracking branches, tags and the newest stash entry. */
  readonly refs: Refs;
}

/**
 * Reads HEAD and the references from their files, as git lays them out: a process for each look would cost more than
 * the steps of a macro themselves. A repository that keeps references in tables is asked through git.
 * https://git-scm.com/docs/gitrepository-layout
 */
export async function readRefState(repository: Repository): Promise<RefState> {
  const commonDir = repository.commonDir();
  if (existsSync(path.join(commonDir, 'reftable'))) return readThroughGit(repository);
  // Without waiting: the files are few and small, and a macro looks at them between all of its steps.
  const head = readFileSync(path.join(repository.gitDir, 'HEAD'), 'utf8').trim().replace(/^ref: /, '');
  const loose = readLoose(commonDir);
  // after the loose ones: git packs a reference before it removes the loose file
  const refs = readPacked(commonDir);
  for (const [name, value] of loose) refs.set(name, value);
  for (const [name, value] of refs) {
    // a symbolic reference, such as refs/remotes/origin/HEAD
    if (!value.startsWith('ref: ')) continue;
    const target = refs.get(value.slice('ref: '.length));
    if (target === undefined) refs.delete(name);
    else refs.set(name, target);
  }
  return { head, refs };
}

const kept = /^refs\/(?:heads|remotes|tags)\/|^refs\/stash$/;

function readPacked(commonDir: string): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of readIfAny(path.join(commonDir, 'packed-refs')).split('\n')) {
    const name = line.slice(line.indexOf(' ') + 1);
    // other lines are comments and, after a tag, what it points to
    if (/^[0-9a-f]{40,64} /.test(line) && kept.test(name)) refs.set(name, line.slice(0, line.indexOf(' ')));
  }
  return refs;
}

function readLoose(commonDir: string): Map<string, string> {
  const refs = new Map<string, string>();
  const readOne = (name: string) => {
    const value = readIfAny(path.join(commonDir, name)).trim();
    if (/^(?:ref: .+|[0-9a-f]{40,64})$/.test(value)) refs.set(name, value);
  };
  const visit = (folder: string) => {
    for (const entry of listIfAny(path.join(commonDir, folder))) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else readOne(name);
    }
  };
  for (const folder of ['refs/heads', 'refs/remotes', 'refs/tags']) visit(folder);
  readOne('refs/stash');
  return refs;
}

/** Empty for a folder that is gone since it was listed, or was never there. */
function listIfAny(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function readIfAny(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return '';
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readThroughGit(repository: Repository): Promise<RefState> {
  const format = '--format=%(objectname) %(refname)';
  const [list, branch, sha] = await Promise.all([
    repository.read(['for-each-ref', format, '--', 'refs/heads', 'refs/remotes', 'refs/tags', 'refs/stash']),
    repository.readIfAny(['symbolic-ref', 'HEAD']),
    repository.readIfAny(['rev-parse', '--verify', 'HEAD']),
  ]);
  const lines = list.split('\n').filter(Boolean);
  const refs = new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
  return { head: branch ?? sha ?? '', refs };
}
