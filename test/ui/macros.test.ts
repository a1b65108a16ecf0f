import assert from 'node:assert/strict';
import { WorkspaceRepository } from '../support/workspaceRepository.ts';
import { useSession } from './support/session.ts';

const steps = [{ stage: 'all' }, { lint: 'changed' }, { commit: '${input:message}' }, { push: { to: ['origin', 'backup'], setUpstream: true } }];

suite('macros at the keyboard', () => {
  const session = useSession({
    settings: { 'plumbline.macros': { release: { title: 'Release', steps } } },
    keybindings: [{ key: 'ctrl+alt+r', command: 'plumbline.runMacro', args: 'release' }],
  });
  let repository: WorkspaceRepository;

  suiteSetup(async () => {
    const { samples, workbench } = session();
    repository = WorkspaceRepository.create(samples.folder, ['origin', 'backup']);
    await workbench.openFile('readme.txt');
    await workbench.waitForStatus(/main/);
  });
  suiteTeardown(() => repository[Symbol.dispose]());

  test('from the palette: picked from the list, asked for the message, pushed to both remotes', async () => {
    const { workbench } = session();
    repository.write('one.txt', 'one\n');
    await workbench.runCommand('Plumbline: Run Macro…');
    assert((await workbench.choices()).includes('Release'));
    await workbench.screenshot('macro-pick');
    await workbench.pick('Release');
    await workbench.answer('adds one');
    await workbench.waitForStatus(/Release: /);
    await workbench.screenshot('macro-done');
    assert.equal(repository.git('log', '-1', '--format=%s'), 'adds one');
    assert.equal(repository.remoteHead('origin'), repository.head);
    assert.equal(repository.remoteHead('backup'), repository.head);
  });

  test('from its key: a hook that fails in silence is told with its reason', async () => {
    const { workbench } = session();
    repository.hook('pre-push', 'exit 1');
    repository.write('two.txt', 'two\n');
    await workbench.page.keyboard.press('Control+Alt+R');
    await workbench.answer('adds two');
    const told = await workbench.waitForNotification(/stopped at step 4 of 4, push/);
    assert.match(told, /pre-push/);
    await workbench.screenshot('macro-hook-failed');
    assert.notEqual(repository.remoteHead('origin'), repository.head);
    assert.equal(repository.git('log', '-1', '--format=%s'), 'adds two');
  });
});
