// Lints, outlines, navigates and formats seeded mutants of the Terraform in this repository: nothing may throw, take long, or point
// outside its file, and what is formatted once stays as it is. Run with: node scripts/terraform/fuzz.ts [COUNT] [SEED]
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf, type Files } from '../../src/language/files.ts';
import { TerraformService } from '../../src/terraform/service.ts';
import { fileURLToPath } from 'node:url';
import { randomFrom } from '../seeds.ts';
import { seedTexts } from './seeds.ts';

const [count = '20000', seed = '1'] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const texts = seedTexts();
const pieces = [
  '"', '{', '}', '[', ']', '(', ')', '=', '\n', '\r\n', ',', '.', '${', '%{', '<<EOT\n', 'EOT\n', '#', '/*', '*/', '?', ':', '=>', '...', 'for ', 'if ', 'in ',
  '*', '[*]', '.*', '!', '-', '&&', '1e400', 'null', 'var.', 'local.', 'each.key', 'count', 'resource ', 'dynamic "x" {', 'é', '\u{1F600}', '\t', '\0', '\ufeff',
  '1/0', '[][0]', 'toset(', 'merge(', 'range(0, 1e9)', 'cidrsubnet("0.0.0.0/0", 32, 99)', 'try(', 'optional(', 'object({',
];
const names = ['main.tf', 'main.tf', 'main.tf', 'main.tf.json', 'override.tf', 'a.tfvars', 'a.tftest.hcl', '.terraform.lock.hcl'];
/** A mutant may take this long in ms; the texts are small. */
const patience = 1000;

const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];

function mutate(original: string): string {
  let text = original;
  for (let rounds = 1 + Math.floor(random() * 3); rounds > 0; rounds--) {
    const at = Math.floor(random() * (text.length + 1));
    const kind = random();
    if (kind < 0.3) text = text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 4));
    else if (kind < 0.8) text = text.slice(0, at) + (pick(pieces) ?? '') + text.slice(at);
    else if (kind < 0.9) text = text.slice(0, at) + text.slice(Math.floor(random() * text.length)).slice(0, 60) + text.slice(at);
    else text = text.slice(0, at);
  }
  return text;
}

function check(file: string, text: string): string | undefined {
  const files: Files = { read: (other) => (other === file ? text : undefined), list: () => [file.slice(3)] };
  const dataFolder = fileURLToPath(new URL('../../src/terraform/schema/data', import.meta.url));
  const service = new TerraformService({ files, dataFolder, now: () => new Date(0) });
  const document = TextDocument.create(uriOf(file), 'terraform', 1, text);
  const started = performance.now();
  for (const { range, message } of service.lint(document)) {
    for (const place of [range.start, range.end]) {
      const back = document.positionAt(document.offsetAt(place));
      if (back.line !== place.line || back.character !== place.character) return `points outside the file: ${message}`;
    }
  }
  service.symbols(document);
  const position = document.positionAt(Math.floor(random() * (text.length + 1)));
  service.hover(document, position);
  service.complete(document, position);
  service.define(document, position);
  service.references(document, position, true);
  service.rename(document, position, 'renamed');
  const formatted = service.format(document);
  if ('edits' in formatted) {
    const once = formatted.edits[0]?.newText ?? text;
    const twice = service.format(TextDocument.create(uriOf(file), 'terraform', 2, once));
    if (!('edits' in twice) || twice.edits.length > 0) return 'is formatted differently the second time';
  }
  return performance.now() - started > patience ? 'takes too long' : undefined;
}

let failures = 0;
for (let number = 0; number < Number(count); number++) {
  const text = mutate(pick(texts) ?? '');
  const file = `/m/${pick(names)}`;
  let problem: string | undefined;
  try {
    problem = check(file, text);
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  if (problem === undefined) continue;
  failures++;
  console.log(`${file} ${problem}\n${JSON.stringify(text)}`);
}
console.log(`${count} mutants of seed ${seed}: ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
