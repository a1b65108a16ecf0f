import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { madeTemplate, seedTexts } from '../../../../scripts/cloudformation/seeds.ts';
import { randomFrom } from '../../../../scripts/seeds.ts';
import { reparseTemplate } from '../../../../src/cloudformation/parser/reparse.ts';
import { parseTemplate, type Template } from '../../../../src/cloudformation/parser/template.ts';

/** How many edits each seed makes; PLUMBLINE_EDITS asks for more. */
const edits = Number(process.env['PLUMBLINE_EDITS'] ?? 150);

const pieces = [
  ' ', '  ', '\n', '\r\n', '\t', ':', ': ', '- ', '"', "'", '{', '}', '[', ']', 'x', '#', ' # c', '!Ref ', '!Sub "a"', '!GetAtt A.B', '&a ', '*a', '---\n', '...\n', '? ', '|\n', '>-\n', '<<: ',
  '\n  Other:\n    Type: AWS::SNS::Topic\n', '  Queue0:\n    Type: a\n', '\n# c\n', '  # c\n', 'Outputs:\n  O:\n    Value: a\n', '    A: |\n      b\n\n', '      [\n  a]\n', '\ufeff', '  "q": {a: b}\n', '  ? c\n  : d\n',
];

/** Everything that a template says of its text. */
function told(template: Template): unknown {
  return { ...template, document: undefined, generation: undefined };
}

suite('CloudFormation: a template that has changed in one place', () => {
  const texts = [madeTemplate(3, randomFrom(7)), ...seedTexts().filter((text) => text.length > 250)];

  for (const seed of [1, 2, 3, 4, 5, 6]) {
    test(`is understood as if it had been parsed afresh, seed ${seed}`, function () {
      this.timeout(600_000);
      const random = randomFrom(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      const document = TextDocument.create('file:///t.yaml', 'cloudformation', 0, pick(texts));
      let template = parseTemplate(document);
      let sound = document.getText();
      let taken = 0;
      const change = (text: string, edit: number): void => {
        TextDocument.update(document, [{ text }], document.version + 1);
        template = reparseTemplate(document, template);
        if (template.generation > 0) taken++;
        assert.deepEqual(told(template), told(parseTemplate(document)), `after edit ${edit} of\n${text}`);
      };
      for (let edit = 0; edit < edits; edit++) {
        const text = document.getText();
        const at = Math.floor(random() * (text.length + 1));
        const start = random() < 0.5 ? at : text.lastIndexOf('\n', at - 1) + 1;
        const end = random() < 0.5 ? start : Math.min(text.length, random() < 0.3 ? text.indexOf('\n', at) + 1 || text.length : start + Math.floor(random() * 5));
        change(text.slice(0, start) + (random() < 0.8 ? pick(pieces) : text.slice(at, at + Math.floor(random() * 200))) + text.slice(Math.max(start, end)), edit);
        if (template.plain && random() < 0.7) sound = document.getText();
        else if (random() < 0.8) change(random() < 0.05 ? pick(texts) : sound, edit);
      }
      assert.ok(taken > edits / 20, `${taken} of ${edits} texts were parsed in part`);
    });
  }

  test('takes over the entries that it does not touch', () => {
    const document = TextDocument.create('file:///t.yaml', 'cloudformation', 0, 'Resources:\n  A:\n    Type: x\n  B:\n    Type: y\n  C:\n    Type: z\nOutputs:\n  O:\n    Value: 1\n');
    const before = parseTemplate(document);
    TextDocument.update(document, [{ text: before.text.replace('Type: y', 'Type: other') }], 1);
    const after = reparseTemplate(document, before);
    assert.equal(after.resources.get('A')?.value, before.resources.get('A')?.value);
    assert.equal(after.resources.get('B')?.type, 'other');
    assert.equal(after.outputs.get('O')?.key.start, after.text.indexOf('O:'));
  });
});
