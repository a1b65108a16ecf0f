import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { shellQuoted } from '../posix.ts';
import { GitError } from './errors.ts';
import type { Repository } from './repository.ts';

/** What our hook can be recognised by, whoever wrote what around it. */
const mark = '# plumbline: pre-push gate';

/** How the gate is started: a program and its arguments; whatever of them is an absolute path has to exist. */
export type HookCommand = readonly [string, ...string[]];

export interface InstalledHook {
  readonly file: string;
  /** The hook that was there before; ours runs it first. */
  readonly kept: string | undefined;
}

/** The folder that git runs hooks from, `core.hooksPath` respected. */
export async function hooksFolder(repository: Repository): Promise<string> {
  return path.resolve(repository.root, await repository.read(['rev-parse', '--git-path', 'hooks']));
}

/**
 * Installs the pre-push gate. A hook that is there already is kept beside it and runs first, with the same arguments
 * and input; installing again only brings ours up to date.
 * @throws GitError `alreadyExists` where the hooks are files of the work tree (husky and others): these are the
 * project's, and a line there is the way
 */
export async function installPrePush(repository: Repository, gate: HookCommand): Promise<InstalledHook> {
  const folder = await hooksFolder(repository);
  const file = path.join(folder, 'pre-push');
  const kept = path.join(folder, 'pre-push.before-plumbline');
  const present = await readIfAny(file);
  const ours = present?.includes(mark) ?? false;
  const inWorkTree = !path.relative(repository.root, folder).startsWith('..') && !folder.startsWith(repository.gitDir);
  if (inWorkTree && !ours) {
    throw new GitError(
      'alreadyExists',
      `The hooks of this repository are files in ${repository.relative(folder)} (core.hooksPath); add this line to its ` +
        `pre-push: ${commandLine(gate)}`,
    );
  }
  if (present !== undefined && !ours) {
    if ((await readIfAny(kept)) !== undefined) {
      throw new GitError('alreadyExists', `Both ${file} and ${kept} hold another hook; merge them into one first.`);
    }
    await rename(file, kept);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.new`, hookText(gate));
  await chmod(`${file}.new`, 0o755);
  await rename(`${file}.new`, file);
  return { file, kept: (await readIfAny(kept)) === undefined ? undefined : kept };
}

/** Takes our hook out and puts the one before it back; false where ours is not installed. */
export async function uninstallPrePush(repository: Repository): Promise<boolean> {
  const folder = await hooksFolder(repository);
  const file = path.join(folder, 'pre-push');
  const kept = path.join(folder, 'pre-push.before-plumbline');
  if (!(await readIfAny(file))?.includes(mark)) return false;
  if ((await readIfAny(kept)) === undefined) await rm(file);
  else await rename(kept, file);
  return true;
}

async function readIfAny(file: string): Promise<string | undefined> {
  const info = await stat(file).catch(() => undefined);
  return info?.isFile() ? readFile(file, 'utf8') : undefined;
}

/** What a hook of the project's own has to say: git's input and arguments are handed on. */
function commandLine(gate: HookCommand): string {
  return `${gate.map(shellQuoted).join(' ')} -- "$@"`;
}

function hookText(gate: HookCommand): string {
  return `#!/bin/sh
${mark}. Installed by "plumbline hook install"; "plumbline hook uninstall" takes it out.
pushed=$(cat)
before=$(dirname "$0")/pre-push.before-plumbline
if [ -x "$before" ]; then
  printf '%s\\n' "$pushed" | "$before" "$@" || exit $?
fi
for needed in ${gate.filter((word) => path.isAbsolute(word)).map(shellQuoted).join(' ')}; do
  if [ ! -f "$needed" ]; then
    echo "plumbline: $needed is gone; run 'plumbline hook install' again, or push with --no-verify" >&2
    exit 1
  fi
done
printf '%s\\n' "$pushed" | ${gate.map(shellQuoted).join(' ')} -- "$@"
`;
}
