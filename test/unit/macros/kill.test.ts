import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readLastRecord } from '../../../src/macros/record.ts';
import { undoRun } from '../../../src/macros/undo.ts';
import { GitSandbox } from '../../support/git.ts';
import { runIn } from '../../support/macros.ts';

const program = path.join(import.meta.dirname, '../../support/macroProcess.ts');

const steps = [
  { stage: ['one.txt'] },
  { commit: 'one' },
  { tag: 'v1' },
  { branch: 'kept' },
  { switch: { branch: 'topic', create: true } },
  { stage: 'all' },
  { commit: 'two' },
  { pull: { mode: 'rebase', remote: 'origin', branch: 'main' } },
  { commit: { message: 'three', allowEmpty: true } },
  { push: { to: ['origin', 'backup'], setUpstream: true } },
];

/** True while a process of the group lives; those that have ended and wait for their parent do not. */
function isGroupAlive(group: number): boolean {
  const lines = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).split('\n');
  return lines.some((line) => {
    const [id, state = ''] = line.trim().split(/\s+/);
    return Number(id) === group && !state.startsWith('Z');
  });
}

suite('a process that is killed in the middle of a macro', () => {
  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    box.bare('one.git');
    box.bare('two.git');
    folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
    box.pushElsewhere('one.git', 'theirs.txt', 'theirs\n');
    for (const name of ['one.txt', 'two.txt', 'żółć.txt']) box.write(folder, name, `${name}\n`);
    // a step takes a moment, so that the kill hits git at work
    for (const hook of ['pre-commit', 'post-checkout', 'pre-push', 'reference-transaction']) {
      box.hook(folder, hook, 'sleep 0.05');
    }
  });

  teardown(() => {
    box.remove();
  });

  /** Runs the macro and kills its process once a step has begun, some milliseconds later; waits for what it started. */
  async function runAndKill(step: string, afterMs: number): Promise<void> {
    const child = spawn(process.execPath, [program, folder, JSON.stringify(steps)], {
      // what it cannot remove any more goes with the sandbox
      env: { ...box.environment, TMPDIR: box.folder },
      stdio: ['ignore', 'pipe', 'inherit'],
      // a group of its own, by which git's processes are found after their parent's death
      detached: true,
    });
    let printed = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      printed += text;
      if (printed.split('\n').includes(step)) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    await new Promise((resolve) => child.on('close', resolve));
    assert.ok(printed.includes(step), printed);
    while (isGroupAlive(child.pid ?? 0)) await new Promise((resolve) => setTimeout(resolve, 30));
  }

  for (const [index, step] of steps.entries()) {
    test(`at step ${index + 1}, ${Object.keys(step)[0]}: nothing is lost, and the record says what was done`, async () => {
      await runAndKill(`steps[${index}]`, (index * 37) % 80);
      assert.ok(box.isSound(folder));
      for (const bare of ['one.git', 'two.git']) assert.ok(box.isSound(box.path(bare)));
      for (const name of ['one.txt', 'two.txt', 'żółć.txt']) {
        assert.equal(readFileSync(path.join(folder, name), 'utf8'), `${name}\n`);
      }
      // every commit that was made is still reachable
      const reachable = box.git(folder, 'log', '--all', '--reflog', '--format=%s').split('\n');
      for (const [number, subject] of [[1, 'one'], [6, 'two'], [8, 'three']] as const) {
        if (index > number) assert.ok(reachable.includes(subject), subject);
      }
      const repository = await box.open(folder);
      const record = await readLastRecord(repository);
      if (index > 0) {
        assert.ok(record && record.steps.length >= index, JSON.stringify(record));
        assert.ok(record.steps.slice(0, index - 1).every((done) => done.outcome === 'succeeded'));
      }
      // the dead process's lock does not keep the next run out
      assert.equal((await runIn(box, folder, [{ notify: 'next' }])).status, 'succeeded');
      if (!record) return;
      await undoRun(repository, record);
      assert.equal(box.git(folder, 'branch', '--show-current'), 'main');
      assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
      assert.equal(box.git(folder, 'tag'), '');
      const status = box.git(folder, '-c', 'core.quotePath=false', 'status', '--porcelain');
      assert.equal(status, '?? one.txt\n?? two.txt\n?? żółć.txt');
    });
  }
});
