// Runs random chains of steps in real repositories while hooks, locks, remotes and the user get in the way: afterwards no
// commit and no change may be lost, `git fsck` is clean, and report and record say what was done.
//   node scripts/fuzz-macros.ts [COUNT] [SEED]
import { liveRandomChain } from '../test/support/randomChain.ts';

const [count = 500, first = 1] = process.argv.slice(2).map(Number);
/** Chains that live at the same time: they mostly wait for processes. */
const atOnce = 4;
const failed: number[] = [];
let next = first;
let done = 0;

async function liveNext(): Promise<void> {
  while (next < first + count) {
    const seed = next++;
    try {
      await liveRandomChain(seed);
    } catch (error) {
      failed.push(seed);
      console.log(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (++done % 50 === 0) console.log(`${done} of ${count} chains, ${failed.length} failed`);
  }
}

await Promise.all(Array.from({ length: atOnce }, liveNext));
console.log(`${count} chains from seed ${first}: ${failed.length ? `failed: ${failed.join(', ')}` : 'all clean'}`);
if (failed.length) process.exitCode = 1;
