import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceRepository } from '../../support/workspaceRepository.ts';
import { closeEverything, openFile } from '../support/editor.ts';
import { Person } from '../support/person.ts';
import { run } from '../support/repositories.ts';

suite('a workspace of several folders, each a repository', () => {
  const repositories: WorkspaceRepository[] = [];
  let network: WorkspaceRepository;
  let services: WorkspaceRepository;

  suiteSetup(async () => {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      repositories.push(WorkspaceRepository.create(uri.fsPath, ['origin']));
      await vscode.commands.executeCommand('git.openRepository', uri.fsPath);
    }
    const [first, second] = repositories;
    assert(first && second, 'the editor must have both folders open');
    network = first;
    services = second;
  });
  setup(async () => {
    await closeEverything();
    for (const one of repositories) {
      one.git('reset', '--quiet');
      one.write('new.txt', 'new\n');
    }
  });
  suiteTeardown(async () => {
    await closeEverything();
    for (const one of repositories) one[Symbol.dispose]();
  });

  const staged = (repository: WorkspaceRepository) => repository.git('diff', '--cached', '--name-only').split('\n').filter(Boolean);
  const open = (repository: WorkspaceRepository) => openFile(path.join(repository.folder, 'new.txt'));

  test("a command works in the repository of the active editor's folder", async () => {
    await open(services);
    assert.equal((await run('stageAll')).ok, true);
    assert(staged(services).includes('new.txt'));
    assert.deepEqual(staged(network), []);
    await open(network);
    assert.equal((await run('stageAll')).ok, true);
    assert(staged(network).includes('new.txt'));
  });

  test('without an editor the repository is asked for, and nothing is done without an answer', async () => {
    using nobody = new Person();
    assert.equal((await run('stageAll')).reason, 'cancelled');
    assert.deepEqual(nobody.picks[0]?.toSorted(), ['network', 'services']);
    for (const one of repositories) assert.deepEqual(staged(one), []);
    using person = new Person('services');
    assert.equal((await run('stageAll')).ok, true);
    assert.equal(person.picks.length, 1);
    assert(staged(services).includes('new.txt'));
    assert.deepEqual(staged(network), []);
  });

  test("a macro of a folder's own settings is there for that folder's files, and is approved first, again when it changes", async () => {
    const write = (title: string) => {
      const settings = vscode.workspace.getConfiguration('plumbline', vscode.Uri.file(services.folder));
      const macros = { stage: { title, steps: [{ stage: ['new.txt'] }] } };
      return settings.update('macros', macros, vscode.ConfigurationTarget.WorkspaceFolder);
    };
    await write('Stage');
    await open(services);
    using refuses = new Person();
    assert.equal((await run('runMacro', 'stage')).reason, 'cancelled');
    assert.match(refuses.last.message, /"Stage" comes from this workspace's settings/);
    assert.deepEqual(staged(services), []);
    {
      using allows = new Person('Allow');
      assert.equal((await run('runMacro', 'stage')).ok, true);
      assert.equal((await run('runMacro', 'stage')).ok, true);
      assert.equal(allows.asked.length, 1);
    }
    assert.deepEqual(staged(services), ['new.txt']);
    await write('Stage It');
    using again = new Person();
    assert.equal((await run('runMacro', 'stage')).reason, 'cancelled');
    assert.match(again.last.message, /"Stage It" comes from/);
    await open(network);
    assert.equal((await run('runMacro', 'stage')).reason, 'badMacro');
  });

  test('a macro runs in every repository of the workspace', async () => {
    const settings = vscode.workspace.getConfiguration('plumbline');
    const steps = [{ forEach: 'repositories', do: [{ stage: ['new.txt'] }] }];
    await settings.update('macros', { everywhere: { steps } }, vscode.ConfigurationTarget.Global);
    try {
      await open(network);
      const outcome = await run('runMacro', 'everywhere');
      assert.equal(outcome.ok, true, outcome.message);
      for (const one of repositories) assert.deepEqual(staged(one), ['new.txt']);
    } finally {
      await settings.update('macros', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
