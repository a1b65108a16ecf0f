// Judges what the linter says of templates with a syntax error: cfn-lint, which has to be on PATH, is asked about the
// same templates without what the linter leaves out, and has to agree on rule and line. Templates without a syntax
// error are broken first, in so many ways, by a seed.
//   node scripts/cloudformation/judge.ts [--breaks N] [--seed N] [--verbose] FILE-OR-FOLDER...
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { looksLikeTemplate } from '../../src/cloudformation/parser/recognise.ts';
import { randomFrom } from '../seeds.ts';
import { broken } from './breaks.ts';
import { askCfnLint, hasCfnLint, type Told } from './cfnLint.ts';
import { mended } from './mend.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { breaks: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, verbose: { type: 'boolean' }, keep: { type: 'string' } },
});

const dataFolder = fileURLToPath(new URL('../../src/cloudformation/schema/data', import.meta.url));
const service = new CloudFormationService({ files: { read: () => undefined, list: () => [] }, dataFolder, now: () => new Date() });

/** What the linter says, apart from what cfn-lint has no rules for. */
function ours(text: string): Told[] {
  return service
    .lint(TextDocument.create('untitled:judged', 'cloudformation', 1, text))
    .filter(({ rule }) => /^[EW]\d{4}$/.test(rule))
    .map(({ rule, range, message }) => ({ rule, line: range.start.line, message }));
}

function filesIn(name: string): string[] {
  if (!fs.statSync(name).isDirectory()) return [name];
  return fs.readdirSync(name, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json|template)$/.test(file)).map((file) => path.join(name, file)).toSorted();
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly found: readonly Told[];
  readonly mended: string;
}

function casesOf(files: readonly string[]): Case[] {
  const random = randomFrom(Number(values.seed));
  const cases: Case[] = [];
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    if (!looksLikeTemplate(text)) continue;
    const isBroken = ours(text).some(({ rule }) => rule === 'E0000');
    const texts = isBroken ? [text] : Array.from({ length: Number(values.breaks) }, () => broken(text, random));
    for (const each of texts) {
      const found = ours(each);
      if (!found.some(({ rule }) => rule === 'E0000')) continue;
      const kind = each.trimStart().startsWith('{') ? 'json' : 'yaml';
      cases.push({ name: `${cases.length}-${path.basename(file).replace(/\.\w+$/, '')}.${kind}`, text: each, found: found.filter(({ rule }) => rule !== 'E0000'), mended: mended(each) });
    }
  }
  return cases;
}

const key = ({ rule, line }: Told): string => `${rule}@${line}`;

/** Findings by rule and line: cfn-lint's own positions are no finer than that. */
function byKey(told: readonly Told[]): Map<string, Told> {
  return new Map(told.map((each) => [key(each), each]));
}

if (!hasCfnLint()) {
  console.error('cfn-lint is not on PATH; install it (pip install cfn-lint) and run this again.');
  process.exit(2);
}
const cases = casesOf(positionals.flatMap(filesIn));
const answers = await askCfnLint(new Map(cases.map((each) => [each.name, each.mended])));
const total = { judged: 0, unjudged: 0, found: 0, confirmed: 0, alsoMended: 0, missed: 0 };
for (const { name, text, found, mended: sound } of cases) {
  const answer = answers.get(name);
  const theirs = byKey(answer ?? []);
  const refusal = [...theirs.values()].find(({ rule }) => rule === 'E0000');
  if (refusal || !answer) {
    total.unjudged++;
    const why = refusal ? `still says: ${refusal.message} (line ${refusal.line + 1})` : 'crashes';
    console.log(`${name}: not judged; without what was left out cfn-lint ${why}`);
    if (values.keep !== undefined) fs.writeFileSync(path.join(values.keep, name), sound);
    continue;
  }
  total.judged++;
  const inSound = byKey(ours(sound));
  const own = byKey(found);
  const unconfirmed = [...own].filter(([at]) => !theirs.has(at));
  const missed = [...theirs].filter(([at, { rule }]) => !own.has(at) && !rule.startsWith('I'));
  total.found += own.size;
  total.confirmed += own.size - unconfirmed.length;
  total.alsoMended += unconfirmed.filter(([at]) => inSound.has(at)).length;
  total.missed += missed.length;
  for (const [at, { rule, line, message }] of unconfirmed) {
    console.log(`${name}:${line + 1} ${rule} ${message} [not confirmed; ${inSound.has(at) ? 'said of the mended text, too' : 'said of the broken text alone'}]`);
  }
  if (values.verbose) for (const [, { rule, line, message }] of missed) console.log(`${name}:${line + 1} ${rule} ${message} [missed]`);
  if (values.keep !== undefined && (unconfirmed.length > 0 || missed.length > 0)) {
    fs.writeFileSync(path.join(values.keep, `${name}.broken`), text);
    fs.writeFileSync(path.join(values.keep, name), sound);
  }
}
const share = total.found > 0 ? ((100 * total.confirmed) / total.found).toFixed(1) : '-';
console.log(
  `${total.judged} broken templates (${total.unjudged} more could not be judged): of ${total.found} findings cfn-lint confirms ${total.confirmed} (${share}%); ` +
    `of the others ${total.alsoMended} do not come from the break; ${total.missed} missed`,
);
