// Measures the parser, the linter and the formatter on one large file, and on a module of a hundred files after a
// keystroke; beside them, where the terraform binary is on PATH, what it takes. Run with: node scripts/terraform/bench.ts
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf, type Files } from '../../src/language/files.ts';
import { formatHcl } from '../../src/terraform/hcl/format.ts';
import { parseHcl } from '../../src/terraform/hcl/parser.ts';
import { TerraformService } from '../../src/terraform/service.ts';
import { seedTexts } from './seeds.ts';

const size = 61_000;
const rounds = 20;

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function measure(action: () => void): number {
  for (let round = 0; round < rounds / 2; round++) action();
  return median(
    Array.from({ length: rounds }, () => {
      const started = performance.now();
      action();
      return performance.now() - started;
    }),
  );
}

/** Sound examples one after the other, up to the size; names repeat, which only makes for more findings. */
function largeText(): string {
  const sound = seedTexts().filter((text) => !text.includes('# file:') && parseHcl(text).problems.length === 0);
  let text = '';
  for (let index = 0; text.length < size; index++) text += `${sound[index % sound.length] ?? ''}\n`;
  return text;
}

function serviceFor(texts: Map<string, string>): TerraformService {
  const files: Files = { read: (file) => texts.get(file), list: (folder) => [...texts.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)) };
  return new TerraformService({ files, dataFolder: fileURLToPath(new URL('../../src/terraform/schema/data', import.meta.url)), now: () => new Date() });
}

function report(what: string, ms: number, beside?: number): void {
  console.log(`${what.padEnd(44)} ${ms.toFixed(1).padStart(8)} ms${beside === undefined ? '' : `   terraform ${beside.toFixed(0)} ms (${(beside / ms).toFixed(1)} times)`}`);
}

const text = largeText();
const parse = measure(() => void parseHcl(text));
let version = 0;
const alone = serviceFor(new Map([['/m/main.tf', text]]));
const lint = measure(() => {
  const changed = `${text}# ${version++}\n`;
  alone.lint(TextDocument.create(uriOf('/m/main.tf'), 'terraform', version, changed));
});
const many = new Map(Array.from({ length: 100 }, (_, index) => [`/n/f${index}.tf`, `variable "v${index}" {\n  type = string\n}\n\noutput "o${index}" {\n  value = var.v${index}\n}\n`]));
const hundred = serviceFor(many);
const keystroke = measure(() => {
  const changed = `${many.get('/n/f7.tf') ?? ''}# ${version++}\n`;
  hundred.lint(TextDocument.create(uriOf('/n/f7.tf'), 'terraform', version, changed));
});

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-bench-'));
fs.writeFileSync(path.join(folder, 'main.tf'), text);
const theirs = hasTerraform
  ? median(
      Array.from({ length: 5 }, () => {
        const started = performance.now();
        try {
          execFileSync('terraform', ['fmt', '-check', folder], { stdio: 'ignore' });
        } catch {
          // Exit code 3: the file is not formatted, which is no matter here.
        }
        return performance.now() - started;
      }),
    )
  : undefined;
fs.rmSync(folder, { recursive: true });

console.log(`${text.length} characters`);
report('parse', parse);
report(`lint (${(lint / parse).toFixed(1)} times the parse)`, lint);
report('format', measure(() => void formatHcl(text)), theirs);
report('lint after a keystroke in 100 files', keystroke);
