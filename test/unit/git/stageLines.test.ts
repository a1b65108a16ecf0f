import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stageLines } from '../../../src/git/stageLines.ts';
import { randomFrom } from '../../../scripts/seeds.ts';
import { fails, GitSandbox } from '../../support/git.ts';

suite('staging selected lines', () => {
  let box: GitSandbox;
  let folder: string;
  const file = 'żółć "x".txt';

  setup(() => {
    box = new GitSandbox();
    folder = box.work('w');
  });

  teardown(() => {
    box.remove();
  });

  function commit(text: string): void {
    box.write(folder, file, text);
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'x');
  }

  const stageRange = async (first: number, last: number) => stageLines(await box.open(folder), file, [{ first, last }]);
  const staged = () => box.git(folder, 'show', `:${file}`).concat('\n');
  const lines = (...names: string[]) => `${names.join('\n')}\n`;

  test('one change of several, and nothing else of the file', async () => {
    commit(lines('1', '2', '3', '4', '5', '6'));
    box.write(folder, file, lines('one', '2', '3', 'four', '5', '6', 'seven'));
    assert.deepEqual((await stageRange(4, 4)).staged, [file]);
    assert.equal(staged(), lines('1', '2', '3', 'four', '5', '6'));
    await stageRange(7, 7);
    assert.equal(staged(), lines('1', '2', '3', 'four', '5', '6', '7'.replace('7', 'seven')));
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), lines('one', '2', '3', 'four', '5', '6', 'seven'));
    await stageRange(1, 99);
    assert.equal(box.git(folder, 'diff'), '');
  });

  test('some lines of a change: added ones, ones in place of as many, and taken away ones', async () => {
    commit(lines('1', '2', '3', '4'));
    box.write(folder, file, lines('1', 'a', 'b', 'c', '2', '3', '4'));
    await stageRange(3, 3);
    assert.equal(staged(), lines('1', 'b', '2', '3', '4'));
    commit(lines('1', '2', '3', '4'));
    box.write(folder, file, lines('1', 'two', 'three', '4'));
    await stageRange(3, 3);
    assert.equal(staged(), lines('1', '2', 'three', '4'));
    commit(lines('1', '2', '3', '4'));
    box.write(folder, file, lines('1', '4'));
    await stageRange(1, 1);
    assert.equal(staged(), lines('1', '4'));
  });

  test('two selections at once leave what is between them', async () => {
    commit(lines('1', '2', '3', '4'));
    box.write(folder, file, lines('a', 'b', 'c', '4'));
    await stageLines(await box.open(folder), file, [{ first: 1, last: 1 }, { first: 3, last: 3 }]);
    assert.equal(staged(), lines('a', '2', 'c', '4'));
  });

  test('a new file, in part; the rest of it stays untracked content', async () => {
    box.write(folder, file, lines('1', '2', '3'));
    await stageRange(2, 2);
    assert.equal(staged(), lines('2'));
    assert.match(box.git(folder, '-c', 'core.quotePath=false', 'status', '--porcelain'), /^AM /);
  });

  test('carriage returns, and a last line without a line break', async () => {
    commit('1\r\n2\r\n3');
    box.write(folder, file, 'one\r\n2\r\n3\r\n4');
    await stageRange(1, 1);
    assert.equal(box.git(folder, 'cat-file', '-p', `:${file}`), 'one\r\n2\r\n3');
    await stageRange(4, 4);
    assert.equal(box.git(folder, 'diff'), '');
  });

  test('a text that is not UTF-8', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1') as unknown as string;
    box.write(folder, file, latin('é\n2\n'));
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', 'x');
    box.write(folder, file, latin('ü\n2\nñ\n'));
    await stageRange(1, 1);
    const [hash] = box.git(folder, 'ls-files', '--stage', '--', file).split(' ').slice(1);
    box.write(folder, 'expected', latin('ü\n2\n'));
    assert.equal(hash, box.git(folder, 'hash-object', 'expected'));
  });

  test('lines without a change are told, and a file that was not known before is not known after', async () => {
    commit(lines('1', '2', '3'));
    box.write(folder, file, lines('1', '2', 'three'));
    await fails(stageRange(1, 1), 'notFound');
    await fails(stageLines(await box.open(folder), 'missing.txt', [{ first: 1, last: 1 }]), 'notFound');
    box.write(folder, 'new.txt', '');
    await fails(stageLines(await box.open(folder), 'new.txt', [{ first: 1, last: 1 }]), 'notFound');
    assert.match(box.git(folder, 'status', '--porcelain'), /^\?\? new\.txt$/m);
  });

  test('of twenty random edits, the selected lines are staged and, after the others too, all of them', async function () {
    this.timeout(120_000);
    const next = randomFrom(20_261_126);
    const pick = (most: number) => Math.floor(next() * most);
    for (let round = 0; round < 20; round++) {
      const before = Array.from({ length: 1 + pick(12) }, (_, index) => `line ${index}`);
      commit(lines(...before, `round ${round}`));
      const after = [...before];
      for (let edit = 0; edit < 1 + pick(4); edit++) {
        after.splice(pick(after.length + 1), pick(3), ...Array.from({ length: pick(3) }, () => `new ${pick(1000)}`));
      }
      const text = `${lines(...after, `round ${round}`)}${pick(2) ? 'open' : ''}`;
      box.write(folder, file, text);
      if (!box.git(folder, 'diff')) continue;
      const first = 1 + pick(after.length + 1);
      const last = first + pick(4);
      try {
        await stageRange(first, last);
      } catch (error) {
        assert.match(String(error), /Nothing has changed in the selected lines/);
      }
      const left = box.git(folder, 'diff', '--unified=0').match(/^@@ .* \+\d+(?:,\d+)? @@/gm) ?? [];
      for (const heading of left) {
        const [, start = '0', count = '1'] = /\+(\d+)(?:,(\d+))?/.exec(heading) ?? [];
        const [from, size] = [Number(start), Number(count)];
        if (size > 0) assert.ok(from + size - 1 < first || from > last, `${heading} is left of ${first}-${last} in round ${round}:\n${text}`);
      }
      await stageRange(1, 99).catch(() => undefined);
      assert.equal(box.git(folder, 'diff'), '', `round ${round}`);
    }
  });
});
