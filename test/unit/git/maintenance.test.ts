import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { canTidyLater, tidy } from '../../../src/git/maintenance.ts';
import { GitSandbox } from '../../support/git.ts';
import { runIn } from '../../support/macros.ts';

suite('tidying a repository once, after a chain', () => {
  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    folder = box.work('w');
    // what git does in the background would outlive the test
    box.git(folder, 'config', 'gc.autoDetach', 'false');
    box.git(folder, 'config', 'maintenance.autoDetach', 'false');
  });

  teardown(() => {
    box.remove();
  });

  const packs = () => readdirSync(path.join(folder, '.git/objects/pack')).filter((name) => name.endsWith('.pack')).length;

  /** Loose objects until git thinks that there are too many for `gc.auto = 300`. */
  function clutter(): void {
    box.git(folder, 'config', 'gc.auto', '300');
    const estimate = path.join(folder, '.git/objects/17');
    for (let i = 0, there = 0; there <= 2; i++) {
      box.write(folder, `many/${i}`, `${i}\n`);
      if (i % 200) continue;
      box.git(folder, 'add', '--all');
      there = readdirSync(path.join(folder, '.git/objects')).includes('17') ? readdirSync(estimate).length : 0;
    }
  }

  test('a macro leaves it to its end, and then it is done where it is due', async () => {
    clutter();
    const report = await runIn(box, folder, [{ commit: 'one' }, { commit: { message: 'two', allowEmpty: true } }]);
    assert.equal(report.status, 'succeeded');
    const ran = () => box.logged.filter((line) => line.includes('git maintenance'));
    while (ran().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(ran().length, 1);
    assert.equal(packs(), 1);
  });

  test('nothing is done where it is not due, or not wanted', async () => {
    const repository = await box.open(folder);
    await tidy(repository);
    clutter();
    for (const [key, value] of [['maintenance.auto', 'false'], ['maintenance.auto', 'off'], ['gc.auto', '0']] as const) {
      box.git(folder, 'config', key, value);
      await tidy(await box.open(folder));
      box.git(folder, 'config', '--unset', key);
    }
    assert.ok(!box.logged.some((line) => line.includes('git maintenance')));
    box.git(folder, 'config', 'gc.auto', '300');
    await tidy(await box.open(folder));
    assert.equal(packs(), 1);
  });

  test('git keeps its own time where tasks were configured', async () => {
    assert.equal(await canTidyLater(await box.open(folder)), true);
    box.git(folder, 'config', 'maintenance.commit-graph.enabled', 'true');
    assert.equal(await canTidyLater(await box.open(folder)), false);
  });
});
