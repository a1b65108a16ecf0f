// Types lines of templates again, character by character, and counts what the linter says meanwhile of other places
// than the one that is typed at: a person who types wants to hear of what is there, not of what is not there yet.
// With --edits it pastes, deletes, moves, comments out and composes blocks in place of that, N times each in YAML and JSON.
//   node scripts/cloudformation/typing.ts [--lines N] [--edits N] [--seed N] [--verbose] [FILE-OR-FOLDER...]
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { looksLikeTemplate } from '../../src/cloudformation/parser/recognise.ts';
import { looksLikeJson } from '../../src/cloudformation/parser/template.ts';
import { randomFrom } from '../seeds.ts';
import { asJson, seedTexts } from './seeds.ts';
import { editings, isBroken, unexpected, type Editing } from './editing.ts';
import { elsewhere, typedStates, type TypedState } from './keystrokes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '20' }, edits: { type: 'string' }, seed: { type: 'string', default: '1' }, verbose: { type: 'boolean' } },
});
const dataFolder = fileURLToPath(new URL('../../src/cloudformation/schema/data', import.meta.url));
const service = new CloudFormationService({ files: { read: () => undefined, list: () => [] }, dataFolder, now: () => new Date(0) });
const lint = (text: string): Diagnostic[] => service.lint(TextDocument.create('untitled:typed', 'cloudformation', 1, text));

function filesIn(name: string): string[] {
  if (!fs.statSync(name).isDirectory()) return [name];
  return fs.readdirSync(name, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json|template)$/.test(file)).map((file) => path.join(name, file)).toSorted();
}

const templates = (positionals.length > 0 ? positionals.flatMap(filesIn).map((file) => fs.readFileSync(file, 'utf8')) : seedTexts()).filter(looksLikeTemplate);

/** What one way of changing texts brings up. */
class Tally {
  #states = 0;
  #broken = 0;
  #wellFormed = 0;
  readonly #byRule = new Map<string, number>();

  add(found: readonly Diagnostic[], { text, line, typed }: TypedState): void {
    this.#states++;
    if (!isBroken(text)) {
      this.#wellFormed += found.length;
      return;
    }
    this.#broken++;
    for (const { rule, message, range } of found) {
      this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + 1);
      if (values.verbose) console.log(`${rule} ${message} (line ${range.start.line + 1}) at line ${line + 1}: ${JSON.stringify(typed)}`);
    }
  }

  print(title: string): void {
    const counts = [...this.#byRule].toSorted(([, a], [, b]) => b - a);
    const found = counts.reduce((sum, [, count]) => sum + count, 0);
    console.log(`${title}: ${this.#states} states, ${this.#broken} of them broken: ${found} findings elsewhere while broken, ${this.#wellFormed} while well-formed`);
    for (const [rule, count] of counts) console.log(`  ${rule} ${count}`);
  }
}

function typeLines(): void {
  const tally = new Tally();
  const random = randomFrom(Number(values.seed));
  for (const text of templates) {
    const before = lint(text);
    if (before.some(({ rule }) => rule === 'E0000')) continue;
    for (const state of typedStates(text, Number(values.lines), random)) {
      tally.add(elsewhere(before, lint(state.text), state), state);
    }
  }
  tally.print('typed lines');
}

function edit(title: string, editing: Editing, texts: readonly string[]): void {
  const tally = new Tally();
  const random = randomFrom(Number(values.seed));
  for (const text of texts) {
    for (let number = 0; number < Number(values.edits); number++) {
      for (const { state, found } of unexpected(editing(text, random), lint)) tally.add(found, state);
    }
  }
  tally.print(title);
}

if (values.edits === undefined) {
  typeLines();
} else {
  for (const [title, editing] of Object.entries(editings)) {
    edit(`${title}, YAML`, editing, templates.filter((text) => !looksLikeJson(text)));
    edit(`${title}, JSON`, editing, templates.flatMap(asJson));
  }
}
