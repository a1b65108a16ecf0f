import assert from 'node:assert/strict';
import { allowsMajor, isVersionConstraint } from '../../../../src/terraform/model/version.ts';

suite('Version constraints', () => {
  test('well-formed ones', () => {
    for (const text of ['1.2.3', '~> 1.2', '>= 1.0, < 2.0', '!= 1.5.0', '=1', '>= 1.0.0-beta1', ' ~> 6.0 ']) assert.ok(isVersionConstraint(text), text);
  });

  test('malformed ones', () => {
    for (const text of ['', 'latest', '> bad', '1.2,', '~> ~> 1', '>= 1.0 < 2.0']) assert.ok(!isVersionConstraint(text), text);
  });

  const cases: readonly [string, number, boolean | undefined][] = [
    ['~> 5.0', 6, false],
    ['~> 5.31.0', 5, true],
    ['~> 6', 7, true],
    ['>= 4.0', 6, true],
    ['>= 4.0, < 6.0', 6, false],
    ['< 6.1', 6, true],
    ['<= 5.99.9', 6, false],
    ['= 6.2.0', 6, true],
    ['5.0.0', 6, false],
    ['> 6.0.0', 6, true],
    ['!= 6.0.0', 6, true],
    ['nonsense', 6, undefined],
  ];
  for (const [text, major, expected] of cases) {
    test(`${text} ${expected === undefined ? 'cannot be read' : `allows ${major}: ${expected}`}`, () => {
      assert.equal(allowsMajor(text, major), expected);
    });
  }
});
