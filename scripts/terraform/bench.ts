// Measures the parser, the linter and the formatter on one large file, on a module of a hundred files after a keystroke, on
// 87 files as a whole process (with what it kept of the run before, and without), and on a folder of 10,000; beside them, where the terraform binary is on PATH, what it
// takes. Run with: node scripts/terraform/bench.ts (after node esbuild.mjs)
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf } from '../../src/language/files.ts';
import { formatHcl } from '../../src/terraform/hcl/format.ts';
import { parseHcl } from '../../src/terraform/hcl/parser.ts';
import { manyFindingsText, realisticFiles, realisticText } from './realistic.ts';
import { scratchFolder } from '../scratch.ts';
import { serviceFor, shortest, timed } from './openText.ts';

const size = 61_000;
const rounds = 40;
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

/** What linting a text costs in a warm server, as shares of its bare parse. */
function lintOf(name: string, text: string): void {
  const service = serviceFor(new Map([['/m/main.tf', text]]));
  let version = 0;
  // Publishing is putting into words: the server sends the diagnostics as JSON.
  const lint = (changed: string) => JSON.stringify(service.lint(TextDocument.create(uriOf('/m/main.tf'), 'terraform', ++version, changed)));
  const middle = text.indexOf('{', text.indexOf('\nresource ', text.length / 2)) + 1;
  const findings = service.lint(TextDocument.create(uriOf('/m/main.tf'), 'terraform', ++version, text)).length;
  console.log(`\n${name}: ${text.length} characters, ${findings} findings`);
  const parse = measure(() => void parseHcl(text));
  const row = (what: string, time: number, bare = parse) => report(what, ms(time), `${times(time / bare)} the parse, wanted at most 3`);
  report('parse', ms(parse));
  row('lint after a keystroke in a block', measure(() => void lint(`${text.slice(0, middle)} # ${version}${text.slice(middle)}`)));
  row('lint after a keystroke behind the last block', measure(() => void lint(`${text}# ${version}\n`)));
  row('lint after a line that moves what follows', measure(() => void lint(`${text.slice(0, middle)}\n# ${version}${text.slice(middle)}`)));
  const withQuote = () => `${text.slice(0, middle)}\n  a = "${version}${text.slice(middle)}`;
  row('lint while a quote is open', measure(() => void lint(withQuote())), measure(() => void parseHcl(withQuote())));
  row('lint after a new declaration', measure(() => void lint(`${text}\nlocals {\n  new_${version} = 1\n}\n`)));
}

const text = realisticText(size);
lintOf('A file as teams keep it', text);
lintOf('A file with many findings', manyFindingsText(size));

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
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

function writeFiles(folder: string, count: number): void {
  for (const [name, content] of realisticFiles(count)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
}
