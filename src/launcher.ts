import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launcherVariable } from './launcherVariable.ts';
import { shellQuoted } from './posix.ts';

/**
 * Writes the programs `plumbline` (for a POSIX shell, Git for Windows' included) and `plumbline.cmd`, which run the
 * command line on a Node or Electron program. Their path stays while that of the program and of the command line change
 * with each update, so hooks and terminals can rely on it; they are only written where they change.
 * @param folder absolute; made if need be
 * @param program the Node or Electron program, absolute
 * @param cli the built command line, absolute
 * @returns the path of `plumbline`
 */
export async function writeLauncher(folder: string, program: string, cli: string): Promise<string> {
  const launcher = path.join(folder, 'plumbline');
  await mkdir(folder, { recursive: true });
  await writeIfOther(launcher, shellText(launcher, program, cli), 0o755);
  await writeIfOther(`${launcher}.cmd`, batchText(launcher, program, cli), 0o644);
  return launcher;
}

async function writeIfOther(file: string, text: string, mode: number): Promise<void> {
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present === text) return;
  // another window may be starting it at this moment
  const own = `${file}.${process.pid}`;
  await writeFile(own, text);
  await chmod(own, mode);
  await rename(own, file);
}

// ELECTRON_RUN_AS_NODE has Electron be Node; Node takes no notice of it.
// https://www.electronjs.org/docs/latest/api/environment-variables#electron_run_as_node

function shellText(launcher: string, program: string, cli: string): string {
  return `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 ${launcherVariable}=${shellQuoted(launcher)} exec ${shellQuoted(program)} ${shellQuoted(cli)} "$@"
`;
}

function batchText(launcher: string, program: string, cli: string): string {
  // a percent sign of a path would begin a variable
  const quote = (word: string) => `"${word.replaceAll('%', '%%')}"`;
  return [
    '@echo off',
    'setlocal',
    'set "ELECTRON_RUN_AS_NODE=1"',
    `set ${quote(`${launcherVariable}=${launcher}`)}`,
    `${quote(program)} ${quote(cli)} %*`,
    '',
  ].join('\r\n');
}
