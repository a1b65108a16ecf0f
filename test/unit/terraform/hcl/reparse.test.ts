import assert from 'node:assert/strict';
import { randomFrom } from '../../../../scripts/seeds.ts';
import { realisticText } from '../../../../scripts/terraform/realistic.ts';
import { seedTexts } from '../../../../scripts/terraform/seeds.ts';
import type { Body, ParsedFile } from '../../../../src/terraform/hcl/ast.ts';
import { parseHcl } from '../../../../src/terraform/hcl/parser.ts';
import { reparseHcl } from '../../../../src/terraform/hcl/reparse.ts';

/** How many edits each seed makes; PLUMBLINE_EDITS asks for more. */
const edits = Number(process.env['PLUMBLINE_EDITS'] ?? 200);

const pieces = [
  ' ', '\n', '\r\n', '"', '{', '}', '#', '/*', '*/', '//', '/* c */', '# c\n', 'x', 'ä', '<<EOT\n', 'EOT\n', '${', 'a = 1\n', '\na {\n  b = 1\n}\n', 'b "c" {\n}\n', '/*\n', '\n*/\n',
  '\nv {\n  d = <<-EOT\n    text ${a.b}\n  EOT\n}\n', '\n/* a\nb */ f {\n}\n', '} /* a\n',
];

/** Everything that a parse says, as plain values. */
function told({ text, body, problems, comments }: ParsedFile): unknown {
  return JSON.parse(JSON.stringify({ text, body, problems, comments }, (_key, value: unknown) => (isBody(value) ? { start: value.start, end: value.end, items: value.items } : value)));
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && 'origin' in value;
}

suite('HCL parser: a text that has changed in one place', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`is understood as if it had been parsed afresh, seed ${seed}`, function () {
      this.timeout(600_000);
      const random = randomFrom(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      const sound = seedTexts().filter((seedText) => parseHcl(seedText).problems.length === 0);
      let text = `${seed === 1 ? '\ufeff' : ''}${pick(sound)}\n${realisticText(2000)}`;
      let parsed: ParsedFile = parseHcl(text);
      let taken = 0;
      for (let edit = 0; edit < edits; edit++) {
        const at = Math.floor(random() * (text.length + 1));
        const end = random() < 0.5 ? at : Math.min(text.length, at + Math.floor(random() * (random() < 0.2 ? 400 : 4)));
        const next = text.slice(0, at) + (random() < 0.8 ? pick(pieces) : `\n${pick(sound)}\n`) + text.slice(end);
        const again = reparseHcl(next, parsed);
        assert.deepEqual(told(again), told(parseHcl(next)), `after edit ${edit}`);
        if (again.generation > 0) taken++;
        // Mistakes stay for a while and are then taken back.
        if (again.problems.length === 0 || random() < 0.1) [text, parsed] = [next, again];
        else if (parsed.problems.length > 0) {
          text = realisticText(2000);
          parsed = reparseHcl(text, parsed);
          assert.deepEqual(told(parsed), told(parseHcl(text)), `after edit ${edit} was taken back`);
        }
      }
      assert.ok(taken > edits / 10, `${taken} of ${edits} texts were parsed in part`);
    });
  }

  test('takes over the blocks that it does not touch', () => {
    const before = parseHcl('a {\n  x = 1\n}\n\nb {\n  y = 2\n}\n\nc {\n  z = 3\n}\n');
    const after = reparseHcl(before.text.replace('y = 2', 'yes = "no"'), before);
    const [a, b, c] = after.body.blocks;
    assert.equal(a, before.body.blocks[0]);
    assert.notEqual(b?.body.origin, before.body.blocks[1]?.body);
    assert.equal(c?.body.origin, before.body.blocks[2]?.body);
    assert.equal(c?.start, after.text.indexOf('c {'));
  });
});
