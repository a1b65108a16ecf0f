import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { commit } from '../../../src/git/commit.ts';
import { fetch } from '../../../src/git/fetch.ts';
import { pull } from '../../../src/git/integrate.ts';
import { planPushes, pushAll } from '../../../src/git/pushAll.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { tag } from '../../../src/git/tag.ts';
import { fails, GitSandbox } from '../../support/git.ts';
import { GitSshServer, writeSshKey } from '../../support/gitSshServer.ts';

const hasSsh = spawnSync('ssh', ['-V']).status === 0;

suite(`over ssh${hasSsh ? '' : ' (skipped: there is no ssh on PATH)'}`, () => {
  let box: GitSandbox;
  let server: GitSshServer;
  let folder: string;

  suiteSetup(function () {
    if (!hasSsh) this.skip();
  });

  setup(async () => {
    box = new GitSandbox();
    box.bare('one.git');
    const key = writeSshKey(box.path('key'));
    server = await GitSshServer.start(box.folder, key, box.environment);
    writeFileSync(box.path('known_hosts'), server.knownHost);
    folder = box.work('w');
    box.git(folder, 'remote', 'add', 'there', `ssh://someone@127.0.0.1:${server.port}/one.git`);
  });

  teardown(() => {
    server.stop();
    box.remove();
  });

  /** The repository for someone with that key, in whose home ssh finds nothing else. */
  async function open(key = 'key', environment: NodeJS.ProcessEnv = {}): Promise<Repository> {
    const files = [`-i ${box.path(key)}`, `-o UserKnownHostsFile=${box.path('known_hosts')}`, '-o GlobalKnownHostsFile=/dev/null'];
    const command = `ssh -F /dev/null ${files.join(' ')} -o IdentitiesOnly=yes`;
    return box.open(folder, { GIT_SSH_COMMAND: command, ...environment });
  }

  async function push(repository: Repository): Promise<void> {
    const [done] = await pushAll(repository, await planPushes(repository, ['there'], { setUpstream: 'ifMissing' }));
    if (done && 'error' in done) throw done.error;
  }

  function askpass(answer: string): NodeJS.ProcessEnv {
    const file = box.path('askpass');
    writeFileSync(file, `#!/bin/sh\necho "$1" >> ${box.path('asked')}\necho '${answer}'\n`);
    chmodSync(file, 0o755);
    return { SSH_ASKPASS: file, DISPLAY: ':0' };
  }

  test('pushes, fetches and pulls', async () => {
    const repository = await open();
    await push(repository);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), box.git(folder, 'rev-parse', 'HEAD'));
    const theirs = box.pushElsewhere('one.git', 'new', 'x');
    assert.equal((await fetch(repository, 'there')).changes[0]?.new, theirs);
    assert.equal((await pull(repository, { mode: 'rebase' })).new, theirs);
    assert.deepEqual([...new Set(server.commands)], ["git-receive-pack '/one.git'", "git-upload-pack '/one.git'"]);
  });

  test('a host key that nobody knows, and one that has changed, stop it without a question', async () => {
    writeFileSync(box.path('known_hosts'), '');
    await fails(push(await open()), 'hostKey');
    assert.equal(readFileSync(box.path('known_hosts'), 'utf8'), '', 'it is not accepted silently');
    const other = writeSshKey(box.path('other-host'));
    writeFileSync(box.path('known_hosts'), `[127.0.0.1]:${server.port} ${other}\n`);
    await fails(push(await open()), 'hostKey');
    assert.deepEqual(server.commands, []);
  });

  test('a key that is refused, and a server that wants a password, are told as such', async () => {
    writeSshKey(box.path('stranger'));
    await fails(push(await open('stranger')), 'authFailed');
    server.behaviour = { offers: 'password' };
    await fails(push(await open()), 'authFailed');
    await fails(fetch(await open(), 'there'), 'authFailed');
  });

  test("a key's passphrase is asked of the askpass program; without one it is a failure, never a prompt", async () => {
    copyFileSync(box.path('key'), box.path('locked'));
    execFileSync('ssh-keygen', ['-q', '-p', '-f', box.path('locked'), '-P', '', '-N', 'open sesame'], { stdio: 'pipe' });
    await fails(push(await open('locked')), 'authFailed');
    await push(await open('locked', askpass('open sesame')));
    assert.match(readFileSync(box.path('asked'), 'utf8'), /^Enter passphrase for key/);
    assert.ok(!box.logged.join('\n').includes('sesame'));
  });

  test('a repository that is not there', async () => {
    box.git(folder, 'remote', 'set-url', 'there', `ssh://someone@127.0.0.1:${server.port}/nowhere.git`);
    await fails(push(await open()), 'remoteMissing');
  });

  test('a connection that breaks in the middle of a push: both sides are sound, and a second push goes through', async () => {
    writeFileSync(`${folder}/big`, randomBytes(4_000_000));
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', 'big');
    server.behaviour = { cutAfter: 1_000_000 };
    const error = await fails(push(await open()), 'network');
    assert.ok(error.output, 'the whole text is kept');
    assert.equal(box.git(box.path('one.git'), 'for-each-ref'), '');
    assert.ok(box.isSound(folder) && box.isSound(box.path('one.git')));
    assert.equal(box.git(folder, 'for-each-ref', 'refs/remotes'), '');
    server.behaviour = {};
    await push(await open());
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), box.git(folder, 'rev-parse', 'HEAD'));
  });

  test('a server that is gone, and one that never answers until the push is cancelled', async () => {
    server.behaviour = { silent: true };
    const abort = new AbortController();
    const repository = await open();
    const pushing = push(repository.with({ signal: abort.signal }));
    setTimeout(() => abort.abort(), 400);
    await fails(pushing, 'cancelled');
    server.stop();
    await fails(push(repository), 'network');
  });

  test('commits and tags are signed with a key, and a key that is not there is told as such', async () => {
    box.git(folder, 'config', 'gpg.format', 'ssh');
    box.git(folder, 'config', 'user.signingKey', box.path('key'));
    const repository = await box.open(folder);
    await commit(repository, { message: 'signed', allowEmpty: true, sign: true });
    await tag(repository, { name: 'v1', message: 'signed', sign: true });
    for (const object of ['HEAD', 'v1']) assert.match(box.git(folder, 'cat-file', '-p', object), /BEGIN SSH SIGNATURE/);
    box.git(folder, 'config', 'commit.gpgSign', 'true');
    await commit(repository, { message: 'not signed', allowEmpty: true, sign: false });
    assert.doesNotMatch(box.git(folder, 'cat-file', '-p', 'HEAD'), /SIGNATURE/);
    box.git(folder, 'config', 'user.signingKey', box.path('nowhere'));
    const head = box.git(folder, 'rev-parse', 'HEAD');
    await fails(commit(repository, { message: 'x', allowEmpty: true, sign: true }), 'signingFailed');
    await fails(tag(repository, { name: 'v2', message: 'x', sign: true }), 'signingFailed');
    const signed = box.git(folder, 'rev-parse', 'v1');
    await fails(tag(repository, { name: 'v1', message: 'x', sign: true, force: true }), 'signingFailed');
    assert.deepEqual([box.git(folder, 'tag'), box.git(folder, 'rev-parse', 'v1')], ['v1', signed]);
    assert.equal(box.git(folder, 'rev-parse', 'HEAD'), head);
    // a key that wants a passphrase, and nobody to give it
    copyFileSync(box.path('key'), box.path('locked'));
    execFileSync('ssh-keygen', ['-q', '-p', '-f', box.path('locked'), '-P', '', '-N', 'open sesame'], { stdio: 'pipe' });
    box.git(folder, 'config', 'user.signingKey', box.path('locked'));
    await fails(commit(repository, { message: 'x', allowEmpty: true, sign: true }), 'signingFailed');
    await commit(await box.open(folder, askpass('open sesame')), { message: 'unlocked', allowEmpty: true, sign: true });
    assert.match(box.git(folder, 'cat-file', '-p', 'HEAD'), /BEGIN SSH SIGNATURE/);
  });
});
