// Compares the formatter with `terraform fmt`, byte for byte, on texts with odd layouts: invented ones, and those of this
// repository with other white space. Needs the terraform binary; reads no network. Run with:
// node scripts/terraform/compareFormat.ts [COUNT] [SEED]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { formatRead } from '../../src/terraform/hcl/format.ts';
import { readHcl } from '../../src/terraform/hcl/parser.ts';
import { scratchFolder } from '../scratch.ts';
import { randomFrom } from '../seeds.ts';
import { Layouts } from './layouts.ts';
import { seedTexts } from './seeds.ts';

const [count = '3000', seed = '1'] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const layouts = new Layouts(random);
const seeds = seedTexts();
const folder = scratchFolder('format');
const names = ['.tf', '.tf', '.tf', '.tfvars', '.tftest.hcl', '.tfmock.hcl'];

/** What the formatter makes of a text; undefined where it refuses. */
function ours(text: string): string | undefined {
  const read = readHcl(text);
  return read.parsed.problems.length > 0 ? undefined : formatRead(read);
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (a[at] === b[at]) at++;
  return at;
}

const texts = new Map<string, string>();
for (let number = 0; number < Number(count); number++) {
  const text = number % 2 === 0 ? layouts.invent() : layouts.shake(seeds[Math.floor(random() * seeds.length)] ?? '');
  const name = `${number}${names[number % names.length] ?? ''}`;
  texts.set(name, text);
  fs.writeFileSync(path.join(folder, name), text);
}

const { stderr, error } = spawnSync('terraform', ['fmt', '-list=false', '-no-color'], { cwd: folder, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1' }, maxBuffer: 1e9 });
if (error) throw error;
const refused = new Set([...stderr.matchAll(/^[│\s]+on (\S+) line \d+/gm)].map(([, name]) => name));

const outcomes = { same: 0, refused: 0, different: 0 };
for (const [name, text] of texts) {
  const theirs = refused.has(name) ? undefined : fs.readFileSync(path.join(folder, name), 'utf8');
  const own = ours(text);
  if (own === theirs) {
    outcomes[own === undefined ? 'refused' : 'same']++;
    continue;
  }
  outcomes.different++;
  const at = own === undefined || theirs === undefined ? 0 : firstDifference(own, theirs);
  const around = (result: string | undefined) => JSON.stringify(result?.slice(Math.max(0, at - 40), at + 40)) ?? 'refused';
  console.log(`${name}\n  plumbline ${around(own)}\n  terraform ${around(theirs)}\n  from      ${JSON.stringify(text)}`);
}
console.log(`${count} texts of seed ${seed}: ${outcomes.same} formatted the same, ${outcomes.refused} refused by both, ${outcomes.different} different`);
process.exitCode = outcomes.different > 0 ? 1 : 0;
