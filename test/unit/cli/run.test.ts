import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../../src/cli/io.ts';
import type { Ask } from '../../../src/cli/prompt.ts';
import { runCommand } from '../../../src/cli/run.ts';
import { undoCommand } from '../../../src/cli/undo.ts';
import { recordingIo } from '../../support/cliIo.ts';
import { GitSandbox } from '../../support/git.ts';

const fine = 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n';
const broken = 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucke\n';

const settings = `{
  // comments and a trailing comma, as the editor allows
  "plumbline.macros": {
    "ship": {"title": "Ship", "steps": [
      {"stage": "all"},
      {"lint": "changed"},
      {"commit": "\${input:message}"},
      {"push": {"to": ["origin", "backup"], "setUpstream": true}},
    ]},
    "typo": {"steps": [{"psuh": "origin"}]},
    "editor": [{"stage": "all"}, "workbench.action.files.saveAll"],
    "careful": [{"confirm": "Sure?"}, {"notify": "went on"}],
    "tidy": [{"format": "changed"}],
    "send": [{"push": "origin"}],
  },
  "plumbline.push.protectedBranches": ["release"],
}`;

suite('plumbline run', () => {
  let box: GitSandbox;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    box.bare('one.git');
    box.bare('two.git');
    folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
    box.write(folder, '.vscode/settings.json', settings);
    box.write(folder, 'stack.yaml', fine);
  });

  teardown(() => {
    box.remove();
  });

  /** @param answers what the person at the terminal types; nobody is there where left out */
  async function run(args: string[], cwd = folder, answers?: (string | undefined)[]) {
    const ask = answers && answering(answers);
    const io = { ...recordingIo(cwd, box.environment, box.log), asker: () => ask };
    const code = await runCommand(args, io);
    return { code, ...io.printed };
  }

  let asked: string[];
  function answering(answers: (string | undefined)[]): Ask {
    asked = [];
    return async (question, { hidden }) => {
      asked.push(hidden ? `${question}(hidden)` : question);
      return answers.shift();
    };
  }

  async function refuses(args: string[], message: RegExp, cwd = folder): Promise<void> {
    await assert.rejects(run(args, cwd), (error) => error instanceof UsageError && message.test(error.message));
  }

  test('exit code 0 when every step succeeded; each is told', async () => {
    const { code, stdout } = await run(['ship', '--input', 'message=a message']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^done {4}steps\[0\] stage: 2 files staged/);
    assert.match(stdout, /done {4}steps\[3\] push: origin: main [0-9a-f]{9}\.\.[0-9a-f]{9}; backup: main/);
    const sha = box.git(folder, 'rev-parse', 'HEAD');
    for (const bare of ['one.git', 'two.git']) assert.equal(box.git(box.path(bare), 'rev-parse', 'main'), sha);
  });

  test('exit code 1 when one failed: its kind, its reason and what was done before are printed', async () => {
    box.write(folder, 'stack.yaml', broken);
    const { code, stdout } = await run(['ship', '--input', 'message=x']);
    assert.equal(code, 1);
    assert.match(stdout, /failed {2}steps\[1\] lint: lintErrors: .*stack\.yaml:3:\d+/);
    assert.match(stdout, /^Ship: failed at steps\[1\] lint: lintErrors \(\d+ ms\)$/m);
    assert.match(stdout, /^done before: stage \(2 files staged\)$/m);
    assert.match(stdout, /^not begun: 2 of 4 steps$/m);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
  });

  test('a push alone is refused for a template that an outgoing commit breaks', async () => {
    box.write(folder, 'stack.yaml', broken);
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', 'broken');
    const { code, stdout } = await run(['send']);
    assert.equal(code, 1);
    assert.match(stdout, /push: lintErrors: Not pushed/);
    assert.equal(box.git(box.path('one.git'), 'log', '-1', '--format=%s', 'main'), 'first');
  });

  test('the report as JSON', async () => {
    box.hook(folder, 'pre-push', 'exit 1');
    const { code, stdout } = await run(['ship', '--input', 'message=x', '--format', 'json']);
    assert.equal(code, 1);
    const report = JSON.parse(stdout) as { status: string; steps: { kind: string; failure?: { reason: string } }[] };
    assert.equal(report.status, 'failed');
    assert.deepEqual(
      report.steps.map((step) => [step.kind, step.failure?.reason]),
      [
        ['stage', undefined],
        ['lint', undefined],
        ['commit', undefined],
        ['push', 'hookRejected'],
      ],
    );
  });

  test('a dry run prints the plan and does nothing', async () => {
    const before = box.git(folder, 'status', '--porcelain');
    const { code, stdout } = await run(['ship', '--dry-run']);
    assert.equal(code, 0);
    assert.match(stdout, /push to origin: refs\/heads\/main:refs\/heads\/main, which becomes the upstream/);
    assert.match(stdout, /git commit "--message=\$\{input:message\}"/);
    assert.equal(box.git(folder, 'status', '--porcelain'), before);
    const { stdout: json } = await run(['ship', '--dry-run', '--format', 'json']);
    assert.equal((JSON.parse(json) as { steps: unknown[] }).steps.length, 4);
  });

  test('editor steps say that they need the editor', async () => {
    const { code, stdout } = await run(['editor']);
    assert.equal(code, 1);
    assert.match(stdout, /command: needsEditor: workbench\.action\.files\.saveAll is an editor command/);
    assert.match(stdout, /done before: stage/);
  });

  test('questions need --yes', async () => {
    const unanswered = await run(['careful']);
    assert.equal(unanswered.code, 1);
    assert.match(unanswered.stdout, /needsConfirmation: Sure\? Nobody can answer here; give --yes/);
    const answered = await run(['careful', '--yes']);
    assert.equal(answered.code, 0);
    assert.match(answered.stderr, /went on/);
    box.git(folder, 'switch', '--quiet', '-c', 'release');
    assert.match((await run(['send'])).stdout, /needsConfirmation: origin\/release is protected/);
    assert.equal((await run(['send', '--yes'])).code, 0);
  });

  test('whoever sits at the terminal is asked', async () => {
    const macros = {
      ask: {
        steps: [
          { input: 'token', prompt: 'Token', password: true },
          { pick: 'where', from: ['here', 'there'], prompt: 'Where' },
          { confirm: { message: 'Sure?', detail: 'git push' } },
          { notify: '${input:what} ${input:where}' },
        ],
        inputs: { what: { prompt: 'What', default: 'all' } },
      },
    };
    const config = box.write(folder, 'ask.json', JSON.stringify({ 'plumbline.macros': macros }));
    const done = await run(['ask', '--config', config], folder, ['', 'secret', 'nowhere', 'there', 'yes']);
    assert.equal(done.code, 0, done.stdout);
    assert.deepEqual(asked, ['What [all]: ', 'Token: (hidden)', 'Where (here, there): ', 'Where (here, there): ', 'Sure?\n  git push [y/N] ']);
    assert.match(done.stderr, /^It is one of here, there\.\nall there$/m);
    assert.ok(!(done.stdout + done.stderr).includes('secret'));
    const no = await run(['ask', '--config', config], folder, ['x', 'y', 'here', '']);
    assert.match(no.stdout, /cancelled steps\[2\] confirm: declined/);
    const gone = await run(['ask', '--config', config], folder, [undefined]);
    assert.deepEqual([gone.code, /before its first step: cancelled: No value was given for what/.test(gone.stdout)], [1, true]);
  });

  test('after a failure it says how to go on and how to take it back', async () => {
    box.hook(folder, 'pre-push', 'echo checked >&2; exit 1');
    const { stdout } = await run(['ship', '--input', 'message=x']);
    assert.equal(stdout.match(/The pre-push hook refused/g)?.length, 4, 'of each remote, in the sentence and in the table');
    assert.match(stdout, /^again from there: plumbline run ship --from 4 --input message=VALUE$/m);
    assert.match(stdout, /^take it back: plumbline undo$/m);
    box.hook(folder, 'pre-push', 'exit 0');
    const again = await run(['ship', '--from', '4', '--input', 'message=x']);
    assert.match(again.stdout, /^done {4}steps\[3\] push: origin: main [^\n]*\nShip: 1 step succeeded/);
  });

  test('a conflict says how to go on, and with which step', async () => {
    const config = box.write(folder, 'sync.json', JSON.stringify({ 'plumbline.macros': { 'my sync': [{ pull: 'rebase' }, { push: true }] } }));
    box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
    box.write(folder, 'readme.txt', 'mine\n');
    box.git(folder, 'commit', '--quiet', '-am', 'mine');
    const { stdout } = await run(['my sync', '--config', config]);
    assert.match(stdout, /^a rebase is under way: resolve, git add and git rebase --continue, or git rebase --abort$/m);
    assert.match(stdout, /^then the rest: plumbline run 'my sync' --from 2$/m);
  });

  test('a failure within a step is told where it happened, without the looks that went well', async () => {
    box.write(folder, 'stack.yaml', broken);
    const config = box.write(folder, 'nest.json', JSON.stringify({ 'plumbline.macros': { nest: [{ try: [{ lint: 'changed' }], finally: [{ notify: 'x' }] }] } }));
    const { stdout } = await run(['nest', '--config', config]);
    assert.equal(stdout.match(/does not exist/g)?.length, 2, 'the message and the finding');
    assert.match(stdout, /^failed {2}steps\[0\] try \(\d+ ms\)$/m);
    assert.ok(!stdout.includes('git '), stdout);
  });

  test('what takes long shows what it prints while it runs; the rest is shown where it fails', async () => {
    const script = 'echo early; echo more >&2; sleep 1; echo late; exit 3';
    const config = box.write(folder, 'slow.json', JSON.stringify({ 'plumbline.macros': { slow: [{ shell: ['sh', '-c', script] }], quick: [{ shell: ['sh', '-c', 'echo early; exit 3'] }] } }));
    const slow = await run(['slow', '--config', config]);
    assert.deepEqual(slow.stderr.split('\n').toSorted(), ['', '    | early', '    | late', '    | more']);
    assert.ok(!slow.stdout.includes('| early'));
    const quick = await run(['quick', '--config', config]);
    assert.deepEqual([quick.stderr, quick.stdout.includes('    | early')], ['', true]);
  });

  test('plumbline undo takes the last run back, after a look at what that means', async () => {
    await run(['ship', '--input', 'message=x']);
    const undo = async (...args: string[]) => {
      const io = recordingIo(folder, box.environment, box.log);
      return { code: await undoCommand(args, io), ...io.printed };
    };
    const plan = await undo('--dry-run');
    assert.match(plan.stdout, /nothing is done, this is the plan\nstays {3}steps\[3\] What was pushed stays on the remotes/);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'x');
    const done = await undo();
    assert.match(done.stdout, /^ship, run \d{4}-.*: undone\nstays .*\nback {4}steps\[2\] commit: main to [0-9a-f]{9}, the index as it was; uncommitted changes stay\./);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
    await assert.rejects(undo(), (error) => error instanceof UsageError && /was undone already/.test(error.message));
    await run(['ship', '--input', 'message=y']);
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'since');
    const moved = await undo();
    assert.deepEqual([moved.code, /^plumbline: ship, run .*: movedSince: steps\[2\]/.test(moved.stderr)], [1, true]);
  });

  test('format rewrites changed Terraform files', async () => {
    const file = box.write(folder, 'main.tf', 'locals {\na=1\n}\n');
    const { code, stdout } = await run(['tidy']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /format: 1 of 1 files changed/);
    assert.equal(readFileSync(file, 'utf8'), 'locals {\n  a = 1\n}\n');
    assert.match((await run(['tidy'])).stdout, /format: 0 of 1 files changed/);
  });

  test('bad calls are told in one sentence', async () => {
    await refuses([], /run needs the name of a macro; in \.vscode\/settings\.json there is ship, editor/);
    await refuses(['shp'], /there is no macro 'shp'; did you mean 'ship'\?/);
    for (const from of ['0', '5', 'x', '1.5']) await refuses(['ship', '--from', from], /--from cannot be '.*'; 'ship' has the steps 1 to 4/);
    await refuses(['ship', 'other'], /run takes one macro/);
    await refuses(['nope'], /there is no macro 'nope'; there is ship, editor/);
    await refuses(['ship'], /needs --input message=VALUE/);
    await refuses(['ship', '--input', 'message'], /--input must be name=value/);
    await refuses(['ship', '--input', 'message=x', '--input', 'other=y'], /has no input other; it has message/);
    await refuses(['ship', '--format', 'xml'], /--format cannot be 'xml'/);
    await refuses(['typo'], /settings\.json: plumbline\.macros\.typo\.steps\[0\] has no kind of step \("psuh" is none\); did you mean "push"\?$/);
    await refuses(['ship', '--config', 'missing.json'], /missing\.json: no such file/);
  });

  test('settings that are no JSON, no object or without macros are told with their place', async () => {
    box.write(folder, 'bad.json', '{\n  "a": ]\n}');
    await refuses(['ship', '--config', 'bad.json'], /bad\.json:2:8: is not JSON/);
    box.write(folder, 'list.json', '[]');
    await refuses(['ship', '--config', 'list.json'], /list\.json: must hold a JSON object/);
    box.write(folder, 'empty.json', '');
    await refuses(['ship', '--config', 'empty.json'], /empty\.json/);
    box.write(folder, 'none.json', '{}');
    await refuses(['ship', '--config', 'none.json'], /none\.json: has no "plumbline\.macros"/);
    writeFileSync(path.join(folder, 'binary.json'), Buffer.from([0, 1, 2]));
    await refuses(['ship', '--config', 'binary.json'], /binary\.json: is a binary file/);
    await refuses(['ship'], /there is no "plumbline\.macros"/, box.folder);
  });

  test('the macros of the repository serve its folders, and a workspace file its settings', async () => {
    mkdirSync(path.join(folder, 'deep', 'er'), { recursive: true });
    const { code } = await run(['careful', '--yes'], path.join(folder, 'deep', 'er'));
    assert.equal(code, 0);
    box.write(folder, 'x.code-workspace', JSON.stringify({ folders: [], settings: { 'plumbline.macros': { w: [{ notify: 'hi' }] } } }));
    assert.equal((await run(['w', '--config', 'x.code-workspace'])).code, 0);
  });

  test('outside a repository macros run until a git step', async () => {
    const config = box.write(box.folder, 'm.json', JSON.stringify({ 'plumbline.macros': { m: [{ notify: 'hi' }, { stage: 'all' }] } }));
    const { code, stdout } = await run(['m', '--config', config], box.folder);
    assert.equal(code, 1);
    assert.match(stdout, /stage: notARepository/);
  });
});
