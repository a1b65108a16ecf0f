import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/language/edits.ts';
import { cloudFormationService, lintText, templateDocument } from '../../support/cloudformation.ts';

suite('what is underlined', () => {
  const service = cloudFormationService();

  /** Rule, the text, the line (from 1) that is reported, and what is underlined. */
  const cases: [string, string, string, number, string][] = [
    ['E3012', 'a value on the line of its key', 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: [a]\n', 5, '[a]'],
    ['E3012', 'a value below its key', 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName:\n        - a\n', 5, '- a'],
    ['E1020', 'a call in a list below its key', 'Resources:\n  I:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n      SecurityGroupIds:\n        - sg-12345678\n        - !Ref Other\n', 6, 'Other'],
    ['E1019', 'a variable in a script', 'Resources:\n  Q:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub |\n        one\n        ${AWS::Region} and ${Other}\n', 5, 'Other'],
    ['E1019', 'the second of two variables of which one is a part of the other', 'Parameters:\n  Ax:\n    Type: String\nResources:\n  Q:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub "${Ax} ${A}"\n', 8, 'A'],
    ['E3003', 'an item that goes over several lines', 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Tags:\n        -\n          Key: a\n          Key2: b\n', 7, 'Key: a'],
    ['E3003', 'an object that begins with a bracket alone', '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [\n  {\n    "Key": "a",\n    "K": "b"\n  }\n]}}}}', 2, '{\n    "Key": "a",'],
  ];
  for (const [rule, title, text, line, shown] of cases) {
    test(`${rule}: ${title}`, () => {
      const document = templateDocument(text);
      const found = service.lint(document).find((diagnostic) => diagnostic.rule === rule);
      assert.ok(found, JSON.stringify(lintText(service, text)));
      assert.equal(found.range.start.line + 1, line);
      assert.equal(document.getText(found.shown ?? found.range), shown);
    });
  }

  const below = 'Resources:\n  I:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n      SecurityGroupIds:\n        - !Ref Other\n';
  test('a comment above the value leaves the finding out, too, and the fix writes it there', () => {
    const fix = service.lint(templateDocument(below)).find(({ rule }) => rule === 'E1020')?.fixes?.find(({ title }) => title === 'Ignore E1020 on this line');
    assert.ok(fix);
    const mended = applyEdits(below, fix.edits);
    assert.equal(mended, below.replace('        - !Ref', '        # plumbline-ignore: E1020\n        - !Ref'));
    assert.deepEqual(lintText(service, mended), []);
    assert.deepEqual(lintText(service, below.replace('      SecurityGroupIds', '      # plumbline-ignore: E1020\n      SecurityGroupIds')), []);
  });
});
