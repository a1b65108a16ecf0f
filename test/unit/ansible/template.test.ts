import assert from 'node:assert/strict';
import { evaluateCondition, evaluateTemplate } from '../../../src/ansible/template/evaluate.ts';
import { plainValue, textValue, unknown, type Value } from '../../../src/ansible/value.ts';

/** A value as plain data; `?reason` stands for what is unknown. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'plain':
      return value.value;
    case 'list':
      return value.items.map((item) => plain(item.value));
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    case 'undefined':
      return undefined;
    case 'unknown':
      return `?${value.reason}`;
  }
}

const list = (...texts: string[]): Value => ({ kind: 'list', items: texts.map((text) => ({ value: textValue(text) })) });
const map = (entries: Record<string, Value>): Value => ({ kind: 'map', entries: new Map(Object.entries(entries)) });

const variables: Record<string, Value> = {
  a: textValue('subnet-a'),
  subnets: list('subnet-b', 'subnet-a'),
  more: list('subnet-c', 'subnet-a'),
  commas: textValue('subnet-a,subnet-b'),
  count: plainValue(3),
  on: plainValue(true),
  env: textValue('prod'),
  by_env: map({ prod: list('subnet-p'), dev: list('subnet-d') }),
  zones: {
    kind: 'list',
    items: [
      { value: map({ id: textValue('subnet-1'), zone: textValue('a') }) },
      { value: map({ id: textValue('subnet-2'), zone: textValue('b') }) },
    ],
  },
  result: unknown('it is registered'),
};
const names = { lookup: (name: string): Value => variables[name] ?? { kind: 'undefined', name } };
const evaluate = (template: string) => plain(evaluateTemplate(template, names, undefined));

suite('ansible templates', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['no template', 'no template'],
    ['{{ a }}', 'subnet-a'],
    ['{{a}},{{ a }}', 'subnet-a,subnet-a'],
    ['x-{{- a -}} -y', 'x-subnet-a-y'],
    ['{# a comment #}{{ a }}', 'subnet-a'],
    ['{{ subnets }}', ['subnet-b', 'subnet-a']],
    ['{{ subnets + more }}', ['subnet-b', 'subnet-a', 'subnet-c', 'subnet-a']],
    ["{{ subnets | join(',') }}", 'subnet-b,subnet-a'],
    ["{{ commas.split(',') }}", ['subnet-a', 'subnet-b']],
    ["{{ commas | split(',') | sort(reverse=true) }}", ['subnet-b', 'subnet-a']],
    ["{{ nothing | default('x') }}", 'x'],
    ['{{ nothing | default([]) + subnets }}', ['subnet-b', 'subnet-a']],
    ["{{ '' | default('x', true) }}", 'x'],
    ['{{ (subnets + more) | unique | sort }}', ['subnet-a', 'subnet-b', 'subnet-c']],
    ['{{ subnets | union(more) }}', ['subnet-b', 'subnet-a', 'subnet-c']],
    ['{{ subnets | difference(more) }}', ['subnet-b']],
    ['{{ subnets | intersect(more) }}', ['subnet-a']],
    ['{{ [subnets, [more]] | flatten }}', ['subnet-b', 'subnet-a', 'subnet-c', 'subnet-a']],
    ['{{ by_env[env] }}', ['subnet-p']],
    ['{{ by_env.dev }}', ['subnet-d']],
    ["{{ by_env.get('none', subnets) }}", ['subnet-b', 'subnet-a']],
    ["{{ zones | map(attribute='id') | list }}", ['subnet-1', 'subnet-2']],
    ["{{ zones | selectattr('zone', 'equalto', 'b') | map(attribute='id') | first }}", 'subnet-2'],
    ["{{ zones | rejectattr('zone', 'eq', 'b') | map(attribute='id') | list }}", ['subnet-1']],
    ["{{ subnets | map('upper') | list }}", ['SUBNET-B', 'SUBNET-A']],
    ['{{ subnets[0] }}', 'subnet-b'],
    ['{{ subnets[-1] }}', 'subnet-a'],
    ['{{ subnets[:1] }}', ['subnet-b']],
    ['{{ subnets | reverse | list }}', ['subnet-a', 'subnet-b']],
    ["{{ subnets if env == 'prod' else more }}", ['subnet-b', 'subnet-a']],
    ["{{ (env == 'dev') | ternary(subnets, more) }}", ['subnet-c', 'subnet-a']],
    ["{{ 'x' ~ count ~ a }}", 'x3subnet-a'],
    ['{{ count + 1 }}', 4],
    ['{{ -count // 2 }}', -2],
    ['{{ -count % 2 }}', 1],
    ['{{ 2 ** 3 * 2 }}', 16],
    ['{{ -2 ** 2 }}', 4],
    ['{{ -count is none }}', false],
    ['{{ 1 < count < 3 }}', false],
    ["{{ 'x' ~ none }}", 'xNone'],
    ["{{ {'a': subnets} | combine({'b': a}) }}", { a: ['subnet-b', 'subnet-a'], b: 'subnet-a' }],
    ["{{ by_env | dict2items | map(attribute='key') | list }}", ['prod', 'dev']],
    ["{{ 'one' 'two' }}", 'onetwo'],
    ['{{ {"a": {"b": a}} }}', { a: { b: 'subnet-a' } }],
    ['{{ env in ["prod", "test"] and on }}', true],
    ['{{ env not in ["prod"] }}', false],
    ['{{ nothing is defined or a is string }}', true],
    ['{{ nothing is not defined }}', true],
    ['{{ a is defined and nothing is none }}', false],
    ["{{ ansible.builtin.x | ansible.builtin.default('d') }}", 'd'],
    ["{{ a | ansible.builtin.replace('subnet', 'net') }}", 'net-a'],
    ['{{ nothing }}', undefined],
    ['x{{ nothing }}', "?'nothing' is defined nowhere in these files"],
    ['{{ nothing.below }}', undefined],
    ['{{ result.stdout }}', '?it is registered'],
    ["{{ lookup('env', 'X') }}", '?lookup() is known only when the play runs'],
    ['{{ ansible_facts.x }}', "?'ansible_facts' is known only when the play runs"],
    ['{% if a %}x{% endif %}', '?it is built by a {% statement %}'],
    ['{{ a | no_such_filter }}', '?the filter no_such_filter is not understood'],
    ['x{{ subnets }}', '?a list or dictionary is put into a text'],
    ['{{ a', '?a {{ expression }} does not end'],
    ['{{ a ? }}', "?'?' is not Jinja"],
    ["{{ 'abc }}", '?a string does not end'],
    [`{{ ${'('.repeat(500)}a${')'.repeat(500)} }}`, '?its expression is nested too deeply'],
  ];
  for (const [template, expected] of cases) {
    test(`${template.slice(0, 70)} gives ${JSON.stringify(expected)}`, () => assert.deepEqual(evaluate(template), expected));
  }

  test('any text at all is answered without an error', () => {
    const pieces = [
      '{{',
      '}}',
      '|',
      'a',
      '[',
      ']',
      '(',
      ')',
      '.',
      '"',
      "'",
      '%}',
      '{%',
      ' is ',
      ' if ',
      '~',
      ',',
      ':',
      '\\',
      '-',
      '1',
    ];
    let seed = 1;
    const next = () => (seed = (seed * 48271) % 2147483647);
    for (let i = 0; i < 3000; i++) {
      const template = Array.from({ length: next() % 12 }, () => pieces[next() % pieces.length]).join('');
      evaluateTemplate(template, names, undefined);
      evaluateCondition(template, names);
    }
  });

  test('a condition that a run decides is neither true nor false', () => {
    assert.equal(evaluateCondition("env == 'prod'", names), true);
    assert.equal(evaluateCondition("env == 'dev' and result.changed", names), false);
    assert.equal(evaluateCondition('result.changed', names), undefined);
    assert.equal(evaluateCondition('nothing', names), undefined);
    assert.equal(evaluateCondition('not (', names), undefined);
  });
});
