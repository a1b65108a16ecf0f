import { isObjectName, readHead, readSha } from './head.ts';
import { LooseObjects } from './objects.ts';
import { readRefState } from './refs.ts';
import { readRemoteNames } from './remotes.ts';
import type { Repository } from './repository.ts';
import { readStatus } from './status.ts';

/** Files that differ from HEAD, untracked ones included, deleted ones not; relative to the root. */
export async function readUncommitted(repository: Repository): Promise<string[]> {
  const { entries } = await readStatus(repository);
  return entries
    .filter(({ index, workTree }) => workTree !== 'D' && !(index === 'D' && workTree === '.'))
    .map((entry) => entry.path);
}

/**
 * Files that commits on `revision` touch which no branch of the remote has yet, as far as the last fetch tells;
 * relative to the root. Some of them may be gone again on `revision`.
 * @param revision a full commit name, or any other revision
 * @param remote without one: commits that no remote has
 */
export async function readOutgoing(repository: Repository, revision: string, remote?: string): Promise<string[]> {
  const [{ refs }, sha] = await Promise.all([readRefState(repository), readSha(repository, revision)]);
  if (sha === undefined) return [];
  const prefix = `refs/remotes/${remote === undefined ? '' : `${remote}/`}`;
  for (const [ref, there] of refs) if (there === sha && ref.startsWith(prefix)) return [];
  const known = remote === undefined ? '--remotes' : `--remotes=${remote}`;
  // --diff-merges=combined: a merge counts with what it changes against all its parents
  const log = ['log', '--format=', '--name-only', '--no-renames', '--no-ext-diff', '--diff-merges=combined', '-z'];
  const { stdout } = await repository.run([...log, sha, '--not', known, '--']);
  return [...new Set(stdout.split('\0').filter(Boolean))];
}

/**
 * Of commits and tags that are to be pushed, the last of each line of commits that the remote does not have yet: what a
 * push of hundreds of tags comes to, asked of one process.
 * @param objects full names
 * @param remote without one: commits that no remote has
 */
export async function readOutgoingTips(repository: Repository, objects: readonly string[], remote?: string): Promise<string[]> {
  if (objects.length === 0) return [];
  const known = remote === undefined ? '--remotes' : `--remotes=${remote}`;
  const input = `${objects.join('\n')}\n`;
  const list = await repository.read(['rev-list', '--parents', '--stdin', '--not', known], { input });
  const lines = list.split('\n').filter(Boolean).map((line) => line.split(' '));
  const parents = new Set(lines.flatMap((line) => line.slice(1)));
  return lines.flatMap(([sha = '']) => (parents.has(sha) ? [] : [sha]));
}

/** What `lint: changed` means: everything uncommitted, and everything committed that no remote has. */
export async function readChanged(repository: Repository): Promise<string[]> {
  const [head, remotes, uncommitted] = await Promise.all([
    readHead(repository),
    readRemoteNames(repository),
    readUncommitted(repository),
  ]);
  // without a remote nothing was ever sent, and every file would count
  const outgoing = head.kind === 'unborn' || remotes.length === 0 ? [] : await readOutgoing(repository, 'HEAD');
  return [...new Set([...uncommitted, ...outgoing])].toSorted();
}

/**
 * The text of files as a revision has them (`:` for the index); files that it does not have, and that are not UTF-8
 * text, are left out.
 */
export async function readBlobs(
  repository: Repository,
  revision: string,
  files: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const loose = isObjectName(revision) ? new LooseObjects(repository) : undefined;
  const asked: { readonly file: string; readonly name: string }[] = [];
  for (const file of files) {
    const bytes = loose?.file(revision, file);
    const text = bytes && decode(bytes);
    if (text !== undefined) texts.set(file, text);
    if (bytes) continue;
    // stage 0 by name: a file may be called `1:x`
    const name = `${revision === ':' ? ':0' : revision}:${file}`;
    // git takes a name from each line, so one with a line break is asked about beforehand
    const known = file.includes('\n') ? await readObjectName(repository, name) : name;
    if (known !== undefined) asked.push({ file, name: known });
  }
  if (asked.length === 0) return texts;
  const blobs = await repository.readBytes(['cat-file', '--batch'], asked.map(({ name }) => `${name}\n`).join(''));
  let at = 0;
  for (const { file } of asked) {
    // <object> SP <type> SP <size> LF <contents> LF, or <name> SP missing LF
    const end = blobs.indexOf(10, at);
    const header = blobs.subarray(at, end).toString('utf8');
    at = end + 1;
    const size = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)?.[1];
    if (size === undefined) continue;
    const text = decode(blobs.subarray(at, at + Number(size)));
    at += Number(size) + 1;
    if (text !== undefined && header.includes(' blob ')) texts.set(file, text);
  }
  return texts;
}

/** The object that a name such as `HEAD:file` stands for; undefined where there is none. */
async function readObjectName(repository: Repository, name: string): Promise<string | undefined> {
  const { exitCode, stdout } = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', name], { accept: [1] });
  return exitCode === 0 ? stdout.trim() : undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
