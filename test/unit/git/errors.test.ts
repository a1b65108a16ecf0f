import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorOf, type GitReason, reasonOf } from '../../../src/git/errors.ts';
import { fetch } from '../../../src/git/fetch.ts';
import { planPushes, pushAll } from '../../../src/git/pushAll.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { fails, GitSandbox } from '../../support/git.ts';

async function pushOne(repository: Repository, remote: string): Promise<void> {
  const [done] = await pushAll(repository, await planPushes(repository, [remote]));
  if (done && 'error' in done) throw done.error;
}

suite('reasons of git failures', () => {
  // what programs print that cannot all be made to fail here
  const texts: [GitReason, string][] = [
    ['authFailed', "remote: Invalid username or token. Password authentication is not supported for Git operations.\nfatal: Authentication failed for 'https://example.com/x.git/'"],
    ['authFailed', 'git@example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.'],
    ['authFailed', "fatal: could not read Username for 'https://example.com': terminal prompts disabled"],
    ['authFailed', "fatal: unable to access 'https://example.com/x.git/': The requested URL returned error: 403"],
    ['hostKey', 'Host key verification failed.\nfatal: Could not read from remote repository.'],
    ['hostKey', '@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@@@@@\nHost key verification failed.'],
    ['network', "fatal: unable to access 'https://no.invalid/x.git/': Could not resolve host: no.invalid"],
    ['network', 'ssh: connect to host example.com port 22: Connection timed out\nfatal: Could not read from remote repository.'],
    ['network', 'ssh: Could not resolve hostname no.invalid: Name or service not known\nfatal: Could not read from remote repository.'],
    ['network', 'error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly\nfatal: the remote end hung up unexpectedly\nfatal: early EOF'],
    ['network', "fatal: unable to access 'https://example.com/': SSL certificate problem: unable to get local issuer certificate"],
    ['remoteMissing', 'ERROR: Repository not found.\nfatal: Could not read from remote repository.'],
    ['remoteMissing', "remote: Repository not found.\nfatal: repository 'https://example.com/x.git/' not found"],
    ['diskFull', 'error: unable to write file x: No space left on device\nfatal: cannot create object'],
    ['protectedBranch', 'remote: error: GH006: Protected branch update failed for refs/heads/main.\nTo example.com:x.git\n!\trefs/heads/main:refs/heads/main\t[remote rejected] (protected branch hook declined)\nDone'],
    ['protectedBranch', 'remote: GitLab: You are not allowed to push code to protected branches on this project.\n!\trefs/heads/main:refs/heads/main\t[remote rejected] (pre-receive hook declined)'],
    ['nonFastForward', "To github.com:x.git\n!\trefs/heads/main:refs/heads/main\t[remote rejected] (cannot lock ref 'refs/heads/main': is at 1111111111111111111111111111111111111111 but expected 2222222222222222222222222222222222222222)"],
    ['lockHeld', "fatal: cannot lock ref 'HEAD': is at 1111111111111111111111111111111111111111 but expected 2222222222222222222222222222222222222222"],
    ['alreadyExists', "fatal: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'"],
    ['signingFailed', 'error: gpg failed to sign the data\nfatal: failed to write commit object'],
    ['unsafeOwnership', "fatal: detected dubious ownership in repository at '/x'\nTo add an exception for this directory, call: ..."],
    ['unrelatedHistories', 'fatal: refusing to merge unrelated histories'],
    ['branchCheckedOut', "fatal: 'topic' is already used by worktree at '/elsewhere'"],
    ['identityMissing', '*** Please tell me who you are.\n\nfatal: unable to auto-detect email address'],
  ];
  for (const [reason, text] of texts) {
    test(`${reason}: ${text.split('\n')[0]?.slice(0, 70)}`, () => {
      const known = reasonOf(text);
      assert.equal(known?.reason, reason);
      assert.match(known?.message ?? '', /^[^\n]+[.:] ?$|^[^\n]+\.$/);
    });
  }

  test('a failure nobody knows keeps the whole text, and its last words are the message', () => {
    const failed = { args: ['-c', 'core.abbrev=no', 'push'], exitCode: 128, hooks: [] };
    const error = errorOf({ ...failed, stdout: 'To x\n', stderr: 'fatal: something new\nhint: try harder\n' });
    assert.equal(error.reason, 'unknown');
    assert.equal(error.message, 'git push failed (exit code 128): fatal: something new');
    assert.equal(error.output, 'To x\nfatal: something new\nhint: try harder\n');
    const silent = errorOf({ ...failed, stdout: '', stderr: '' });
    assert.equal(silent.message, 'git push failed (exit code 128) and printed nothing.');
  });

  suite('from real processes', () => {
    let box: GitSandbox;
    let folder: string;
    let server: http.Server;
    let status: number;

    setup(async () => {
      box = new GitSandbox();
      folder = box.work('w');
      status = 401;
      server = http.createServer((_request, response) => {
        response.writeHead(status, status === 401 ? { 'WWW-Authenticate': 'Basic realm="x"' } : {});
        response.end('no');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      box.git(folder, 'remote', 'add', 'web', `http://127.0.0.1:${port}/x.git`);
      box.git(folder, 'remote', 'add', 'ssh', 'someone@example.invalid:x.git');
    });

    teardown(() => {
      server.close();
      server.closeAllConnections();
      box.remove();
    });

    test('a server that wants a password: a clear failure, never a prompt', async () => {
      await fails(pushOne(await box.open(folder), 'web'), 'authFailed');
      await fails(fetch(await box.open(folder), 'web'), 'authFailed');
    });

    test('the editor answers through its askpass', async () => {
      const asked = box.path('asked');
      writeFileSync(box.path('askpass'), `#!/bin/sh\necho "$1" >> ${asked}\necho secret\n`);
      chmodSync(box.path('askpass'), 0o755);
      const repository = await box.open(folder, { GIT_ASKPASS: box.path('askpass') });
      await fails(pushOne(repository, 'web'), 'authFailed');
      assert.match(readFileSync(asked, 'utf8'), /^Username for 'http:\/\/127\.0\.0\.1:\d+'.*\nPassword for /);
      assert.ok(!box.logged.join('\n').includes('secret'));
    });

    test('a server that forbids, does not know, or is broken', async () => {
      const repository = await box.open(folder);
      status = 403;
      await fails(fetch(repository, 'web'), 'authFailed');
      status = 404;
      await fails(fetch(repository, 'web'), 'remoteMissing');
      status = 500;
      await fails(fetch(repository, 'web'), 'network');
    });

    for (const [reason, words, code] of [
      ['hostKey', 'Host key verification failed.', 255],
      ['authFailed', 'someone@example.invalid: Permission denied (publickey).', 255],
      ['network', 'ssh: connect to host example.invalid port 22: Connection refused', 255],
    ] as const) {
      test(`ssh that says: ${words}`, async () => {
        writeFileSync(box.path('ssh'), `#!/bin/sh\necho '${words}' >&2\nexit ${code}\n`);
        chmodSync(box.path('ssh'), 0o755);
        const repository = await box.open(folder, { GIT_SSH_COMMAND: box.path('ssh') });
        await fails(pushOne(repository, 'ssh'), reason);
      });
    }

    test('ssh has nobody to ask', async () => {
      writeFileSync(box.path('ssh'), `#!/bin/sh\nenv > ${box.path('env')}\nexit 255\n`);
      chmodSync(box.path('ssh'), 0o755);
      const repository = await box.open(folder, { GIT_SSH_COMMAND: box.path('ssh') });
      await assert.rejects(pushOne(repository, 'ssh'));
      const env = readFileSync(box.path('env'), 'utf8');
      assert.match(env, /^SSH_ASKPASS=false$/m);
      assert.match(env, /^SSH_ASKPASS_REQUIRE=force$/m);
      assert.match(env, /^GIT_TERMINAL_PROMPT=0$/m);
    });

    test('a remote that dies in the middle of a push: a clear failure, and both sides are sound', async () => {
      box.bare('one.git');
      box.git(folder, 'remote', 'add', 'one', box.path('one.git'));
      box.write(folder, 'big', 'x'.repeat(3_000_000));
      box.git(folder, 'add', '--all');
      box.git(folder, 'commit', '--quiet', '-m', 'big');
      // the receiving side is killed once it has everything and before it says so
      box.hook(box.path('one.git'), 'pre-receive', 'kill -9 $PPID', 'sleep 5');
      const error = await fails(pushOne(await box.open(folder), 'one'), 'network');
      assert.ok(error.output.includes('remote end hung up'), error.output);
      assert.ok(box.isSound(folder) && box.isSound(box.path('one.git')));
      assert.equal(box.git(box.path('one.git'), 'for-each-ref'), '');
    });
  });
});
