import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceRepository } from '../support/workspaceRepository.ts';
import { closeEverything, openFile, replaceText, workspaceFolder } from './support/editor.ts';
import { Person } from './support/person.ts';
import { run, useRepository } from './support/repositories.ts';

suite('the commands of the usual chains', () => {
  const repository = useRepository(['origin', 'backup']);

  const commit = (name: string) => {
    repository().write(name, `${name}\n`);
    repository().git('add', '--all');
    repository().git('commit', '--quiet', `--message=adds ${name}`);
  };
  const follow = (remote: string) => repository().git('branch', '--quiet', `--set-upstream-to=${remote}/main`);
  const succeeds = async (command: string) => {
    const outcome = await run(command);
    assert.equal(outcome.ok, true, outcome.message);
  };

  test('Push to All Remotes pushes to each', async () => {
    commit('one.txt');
    await succeeds('pushAllRemotes');
    assert.equal(repository().remoteHead('origin'), repository().head);
    assert.equal(repository().remoteHead('backup'), repository().head);
  });

  test('Push with Tags pushes the branch and its tags, plain ones too', async () => {
    commit('one.txt');
    repository().git('tag', 'v1');
    await succeeds('pushWithTags');
    assert.match(repository().git('ls-remote', 'origin'), new RegExp(`${repository().head}\trefs/tags/v1`));
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Force Push with Lease asks with remote, refspec, lease and what is lost, and overwrites', async () => {
    follow('origin');
    commit('one.txt');
    repository().git('push', '--quiet');
    const old = repository().head;
    repository().git('commit', '--quiet', '--amend', '--message=better');
    using person = new Person('Continue');
    await succeeds('forcePushWithLease');
    assert.equal(person.asked.length, 1);
    assert.match(person.last.message, /^Force push to origin\/main\?$/);
    assert(person.last.detail.includes(`--force-with-lease=refs/heads/main:${old} -- origin refs/heads/main:refs/heads/main`), person.last.detail);
    assert.match(person.last.detail, /origin\/main loses 1 commit:\n {2}\w+ adds one\.txt/);
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Force Push with Lease does nothing where the answer is no', async () => {
    follow('origin');
    const before = repository().head;
    repository().git('commit', '--quiet', '--amend', '--message=better');
    using person = new Person();
    assert.equal((await run('forcePushWithLease')).reason, 'cancelled');
    assert.equal(person.asked.length, 1);
    assert.equal(repository().remoteHead('origin'), before);
  });

  test('Force Push with Lease never overwrites what somebody else pushed meanwhile', async () => {
    follow('origin');
    const theirs = repository().commitElsewhere('origin');
    repository().git('commit', '--quiet', '--amend', '--message=better');
    using person = new Person('Continue');
    assert.equal((await run('forcePushWithLease')).reason, 'staleLease');
    repository().git('fetch', '--quiet');
    assert.equal((await run('forcePushWithLease')).reason, 'staleLease');
    assert.match(person.last.message, /has commits that were never in this branch/);
    assert.equal(repository().remoteHead('origin'), theirs);
  });

  test('Sync puts the commits on top of what the remote has, and pushes', async () => {
    follow('origin');
    const theirs = repository().commitElsewhere('origin');
    commit('mine.txt');
    await succeeds('sync');
    assert.equal(repository().git('rev-parse', 'HEAD^'), theirs);
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Sync of a branch without upstream offers to publish it', async () => {
    using person = new Person();
    assert.equal((await run('sync')).reason, 'noUpstream');
    assert.deepEqual(person.last.buttons, ['Publish Branch', 'Open Log']);
  });

  test('Stage All stages everything and commits nothing', async () => {
    const before = repository().head;
    repository().write('new.txt', 'new\n');
    await succeeds('stageAll');
    assert.equal(repository().git('status', '--porcelain'), 'A  new.txt');
    assert.equal(repository().head, before);
  });

  test('Commit and Push commits what is staged and nothing else', async () => {
    repository().write('staged.txt', 'new\n');
    repository().git('add', '--all');
    repository().write('later.txt', 'new\n');
    using person = new Person('adds ${branch}');
    await succeeds('commitPush');
    assert.deepEqual(person.asked, []);
    assert.equal(repository().git('log', '-1', '--format=%s'), 'adds ${branch}');
    assert.equal(repository().git('status', '--porcelain'), '?? later.txt');
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Commit and Push says so where nothing is staged, before it asks for a message', async () => {
    using person = new Person('never used');
    assert.equal((await run('commitPush')).reason, 'nothingToCommit');
    assert.deepEqual(person.last.buttons, ['Stage All, Commit and Push', 'Open Log']);
  });

  test('Stage All, Commit and Push takes a message with ${...} as it is', async () => {
    repository().write('new.txt', 'new\n');
    using person = new Person('says ${env:HOME}');
    await succeeds('stageCommitPush');
    assert.deepEqual(person.asked, []);
    assert.equal(repository().git('log', '-1', '--format=%s'), 'says ${env:HOME}');
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Amend and Push of a commit that no remote has amends it and pushes, without a question', async () => {
    follow('origin');
    commit('one.txt');
    repository().write('one.txt', 'changed\n');
    using person = new Person();
    await succeeds('amendPush');
    assert.equal(person.asked.length, 0);
    assert.equal(repository().git('show', 'HEAD:one.txt'), 'changed');
    assert.equal(repository().git('rev-list', '--count', 'HEAD'), '2');
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Amend and Push of a commit that the remote has asks once, then overwrites it there', async () => {
    follow('origin');
    commit('one.txt');
    repository().git('push', '--quiet');
    repository().write('one.txt', 'changed\n');
    using person = new Person('Continue');
    await succeeds('amendPush');
    assert.equal(person.asked.length, 1);
    assert.match(person.last.detail, /on the remote already[\s\S]*--force-with-lease=refs\/heads\/main:/);
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('Publish Branch asks for the remote and makes it the upstream', async () => {
    repository().git('switch', '--quiet', '--create', 'topic');
    using person = new Person('backup');
    await succeeds('publishBranch');
    assert.deepEqual(person.picks, [['backup', 'origin']]);
    assert.equal(repository().git('rev-parse', '--abbrev-ref', '@{upstream}'), 'backup/topic');
  });

  test('Publish Branch of a published branch says what it follows', async () => {
    follow('origin');
    using person = new Person();
    const outcome = await run('publishBranch');
    assert.equal(outcome.reason, 'alreadyPublished');
    assert.match(outcome.message ?? '', /main follows origin\/main already/);
    assert.deepEqual(person.last.buttons, ['Push Current Branch', 'Open Log']);
  });

  test('Undo Last Commit keeps its changes staged', async () => {
    const before = repository().head;
    commit('one.txt');
    await succeeds('undoLastCommit');
    assert.equal(repository().head, before);
    assert.equal(repository().git('status', '--porcelain'), 'A  one.txt');
  });

  test('Undo Last Commit asks where a remote has the commit', async () => {
    commit('one.txt');
    repository().git('push', '--quiet', 'origin', 'main');
    const { head } = repository();
    using person = new Person();
    assert.equal((await run('undoLastCommit')).reason, 'cancelled');
    assert.match(person.last.message, /^origin\/main has the last commit already/);
    assert.equal(repository().head, head);
  });

  test('a branch that follows another local branch\'s upstream asks which to push to', async () => {
    follow('origin');
    repository().git('switch', '--quiet', '--create', 'topic', '--track', 'origin/main');
    commit('one.txt');
    const before = repository().remoteHead('origin');
    using person = new Person('topic');
    await succeeds('pushCurrentBranch');
    assert.deepEqual(person.picks, [['topic', 'main']]);
    assert.equal(repository().remoteHead('origin'), before);
    assert.match(repository().git('ls-remote', 'origin'), /refs\/heads\/topic/);
  });

  test('Stage Selected Changes stages the changes in the selected lines, of a file that it saves first', async () => {
    repository().write('list.txt', '1\n2\n3\n4\n');
    repository().git('add', '--all');
    repository().git('commit', '--quiet', '--message=list');
    await openFile(path.join(repository().folder, 'list.txt'));
    await replaceText('one\n2\n3\nfour\nfive\n');
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    editor.selections = [new vscode.Selection(3, 0, 4, 0)];
    assert.equal((await run('stageSelection')).ok, true);
    assert.equal(repository().git('show', ':list.txt'), '1\n2\n3\nfour');
    assert(!editor.document.isDirty);
    editor.selections = [new vscode.Selection(1, 0, 1, 0)];
    using person = new Person();
    assert.equal((await run('stageSelection')).reason, 'notFound');
    assert.match(person.last.message, /Nothing has changed in the selected lines of list\.txt/);
    await closeEverything();
    assert.equal((await run('stageSelection')).ok, false);
    assert.equal(repository().git('show', ':list.txt'), '1\n2\n3\nfour');
  });

  test('a command of the Source Control view works in the repository whose title was clicked', async () => {
    using other = WorkspaceRepository.create(path.join(workspaceFolder(), 'repositories', 'other'), ['origin']);
    await vscode.commands.executeCommand('git.openRepository', other.folder);
    try {
      for (const one of [repository(), other]) one.git('commit', '--quiet', '--allow-empty', '--message=here');
      assert.equal((await run('pushCurrentBranch', { rootUri: vscode.Uri.file(other.folder) })).ok, true);
      assert.equal(other.remoteHead('origin'), other.head);
      assert.notEqual(repository().remoteHead('origin'), repository().head);
      // without a title it is the active editor's, and without an editor it is asked for
      await openFile(path.join(other.folder, 'readme.txt'));
      other.git('commit', '--quiet', '--allow-empty', '--message=again');
      assert.equal((await run('pushCurrentBranch')).ok, true);
      assert.equal(other.remoteHead('origin'), other.head);
      await closeEverything();
      using person = new Person();
      assert.equal((await run('pushCurrentBranch')).reason, 'cancelled');
      assert(person.picks[0]?.includes('other'), JSON.stringify(person.picks));
    } finally {
      await vscode.commands.executeCommand('git.close', vscode.Uri.file(other.folder));
    }
  });
});
