// Runs random chains of steps in real repositories while hooks, locks, remotes and the user get in the way: afterwards no
// commit and no change may be lost, `git fsck` is clean, and report and record say what was done.
//   node scripts/fuzz-macros.ts [COUNT] [SEED]
import { liveRandomChain } from '../test/support/randomChain.ts';

const [count = 500, first = 1] = process.argv.slice(2).map(Number);
const failed: number[] = [];
for (let seed = first; seed < first + count; seed++) {
  try {
    await liveRandomChain(seed);
  } catch (error) {
    failed.push(seed);
    console.log(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  if ((seed - first + 1) % 50 === 0) console.log(`${seed - first + 1} of ${count} chains, ${failed.length} failed`);
}
console.log(`${count} chains from seed ${first}: ${failed.length ? `failed: ${failed.join(', ')}` : 'all clean'}`);
if (failed.length) process.exitCode = 1;
