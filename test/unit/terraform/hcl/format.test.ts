import assert from 'node:assert/strict';
import { formatHcl } from '../../../../src/terraform/hcl/format.ts';
import { parseHcl } from '../../../../src/terraform/hcl/parser.ts';
import { randomFrom } from '../../../../scripts/seeds.ts';
import { Layouts } from '../../../../scripts/terraform/layouts.ts';

suite('HCL formatter', () => {
  const cases: readonly [string, string, string][] = [
    ['aligns the equals signs of consecutive lines', 'a=1\nlonger  =2\n\nb   = 3\n', 'a      = 1\nlonger = 2\n\nb = 3\n'],
    ['aligns trailing comments', 'a = 1 # one\nbc = 22   # two\n', 'a  = 1  # one\nbc = 22 # two\n'],
    ['indents by brackets', 'a "b" {\nc = [\n1,\n2\n]\n}\n', 'a "b" {\n  c = [\n    1,\n    2\n  ]\n}\n'],
    ['indents once for several brackets on a line', 'a = f([{\nb = 1\n}])\n', 'a = f([{\n  b = 1\n}])\n'],
    ['spaces operators but not signs', 'a=1+-2*( 3 )\nb=!c\n', 'a = 1 + -2 * (3)\nb = !c\n'],
    ['keeps heredocs as they are', 'a {\nb = <<EOT\n   x\n EOT\n}\n', 'a {\n  b = <<EOT\n   x\n EOT\n}\n'],
    ['takes the interpolation off a lone expression', 'a = "${var.b}"\n', 'a = var.b\n'],
    ['leaves an interpolation with text around it', 'a = "${ var.b }-x"\n', 'a = "${var.b}-x"\n'],
    ['puts quotes around labels', 'resource aws_x "y" {\n}\n', 'resource "aws_x" "y" {\n}\n'],
    ['writes types without quotes', 'variable "a" {\n  type = "list"\n}\n', 'variable "a" {\n  type = list(string)\n}\n'],
    ['gives collections an element type', 'variable "a" {\n  type = map\n}\n', 'variable "a" {\n  type = map(any)\n}\n'],
    ['keeps the word in from a bracket but not from a parenthesis', 'a = [for x in[1]: x]\nb = [for x in (y): x]\n', 'a = [for x in [1] : x]\nb = [for x in(y) : x]\n'],
    ['keeps a comment before the brace of a block, and none between its labels', 'a /* x */ b "c" /* y */{\n}\nd /* z */{\n}\n', 'a "b" "c" /* y */ {\n}\nd /* z */ {\n}\n'],
    ['writes labels in one way', 'a "\\u0041\\u0301" "\u200b" "x$${y}" {\n}\n', 'a "Á" "\\u200b" "x$${y}" {\n}\n'],
    ['leaves half a surrogate pair in a label, for which there is no escape', 'a "b\ud83d" {\n}\n', 'a "b\ud83d" {\n}\n'],
    ['leaves the type of anything but a variable', 'a {\n  variable "b" {\n    type = list\n  }\n}\nvariable "c" {\n  type = "number"\n}\n', 'a {\n  variable "b" {\n    type = list\n  }\n}\nvariable "c" {\n  type = "number"\n}\n'],
    ['keeps an object apart from the braces around it', 'a = "${{}}-${ { b = 1 } }%{if {}}%{endif}"\n', 'a = "${ {} }-${ { b = 1 } }%{if {} }%{endif}"\n'],
    ['takes a minus after a template or an arrow for an operation', 'a = "x${-1}"\nb = { for c in d : c => -1 }\n', 'a = "x${- 1}"\nb = { for c in d : c => - 1 }\n'],
    ['does not indent by what a heredoc opens on its first line', 'a = <<EOT\n${[\nb\n]}\nEOT\nc = 1\n', 'a = <<EOT\n${[\nb\n]}\nEOT\nc = 1\n'],
    ['aligns a comment that ends the file', 'a = 1 # b\ncd = 1 # e', 'a  = 1 # b\ncd = 1 # e'],
    ['counts a line break of Windows in a comment once', 'a /*\r\n*/ = 1\r\nbcdefg = 2\r\n', 'a /*\r\n*/ = 1\r\nbcdefg  = 2\r\n'],
    ['leaves white space at the very end alone', 'a = 1\n  ', 'a = 1\n  '],
    ['and that of an empty file', '\t', ' '],
    ['counts what the eye counts as one character', 'é = 1\nabc = 2\n', 'é   = 1\nabc = 2\n'],
  ];
  for (const [what, text, expected] of cases) {
    test(what, () => {
      assert.equal(formatHcl(text), expected);
      assert.equal(formatHcl(expected), expected);
    });
  }

  test('whatever the layout, the result is of the language, and formatted once and for all', () => {
    const layouts = new Layouts(randomFrom(1));
    let formatted = 0;
    for (let count = 0; count < 300; count++) {
      const text = layouts.invent();
      if (parseHcl(text).problems.length > 0) continue;
      const once = formatHcl(text);
      assert.deepEqual(parseHcl(once).problems, [], text);
      assert.equal(formatHcl(once), once, text);
      formatted++;
    }
    assert.ok(formatted > 200, `${formatted} of 300 are of the language`);
  });
});
