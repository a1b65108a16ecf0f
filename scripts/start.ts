// Opens an editor on the samples with the extension loaded and the AWS stand-in running, until Ctrl-C.
// With --check: headless, on a copy of the samples; prints what the workbench shows and exits.
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './editor/browser.ts';
import { EditorCache } from './editor/cache.ts';
import { installedEditor } from './editor/desktop.ts';
import { exitOnSignals, ProcessTree, run } from './editor/processes.ts';
import { Profile } from './editor/profile.ts';
import { EditorServer } from './editor/server.ts';
import { Workbench, type Problem } from './editor/workbench.ts';
import { SampleCopy, SAMPLES, standInEnvironment, startSampleAws } from './samples.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'test-results');

/** How long diagnostics and drift may take after the workbench is there, in milliseconds. */
const CHECK_LIMIT = 60_000;

const say = (line: string): void => console.log(line);
const cache = new EditorCache(join(ROOT, '.vscode-test'), say);

async function start(): Promise<number> {
  await using aws = await openSampleAws();
  using profile = await Profile.create();
  const env = standInEnvironment(aws.endpoint, process.env);
  const program = installedEditor();
  if (program !== undefined) {
    const args = [
      SAMPLES,
      `--extensionDevelopmentPath=${ROOT}`,
      `--user-data-dir=${profile.userData}`,
      `--extensions-dir=${profile.extensions}`,
      '--new-window',
      '--disable-workspace-trust',
    ];
    await using editor = new ProcessTree({ program, args, env }, () => undefined);
    say(`VS Code is opening with Plumbline on ${SAMPLES}.`);
    say(`It asks a stand-in for AWS at ${aws.endpoint.url}. Ctrl-C ends both.`);
    return await editor.ended;
  }
  const editor = await cache.editor();
  await profile.linkExtension(ROOT);
  await using server = await EditorServer.start({ editor, profile, env });
  say(`The editor is running with Plumbline on ${SAMPLES}. Open it in a browser:\n`);
  say(`  ${server.workbenchUrl({ folder: SAMPLES })}\n`);
  say(`It asks a stand-in for AWS at ${aws.endpoint.url}. Ctrl-C ends both.`);
  return await server.ended;
}

async function check(): Promise<number> {
  await using aws = await openSampleAws();
  using profile = await Profile.create();
  using samples = await SampleCopy.create();
  const editor = await cache.editor();
  await profile.linkExtension(ROOT);
  const env = standInEnvironment(aws.endpoint, profile.environment);
  await using server = await EditorServer.start({ editor, profile, env });
  await using browser = await launchBrowser(cache);
  say('Opening the workbench ...');
  await using workbench = await Workbench.open(browser, server.workbenchUrl({ folder: samples.folder }), RESULTS);
  try {
    for await (const file of glob('**/*.{yaml,yml,tf,tfvars}', { cwd: samples.folder })) {
      say(`  opening ${file}`);
      await workbench.openFile(file);
    }
    const status = await workbench.waitForStatus(/ASG: (?!failed)/, CHECK_LIMIT);
    const problems = await settledProblems(workbench);
    for (const [name, found] of Object.entries(Object.groupBy(problems, ({ file }) => file))) {
      say(name);
      for (const { severity, line, column, rule, message } of found ?? []) say(`  ${line}:${column} ${severity} ${rule} ${message}`);
    }
    say(`Status bar: ${status}`);
    return 0;
  } catch (error) {
    console.error(`What was to be seen never came: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`Status bar: ${(await workbench.statusBar()).join(' | ')}`);
    return 1;
  } finally {
    say(`Screenshot: ${await workbench.screenshot('start')}`);
  }
}

/** The problems once there are some and no more arrive. */
async function settledProblems(workbench: Workbench): Promise<Problem[]> {
  let before: readonly Problem[] = [];
  return await workbench.waitForProblems((now) => {
    const isSettled = now.length > 0 && now.length === before.length;
    before = now;
    return isSettled;
  }, CHECK_LIMIT);
}

/** The stand-in as something that `await using` closes. */
async function openSampleAws(): Promise<{ endpoint: Awaited<ReturnType<typeof startSampleAws>> } & AsyncDisposable> {
  const endpoint = await startSampleAws();
  return { endpoint, [Symbol.asyncDispose]: () => endpoint.close() };
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
exitOnSignals();
say('Building the extension ...');
await run({ program: process.execPath, args: ['esbuild.mjs'], cwd: ROOT }, say);
process.exitCode = await (values.check ? check() : start());
