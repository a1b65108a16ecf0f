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

/** Asks cfn-lint, which has to be on PATH, about texts by their names (`a.yaml`, `b.json`). Throws when it fails itself. */
export async function askCfnLint(texts: ReadonlyMap<string, string>): Promise<Map<string, Told[]>> {
  const answers = new Map<string, Told[]>([...texts.keys()].map((name) => [name, []]));
  await using folder = await TempFolder.create({});
  const names = [...texts.keys()];
  for (const [name, text] of texts) await fs.writeFile(path.join(folder.path, name), text);
  for (let from = 0; from < names.length; from += batch) {
    for (const match of await run(folder.path, names.slice(from, from + batch))) {
      answers.get(match.Filename)?.push({ rule: match.Rule.Id, line: match.Location.Start.LineNumber - 1, message: match.Message });
    }
  }
  return answers;
}

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
        reject(new Error(`cfn-lint ended with ${code} and no JSON: ${errors.slice(0, 2000)}`, { cause: error }));
      }
    });
  });
}
