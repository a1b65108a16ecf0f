import assert from 'node:assert/strict';
import { parseJsonBody } from '../../../../src/terraform/hcl/jsonBody.ts';
import { configurationSchema } from '../../../../src/terraform/schema/core.ts';

/** First problem as `line,column summary`, both from one. */
function firstProblem(text: string): string | undefined {
  const [problem] = parseJsonBody(text, configurationSchema).problems;
  if (!problem) return undefined;
  const before = text.slice(0, problem.span.start);
  return `${before.split('\n').length},${problem.span.start - before.lastIndexOf('\n')} ${problem.summary}`;
}

suite('HCL in JSON', () => {
  const cases: readonly [string, string | undefined][] = [
    ['{}\n', undefined],
    ['[{}]', undefined],
    ['{"//": "a comment"}', undefined],
    ['', '1,1 Missing value'],
    ['{"a"', '1,5 Missing property value colon'],
    ['{"a"}', '1,5 Missing object value'],
    ['{"locals": {"a": 1,}}', '1,19 Trailing comma in object'],
    ['{"locals": {"a": [1,]}}', '1,20 Trailing comma in array'],
    ['{"locals": {"a": tru}}', '1,18 Invalid JSON keyword'],
    ['{"locals": {"a": 01}}', '1,18 Invalid JSON number'],
    ['{"locals": {}} x', '1,16 Extraneous data after value'],
    ['"x"', '1,1 Root value must be object'],
    ['{"locals": {"a": "${b c}"}}', '1,23 Extra characters after interpolation expression'],
  ];
  for (const [text, expected] of cases) {
    test(`${JSON.stringify(text)}: ${expected ?? 'no problem'}`, () => assert.equal(firstProblem(text), expected));
  }

  test('blocks have their labels, expressions their places', () => {
    const text = '{"resource": {"terraform_data": {"a": {"input": "x-${var.b}", "count": 2}}}}';
    const { body, problems } = parseJsonBody(text, configurationSchema);
    assert.deepEqual(problems, []);
    const [block] = body.items;
    assert.ok(block?.kind === 'block');
    assert.deepEqual([block.type, ...block.labels.map((label) => label.text)], ['resource', 'terraform_data', 'a']);
    const [input] = block.body.items;
    assert.ok(input?.kind === 'attribute' && input.value.kind === 'template');
    const part = input.value.parts[1];
    assert.ok(part?.kind === 'interpolation');
    assert.equal(text.slice(part.value.start, part.value.end), 'var.b');
  });

  test('lists of objects are several blocks', () => {
    const { body } = parseJsonBody('{"locals": [{"a": 1}, {"b": 2}], "provider": {"aws": [{}, {"alias": "x"}]}}', configurationSchema);
    assert.deepEqual(body.items.map((item) => (item.kind === 'block' ? item.type : item.name)), ['locals', 'locals', 'provider', 'provider']);
  });

  test('addresses in strings are references', () => {
    const { body } = parseJsonBody('{"output": {"a": {"value": 1, "depends_on": ["terraform_data.b"]}}}', configurationSchema);
    const [block] = body.items;
    const dependsOn = block?.kind === 'block' ? block.body.items[1] : undefined;
    assert.ok(dependsOn?.kind === 'attribute' && dependsOn.value.kind === 'tuple');
    assert.equal(dependsOn.value.items[0]?.kind, 'reference');
  });
});
