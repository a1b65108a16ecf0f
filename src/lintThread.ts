import { parentPort, workerData } from 'node:worker_threads';
import { languageModules } from './cli/languages.ts';
import { linterFor } from './cli/linterFor.ts';
import { KeptResults } from './lint/keptResults.ts';
import type { ThreadTask } from './lint/secondThread.ts';
import { Share } from './lint/share.ts';
import { silentLog } from './log.ts';

// The other thread of `plumbline lint`: lints files of the share until none is left, and tells what it has found.
const { files, cwd, results, dataFolders, taken } = workerData as ThreadTask;
const io = {
  dataFolder: (language: keyof typeof dataFolders) => dataFolders[language],
  env: process.env,
  languages: languageModules,
  // The first thread has the same to say.
  stderr: () => {},
  providers: new Map(),
};
const linter = await linterFor(files, io, results && new KeptResults(results, silentLog));
const outcomes = await linter.lintEach(files.map((path) => ({ path })), cwd, undefined, new Share(files, taken).take());
for (const [index, outcome] of outcomes) if (outcome instanceof Error) outcomes.delete(index);
parentPort?.postMessage(outcomes, []);
