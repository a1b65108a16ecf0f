import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/language/edits.ts';
import { cloudFormationService, lintText, templateDocument } from '../../support/cloudformation.ts';

const roleAndFunction = (runtime: string): string => `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: ${runtime}
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code: {ZipFile: x}
`;
const waiting = (dependsOn: string): string => `Resources:
  Topic:
    Type: AWS::SNS::Topic
  Other:
    Type: AWS::SNS::Topic
  Queue:
    Type: AWS::SQS::Queue
${dependsOn}    Properties:
      QueueName: !GetAtt Topic.TopicName
`;
const waitingJson = (dependsOn: string): string =>
  `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}, "Other": {"Type": "AWS::SNS::Topic"}, "Queue": {"Type": "AWS::SQS::Queue", ${dependsOn}"Properties": {"QueueName": {"Fn::GetAtt": ["Topic", "TopicName"]}}}}}`;
const group = (subnets: string): string => `Resources:
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "2"
      LaunchTemplate: {LaunchTemplateId: lt-0123456789abcdef0, Version: "1"}
      VPCZoneIdentifier:${subnets}
`;

suite('CloudFormation quick fixes', () => {
  const service = cloudFormationService();

  const cases: [string, string, string, string][] = [
    ['W2531', 'a runtime', roleAndFunction('python3.8'), ''],
    ['W2531', 'a runtime in quotes', roleAndFunction('"python3.8"'), ''],
    ['W3005', 'the only DependsOn', waiting('    DependsOn: Topic\n'), waiting('')],
    ['W3005', 'a DependsOn of one', waiting('    DependsOn:\n      - Topic\n'), waiting('')],
    ['W3005', 'one of a list', waiting('    DependsOn:\n      - Topic\n      - Other\n'), waiting('    DependsOn:\n      - Other\n')],
    ['W3005', 'the last of a list', waiting('    DependsOn:\n      - Other\n      - Topic\n'), waiting('    DependsOn:\n      - Other\n')],
    ['W3005', 'the first in brackets', waiting('    DependsOn: [Topic, Other]\n'), waiting('    DependsOn: [Other]\n')],
    ['W3005', 'the last in brackets', waiting('    DependsOn: [Other, Topic]\n'), waiting('    DependsOn: [Other]\n')],
    ['W3005', 'one in JSON', waitingJson('"DependsOn": "Topic", '), waitingJson('')],
    ['plumbline_duplicate_subnet', 'a subnet that stands twice', group('\n        - subnet-11111111\n        - subnet-22222222\n        - subnet-11111111'), group('\n        - subnet-11111111\n        - subnet-22222222')],
    ['plumbline_duplicate_subnet', 'a subnet that stands twice in brackets', group(' [subnet-11111111, subnet-11111111, subnet-22222222]'), group(' [subnet-11111111, subnet-22222222]')],
  ];
  for (const [rule, title, text, expected] of cases) {
    test(`${rule}: ${title}`, () => {
      const found = service.lint(templateDocument(text)).find((diagnostic) => diagnostic.rule === rule);
      const [edit] = found?.fixes?.[0]?.edits ?? [];
      assert.ok(edit, JSON.stringify(found));
      const mended = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
      if (expected !== '') assert.equal(mended, expected);
      assert.notEqual(mended, text);
      assert.deepEqual(lintText(service, mended), []);
    });
  }

  const topic = (metadata: string): string => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n${metadata}    Properties:\n      Colour: blue\n`;
  const suppressed: [string, string][] = [
    ['no Metadata', topic('')],
    ['Metadata of another kind', topic('    Metadata:\n      Owner: web\n')],
    ['a configuration', topic('    Metadata:\n      cfn-lint:\n        config:\n          configure_rules: {}\n')],
    ['a list', topic('    Metadata:\n      cfn-lint:\n        config:\n          ignore_checks:\n            - W3005\n')],
    ['a list in brackets', topic('    Metadata: {cfn-lint: {config: {ignore_checks: [W3005]}}}\n')],
    ['JSON', '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Colour": "blue"}}}}'],
    ['JSON with a list', '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}}, "Properties": {"Colour": "blue"}}}}'],
  ];
  for (const [title, text] of suppressed) {
    test(`ignore on this resource, beside ${title}`, () => {
      const fix = service.lint(templateDocument(text)).find(({ rule }) => rule === 'E3002')?.fixes?.find((each) => each.title === "Ignore E3002 in 'Topic'");
      const [edit] = fix?.edits ?? [];
      assert.ok(edit);
      assert.deepEqual(lintText(service, text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end)), []);
    });
  }

  const policy = (document: string): string => `Resources:\n  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n${document}`;
  const missing: [string, string, string][] = [
    ['a list', policy('      PolicyDocument: {}\n'), policy('      Topics: []\n      PolicyDocument: {}\n')],
    ['an object', policy('      Topics: [x]\n'), policy('      PolicyDocument: {}\n      Topics: [x]\n')],
    ['in JSON', '{"Resources": {"P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"PolicyDocument": {}}}}}', '{"Resources": {"P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [], "PolicyDocument": {}}}}}'],
  ];
  for (const [title, text, expected] of missing) {
    test(`E3003: adds a required property: ${title}`, () => {
      const found = service.lint(templateDocument(text)).find(({ rule }) => rule === 'E3003');
      const [edit] = found?.fixes?.[0]?.edits ?? [];
      assert.ok(edit);
      const mended = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
      assert.equal(mended, expected);
      assert.ok(lintText(service, mended).every((line) => !line.startsWith('E3003')));
    });
  }

  const queue = (property: string, rest = ''): string => `Parameters:\n  Stage:\n    Type: String\n    Default: test\nConditions:\n  IsLive: !Equals [!Ref Stage, live]\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !If [IsLive, a, !Ref Stage]\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      ${property}\n${rest}`;
  const queueJson = (value: string): string => `{"Parameters": {"Stage": {"Type": "String"}}, "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Stage"}}}, "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": ${value}}}}}`;
  const table = (property: string): string => `Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n      ${property}\n      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]\n      KeySchema: [{AttributeName: id, KeyType: HASH}]\n`;
  const strict = 'Metadata:\n  cfn-lint: {config: {configure_rules: {E3012: {strict: true}}}}\n';
  /** Rule, title of the fix, the text and what it becomes. */
  const mended: [string, string, string, string][] = [
    ['E3006', "Change to 'AWS::SQS::Queue'", queue('QueueName: x').replace('AWS::SQS::Queue', 'AWS::SQS::Quee'), queue('QueueName: x')],
    ['E3002', "Rename to 'QueueName'", queue('QueuName: x'), queue('QueueName: x')],
    ['E3002', "Rename to 'QueueName'", queue('"QueuName": x'), queue('"QueueName": x')],
    ['E1020', "Change to 'Stage'", queue('QueueName: !Ref Stag'), queue('QueueName: !Ref Stage')],
    ['E1020', "Change to 'Stage'", queueJson('{"Ref": "Stag"}'), queueJson('{"Ref": "Stage"}')],
    ['E1010', "Change to 'Topic'", queue('QueueName: !GetAtt Topik.TopicName'), queue('QueueName: !GetAtt Topic.TopicName')],
    ['E1010', "Change to 'Topic'", queue('QueueName: !GetAtt [Topik, TopicName]'), queue('QueueName: !GetAtt [Topic, TopicName]')],
    ['E1010', "Change to 'TopicName'", queue('QueueName: !GetAtt "Topic.TopicNam"'), queue('QueueName: !GetAtt "Topic.TopicName"')],
    ['E1010', "Change to 'TopicName'", queueJson('{"Fn::GetAtt": ["Topic", "TopicNam"]}'), queueJson('{"Fn::GetAtt": ["Topic", "TopicName"]}')],
    ['E1019', "Change to 'Stage'", queue('QueueName: !Sub "a-${Stag}"'), queue('QueueName: !Sub "a-${Stage}"')],
    ['E1019', "Change to 'Topic.TopicName'", queue('QueueName: !Sub "a-${Topic.TopicNam}"'), queue('QueueName: !Sub "a-${Topic.TopicName}"')],
    ['E3015', "Change to 'IsLive'", queue('QueueName: x', '    Condition: IsLiv\n'), queue('QueueName: x', '    Condition: IsLive\n')],
    ['E3005', "Change to 'Topic'", queue('QueueName: x', '    DependsOn: Topik\n'), queue('QueueName: x', '    DependsOn: Topic\n')],
    ['E1028', "Change to 'IsLive'", queue('QueueName: !If [IsLiv, a, b]'), queue('QueueName: !If [IsLive, a, b]')],
    ['E3030', "Change to 'nodejs22.x'", roleAndFunction('nodejs22'), roleAndFunction('nodejs22.x')],
    ['W1020', 'Remove Fn::Sub', queue('QueueName: !Sub orders'), queue('QueueName: orders')],
    ['W1020', 'Remove Fn::Sub', queue('QueueName: {"Fn::Sub": "orders"}'), queue('QueueName: "orders"')],
    ['W1020', 'Remove Fn::Sub', queueJson('{"Fn::Sub": "orders"}'), queueJson('"orders"')],
    ['E3012', 'Quote 123', `${strict}${queue('QueueName: 123')}`, `${strict}${queue('QueueName: "123"')}`],
    ['E3012', 'Write 30 without quotes', `${strict}${queue('VisibilityTimeout: "30"')}`, `${strict}${queue('VisibilityTimeout: 30')}`],
    ['plumbline_unlisted_value', "Change to 'STANDARD'", table('TableClass: STANDART'), table('TableClass: STANDARD')],
    ['E7001', 'Quote 123456789012', `Mappings:\n  M:\n    123456789012: {a: b}\n${queue('QueueName: !FindInMap [M, !Ref AWS::AccountId, a]')}`, `Mappings:\n  M:\n    "123456789012": {a: b}\n${queue('QueueName: !FindInMap [M, !Ref AWS::AccountId, a]')}`],
    ['plumbline_yaml_value', 'Quote 0123', queue('QueueName: 0123'), queue('QueueName: "0123"')],
    ['E3003', "Add 'Value'", queue('Tags:\n        - Key: a'), queue('Tags:\n        - Value: ""\n          Key: a')],
    ['E3003', "Add 'Value'", queue('Tags: [{Key: a}]'), queue('Tags: [{Value: "", Key: a}]')],
    ['E3003', "Add 'Value'", queue('Tags:\n        [\n          {\n            Key: a\n          }\n        ]'), queue('Tags:\n        [\n          {\n            Value: "",\n            Key: a\n          }\n        ]')],
    ['E3003', "Add 'Topics'", 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n', 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: []\n'],
    ['E3003', "Add 'Topics'", '{"Resources": {"P": {"Type": "AWS::SNS::TopicPolicy"}}}', '{"Resources": {"P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": []}}}}'],
    ['E3003', "Add 'Topics'", 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n    Properties: {}\n', 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n    Properties: {Topics: []}\n'],
    ['I1022', 'Write it as Fn::Sub', `Metadata: {cfn-lint: {config: {include_checks: [I1022]}}}\n${queue('QueueName: !Join ["", [a-, !Ref Stage, !GetAtt Topic.TopicName]]')}`, `Metadata: {cfn-lint: {config: {include_checks: [I1022]}}}\n${queue('QueueName: !Sub "a-${Stage}${Topic.TopicName}"')}`],
  ];
  for (const [rule, title, text, expected] of mended) {
    test(`${rule}: ${title}: ${text.length > 300 ? text.split('\n').at(-2)?.trim() : JSON.stringify(text)}`, () => {
      const count = (source: string): number => lintText(service, source).filter((line) => line.startsWith(`${rule} `)).length;
      const fix = service.lint(templateDocument(text)).filter((each) => each.rule === rule).flatMap(({ fixes }) => fixes ?? []).find((each) => each.title === title);
      assert.ok(fix, JSON.stringify(service.lint(templateDocument(text)).map((each) => [each.rule, each.message, each.fixes?.map((one) => one.title)])));
      assert.equal(applyEdits(text, fix.edits), expected);
      assert.equal(count(expected), count(text) - 1);
    });
  }

  test('no fix removes what would mean something else', () => {
    const [found] = service.lint(templateDocument(queue('QueueName: !Sub "${!Literal}"'))).filter(({ rule }) => rule === 'W1020');
    assert.ok(found);
    assert.ok(found.fixes?.every(({ title }) => title.startsWith('Ignore')));
  });
});
