import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ModuleInstance } from '../../../src/drift/resolve/terraform/instance.ts';
import { isList, isMap, type StaticValue, Unknown, unknownIn } from '../../../src/drift/resolve/value.ts';
import { evaluate } from '../../../src/drift/resolve/terraform/evaluate.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { TerraformService } from '../../../src/terraform/service.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const locals = `locals {
  s    = ["b", "a", "c"]
  a    = "x"
  n    = 3
  t    = true
  m    = { x = "p", y = "q" }
  objs = [{ id = "1", k = "u" }, { id = "2", k = "v" }]
  deep = { p = { ids = ["i", "j"] } }
  e    = []
  nul  = null
}
variable "sv" {
  type    = set(string)
  default = ["z", "y", "z"]
}
`;

/** Expressions and their values, as plain data. */
const table: readonly (readonly [string, unknown])[] = [
  ['local.s', ['b', 'a', 'c']],
  ['sort(local.s)', ['a', 'b', 'c']],
  ['reverse(local.s)', ['c', 'a', 'b']],
  ['concat(local.s, ["d"], [])', ['b', 'a', 'c', 'd']],
  ['tolist(local.s)', ['b', 'a', 'c']],
  ['toset(local.s)', ['a', 'b', 'c']],
  ['tolist(toset(["b","a","b"]))', ['a', 'b']],
  ['var.sv', ['y', 'z']],
  ['sort(var.sv)', ['y', 'z']],
  ['[for x in var.sv : upper(x)]', ['Y', 'Z']],
  ['distinct(["a","b","a"])', ['a', 'b']],
  ['flatten([["a"],["b",["c"]]])', ['a', 'b', 'c']],
  ['compact(["a","",null,"b"])', ['a', 'b']],
  ['slice(local.s,1,3)', ['a', 'c']],
  ['slice(local.s, 0, length(local.s) - 1)', ['b', 'a']],
  ['element(local.s, 4)', 'a'],
  ['element(local.s, 0)', 'b'],
  ['join("-", local.s)', 'b-a-c'],
  ['split(",", "a,b,c")', ['a', 'b', 'c']],
  ['length(local.s)', 3],
  ['length(local.m)', 2],
  ['length("abc")', 3],
  ['keys(local.m)', ['x', 'y']],
  ['values(local.m)', ['p', 'q']],
  ['lookup(local.m,"x","d")', 'p'],
  ['lookup(local.m,"zz","d")', 'd'],
  ['local.m["y"]', 'q'],
  ['local.m.x', 'p'],
  ['local.objs[*].id', ['1', '2']],
  ['local.objs.*.k', ['u', 'v']],
  ['[for o in local.objs : o.id if o.k == "v"]', ['2']],
  ['{for o in local.objs : o.k => o.id}', { u: '1', v: '2' }],
  ['{for k, v in local.m : v => k}', { p: 'x', q: 'y' }],
  ['[for k, v in local.m : "${k}=${v}"]', ['x=p', 'y=q']],
  ['[for i, v in local.s : i]', [0, 1, 2]],
  ['local.t ? "y" : "n"', 'y'],
  ['local.n > 2 && !local.t', false],
  ['local.n == 3 || false', true],
  ['local.n % 2', 1],
  ['local.n * 2 + 1', 7],
  ['local.n / 2', 1.5],
  ['-local.n', -3],
  ['"a${local.a}b"', 'axb'],
  ['"${local.s[0]}"', 'b'],
  ['format("%s-%d", local.a, local.n)', 'x-3'],
  ['format("%03d", 7)', '007'],
  ['format("%q", "x")', '"x"'],
  ['formatlist("%s-%s", local.s, "z")', ['b-z', 'a-z', 'c-z']],
  ['coalesce("", null, "c")', 'c'],
  ['coalescelist([], ["x"])', ['x']],
  ['merge(local.m, {x = "new"})', { x: 'new', y: 'q' }],
  ['zipmap(["a","b"],[1,2])', { a: 1, b: 2 }],
  ['one(["x"])', 'x'],
  ['one([])', null],
  ['contains(local.s,"a")', true],
  ['index(local.s,"c")', 2],
  ['setunion(["b"],["a","b"])', ['a', 'b']],
  ['setintersection(["b","c"],["c"])', ['c']],
  ['setsubtract(["a","b"],["b"])', ['a']],
  ['chunklist(local.s,2)', [['b', 'a'], ['c']]],
  ['range(3)', [0, 1, 2]],
  ['range(1,4)', [1, 2, 3]],
  ['range(0,10,5)', [0, 5]],
  ['lower("AB")', 'ab'],
  ['upper("ab")', 'AB'],
  ['title("hello world")', 'Hello World'],
  ['trimspace(" a ")', 'a'],
  ['trimprefix("abc","a")', 'bc'],
  ['trimsuffix("abc","c")', 'ab'],
  ['replace("a-b-c","-","_")', 'a_b_c'],
  ['substr("hello",1,3)', 'ell'],
  ['substr("hello",1,-1)', 'ello'],
  ['tostring(5)', '5'],
  ['tonumber("5")', 5],
  ['tobool("true")', true],
  ['min(1,2)', 1],
  ['max(1,2)', 2],
  ['try(local.m.nope, "fallback")', 'fallback'],
  ['can(local.m.nope)', false],
  ['local.deep["p"].ids', ['i', 'j']],
  ['local.deep.p.ids[1]', 'j'],
  ['[for s in local.s : s == "a" ? "first" : s]', ['b', 'first', 'c']],
  ['"%{ if local.t }yes%{ else }no%{ endif }"', 'yes'],
  ['local.nul', null],
  ['concat(local.e, [local.nul])', [null]],
  ['local.e == []', true],
  ['local.s == ["b","a","c"]', true],
  ['tolist([for k in sort(keys(local.m)) : local.m[k]])', ['p', 'q']],
  ['toset([1,2,1])', [1, 2]],
  ['sum([1,2])', 3],
  ['abs(-1)', 1],
  ['ceil(1.2)', 2],
  ['matchkeys(["a","b"],["x","y"],["y"])', ['b']],
  ['startswith("abc","a")', true],
  ['endswith("abc","c")', true],
  ['alltrue([true,false])', false],
  ['anytrue([true,false])', true],
  ['jsondecode("[\\"a\\"]")', ['a']],
  ['strrev("abc")', 'cba'],
  ['1 + "2"', 3],
  ['"5" == 5', false],
  ['true == "true"', false],
  ['length({})', 0],
  ['merge([{a=1},{b=2}]...)', { a: 1, b: 2 }],
  ['concat([["a"],["b"]]...)', ['a', 'b']],
  ['local.s[length(local.s)-1]', 'c'],
  ['local.m["${"x"}"]', 'p'],
  ['{ "k-${local.a}" = 1 }', { 'k-x': 1 }],
  ['{ (local.a) = 1 }', { x: 1 }],
  ['[for v in [3,1,2] : v if v > 1]', [3, 2]],
  ['sort(["B","a"])', ['B', 'a']],
  ['split(",", "")', ['']],
  ['join(",", [])', ''],
  ['null == null', true],
  ['local.objs[1]["k"]', 'v'],
  ['flatten(local.objs[*].id)', ['1', '2']],
  ['toset(["a"]) == toset(["a","a"])', true],
];

function plain(value: StaticValue): unknown {
  if (value instanceof Unknown) return `?${value.reason}`;
  if (isList(value)) return value.map(plain);
  return isMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value;
}

/** The values of expressions as local values of a module with the locals above. */
async function values(expressions: readonly string[]): Promise<unknown[]> {
  const results = expressions.map((expression, i) => `  r${i} = ${expression}`).join('\n');
  await using folder = await TempFolder.create({ 'main.tf': `${locals}locals {\n${results}\n}\n` });
  const module = new TerraformService({
    files: new DiskFiles(),
    dataFolder: dataFolder('terraform'),
    now: () => new Date(),
  }).module(folder.path);
  const instance = new ModuleInstance({
    module,
    address: '',
    inputs: new Map(),
    conditional: false,
    providers: new Map(),
    outputsOf: () => new Unknown('it is elsewhere'),
    state: undefined,
  });
  return expressions.map((_, i) => {
    const placed = module.locals.get(`r${i}`)?.[0];
    assert.ok(placed, expressions[i]);
    return plain(evaluate(placed.attribute.value, instance));
  });
}

const installed = spawnSync('terraform', ['version']).status === 0;

suite('terraform expressions', () => {
  test('have the values that Terraform gives them', async () => {
    const found = await values(table.map(([expression]) => expression));
    for (const [i, [expression, expected]] of table.entries()) assert.deepEqual(found[i], expected, expression);
  });

  test('the table is right (needs terraform)', async function () {
    if (!installed) this.skip();
    await using folder = await TempFolder.create({ 'main.tf': locals });
    const input = `jsonencode([${table.map(([expression]) => expression).join(', ')}])\n`;
    const { stdout, stderr, status } = spawnSync('terraform', ['console'], { cwd: folder.path, input, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      JSON.parse(JSON.parse(stdout) as string),
      table.map(([, expected]) => expected),
    );
  });

  test('what only a run tells stays unknown, and as little as possible with it', async () => {
    const cases: readonly (readonly [string, unknown])[] = [
      [
        'concat(local.s, aws_x.y.ids)',
        ['b', 'a', 'c', "?aws_x.y.ids is known only to Terraform's state, and there is none here"],
      ],
      ['element(concat(local.s, [aws_x.y.id]), 0)', "?aws_x.y.id is known only to Terraform's state, and there is none here"],
      ['aws_x.y.id == "a" || true', true],
      ['aws_x.y.id == "a" && local.t', "?aws_x.y.id is known only to Terraform's state, and there is none here"],
      ['try(aws_x.y.id, "a")', "?aws_x.y.id is known only to Terraform's state, and there is none here"],
      [
        '[for x in concat(["a"], data.aws_subnets.x.ids) : upper(x)]',
        ['A', "?data.aws_subnets.x.ids is known only to Terraform's state, and there is none here"],
      ],
      ['terraform.workspace', '?the workspace is chosen when Terraform runs'],
      ['uuid()', '?the function uuid is not understood'],
      ['var.nothing', '?the variable nothing has no value in these files'],
      ['local.nothing', '?local.nothing is not declared'],
    ];
    assert.deepEqual(
      await values(cases.map(([expression]) => expression)),
      cases.map(([, expected]) => expected),
    );
  });

  test('values that lead back to themselves, double each other or nest deeply end', async () => {
    const doubling = Array.from(
      { length: 40 },
      (_, i) =>
        `  d${i} = "\${local.d${i + 1}}\${local.d${i + 1}}"\n  l${i} = concat(local.l${i + 1}, local.l${i + 1})\n  n${i} = [local.n${i + 1}, local.n${i + 1}]`,
    ).join('\n');
    const text = `locals {\n  a = local.b\n  b = local.a\n${doubling}\n  d40 = "x"\n  l40 = ["x"]\n  n40 = "x"\n  deep = ${'('.repeat(5000)}1${')'.repeat(5000)}\n}\n`;
    await using folder = await TempFolder.create({ 'main.tf': text });
    const module = new TerraformService({
      files: new DiskFiles(),
      dataFolder: dataFolder('terraform'),
      now: () => new Date(),
    }).module(folder.path);
    const instance = new ModuleInstance({
      module,
      address: '',
      inputs: new Map(),
      conditional: false,
      providers: new Map(),
      outputsOf: () => new Unknown('x'),
      state: undefined,
    });
    const why = (name: string) =>
      unknownIn(instance.resolve('local', [{ key: name, dotted: true, start: 0, end: 0 }]).value)?.reason;
    assert.deepEqual(['a', 'd0', 'l0', 'n0'].map(why), [
      'local.a is defined by itself',
      'it grows too large',
      'it grows too large',
      'it grows too large',
    ]);
    why('deep');
  });
});
