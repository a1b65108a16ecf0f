import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commit } from '../../../src/git/commit.ts';
import { gitEnvironment } from '../../../src/git/environment.ts';
import { GitSandbox } from '../../support/git.ts';

suite("git's environment", () => {
  test('keeps what is the user\'s, drops what redirects git, and answers no prompt', () => {
    const { variables } = gitEnvironment(
      { PATH: '/bin', GIT_DIR: '/x', GIT_SSH_COMMAND: 'ssh -v', git_work_tree: '/x', UNSET: undefined },
      { GIT_ASKPASS: '/ask' },
    );
    assert.deepEqual(variables, {
      PATH: '/bin',
      GIT_SSH_COMMAND: 'ssh -v',
      GIT_ASKPASS: '/ask',
      LC_MESSAGES: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_EDITOR: ':',
      GIT_SEQUENCE_EDITOR: ':',
      GIT_MERGE_AUTOEDIT: 'no',
      SSH_ASKPASS: 'false',
      SSH_ASKPASS_REQUIRE: 'force',
    });
  });

  test('everything that a user may have set lets git start, and hooks inherit it', async () => {
    const box = new GitSandbox();
    try {
      const folder = box.work('w');
      const set = {
        EDITOR: 'vim',
        VISUAL: 'vim',
        PAGER: 'less',
        PREFIX: '/usr',
        GIT_EDITOR: 'vim',
        GIT_PAGER: 'less',
        GIT_SEQUENCE_EDITOR: 'vim',
        GIT_SSH: 'ssh',
        GIT_SSH_COMMAND: 'ssh',
        GIT_ASKPASS: '/ask',
        SSH_ASKPASS: '/ask',
        GIT_AUTHOR_NAME: 'Author',
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'core.sshCommand',
        GIT_CONFIG_VALUE_0: 'ssh -v',
        GIT_CONFIG_KEY_1: 'alias.x',
        GIT_CONFIG_VALUE_1: 'status',
        GIT_CONFIG_PARAMETERS: "'core.pager'='less'",
        GIT_EXTERNAL_DIFF: 'diff',
        GIT_PROXY_COMMAND: 'proxy',
        GIT_TEMPLATE_DIR: '/x',
        GIT_TRACE2_EVENT: box.path('trace'),
        GIT_OPTIONAL_LOCKS: '0',
      };
      const repository = await box.open(folder, set);
      box.hook(folder, 'pre-commit', `env > ${box.path('env')}`);
      await commit(repository, { message: 'x', allowEmpty: true });
      const seen = readFileSync(box.path('env'), 'utf8');
      for (const name of ['EDITOR=vim', 'PAGER=less', 'GIT_SSH_COMMAND=ssh', 'GIT_CONFIG_KEY_1=alias.x']) {
        assert.ok(seen.split('\n').includes(name), name);
      }
      assert.equal(box.git(folder, 'log', '-1', '--format=%an'), 'Author');
    } finally {
      box.remove();
    }
  });
});
