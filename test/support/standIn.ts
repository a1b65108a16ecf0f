import fs from 'node:fs';
import path from 'node:path';
import type { TempFolder } from './temp.ts';

/** How a stand-in was started. */
export interface Start {
  readonly pid: string;
  /** Its arguments, separated by blanks. */
  readonly args: string;
}

/**
 * A program of that name that runs a script of Node's; every start is written down in the folder.
 * @returns an environment whose PATH has it, and nothing else
 */
export function standInProgram(folder: TempFolder, name: string, script: string): NodeJS.ProcessEnv {
  const program = folder.file(`bin/${name}`);
  fs.mkdirSync(path.dirname(program), { recursive: true });
  const log = `require('node:fs').appendFileSync(${JSON.stringify(folder.file('starts'))}, process.pid + ' ' + process.argv.slice(2).join(' ') + '\\n');`;
  fs.writeFileSync(program, `#!${process.execPath}\n${log}\n${script}\n`, { mode: 0o755 });
  return { PATH: path.dirname(program) };
}

/** The starts of every stand-in of a folder, in order. */
export function startsOf(folder: TempFolder): Start[] {
  if (!fs.existsSync(folder.file('starts'))) return [];
  const lines = fs.readFileSync(folder.file('starts'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => ({ pid: line.slice(0, line.indexOf(' ')), args: line.slice(line.indexOf(' ') + 1) }));
}
