// Measures the parser, the linter and the formatter on one large file, on files that are one large thing, on a module of a
// hundred files after a keystroke, on 87 files as a whole process (with what it kept of the run before, and without), and on
// a folder of 10,000, there also how long a server that lints it keeps others waiting; beside them, where the terraform
// binary is on PATH, what it takes. Run with: node scripts/terraform/bench.ts (after node esbuild.mjs)
import { spawnSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFiles, type Files, uriOf } from '../../src/language/files.ts';
import { Linter } from '../../src/lint/linter.ts';
import { createServices, type DataFolder } from '../../src/lint/services.ts';
import { formatHcl } from '../../src/terraform/hcl/format.ts';
import { manyFindingsText, realisticFiles, realisticText } from './realistic.ts';
import { scratchFolder } from '../scratch.ts';
import { editsOf, parseAs } from './edits.ts';
import { OpenText, serviceFor, shortest, timed } from './openText.ts';
import { largeShapes, type Shape } from './shapes.ts';

const size = 61_000;
const rounds = 40;
const dataFolder: DataFolder = (language) => fileURLToPath(new URL(`../../src/${language}/schema/data`, import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function measure(action: () => void, count = rounds): number {
  for (let round = 0; round < count / 2; round++) action();
  return shortest(Array.from({ length: count }, () => timed(action)));
}

function report(what: string, figure: string, beside = ''): void {
  console.log(`${what.padEnd(52)} ${figure.padStart(16)}   ${beside}`.trimEnd());
}

const ms = (time: number) => `${time.toFixed(1)} ms`;
const times = (share: number) => `${share.toFixed(1)} times`;

const hasTerraform = spawnSync('terraform', ['version']).status === 0;

/** How long a program takes, in ms: the shortest of seven runs. */
function processTime(program: string, args: readonly string[], cwd: string): number {
  return shortest(Array.from({ length: 7 }, () => timed(() => spawnSync(program, args, { cwd, stdio: 'ignore' }))));
}

/** What linting a text again and publishing what was found costs in a warm server, as shares of its bare parse, for edits of some kinds. */
function lintOf({ what, name, text }: Shape, kinds: readonly string[]): void {
  const open = () => new OpenText(`/m/${name}`, text);
  console.log(`\n${what}: ${text.length} characters, ${open().open()} findings`);
  report('parse', ms(measure(() => void parseAs(name, text))));
  for (const edit of editsOf(name, text).filter((each) => kinds.includes(each.name))) {
    open().cost(edit, rounds);
    const { lint, parse } = open().cost(edit, rounds);
    report(`lint after ${edit.name}`, ms(lint), `${times(lint / parse)} the parse, wanted at most 3`);
  }
}

const ofAnyFile = ['a blank at the end of a line', 'a blank between two values', 'a letter in a value', 'a line at the top'];
const ofAFile = [...ofAnyFile, 'a half argument', 'a comment at the end', 'a new local value', 'a letter in a name that is used', 'an open quote'];

const text = realisticText(size);
lintOf({ what: 'A file as teams keep it', name: 'main.tf', text }, ofAFile);
lintOf({ what: 'A file with many findings', name: 'main.tf', text: manyFindingsText(size) }, ['a blank in the largest block', 'a line at the top', 'a comment at the end', 'a new local value']);
for (const shape of largeShapes(size)) lintOf(shape, ofAnyFile);

console.log('');
const scratch = scratchFolder('bench');
try {
  fs.mkdirSync(path.join(scratch, 'one'));
  fs.writeFileSync(path.join(scratch, 'one/main.tf'), text);
  const format = measure(() => void formatHcl(text));
  const theirs = hasTerraform ? processTime('terraform', ['fmt', '-check'], path.join(scratch, 'one')) : undefined;
  report('format', ms(format), theirs === undefined ? 'terraform is not on PATH' : `terraform fmt -check ${ms(theirs)}: ${times(theirs / format)}`);

  const many = new Map(Array.from({ length: 100 }, (_, index) => [`/n/f${index}.tf`, `variable "v${index}" {\n  type = string\n}\n\noutput "o${index}" {\n  value = var.v${index}\n}\n`]));
  const hundred = serviceFor(many);
  let version = 0;
  const keystroke = measure(() => void hundred.lint(TextDocument.create(uriOf('/n/f7.tf'), 'terraform', ++version, `${many.get('/n/f7.tf') ?? ''}# ${version}\n`)));
  report('lint after a keystroke in a module of 100 files', ms(keystroke));

  console.log('\nWhole processes over 87 files');
  const eightySeven = path.join(scratch, '87');
  writeFiles(eightySeven, 87);
  const terraform = hasTerraform ? processTime('terraform', ['fmt', '-check', '-recursive'], eightySeven) : undefined;
  if (terraform !== undefined) report('terraform fmt -check -recursive', ms(terraform));
  const beside = (time: number) => (terraform === undefined ? '' : `terraform takes ${times(terraform / time)} as long`);
  for (const args of [['fmt', '--check'], ['lint', '--no-cache'], ['lint']]) {
    const time = processTime(process.execPath, [cli, ...args], eightySeven);
    report(`plumbline ${args.join(' ')}`, ms(time), beside(time));
  }
  const [changed = ''] = realisticFiles(87).keys();
  const afterChange = shortest(Array.from({ length: 7 }, () => {
    fs.appendFileSync(path.join(eightySeven, changed), '\n');
    return timed(() => spawnSync(process.execPath, [cli, 'lint'], { cwd: eightySeven, stdio: 'ignore' }));
  }));
  report('plumbline lint, one file changed', ms(afterChange), beside(afterChange));

  console.log('\nA folder of 10,000 files in a thousand modules');
  const thousands = path.join(scratch, '10000');
  writeFiles(thousands, 10_000);
  // What init downloads is nobody's to lint: a walk into it would read the broken files.
  fs.mkdirSync(path.join(thousands, '.terraform/modules/far'), { recursive: true });
  for (let index = 0; index < 1000; index++) fs.writeFileSync(path.join(thousands, `.terraform/modules/far/f${index}.tf`), 'broken {');
  for (const args of [['fmt', '--check'], ['lint', '--no-cache'], ['lint'], ['lint']]) {
    // Said by the process itself at its end.
    const peak = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}`))';
    const started = performance.now();
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', peak, cli, ...args], { cwd: thousands, encoding: 'utf8', maxBuffer: 1 << 30 });
    const megabytes = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
    report(`plumbline ${args.join(' ')}`, ms(performance.now() - started), `peak ${megabytes.toFixed(0)} MB${stdout.includes('.terraform') ? '; .terraform WAS WALKED' : ''}`);
  }
  await scanOf(thousands);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

/** How long whoever types waits for a server that lints a folder: what else there is to do comes between two files. */
async function scanOf(folder: string): Promise<void> {
  const create = (files: Files) => createServices(files, dataFolder, () => new Date(), { once: true });
  const linter = new Linter(create(new DiskFiles()), create);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await linter.lint([folder], folder);
  delay.disable();
  const waited = (nanoseconds: number) => ms(nanoseconds / 1e6);
  report('others wait in a server that lints it', waited(delay.percentile(99)), `in 99 of 100 cases, wanted at most 25 ms; as a rule ${waited(delay.percentile(50))}, at worst ${waited(delay.max)}`);
}

function writeFiles(folder: string, count: number): void {
  for (const [name, content] of realisticFiles(count)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
}
