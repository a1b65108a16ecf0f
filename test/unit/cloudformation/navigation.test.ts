import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cloudFormationService, lintText, templateDocument } from '../../support/cloudformation.ts';

const text = `Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Parameters: [Stage]
    ParameterLabels:
      Stage: {default: Stage}
Parameters:
  Stage:
    Type: String
Mappings:
  Sizes:
    test: {Timeout: 30}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
  IsTest: !Not [!Condition IsLive]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: IsLive
    Properties:
      TopicName: !If [IsTest, !Sub "\${Stage}-topic", !Ref AWS::NoValue]
  Queue:
    Type: AWS::SQS::Queue
    DependsOn: [Topic]
    Condition: IsLive
    Properties:
      QueueName: !Sub
        - "\${Topic.TopicName}-\${Stage}-\${Own}"
        - Own: !Ref Stage
      VisibilityTimeout: !FindInMap [Sizes, test, Timeout]
Outputs:
  Arn:
    Condition: IsLive
    Value: !GetAtt "Queue.Arn"
`;

const service = cloudFormationService();

function at(source: string, needle: string, name = 'template.yaml') {
  const document = templateDocument(source, name);
  const offset = source.indexOf(needle);
  assert.ok(offset >= 0, needle);
  return { document, position: document.positionAt(offset + needle.length - 1) };
}

suite('CloudFormation navigation', () => {
  const declared: [string, string, string | undefined][] = [
    ['a parameter by Ref', '!Ref Stag', '7:2'],
    ['a parameter in Fn::Sub', '"${Stag', '7:2'],
    ['a parameter in the interface', '[Stag', '7:2'],
    ['a resource by Fn::GetAtt', '"Queu', '21:2'],
    ['a resource in Fn::Sub', '${Topi', '16:2'],
    ['a resource by DependsOn', 'DependsOn: [Topi', '16:2'],
    ['a condition of a resource', 'Condition: IsLiv', '13:2'],
    ['a condition in Fn::If', '[IsTes', '14:2'],
    ['a mapping', '[Size', '10:2'],
    ['a pseudo parameter', 'AWS::NoV', undefined],
    ['a variable of its own', '${Ow', undefined],
  ];
  for (const [title, needle, expected] of declared) {
    test(`definition of ${title}`, () => {
      const { document, position } = at(text, needle);
      const places = service.define(document, position).map(({ range: { start } }) => `${start.line}:${start.character}`);
      assert.deepEqual(places, expected === undefined ? [] : [expected]);
    });
  }

  test('references, with and without the declaration', () => {
    const { document, position } = at(text, '  Stag');
    assert.equal(service.references(document, position, false).length, 6);
    assert.equal(service.references(document, position, true).length, 7);
  });

  for (const [kind, needle, newName, count] of [['parameter', '  Stag', 'Environment', 7], ['resource', '  Topi', 'Alarms', 3], ['condition', '  IsLiv', 'IsProduction', 5], ['mapping', '  Size', 'Limits', 2], ['output', '  Arn', 'QueueArn', 1]] as const) {
    test(`renames a ${kind} wherever it is named`, () => {
      const { document, position } = at(text, kind === 'resource' ? 'Resources:\n  Topi' : kind === 'output' ? 'Outputs:\n  Ar' : needle);
      const result = service.rename(document, position, newName);
      assert.ok('edit' in result, JSON.stringify(result));
      const edits = result.edit.changes?.[document.uri] ?? [];
      assert.equal(edits.length, count);
      const renamed = TextDocument.applyEdits(document, edits);
      assert.deepEqual(lintText(service, renamed).map((line) => line.split(' ')[0]), lintText(service, text).map((line) => line.split(' ')[0]));
    });
  }

  test('JSON', () => {
    const json = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"A": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}, "B": {"Value": {"Fn::Sub": "${Queue}"}}}}';
    const { document, position } = at(json, '"Queu', 'a.json');
    const result = service.rename(document, position, 'Orders');
    assert.ok('edit' in result);
    assert.equal(TextDocument.applyEdits(document, result.edit.changes?.[document.uri] ?? []), json.replaceAll('Queue"', 'Orders"').replace('AWS::SQS::Orders', 'AWS::SQS::Queue').replace('${Queue}', '${Orders}'));
  });

  test('what SAM generates is renamed with its resource', () => {
    const sam = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Web:\n    Type: AWS::Serverless::Function\n  WebOther:\n    Type: AWS::SNS::Topic\nOutputs:\n  Role: {Value: !GetAtt WebRole.Arn}\n  Other: {Value: !Ref WebOther}\n';
    const { document, position } = at(sam, '  Web');
    const result = service.rename(document, position, 'Api');
    assert.ok('edit' in result);
    assert.equal(TextDocument.applyEdits(document, result.edit.changes?.[document.uri] ?? []), sam.replace('  Web:', '  Api:').replace('WebRole', 'ApiRole'));
  });

  const refusals: [string, string, string, RegExp][] = [
    ['nothing', 'Type: Strin', 'X', /nothing here that has a name/],
    ['a pseudo parameter', 'AWS::NoV', 'X', /keeps its name/],
    ['a bad name', '  Stag', 'my-stage', /not a name/],
    ['a name that is taken', '  Stag', 'Queue', /already declared/],
  ];
  for (const [title, needle, newName, message] of refusals) {
    test(`refuses to rename ${title}`, () => {
      const { document, position } = at(text, needle);
      const result = service.rename(document, position, newName);
      assert.ok('refused' in result);
      assert.match(result.refused, message);
    });
  }
});
