import { liveRandomChain } from '../../support/randomChain.ts';

suite('random chains with injected failures', () => {
  // npm run fuzz:macros runs hundreds
  for (let seed = 1; seed <= 15; seed++) {
    test(`seed ${seed}: nothing is lost, everything is sound, every failure has a reason`, async function () {
      this.timeout(120_000);
      await liveRandomChain(seed);
    });
  }
});
