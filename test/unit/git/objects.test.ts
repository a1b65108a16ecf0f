import assert from 'node:assert/strict';
import { LooseObjects } from '../../../src/git/objects.ts';
import { GitSandbox } from '../../support/git.ts';

suite('objects that have a file of their own', () => {
  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    folder = box.work('w');
  });

  teardown(() => {
    box.remove();
  });

  const sha = (revision: string) => box.git(folder, 'rev-parse', revision);

  function commit(name: string, text: string): string {
    box.write(folder, name, text);
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', name);
    return sha('HEAD');
  }

  const loose = async () => new LooseObjects(await box.open(folder));

  test('files are as git shows them, in any folder, under any name, at any commit', async () => {
    const files = ['a.yaml', 'deep/er/żółć "x".yaml', 'deep/er2', 'deep/e', 'line\nbreak'];
    for (const file of files) commit(file, `text of ${file}\n`);
    const before = sha('HEAD');
    commit('deep/e', 'another\n');
    const objects = await loose();
    for (const file of files) {
      for (const at of [before, sha('HEAD')]) {
        assert.equal(objects.file(at, file)?.toString(), `${box.git(folder, 'show', `${at}:${file}`)}\n`, file);
      }
    }
    for (const file of ['none', 'deep', 'deep/er', 'a.yaml/x', '']) assert.equal(objects.file(before, file), undefined, file);
  });

  test('a commit is known to lead to those behind it, over merges, and to nothing else', async () => {
    const base = sha('HEAD');
    box.git(folder, 'switch', '--quiet', '--create', 'side');
    const side = commit('side', '1');
    box.git(folder, 'switch', '--quiet', 'main');
    const main = commit('main', '1');
    box.git(folder, 'merge', '--quiet', '--no-edit', 'side');
    const merge = sha('HEAD');
    const objects = await loose();
    for (const ancestor of [base, side, main, merge]) assert.equal(objects.isAncestor(ancestor, merge), true);
    assert.equal(objects.isAncestor(side, main), undefined);
    assert.equal(objects.isAncestor(merge, base), undefined);
    assert.equal(objects.isAncestor(base, merge, 1), undefined, 'no further than it is told');
  });

  test('a commit whose message names a parent has only its own', async () => {
    const other = sha('HEAD');
    box.git(folder, 'switch', '--quiet', '--orphan', 'apart');
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', `x\n\nparent ${other}\nparent ${other}`);
    assert.equal((await loose()).isAncestor(other, sha('HEAD')), undefined);
  });

  test('what is packed, or replaced by another object, is left to git', async () => {
    const first = sha('HEAD');
    const second = commit('a', '1\n');
    assert.equal((await loose()).isAncestor(first, second), true);
    box.git(folder, 'replace', '--graft', second);
    assert.equal((await loose()).isAncestor(first, second), undefined);
    assert.equal((await loose()).file(second, 'a'), undefined);
    box.git(folder, 'replace', '--delete', second);
    assert.equal((await loose()).file(second, 'a')?.toString(), '1\n');
    box.git(folder, 'gc', '--quiet');
    assert.equal((await loose()).file(second, 'a'), undefined);
    assert.equal((await loose()).isAncestor(first, second), undefined);
  });
});
