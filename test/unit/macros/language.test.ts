import assert from 'node:assert/strict';
import { macroSettingsSchema, parseMacros, stepDefinitions } from '../../../src/macros/language.ts';

function problemsOf(steps: unknown): string[] {
  return parseMacros({ m: { steps } }).problems.map((problem) => problem.message);
}

suite('the macro language', () => {
  test('reads the form of the settings: one key per step, short or as an object, a text is a command', () => {
    const { macros, problems } = parseMacros({
      ship: {
        title: 'Ship',
        steps: [
          { stage: 'all' },
          { lint: 'changed' },
          { commit: '${input:message}' },
          { push: { to: ['origin', 'backup'], setUpstream: true } },
          { command: 'workbench.action.files.saveAll', args: [] },
          'workbench.action.closeAllEditors',
          { notify: 'done', name: 'say so' },
        ],
      },
      short: ['editor.action.formatDocument'],
    });
    assert.deepEqual(problems, []);
    const [ship, short] = macros;
    assert.equal(ship?.title, 'Ship');
    assert.deepEqual(
      ship?.steps.map((step) => [step.path, step.kind, step.name]),
      [
        ['steps[0]', 'stage', undefined],
        ['steps[1]', 'lint', undefined],
        ['steps[2]', 'commit', undefined],
        ['steps[3]', 'push', undefined],
        ['steps[4]', 'command', undefined],
        ['steps[5]', 'command', undefined],
        ['steps[6]', 'notify', 'say so'],
      ],
    );
    assert.deepEqual(ship?.inputs, [{ name: 'message', prompt: 'message' }]);
    assert.equal(short?.title, 'short');
  });

  test('an item of the status bar is words', () => {
    const { macros, problems } = parseMacros({ ship: { statusBar: '$(rocket) Ship', steps: [{ push: true }] }, odd: { statusBar: true, steps: [{ push: true }] } });
    assert.deepEqual(macros.map((macro) => [macro.name, macro.statusBar]), [['ship', '$(rocket) Ship']]);
    assert.match(problems[0]?.message ?? '', /plumbline\.macros\.odd\.statusBar must be a text/);
  });

  test('declared inputs give the question, the default and the options', () => {
    const { macros } = parseMacros({
      m: { steps: [{ commit: '${input:a} ${input:b} ${input:a}' }], inputs: { b: { prompt: 'Which?', options: ['x', 'y'] } } },
    });
    assert.deepEqual(macros[0]?.inputs, [
      { name: 'a', prompt: 'a' },
      { name: 'b', prompt: 'Which?', options: ['x', 'y'] },
    ]);
  });

  const bad: [unknown, RegExp][] = [
    ['text', /^plumbline\.macros\.m\.steps must be a list \(steps\), but is a text\.$/],
    [[], /^plumbline\.macros\.m\.steps is empty; it must hold at least 1/],
    [[{}], /^plumbline\.macros\.m\.steps\[0\] is empty; it needs one of stage, unstage, commit/],
    [[{ psuh: 'origin' }], /^plumbline\.macros\.m\.steps\[0\] has no kind of step \("psuh" is none\)/],
    [[{ stage: 'all', push: 'origin' }], /has "stage" and "push"; a step does one thing/],
    [[42], /steps\[0\] must be an editor command's id or an object/],
    [[{ push: { to: ['origin', 3] } }], /^plumbline\.macros\.m\.steps\[0\]\.push\.to\[1\] must be a text \(a remote\), but is a number\.$/],
    [[{ push: { too: 'origin' } }], /steps\[0\]\.push cannot have "too"; it may have "to", "branch"/],
    [[{ push: false }], /steps\[0\]\.push must be true, but is a boolean/],
    [[{ push: 7 }], /push must be true, a remote, a list of remotes, "all", or an object, but is a number/],
    [[{ pull: 'squash' }], /pull must be one of "ff-only", "rebase", "merge", but is "squash"/],
    [[{ lint: { failOn: 'error' } }], /steps\[0\]\.lint needs "scope"/],
    [[{ lint: null }], /lint must be one of .* but is null/],
    [[{ commit: '' }], /commit is empty; it must be the commit message/],
    [[{ command: 'x', arguments: [] }], /steps\[0\] cannot have "arguments"; it may have "command", "args"/],
    [[''], /command is empty/],
    [[{ stage: 'all', name: 3 }], /steps\[0\]\.name must be a text/],
    [[{ tag: {} }], /tag needs "name"/],
  ];
  for (const [steps, message] of bad) {
    test(`says what is wrong with ${JSON.stringify(steps)}`, () => {
      const messages = problemsOf(steps);
      assert.equal(messages.length, 1, messages.join('\n'));
      assert.match(messages[0] ?? '', message);
    });
  }

  test('a bad macro leaves the others usable, and is named', () => {
    const { macros, problems } = parseMacros({ good: ['a'], 'bad one': { steps: [{ nope: 1 }] }, worse: 3 });
    assert.deepEqual(macros.map((macro) => macro.name), ['good']);
    assert.deepEqual(
      problems.map((problem) => [problem.macro, problem.path]),
      [
        ['bad one', 'plumbline.macros["bad one"].steps[0]'],
        ['worse', 'plumbline.macros.worse'],
      ],
    );
  });

  test('a setting of another kind is a problem, none at all is not', () => {
    assert.equal(parseMacros([]).problems.length, 1);
    assert.equal(parseMacros(null).problems.length, 1);
    assert.deepEqual(parseMacros(undefined), { macros: [], problems: [] });
  });

  test('keys of every object prototype are just unknown keys', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      const written = JSON.parse(`{"m":{"steps":[{"push":{"${key}":1}}]}}`) as unknown;
      assert.equal(parseMacros(written).problems.length, 1, key);
    }
  });

  test('the schema describes every kind of step', () => {
    const schema = JSON.stringify(macroSettingsSchema());
    for (const { kind, summary } of stepDefinitions) {
      assert.ok(schema.includes(JSON.stringify(kind)), kind);
      assert.ok(schema.includes(JSON.stringify(summary)), summary);
    }
  });
});
