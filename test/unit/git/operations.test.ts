import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { switchBranch } from '../../../src/git/branch.ts';
import { commit } from '../../../src/git/commit.ts';
import { GitError } from '../../../src/git/errors.ts';
import { fetch } from '../../../src/git/fetch.ts';
import { Git } from '../../../src/git/git.ts';
import { readHead, readUpstream } from '../../../src/git/head.ts';
import { abortOperation, continueOperation, pull } from '../../../src/git/integrate.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { stage, unstage } from '../../../src/git/stage.ts';
import { stash, unstash } from '../../../src/git/stash.ts';
import { readStatus } from '../../../src/git/status.ts';
import { tag } from '../../../src/git/tag.ts';
import { silentLog } from '../../../src/log.ts';
import { fails, GitSandbox } from '../../support/git.ts';

const oddNames = [
  'plain.txt',
  'with space.txt',
  'quote"and\'more.txt',
  'line\nbreak.txt',
  'żółć/日本語 ✓.yaml',
  '; rm -rf ~',
  '--upload-pack=x',
  '-n',
  ':(top)magic',
  'a[1]*.tf',
  '$(touch never) `touch never` ${env:HOME}',
];

suite('git operations', () => {
  let box: GitSandbox;

  setup(() => {
    box = new GitSandbox();
  });

  teardown(() => {
    box.remove();
  });

  suite('opening', () => {
    test('finds the root from a folder below it, whose name has odd characters', async () => {
      const folder = box.init('a "b"\n日本');
      box.write(folder, 'sub dir/x/file', '');
      const repository = await box.open(path.join(folder, 'sub dir', 'x'));
      assert.equal(repository.root, folder);
      assert.equal(repository.gitDir, path.join(folder, '.git'));
    });

    test('says that a folder is not in a work tree, nor a bare repository one', async () => {
      await fails(box.open(box.folder), 'notARepository');
      await fails(box.open(box.bare('bare.git')), 'notARepository');
    });

    test('a linked work tree has its own git folder', async () => {
      const folder = box.work('main');
      box.git(folder, 'worktree', 'add', '--quiet', '-b', 'topic', box.path('linked'));
      const repository = await box.open(box.path('linked'));
      assert.equal(repository.root, box.path('linked'));
      assert.equal(repository.gitDir, path.join(folder, '.git', 'worktrees', 'linked'));
      box.write(repository.root, 'new', '');
      await stage(repository, 'all');
      assert.equal((await commit(repository, { message: 'there' })).new, box.git(folder, 'rev-parse', 'topic'));
    });

    test('says that git is missing', async () => {
      const git = new Git({ gitPath: '/nowhere/git', environment: box.environment, log: silentLog });
      const error = await fails(openRepository(git, box.folder), 'gitMissing');
      assert.match(error.message, /\/nowhere\/git/);
    });
  });

  suite('head and upstream', () => {
    test('tells an unborn, a checked out and a detached head apart', async () => {
      const folder = box.init('w');
      const repository = await box.open(folder);
      assert.deepEqual(await readHead(repository), { kind: 'unborn', branch: 'main' });
      box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'one');
      const sha = box.git(folder, 'rev-parse', 'HEAD');
      assert.deepEqual(await readHead(repository), { kind: 'branch', branch: 'main', sha });
      box.git(folder, 'checkout', '--quiet', '--detach');
      assert.deepEqual(await readHead(repository), { kind: 'detached', sha });
    });

    test('reads an upstream of another name at a remote that is not called origin', async () => {
      box.bare('central.git');
      const folder = box.work('w', { central: 'central.git' });
      box.git(folder, 'push', '--quiet', 'central', 'main:trunk/live');
      box.git(folder, 'branch', '--quiet', '--set-upstream-to=central/trunk/live');
      const repository = await box.open(folder);
      assert.deepEqual(await readUpstream(repository, 'main'), {
        remote: 'central',
        branch: 'trunk/live',
        trackingRef: 'refs/remotes/central/trunk/live',
      });
    });

    test('a branch that follows a local one has no upstream, nor has a prefix of other branches', async () => {
      box.bare('o.git');
      const folder = box.work('w', { origin: 'o.git' });
      box.git(folder, 'checkout', '--quiet', '--track', '-b', 'topic/a', 'main');
      const repository = await box.open(folder);
      assert.equal(await readUpstream(repository, 'topic/a'), undefined);
      box.git(folder, 'branch', '--quiet', '--set-upstream-to=origin/main', 'topic/a');
      assert.equal(await readUpstream(repository, 'topic'), undefined);
    });
  });

  suite('status', () => {
    test('names every kind of change, whatever the paths hold', async () => {
      const folder = box.work('w');
      for (const name of oddNames) box.write(folder, name, 'x');
      const repository = await box.open(folder);
      const untracked = await readStatus(repository);
      assert.deepEqual(untracked.entries.map((entry) => entry.path).toSorted(), oddNames.toSorted());
      assert.equal(untracked.hasStaged, false);
      box.git(folder, 'add', '--all');
      box.git(folder, 'commit', '--quiet', '-m', 'all');
      box.git(folder, 'mv', '--', 'with space.txt', 'moved\tname.txt');
      rmSync(path.join(folder, '; rm -rf ~'));
      box.write(folder, '--upload-pack=x', 'longer');
      const { entries, hasStaged } = await readStatus(repository);
      assert.equal(hasStaged, true);
      assert.deepEqual(
        entries.map((entry) => `${entry.index}${entry.workTree} ${entry.from ?? ''}>${entry.path}`).toSorted(),
        ['.D >; rm -rf ~', '.M >--upload-pack=x', 'R. with space.txt>moved\tname.txt'].toSorted(),
      );
    });
  });

  suite('staging', () => {
    test('stages odd names one by one, and each of them only itself', async () => {
      const folder = box.work('w');
      for (const name of [...oddNames, 'a1x.tf']) box.write(folder, name, 'x');
      const repository = await box.open(folder);
      for (const name of oddNames) {
        assert.deepEqual(await stage(repository, { paths: [name] }), { staged: [name] });
        assert.deepEqual(await unstage(repository, { paths: [name] }), { staged: [] });
      }
      assert.equal(existsSync(path.join(folder, 'never')), false);
    });

    test('all takes new and deleted files, tracked only known ones, globs what they match', async () => {
      const folder = box.work('w');
      box.write(folder, 'a/one.tf', '1');
      box.write(folder, 'two.tf', '2');
      box.write(folder, 'three.yaml', '3');
      rmSync(path.join(folder, 'readme.txt'));
      const repository = await box.open(folder);
      assert.deepEqual((await stage(repository, 'tracked')).staged, ['readme.txt']);
      assert.deepEqual((await stage(repository, { globs: ['**/*.tf'] })).staged, ['a/one.tf', 'two.tf']);
      assert.deepEqual((await stage(repository, 'all')).staged, ['three.yaml']);
      assert.equal(box.git(folder, 'status', '--porcelain').split('\n').length, 4);
      assert.deepEqual((await unstage(repository, 'all')).staged, []);
      assert.equal(readFileSync(path.join(folder, 'a/one.tf'), 'utf8'), '1');
    });

    test('unstages before the first commit and keeps the files', async () => {
      const folder = box.init('w');
      box.write(folder, 'a', '1');
      box.write(folder, 'b', '2');
      const repository = await box.open(folder);
      await stage(repository, 'all');
      assert.deepEqual((await unstage(repository, { paths: ['a'] })).staged, ['b']);
      assert.deepEqual((await unstage(repository, 'all')).staged, []);
      assert.equal(readFileSync(path.join(folder, 'b'), 'utf8'), '2');
    });

    test('a path that matches nothing is named', async () => {
      const repository = await box.open(box.work('w'));
      const error = await fails(stage(repository, { paths: ['missing.tf'] }), 'notFound');
      assert.deepEqual(error.files, ['missing.tf']);
    });

    test('a held index.lock is named, and nothing is staged', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'a', '1');
      writeFileSync(path.join(folder, '.git', 'index.lock'), '');
      const error = await fails(stage(repository, 'all'), 'lockHeld');
      assert.match(error.message, /index\.lock/);
      rmSync(path.join(folder, '.git', 'index.lock'));
      assert.equal(box.git(folder, 'diff', '--cached', '--name-only'), '');
    });
  });

  suite('committing', () => {
    test('tells the old and the new commit; the message is never an option', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      const first = box.git(folder, 'rev-parse', 'HEAD');
      box.write(folder, 'a', '1');
      await stage(repository, 'all');
      const message = '--amend $(touch never) ; rm -rf ~ "quoted" żółć\n\n# kept\nbody';
      const done = await commit(repository, { message });
      assert.equal(done.old, first);
      assert.equal(done.new, box.git(folder, 'rev-parse', 'HEAD'));
      assert.equal(box.git(folder, 'log', '-1', '--format=%B'), message);
      assert.equal(box.git(folder, 'rev-parse', 'HEAD^'), first);
    });

    test('the first commit of a branch has no old one', async () => {
      const folder = box.init('w');
      box.write(folder, 'a', '1');
      const repository = await box.open(folder);
      await stage(repository, 'all');
      assert.equal((await commit(repository, { message: 'one' })).old, undefined);
    });

    test('amends without a message and keeps the old one; signs off; allows empty ones', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'readme.txt', 'second\n');
      const amended = await commit(repository, { amend: true, all: true });
      assert.equal(amended.subject, 'first');
      assert.equal(box.git(folder, 'rev-list', '--count', 'HEAD'), '1');
      await commit(repository, { message: 'empty', allowEmpty: true, signoff: true });
      assert.match(box.git(folder, 'log', '-1', '--format=%B'), /Signed-off-by: Someone/);
    });

    test('nothing staged, an empty message and a missing identity are told apart', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      await fails(commit(repository, { message: 'x' }), 'nothingToCommit');
      box.write(folder, 'untracked', '1');
      await fails(commit(repository, { message: 'x' }), 'nothingToCommit');
      box.write(folder, 'readme.txt', '2');
      await fails(commit(repository, { message: 'x' }), 'nothingToCommit');
      await fails(commit(repository, { message: '  ' }), 'invalidName');
      await stage(repository, 'all');
      const nobody = await box.open(folder, { HOME: box.path('nobody'), GIT_CONFIG_GLOBAL: '/dev/null', EMAIL: '' });
      box.git(folder, 'config', 'user.useConfigOnly', 'true');
      await fails(commit(nobody, { message: 'x' }), 'identityMissing');
    });

    for (const hook of ['pre-commit', 'prepare-commit-msg', 'commit-msg']) {
      test(`a ${hook} hook that fails without a word is a failure with its name`, async () => {
        const folder = box.work('w');
        const repository = await box.open(folder);
        box.write(folder, 'a', '1');
        await stage(repository, 'all');
        box.hook(folder, hook, 'exit 3');
        const before = box.git(folder, 'rev-parse', 'HEAD');
        const error = await fails(commit(repository, { message: 'x' }), 'hookRejected');
        assert.deepEqual(error.hook, { name: hook, exitCode: 3 });
        assert.match(error.message, new RegExp(hook));
        assert.equal(box.git(folder, 'rev-parse', 'HEAD'), before);
        assert.equal(box.git(folder, 'diff', '--cached', '--name-only'), 'a');
      });
    }

    test("a hook's whole output is kept and comes live, megabytes of it", async () => {
      const folder = box.work('w');
      let live = '';
      const repository = (await box.open(folder)).with({ onOutput: (text) => void (live += text) });
      box.write(folder, 'a', '1');
      await stage(repository, 'all');
      box.hook(folder, 'pre-commit', 'yes "a line that a hook prints" | head -c 3000000', 'echo the last words', 'exit 1');
      const error = await fails(commit(repository, { message: 'x' }), 'hookRejected');
      assert.ok(error.output.length > 3_000_000);
      assert.ok(live.length > 3_000_000);
      assert.match(error.message, /the last words$/);
    });

    test('a hook that leaves a process behind does not hold the commit up', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'a', '1');
      await stage(repository, 'all');
      box.hook(folder, 'post-commit', 'sleep 20 &', `echo $! > ${box.path('left')}`);
      await commit(repository, { message: 'x' });
      // throws where the process is gone
      process.kill(Number(readFileSync(box.path('left'), 'utf8')));
    });

    test('hooks inherit the user\'s character set and may abbreviate options', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder, { LC_ALL: 'C.UTF-8', LANGUAGE: 'de' });
      box.write(folder, 'a', '1');
      await stage(repository, 'all');
      box.hook(folder, 'pre-commit', `locale > ${box.path('locale')}`, 'git status --porc || exit 1');
      await commit(repository, { message: 'x' });
      assert.match(readFileSync(box.path('locale'), 'utf8'), /LC_CTYPE="?C\.UTF-8"?/);
    });

    test('cancelling a hook that hangs ends it and its children, and commits nothing', async () => {
      const folder = box.work('w');
      const abort = new AbortController();
      const repository = (await box.open(folder)).with({
        signal: abort.signal,
        onOutput: (text) => text.includes('waiting') && abort.abort(),
      });
      box.write(folder, 'a', '1');
      await (await box.open(folder)).run(['add', '--all']);
      box.hook(folder, 'pre-commit', 'sleep 60 &', `echo $! > ${box.path('child')}`, 'echo waiting', 'wait');
      const before = box.git(folder, 'rev-parse', 'HEAD');
      await fails(commit(repository, { message: 'x' }), 'cancelled');
      assert.equal(box.git(folder, 'rev-parse', 'HEAD'), before);
      assert.equal(existsSync(path.join(folder, '.git', 'index.lock')), false);
      assert.equal(isAlive(Number(readFileSync(box.path('child'), 'utf8'))), false);
    });

    test('git that is killed is told as such; a hook that fails after the work is done, too', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.hook(folder, 'pre-commit', 'kill -9 $PPID');
      await fails(commit(repository, { message: 'x', allowEmpty: true }), 'killed');
      box.hook(folder, 'post-checkout', 'exit 4');
      const error = await fails(switchBranch(repository, { branch: 'topic', create: true }), 'hookRejected');
      assert.deepEqual(error.hook, { name: 'post-checkout', exitCode: 4 });
      assert.equal(box.git(folder, 'branch', '--show-current'), 'topic');
    });

    test('a timeout is told as such', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'a', '1');
      await stage(repository, 'all');
      box.hook(folder, 'pre-commit', 'sleep 60');
      const args = ['commit', '--message=x'];
      await fails(repository.run(args, { children: true, timeoutMs: 300 }), 'timeout');
    });
  });

  suite('fetching and pulling', () => {
    setup(() => {
      box.bare('o.git');
    });

    test('fetch tells which references moved', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const old = box.git(folder, 'rev-parse', 'HEAD');
      const there = box.pushElsewhere('o.git', 'new', 'x');
      const repository = await box.open(folder);
      assert.deepEqual(await fetch(repository, 'origin'), {
        remote: 'origin',
        changes: [{ ref: 'refs/remotes/origin/main', old, new: there }],
      });
      assert.deepEqual((await fetch(repository, 'origin')).changes, []);
    });

    test('fetch refuses what is not a configured remote, and names one that is gone', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const repository = await box.open(folder);
      for (const name of ['nope', '--upload-pack=touch never', box.path('o.git'), 'ext::sh -c touch% never']) {
        await fails(fetch(repository, name), 'remoteMissing');
      }
      box.git(folder, 'remote', 'add', 'gone', box.path('gone.git'));
      await fails(fetch(repository, 'gone'), 'remoteMissing');
      box.git(folder, 'remote', 'add', 'closed', 'http://127.0.0.1:1/x.git');
      await fails(fetch(repository, 'closed'), 'network');
    });

    test('pull fast-forwards, and refuses to do more where only that was asked', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const old = box.git(folder, 'rev-parse', 'HEAD');
      const there = box.pushElsewhere('o.git', 'new', 'x');
      const repository = await box.open(folder);
      const done = await pull(repository, { mode: 'ff-only' });
      assert.deepEqual(done, { branch: 'main', old, new: there, remote: 'origin', remoteBranch: 'main' });
      box.pushElsewhere('o.git', 'newer', 'x');
      box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
      const mine = box.git(folder, 'rev-parse', 'HEAD');
      await fails(pull(repository, { mode: 'ff-only' }), 'nonFastForward');
      assert.equal(box.git(folder, 'rev-parse', 'HEAD'), mine);
    });

    test('pull with rebase keeps uncommitted changes; with merge it makes one merge commit', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const there = box.pushElsewhere('o.git', 'new', 'x');
      box.write(folder, 'mine', '1');
      box.git(folder, 'add', '--all');
      box.git(folder, 'commit', '--quiet', '-m', 'mine');
      box.write(folder, 'readme.txt', 'uncommitted\n');
      const repository = await box.open(folder);
      await pull(repository, { mode: 'rebase' });
      assert.equal(box.git(folder, 'rev-parse', 'HEAD^'), there);
      assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'uncommitted\n');
      assert.equal(box.git(folder, 'stash', 'list'), '');
      box.pushElsewhere('o.git', 'newer', 'x');
      await pull(repository, { mode: 'merge' });
      assert.equal(box.git(folder, 'log', '-1', '--format=%s'), "Merge branch 'main' of origin");
    });

    test('a conflict names its files and the state; aborting goes back, continuing goes on', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      box.pushElsewhere('o.git', 'readme.txt', 'theirs\n');
      box.write(folder, 'readme.txt', 'mine\n');
      box.git(folder, 'commit', '--quiet', '--all', '-m', 'mine');
      const mine = box.git(folder, 'rev-parse', 'HEAD');
      const repository = await box.open(folder);
      const error = await fails(pull(repository, { mode: 'rebase' }), 'conflict');
      assert.deepEqual(error.files, ['readme.txt']);
      assert.equal((await readStatus(repository)).operation, 'rebase');
      await fails(pull(repository, { mode: 'rebase' }), 'operationInProgress');
      await fails(continueOperation(repository), 'conflict');
      await abortOperation(repository);
      assert.equal(box.git(folder, 'rev-parse', 'HEAD'), mine);
      assert.deepEqual(await readHead(repository), { kind: 'branch', branch: 'main', sha: mine });

      await fails(pull(repository, { mode: 'rebase' }), 'conflict');
      box.write(folder, 'readme.txt', 'both\n');
      await stage(repository, 'all');
      await continueOperation(repository);
      assert.equal((await readStatus(repository)).operation, undefined);
      assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'mine');
      assert.equal(box.git(folder, 'show', 'HEAD:readme.txt'), 'both');
    });

    test('a conflicting merge is under way until it is continued; a second pull says so', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      box.pushElsewhere('o.git', 'readme.txt', 'theirs\n');
      box.write(folder, 'readme.txt', 'mine\n');
      box.git(folder, 'commit', '--quiet', '--all', '-m', 'mine');
      const repository = await box.open(folder);
      await fails(pull(repository, { mode: 'merge' }), 'conflict');
      const error = await fails(pull(repository, { mode: 'merge' }), 'operationInProgress');
      assert.match(error.message, /merge/);
      box.write(folder, 'readme.txt', 'both\n');
      await stage(repository, 'all');
      await continueOperation(repository);
      assert.equal(box.git(folder, 'rev-list', '--count', '--merges', 'HEAD'), '1');
    });

    test('uncommitted changes that conflict with a rebase stay whole in the stash, and that is a failure', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const there = box.pushElsewhere('o.git', 'readme.txt', 'theirs\n');
      box.write(folder, 'readme.txt', 'uncommitted\n');
      const repository = await box.open(folder);
      await fails(pull(repository, { mode: 'rebase' }), 'stashConflict');
      assert.equal(box.git(folder, 'rev-parse', 'HEAD'), there);
      assert.equal(box.git(folder, 'show', 'stash@{0}:readme.txt'), 'uncommitted');
    });

    test('changes in the way of a fast-forward are named', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      box.pushElsewhere('o.git', 'readme.txt', 'theirs\n');
      box.write(folder, 'readme.txt', 'uncommitted\n');
      const error = await fails(pull(await box.open(folder), { mode: 'ff-only' }), 'localChanges');
      assert.deepEqual(error.files, ['readme.txt']);
      assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'uncommitted\n');
    });

    test('no upstream, a missing branch, a detached and an unborn head are told apart', async () => {
      const folder = box.work('w', { origin: 'o.git' });
      const repository = await box.open(folder);
      await fails(pull(repository, { mode: 'ff-only', remote: 'origin', branch: 'nope' }), 'notFound');
      box.git(folder, 'checkout', '--quiet', '-b', 'topic');
      await fails(pull(repository, { mode: 'ff-only' }), 'noUpstream');
      box.git(folder, 'checkout', '--quiet', '--detach');
      await fails(pull(repository, { mode: 'ff-only' }), 'detachedHead');
      await fails(pull(await box.open(box.init('empty')), { mode: 'ff-only' }), 'unbornBranch');
    });
  });

  suite('putting aside', () => {
    test('stashes and brings back, and says when there is nothing', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      assert.equal((await stash(repository)).sha, undefined);
      await fails(unstash(repository), 'notFound');
      box.write(folder, 'new', '1');
      box.write(folder, 'readme.txt', 'changed\n');
      box.git(folder, 'add', 'readme.txt');
      const { sha } = await stash(repository, { message: '--all' });
      assert.equal(sha, box.git(folder, 'rev-parse', 'stash@{0}'));
      assert.equal(box.git(folder, 'status', '--porcelain'), '');
      await unstash(repository);
      assert.equal(box.git(folder, 'status', '--porcelain'), 'M  readme.txt\n?? new');
    });

    test('what conflicts stays whole in the stash, with its files named', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'readme.txt', 'aside\n');
      await stash(repository);
      box.write(folder, 'readme.txt', 'committed\n');
      box.git(folder, 'commit', '--quiet', '--all', '-m', 'x');
      assert.deepEqual((await fails(unstash(repository), 'conflict')).files, ['readme.txt']);
      assert.equal(box.git(folder, 'show', 'stash@{0}:readme.txt'), 'aside');
    });

    test('a lock that git does not speak of is named; one that strikes late leaves the changes in the stash', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      box.write(folder, 'readme.txt', 'changed\n');
      box.write(folder, '.git/index.lock', '');
      await fails(stash(repository), 'lockHeld');
      rmSync(path.join(folder, '.git/index.lock'));
      assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'changed\n');
      box.write(folder, '.git/HEAD.lock', '');
      assert.match((await fails(stash(repository), 'lockHeld')).message, /whole in stash@\{0\}/);
      rmSync(path.join(folder, '.git/HEAD.lock'));
      assert.equal(box.git(folder, 'show', 'stash@{0}:readme.txt'), 'changed');
    });

    test('a merge that is cancelled while git resets the work tree loses no uncommitted change', async () => {
      box.bare('one.git');
      const folder = box.work('w', { origin: 'one.git' });
      box.git(folder, 'config', 'filter.slow.smudge', `sh -c 'sleep 1; cat'`);
      box.git(folder, 'config', 'filter.slow.clean', 'cat');
      box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
      box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'mine, so that it is a real merge');
      box.write(folder, '.git/info/attributes', 'readme.txt filter=slow\n');
      box.write(folder, 'staged.txt', 'staged\n');
      box.git(folder, 'add', 'staged.txt');
      box.write(folder, 'readme.txt', 'uncommitted\n');
      const kept = () => box.git(folder, 'stash', 'list') !== '' && box.git(folder, 'show', 'stash@{0}:readme.txt') === 'uncommitted';
      for (const afterMs of [200, 600, 1200]) {
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), afterMs);
        await assert.rejects(pull((await box.open(folder)).with({ signal: abort.signal }), { mode: 'merge' }), GitError);
        clearTimeout(timer);
        const inFile = existsSync(path.join(folder, 'readme.txt')) && readFileSync(path.join(folder, 'readme.txt'), 'utf8') === 'uncommitted\n';
        assert.ok(inFile || kept(), `cancelled after ${afterMs} ms`);
        assert.equal(box.git(folder, 'status', '--porcelain', '--', 'staged.txt') === 'A  staged.txt' || kept(), true);
        assert.ok(box.isSound(folder));
        if (!inFile) break;
      }
    });

    test('a rebase that was interrupted before it began is given up, and brings back what it had put aside', async () => {
      box.bare('one.git');
      const folder = box.work('w', { origin: 'one.git' });
      box.write(folder, 'readme.txt', 'uncommitted\n');
      const sha = box.git(folder, 'stash', 'create');
      box.git(folder, 'checkout', '--quiet', '--', 'readme.txt');
      box.write(folder, '.git/rebase-merge/autostash', `${sha}\n`);
      const repository = await box.open(folder);
      await fails(continueOperation(repository), 'notFound');
      await abortOperation(repository);
      assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'uncommitted\n');
      assert.equal(existsSync(path.join(folder, '.git/rebase-merge')), false);
      // where there are other changes by then, it becomes a stash entry
      box.write(folder, '.git/rebase-merge/autostash', `${sha}\n`);
      box.write(folder, 'readme.txt', 'other\n');
      await abortOperation(repository);
      assert.equal(readFileSync(path.join(folder, 'readme.txt'), 'utf8'), 'other\n');
      assert.equal(box.git(folder, 'show', 'stash@{0}:readme.txt'), 'uncommitted');
    });

    test('a rebase that cannot finish says that it is unfinished; giving it up brings everything back', async () => {
      box.bare('o.git');
      const folder = box.work('w', { origin: 'o.git' });
      box.pushElsewhere('o.git', 'theirs', 'x');
      box.write(folder, 'mine', 'uncommitted');
      box.git(folder, 'add', '--all');
      box.write(folder, '.git/refs/heads/main.lock', '');
      const repository = await box.open(folder);
      const error = await fails(pull(repository, { mode: 'rebase' }), 'lockHeld');
      assert.match(error.message, /The rebase is unfinished: continue or abort it/);
      rmSync(path.join(folder, '.git/refs/heads/main.lock'));
      await abortOperation(repository);
      assert.equal(box.git(folder, 'status', '--porcelain'), 'A  mine');
    });
  });

  suite('tagging', () => {
    test('makes lightweight and annotated tags, and refuses bad and taken names', async () => {
      const folder = box.work('w');
      const repository = await box.open(folder);
      const sha = box.git(folder, 'rev-parse', 'HEAD');
      assert.deepEqual(await tag(repository, { name: 'v1' }), { name: 'v1', old: undefined, new: sha });
      const annotated = await tag(repository, { name: 'v2', message: '--delete v1' });
      assert.equal(box.git(folder, 'cat-file', '-t', annotated.new), 'tag');
      await fails(tag(repository, { name: 'v1' }), 'alreadyExists');
      for (const name of ['; rm -rf ~', '--upload-pack=x', '-d', 'a..b', 'x.lock', 'a b']) {
        await fails(tag(repository, { name }), 'invalidName');
      }
      await fails(tag(repository, { name: 'v3', at: '--all' }), 'notFound');
      assert.equal(box.git(folder, 'tag'), 'v1\nv2');
    });
  });

  test('variables of a hook that started us do not redirect git', async () => {
    const folder = box.work('w');
    const other = box.work('other');
    const repository = await box.open(folder, {
      GIT_DIR: path.join(other, '.git'),
      GIT_INDEX_FILE: path.join(other, '.git', 'index'),
      GIT_WORK_TREE: other,
    });
    assert.equal(repository.root, folder);
    box.write(folder, 'a', '1');
    assert.deepEqual((await stage(repository, 'all')).staged, ['a']);
  });

  test('a symbolic link is staged as a link, a folder in its place is not followed', async function () {
    const folder = box.work('w');
    symlinkSync('/etc', path.join(folder, 'link'));
    const repository = await box.open(folder);
    assert.deepEqual((await stage(repository, { paths: ['link'] })).staged, ['link']);
    assert.match(box.git(folder, 'ls-files', '--stage', 'link'), /^120000/);
  });

  test('reasons do not depend on the language of the user (needs git with German messages)', async function () {
    const folder = box.work('w');
    const german = { LC_ALL: 'C.UTF-8', LANGUAGE: 'de' };
    const spoken = execFileSync('git', ['status'], { cwd: folder, env: { ...box.environment, ...german }, encoding: 'utf8' });
    if (!spoken.includes('Auf Branch')) this.skip();
    await fails(commit(await box.open(folder, german), { message: 'x' }), 'nothingToCommit');
  });

  test('every command is logged with its duration, and credentials are blotted out', async () => {
    const folder = box.work('w');
    box.git(folder, 'remote', 'add', 'origin', 'http://someone:hunter2@127.0.0.1:1/x.git');
    const repository = await box.open(folder);
    const error = await fails(fetch(repository, 'origin'), 'network');
    assert.ok(box.logged.some((line) => /^info: git fetch --verbose -- origin \(\d+ ms\): exit code 128$/.test(line)));
    assert.ok(!box.logged.join('\n').includes('hunter2'));
    assert.ok(!error.message.includes('hunter2'));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // one that has ended but was not collected by its parent yet
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !/\) Z /.test(stat);
}
