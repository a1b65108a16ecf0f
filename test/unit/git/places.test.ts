import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commit } from '../../../src/git/commit.ts';
import { fetch } from '../../../src/git/fetch.ts';
import { readHead } from '../../../src/git/head.ts';
import { pull } from '../../../src/git/integrate.ts';
import { planPushes, pushAll } from '../../../src/git/pushAll.ts';
import { readRefState } from '../../../src/git/refs.ts';
import { readRemoteNames } from '../../../src/git/remotes.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { stage } from '../../../src/git/stage.ts';
import { readStatus } from '../../../src/git/status.ts';
import { fails, GitSandbox } from '../../support/git.ts';
import { GitHttpServer } from '../../support/gitHttpServer.ts';
import { runIn } from '../../support/macros.ts';

async function pushDefault(repository: Repository): Promise<void> {
  const [done] = await pushAll(repository, await planPushes(repository, 'default', { setUpstream: 'ifMissing' }));
  if (done && 'error' in done) throw done.error;
}

suite('repositories of other kinds and in other places', () => {
  let box: GitSandbox;

  setup(() => {
    box = new GitSandbox();
  });

  teardown(() => {
    box.remove();
  });

  suite('over HTTP with a password', () => {
    let server: GitHttpServer;
    let folder: string;

    setup(async () => {
      server = await GitHttpServer.start(box.folder, 'pass word', box.environment);
      box.git(box.bare('one.git'), 'config', 'http.receivepack', 'true');
      folder = box.work('w');
      box.git(folder, 'remote', 'add', 'web', `${server.url}/one.git`);
    });

    teardown(() => {
      server.stop();
    });

    function askpass(password: string): NodeJS.ProcessEnv {
      const file = box.path(`askpass-${password.length}`);
      writeFileSync(file, `#!/bin/sh\ncase $1 in Username*) echo someone ;; *) echo '${password}' ;; esac\n`);
      chmodSync(file, 0o755);
      return { GIT_ASKPASS: file };
    }

    test('pushes, fetches and pulls with the credentials that askpass gives', async () => {
      const repository = await box.open(folder, askpass('pass word'));
      await pushDefault(repository);
      assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), box.git(folder, 'rev-parse', 'HEAD'));
      const there = box.pushElsewhere('one.git', 'new', 'x');
      assert.equal((await fetch(repository, 'web')).changes[0]?.new, there);
      assert.equal((await pull(repository, { mode: 'ff-only' })).new, there);
      assert.ok(!box.logged.join('\n').includes('pass word'));
    });

    test('wrong and missing credentials are a clear failure; a server that is gone is another', async () => {
      await fails(pushDefault(await box.open(folder, askpass('wrong'))), 'authFailed');
      await fails(pushDefault(await box.open(folder)), 'authFailed');
      server.stop();
      await fails(pushDefault(await box.open(folder, askpass('pass word'))), 'network');
    });
  });

  test('a submodule is a repository of its own, and a change of its commit is staged in the one around it', async () => {
    box.bare('lib.git');
    box.work('lib', { origin: 'lib.git' });
    const folder = box.work('w');
    box.git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', box.path('lib.git'), 'sub/lib');
    box.git(folder, 'commit', '--quiet', '-m', 'with lib');
    const inner = await box.open(path.join(folder, 'sub/lib'));
    assert.equal(inner.root, path.join(folder, 'sub/lib'));
    box.write(inner.root, 'new', 'x');
    await stage(inner, 'all');
    const made = await commit(inner, { message: 'inside' });
    const outer = await box.open(folder);
    assert.deepEqual((await readStatus(outer)).entries.map((entry) => entry.path), ['sub/lib']);
    assert.equal((await runIn(box, folder, [{ stage: 'all' }, { lint: 'changed' }, { commit: 'outside' }])).status, 'succeeded');
    assert.match(box.git(folder, 'ls-tree', 'HEAD', 'sub/lib'), new RegExp(made.new));
  });

  test('macros run in a linked work tree with a record and lock of its own', async () => {
    const folder = box.work('w');
    box.git(folder, 'worktree', 'add', '--quiet', '-b', 'topic', box.path('linked'));
    const linked = box.path('linked');
    box.write(linked, 'new', 'x');
    const report = await runIn(box, linked, [{ stage: 'all' }, { commit: 'there' }, { switch: 'main' }]);
    assert.deepEqual([report.steps[1]?.status, report.steps[2]?.failure?.reason], ['succeeded', 'branchCheckedOut']);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s', 'topic'), 'there');
    assert.deepEqual(await readHead(await box.open(linked)), {
      kind: 'branch',
      branch: 'topic',
      sha: box.git(folder, 'rev-parse', 'topic'),
    });
  });

  test('references are read as git reads them: loose, packed, symbolic, shadowed, odd names', async () => {
    box.bare('one.git');
    const folder = box.work('w', { origin: 'one.git' });
    const repository = await box.open(folder);
    const compare = async () => {
      const { refs } = await readRefState(repository);
      const own = [...refs].map(([name, sha]) => `${sha} ${name}`).toSorted();
      const listed = box.git(folder, 'for-each-ref', '--format=%(objectname) %(refname)').split('\n').toSorted();
      assert.deepEqual(own, listed);
    };
    await compare();
    box.git(folder, 'remote', 'set-head', 'origin', 'main');
    box.git(folder, 'branch', 'żółć/deep/er');
    box.git(folder, 'tag', '-a', 'v1', '-m', 'one');
    box.write(folder, 'readme.txt', 'x');
    box.git(folder, 'stash', '--quiet');
    await compare();
    box.git(folder, 'pack-refs', '--all');
    await compare();
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'over the packed one');
    box.git(folder, 'branch', '--quiet', '-D', 'żółć/deep/er');
    await compare();
  });

  test('remotes are read as git reads them', async () => {
    const folder = box.work('w');
    const repository = await box.open(folder);
    assert.deepEqual(await readRemoteNames(repository), []);
    for (const name of ['b', 'a.dotted', 'with/slash']) box.git(folder, 'remote', 'add', name, '/x');
    box.git(folder, 'config', 'remote.pushDefault', 'b');
    assert.deepEqual(await readRemoteNames(repository), box.git(folder, 'remote').split('\n'));
  });

  test('a full disk is told as such and leaves a sound repository (needs to mount a small tmpfs)', async function () {
    const disk = box.path('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    try {
      const folder = path.join(disk, 'w');
      box.git(box.folder, 'init', '--quiet', folder);
      box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'first');
      // half of it remains when compressed, and there is no room for that
      box.write(folder, 'big', randomBytes(400_000).toString('hex'));
      const repository = await box.open(folder);
      await fails(stage(repository, 'all'), 'diskFull');
      // not even the record of a macro can be written
      box.write(folder, 'filler', '');
      assert.throws(() => appendFileSync(path.join(folder, 'filler'), randomBytes(1_000_000)), { code: 'ENOSPC' });
      const report = await runIn(box, folder, [{ commit: { message: 'x', allowEmpty: true } }]);
      assert.deepEqual([report.status, (report.steps[0]?.failure ?? report.failure)?.reason], ['failed', 'diskFull']);
      rmSync(path.join(folder, 'filler'));
      assert.equal(box.git(folder, 'log', '--format=%s'), 'first');
      assert.ok(box.isSound(folder));
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
