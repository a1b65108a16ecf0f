import assert from 'node:assert/strict';
import { patternInWords } from '../../../../src/cloudformation/schema/patternWords.ts';

suite('patterns in words', () => {
  const cases: [pattern: string, words: string | undefined][] = [
    ['^[\\w\\-]+$', 'letters, digits, underscores and hyphens'],
    ['^\\d{12}$', '12 digits'],
    ['^[a-zA-Z0-9-]{1,63}$', '1 to 63 letters, digits and hyphens'],
    ['^[a-z]{0,8}$', 'up to 8 lower-case letters'],
    ['\\A[a-z]{1,4}\\Z', '1 to 4 lower-case letters'],
    ['^[^:]+$', 'characters other than colons'],
    ['^\\S{2,}$', 'at least 2 characters other than white space'],
    ['^[a-zA-Z0-9+=,.@ -]*$', 'letters, digits, spaces and any of + = , . @ -'],
    ['^[a-zA-Z][a-zA-Z0-9_]*$', 'a letter, then letters, digits and underscores'],
    ['^sg-([0-9a-f]{17})$', "'sg-', then 17 lower-case hexadecimal digits"],
    ['^(blue|green)-[0-9]+$', "'blue' or 'green', then '-', then digits"],
    ['^#[A-F0-9]{6}(?:[A-F0-9]{2})?$', "'#', then 6 hexadecimal digits in capitals, then perhaps 2 hexadecimal digits in capitals"],
    ['^([a-z][a-z0-9.-]*[a-z0-9])?$', 'a lower-case letter, then lower-case letters, digits, dots and hyphens, then a lower-case letter or a digit, or nothing'],
    ['^$|^[a-zA-Z]{1}(?:-?[a-zA-Z0-9]){0,62}$', 'a letter, then up to 62 letters and digits, with a hyphen before any of them, or nothing'],
    ['^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}$', "groups of 8, 4 and 4 lower-case hexadecimal digits with '-' between them"],
    ['[0-9]{4}', '4 digits somewhere in it'],
    ['\\S+', 'a character other than white space somewhere in it'],
    ['^https://.*', "'https://' at its beginning"],
    ['^(?!aws:)[a-z]+$', undefined],
    ['^[+-=]+$', undefined],
    ['^(a[b-d]+)+$', undefined],
    ['^a+?$', undefined],
  ];
  for (const [pattern, words] of cases) test(pattern, () => assert.equal(patternInWords(pattern), words));
});
