import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PushError, parsePush, type PushOptions } from '../../../src/git/push.ts';
import { planPushes, pushAll, type PushTargets } from '../../../src/git/pushAll.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { fails, GitSandbox } from '../../support/git.ts';

/** Plans and pushes to one remote; throws its failure. */
async function pushTo(repository: Repository, targets: PushTargets, options: PushOptions = {}) {
  const [done] = await pushAll(repository, await planPushes(repository, targets, options));
  assert.ok(done);
  if ('error' in done) throw done.error;
  return done.result;
}

suite('pushing', () => {
  let box: GitSandbox;

  setup(() => {
    box = new GitSandbox();
    box.bare('one.git');
    box.bare('two.git');
  });

  teardown(() => {
    box.remove();
  });

  function commitFile(folder: string, file: string, text = 'x'): string {
    box.write(folder, file, text);
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', file);
    return box.git(folder, 'rev-parse', 'HEAD');
  }

  test('to two remotes at once, each with its own result; the first becomes the upstream', async () => {
    const folder = box.work('w');
    box.git(folder, 'remote', 'add', 'one', box.path('one.git'));
    box.git(folder, 'remote', 'add', 'two', box.path('two.git'));
    const repository = await box.open(folder);
    const sha = box.git(folder, 'rev-parse', 'HEAD');
    const plans = await planPushes(repository, ['two', 'one'], { setUpstream: 'ifMissing' });
    assert.deepEqual(
      plans.map((plan) => [plan.remote, plan.setUpstream, plan.refspecs]),
      [
        ['two', true, ['refs/heads/main:refs/heads/main']],
        ['one', false, ['refs/heads/main:refs/heads/main']],
      ],
    );
    const done = await pushAll(repository, plans);
    assert.deepEqual(
      done.map((one) => 'result' in one && one.result.updates.map((update) => update.status)),
      [['new'], ['new']],
    );
    for (const bare of ['one.git', 'two.git']) assert.equal(box.git(box.path(bare), 'rev-parse', 'main'), sha);
    assert.equal(box.git(folder, 'rev-parse', '--symbolic-full-name', 'main@{upstream}'), 'refs/remotes/two/main');
  });

  test('tells the old and new commit, and when there is nothing to do', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const old = box.git(folder, 'rev-parse', 'HEAD');
    const sha = commitFile(folder, 'a');
    const repository = await box.open(folder);
    const { updates } = await pushTo(repository, 'default');
    assert.deepEqual(updates, [
      {
        source: 'refs/heads/main',
        destination: 'refs/heads/main',
        status: 'fastForward',
        old,
        new: sha,
        summary: `${old}..${sha}`,
      },
    ]);
    assert.equal((await pushTo(repository, 'default')).updates[0]?.status, 'upToDate');
  });

  test('a dry run sends nothing and sets no upstream', async () => {
    const folder = box.work('w');
    box.git(folder, 'remote', 'add', 'one', box.path('one.git'));
    const repository = await box.open(folder);
    const done = await pushTo(repository, 'default', { dryRun: true, setUpstream: 'set' });
    assert.equal(done.dryRun, true);
    assert.equal(done.upstreamSet, false);
    assert.equal(box.git(box.path('one.git'), 'for-each-ref'), '');
    assert.equal(box.git(folder, 'config', '--get-regexp', '--name-only', '^remote'), 'remote.one.url\nremote.one.fetch');
  });

  test('one remote that fails leaves the result of the other true', async () => {
    const folder = box.work('w', { one: 'one.git', two: 'two.git' });
    box.pushElsewhere('one.git', 'theirs', 'x');
    const there = box.git(box.path('one.git'), 'rev-parse', 'main');
    const sha = commitFile(folder, 'mine');
    const repository = await box.open(folder);
    const [one, two] = await pushAll(repository, await planPushes(repository, 'all'));
    assert.ok(one && 'error' in one && one.error instanceof PushError);
    assert.equal(one.error.reason, 'nonFastForward');
    assert.match(one.error.message, /^one\/main/);
    assert.ok(two && 'result' in two);
    assert.equal(box.git(box.path('two.git'), 'rev-parse', 'main'), sha);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), there);
    assert.equal(box.git(folder, 'rev-parse', 'HEAD'), sha);
  });

  test('a pre-push hook that fails without a word is a failure with its name; nothing is sent', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const old = box.git(folder, 'rev-parse', 'HEAD');
    commitFile(folder, 'a');
    box.hook(folder, 'pre-push', 'exit 1');
    const error = await fails(pushTo(await box.open(folder), 'default'), 'hookRejected');
    assert.deepEqual(error.hook, { name: 'pre-push', exitCode: 1 });
    assert.match(error.message, /pre-push hook refused \(exit code 1\) and printed nothing/);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), old);
    assert.equal((await pushTo(await box.open(folder), 'default', { noVerify: true })).updates[0]?.status, 'fastForward');
  });

  test("a pre-push hook's words are its message, whatever reason they resemble", async () => {
    const folder = box.work('w', { one: 'one.git' });
    commitFile(folder, 'a');
    box.hook(folder, 'pre-push', 'echo "tests failed: Permission denied (publickey)" >&2', 'exit 1');
    const error = await fails(pushTo(await box.open(folder), 'default'), 'hookRejected');
    assert.match(error.message, /tests failed/);
  });

  test("the remote's hook and the remote's protection are told apart from ours", async () => {
    const folder = box.work('w', { one: 'one.git' });
    commitFile(folder, 'a');
    const repository = await box.open(folder);
    box.hook(box.path('one.git'), 'pre-receive', 'exit 1');
    const silent = await fails(pushTo(repository, 'default'), 'remoteRejected');
    assert.match(silent.message, /pre-receive hook declined/);
    box.hook(box.path('one.git'), 'pre-receive', 'echo "no pushes on Friday" >&2', 'exit 1');
    assert.match((await fails(pushTo(repository, 'default'), 'remoteRejected')).message, /no pushes on Friday/);
    box.hook(box.path('one.git'), 'pre-receive', 'echo "error: GH006: Protected branch update failed" >&2', 'exit 1');
    await fails(pushTo(repository, 'default'), 'protectedBranch');
  });

  test('a branch goes to the upstream of another name, unless that is another branch\'s home', async () => {
    const folder = box.work('w', { one: 'one.git' });
    box.git(folder, 'push', '--quiet', 'one', 'main:trunk');
    box.git(folder, 'branch', '--quiet', '--set-upstream-to=one/trunk');
    const sha = commitFile(folder, 'a');
    const repository = await box.open(folder);
    assert.equal((await pushTo(repository, 'default')).remoteBranch, 'trunk');
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'trunk'), sha);

    box.git(folder, 'checkout', '--quiet', '--track', '-b', 'topic', 'one/main');
    const error = await fails(pushTo(repository, 'default'), 'upstreamMismatch');
    assert.match(error.message, /topic follows one\/main/);
    assert.equal((await pushTo(repository, 'default', { branch: 'topic' })).remoteBranch, 'topic');
  });

  test('an unborn branch, a detached head, no remote and an unknown one are told apart', async () => {
    const empty = await box.open(box.init('empty'));
    await fails(pushTo(empty, ['one']), 'unbornBranch');
    await fails(pushTo(await box.open(box.work('alone')), 'default'), 'remoteMissing');
    const folder = box.work('w', { one: 'one.git', two: 'two.git' });
    const repository = await box.open(folder);
    for (const name of ['three', '--receive-pack=touch never', box.path('one.git')]) {
      await fails(pushTo(repository, [name]), 'remoteMissing');
    }
    box.git(folder, 'checkout', '--quiet', '--detach');
    await fails(pushTo(repository, ['one']), 'detachedHead');
    assert.equal((await pushTo(repository, ['one'], { branch: 'from-detached' })).updates[0]?.status, 'new');
    await fails(pushTo(repository, 'default', { branch: 'x' }), 'ambiguousRemote');
  });

  test('the default remote is the one that git would use', async () => {
    const folder = box.work('w');
    for (const name of ['one', 'two']) box.git(folder, 'remote', 'add', name, box.path(`${name}.git`));
    const repository = await box.open(folder);
    await fails(planPushes(repository, 'default'), 'ambiguousRemote');
    const remote = async () => (await planPushes(repository, 'default'))[0]?.remote;
    box.git(folder, 'config', 'branch.main.remote', 'one');
    box.git(folder, 'config', 'branch.main.merge', 'refs/heads/main');
    assert.equal(await remote(), 'one');
    box.git(folder, 'config', 'remote.pushDefault', 'two');
    assert.equal(await remote(), 'two');
    box.git(folder, 'config', 'branch.main.pushRemote', 'one');
    assert.equal(await remote(), 'one');
  });

  test('of all remotes the default one comes first and becomes the upstream', async () => {
    const folder = box.work('w');
    box.git(folder, 'remote', 'add', 'backup', box.path('one.git'));
    box.git(folder, 'remote', 'add', 'origin', box.path('two.git'));
    const plans = await planPushes(await box.open(folder), 'all', { setUpstream: 'ifMissing' });
    assert.deepEqual(
      plans.map((plan) => [plan.remote, plan.setUpstream]),
      [
        ['origin', true],
        ['backup', false],
      ],
    );
  });

  test('names that git does not allow never reach it', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const repository = await box.open(folder);
    for (const branch of ['; rm -rf ~', '--upload-pack=x', 'a:b', 'x..y', 'a\nb', 'refs/heads/*']) {
      await fails(pushTo(repository, 'default', { branch }), 'invalidName');
    }
    await fails(pushTo(repository, 'default', { tags: ['a:refs/heads/main'] }), 'invalidName');
    assert.equal(box.git(box.path('one.git'), 'for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  });

  test('a branch and remote with odd names that git does allow', async () => {
    const folder = box.work('w');
    const name = "żółć/$(touch-never);'quote\"&|日本";
    box.git(folder, 'checkout', '--quiet', '-b', name);
    box.git(folder, 'remote', 'add', 'sp;ice', box.path('one.git'));
    const sha = commitFile(folder, 'a');
    const done = await pushTo(await box.open(folder), 'default', { setUpstream: 'ifMissing' });
    assert.equal(done.remoteBranch, name);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', `refs/heads/${name}`), sha);
    assert.equal(existsSync(path.join(folder, 'touch-never')), false);
  });

  test('force with lease overwrites what was seen, and refuses what was not', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const repository = await box.open(folder);
    const first = commitFile(folder, 'a');
    await pushTo(repository, 'default');
    box.git(folder, 'commit', '--quiet', '--amend', '-m', 'amended');
    const amended = box.git(folder, 'rev-parse', 'HEAD');
    await fails(pushTo(repository, 'default'), 'nonFastForward');
    const { updates } = await pushTo(repository, 'default', { forceWithLease: true });
    assert.deepEqual([updates[0]?.status, updates[0]?.old, updates[0]?.new], ['forced', first, amended]);

    const theirs = box.pushElsewhere('one.git', 'theirs', 'x');
    box.git(folder, 'commit', '--quiet', '--amend', '-m', 'again');
    await fails(pushTo(repository, 'default', { forceWithLease: true }), 'staleLease');
    // a fetch in the background must not make the lease pass: what came in was never looked at
    box.git(folder, 'fetch', '--quiet', 'one');
    await fails(pushTo(repository, 'default', { forceWithLease: true }), 'staleLease');
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), theirs);
  });

  test('pushes tags: those that are named, those that follow, all', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const repository = await box.open(folder);
    for (const name of ['v1', 'v2']) box.git(folder, 'tag', name);
    box.git(folder, 'tag', '-a', 'v3', '-m', 'three');
    const tags = () => box.git(box.path('one.git'), 'tag').split('\n').filter(Boolean);
    await pushTo(repository, 'default', { tags: ['v2'] });
    assert.deepEqual(tags(), ['v2']);
    await pushTo(repository, 'default', { tags: 'follow' });
    assert.deepEqual(tags(), ['v2', 'v3']);
    await pushTo(repository, 'default', { tags: 'all' });
    assert.deepEqual(tags(), ['v1', 'v2', 'v3']);
    await fails(pushTo(repository, 'default', { tags: ['v9'] }), 'notFound');
  });

  test('atomic: a tag that is taken holds the branch back, too', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const repository = await box.open(folder);
    const old = box.git(folder, 'rev-parse', 'HEAD');
    box.git(folder, 'tag', 'v1');
    await pushTo(repository, 'default', { tags: ['v1'] });
    commitFile(folder, 'a');
    box.git(folder, 'tag', '--force', 'v1');
    await fails(pushTo(repository, 'default', { tags: ['v1'], atomic: true }), 'alreadyExists');
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), old);
  });

  test('a remote that cannot be reached, is gone, or may not be written', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const repository = await box.open(folder);
    box.git(folder, 'remote', 'add', 'closed', 'http://127.0.0.1:1/x.git');
    await fails(pushTo(repository, ['closed']), 'network');
    box.git(folder, 'remote', 'add', 'gone', box.path('gone.git'));
    await fails(pushTo(repository, ['gone']), 'remoteMissing');
  });

  test('a remote whose files may not be written says so (needs a user who is not root)', async function () {
    if (process.getuid?.() === 0) this.skip();
    const folder = box.work('w', { one: 'one.git' });
    commitFile(folder, 'a');
    chmodSync(box.path('one.git', 'objects'), 0o555);
    await fails(pushTo(await box.open(folder), 'default'), 'permission');
    chmodSync(box.path('one.git', 'objects'), 0o755);
  });

  test('cancelling a push whose hook hangs ends the hook; nothing is sent and nothing is lost', async () => {
    const folder = box.work('w', { one: 'one.git' });
    const old = box.git(folder, 'rev-parse', 'HEAD');
    const sha = commitFile(folder, 'a');
    box.hook(folder, 'pre-push', `echo $$ > ${box.path('hook')}`, 'echo waiting', 'exec sleep 60');
    const abort = new AbortController();
    const repository = (await box.open(folder)).with({
      signal: abort.signal,
      onOutput: (text) => text.includes('waiting') && abort.abort(),
    });
    await fails(pushTo(repository, ['one'], {}), 'cancelled');
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), old);
    assert.equal(box.git(folder, 'rev-parse', 'HEAD'), sha);
    const pid = readFileSync(box.path('hook'), 'utf8').trim();
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z ';
    assert.match(stat, /\) Z /);
  });

  test('reads the porcelain format', () => {
    const old = 'a'.repeat(40);
    const sha = 'b'.repeat(40);
    const updates = parsePush(
      [
        'To /x.git',
        ` \trefs/heads/a:refs/heads/a\t${old}..${sha}`,
        `+\trefs/heads/b:refs/heads/b\t${old}...${sha} (forced update)`,
        '*\trefs/tags/v1:refs/tags/v1\t[new tag]',
        '!\trefs/heads/c:refs/heads/c\t[rejected] (fetch first)',
        '=\trefs/heads/d:refs/heads/d\t[up to date]',
        '-\t:refs/heads/e\t[deleted]',
        'Done',
      ].join('\n'),
    );
    assert.deepEqual(
      updates.map((update) => [update.destination, update.status, update.old, update.new]),
      [
        ['refs/heads/a', 'fastForward', old, sha],
        ['refs/heads/b', 'forced', old, sha],
        ['refs/tags/v1', 'new', undefined, undefined],
        ['refs/heads/c', 'rejected', undefined, undefined],
        ['refs/heads/d', 'upToDate', undefined, undefined],
        ['refs/heads/e', 'deleted', undefined, undefined],
      ],
    );
  });

  test('the repository and its remotes stay sound', async () => {
    const folder = box.work('w', { one: 'one.git' });
    commitFile(folder, 'a');
    await pushTo(await box.open(folder), 'default');
    assert.ok(box.isSound(folder) && box.isSound(box.path('one.git')));
    rmSync(path.join(folder, 'a'));
    assert.ok(box.isSound(folder));
  });
});
