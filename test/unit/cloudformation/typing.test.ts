import assert from 'node:assert/strict';
import { asJson, seedTexts } from '../../../scripts/cloudformation/seeds.ts';
import { editings, isBroken, unexpected } from '../../../scripts/cloudformation/editing.ts';
import { elsewhere, typedStates } from '../../../scripts/cloudformation/keystrokes.ts';
import { randomFrom } from '../../../scripts/seeds.ts';
import { looksLikeTemplate } from '../../../src/cloudformation/parser/recognise.ts';
import { cloudFormationService, lintText, templateDocument } from '../../support/cloudformation.ts';

const yaml = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name:
    Type: String
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Ref Name
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Dead.Arn
        maxReceiveCount: 3
  Dead:
    Type: AWS::SQS::Queue
Outputs:
  Url:
    Value: !Ref Queue
`;

/** A resource that needs its properties. */
const mail = `Resources:
  Topic:
    Type: AWS::SNS::Topic
  Mail:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: email
      Endpoint: ops@example.com
`;

const json = `{
    "Parameters": {
        "Name": {
            "Type": "String"
        }
    },
    "Resources": {
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": {
                    "Ref": "Name"
                },
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": 3
                }
            }
        },
        "Dead": {
            "Type": "AWS::SQS::Queue"
        }
    },
    "Outputs": {
        "Url": {
            "Value": {"Ref": "Queue"}
        }
    }
}
`;

const mailJson = asJson(mail).join('').replaceAll('  ', '    ');

suite('CloudFormation while it is typed', () => {
  const service = cloudFormationService();

  const slips: [string, string, string, string][] = [
    ['a key without its colon', yaml, '      RedrivePolicy:\n', '      Redrive\n'],
    ['a section without its colon', yaml, 'Outputs:\n', 'Outp\n'],
    ['an open quote', yaml, 'QueueName: !Ref Name', 'QueueName: "'],
    ['an open list', yaml, 'QueueName: !Ref Name', 'QueueName: !Join ["-", [!Ref Name'],
    ['half a tag', yaml, '!GetAtt Dead.Arn', '!GetAtt [Dead'],
    ['a wrong indent', yaml, '    Type: String\n', '    Type: String\n   Default: a\n'],
    ['a tab for an indent', yaml, '      QueueName:', '\t\tQueueName:'],
    ['a name that is half typed', yaml, '  Dead:\n', '  De\n'],
    ['a parameter whose type is half typed', yaml, '    Type: String\n', '    Ty\n    Default: a\n'],
    ['an opening brace that is missing', json, '"Properties": {\n', '"Properties": \n'],
    ['a closing brace that is missing', json, '                    "Ref": "Name"\n                },', '                    "Ref": "Name"\n'],
    ['a comma that is missing', json, '"AWS::SQS::Queue",\n', '"AWS::SQS::Queue"\n'],
    ['a key that is half typed', json, '"RedrivePolicy": {\n', '"Redri\n'],
    ['a new entry that is half typed', json, '        "Dead": {', '        "De\n        "Dead": {'],
    ['a value that is half typed', json, '"maxReceiveCount": 3', '"maxReceiveCount": '],
    ['a transform that is half typed', `Transform: AWS::LanguageExtensions\n${yaml.replace('QueueName: !Ref Name', 'QueueName: !Select [0, [!Ref Name]]').replace('maxReceiveCount: 3', 'maxReceiveCount: {"Fn::Length": [a, b]}')}`, 'Transform: AWS::LanguageExtensions\n', 'Transform: "AWS::L\n'],
    ['the name of a declaration that is gone', yaml, '  Dead:\n', '  \n'],
    ['a line pasted at a lesser indent', mail, '      Protocol: email\n', '    DeletionPolicy: Delete\n      Protocol: email\n'],
    ['a line pasted below a key whose value is deeper', mail, '    Properties:\n', '    Properties:\n    DeletionPolicy: Delete\n'],
    ['a resource pasted within another', mail, '      Protocol: email\n', '  Other:\n    Type: AWS::SNS::Topic\n      Protocol: email\n'],
    ['a line pasted between the properties and what is in them, one less deep', mail, '      TopicArn', '     Protocol: email\n      TopicArn'],
    ['a first property that has lost its colon', mail, '      TopicArn: !Ref Topic\n', '      TopicArn arn\n'],
    ['a last property that has lost its colon', mail, '      TopicArn: !Ref Topic\n      Protocol: email\n      Endpoint: ops@example.com\n', '      Protocol: email\n      Endpoint operations@example.com\n'],
    ['properties whose heading is missing', mailJson, '            "Properties": {\n', ''],
    ['a resource whose heading is missing', mailJson, '        "Mail": {\n', ''],
    ['a type and a heading that are missing', mailJson, '            "Type": "AWS::SNS::Subscription",\n            "Properties": {\n', ''],
    ['what comes before a line pasted without its bracket', mailJson, '                "Protocol"', '        "Other": {\n                "Protocol"'],
    ['a block that a pasted brace closes at once', mailJson, '        "Mail": {\n', '        "Mail": {\n        }\n'],
    ['properties that a pasted brace closes too early', json, '                "RedrivePolicy": {\n', '        },\n                "RedrivePolicy": {\n'],
    ['a resource whose last brace is missing', json, '            }\n        },\n        "Dead"', '            }\n        "Dead"'],
  ];
  for (const [what, text, whole, half] of slips) {
    test(`says of ${what} that the text is not well-formed, and no more`, () => {
      const broken = text.replace(whole, half);
      assert.notEqual(broken, text);
      assert.deepEqual(lintText(service, text), []);
      const found = lintText(service, broken);
      assert.ok(found.length > 0);
      assert.deepEqual(found.filter((line) => !line.startsWith('E0000')), []);
    });
  }

  test('a mistake elsewhere is still told, in both notations', () => {
    const wrongYaml = yaml.replace('      RedrivePolicy:\n', '      Redrive\n').replace('!Ref Queue', '!Ref Quue');
    assert.ok(lintText(service, wrongYaml).some((line) => line.startsWith('E6101')), lintText(service, wrongYaml).join());
    const wrongJson = json.replace('"RedrivePolicy": {\n', '"Redri\n').replace('"Ref": "Queue"', '"Ref": "Quue"');
    assert.ok(lintText(service, wrongJson).some((line) => line.startsWith('E6101')), lintText(service, wrongJson).join());
  });

  test('what looks for something that may be hidden keeps quiet, and what does not is told', () => {
    const whole = `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: "exports.handler = 1"}
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/example
      MemorySize: many
      Timeout: 30
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn, BatchSize: 10}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
      VisibilityTimeout: 60
      DelaySeconds: soon
`;
    assert.deepEqual(lintText(service, whole), ['E3012 9:19', 'E3012 19:21']);
    const broken = whole.replace('VisibilityTimeout: 60', 'VisibilityTime"');
    assert.deepEqual(lintText(service, broken).filter((line) => !line.startsWith('E0000')), ['E3012 9:19', 'E3012 19:21']);
  });

  test('of a key that stands twice the first is checked, and both are told', () => {
    const text = 'Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Type: AWS::SQS::Quue\n    Properties: {DelaySeconds: x}\n';
    assert.deepEqual(lintText(service, text), ['E0000 3:5', 'E0000 4:5', 'E3012 5:32']);
  });

  test('typing hardly ever brings up a finding in another place', () => {
    const random = randomFrom(11);
    let broken = 0;
    const found: string[] = [];
    for (const text of seedTexts().filter((seed, at) => at % 3 === 0 && looksLikeTemplate(seed))) {
      const before = service.lint(templateDocument(text));
      if (before.some(({ rule }) => rule === 'E0000')) continue;
      for (const state of typedStates(text, 1, random)) {
        const after = service.lint(templateDocument(state.text));
        if (!after.some(({ rule }) => rule === 'E0000')) continue;
        broken++;
        found.push(...elsewhere(before, after, state).map(({ rule, message }) => `${rule} ${message}: ${JSON.stringify(state.typed)}`));
      }
    }
    assert.ok(broken > 500, `${broken} states`);
    assert.ok(found.length <= broken / 300, found.join('\n'));
  }).timeout(60_000);

  /** How many of a hundred broken states may bring up a finding elsewhere: what is cut in two may be read otherwise. */
  const allowed: Record<string, number> = { pasting: 8, deleting: 14, indenting: 1, commenting: 1, composing: 1, slipping: 3 };
  for (const [title, editing] of Object.entries(editings)) {
    test(`${title} hardly ever brings up a finding in another place`, () => {
      const random = randomFrom(7);
      let broken = 0;
      const found: string[] = [];
      const templates = seedTexts().filter((seed, at) => at % 4 === 0 && looksLikeTemplate(seed));
      for (const text of [...templates, ...templates.flatMap(asJson)]) {
        for (const { state, found: here } of unexpected(editing(text, random), (each) => service.lint(templateDocument(each)))) {
          if (!isBroken(state.text)) continue;
          broken++;
          found.push(...here.map(({ rule, message }) => `${rule} ${message}: ${JSON.stringify(state.typed)}`));
        }
      }
      assert.ok(broken > 50, `${broken} states`);
      assert.ok(found.length <= (broken * (allowed[title] ?? 0)) / 100, `${found.length} of ${broken}\n${found.join('\n')}`);
    }).timeout(60_000);
  }
});
