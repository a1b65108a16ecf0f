import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { GitError } from '../../../src/git/errors.ts';
import { abortOperation } from '../../../src/git/integrate.ts';
import { readStatus } from '../../../src/git/status.ts';
import { readLastRecord } from '../../../src/macros/record.ts';
import { StepError } from '../../../src/macros/step.ts';
import { planUndo, undoRun } from '../../../src/macros/undo.ts';
import { GitSandbox } from '../../support/git.ts';
import { runIn, told } from '../../support/macros.ts';

suite('undoing a run', () => {
  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    box.bare('one.git');
    folder = box.work('w', { origin: 'one.git' });
  });

  teardown(() => {
    box.remove();
  });

  /** Everything that undo must bring back: references, what is staged as it is staged, and the files. */
  function state(): string {
    return [
      box.git(folder, 'symbolic-ref', 'HEAD'),
      box.git(folder, 'for-each-ref', 'refs/heads', 'refs/tags'),
      box.git(folder, 'status', '--porcelain=v2', '--untracked-files=all'),
      box.git(folder, 'diff', '--cached', 'HEAD'),
      box.git(folder, 'diff'),
    ].join('\n--\n');
  }

  async function undo() {
    const repository = await box.open(folder);
    const record = await readLastRecord(repository);
    assert.ok(record);
    return undoRun(repository, record);
  }

  /** Staged, unstaged and untracked changes, in several files. */
  function makeChanges(): void {
    box.write(folder, 'staged.txt', 'staged\n');
    box.git(folder, 'add', 'staged.txt');
    box.write(folder, 'staged.txt', 'staged\nand more\n');
    box.write(folder, 'readme.txt', 'first\nchanged\n');
    box.write(folder, 'untracked żółć.txt', 'new\n');
  }

  test('brings back branches, tags and the index after staging, committing and tagging; what was pushed stays', async () => {
    makeChanges();
    const before = state();
    const steps = [
      { stage: 'tracked' },
      { commit: 'one' },
      { tag: 'v1' },
      { stage: 'all' },
      { commit: 'two' },
      { branch: 'new' },
      { push: { to: 'origin' } },
    ];
    const report = await runIn(box, folder, steps);
    assert.equal(report.status, 'succeeded', JSON.stringify(report.steps.at(-1)));
    const pushed = box.git(box.path('one.git'), 'rev-parse', 'main');
    const record = await readLastRecord(await box.open(folder));
    assert.equal(record?.id, report.record);
    assert.ok(record);
    const planned = planUndo(record);
    assert.ok(planned.some((step) => !step.undone && /stays on the remotes/.test(step.message)));
    const done = await undo();
    assert.deepEqual(
      done.map((step) => [step.kind, step.undone]),
      [
        ['push', false],
        ['branch', true],
        ['commit', true],
        ['stage', true],
        ['tag', true],
        ['commit', true],
        ['stage', true],
      ],
    );
    assert.equal(state(), before);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), pushed);
    await assert.rejects(undo(), /undone already/);
  });

  test('brings back the state before the first commit of a repository', async () => {
    folder = box.init('empty');
    box.write(folder, 'a', '1');
    assert.equal((await runIn(box, folder, [{ stage: 'all' }, { commit: 'first' }])).status, 'succeeded');
    await undo();
    assert.equal(box.git(folder, 'status', '--porcelain'), '?? a');
    assert.equal(box.git(folder, 'for-each-ref'), '');
  });

  test('a pull goes back, and so does the commit before it; uncommitted changes stay', async () => {
    box.pushElsewhere('one.git', 'theirs.txt', 'theirs\n');
    box.write(folder, 'mine.txt', 'mine\n');
    const before = state();
    const steps = [{ stage: 'all' }, { commit: 'mine' }, { pull: 'rebase' }];
    assert.equal((await runIn(box, folder, steps)).status, 'succeeded');
    box.write(folder, 'later.txt', 'written after the run\n');
    await undo();
    assert.equal(readFileSync(path.join(folder, 'later.txt'), 'utf8'), 'written after the run\n');
    box.git(folder, 'clean', '--quiet', '--force', 'later.txt');
    assert.equal(state(), before);
  });

  test('a pull that stopped in conflict is given up, and what came before it goes back', async () => {
    box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
    box.write(folder, 'readme.txt', 'mine\n');
    const before = state();
    const report = await runIn(box, folder, [{ stage: 'all' }, { commit: 'mine' }, { pull: 'rebase' }]);
    assert.equal(told(report).at(-1), 'pull conflict');
    await undo();
    assert.equal(state(), before);
    assert.equal((await readStatus(await box.open(folder))).operation, undefined);
  });

  test('a switch to a new branch goes back and the branch goes', async () => {
    makeChanges();
    const before = state();
    const steps = [{ switch: { branch: 'topic', create: true } }, { stage: 'all' }, { commit: 'there' }];
    assert.equal((await runIn(box, folder, steps)).status, 'succeeded');
    await undo();
    assert.equal(state(), before);
  });

  test('stashed changes come back', async () => {
    makeChanges();
    const before = state();
    assert.equal((await runIn(box, folder, [{ stash: true }])).status, 'succeeded');
    assert.equal(box.git(folder, 'status', '--porcelain'), '');
    await undo();
    assert.equal(state(), before);
  });

  test('nothing is undone where something moved since, and nothing is lost', async () => {
    box.write(folder, 'a', '1');
    await runIn(box, folder, [{ stage: 'all' }, { commit: 'one' }]);
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'by hand');
    const before = state();
    await assert.rejects(undo(), (error) => error instanceof StepError && error.reason === 'movedSince');
    assert.equal(state(), before);
  });

  test('what is staged after the run is not thrown away', async () => {
    box.write(folder, 'a', '1');
    await runIn(box, folder, [{ stage: 'all' }, { commit: 'one' }]);
    box.write(folder, 'b', '2');
    box.git(folder, 'add', 'b');
    await assert.rejects(undo(), (error) => error instanceof StepError && error.reason === 'movedSince');
    assert.equal(box.git(folder, 'diff', '--cached', '--name-only'), 'b');
  });

  test('uncommitted changes in a file that would have to change hold the undoing back', async () => {
    box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
    await runIn(box, folder, [{ pull: 'ff-only' }]);
    box.write(folder, 'readme.txt', 'theirs\nand mine, not committed\n');
    await assert.rejects(undo(), (error) => GitError.is(error));
    assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'theirs\nand mine, not committed\n');
  });

  test('a held index.lock holds the undoing back', async () => {
    box.write(folder, 'a', '1');
    await runIn(box, folder, [{ stage: 'all' }]);
    box.write(folder, '.git/index.lock', '');
    await assert.rejects(undo(), (error) => GitError.is(error, 'lockHeld') || error instanceof StepError);
  });

  test('only the newest records are kept', async () => {
    for (let i = 0; i < 12; i++) await runIn(box, folder, [{ unstage: 'all' }]);
    const record = await readLastRecord(await box.open(folder));
    assert.equal(record?.steps[0]?.kind, 'unstage');
    assert.equal(readdirSync(path.join(folder, '.git', 'plumbline', 'runs')).length, 10);
  });

  test('a rebase under way that someone else gave up is nothing to undo', async () => {
    box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
    box.write(folder, 'readme.txt', 'mine\n');
    await runIn(box, folder, [{ stage: 'all' }, { commit: 'mine' }, { pull: 'rebase' }]);
    await abortOperation(await box.open(folder));
    await assert.rejects(undo(), (error) => error instanceof StepError && error.reason === 'movedSince');
  });
});
