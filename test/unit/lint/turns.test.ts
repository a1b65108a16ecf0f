import assert from 'node:assert/strict';
import { turns } from '../../../src/lint/turns.ts';

suite('turns in a long loop', () => {
  test('what else is to happen happens between two rounds that take long', async () => {
    const turn = turns();
    let heard = 0;
    for (let round = 1; round <= 4; round++) {
      setImmediate(() => heard++);
      const until = performance.now() + 25;
      while (performance.now() < until);
      await turn();
      assert.equal(heard, round);
    }
  });
});
