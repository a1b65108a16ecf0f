/* oxlint-disable unicorn/no-thenable -- "then" is a key of the setting under test */
import assert from 'node:assert/strict';
import { protectingPattern } from '../../../src/git/protection.ts';
import { closure, fingerprint, isProgram } from '../../../src/macros/approval.ts';
import type { Macro } from '../../../src/macros/language.ts';
import { allSteps } from '../../../src/macros/step.ts';
import { macrosOf } from '../../support/macros.ts';

suite('guards of macros', () => {
  test('programs are found in nested steps and in the macros that a macro runs', () => {
    const macros = macrosOf({
      outer: [{ try: ['x'], finally: [{ macro: 'inner' }] }],
      inner: [{ retry: [{ shell: 'make' }] }, { task: 'build' }],
      plain: [{ stage: 'all' }],
    });
    const [outer, inner, plain] = macros;
    assert.ok(outer && inner && plain);
    const programs = (macro: Macro) => closure(macro, macros).flatMap((one) => allSteps(one.steps).filter(isProgram).map(({ kind }) => kind));
    assert.deepEqual(programs(outer), ['shell', 'task']);
    assert.deepEqual(programs(plain), []);
  });

  test('an approval is for what the macro says: a change of it, or of one that it runs, is another', () => {
    const of = (command: string, title = 'x') => {
      const macros = macrosOf({ outer: { title, steps: [{ macro: 'inner' }] }, inner: [{ shell: command }], other: ['y'] });
      const [outer] = macros;
      assert.ok(outer);
      return fingerprint(outer, macros);
    };
    assert.match(of('make'), /^[0-9a-f]{64}$/);
    assert.equal(of('make'), of('make'));
    assert.notEqual(of('make'), of('make install'));
    assert.notEqual(of('make'), of('make', 'y'));
  });

  test('a setting that a program or an editor command is put together from is part of what is approved', () => {
    const of = (step: unknown, value: unknown) => {
      const macros = macrosOf({ outer: [{ macro: 'inner' }], inner: [{ if: { clean: true }, then: [step] }] });
      const [outer] = macros;
      assert.ok(outer);
      return fingerprint(outer, macros, (key) => (key === 'tools.make' ? value : 'other'));
    };
    for (const step of [{ shell: '${config:tools.make} all' }, { command: '${config:tools.make}' }, { terminal: 'x ${config:tools.make}' }]) {
      assert.equal(of(step, 'make'), of(step, 'make'));
      assert.notEqual(of(step, 'make'), of(step, 'rm'));
    }
    assert.equal(of({ notify: '${config:tools.make}' }, 'make'), of({ notify: '${config:tools.make}' }, 'rm'));
  });

  test('branches are protected by globs, and taken back by those with an exclamation mark', () => {
    assert.equal(protectingPattern('main', ['main']), 'main');
    assert.equal(protectingPattern('maintenance', ['main']), undefined);
    assert.equal(protectingPattern('release/1.0', ['main', 'release/*']), 'release/*');
    assert.equal(protectingPattern('release/1/x', ['release/*']), undefined);
    assert.equal(protectingPattern('release/1/x', ['release/**']), 'release/**');
    assert.equal(protectingPattern('topic/x', ['**', '!topic/**']), undefined);
    assert.equal(protectingPattern('x', ['', '  ']), undefined);
  });
});
