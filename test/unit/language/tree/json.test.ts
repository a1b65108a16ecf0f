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

  suite('recovery', () => {
    const keysOf = (text: string): string[] => {
      const { root } = parseJson(text);
      return root?.kind === 'map' ? root.entries.map(({ key }) => key.text) : [];
    };
    const text = '{\n  "a": {\n    "b": [\n      1\n    ]\n  },\n  "c": {\n    "d": 1\n  }\n}\n';
    const cases: [string, string, string, number?][] = [
      ['an opening brace', '"a": {', '"a": '],
      ['a closing brace', '    ]\n  },', '    ]\n  '],
      ['a closing bracket', '      1\n    ]', '      1\n    '],
      ['a quote', '"b": [', '"b: ['],
      ['a comma', '},\n  "c"', '}\n  "c"'],
      ['the last brace', '  }\n}\n', '  }\n'],
      ['what closes two blocks', '      1\n    ]\n  },', '      1\n    ', 2],
    ];
    for (const [what, whole, half, count = 1] of cases) {
      test(`parses on after ${what} is missing`, () => {
        const broken = text.replace(whole, half);
        assert.notEqual(broken, text);
        const { root, problems } = parseJson(broken);
        assert.equal(problems.length, count, JSON.stringify(problems));
        assert.ok(keysOf(broken).includes('c'));
        assert.equal(broken.slice(get(get(root, 'c'), 'd')?.start, get(get(root, 'c'), 'd')?.end), '1');
      });
    }

    test('marks the value that something was left out of, and no other', () => {
      const { root } = parseJson(text.replace('"b": [', '"b: ['));
      assert.equal(get(root, 'a')?.incomplete, true);
      assert.equal(root?.incomplete, undefined);
      assert.equal(get(root, 'c')?.incomplete, undefined);
    });
  });
});
