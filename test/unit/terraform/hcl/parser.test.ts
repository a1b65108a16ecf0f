import assert from 'node:assert/strict';
import type { Attribute, Block, Expression } from '../../../../src/terraform/hcl/ast.ts';
import { parseHcl } from '../../../../src/terraform/hcl/parser.ts';

/** The value of the first argument of a text that has no errors. */
function valueOf(text: string): Expression {
  const { body, problems } = parseHcl(text);
  assert.deepEqual(problems, []);
  const [item] = body.items;
  assert.ok(item?.kind === 'attribute');
  return item.value;
}

/** Problems as `line,column summary`, both from one. */
function problemsOf(text: string): string[] {
  return parseHcl(text).problems.map(({ span, summary }) => {
    const before = text.slice(0, span.start);
    return `${before.split('\n').length},${span.start - before.lastIndexOf('\n')} ${summary}`;
  });
}

suite('HCL parser: expressions', () => {
  test('references keep their constant steps', () => {
    const value = valueOf('a = var.b["c"][0].d.1\n');
    assert.ok(value.kind === 'reference');
    assert.equal(value.root.text, 'var');
    assert.deepEqual(value.steps.map(({ key, dotted }) => [key, dotted]), [['b', true], ['c', false], [0, false], ['d', true], [1, true]]);
    assert.deepEqual([value.start, value.end], [4, 21]);
  });

  test('operators bind as in HCL', () => {
    const value = valueOf('a = 1 + 2 * 3 == 7 && !b || c\n');
    assert.ok(value.kind === 'binary' && value.operator === '||');
    assert.ok(value.left.kind === 'binary' && value.left.operator === '&&');
    assert.ok(value.left.left.kind === 'binary' && value.left.left.operator === '==');
    assert.ok(value.left.left.left.kind === 'binary' && value.left.left.left.operator === '+');
  });

  test('operators of one strength group from the left', () => {
    const value = valueOf('a = 8 - 4 - 2\n');
    assert.ok(value.kind === 'binary' && value.left.kind === 'binary');
    assert.ok(value.right.kind === 'literal' && value.right.value === 2);
  });

  test('for expressions know their parts', () => {
    const value = valueOf('a = { for k, v in var.m : k => upper(v)... if v != "" }\n');
    assert.ok(value.kind === 'for');
    assert.equal(value.key?.text, 'k');
    assert.equal(value.value.text, 'v');
    assert.ok(value.resultKey?.kind === 'reference');
    assert.ok(value.grouped && value.condition?.kind === 'binary');
  });

  test('a full splat takes the steps after it, a dotted one leaves brackets to the whole list', () => {
    const full = valueOf('a = b[*].c[0]\n');
    assert.ok(full.kind === 'splat' && full.each.length === 2);
    const dotted = valueOf('a = b.*.c[0]\n');
    assert.ok(dotted.kind === 'access' && dotted.source.kind === 'splat' && dotted.source.each.length === 1);
  });

  test('calls, also of provider functions', () => {
    const value = valueOf('a = provider::aws::arn_parse(\n  var.arn,\n)\n');
    assert.ok(value.kind === 'call');
    assert.equal(value.name, 'provider::aws::arn_parse');
    assert.equal(value.args.length, 1);
  });

  test('numbers keep what was written', () => {
    const value = valueOf('a = 123456789012345678901234567890.5e3\n');
    assert.ok(value.kind === 'literal');
    assert.equal(value.text, '123456789012345678901234567890.5e3');
  });
});

suite('HCL parser: templates', () => {
  test('escapes are resolved, doubled markers are text', () => {
    const value = valueOf('a = "x\\n\\u00e9$${y}%%{z}"\n');
    assert.ok(value.kind === 'template' && value.parts.length === 1 && value.parts[0]?.kind === 'text');
    assert.equal(value.parts[0].value, 'x\né${y}%{z}');
  });

  test('a heredoc with a dash loses the indentation that its lines share', () => {
    const value = valueOf('a = <<-EOT\n    one\n\n      two ${x}\n    EOT\n');
    assert.ok(value.kind === 'template' && value.style === 'heredoc');
    const text = value.parts.map((part) => (part.kind === 'text' ? part.value : '<>')).join('');
    assert.equal(text, 'one\n\n  two <>\n');
  });

  test('directives nest', () => {
    const value = valueOf('a = "%{ for x in y }%{ if x }${x}%{ else }no%{ endif }%{ endfor }"\n');
    assert.ok(value.kind === 'template');
    const [loop] = value.parts;
    assert.ok(loop?.kind === 'for' && loop.body[0]?.kind === 'if');
    assert.equal(loop.body[0].whenTrue[0]?.kind, 'interpolation');
    assert.equal(loop.body[0].whenFalse[0]?.kind, 'text');
  });

  test('tildes take the white space beside them', () => {
    const value = valueOf('a = "x  ${~ y ~}  z"\n');
    assert.ok(value.kind === 'template');
    assert.deepEqual(value.parts.map((part) => (part.kind === 'text' ? part.value : 0)), ['x', 0, 'z']);
  });
});

suite('HCL parser: bodies', () => {
  test('blocks have labels, a header and a body', () => {
    const text = '\ufeffresource "aws_x" name {\r\n  a = 1\r\n}\r\n';
    const { body, problems } = parseHcl(text);
    assert.deepEqual(problems, []);
    const [block] = body.items;
    assert.ok(block?.kind === 'block');
    assert.deepEqual(block.labels.map((label) => label.text), ['aws_x', 'name']);
    assert.equal(text.slice(block.header.start, block.header.end), 'resource "aws_x" name');
    assert.equal(block.body.items.length, 1);
  });

  test('an empty file is a body without items', () => {
    const { body, problems, comments } = parseHcl('');
    assert.deepEqual({ items: body.items, start: body.start, end: body.end, problems, comments }, { items: [], start: 0, end: 0, problems: [], comments: [] });
  });
});

suite('HCL parser: syntax errors', () => {
  const cases: readonly [string, string][] = [
    ['a = \n', '1,5 Invalid expression'],
    ['a =', '1,4 Missing expression'],
    ['a = [1 2]\n', '1,8 Missing item separator'],
    ['a = {b = 1 c = 2}\n', '1,12 Missing attribute separator'],
    ['a = {b}\n', '1,7 Missing key/value separator'],
    ['a = f(1 2)\n', '1,9 Missing argument separator'],
    ['a = x ? y\n', '1,10 Missing false expression in conditional'],
    ['a = t1.2xlarge\n', '1,9 Missing newline after argument'],
    ['a = 1, b = 2\n', '1,6 Unexpected comma after argument'],
    ['a {\n', '1,3 Unclosed configuration block'],
    ['a { b = 1, c = 2 }\n', '1,10 Invalid single-argument block definition'],
    ['a "b"\n', '1,6 Invalid block definition'],
    ['"a" = 1\n', '1,1 Invalid argument name'],
    ['a\n', '1,1 Argument or block definition required'],
    ['}\n', '1,1 Argument or block definition required'],
    ['a = 1\na = 2\n', '2,1 Attribute redefined'],
    ['a = "x\n', '1,7 Invalid multi-line string'],
    ['a = "${x y}"\n', '1,10 Extra characters after interpolation expression'],
    ['a = "\\q"\n', '1,6 Invalid escape sequence'],
    ["a = 'x'\n", '1,5 Invalid character'],
    ['a = x & y\n', '1,7 Unsupported operator'],
    ['a = [for x in y]\n', "1,16 Invalid 'for' expression"],
    ['a = <<EOT\nx\nEOT', '3,4 Unterminated template string'],
    ['a "b${c}" {}\n', '1,5 Invalid string literal'],
    ['a = "%{ if x }y"\n', '1,16 Unexpected end of template'],
  ];
  for (const [text, expected] of cases) {
    test(`${JSON.stringify(text)}: ${expected}`, () => {
      assert.equal(problemsOf(text)[0], expected);
    });
  }

  test('what stands after an error is understood', () => {
    const { body, problems } = parseHcl('a = [1 2]\nb = 1\nc {\n  d = \n  e = 2\n}\nf = 3\n');
    assert.equal(problems.length, 2);
    assert.deepEqual(names(body.items), ['a', 'b', 'c', 'f']);
    const block = body.items[2] as Block;
    assert.ok(block.broken);
    assert.deepEqual(names(block.body.items), ['d', 'e']);
  });

  test('a missing brace does not hide the blocks after it', () => {
    const { body, problems } = parseHcl('a "x" {\n  b = 1\n\nc "y" {\n  d = 2\n}\n');
    assert.deepEqual(problems.map(({ summary }) => summary), ['Unclosed configuration block']);
    assert.deepEqual(names(body.items), ['a', 'c']);
  });

  test('a missing quote does not hide the lines after it', () => {
    const { body, problems } = parseHcl('a {\n  b = "x\n  c = "y"\n}\nd {\n}\n');
    assert.ok(problems.length > 0);
    assert.deepEqual(names(body.items), ['a', 'd']);
    assert.deepEqual(names((body.items[0] as Block).body.items), ['b', 'c']);
  });

  test('nesting beyond all measure is an error, not a crash', () => {
    for (const open of ['(', '[', '{a=', 'f(', '-', '!', '"${', 'a?', '[for a in ']) {
      assert.ok(parseHcl(`a = ${open.repeat(20_000)}\n`).problems.length > 0, open);
    }
    assert.ok(parseHcl('a {\n'.repeat(2_000)).problems.length > 0);
  });
});

function names(items: readonly (Attribute | Block)[]): string[] {
  return items.map((item) => (item.kind === 'attribute' ? item.name : item.type));
}
