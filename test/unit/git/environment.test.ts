import assert from 'node:assert/strict';
import { Git } from '../../../src/git/git.ts';
import { silentLog } from '../../../src/log.ts';
import { GitSandbox } from '../../support/git.ts';

suite("git in the user's own environment", () => {
  let sandbox: GitSandbox;
  setup(() => {
    sandbox = new GitSandbox();
  });
  teardown(() => sandbox.remove());

  for (const name of ['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'GIT_EDITOR', 'GIT_PAGER', 'GIT_SSH_COMMAND', 'SSH_ASKPASS', 'GIT_ASKPASS']) {
    test(`runs where ${name} is set`, async () => {
      const environment = { ...sandbox.environment, [name]: 'some-program --flag' };
      const git = new Git({ gitPath: 'git', environment, log: silentLog });
      const { stdout } = await git.run(sandbox.work('work'), ['log', '-1', '--format=%s']);
      assert.equal(stdout, 'first\n');
    });
  }

  test('is not sent to another repository by what a hook sets', async () => {
    const other = sandbox.init('other');
    const git = new Git({ gitPath: 'git', environment: { ...sandbox.environment, GIT_DIR: `${other}/.git` }, log: silentLog });
    const { stdout } = await git.run(sandbox.work('work'), ['log', '-1', '--format=%s']);
    assert.equal(stdout, 'first\n');
  });
});
