import assert from 'node:assert/strict';
import { isToldWithin } from '../../../../scripts/patternSteps.ts';

suite('Patterns of AWS: how many steps they take', () => {
  const long = [`${'a'.repeat(40)}!`];

  for (const pattern of ['^a+$', String.raw`^[\w+=,.@-]{1,64}$`, '^(?!aws:).*$', '^(?=.{1,60}$)[a-z]*$', '^[a-z]*(?<!-)$', '^(?:dev|prod)-[a-z]+?$', String.raw`^\d{1,3}(?:\.\d{1,3}){3}$`, String.raw`^[\p{L}\p{N}_]*$`]) {
    test(`${pattern} is told soon`, () => assert.equal(isToldWithin(10_000, pattern, long), true));
  }

  for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(?:[a-z0-9]+-?)*$', '^(?:[a-z]?){60}$', '^a*a*a*a*a*$']) {
    test(`${pattern} takes all ways to read a text`, () => assert.equal(isToldWithin(10_000, pattern, long), false));
  }

  test('what is not counted is said', () => {
    assert.equal(isToldWithin(10_000, String.raw`(\w)\1`, long), undefined);
  });

  test('the limit counts for each text', () => {
    assert.equal(isToldWithin(50, '^a+$', ['a'.repeat(20), 'a'.repeat(20), 'a'.repeat(20)]), true);
    assert.equal(isToldWithin(50, '^a+$', ['a'.repeat(60)]), false);
  });
});
