import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Person } from './support/person.ts';
import { run, until, useMacros, useRepository } from './support/repositories.ts';

const macros = {
  ship: {
    title: 'Ship',
    steps: [{ stage: 'all' }, { commit: '${input:message}' }, { push: { to: ['origin', 'backup'], setUpstream: true }, name: 'push to both' }],
  },
  sync: { title: 'Get and send', steps: [{ pull: 'rebase' }, { push: true }] },
  checked: { title: 'Check', steps: [{ shell: ['git', '--version'] }] },
  calls: { title: 'Calls', steps: [{ macro: 'checked' }] },
  lint: { title: 'Lint', steps: [{ lint: 'changed' }] },
};

const badTemplate = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      Nonsense: 1\n";

suite('runs of macros', () => {
  const repository = useRepository(['origin', 'backup']);
  useMacros(macros);

  const ship = (message = 'new') => run('runMacro', { macro: 'ship', inputs: { message } });
  const documentText = () => {
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'plumbline-run');
    assert.equal(document?.languageId, 'markdown');
    return document?.getText() ?? '';
  };
  /** Makes `main` here and on origin change the same line. */
  const conflict = () => {
    repository().git('branch', '--quiet', '--set-upstream-to=origin/main');
    repository().commitElsewhere('origin');
    repository().write('theirs.txt', 'mine\n');
    repository().git('add', '--all');
    repository().git('commit', '--quiet', '--message=mine');
  };

  test('the report of a run tells every step, git command and output', async () => {
    repository().hook('pre-push', 'echo the hook speaks; exit 1');
    repository().write('new.txt', 'new\n');
    using person = new Person('Show Report');
    assert.equal((await ship()).reason, 'hookRejected');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'plumbline-run');
    const text = documentText();
    assert.match(text, /^# Ship: failed$/m);
    assert.match(text, /^## 1\. stage: succeeded \(/m);
    assert.match(text, /^## 3\. push to both: failed \(/m);
    assert.match(text, /^git add .*# \d+ ms$/m);
    assert.match(text, /^- failed: step 3, push to both: /m);
    assert.match(text, /the hook speaks/);
    assert(!text.includes('\0'));
    assert.match(text, /^\*\*hookRejected\*\*: /m);
    assert.deepEqual(person.asked[0]?.buttons, ['Retry', 'Undo…', 'Show Report', 'Open Log']);
  });

  test('Show Report of Last Run opens the report of a run that succeeded', async () => {
    repository().write('new.txt', 'new\n');
    assert.equal((await ship()).ok, true);
    assert.equal((await run('showRunReport')).ok, true);
    assert.match(documentText(), /^# Ship: succeeded$/m);
  });

  test('a dry run tells the exact plan and does nothing', async () => {
    repository().write('new.txt', 'new\n');
    const before = repository().git('status', '--porcelain');
    assert.equal((await run('dryRunMacro', 'ship')).ok, true);
    const text = documentText();
    assert.match(text, /^# Dry run of Ship$/m);
    assert.match(text, /git add .*--all/);
    assert.match(text, /git push .*--set-upstream.* -- origin refs\/heads\/main:refs\/heads\/main/);
    assert.match(text, /git push .* -- backup refs\/heads\/main:refs\/heads\/main/);
    assert.equal(repository().git('status', '--porcelain'), before);
  });

  test('Retry goes on from the failed step, with the inputs that were given', async () => {
    repository().hook('pre-push', 'test -e "$GIT_DIR/../allowed" || test -e allowed');
    repository().write('new.txt', 'new\n');
    let retry: (() => void) | undefined;
    using person = new Person();
    const window = vscode.window as unknown as { showErrorMessage: (message: string, ...buttons: string[]) => Promise<string> };
    const answers = window.showErrorMessage;
    window.showErrorMessage = async (message, ...buttons) => {
      await answers(message, ...buttons);
      await new Promise<void>((resolve) => (retry = resolve));
      return 'Retry';
    };
    assert.equal((await ship('once')).reason, 'hookRejected');
    const { head } = repository();
    repository().write('allowed', '');
    retry?.();
    await until(() => repository().remoteHead('backup') === head);
    await until(() => repository().remoteHead('origin') === head);
    assert.equal(repository().head, head, 'the commit is not made twice');
    assert.equal(person.asked.length, 1);
  });

  test('one remote of two failing offers to retry that one only', async () => {
    const theirs = repository().commitElsewhere('backup');
    repository().write('new.txt', 'new\n');
    using person = new Person();
    assert.equal((await ship()).reason, 'nonFastForward');
    assert.deepEqual(person.last.buttons, ['Retry Failed Remotes', 'Undo…', 'Show Report', 'Open Log']);
    assert.match(person.last.message, /^"Ship" stopped at step 3 of 3, push to both: /);
    assert.equal(repository().remoteHead('origin'), repository().head);
    assert.equal(repository().remoteHead('backup'), theirs);
  });

  test('Undo shows its plan, then puts the branch and the index back', async () => {
    repository().hook('pre-push', 'exit 1');
    repository().write('new.txt', 'new\n');
    const before = repository().head;
    using person = new Person('Undo…', 'Undo');
    assert.equal((await ship()).reason, 'hookRejected');
    await until(() => repository().head === before);
    assert.match(person.last.message, /^Undo what "ship" did\?$/);
    assert.match(person.last.detail, /What was pushed stays on the remotes/);
    await until(() => repository().git('status', '--porcelain') === '?? new.txt');
  });

  test('Undo Last Run says so where there is nothing to undo', async () => {
    using person = new Person();
    assert.equal((await run('undoLastRun')).reason, 'nothingToUndo');
    assert.match(person.last.message, /No macro has run in this repository yet/);
  });

  test('a conflict offers to continue or abort the rebase, and Abort goes back to before', async () => {
    conflict();
    const before = repository().head;
    using person = new Person('Abort');
    assert.equal((await run('runMacro', 'sync')).reason, 'conflict');
    assert.deepEqual(person.asked[0]?.buttons, ['Show', 'Continue', 'Abort', 'Show Report', 'Open Log']);
    await until(() => repository().git('status', '--porcelain=v1', '--branch').startsWith('## main'));
    assert.equal(repository().head, before);
  });

  test('Continue with a file still in conflict offers the same again', async () => {
    conflict();
    using person = new Person('Continue');
    assert.equal((await run('runMacro', 'sync')).reason, 'conflict');
    await until(() => person.asked.length === 2);
    assert.match(person.last.message, /Still in conflict: theirs\.txt/);
    assert.deepEqual(person.last.buttons, ['Show', 'Continue', 'Abort', 'Open Log']);
    repository().git('rebase', '--abort');
  });

  test('Continue of a resolved conflict goes on with the macro to its end', async () => {
    conflict();
    let answer: (() => void) | undefined;
    using person = new Person();
    const window = vscode.window as unknown as { showErrorMessage: (message: string, ...buttons: string[]) => Promise<string> };
    const answers = window.showErrorMessage;
    window.showErrorMessage = async (message, ...buttons) => {
      await answers(message, ...buttons);
      await new Promise<void>((resolve) => (answer = resolve));
      return 'Continue';
    };
    assert.equal((await run('runMacro', 'sync')).reason, 'conflict');
    repository().write('theirs.txt', 'both\n');
    repository().git('add', '--all');
    answer?.();
    await until(() => repository().git('show', 'HEAD:theirs.txt') === 'both' && repository().remoteHead('origin') === repository().head);
    assert.equal(person.asked.length, 1);
  });

  test('a failure without an operation under way offers neither Continue nor Abort', async () => {
    repository().write('template.yaml', badTemplate);
    using person = new Person('Show');
    assert.equal((await run('runMacro', 'lint')).reason, 'lintErrors');
    assert.deepEqual(person.last.buttons, ['Show', 'Retry', 'Show Report', 'Open Log']);
    await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith('template.yaml') ?? false);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 5);
  });

  test('an editor command that reports success stops the macro where what is expected of it is not so', async () => {
    const expecting = (paths: string) => [
      { command: 'git.refresh', expect: { changed: paths }, within: 1 },
      { stage: 'all' },
    ];
    const settings = vscode.workspace.getConfiguration('plumbline');
    const user = (value: unknown) => settings.update('macros', value, vscode.ConfigurationTarget.Global);
    repository().write('new.txt', 'new\n');
    try {
      await user({ fails: expecting('*.tf'), holds: expecting('*.txt') });
      assert.equal((await run('runMacro', 'fails')).reason, 'unexpected');
      assert.equal(repository().git('diff', '--cached', '--name-only'), '');
      const outcome = await run('runMacro', 'holds');
      assert.equal(outcome.ok, true, outcome.message);
      assert.equal(repository().git('diff', '--cached', '--name-only'), 'new.txt');
    } finally {
      await user(macros);
    }
  });

  test('programs are approved once for each wording, also in macros that run them', async () => {
    {
      using person = new Person();
      assert.equal((await run('runMacro', 'checked')).reason, 'cancelled');
      assert.match(person.last.message, /"Check" starts programs/);
      assert.match(person.last.detail, /^shell: git --version$/m);
    }
    {
      using person = new Person('Allow');
      assert.equal((await run('runMacro', 'checked')).ok, true);
      assert.equal((await run('runMacro', 'checked')).ok, true);
      assert.equal(person.asked.length, 1);
    }
    using person = new Person();
    assert.equal((await run('runMacro', 'calls')).reason, 'cancelled');
    assert.match(person.last.detail, /^shell: git --version$/m);
  });

  test("a macro of the workspace's own settings is approved once for each wording, also where one of the user's runs it", async () => {
    const settings = vscode.workspace.getConfiguration('plumbline');
    const write = (message: string) =>
      settings.update('macros', { theirs: { title: 'Theirs', steps: [{ notify: message }] } }, vscode.ConfigurationTarget.Workspace);
    const user = (value: unknown) => settings.update('macros', value, vscode.ConfigurationTarget.Global);
    try {
      await write('one');
      await user({ ...macros, mine: [{ macro: 'theirs' }] });
      {
        using person = new Person();
        assert.equal((await run('runMacro', 'theirs')).reason, 'cancelled');
        assert.equal(person.last.message, 'The macro "Theirs" comes from this workspace\'s settings. Allow it?');
        assert.match(person.last.detail, /^notify: one$/m);
        assert.equal((await run('runMacro', 'mine')).reason, 'cancelled');
      }
      {
        using person = new Person('Allow');
        assert.equal((await run('runMacro', 'theirs')).ok, true);
        assert.equal((await run('runMacro', 'theirs')).ok, true);
        assert.deepEqual(person.asked.map(({ message }) => message.includes('Allow it?')), [true, false, false]);
      }
      await write('two');
      using person = new Person();
      assert.equal((await run('runMacro', 'theirs')).reason, 'cancelled');
      assert.match(person.last.detail, /^notify: two$/m);
    } finally {
      await settings.update('macros', undefined, vscode.ConfigurationTarget.Workspace);
      await user(macros);
    }
  });

  test('Cancel ends the running step with its children; meanwhile a second run says that it has to wait', async () => {
    const mark = path.join(repository().folder, 'child-lives');
    const settings = vscode.workspace.getConfiguration('plumbline');
    const script = `node -e "require('fs').writeFileSync('${mark}', ''); setInterval(() => {}, 1000)"`;
    repository().hook('pre-push', `${script} & wait`);
    await settings.update('macros', { ...macros, slow: [{ push: 'origin' }, { notify: 'not reached' }] }, vscode.ConfigurationTarget.Global);
    repository().git('commit', '--quiet', '--allow-empty', '--message=slow');
    using person = new Person();
    const running = run('runMacro', 'slow');
    await until(() => existsSync(mark));
    const second = await run('runMacro', 'sync');
    assert.equal(second.reason, 'alreadyRunning');
    assert.match(second.message ?? '', /The macro slow has been running here since .*; wait for it to end, or cancel it\.$/);
    assert.equal((await run('cancelRun')).ok, true);
    assert.equal((await running).reason, 'cancelled');
    assert.throws(() => execFileSync('pgrep', ['-f', mark]), 'the hook and what it started have ended');
    assert(!person.asked.some(({ message }) => message === 'not reached'));
    assert.notEqual(repository().remoteHead('origin'), repository().head);
    assert.equal(repository().git('fsck', '--no-progress'), '');
    assert.equal((await run('cancelRun')).reason, 'noRun');
    await settings.update('macros', macros, vscode.ConfigurationTarget.Global);
  });

  test('the pick shows what was used last first', async () => {
    using person = new Person('Get and send');
    repository().git('branch', '--quiet', '--set-upstream-to=origin/main');
    assert.equal((await run('runMacro')).ok, true);
    assert.equal((await run('runMacro')).reason, 'cancelled');
    assert.equal(person.picks[1]?.[0], 'Get and send');
  });

  test('Run Macro of the Source Control view runs the picked one in the repository whose title was clicked', async () => {
    repository().git('branch', '--quiet', '--set-upstream-to=origin/main');
    repository().git('commit', '--quiet', '--allow-empty', '--message=clicked');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    using person = new Person('Get and send');
    assert.equal((await run('runMacro', { rootUri: vscode.Uri.file(repository().folder) })).ok, true);
    assert.equal(person.picks.length, 1);
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('a branch of the setting plumbline.push.protectedBranches is asked about', async () => {
    const settings = vscode.workspace.getConfiguration('plumbline');
    await settings.update('push.protectedBranches', ['ma*'], vscode.ConfigurationTarget.Workspace);
    try {
      const before = repository().head;
      repository().write('new.txt', 'new\n');
      using person = new Person();
      assert.equal((await run('runMacro', { macro: 'ship', inputs: { message: 'new' } })).reason, 'cancelled');
      assert.match(person.last.message, /origin\/main is protected \(ma\*\)/);
      assert.equal(repository().remoteHead('origin'), before);
    } finally {
      await settings.update('push.protectedBranches', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
