// Types lines of templates again, character by character, and counts what the linter says meanwhile of other places
// than the one that is typed at: a person who types wants to hear of what is there, not of what is not there yet.
//   node scripts/cloudformation/typing.ts [--lines N] [--seed N] [--verbose] [FILE-OR-FOLDER...]
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { looksLikeTemplate } from '../../src/cloudformation/parser/recognise.ts';
import { randomFrom } from '../seeds.ts';
import { seedTexts } from './seeds.ts';
import { elsewhere, typedStates } from './keystrokes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' }, verbose: { type: 'boolean' } },
});
const dataFolder = fileURLToPath(new URL('../../src/cloudformation/schema/data', import.meta.url));
const service = new CloudFormationService({ files: { read: () => undefined, list: () => [] }, dataFolder, now: () => new Date(0) });
const lint = (text: string): Diagnostic[] => service.lint(TextDocument.create('untitled:typed', 'cloudformation', 1, text));

function filesIn(name: string): string[] {
  if (!fs.statSync(name).isDirectory()) return [name];
  return fs.readdirSync(name, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json|template)$/.test(file)).map((file) => path.join(name, file)).toSorted();
}

const texts = positionals.length > 0 ? positionals.flatMap(filesIn).map((file) => fs.readFileSync(file, 'utf8')) : seedTexts();
const random = randomFrom(Number(values.seed));
const total = { states: 0, broken: 0, flickers: 0, ofBroken: 0 };
const byRule = new Map<string, number>();
for (const text of texts.filter(looksLikeTemplate)) {
  const before = lint(text);
  if (before.some(({ rule }) => rule === 'E0000')) continue;
  for (const state of typedStates(text, Number(values.lines), random)) {
    const after = lint(state.text);
    const isBroken = after.some(({ rule }) => rule === 'E0000');
    total.states++;
    if (isBroken) total.broken++;
    for (const { rule, message, range } of elsewhere(before, after, state)) {
      total.flickers++;
      if (!isBroken) continue;
      total.ofBroken++;
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      if (values.verbose) console.log(`${rule} ${message} (line ${range.start.line + 1}) at line ${state.line + 1}: ${JSON.stringify(state.typed)}`);
    }
  }
}
for (const [rule, count] of [...byRule].toSorted(([, a], [, b]) => b - a)) console.log(`${rule} ${count}`);
console.log(`${total.states} states, ${total.broken} of them broken: ${total.ofBroken} findings elsewhere while broken, ${total.flickers - total.ofBroken} while well-formed`);
