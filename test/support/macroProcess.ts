// Runs a macro in a process of its own, so that a test can kill it:
//   node macroProcess.ts FOLDER STEPS
// STEPS is a JSON list. Each step is told on standard output when it begins.
import { Git } from '../../src/git/git.ts';
import { openRepository } from '../../src/git/repository.ts';
import { silentLog } from '../../src/log.ts';
import { runMacro } from '../../src/macros/run.ts';
import { RecordingHost } from './macroHost.ts';
import { macroOf } from './macros.ts';

const [folder = '', steps = ''] = process.argv.slice(2);
const git = new Git({ gitPath: 'git', environment: process.env, log: silentLog });
const report = await runMacro(macroOf(...(JSON.parse(steps) as unknown[])), {
  macros: [],
  repository: await openRepository(git, folder),
  folder,
  host: new RecordingHost(),
  log: silentLog,
  signal: new AbortController().signal,
  onStep: (step) => {
    if (step.status === 'running') process.stdout.write(`${step.path}\n`);
  },
});
process.stdout.write(`${report.status}\n`);
