import { setImmediate } from 'node:timers/promises';
import { uptimeMs } from '../language/clock.ts';

/** For how long (in ms) a loop runs before the rest of the program has its turn: what someone waits for meanwhile comes hardly later. */
const turn = 5;

/**
 * For a loop over many files that never waits for any: lets the program hear now and then what else happens, such as that
 * it is to stop or that someone types. To be awaited in each round.
 */
export function turns(): () => Promise<void> {
  let since = uptimeMs();
  return async () => {
    if (uptimeMs() - since < turn) return;
    await setImmediate();
    since = uptimeMs();
  };
}
