import assert from 'node:assert/strict';
import { Patterns } from '../../../../src/cloudformation/schema/patterns.ts';

suite('patterns of schemas, in whatever dialect', () => {
  const patterns = new Patterns();
  const cases: [what: string, pattern: string, matching: string, other: string][] = [
    ['a flag at the beginning', '(?i)^aws$', 'AWS', 'awss'],
    ['a flag further on', '^(1|2)\\s*(?i)GB$', '1 gb', '3 GB'],
    ['a possessive quantifier', '^[a-z]++$', 'abc', 'a1'],
    ['what looks like one in a class', '^[\\w!?+-/]+$', 'a?+', 'a b'],
    ['a class of printed characters', '^[\\p{Graph}\\x20]*$', 'a b', 'a\tb'],
    ['a hyphen behind a class', '^[\\p{L}\\p{N}-_]+$', 'a-_1', 'a b'],
  ];
  for (const [what, pattern, matching, other] of cases) {
    test(what, () => {
      assert.ok(patterns.compile(pattern));
      assert.ok(patterns.matches(pattern, matching));
      assert.ok(!patterns.matches(pattern, other));
    });
  }
});
