import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { WorkspaceRepository } from '../support/workspaceRepository.ts';
import { useSession } from './support/session.ts';

const macros = {
  release: {
    title: 'Release',
    statusBar: '$(rocket) Release',
    steps: [{ stage: 'all' }, { lint: 'changed' }, { commit: '${input:message}' }, { push: { to: ['origin', 'backup'], setUpstream: true } }],
  },
  sync: { title: 'Get and send', description: 'Rebase onto what is new, then push', steps: [{ pull: 'rebase' }, { push: true }] },
  test: { title: 'Test', steps: [{ shell: 'git diff --check' }] },
  odd: { steps: [{ pusch: true }] },
};

function isRunning(command: string): boolean {
  const lines = execFileSync('ps', ['-A', '-o', 'stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.some((line) => line.endsWith(` ${command}`) && !line.startsWith('Z'));
}

suite('macros on screen', () => {
  const session = useSession({
    settings: {
      'plumbline.macros': macros,
      macros: { saveAndFormat: ['workbench.action.files.save', { command: 'editor.action.formatDocument' }, { command: '$delay', args: { delay: 100 } }] },
    },
    keybindings: [{ key: 'ctrl+alt+y', command: 'runCommands', args: { commands: ['workbench.action.files.saveAll', 'git.stageAll'] }, when: 'editorFocus' }],
  });
  let repository: WorkspaceRepository;

  suiteSetup(async () => {
    const { samples, workbench } = session();
    repository = WorkspaceRepository.create(samples.folder, ['origin', 'backup']);
    repository.git('branch', '--quiet', '--set-upstream-to=origin/main');
    await workbench.openFile('readme.txt');
    await workbench.waitForStatus(/main/);
  });
  suiteTeardown(() => repository[Symbol.dispose]());

  const row = (title: string): Locator => session().workbench.page.locator('.pane').filter({ hasText: 'Macros' }).locator('.monaco-list-row').filter({ hasText: title }).first();
  const dialog = (): Locator => session().workbench.page.locator('.monaco-dialog-box');
  const answerDialog = async (button: string) => {
    await dialog().getByRole('button', { name: button, exact: true }).click();
    await dialog().waitFor({ state: 'hidden' });
  };
  /** Waits for a text in the editor at the keyboard, which may be in a dialog of its own. */
  const focused = (text: string) => session().workbench.page.locator('.monaco-editor.focused').getByText(text).first().waitFor();
  const activeTab = (name: RegExp) => session().workbench.page.locator('.tab.active').filter({ hasText: name }).waitFor();

  test('the view lists the macros with what they do, and one that cannot be read with its reason', async () => {
    const { page } = session().workbench;
    await page.locator('.activitybar .action-label[aria-label="Plumbline"]').click();
    await row('Release').waitFor();
    assert.match(await row('Get and send').innerText(), /Rebase onto what is new, then push/);
    assert.match(await row('odd').innerText(), /cannot be read/);
    await row('Release').hover();
    for (const name of ['Run Macro…', 'Dry Run Macro…', 'Edit Macro…']) {
      await row('Release').locator(`[aria-label^="${name}"]`).waitFor();
    }
    await page.screenshot({ path: 'test-results/macros-view.png' });
  });

  test('a dry run from the view opens the exact plan', async () => {
    const { workbench } = session();
    repository.write('one.txt', 'one\n');
    await row('Release').hover();
    await row('Release').locator('[aria-label^="Dry Run Macro…"]').click();
    await activeTab(/^Dry run of Release/);
    await workbench.page.getByText('git push --porcelain -- backup refs/heads/main:refs/heads/main').waitFor();
    await workbench.screenshot('macro-dry-run');
    assert.equal(repository.git('status', '--porcelain'), '?? one.txt');
  });

  test('a failure offers what fits; its report opens', async () => {
    const { workbench } = session();
    repository.hook('pre-push', 'echo "a test fails"; exit 1');
    await row('Release').hover();
    await row('Release').locator('[aria-label^="Run Macro…"]').click();
    await workbench.answer('adds one');
    await workbench.waitForNotification(/stopped at step 4 of 4, push/);
    await workbench.screenshot('macro-failure');
    await workbench.answerNotification(/stopped at step 4/, 'Show Report');
    await activeTab(/^Release /);
    await workbench.page.getByText('a test fails').first().waitFor();
    await workbench.screenshot('macro-report');
  });

  test('what the macro did is undone, after its plan was shown', async () => {
    const { workbench } = session();
    await workbench.runCommand('Plumbline: Undo Last Run…');
    await dialog().getByText('Undo what "release" did?').waitFor();
    await workbench.page.screenshot({ path: 'test-results/macro-undo.png' });
    await answerDialog('Undo');
    await workbench.waitForStatus(/release: undone/);
    assert.equal(repository.git('status', '--porcelain'), '?? one.txt');
  });

  test('an item of the status bar runs its macro', async () => {
    const { workbench } = session();
    const item = workbench.page.locator('.statusbar-item[aria-label="Run macro Release"]');
    await workbench.screenshot('macro-status-item');
    await item.locator('a').click();
    await workbench.answer('adds one');
    await workbench.waitForNotification(/stopped at step 4 of 4, push/);
    await workbench.runCommand('Notifications: Clear All Notifications');
    // the keyboard leaves the status bar, and with it the item's hover
    await workbench.openFile('readme.txt');
    repository.git('reset', '--quiet', 'HEAD~1');
  });

  test('the chord pushes: Ctrl+Alt+G, P', async () => {
    const { workbench } = session();
    repository.hook('pre-push', 'exit 0');
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message=adds one');
    await workbench.page.keyboard.press('Control+Alt+G');
    await workbench.page.keyboard.press('P');
    await workbench.waitForStatus(/Push Current Branch: done/);
    assert.equal(repository.remoteHead('origin'), repository.head);
  });

  test('Cancel in the notification stops a push that a hook holds up', async () => {
    const { workbench } = session();
    repository.hook('pre-push', 'exec sleep 87654');
    repository.git('commit', '--quiet', '--allow-empty', '--message=held up');
    await workbench.runCommand('Plumbline: Push Current Branch');
    await workbench.waitForNotification(/Push Current Branch: push/);
    await workbench.screenshot('macro-progress');
    await workbench.answerNotification(/Push Current Branch: push/, 'Cancel');
    while (isRunning('sleep 87654')) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.notEqual(repository.remoteHead('origin'), repository.head);
    repository.hook('pre-push', 'exit 0');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  test('Force Push with Lease asks with the exact command', async () => {
    const { workbench } = session();
    repository.git('commit', '--quiet', '--amend', '--message=adds one, better');
    await workbench.runCommand('Plumbline: Force Push with Lease');
    await dialog().getByText('Force push to origin/main?').waitFor();
    await workbench.page.screenshot({ path: 'test-results/macro-force.png' });
    await answerDialog('Continue');
    await workbench.waitForStatus(/Force Push with Lease: done/);
    assert.equal(repository.remoteHead('origin'), repository.head);
  });

  test('a program is approved once', async () => {
    const { workbench } = session();
    await workbench.runCommand('Plumbline: Run Macro…');
    assert.equal((await workbench.choices())[0], 'Release', 'it was used last');
    await workbench.pick('Test');
    await dialog().getByText('shell: git diff --check').waitFor();
    await workbench.page.screenshot({ path: 'test-results/macro-approval.png' });
    await answerDialog('Allow');
    await workbench.waitForStatus(/Test: done/);
    await workbench.runCommand('Plumbline: Run Macro…');
    assert.deepEqual((await workbench.choices()).slice(0, 2), ['Test', 'Release']);
    await workbench.pick('Test');
    await workbench.waitForStatus(/Test: done/);
  });

  test('a conflict offers to abort the rebase', async () => {
    const { workbench } = session();
    repository.commitElsewhere('origin');
    repository.write('theirs.txt', 'mine\n');
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message=mine');
    const before = repository.head;
    await workbench.runCommand('Plumbline: Sync (Pull with Rebase and Push)');
    await workbench.waitForNotification(/The rebase stopped in conflict: theirs\.txt/);
    await workbench.screenshot('macro-conflict');
    await workbench.answerNotification(/in conflict/, 'Abort');
    await workbench.waitForStatus(/The rebase is given up/);
    assert.equal(repository.head, before);
  });

  test('a keybinding is inserted where its key is to be typed', async () => {
    const { workbench } = session();
    await workbench.runCommand('Plumbline: Insert Keybinding for Macro…');
    await workbench.pick('Get and send');
    await focused('"plumbline.runMacro"');
    await workbench.waitForStatus(/Type the key for Get and send, then save/);
    await workbench.type('ctrl+alt+j');
    await focused('"ctrl+alt+j"');
    await workbench.screenshot('macro-keybinding');
    await workbench.page.keyboard.press('Control+S');
  });

  test('a recording is shown while it runs, and becomes a macro', async () => {
    const { workbench } = session();
    await workbench.runCommand('Plumbline: Start Recording Macro');
    await workbench.waitForStatus(/^Recording macro: 0 steps$/);
    await workbench.runCommand('Plumbline: Stage All');
    await workbench.waitForStatus(/^Recording macro: 1 step$/);
    await workbench.screenshot('macro-recording');
    await workbench.clickStatus(/^Recording macro/);
    await workbench.answer('Recorded one');
    await focused('"Recorded one"');
    await row('Recorded one').waitFor();
    await workbench.screenshot('macro-recorded');
    // the editor may show the settings in a dialog
    await workbench.page.keyboard.press('Escape');
  });

  test('macros of elsewhere are shown before they come in', async () => {
    const { workbench } = session();
    const { page } = workbench;
    await workbench.runCommand('Plumbline: Import Macros…');
    await page.locator('.quick-input-widget').getByText('the setting multiCommand.commands').waitFor();
    await page.screenshot({ path: 'test-results/macro-import-sources.png' });
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').getByText('runCommands ctrl+alt+y').waitFor();
    await page.screenshot({ path: 'test-results/macro-import.png' });
    await page.keyboard.press('Enter');
    await workbench.waitForNotification(/2 macros are in your settings now/);
    await row('saveAndFormat').waitFor();
    await row('runCommands ctrl+alt+y').waitFor();
  });
});
