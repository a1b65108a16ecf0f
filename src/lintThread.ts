import { parentPort, workerData } from 'node:worker_threads';
import { linterFor } from './cli/linterFor.ts';
import type { ThreadTask } from './lint/secondThread.ts';
import { Share } from './lint/share.ts';

// The other thread of `plumbline lint`: lints files of the share until none is left, and tells what it has found.
const { files, cwd, dataFolders, taken } = workerData as ThreadTask;
const linter = await linterFor(files, {
  dataFolder: (language) => dataFolders[language],
  env: process.env,
  // The first thread has the same to say.
  stderr: () => {},
  providers: new Map(),
});
const outcomes = await linter.lintEach(files.map((path) => ({ path })), cwd, undefined, new Share(files, taken).take());
for (const [index, outcome] of outcomes) if (outcome instanceof Error) outcomes.delete(index);
parentPort?.postMessage(outcomes, []);
