import assert from 'node:assert/strict';
import { formatHcl } from '../../../../src/terraform/hcl/format.ts';

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
    ['leaves white space at the very end alone', 'a = 1\n  ', 'a = 1\n  '],
    ['counts what the eye counts as one character', 'é = 1\nabc = 2\n', 'é   = 1\nabc = 2\n'],
  ];
  for (const [what, text, expected] of cases) {
    test(what, () => {
      assert.equal(formatHcl(text), expected);
      assert.equal(formatHcl(expected), expected);
    });
  }
});
