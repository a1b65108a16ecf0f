// Measures `plumbline lint` as a process beside cfn-lint, where that is on PATH, and @aws/cloudformation-validate, where
// that is installed for it, on templates that it makes itself or finds in a folder; and a lint after a keystroke against
// the bare parse. Build first.
//   node scripts/cloudformation/bench.ts [--install-peer] [FOLDER]
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { looksLikeJson, parseTemplate, type Template } from '../../src/cloudformation/parser/template.ts';
import { DiskFiles, uriOf } from '../../src/language/files.ts';
import { randomFrom } from '../seeds.ts';
import { type Edit, farReachingEdits } from './edits.ts';
import { madeTemplate } from './seeds.ts';
import { scratchFolder } from '../scratch.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const dataFolder = fileURLToPath(new URL('../../src/cloudformation/schema/data', import.meta.url));

interface Run {
  /** ms */
  readonly took: number;
  /** MB; undefined where the system does not tell. */
  readonly peak: number | undefined;
  /** Whether it did not end by itself. */
  readonly stopped: boolean;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const peerName = '@aws/cloudformation-validate';
/** Lints before any is measured, and keystrokes at each place. */
const warmUps = 20;
const keystrokes = 9;
/** Of the edits that reach far, so many are shown, those that take longest. */
const ofFarReaching = 3;
const placesOfAKind = 25;
/** A peer that hangs, as this one does on some templates, is stopped after this long (ms). */
const patience = 180_000;
/** Reads templates one after the other with the peer's engine, as a program of its user would. */
const peerProgram = `
const [folder, ...files] = process.argv.slice(1);
const { RegoEngine, TemplateFile } = require(folder);
const engine = new RegoEngine();
for (const file of files) {
  try {
    engine.validateStandard(new TemplateFile(file));
  } catch {
    // What it says of a template that it cannot read does not matter here.
  }
}
engine.free();
`;

/** Where the peer is installed; undefined where it is not. */
function findPeer(install: boolean): string | undefined {
  const prefix = fileURLToPath(new URL('../../.vscode-test/peers', import.meta.url));
  const folder = path.join(prefix, 'node_modules', peerName);
  if (install && !fs.existsSync(folder)) {
    fs.mkdirSync(prefix, { recursive: true });
    spawnSync('npm', ['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', peerName], { stdio: 'inherit' });
  }
  return fs.existsSync(folder) ? folder : undefined;
}

/** Runs a command to its end; its peak memory is what Linux says of it, asked every few milliseconds. */
function run(command: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: 'ignore' });
    let peak: number | undefined;
    const watch = setInterval(() => {
      try {
        const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        if (kilobytes !== undefined) peak = Math.max(peak ?? 0, Number(kilobytes) / 1024);
      } catch {
        // The process has just ended, or this is no Linux.
      }
    }, 10);
    const limit = setTimeout(() => child.kill('SIGKILL'), patience);
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      clearInterval(watch);
      clearTimeout(limit);
      resolve({ took: performance.now() - started, peak, stopped: signal === 'SIGKILL' });
    });
  });
}

async function runs(command: string, args: readonly string[], rounds: number): Promise<Run> {
  const all: Run[] = [];
  for (let round = 0; round < rounds; round++) all.push(await run(command, args));
  const peaks = all.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  return { took: median(all.map(({ took }) => took)), peak: peaks.length > 0 ? Math.max(...peaks) : undefined, stopped: all.some(({ stopped }) => stopped) };
}

function shown({ took, peak, stopped }: Run): string {
  return `${took.toFixed(0)} ms${peak === undefined ? '' : `, ${peak.toFixed(0)} MB`}${stopped ? ', stopped' : ''}`;
}

async function compare(what: string, files: readonly string[], rounds: number, target: number | undefined): Promise<void> {
  const ours = await runs(process.execPath, [cli, 'lint', '--no-cache', ...files], rounds);
  const wanted = target === undefined ? '' : `, wanted ${target}`;
  console.log(`${what.padEnd(28)} plumbline ${shown(ours)}`);
  console.log(`${''.padEnd(28)} where nothing has changed since ${shown(await runs(process.execPath, [cli, 'lint', ...files], rounds))}`);
  // The peers take long, and what else the machine does counts for less in what takes long.
  const fewer = Math.max(1, Math.floor(rounds / 5));
  const compared = (name: string, theirs: Run, goal = ''): void => {
    console.log(`${''.padEnd(28)} ${name} ${shown(theirs)}; plumbline is ${(theirs.took / ours.took).toFixed(1)} times faster${goal}`);
  };
  if (hasCfnLint) compared('cfn-lint', await runs('cfn-lint', ['--', ...files], fewer), wanted);
  if (peer !== undefined) compared(peerName, await runs(process.execPath, ['-e', peerProgram, peer, ...files], fewer));
}

function timed(action: () => unknown): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

/** What an edit costs, in ms. */
interface Cost {
  readonly name: string;
  readonly lint: number;
  readonly parse: number;
}

/** A text in a server that has linted it often, and what edits of it cost. */
class WarmText {
  readonly #text: string;
  readonly #document: TextDocument;
  readonly #service = new CloudFormationService({ files: new DiskFiles(), dataFolder, now: () => new Date() });

  constructor(text: string) {
    this.#text = text;
    this.#document = TextDocument.create(uriOf(path.join(os.tmpdir(), looksLikeJson(text) ? 'bench.json' : 'bench.yaml')), 'cloudformation', 0, text);
    for (let round = 0; round < warmUps; round++) {
      this.#restore();
      parseTemplate(this.#document);
    }
  }

  get template(): Template {
    return parseTemplate(this.#document);
  }

  /** @param anew whether each round begins with the text as it was; else one edit comes on top of the other */
  cost({ name, start, end, newText }: Edit, anew: boolean): Cost {
    const document = this.#document;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    const rounds = Array.from({ length: keystrokes }, () => {
      TextDocument.update(document, [{ range, text: newText }], document.version + 1);
      const times = { lint: timed(() => this.#service.lint(document)), parse: timed(() => parseTemplate(document)) };
      if (anew) this.#restore();
      return times;
    });
    this.#restore();
    return { name, lint: median(rounds.map(({ lint }) => lint)), parse: median(rounds.map(({ parse }) => parse)) };
  }

  #restore(): void {
    TextDocument.update(this.#document, [{ text: this.#text }], this.#document.version + 1);
    this.#service.lint(this.#document);
  }
}

function byShare(costs: readonly Cost[]): Cost[] {
  return costs.toSorted((a, b) => a.lint / a.parse - b.lint / b.parse);
}

function showCost(what: string, cost: Cost | undefined, wanted = ''): void {
  if (cost) console.log(`${what.padEnd(28)} lint ${cost.lint.toFixed(1)} ms, parse ${cost.parse.toFixed(1)} ms; ${(cost.lint / cost.parse).toFixed(1)} times the parse${wanted} (${cost.name})`);
}

/** Lints a text again and again, each time with one more blank in the middle of a declaration, as it is typed: in many of them in turn. */
function afterKeystroke(text: string): void {
  const warm = new WarmText(text);
  const { parameters, mappings, conditions, resources, outputs } = warm.template;
  const declarations = [parameters, mappings, conditions, resources, outputs].flatMap((section) => [...section.values()]);
  // What most others look at, and what holds most.
  const bySize = declarations.toSorted((a, b) => b.value.end - b.value.start - (a.value.end - a.value.start));
  const chosen = new Set([...declarations.slice(0, placesOfAKind), ...bySize.slice(0, placesOfAKind)]);
  const costs = byShare([...chosen].map(({ name, value }) => {
    const lineEnd = text.indexOf('\n', (value.start + value.end) / 2);
    const at = lineEnd < 0 ? value.end : lineEnd;
    return warm.cost({ name, start: at, end: at, newText: ' ' }, false);
  }));
  showCost('after a keystroke, as a rule', costs[costs.length >> 1], ', wanted at most 3');
  showCost('where it takes longest', costs.at(-1), ', wanted at most 3');
}

/** Lints a text anew after each of the edits that reach far. */
function afterFarReachingEdits(text: string): void {
  const warm = new WarmText(text);
  const costs = byShare(farReachingEdits(warm.template).map((edit) => warm.cost(edit, true)));
  for (const cost of costs.slice(-ofFarReaching).toReversed()) showCost('after an edit that reaches far', cost);
}

function made(folder: string): string[] {
  const random = randomFrom(1);
  return Array.from({ length: 295 }, (_, number) => {
    const file = path.join(folder, `t${number}.yaml`);
    fs.writeFileSync(file, madeTemplate(1 + Math.floor(random() * 6), random));
    return file;
  });
}

const given = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (!fs.existsSync(cli)) throw new Error('dist/cli.js is not there; run `npm run build` first.');
const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;
const peer = findPeer(process.argv.includes('--install-peer'));
if (!hasCfnLint) console.log('cfn-lint is not on PATH: nothing is compared with it.');
if (peer === undefined) console.log(`${peerName} is not installed: nothing is compared with it. --install-peer fetches it from npm into .vscode-test/peers.`);
const folder = scratchFolder('bench');
try {
  const small = path.join(folder, 'small.yaml');
  fs.writeFileSync(small, 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n');
  const many = given === undefined
    ? made(folder)
    : fs.readdirSync(given, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:ya?ml|json|template)$/.test(name)).map((name) => path.join(given, name));
  const large = path.join(folder, 'large.yaml');
  const sizes = many.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') })).toSorted((a, b) => b.text.length - a.text.length);
  const largest = given === undefined ? madeTemplate(74, randomFrom(2)) : (sizes[0]?.text ?? '');
  fs.writeFileSync(large, largest);

  await compare('3 lines', [small], 11, 12);
  await compare(`${Math.round(largest.length / 1024)} KB`, [large], 5, undefined);
  await compare(`${many.length} templates`, many, 5, 40);
  afterKeystroke(largest);
  afterFarReachingEdits(largest);

  const service = new CloudFormationService({ files: new DiskFiles(), dataFolder, now: () => new Date() });
  let slowest = { took: 0, file: '' };
  for (const { file, text } of sizes) {
    const document = TextDocument.create(uriOf(path.resolve(file)), 'cloudformation', 0, text);
    const started = performance.now();
    service.lint(document);
    const took = performance.now() - started;
    if (took > slowest.took) slowest = { took, file: path.basename(file) };
  }
  console.log(`${'the slowest of all'.padEnd(28)} ${slowest.took.toFixed(0)} ms (${slowest.file}), wanted at most 2000`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
