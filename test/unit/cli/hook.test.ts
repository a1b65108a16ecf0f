import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { hookCommand } from '../../../src/cli/hook.ts';
import { UsageError } from '../../../src/cli/io.ts';
import { GitError } from '../../../src/git/errors.ts';
import { recordingIo } from '../../support/cliIo.ts';
import { GitSandbox } from '../../support/git.ts';

const program = path.join(import.meta.dirname, '../../support/hookProgram.ts');

suite('plumbline hook', function () {
  // each push starts the program from its source
  this.timeout(120_000);

  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    box.bare('one.git');
    folder = box.work("it's a repository", { origin: 'one.git' });
  });

  teardown(() => {
    box.remove();
  });

  async function hook(...args: string[]) {
    const io = recordingIo(folder, box.environment, box.log);
    const code = await hookCommand(args, io, [process.execPath, program]);
    return { code, ...io.printed };
  }

  function commitFile(name: string, text: string): void {
    box.write(folder, name, text);
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', name);
  }

  const broken = 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucke\n';

  test('stops a push of git itself that would send a lint error, and lets others through', async () => {
    assert.equal((await hook('install')).code, 0);
    commitFile('stack.yaml', broken.replace('Bucke\n', 'Bucket\n'));
    box.git(folder, 'push', '--quiet', 'origin', 'main');
    commitFile('stack.yaml', broken);
    // what the work tree holds does not matter
    box.write(folder, 'stack.yaml', '');
    assert.throws(
      () => box.git(folder, 'push', '--quiet', 'origin', 'main'),
      (error) => /stack\.yaml:3:\d+: error E3006/.test(String((error as { stderr: string }).stderr)),
    );
    assert.equal(box.git(box.path('one.git'), 'log', '-1', '--format=%s', 'main'), 'stack.yaml');
    assert.equal(box.git(box.path('one.git'), 'rev-list', '--count', 'main'), '2');
    // deleting a branch sends nothing
    box.git(folder, 'push', '--quiet', 'origin', 'HEAD^:refs/heads/gone');
    box.git(folder, 'push', '--quiet', 'origin', ':gone');
    box.git(folder, 'push', '--quiet', '--no-verify', 'origin', 'main');
  });

  test('hundreds of tags are one look, and one that carries an error stops the push', async () => {
    await hook('install');
    const sha = box.git(folder, 'rev-parse', 'HEAD');
    // more than one argument of a program may hold on Linux, 128 KiB
    const refs = Array.from({ length: 600 }, (_, number) => `create refs/tags/${'long-name-'.repeat(10)}${number} ${sha}\n`);
    execFileSync('git', ['update-ref', '--stdin'], { cwd: folder, env: box.environment, input: refs.join('') });
    box.git(folder, 'push', '--quiet', '--tags', 'origin');
    assert.equal(box.git(box.path('one.git'), 'for-each-ref', '--count=3000', '--format=x').split('\n').length, 601);
    box.git(folder, 'switch', '--quiet', '--detach');
    commitFile('stack.yaml', broken);
    box.git(folder, 'tag', '-a', '-m', 'annotated', 'bad');
    box.git(folder, 'switch', '--quiet', 'main');
    const refused = (error: unknown) => /stack\.yaml:3:\d+: error E3006[^]*--no-verify goes past this/.test(String((error as { stderr: string }).stderr));
    assert.throws(() => box.git(folder, 'push', '--quiet', '--tags', 'origin'), refused);
  });

  test('keeps a hook that is there, runs it first with the same input, and puts it back', async () => {
    box.hook(folder, 'pre-push', 'echo "$1" > seen', 'cat >> seen', 'exit ${HOOK_EXIT:-0}');
    const { stdout } = await hook('install');
    assert.match(stdout, /pre-push\.before-plumbline and runs first/);
    commitFile('a.txt', 'x');
    box.git(folder, 'push', '--quiet', 'origin', 'main');
    const sha = box.git(folder, 'rev-parse', 'HEAD');
    assert.match(readFileSync(path.join(folder, 'seen'), 'utf8'), new RegExp(`^origin\nrefs/heads/main ${sha} `));
    box.environment['HOOK_EXIT'] = '7';
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'x');
    assert.throws(() => box.git(folder, 'push', '--quiet', 'origin', 'main'));
    delete box.environment['HOOK_EXIT'];
    // installing again keeps the first hook the first
    await hook('install');
    box.git(folder, 'push', '--quiet', 'origin', 'main');
    assert.equal((await hook('uninstall')).stdout, 'uninstalled\n');
    assert.match(readFileSync(path.join(folder, '.git/hooks/pre-push'), 'utf8'), /HOOK_EXIT/);
    assert.equal(existsSync(path.join(folder, '.git/hooks/pre-push.before-plumbline')), false);
    assert.match((await hook('uninstall')).stdout, /no hook/);
  });

  test('leaves hooks alone that are files of the project, and says which line to add', async () => {
    box.git(folder, 'config', 'core.hooksPath', '.husky');
    box.write(folder, '.husky/pre-push', 'npm test\n');
    await assert.rejects(hook('install'), (error) => GitError.is(error, 'alreadyExists') && error.message.endsWith(`'pre-push' -- "$@"`));
    assert.equal(readFileSync(path.join(folder, '.husky/pre-push'), 'utf8'), 'npm test\n');
  });

  test('is executable, and says so when the program has gone', async () => {
    await hook('install');
    const file = path.join(folder, '.git/hooks/pre-push');
    assert.ok(statSync(file).mode & 0o100);
    const io = recordingIo(folder, box.environment, box.log);
    await hookCommand(['install'], io, [process.execPath, '/nowhere/cli.js']);
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'x');
    assert.throws(
      () => box.git(folder, 'push', '--quiet', 'origin', 'main'),
      (error) => /\/nowhere\/cli\.js is gone/.test(String((error as { stderr: string }).stderr)),
    );
  });

  test('bad calls', async () => {
    await assert.rejects(hook(), UsageError);
    await assert.rejects(hook('nonsense'), UsageError);
    await assert.rejects(hook('pre-push'), UsageError);
  });
});
