import assert from 'node:assert/strict';
import { cureOrder } from '../../../src/drift/cure.ts';
import { applyEdits } from '../../../src/language/edits.ts';
import { ansibleDeclarations } from '../../../src/drift/resolve/ansible.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { TempFolder } from '../../support/temp.ts';

/** The files after the cure to `order` of the one group that they declare, which must then be declared in that order. */
async function cured(files: Record<string, string>, order: string[]): Promise<Record<string, string> | undefined> {
  await using folder = await TempFolder.create(files);
  const disk = new DiskFiles();
  const paths = Object.keys(files).map((name) => folder.file(name));
  const [declaration] = ansibleDeclarations(paths, disk);
  assert.ok(declaration);
  const cure = cureOrder(declaration, order, (file) => disk.read(file));
  if (!cure) return undefined;
  const name = Object.keys(files).find((candidate) => folder.file(candidate) === cure.file);
  assert.ok(name);
  const text = applyEdits(files[name] ?? '', cure.edits);
  await folder.write(name, text);
  const [again] = ansibleDeclarations(paths, disk);
  assert.deepEqual(
    again?.subnets.items.map(({ id }) => id),
    order,
  );
  return { [name]: text };
}

const task = (list: string, vars = '') =>
  `- hosts: localhost\n${vars}  tasks:\n  - ec2_asg:\n      name: web\n      vpc_zone_identifier: ${list}\n      min_size: 1\n`;

suite("the cure: AWS's order", () => {
  const styles: readonly (readonly [string, string, string])[] = [
    ['a block list', '\n      - a\n      - b\n      - c', '\n      - c\n      - a\n      - b'],
    [
      'a block list with comments behind',
      '\n        - a  # zone a\n        - "b"\n        - \'c\' # zone c',
      '\n        - \'c\' # zone c\n        - a  # zone a\n        - "b"',
    ],
    [
      'comments above each item',
      '\n      # A\n      - a\n      # B\n      # b\n      - b\n      # C\n      - c',
      '\n      # C\n      - c\n      # A\n      - a\n      # B\n      # b\n      - b',
    ],
    [
      'a comment about the list',
      '\n      # all private\n      - a\n      - b\n\n      - c',
      '\n      # all private\n      - c\n      - a\n\n      - b',
    ],
    ['a flow list', '[a, "b",   c]', '[c, a,   "b"]'],
    [
      'a flow list over lines with comments',
      '[\n        a, # zone a\n        b,\n        c # zone c\n      ]',
      '[\n        c, # zone c\n        a, # zone a\n        b\n      ]',
    ],
    ['a comma string', 'a,b,c', 'c,a,b'],
    ['a quoted comma string with blanks', '"a, b , c"', '"c, a , b"'],
    ['a folded comma string', '>-\n        a,\n        b,c', '>-\n        c,\n        a,b'],
    ['a list in an expression', `"{{ ['a', 'b', 'c'] }}"`, `"{{ ['c', 'a', 'b'] }}"`],
  ];
  for (const [title, before, after] of styles) {
    test(title, async () => {
      assert.deepEqual(await cured({ 'site.yml': task(before) }, ['c', 'a', 'b']), { 'site.yml': task(after) });
    });
  }

  test('Windows line ends', async () => {
    const text = task('\n      - a # x\n      - b').replaceAll('\n', '\r\n');
    const result = await cured({ 'site.yml': text }, ['b', 'a']);
    assert.equal(result?.['site.yml'], task('\n      - b\n      - a # x').replaceAll('\n', '\r\n'));
  });

  test('the last line of a file without a line break', async () => {
    const result = await cured(
      {
        'site.yml':
          '- hosts: localhost\n  tasks:\n  - ec2_asg:\n      name: web\n      vpc_zone_identifier:\n      - a # x\n      - b',
      },
      ['b', 'a'],
    );
    assert.equal(
      result?.['site.yml'],
      '- hosts: localhost\n  tasks:\n  - ec2_asg:\n      name: web\n      vpc_zone_identifier:\n      - b\n      - a # x',
    );
  });

  test('where the list is a variable of the play, of a file, or of a role', async () => {
    assert.deepEqual(await cured({ 'site.yml': task('"{{ s }}"', '  vars:\n    s: [a, b]\n') }, ['b', 'a']), {
      'site.yml': task('"{{ s }}"', '  vars:\n    s: [b, a]\n'),
    });
    assert.deepEqual(
      await cured({ 'site.yml': task(`"{{ s | join(',') }}"`), 'group_vars/all.yml': 's:\n- a # one\n- b\n' }, ['b', 'a']),
      { 'group_vars/all.yml': 's:\n- b\n- a # one\n' },
    );
    assert.deepEqual(await cured({ 'site.yml': task(`"{{ s.split(',') }}"`, '  vars: {s: "a,b"}\n') }, ['b', 'a']), {
      'site.yml': task(`"{{ s.split(',') }}"`, '  vars: {s: "b,a"}\n'),
    });
  });

  test('where the list is a variable of an inventory', async () => {
    const files = { 'ansible.cfg': '[defaults]\ninventory = hosts\n', 'site.yml': task('"{{ s }}"') };
    for (const [before, after] of [
      ['[all:vars]\ns = a,b\n', '[all:vars]\ns = b,a\n'],
      [`[all:vars]\ns=['a', "b"]\n`, `[all:vars]\ns=["b", 'a']\n`],
      [`localhost s="['a','b']" # x\n`, `localhost s="['b','a']" # x\n`],
    ] as const)
      assert.deepEqual(await cured({ ...files, hosts: before }, ['b', 'a']), { hosts: after });
  });

  test('variables that stand for single subnets change places themselves', async () => {
    const vars = '  vars: {one: a, two: b}\n';
    assert.deepEqual(await cured({ 'site.yml': task('"{{ one }},{{ two }}"', vars) }, ['b', 'a']), {
      'site.yml': task('"{{ two }},{{ one }}"', vars),
    });
    assert.deepEqual(await cured({ 'site.yml': task('["{{ one }}", "{{ two }}"]', vars) }, ['b', 'a']), {
      'site.yml': task('["{{ two }}", "{{ one }}"]', vars),
    });
    assert.deepEqual(await cured({ 'site.yml': task('"{{ [one, two] }}"', vars) }, ['b', 'a']), {
      'site.yml': task('"{{ [two, one] }}"', vars),
    });
  });

  test('k=v arguments', async () => {
    const text = (list: string) =>
      `- hosts: localhost\n  tasks:\n  - ec2_asg: name=web vpc_zone_identifier="${list}" min_size=1\n`;
    assert.deepEqual(await cured({ 'site.yml': text('a,b') }, ['b', 'a']), { 'site.yml': text('b,a') });
  });

  test('is not offered where the list has no one place or an item is more than a subnet', async () => {
    assert.equal(await cured({ 'site.yml': task('"{{ x + y }}"', '  vars: {x: [a], y: [b]}\n') }, ['b', 'a']), undefined);
    assert.equal(await cured({ 'site.yml': task('"{{ x | sort }}"', '  vars: {x: [a, b]}\n') }, ['b', 'a']), undefined);
    assert.equal(await cured({ 'site.yml': task('["a,b", c]') }, ['c', 'a', 'b']), undefined);
    assert.equal(await cured({ 'site.yml': task('[a, b]') }, ['a', 'x']), undefined);
    assert.equal(await cured({ 'site.yml': task('[a, b]') }, ['a', 'b']), undefined);
    assert.equal(await cured({ 'site.yml': task('[&x a, *x]') }, ['a', 'a']), undefined);
  });
});
