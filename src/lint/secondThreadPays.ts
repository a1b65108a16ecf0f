import fs from 'node:fs';
import { availableParallelism } from 'node:os';

/** From how many bytes of files on a second thread pays: some two seconds' work for one. */
const worthwhile = 4_000_000;

/** Whether two threads lint these files faster than one, which need not load what threads are made of. */
export function secondThreadPays(files: readonly string[]): boolean {
  let bytes = 0;
  // What has no size is not there, which is told where it is read.
  return availableParallelism() > 1 && files.some((file) => (bytes += fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= worthwhile);
}
