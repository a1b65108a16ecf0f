import assert from 'node:assert/strict';
import { JsonParts, JsonPartsError, type PartFate } from '../../../../src/terraform/peer/jsonParts.ts';

/** Takes what is two keys deep below `wanted`, giving the text in pieces of a size. */
function taken(text: string, size: number): [string, unknown][] {
  const found: [string, unknown][] = [];
  const fate = (path: readonly string[]): PartFate => (path[0] !== 'wanted' ? 'skip' : path.length === 3 ? 'take' : 'enter');
  const parts = new JsonParts({ fate, take: (path, value) => found.push([path.join('/'), value]) });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) parts.write(bytes.subarray(at, at + size));
  parts.end();
  return found;
}

const text = `{
  "before": {"wanted": {"a": {"b": 1}}, "text": "}]\\"{"},
  "wanted": {
    "first": {"text": "a \\"}{][,: \\\\", "größe": ["é", {"deep": [[1, 2], null]}], "number": -1.5e3, "no": null},
    "empty": {},
    "sch\\u00f6n \\"": {"true": true, "string": ""},
    "scalar": 12,
    "list": [{"not": {"entered": 1}}]
  },
  "after": [true, {"a": "\\\\"}]
}
`;

suite('values out of a JSON text that arrives in pieces', () => {
  test('what is taken is what JSON.parse gives, wherever the pieces end', () => {
    const { wanted } = JSON.parse(text) as { wanted: Record<string, Record<string, unknown>> };
    const expected = ['first', 'empty', 'schön "'].flatMap((key) => Object.entries(wanted[key] ?? {}).map(([inner, value]) => [`wanted/${key}/${inner}`, value]));
    for (let size = 1; size <= Buffer.byteLength(text); size++) assert.deepEqual(taken(text, size), expected, `pieces of ${size}`);
  });

  test('a text that ends too early, wherever it ends', () => {
    for (let end = 0; end < text.trimEnd().length; end++) assert.throws(() => taken(text.slice(0, end), 7), JsonPartsError, `the first ${end} characters`);
  });

  test('a text that is no JSON, where it is looked at', () => {
    for (const broken of ['Error: no such thing', '{"wanted" {}}', '{"wanted": {"a": {"b": nonsense}}}', '{"wanted": }', '{wanted: 1}', '{} {}', '{"wanted": {"a": 1} "b": 2}']) {
      assert.throws(() => taken(broken, 3), JsonPartsError, broken);
    }
  });
});
