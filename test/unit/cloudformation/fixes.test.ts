import assert from 'node:assert/strict';
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
});
