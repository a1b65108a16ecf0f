import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceRepository } from '../support/workspaceRepository.ts';
import { closeEverything, openFile, workspaceFolder } from './support/editor.ts';
import { useMacros } from './support/repositories.ts';

interface Outcome {
  readonly ok: boolean;
  readonly reason?: string;
  readonly message?: string;
}

const macros = {
  ship: {
    title: 'Ship',
    steps: [
      'workbench.action.files.saveAll',
      { stage: 'all' },
      { lint: 'changed' },
      { commit: '${input:message}' },
      { push: { to: ['origin', 'backup'], setUpstream: true } },
    ],
  },
};

const badTemplate = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      Nonsense: 1\n";

suite('macros in the editor', () => {
  let repository: WorkspaceRepository;
  let count = 0;

  useMacros(macros);
  setup(async () => {
    repository = WorkspaceRepository.create(path.join(workspaceFolder(), 'repositories', `r${++count}`), ['origin', 'backup']);
    await vscode.commands.executeCommand('git.openRepository', repository.folder);
    await openFile(path.join(repository.folder, 'readme.txt'));
  });
  teardown(async () => {
    await closeEverything();
    await vscode.commands.executeCommand('git.close', vscode.Uri.file(repository.folder));
    repository[Symbol.dispose]();
  });

  const ship = (message: string) =>
    vscode.commands.executeCommand<Outcome>('plumbline.runMacro', { macro: 'ship', inputs: { message } });

  test('stages, lints, commits and pushes to both remotes', async () => {
    repository.write('notes with spaces ü.txt', 'new\n');
    const message = 'adds $(touch hacked) ${branch} "notes"';
    const outcome = await ship(message);
    assert.deepEqual(outcome.ok, true, outcome.message);
    assert.equal(repository.remoteHead('origin'), repository.head);
    assert.equal(repository.remoteHead('backup'), repository.head);
    assert.equal(repository.git('log', '-1', '--format=%s'), message);
    assert.equal(repository.git('status', '--porcelain'), '');
    assert.equal(repository.git('rev-parse', '--abbrev-ref', '@{upstream}'), 'origin/main');
  });

  test('a pre-push hook that fails in silence stops it with a reason; the commit stays', async () => {
    repository.hook('pre-push', 'exit 1');
    repository.write('new.txt', 'new\n');
    const before = repository.remoteHead('origin');
    const outcome = await ship('new');
    assert.equal(outcome.reason, 'hookRejected');
    assert.match(outcome.message ?? '', /step 5 of 5, push.*pre-push/);
    assert.equal(repository.remoteHead('origin'), before);
    assert.equal(repository.git('log', '-1', '--format=%s'), 'new');
  });

  test('a remote that has moved on stops it; nothing of either side is lost', async () => {
    const theirs = repository.commitElsewhere('origin');
    repository.write('new.txt', 'new\n');
    const outcome = await ship('new');
    assert.equal(outcome.reason, 'nonFastForward');
    assert.equal(repository.remoteHead('origin'), theirs);
    assert.equal(repository.remoteHead('backup'), repository.head);
    assert.equal(repository.git('log', '-1', '--format=%s'), 'new');
  });

  test('a changed template with an error stops it before the commit; the file and the index stay', async () => {
    const before = repository.head;
    const file = repository.write('template.yaml', badTemplate);
    const outcome = await ship('new');
    assert.equal(outcome.reason, 'lintErrors');
    assert.match(outcome.message ?? '', /step 3 of 5, lint.*template\.yaml:6:7 E3002/);
    assert.equal(repository.head, before);
    assert.equal(repository.remoteHead('origin'), before);
    assert(existsSync(file));
    assert.equal(repository.git('status', '--porcelain'), 'A  template.yaml');
  });

  test('Push Current Branch pushes to the upstream\'s remote', async () => {
    repository.git('branch', '--quiet', '--set-upstream-to=backup/main');
    repository.write('new.txt', 'new\n');
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message=new');
    const before = repository.remoteHead('origin');
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.pushCurrentBranch');
    assert.equal(outcome.ok, true, outcome.message);
    assert.equal(repository.remoteHead('backup'), repository.head);
    assert.equal(repository.remoteHead('origin'), before);
  });

  test('Push Current Branch is refused while a commit to push holds a template with an error', async () => {
    repository.git('branch', '--quiet', '--set-upstream-to=origin/main');
    repository.write('template.yaml', badTemplate);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message=bad');
    // Mended on disk only: what would be pushed is the commit.
    repository.write('template.yaml', badTemplate.replace('Nonsense: 1', 'TopicName: fine'));
    const before = repository.remoteHead('origin');
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.pushCurrentBranch');
    assert.equal(outcome.reason, 'lintErrors');
    assert.equal(repository.remoteHead('origin'), before);
  });

  test('one run per repository at a time', async () => {
    repository.hook('pre-commit', 'sleep 1');
    repository.write('new.txt', 'new\n');
    // Which of the two comes first is the editor's affair.
    const outcomes = await Promise.all([ship('new'), ship('again')]);
    assert.deepEqual(outcomes.map(({ ok, reason }) => reason ?? ok).toSorted(), ['alreadyRunning', true]);
  });

  test('an unknown macro is named, with those that there are', async () => {
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.runMacro', 'shop');
    assert.equal(outcome.reason, 'badMacro');
    assert.match(outcome.message ?? '', /"shop".*ship/);
  });

  test('a caller that chains commands gets a rejection when it asks for one', async () => {
    await assert.rejects(async () => vscode.commands.executeCommand('plumbline.runMacro', { macro: 'shop', onFailure: 'throw' }), /shop/);
  });
});
