// Runs the suites: node scripts/test.ts [unit|editor|multiroot|ui]... [--grep TITLE] (all without a name; only the tests whose
// titles match), and ends with one line of totals.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GREP_VARIABLE, REPORT_VARIABLE, type Report } from '../test/support/report.ts';
import { installedBrowser } from './editor/browser.ts';
import { EditorCache } from './editor/cache.ts';
import { exitOnSignals, npm, ProcessTree, run, within } from './editor/processes.ts';
import { MultiRootWorkspace } from './editor/multiRootWorkspace.ts';
import { Profile } from './editor/profile.ts';
import { runHostedTests } from './editor/run-tests.ts';
import { SampleCopy, standInEnvironment, startSampleAws } from './samples.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'test-results');
const CACHE = join(ROOT, '.vscode-test');

/** How long one suite may take, in milliseconds. One that hangs must not hang the run. */
const SUITE_LIMIT = 600_000;

/** Runs one suite, whose environment says where its report goes, and gives its exit code. */
type Suite = (env: NodeJS.ProcessEnv) => Promise<number>;

const say = (line: string): void => console.log(line);
const cache = new EditorCache(CACHE, say);

const SUITES: Readonly<Record<string, Suite>> = {
  unit: async (env) => {
    await build([]);
    return await runMocha('test/unit/**/*.test.ts', [], env);
  },
  editor: async (env) => {
    using samples = await SampleCopy.create();
    return await runInEditor(samples.folder, 'editor', env);
  },
  multiroot: async (env) => {
    using workspace = new MultiRootWorkspace(['network', 'services']);
    return await runInEditor(workspace.file, 'editor/multiroot', env);
  },
  ui: async (env) => {
    // Made beforehand, so that no test waits for it.
    await run(npm(['run', 'package', '--silent'], ROOT), say);
    await cache.editor();
    await installedBrowser(cache);
    return await runMocha('test/ui/**/*.test.ts', ['--timeout=120000'], env);
  },
};

/** Runs the tests of a folder of `test` inside an editor that has `opened`, a folder or a workspace file, open. */
async function runInEditor(opened: string, tests: string, env: NodeJS.ProcessEnv): Promise<number> {
  await build(['--tests']);
  using profile = await Profile.create();
  const aws = await startSampleAws();
  const log = join(RESULTS, `${tests.replace('/', '-')}-host.log`);
  rmSync(log, { force: true });
  const variables = { [REPORT_VARIABLE]: env[REPORT_VARIABLE], [GREP_VARIABLE]: env[GREP_VARIABLE], MOCHA_COLORS: env['MOCHA_COLORS'] };
  try {
    const suite = runHostedTests({
      folder: opened,
      tests: { extension: ROOT, program: join(ROOT, 'out', 'test', tests, 'index.cjs') },
      profile,
      env: { ...standInEnvironment(aws, profile.environment), ...variables },
      cache,
      downloads: CACHE,
      onLine: say,
      onChatter: (line) => appendFileSync(log, `${line}\n`),
    });
    return await ended(suite);
  } finally {
    await aws.close();
  }
}

async function build(options: readonly string[]): Promise<void> {
  await run({ program: process.execPath, args: ['esbuild.mjs', ...options], cwd: ROOT }, say);
}

async function runMocha(files: string, options: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const pattern = env[GREP_VARIABLE];
  const grep = pattern === undefined ? [] : [`--grep=${pattern}`];
  const args = [join('node_modules', 'mocha', 'bin', 'mocha.js'), '--reporter=test/support/report.ts', ...options, ...grep, files];
  await using tree = new ProcessTree({ program: process.execPath, args, cwd: ROOT, env }, say);
  return await ended(tree.ended);
}

async function ended(suite: Promise<number>): Promise<number> {
  return await within(suite, SUITE_LIMIT, `The suite did not end within ${SUITE_LIMIT / 60_000} minutes.`);
}

/** Runs a suite and says how it went; whatever keeps it from running is a failure of its own. */
async function runSuite(name: string, suite: Suite, grep: string | undefined): Promise<Report> {
  console.log(`\n--- ${name} ---`);
  const file = join(RESULTS, `${name}.json`);
  rmSync(file, { force: true });
  const only = grep === undefined ? {} : { [GREP_VARIABLE]: grep };
  const env = { ...process.env, [REPORT_VARIABLE]: file, ...only, ...(process.stdout.isTTY ? { MOCHA_COLORS: '1' } : {}) };
  let trouble: string | undefined;
  try {
    const exitCode = await suite(env);
    if (exitCode !== 0) trouble = `ended with exit code ${exitCode}`;
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  }
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : EMPTY;
  if (trouble === undefined && report.passed + report.failed === 0) trouble = 'ran no test';
  // A failed test explains a failed suite; anything else has to be told.
  if (trouble === undefined || report.failed > 0) return report;
  console.log(`${name}: ${trouble}`);
  const [reason = ''] = trouble.split('\n');
  return { ...report, failed: 1, failures: [reason] };
}

const EMPTY: Report = { passed: 0, failed: 0, skipped: 0, failures: [] };

async function main(args: string[]): Promise<number> {
  const { positionals: names, values } = parseArgs({ args, allowPositionals: true, options: { grep: { type: 'string' } } });
  const unknown = names.filter((name) => !Object.hasOwn(SUITES, name));
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(', ')}; the suites are ${Object.keys(SUITES).join(', ')}.`);
    return 2;
  }
  mkdirSync(RESULTS, { recursive: true });
  const reports: [name: string, report: Report][] = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (names.length === 0 || names.includes(name)) reports.push([name, await runSuite(name, suite, values.grep)]);
  }
  console.log('');
  for (const [name, { failures }] of reports) for (const title of failures) console.log(`failed: ${name}: ${title}`);
  const total = (count: 'passed' | 'failed' | 'skipped'): number => reports.reduce((sum, [, report]) => sum + report[count], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
  return total('failed') > 0 ? 1 : 0;
}

exitOnSignals();
// A suite that was given up must not keep the run alive; what it started ends with this process.
process.exit(await main(process.argv.slice(2)));
