// Lints, outlines, completes, explains and renames in seeded mutants of the templates in this repository: nothing may throw, take long, hang, or point
// outside its file. Run with: node scripts/cloudformation/fuzz.ts [COUNT] [SEED]
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { randomFrom } from '../seeds.ts';
import { seedTexts } from './seeds.ts';

/** A mutant may take this long (ms). */
const patience = 2000;
/** After this long (ms) a mutant is taken to hang. */
const hang = 20_000;

interface Plan {
  readonly count: number;
  readonly seed: number;
}
type Told = { readonly begins: string } | { readonly failed: string; readonly text: string } | { readonly slowest: number };

const pieces = [
  '"', "'", '{', '}', '[', ']', ':', ': ', '- ', '\n', '\r\n', ',', '\t', ' ', '  ', '#', '&a ', '*a', '<<: *a\n', '|\n', '>-\n', '? ', '!', '!Ref ', '!Sub ', '!GetAtt ', '!If [', '!Join [',
  '!FindInMap [', '!Select [', '!Cidr [', '!ImportValue ', 'Fn::Sub: ', 'Fn::ForEach::x:\n', 'Ref: ', '${', '${AWS::Region}', '${!', '}', 'null', '~', 'yes', '010', '1e400', '2001-01-01', '.inf', 'é', '\u{1F600}', '\0', '\ufeff',
  '{{resolve:ssm:', '{{resolve:secretsmanager:a:b:c}}', 'AWS::NoValue', 'AWS::Serverless::Function', 'Transform: AWS::Serverless-2016-10-31\n', 'Transform: AWS::LanguageExtensions\n', 'Globals:\n', 'Conditions:\n', 'Metadata:\n', 'Properties:', 'Type: ',
  '__proto__', 'constructor', 'hasOwnProperty: ', '---\n', '...\n', '%YAML 1.1\n', '\\', '\\u0000', '/*', '//', '(?P<a>', '(((((((((((((((((((a+)+)+', '10.0.0.0/8',
];

function mutantsOf(texts: readonly string[], random: () => number): () => string {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  return () => {
    let text = pick(texts) ?? '';
    for (let rounds = 1 + Math.floor(random() * 3); rounds > 0; rounds--) {
      const at = Math.floor(random() * (text.length + 1));
      const kind = random();
      if (kind < 0.3) text = text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 6));
      else if (kind < 0.7) text = text.slice(0, at) + (pick(pieces) ?? '') + text.slice(at);
      else if (kind < 0.85) text = text.slice(0, at) + text.slice(Math.floor(random() * text.length)).slice(0, 120) + text.slice(at);
      else if (kind < 0.95) text = text.slice(0, at) + (pick(texts) ?? '').slice(0, 200) + text.slice(at);
      else text = text.slice(0, at);
    }
    return text;
  };
}

/** What is wrong with what the service makes of a text; undefined for nothing. */
function problemOf(service: CloudFormationService, text: string): string | undefined {
  const document = TextDocument.create('untitled:mutant', 'cloudformation', 1, text);
  const started = performance.now();
  for (const { range, shown = range, message, fixes } of service.lint(document)) {
    for (const place of [range.start, range.end, shown.start, shown.end]) {
      const back = document.positionAt(document.offsetAt(place));
      if (back.line !== place.line || back.character !== place.character) return `points outside the file: ${message}`;
    }
    if ([range, shown].some(({ start, end }) => document.offsetAt(start) > document.offsetAt(end))) return `ends before it begins: ${message}`;
    for (const { span } of fixes?.flatMap((fix) => fix.edits) ?? []) {
      if (span.start < 0 || span.start > span.end || span.end > text.length) return `edits outside the file: ${message}`;
    }
  }
  service.symbols(document);
  for (const part of [0.1, 0.35, 0.6, 0.85]) {
    const position = document.positionAt(Math.floor(text.length * part));
    service.hover(document, position);
    service.complete(document, position);
    service.references(document, position, true);
    service.rename(document, position, 'Renamed');
  }
  const took = performance.now() - started;
  return took > patience ? `takes ${took.toFixed(0)} ms` : undefined;
}

function work({ count, seed }: Plan, tell: (told: Told) => void): void {
  const dataFolder = fileURLToPath(new URL('../../src/cloudformation/schema/data', import.meta.url));
  const service = new CloudFormationService({ files: { read: () => undefined, list: () => [] }, dataFolder, now: () => new Date(0) });
  const next = mutantsOf(seedTexts(), randomFrom(seed));
  let slowest = 0;
  for (let number = 0; number < count; number++) {
    const text = next();
    tell({ begins: text });
    const started = performance.now();
    let problem: string | undefined;
    try {
      problem = problemOf(service, text);
    } catch (error) {
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    slowest = Math.max(slowest, performance.now() - started);
    if (problem !== undefined) tell({ failed: problem, text });
  }
  tell({ slowest });
}

if (isMainThread) {
  const [count = '20000', seed = '1'] = process.argv.slice(2);
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { count: Number(count), seed: Number(seed) } });
  let current = '';
  let failures = 0;
  let watch: NodeJS.Timeout | undefined;
  const done = (): void => {
    clearTimeout(watch);
    process.exitCode = failures > 0 ? 1 : 0;
  };
  worker.on('message', (told: Told) => {
    if ('begins' in told) {
      current = told.begins;
      watch?.refresh();
    } else if ('failed' in told) {
      failures++;
      console.log(`${told.failed}\n${JSON.stringify(told.text)}`);
    } else {
      console.log(`${count} mutants of seed ${seed}: ${failures} failed, the slowest took ${told.slowest.toFixed(0)} ms`);
      done();
    }
  });
  worker.on('error', (error) => {
    failures++;
    console.log(`${error.stack ?? error.message}\n${JSON.stringify(current)}`);
    done();
  });
  watch = setTimeout(() => {
    console.log(`hangs for ${hang / 1000} s\n${JSON.stringify(current)}`);
    failures++;
    void worker.terminate();
    done();
  }, hang);
} else {
  work(workerData as Plan, (told) => parentPort?.postMessage(told, []));
}
