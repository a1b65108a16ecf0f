import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/language/edits.ts';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';

const topic = (line: string, above = ''): string => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n${above}      ${line}\n`;

suite('comments that leave findings out', () => {
  const service = cloudFormationService();

  const cases: [string, string, string[]][] = [
    ['no comment', topic('Colour: blue'), ['E3002 5:7']],
    ['on the line', topic('Colour: blue # plumbline-ignore: E3002 a preview'), []],
    ['above the line', topic('Colour: blue', '      # plumbline-ignore: E3002 a preview\n'), []],
    ['above the line, another comment and a blank line between', topic('Colour: blue', '# plumbline-ignore: E3002\n# more\n\n'), []],
    ['several ids', topic('Colour: blue # plumbline-ignore: W1001, E3002'), ['plumbline_unused_suppression 5:40']],
    ['the beginning of an id', topic('Colour: blue # plumbline-ignore: E3'), []],
    ['another id', topic('Colour: blue # plumbline-ignore: E3012 Colour is no E3002'), ['E3002 5:7', 'plumbline_unused_suppression 5:20']],
    ['no id', topic('Colour: blue # plumbline-ignore: because'), ['E3002 5:7', 'plumbline_unused_suppression 5:20']],
    ['on another line', topic('Colour: blue', '      # plumbline-ignore: E3002\n      TopicName: x\n'), ['plumbline_unused_suppression 5:7', 'E3002 7:7']],
    ['within a value', topic('Colour: "# plumbline-ignore: E3002"'), ['E3002 5:7']],
    ['within a script', topic('DisplayName: |\n        # plumbline-ignore: E3002\n      Colour: blue'), ['E3002 7:7']],
    ['a syntax error', 'Resources: [ # plumbline-ignore: E0000\n', ['E0000 2:1', 'E1001 1:1']],
  ];
  for (const [title, text, expected] of cases) {
    test(title, () => assert.deepEqual(lintText(service, text).filter((line) => !line.startsWith('E1001')), expected.filter((line) => !line.startsWith('E1001'))));
  }

  test('a rule that is mandatory is not left out, one that is off not called unused', () => {
    const off = `Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n${topic('Colour: blue # plumbline-ignore: E3002')}`;
    assert.deepEqual(lintText(service, off), []);
  });

  const fixed: [string, string, string, string][] = [
    ['E3002', 'Ignore E3002 on this line', topic('Colour: blue'), topic('Colour: blue', '      # plumbline-ignore: E3002\n')],
    ['E3002', 'Ignore E3002 on this line', topic('Colour: blue', '      # plumbline-ignore: W9 why\n'), topic('Colour: blue', '      # plumbline-ignore: W9, E3002 why\n')],
    ['E3002', 'Ignore E3002 on this line', topic('Colour: blue').replaceAll('\n', '\r\n'), topic('Colour: blue', '      # plumbline-ignore: E3002\n').replaceAll('\n', '\r\n')],
    ['plumbline_unused_suppression', 'Remove the unused suppression', topic('TopicName: x', '      # plumbline-ignore: E3002 why\n'), topic('TopicName: x')],
    ['plumbline_unused_suppression', 'Remove the unused suppression', topic('TopicName: x  # plumbline-ignore: E3002 why'), topic('TopicName: x')],
    ['plumbline_unused_suppression', 'Remove the unused suppression', topic('Colour: blue # plumbline-ignore: W1001, E3002'), topic('Colour: blue # plumbline-ignore: E3002')],
    ['plumbline_unused_suppression', 'Remove the unused suppression', topic('Colour: blue # plumbline-ignore: E3002, W1001 why'), topic('Colour: blue # plumbline-ignore: E3002 why')],
  ];
  for (const [rule, title, text, expected] of fixed) {
    test(`${title}: ${JSON.stringify(text.split('\n').slice(4).join('\n'))}`, () => {
      const fix = service.lint(templateDocument(text)).find((each) => each.rule === rule)?.fixes?.find((each) => each.title === title);
      assert.ok(fix);
      assert.equal(applyEdits(text, fix.edits), expected);
    });
  }

  test('JSON has no comments', () => {
    const [found] = service.lint(templateDocument('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Colour": "# plumbline-ignore: E3002"}}}}', 'a.json'));
    assert.equal(found?.rule, 'E3002');
    assert.ok(!found.fixes?.some(({ title }) => title.endsWith('on this line')));
  });
});
