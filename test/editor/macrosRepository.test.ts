import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceRepository } from '../support/workspaceRepository.ts';
import { closeEverything, openFile } from './support/editor.ts';
import { Person } from './support/person.ts';
import { run, useRepository } from './support/repositories.ts';

suite('the repository that a command works in', () => {
  const outer = useRepository(['origin']);

  const staged = (folder: string) => outer().git('-C', folder, 'diff', '--cached', '--name-only').split('\n').filter(Boolean);
  const stageWith = async (file: string) => {
    await openFile(file);
    const outcome = await run('stageAll');
    assert.equal(outcome.ok, true, outcome.message);
  };

  test("is a nested repository's own, though the editor has opened only the outer one", async () => {
    const folder = path.join(outer().folder, 'vendor', 'nested ü');
    using nested = WorkspaceRepository.create(folder, []);
    outer().write('outer.txt', 'outer\n');
    await stageWith(nested.write('inner.txt', 'inner\n'));
    assert.deepEqual(staged(nested.folder), ['inner.txt']);
    assert.deepEqual(staged(outer().folder), []);
  });

  test("is a linked work tree's own", async () => {
    const folder = path.join(outer().folder, 'trees', 'feature');
    outer().git('worktree', 'add', '--quiet', '-b', 'feature', folder);
    outer().write('trees/feature/new.txt', 'new\n');
    await stageWith(path.join(folder, 'new.txt'));
    assert.deepEqual(staged(folder), ['new.txt']);
    assert.deepEqual(staged(outer().folder), []);
  });

  test("is a submodule's own", async () => {
    using library = WorkspaceRepository.create(`${outer().folder}-library`, []);
    outer().git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.folder, 'library');
    outer().git('commit', '--quiet', '--message=library');
    outer().write('library/new.txt', 'new\n');
    const folder = path.join(outer().folder, 'library');
    await stageWith(path.join(folder, 'new.txt'));
    assert.deepEqual(staged(folder), ['new.txt']);
    assert.deepEqual(staged(outer().folder), []);
  });

  test('is the outer one where a folder .git is no repository', async () => {
    outer().write('fixture/.git/notes', 'none\n');
    await stageWith(outer().write('fixture/new.txt', 'new\n'));
    assert(staged(outer().folder).includes('fixture/new.txt'));
    rmSync(path.join(outer().folder, 'fixture'), { recursive: true });
  });

  test('is asked for without an editor where several are open', async () => {
    using other = WorkspaceRepository.create(`${outer().folder}-other`, []);
    await vscode.commands.executeCommand('git.openRepository', other.folder);
    try {
      await closeEverything();
      for (const one of [outer(), other]) one.write('new.txt', 'new\n');
      using person = new Person(path.basename(other.folder));
      const outcome = await run('stageAll');
      assert.equal(outcome.ok, true, outcome.message);
      assert(person.picks[0]?.includes(path.basename(outer().folder)), JSON.stringify(person.picks));
      assert.deepEqual(staged(other.folder), ['new.txt']);
      assert.deepEqual(staged(outer().folder), []);
    } finally {
      await vscode.commands.executeCommand('git.close', vscode.Uri.file(other.folder));
    }
  });
});
