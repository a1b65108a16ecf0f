/* oxlint-disable unicorn/no-thenable -- "then" is a key of the setting under test */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { parseMacros } from '../../../src/macros/language.ts';
import { planMacro } from '../../../src/macros/plan.ts';
import type { RunMacroOptions } from '../../../src/macros/run.ts';
import { splitWords } from '../../../src/macros/shell.ts';
import { GitSandbox } from '../../support/git.ts';
import { RecordingHost } from '../../support/macroHost.ts';
import { macroOf, macrosOf, runIn, told } from '../../support/macros.ts';

suite('steps that hold, ask and run', () => {
  let box: GitSandbox;
  let host: RecordingHost;
  let folder: string;

  setup(() => {
    box = new GitSandbox();
    host = new RecordingHost();
    host.environment = box.environment;
    box.bare('one.git');
    box.bare('two.git');
    folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
  });

  teardown(() => {
    box.remove();
  });

  const run = (steps: readonly unknown[], options: Partial<RunMacroOptions> = {}) =>
    runIn(box, folder, steps, { host, ...options });

  test('if runs one branch or the other, by every condition', async () => {
    box.write(folder, 'a/x.tf', '');
    box.git(folder, 'tag', 'v1');
    const holding = [
      { branch: 'ma*' },
      { changed: 'a/**/*.tf' },
      { clean: false },
      { staged: false },
      { conflicts: false },
      { ahead: false },
      { behind: false },
      { upstream: true },
      { detached: false },
      { remote: 'backup' },
      { lintErrors: false },
      { equal: ['${branch}', 'main'] },
      { not: { branch: 'x' } },
      { all: [{ branch: 'main' }, { clean: false }] },
      { any: [{ branch: 'x' }, { upstream: true }] },
      { branch: 'main', clean: false },
    ];
    for (const held of holding) {
      const report = await run([{ if: held, then: [{ notify: 'yes' }], else: [{ notify: 'no' }] }]);
      assert.deepEqual(told(report), ['if succeeded (notify succeeded)'], JSON.stringify(held));
      assert.equal(host.asked.pop(), 'information yes', JSON.stringify(held));
      await run([{ if: { not: held }, then: [{ notify: 'yes' }], else: [{ notify: 'no' }] }]);
      assert.equal(host.asked.pop(), 'information no', JSON.stringify(held));
    }
  });

  test('ahead and behind are counted against the upstream', async () => {
    box.pushElsewhere('one.git', 'theirs', 'x');
    box.git(folder, 'fetch', '--quiet', 'origin');
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
    const report = await run([{ if: { ahead: true, behind: true }, then: ['yes'] }]);
    assert.deepEqual(told(report), ['if succeeded (command succeeded)']);
  });

  test('forEach goes through remotes, files and lists; loops nest', async () => {
    box.write(folder, 'b c.txt', '');
    await run([
      { forEach: 'remotes', as: 'r', do: [{ forEach: ['1', '2'], do: [{ notify: '${item:r} ${item}' }] }] },
      { forEach: 'changed', do: [{ stage: '${item}' }] },
      { forEach: 'staged', do: [{ notify: 'staged ${item}' }] },
    ]);
    assert.deepEqual(
      host.asked.map((line) => line.replace('information ', '')),
      ['backup 1', 'backup 2', 'origin 1', 'origin 2', 'staged b c.txt'],
    );
  });

  test('forEach repositories runs the git steps in each', async () => {
    const other = box.work('other');
    host.opened = [await box.open(folder), await box.open(other)];
    for (const one of [folder, other]) box.write(one, 'new', '');
    await run([{ forEach: 'repositories', do: [{ stage: 'all' }, { commit: 'in ${repository}' }] }]);
    for (const one of [folder, other]) assert.equal(box.git(one, 'log', '-1', '--format=%s'), `in ${one}`);
  });

  test('try runs the finally steps after a failure, which stays one, and after a cancellation', async () => {
    const report = await run([{ try: [{ commit: 'nothing' }, { notify: 'no' }], finally: [{ notify: 'tidy' }] }, 'never']);
    assert.deepEqual(told(report), ['try nothingToCommit (commit nothingToCommit, notify succeeded)']);
    assert.deepEqual(host.asked, ['information tidy']);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const cancelled = await run([{ try: [{ wait: 60 }], finally: [{ notify: 'tidy again' }] }], { signal: abort.signal });
    assert.equal(cancelled.status, 'cancelled');
    assert.equal(host.asked.at(-1), 'information tidy again');
  });

  test('retry tries again for the reasons given, and no more often than told', async () => {
    let left = 2;
    host.commands = {
      flaky: () => {
        if (left-- > 0) throw new Error('not yet');
      },
    };
    const steps = [{ retry: ['flaky'], times: 3, pause: 0 }];
    const report = await run(steps);
    assert.deepEqual(told(report), ['retry succeeded (command failed, command failed, command succeeded)']);
    left = 9;
    assert.match((await run(steps)).steps[0]?.failure?.message ?? '', /not yet \(tried 3 times\)/);
    left = 9;
    const other = await run([{ retry: ['flaky'], on: ['network'], pause: 0 }]);
    assert.deepEqual(told(other), ['retry failed (command failed)']);
  });

  test('macro runs another with inputs; what that one asks is asked first', async () => {
    const macros = macrosOf({
      outer: { steps: [{ macro: 'inner', inputs: { a: 'given' } }, { macro: 'inner2' }] },
      inner: { steps: [{ notify: '${input:a}' }] },
      inner2: { steps: [{ notify: '${input:b}' }] },
    });
    const [outer] = macros;
    assert.ok(outer);
    assert.deepEqual(outer.inputs.map((input) => input.name), ['b']);
    host.inputs = { b: 'typed' };
    await runIn(box, folder, outer, { host, macros });
    assert.deepEqual(host.asked, ['input b', 'information given', 'information typed']);
  });

  test('macros that come back to themselves, or run one that is missing or bad, are problems', () => {
    const { macros, problems } = parseMacros({
      a: [{ macro: 'b' }],
      b: [{ if: { clean: true }, then: [{ macro: 'c' }] }],
      c: [{ macro: 'a' }],
      self: [{ macro: 'self' }],
      lost: [{ macro: 'nowhere' }],
      bad: [{ nope: 1 }],
      usesBad: [{ macro: 'bad' }],
      fine: [{ macro: 'alsoFine' }],
      alsoFine: ['x'],
    });
    assert.deepEqual(macros.map((macro) => macro.name), ['fine', 'alsoFine']);
    const messages = problems.map((problem) => problem.message);
    assert.ok(messages.some((message) => message.includes('a comes back to itself: a runs b runs c runs a.')));
    assert.ok(messages.some((message) => message.includes('self comes back to itself: self runs self.')));
    assert.ok(messages.some((message) => message.includes('runs the macro "nowhere", which does not exist')));
    assert.deepEqual(
      problems.map((problem) => problem.macro).toSorted(),
      ['a', 'b', 'bad', 'c', 'lost', 'self', 'usesBad'],
    );
  });

  test('confirm, input and pick ask in their turn, and no or nothing stops', async () => {
    host.inputs = { message: 'typed', remote: 'backup' };
    const steps = [
      { confirm: { message: 'Sure?', detail: 'really' } },
      { input: 'message', prompt: 'What?' },
      { pick: 'remote', from: 'remotes' },
      { notify: '${input:message} to ${input:remote}' },
    ];
    assert.deepEqual(macroOf(...steps).inputs, []);
    assert.equal((await run(steps)).status, 'succeeded');
    assert.deepEqual(host.asked, ['confirm Sure? really', 'input message', 'input remote', 'information typed to backup']);
    host.answer = false;
    const declined = await run(steps);
    assert.deepEqual([declined.status, ...told(declined)], ['cancelled', 'confirm declined']);
    host.answer = true;
    host.inputs = { message: 'typed', remote: 'elsewhere' };
    assert.deepEqual(told(await run(steps)).at(-1), 'pick inputMissing');
  });

  test('results of earlier steps are values', async () => {
    box.write(folder, 'x', '');
    await run([{ stage: 'all' }, { commit: 'one', id: 'made' }, { notify: '${result:made.new} ${result:made.subject}' }]);
    assert.deepEqual(host.asked, [`information ${box.git(folder, 'rev-parse', 'HEAD')} one`]);
    const missing = await run([{ notify: '${result:nope.new}' }]);
    assert.deepEqual(told(missing), ['notify unknownVariable']);
  });

  test('a step that takes longer than its timeout is ended and has failed; steps within it are cancelled', async () => {
    box.hook(folder, 'pre-push', 'sleep 20 & sleep 20');
    const started = performance.now();
    const late = await run([{ push: 'origin', timeout: 0.5 }, { notify: 'never' }]);
    assert.ok(performance.now() - started < 15_000);
    assert.deepEqual([late.status, ...told(late)], ['failed', 'push timeout']);
    assert.match(late.steps[0]?.failure?.message ?? '', /Ended after 0\.5 s/);
    const nested = await run([{ try: [{ wait: 20 }], finally: [{ notify: 'tidied' }], timeout: 0.2 }]);
    assert.deepEqual(told(nested), ['try timeout (wait cancelled, notify succeeded)']);
    const again = await run([{ retry: [{ wait: 20, timeout: 0.1 }], times: 2, pause: 0 }]);
    assert.deepEqual(told(again), ['retry timeout (wait timeout, wait timeout)']);
    assert.equal((await run([{ notify: 'soon', timeout: 60 }])).status, 'succeeded');
    // who cancels is not late
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    assert.deepEqual(told(await run([{ wait: 20, timeout: 10 }], { signal: abort.signal })), ['wait cancelled']);
  });

  test('what is printed is what hooks and programs say, not what git answers to looks at the repository', async () => {
    box.write(folder, 'x.yaml', '');
    box.hook(folder, 'pre-commit', 'echo from the hook >&2');
    let printed = '';
    const onOutput = (text: string) => void (printed += text);
    await run([{ stage: ['${changed}'] }, { lint: 'staged' }, { commit: 'one' }, { shell: 'printf said' }], { onOutput });
    assert.match(printed, /^from the hook\n\[main [^]* create mode 100644 x\.yaml\nsaid$/);
  });

  test('a run that goes on with a failed one has the results of the steps before it', async () => {
    const steps = [
      { commit: { message: 'one', allowEmpty: true }, id: 'made' },
      { try: [{ shell: 'printf two', id: 'inner' }], finally: [{ notify: 'tidy' }] },
      { unstash: true },
      { notify: '${result:made.new} ${result:inner.stdout}' },
    ];
    const first = await run(steps);
    assert.deepEqual(told(first).at(-1), 'unstash notFound');
    const second = await run(steps, { from: 2, results: first.results });
    assert.deepEqual(told(second), ['unstash notFound'], 'it fails again, and what was known is not forgotten');
    const third = await run(steps, { from: 3, results: second.results });
    assert.equal(third.status, 'succeeded');
    assert.equal(host.asked.at(-1), `information ${box.git(folder, 'rev-parse', 'HEAD')} two`);
  });

  test('a command with an expectation waits for it, and fails where it does not come true', async () => {
    host.commands = { save: () => void setTimeout(() => box.write(folder, 'saved.tf', ''), 150) };
    assert.equal((await run([{ command: 'save', expect: { changed: '*.tf' } }])).status, 'succeeded');
    const report = await run([{ command: 'other', expect: { clean: true }, within: 0 }]);
    assert.deepEqual(told(report), ['command unexpected']);
    assert.match(report.steps[0]?.failure?.message ?? '', /other ended, but this is not true: clean true/);
  });

  test('shell runs a program without a shell; values are one word each', async () => {
    const name = '$(touch never) ; rm -rf ~ "x" ${env:HOME}';
    const report = await run([{ shell: 'printf "%s|%s" ${input:a} "b  c"', id: 'p' }, { notify: '${result:p.stdout}' }], {
      inputs: { a: name },
    });
    assert.equal(report.status, 'succeeded', JSON.stringify(report.steps));
    assert.deepEqual(host.asked, [`information ${name}|b  c`]);
    assert.equal(existsSync(box.path('w', 'never')), false);
    assert.deepEqual(told(await run([{ shell: 'git no-such-command' }])), ['shell commandFailed']);
    assert.deepEqual(told(await run([{ shell: ['no-such-program-here'] }])), ['shell commandFailed']);
    const slow = await run([{ shell: { run: 'sleep 60', timeout: 0.2 } }]);
    assert.deepEqual(told(slow), ['shell timeout']);
  });

  test('where a shell reads the text, a value that it could take for more than a word is refused', async () => {
    const names = ['; rm -rf ~', '$(x)', '`x`', 'a & b', 'a|b', "it's", '"x"', 'a\nb', '--upload-pack=x', 'x --force', '*', '~', '%PATH%', '!x', '\\'];
    const steps = [
      { terminal: { text: 'echo "${odd}"', name: 'x' } },
      { shell: ['sh', '-c', 'touch ${odd}'] },
      { shell: ['/bin/bash', '-euc', 'touch ${odd}', 'name'] },
      { shell: ['cmd.exe', '/c', 'echo', '${odd}'] },
      { forEach: ['x'], do: [{ terminal: '${odd}' }] },
    ];
    const tried = [...names.map((name) => ({ name, step: { terminal: 'echo ${odd}' } })), ...steps.map((step) => ({ name: names[0] ?? '', step }))];
    for (const { name, step } of tried) {
      host.variables = { odd: name };
      const failure = (await run([step])).steps[0]?.failure;
      assert.equal(failure?.reason, 'unsafeValue', `${JSON.stringify(step)} with ${name}: ${failure?.message}`);
    }
    assert.deepEqual(host.asked, []);
    // as an argument of the script, whatever it holds is one word
    host.variables = { odd: '; touch stolen' };
    const passed = await run([{ shell: ['sh', '-c', 'printf "%s" "$1"', 'sh', '${odd}'], id: 'p' }, { notify: '${result:p.stdout}' }]);
    assert.deepEqual([passed.status, ...host.asked], ['succeeded', 'information ; touch stolen']);
    host.variables = { odd: 'topic/żółć 1.2_x@y+z=1,2:3' };
    await run([{ terminal: 'make "${odd}"' }]);
    assert.equal(host.asked.at(-1), 'terminal make "topic/żółć 1.2_x@y+z=1,2:3"');
    assert.equal(existsSync(box.path('w', 'stolen')), false);
  });

  test('cancelling a program ends its children, too', async () => {
    const abort = new AbortController();
    const report = await run([{ shell: ['sh', '-c', `sleep 60 & echo $! > ${box.path('pid')}; echo ready; wait`] }], {
      signal: abort.signal,
      onOutput: (text) => text.includes('ready') && abort.abort(),
    });
    assert.deepEqual(told(report), ['shell cancelled']);
    const pid = readFileSync(box.path('pid'), 'utf8').trim();
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z ';
    assert.match(stat, /\) Z /);
  });

  test('splits a command line at blanks; quotes and variables hold it together', () => {
    assert.deepEqual(splitWords('a "b c" d\'e f\' ${config:x y} ""'), ['a', 'b c', 'de f', '${config:x y}', '']);
  });

  test('a protected branch asks first, with the exact remote and refspec; a push that loses commits, too', async () => {
    box.git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
    host.protection = ['release/*', 'ma*'];
    host.answer = false;
    assert.deepEqual(told(await run([{ push: 'origin' }])), ['push declined']);
    assert.deepEqual(host.asked, [
      'confirm origin/main is protected (ma*). Push? git push origin refs/heads/main:refs/heads/main',
    ]);
    host.answer = true;
    assert.equal((await run([{ push: 'origin' }])).status, 'succeeded');

    host.protection = [];
    host.asked.length = 0;
    box.git(folder, 'commit', '--quiet', '--amend', '--allow-empty', '-m', 'amended');
    assert.equal((await run([{ push: { to: 'origin', forceWithLease: true } }])).status, 'succeeded');
    assert.deepEqual(host.asked, [
      'confirm origin/main loses 1 commit. Push? git push origin refs/heads/main:refs/heads/main',
    ]);
  });

  test('branches, merges, rebases, picks, resets, stashes', async () => {
    const report = await run([
      { switch: { branch: 'topic', create: true } },
      { shell: ['sh', '-c', 'echo 1 > one'] },
      { stage: 'all' },
      { commit: 'one', id: 'one' },
      { branch: 'kept' },
      { switch: 'main' },
      { merge: { from: 'topic', fastForward: 'never' } },
      { reset: { to: 'HEAD~1', mode: 'keep' } },
      { cherryPick: '${result:one.new}' },
      { undoCommit: true },
      { stash: 'aside' },
      { rebase: 'topic' },
      { branch: { name: 'kept', delete: true } },
      { tag: 'done' },
    ]);
    assert.equal(report.status, 'succeeded', JSON.stringify(report.steps.at(-1)));
    assert.equal(box.git(folder, 'rev-parse', 'main'), box.git(folder, 'rev-parse', 'topic'));
    assert.equal(box.git(folder, 'branch', '--format=%(refname:short)'), 'main\ntopic');
    assert.match(box.git(folder, 'stash', 'list'), /aside/);
    const back = await run([{ reset: 'origin/main' }, { unstage: 'all' }, { shell: 'rm one' }, { unstash: true }]);
    assert.equal(back.status, 'succeeded', JSON.stringify(back.steps.at(-1)));
    assert.equal(readFileSync(box.path('w', 'one'), 'utf8'), '1\n');
  });

  test('a hard reset needs the branch typed', async () => {
    box.write(folder, 'readme.txt', 'uncommitted');
    const steps = [{ reset: { to: 'HEAD', mode: 'hard' } }];
    assert.deepEqual(macroOf(...steps).inputs.map((input) => input.name), ['branchToResetHard']);
    assert.deepEqual(told(await run(steps, { inputs: { branchToResetHard: 'yes' } })), ['reset declined']);
    assert.equal(readFileSync(box.path('w', 'readme.txt'), 'utf8'), 'uncommitted');
    assert.equal((await run(steps, { inputs: { branchToResetHard: 'main' } })).status, 'succeeded');
    assert.equal(readFileSync(box.path('w', 'readme.txt'), 'utf8'), 'first\n');
  });

  test('one run per repository: the second says who is running', async () => {
    let second: string | undefined;
    host.commands = {
      again: async () => {
        const report = await run([{ notify: 'x' }]);
        second = report.failure?.message;
        return report.failure?.reason;
      },
    };
    await run(['again']);
    assert.match(second ?? '', /^The macro m has been running here since/);
    // the lock of a process that died is taken over
    box.write(folder, '.git/plumbline/run.lock', JSON.stringify({ macro: 'old', pid: 2 ** 22 + 1, since: 'then' }));
    assert.equal((await run([{ notify: 'x' }])).status, 'succeeded');
    assert.equal(existsSync(box.path('w', '.git/plumbline/run.lock')), false);
  });

  test('a run begins again at the step that failed', async () => {
    box.write(folder, 'x', '');
    box.hook(folder, 'pre-push', 'exit 1');
    const steps = [{ stage: 'all' }, { commit: 'x' }, { push: 'origin' }];
    assert.equal(told(await run(steps)).at(-1), 'push hookRejected');
    box.hook(folder, 'pre-push', 'exit 0');
    const again = await run(steps, { from: 2 });
    assert.deepEqual(told(again), ['push succeeded']);
  });

  test('the plan shows nested steps and changes nothing', async () => {
    const macros = macrosOf({
      m: {
        steps: [
          { if: { branch: 'main' }, then: [{ stage: 'all' }], else: ['x'] },
          { forEach: 'remotes', do: [{ push: { to: ['${item}'] } }] },
          { try: [{ macro: 'other' }], finally: [{ notify: '${result:a.b}' }] },
        ],
      },
      other: [{ commit: '${input:message}' }],
    });
    const [macro] = macros;
    assert.ok(macro);
    const plan = await planMacro(macro, { macros, repository: await box.open(folder), host, inputs: {} });
    const lines = plan.flatMap((step) => step.lines);
    assert.ok(lines.includes('if branch main:'));
    assert.ok(lines.includes('  git add --verbose --all'));
    assert.ok(lines.includes('    git commit "--message=${input:message}"'));
    assert.equal(existsSync(box.path('w', '.git/plumbline')), false);
  });
});
