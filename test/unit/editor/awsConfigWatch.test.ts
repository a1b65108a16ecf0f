import assert from 'node:assert/strict';
import { AwsConfigWatch } from '../../../src/editor/awsConfigWatch.ts';
import { silentLog } from '../../../src/log.ts';
import { TempFolder } from '../../support/temp.ts';

suite('watching the shared AWS configuration', () => {
  for (const name of ['.aws/config', '.aws/credentials', '.aws/sso/cache/token.json']) {
    test(`${name} that comes into a folder that was not there`, async () => {
      await using home = await TempFolder.create();
      const files = { configFile: home.file('.aws/config'), credentialsFile: home.file('.aws/credentials') };
      let looked: (() => void) | undefined;
      const firstLook = new Promise<void>((resolve) => (looked = resolve));
      let changed: (() => void) | undefined;
      const change = new Promise<void>((resolve) => (changed = resolve));
      const watch = new AwsConfigWatch(async () => (looked?.(), files), () => changed?.(), silentLog);
      watch.start();
      try {
        await firstLook;
        // after the first look has read the files' times
        await new Promise((resolve) => setTimeout(resolve, 200));
        await home.write(name, 'x');
        await change;
      } finally {
        watch.stop();
      }
    });
  }

  test('a failure is told once, and ends the watch', async () => {
    const told: string[] = [];
    const log = { ...silentLog, warn: (message: string) => void told.push(message) };
    const watch = new AwsConfigWatch(() => Promise.reject(new Error('gone')), () => assert.fail('nothing changed'), log);
    watch.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(told, ['the shared AWS configuration cannot be looked at: Error: gone']);
    watch.stop();
  });
});
