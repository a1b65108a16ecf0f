import assert from 'node:assert/strict';
import { decodeYaml } from '../../../../src/terraform/eval/yaml.ts';
import { isList, isMap, type Value } from '../../../../src/terraform/eval/value.ts';

/** A value as JSON would hold it; what is not known is `?`. */
function shown({ data }: Value): unknown {
  if (data === undefined) return '?';
  if (isList(data)) return data.map((item) => shown(item));
  return isMap(data) ? Object.fromEntries([...data].map(([name, item]) => [name, shown(item)])) : data;
}

/** What Terraform 1.11 makes of each. */
const read: readonly [yaml: string, value: unknown][] = [
  ['a: yes\nb: Off\nc: ~\nd:', { a: true, b: false, c: null, d: null }],
  ['a: 1\nb: -2.5\nc: 1e3\nd: 10.0.0.1\ne: 08', { a: 1, b: -2.5, c: 1000, d: '10.0.0.1', e: '?' }],
  ['---\n# settings\na: b # c\n...\n', { a: 'b' }],
  ['a:\n- b\n-\n  - c\n- d: 1\n  e: 2', { a: ['b', ['c'], { d: 1, e: 2 }] }],
  ['{a: [b, {c: d}], "e f": }', { a: ['b', { c: 'd' }], 'e f': null }],
  ['a: "x\\ty\\u00e9"\nb: \'it\'\'s\'', { a: 'x\tyé', b: "it's" }],
  ['a: one\n  two\nb: http://x:80/y', { a: 'one two', b: 'http://x:80/y' }],
  ['a: |\n  x\n    y\n\nb: >\n  z\n', { a: 'x\n  y\n', b: '?' }],
  ['a: [b,\n  c] # d\ne: "f"#g', { a: ['b', 'c'], e: 'f' }],
  ['1: a\ntrue: b', { 1: 'a', true: 'b' }],
  ['text', 'text'],
  // Not read.
  ['a: &x 1\nb: *x', '?'],
  ['a: !!str 1', '?'],
  ['? a\n: b', '?'],
  ['%YAML 1.1\n---\na: 1', '?'],
];

const refused = [
  '', '# nothing', 'a: 1\n---\nb: 2', 'a: b: c', 'a: - b', 'a: 1\n b: 2', 'a: 1\n\tb: 2', '\ta: 1', 'a: *x', 'a: !Ref b', 'a: @b', 'a: `b`', 'a: %b', 'a: [b', 'a: {b: c', 'a: [b]]', 'a: "b', 'a: "b" c',
  'a: "\\q"', '- a\nb: 1', 'a: b\n- c', '- a: 1\n  b: 2\n c: 3', 'a: |\n  x\n y', 'zones\n  - a\nb: 1', 'null: a', '{[a]: b}', 'a: {{ b }}', 'a: [|]',
];

suite('YAML that yamldecode reads', () => {
  for (const [yaml, value] of read) test(JSON.stringify(yaml), () => assert.deepEqual(shown(decodeYaml(yaml)), value));
});

suite('what yamldecode refuses', () => {
  for (const yaml of refused) test(JSON.stringify(yaml), () => assert.throws(() => decodeYaml(yaml), { name: 'FunctionFailure' }));
});
