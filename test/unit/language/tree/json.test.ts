import assert from 'node:assert/strict';
import { get } from '../../../../src/language/tree/node.ts';
import { parseJson } from '../../../../src/language/tree/json.ts';

suite('JSON tree', () => {
  test('gives values with exact spans', () => {
    const text = '{"a": [1, "x\\n"], "b": {"c": null}, "c": true}';
    const { root, problems } = parseJson(text);
    assert.deepEqual(problems, []);
    const list = get(root, 'a');
    assert.ok(list?.kind === 'list');
    assert.equal(text.slice(list.start, list.end), '[1, "x\\n"]');
    const item = list.items[1];
    assert.ok(item?.kind === 'scalar');
    assert.equal(item.value, 'x\n');
    assert.equal(get(get(root, 'b'), 'c')?.kind, 'scalar');
  });

  test('keeps duplicate keys', () => {
    const { root } = parseJson('{"a": 1, "a": 2}');
    assert.equal(root?.kind === 'map' && root.entries.length, 2);
    const node = get(root, 'a');
    assert.equal(node?.kind === 'scalar' && node.value, 2);
  });

  test('reads on after an error and says where it is', () => {
    const text = '{"a": 1,, "b": 2}';
    const { root, problems } = parseJson(text);
    assert.equal(problems[0]?.span.start, 8);
    assert.ok(get(root, 'b'));
  });

  test('allows a byte order mark', () => {
    const { root, problems } = parseJson('\ufeff{"a": 1}');
    assert.deepEqual(problems, []);
    assert.equal(root?.start, 1);
  });

  test('refuses nesting that no parser survives', () => {
    assert.match(parseJson('['.repeat(100_000)).problems[0]?.message ?? '', /nesting/);
  });
});
