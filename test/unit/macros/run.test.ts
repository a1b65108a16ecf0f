import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { planMacro } from '../../../src/macros/plan.ts';
import { runMacro } from '../../../src/macros/run.ts';
import { GitSandbox } from '../../support/git.ts';
import { RecordingHost } from '../../support/macroHost.ts';
import { macroOf, runIn, told } from '../../support/macros.ts';

suite('running macros', () => {
  let box: GitSandbox;
  let host: RecordingHost;

  setup(() => {
    box = new GitSandbox();
    host = new RecordingHost();
    box.bare('one.git');
    box.bare('two.git');
  });

  teardown(() => {
    box.remove();
  });

  const run = (folder: string, steps: unknown[], inputs: Record<string, string> = {}) =>
    runIn(box, folder, steps, { host, inputs });

  const ship = [
    { stage: 'all' },
    { lint: 'changed' },
    { commit: '${input:message}' },
    { push: { to: ['origin', 'backup'], setUpstream: true } },
  ];

  function twoRemotes(): string {
    const folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
    box.write(folder, 'template.yaml', 'fine\n');
    return folder;
  }

  test('stages, lints, commits and pushes to two remotes', async () => {
    const folder = twoRemotes();
    const report = await run(folder, ship, { message: 'ship "it"; rm -rf ~' });
    assert.equal(report.status, 'succeeded');
    assert.deepEqual(told(report), ['stage succeeded', 'lint succeeded', 'commit succeeded', 'push succeeded']);
    const sha = box.git(folder, 'rev-parse', 'HEAD');
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'ship "it"; rm -rf ~');
    for (const bare of ['one.git', 'two.git']) assert.equal(box.git(box.path(bare), 'rev-parse', 'main'), sha);
    assert.ok(report.steps[3]?.commands.some((command) => command.args.includes('--set-upstream')));
  });

  test('a lint error in a changed file stops it before the commit', async () => {
    const folder = twoRemotes();
    box.write(folder, 'template.yaml', 'fine\n  BROKEN\n');
    const before = box.git(folder, 'rev-parse', 'HEAD');
    const report = await run(folder, ship, { message: 'x' });
    assert.deepEqual(told(report), ['stage succeeded', 'lint lintErrors']);
    assert.equal(report.status, 'failed');
    assert.equal(report.notRun, 2);
    const failure = report.steps[1]?.failure;
    assert.match(failure?.message ?? '', /template\.yaml:2:3 test_rule/);
    assert.equal(failure?.findings.length, 1);
    assert.equal(box.git(folder, 'rev-parse', 'HEAD'), before);
    assert.equal(readFileSync(path.join(folder, 'template.yaml'), 'utf8'), 'fine\n  BROKEN\n');
  });

  test('a push after a pull is judged by what it sends then, not by what was looked up while the pull waited', async () => {
    const folder = twoRemotes();
    box.write(folder, 'template.yaml', 'a\nb\nc\nd\ne\n');
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', 'base');
    box.git(folder, 'push', '--quiet', 'origin', 'main');
    box.pushElsewhere('one.git', 'template.yaml', 'BROKEN\nb\nc\nd\ne\n');
    box.write(folder, 'template.yaml', 'a\nb\nc\nd\nmine\n');
    const chain = [{ stage: 'all' }, { commit: 'mine' }, { pull: 'rebase' }, { push: true }];
    const report = await run(folder, chain);
    assert.deepEqual(told(report), ['stage succeeded', 'commit succeeded', 'pull succeeded', 'push lintErrors']);
    assert.equal(box.git(box.path('one.git'), 'log', '-1', '--format=%s', 'main'), 'elsewhere: template.yaml');
  });

  test('what a push needs is looked up while the pull before it waits, and told as its own', async () => {
    const folder = twoRemotes();
    const report = await run(folder, [{ stage: 'all' }, { commit: 'x' }, { pull: 'rebase' }, { push: true }]);
    assert.equal(report.status, 'succeeded');
    const [pull, push] = report.steps.slice(2);
    assert.deepEqual(pull?.commands.map(({ args }) => args[0]), ['fetch']);
    assert.deepEqual(push?.commands.map(({ args }) => args.find((arg) => /^[a-z]+$/.test(arg))), ['log', 'push']);
    assert.equal(host.requests.length, 1);
  });

  test('a push is refused when an outgoing commit has a lint error, whatever the work tree holds by now', async () => {
    const folder = twoRemotes();
    box.write(folder, 'template.yaml', 'BROKEN\n');
    box.git(folder, 'add', '--all');
    box.git(folder, 'commit', '--quiet', '-m', 'broken');
    box.write(folder, 'template.yaml', 'repaired, but not committed\n');
    const report = await run(folder, [{ push: 'all' }]);
    assert.deepEqual(told(report), ['push lintErrors']);
    for (const bare of ['one.git', 'two.git']) {
      assert.equal(box.git(box.path(bare), 'log', '-1', '--format=%s', 'main'), 'first');
    }
    // the repair committed: the branch is fine again
    assert.equal((await run(folder, [{ stage: 'all' }, { commit: 'repair' }, { push: 'all' }])).status, 'succeeded');
  });

  test('a push that is told to does not lint; a broken file that is not sent does not stop it', async () => {
    const folder = twoRemotes();
    assert.equal((await run(folder, [{ push: true }])).status, 'succeeded');
    box.write(folder, 'template.yaml', 'BROKEN\n');
    assert.equal((await run(folder, [{ push: true }])).status, 'succeeded');
    const forced = [{ stage: 'all' }, { commit: 'x' }, { push: { to: 'origin', lint: false } }];
    assert.equal((await run(folder, forced)).status, 'succeeded');
  });

  test('a pre-push hook that fails without a word stops it; the commit stays', async () => {
    const folder = twoRemotes();
    box.hook(folder, 'pre-push', 'exit 1');
    const report = await run(folder, ship, { message: 'x' });
    assert.deepEqual(told(report), ['stage succeeded', 'lint succeeded', 'commit succeeded', 'push hookRejected']);
    const failure = report.steps[3]?.failure;
    assert.match(failure?.message ?? '', /pre-push hook refused \(exit code 1\) and printed nothing/);
    assert.deepEqual(failure?.remotes.map((remote) => [remote.remote, remote.ok]), [
      ['origin', false],
      ['backup', false],
    ]);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'x');
    assert.equal(box.git(box.path('one.git'), 'log', '-1', '--format=%s', 'main'), 'first');
    assert.ok(box.isSound(folder));
  });

  test('a remote that has moved on stops it; the other remote has the commit', async () => {
    const folder = twoRemotes();
    const there = box.pushElsewhere('one.git', 'theirs', 'x');
    const report = await run(folder, ship, { message: 'x' });
    const failure = report.steps[3]?.failure;
    assert.equal(failure?.reason, 'nonFastForward');
    assert.match(failure?.message ?? '', /1 of 2 remotes failed: origin\/main/);
    assert.equal(box.git(box.path('one.git'), 'rev-parse', 'main'), there);
    assert.equal(box.git(box.path('two.git'), 'rev-parse', 'main'), box.git(folder, 'rev-parse', 'HEAD'));
  });

  test('a conflict on pull stops it with the files; nothing after it runs', async () => {
    const folder = twoRemotes();
    box.pushElsewhere('one.git', 'readme.txt', 'theirs\n');
    box.write(folder, 'readme.txt', 'mine\n');
    const report = await run(folder, [{ stage: 'all' }, { commit: 'mine' }, { pull: 'rebase' }, { push: true }]);
    assert.deepEqual(told(report), ['stage succeeded', 'commit succeeded', 'pull conflict']);
    assert.deepEqual(report.steps[2]?.failure?.files, ['readme.txt']);
  });

  test('the order of pulls, tags, fetches and unstaging', async () => {
    const folder = twoRemotes();
    box.pushElsewhere('one.git', 'theirs', 'x');
    const report = await run(folder, [
      { fetch: 'all' },
      { stage: ['template.yaml'] },
      { unstage: 'all' },
      { stage: ['*.yaml'] },
      { commit: { message: 'x', signoff: true } },
      { pull: { mode: 'rebase' } },
      { tag: { name: 'v1', message: 'one' } },
      { push: { to: 'origin', tags: ['v1'] } },
      { notify: 'pushed ${sha} of ${branch}' },
    ]);
    assert.equal(report.status, 'succeeded', JSON.stringify(report.steps.at(-1)?.failure));
    assert.deepEqual(host.asked, [`information pushed ${box.git(folder, 'rev-parse', 'HEAD')} of main`]);
    assert.equal(box.git(box.path('one.git'), 'tag'), 'v1');
  });

  test('lint looks at what is staged as it is staged; drift and warnings stop where asked', async () => {
    const folder = twoRemotes();
    box.write(folder, 'template.yaml', 'ODD\n');
    box.git(folder, 'add', '--all');
    box.write(folder, 'template.yaml', 'BROKEN\n');
    assert.equal((await run(folder, [{ lint: 'staged' }])).status, 'succeeded');
    assert.deepEqual(told(await run(folder, [{ lint: { scope: 'staged', failOn: 'warning' } }])), ['lint lintErrors']);
    assert.equal((await run(folder, [{ lint: { scope: 'changed', failOn: 'never' } }])).status, 'succeeded');
    host.drifted = { groups: [{ name: 'web', verdict: 'order', reason: '' }], failures: [] };
    assert.equal((await run(folder, [{ drift: 'membership' }])).status, 'succeeded');
    assert.deepEqual(told(await run(folder, [{ drift: true }])), ['drift drift']);
    host.drifted = { groups: [{ name: 'web', verdict: 'unknown', reason: 'computed' }], failures: [] };
    assert.equal((await run(folder, [{ drift: 'order' }])).status, 'succeeded');
    assert.deepEqual(told(await run(folder, [{ drift: 'any' }])), ['drift driftUnknown']);
    host.drifted = { groups: [], failures: ['There are no credentials.'] };
    assert.deepEqual(told(await run(folder, [{ drift: 'membership' }])), ['drift driftUnknown']);
  });

  test('values are values: a branch, a file and an input are never read again, and never pass a shell', async () => {
    const folder = twoRemotes();
    host.variables = { 'env:SECRET': 'secret', file: path.join(folder, '; touch never ${env:SECRET}.yaml') };
    box.write(folder, '; touch never ${env:SECRET}.yaml', 'fine');
    const message = '${env:SECRET} `touch never` $(touch never)';
    const report = await run(folder, [{ stage: ['${file}'] }, { commit: '${input:m}' }], { m: message });
    assert.equal(report.status, 'succeeded', JSON.stringify(report.steps.at(-1)?.failure));
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), message);
    assert.equal(box.git(folder, 'status', '--porcelain'), '?? template.yaml');
    assert.equal(existsSync(path.join(folder, 'never')), false);
  });

  test('a bad name from an input is refused by name, not run', async () => {
    const folder = twoRemotes();
    for (const name of ['; rm -rf ~', '--upload-pack=x', '--delete']) {
      assert.deepEqual(told(await run(folder, [{ tag: '${input:n}' }], { n: name })), ['tag invalidName']);
      assert.deepEqual(told(await run(folder, [{ push: { branch: '${input:n}' } }], { n: name })), ['push invalidName']);
      assert.deepEqual(told(await run(folder, [{ push: '${input:n}' }], { n: name })), ['push remoteMissing']);
    }
    assert.equal(box.git(folder, 'tag'), '');
  });

  test('${changed} in a list is one item per file', async () => {
    const folder = twoRemotes();
    box.write(folder, 'b c.yaml', 'x');
    const report = await run(folder, [{ stage: ['${changed}'] }]);
    assert.deepEqual(report.steps[0]?.data, { staged: ['b c.yaml', 'template.yaml'] });
  });

  test('editor commands get their arguments; one that throws is a failure with its words', async () => {
    const folder = twoRemotes();
    host.commands = {
      boom: () => {
        throw new Error('no such editor');
      },
    };
    const report = await run(folder, [{ command: 'a.b', args: [{ x: '${branch}' }, 2] }, 'boom', 'never.reached']);
    assert.deepEqual(host.asked, ['command a.b [{"x":"main"},2]', 'command boom []']);
    assert.deepEqual(told(report), ['command succeeded', 'command failed']);
    assert.equal(report.steps[1]?.failure?.message, 'no such editor');
  });

  test('inputs are asked before the first step; giving up does nothing', async () => {
    const folder = twoRemotes();
    host.inputs = { message: undefined };
    const report = await run(folder, ship);
    assert.equal(report.status, 'cancelled');
    assert.deepEqual(report.steps, []);
    assert.equal(report.notRun, 4);
    assert.equal(report.failure?.reason, 'cancelled');
    assert.equal(box.git(folder, 'diff', '--cached', '--name-only'), '');
    host.inputs = { message: 'typed' };
    assert.equal((await run(folder, ship)).status, 'succeeded');
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'typed');
  });

  test('an unknown variable is named', async () => {
    const report = await run(twoRemotes(), [{ notify: 'x ${nope:thing}' }]);
    assert.equal(report.steps[0]?.failure?.reason, 'unknownVariable');
    assert.match(report.steps[0]?.failure?.message ?? '', /^\$\{nope:thing\}/);
  });

  test('cancelling stops the running step and begins no other', async () => {
    const folder = twoRemotes();
    box.hook(folder, 'pre-commit', 'echo waiting', 'sleep 60');
    const abort = new AbortController();
    const report = await runMacro(macroOf({ stage: 'all' }, { commit: 'x' }, { push: true }), {
      macros: [],
      folder: box.folder,
      repository: await box.open(folder),
      host,
      log: box.log,
      signal: abort.signal,
      onOutput: (text) => text.includes('waiting') && abort.abort(),
    });
    assert.equal(report.status, 'cancelled');
    assert.deepEqual(told(report), ['stage succeeded', 'commit cancelled']);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
    assert.equal(box.git(folder, 'diff', '--cached', '--name-only'), 'template.yaml');
  });

  test('each step is told when it begins and when it ends', async () => {
    const seen: string[] = [];
    await runMacro(macroOf({ stage: 'all' }, { commit: ' x' }), {
      macros: [],
      folder: box.folder,
      repository: await box.open(twoRemotes()),
      host,
      log: box.log,
      signal: new AbortController().signal,
      onStep: (step) => seen.push(`${step.path} ${step.status}`),
    });
    assert.deepEqual(seen, ['steps[0] running', 'steps[0] succeeded', 'steps[1] running', 'steps[1] succeeded']);
  });

  test('git steps outside a repository say so', async () => {
    const report = await runMacro(macroOf({ notify: 'hi' }, { stage: 'all' }), {
      macros: [],
      folder: box.folder,
      repository: undefined,
      host,
      log: box.log,
      signal: new AbortController().signal,
    });
    assert.deepEqual(told(report), ['notify succeeded', 'stage notARepository']);
  });

  test('the plan shows every remote and refspec and does nothing', async () => {
    const folder = twoRemotes();
    const before = box.git(folder, 'status', '--porcelain');
    const plan = await planMacro(macroOf(...ship, { push: 'nowhere' }), {
      macros: [],
      repository: await box.open(folder),
      host,
      inputs: {},
    });
    const lines = plan.flatMap((step) => step.lines);
    assert.ok(lines.includes('git add --verbose --all'));
    assert.ok(lines.includes('push to backup: refs/heads/main:refs/heads/main'));
    assert.ok(lines.includes('push to origin: refs/heads/main:refs/heads/main, which becomes the upstream'));
    assert.ok(lines.some((line) => line.startsWith('git commit') && line.includes('${input:message}')));
    assert.match(plan[4]?.problem ?? '', /no remote named "nowhere"/);
    assert.equal(box.git(folder, 'status', '--porcelain'), before);
    assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
    assert.deepEqual(host.asked, []);
  });

  test('a file whose name holds a line break, quotes or globs is linted as it is staged and as it is sent', async () => {
    const folder = box.work('w', { origin: 'one.git' });
    const names = ['two\nlines.yaml', 'quo\'te".yaml', '[a]*.yaml', '1:x.yaml', 'żółć.yaml'];
    for (const name of names) box.write(folder, name, 'BROKEN\n');
    const staged = await run(folder, [{ stage: 'all' }, { lint: 'staged' }]);
    const found = staged.steps[1]?.failure?.findings.map(({ file }) => path.relative(folder, file));
    assert.deepEqual(found?.toSorted(), names.toSorted());
    box.git(folder, 'commit', '--quiet', '-m', 'broken');
    // packed, so that git itself is asked for them
    box.git(folder, 'gc', '--quiet');
    const pushed = await run(folder, [{ push: 'origin' }]);
    assert.deepEqual(pushed.steps[0]?.failure?.findings.map(({ file }) => path.relative(folder, file)).toSorted(), names.toSorted());
    rmSync(path.join(folder, 'two\nlines.yaml'));
    for (const name of names.slice(1)) box.write(folder, name, 'mended\n');
    assert.deepEqual(told(await run(folder, [{ stage: 'all' }, { lint: 'staged' }, { commit: 'mended' }, { push: 'origin' }])).at(-1), 'push succeeded');
  });

  test('a file that was deleted is not linted, and its deletion is pushed', async () => {
    const folder = twoRemotes();
    assert.equal((await run(folder, ship, { message: 'add' })).status, 'succeeded');
    rmSync(path.join(folder, 'template.yaml'));
    assert.equal((await run(folder, ship, { message: 'delete' })).status, 'succeeded');
    assert.equal(box.git(box.path('one.git'), 'ls-tree', '--name-only', 'main'), 'readme.txt');
  });
});
