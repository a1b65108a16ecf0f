import assert from 'node:assert/strict';
import fs from 'node:fs';
import { ProviderSchemaStore } from '../../../../src/terraform/peer/providerSchemaStore.ts';
import { TempFolder } from '../../../support/temp.ts';

const lock = (digit: number) => String(digit).repeat(64);

suite('schemas of providers on disk', () => {
  let folder: TempFolder;
  setup(async () => {
    folder = await TempFolder.create();
  });
  teardown(() => folder.dispose());

  /** Puts the last use of a lock file's schemas so many minutes back. */
  const usedBefore = (digit: number, minutes: number) => {
    const time = new Date(Date.now() - minutes * 60_000);
    fs.utimesSync(folder.file(`kept/${lock(digit)}-1.11.4.schemas`), time, time);
  };

  test('are found by lock file and version of Terraform', () => {
    const store = new ProviderSchemaStore(folder.file('kept'));
    assert.equal(store.has(lock(1)), false);
    assert.equal(store.read(lock(1), '1.11.4'), undefined);
    store.write(lock(1), '1.11.4', Buffer.from('old'));
    usedBefore(1, 5);
    store.write(lock(1), '1.12.0', Buffer.from('new'));
    assert.equal(store.has(lock(1)), true);
    assert.equal(store.has(lock(2)), false);
    assert.equal(store.read(lock(1), '1.11.4')?.toString(), 'old');
    usedBefore(1, 5);
    assert.equal(store.read(lock(1), '1.13.0'), undefined);
    assert.equal(store.read(lock(1), undefined)?.toString(), 'new');
    assert.equal(store.read(lock(2), undefined), undefined);
  });

  test('the ones that were not used for longest leave first, by number and by size', () => {
    const store = new ProviderSchemaStore(folder.file('kept'), { files: 3, bytes: 100 });
    for (const digit of [1, 2, 3]) {
      store.write(lock(digit), '1.11.4', Buffer.from('x'));
      usedBefore(digit, 10 - digit);
    }
    store.read(lock(1), '1.11.4');
    store.write(lock(4), '1.11.4', Buffer.from('x'));
    assert.deepEqual([1, 2, 3, 4].map((digit) => store.has(lock(digit))), [true, false, true, true]);
    usedBefore(4, 1);
    store.write(lock(5), '1.11.4', Buffer.alloc(99));
    assert.deepEqual([1, 3, 4, 5].filter((digit) => store.has(lock(digit))).length, 2);
    store.write(lock(6), '1.11.4', Buffer.alloc(500));
    assert.deepEqual([1, 3, 4, 5, 6].filter((digit) => store.has(lock(digit))), [6]);
  });

  test('only what the store has written leaves, and what was never finished only when it is old', async () => {
    const unfinished = (digit: number) => `kept/${lock(digit)}-1.11.4.schemas.123.tmp`;
    await folder.write('kept/notes.txt', 'mine');
    await folder.write(unfinished(1), 'half');
    await folder.write(unfinished(2), 'half');
    const before = new Date(Date.now() - 2 * 3_600_000);
    fs.utimesSync(folder.file(unfinished(1)), before, before);
    fs.utimesSync(folder.file('kept/notes.txt'), before, before);
    new ProviderSchemaStore(folder.file('kept'), { files: 1, bytes: 1 }).write(lock(3), '1.11.4', Buffer.from('x'));
    assert.deepEqual(fs.readdirSync(folder.file('kept')).toSorted(), [`${lock(2)}-1.11.4.schemas.123.tmp`, `${lock(3)}-1.11.4.schemas`, 'notes.txt']);
  });
});
