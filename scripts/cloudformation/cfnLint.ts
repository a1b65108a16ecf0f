import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { TempFolder } from '../../test/support/temp.ts';

/** What cfn-lint says of one text. */
export interface Told {
  readonly rule: string;
  /** From 0. */
  readonly line: number;
  readonly message: string;
}

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Start: { readonly LineNumber: number } };
  readonly Filename: string;
  readonly Message: string;
}

/** Texts given to one process: it reads them all before it says anything. */
const batch = 60;

/** Whether cfn-lint can be started. */
export function hasCfnLint(): boolean {
  return spawnSync('cfn-lint', ['--version']).status === 0;
}

/** Asks cfn-lint, which has to be on PATH, about texts by their names (`a.yaml`, `b.json`); undefined where it crashes. */
export async function askCfnLint(texts: ReadonlyMap<string, string>): Promise<Map<string, Told[] | undefined>> {
  const answers = new Map<string, Told[] | undefined>([...texts.keys()].map((name) => [name, []]));
  await using folder = await TempFolder.create({});
  const names = [...texts.keys()];
  for (const [name, text] of texts) await fs.writeFile(path.join(folder.path, name), text);
  for (let from = 0; from < names.length; from += batch) {
    for (const name of await ask(folder.path, names.slice(from, from + batch), answers)) answers.set(name, undefined);
  }
  return answers;
}

/** Asks about files; returns those that make cfn-lint crash, found by halves. */
async function ask(cwd: string, names: readonly string[], answers: Map<string, Told[] | undefined>): Promise<string[]> {
  let matches: Match[];
  try {
    matches = await run(cwd, names);
  } catch (error) {
    if (!(error instanceof CrashError)) throw error;
    if (names.length === 1) return [...names];
    const half = Math.ceil(names.length / 2);
    return [...(await ask(cwd, names.slice(0, half), answers)), ...(await ask(cwd, names.slice(half), answers))];
  }
  for (const { Rule, Location, Filename, Message } of matches) {
    answers.get(Filename)?.push({ rule: Rule.Id, line: Location.Start.LineNumber - 1, message: Message });
  }
  return [];
}

/** cfn-lint ended without an answer. */
class CrashError extends Error {}

function run(cwd: string, names: readonly string[]): Promise<Match[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('cfn-lint', ['--format', 'json', '--', ...names], { cwd });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => (output += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (errors += data));
    child.on('error', reject);
    child.on('close', (code) => {
      try {
        resolve(JSON.parse(output) as Match[]);
      } catch (error) {
        reject(new CrashError(`cfn-lint ended with ${code} and no JSON: ${errors.slice(0, 2000)}`, { cause: error }));
      }
    });
  });
}
