import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DiskFiles, OverlayFiles } from '../../../src/language/files.ts';
import { cloudFormationService, templateDocument } from '../../support/cloudformation.ts';
import { faultsOfFixes } from '../../support/fixChecks.ts';
import { styled } from '../../support/templateStyles.ts';

const folder = path.join(import.meta.dirname, '../../../docs/rules');

/** Fixes that a way of writing may keep from being offered: over several lines, or with a comment that would be lost. */
const ofSomeStyles: ReadonlySet<string> = new Set(['Write it as Fn::Sub', 'Remove Fn::Sub']);

const queue = (rest: string, head = ''): string => `${head}Parameters:
  Stage:
    Type: String
    Default: test
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !If [IsLive, a, !Ref Stage]
  Queue:
    Type: AWS::SQS::Queue
${rest}`;
const strict = 'Metadata:\n  cfn-lint: {config: {configure_rules: {E3012: {strict: true}}, include_checks: [I1022]}}\n';
const topic = (metadata: string, property = 'Colour: blue'): string => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n${metadata}    Properties:\n      ${property}\n`;
const metadata = (lines: string): string => `    Metadata:\n      cfn-lint:\n        config:\n${lines}`;

/** Texts, and the fixes that they have to be offered as they are written. */
const texts: [string, string, string[]][] = [
  ['a type', queue('').replace('SQS::Queue', 'SQS::Quee'), ["Change to 'AWS::SQS::Queue'"]],
  ['a property', queue('    Properties:\n      QueuName: x\n'), ["Rename to 'QueueName'"]],
  ['Ref', queue('    Properties:\n      QueueName: !Ref Stag\n'), ["Change to 'Stage'"]],
  ['Ref in a list', queue('    Properties:\n      Tags:\n        - Key: a\n          Value:\n            Ref: Stag\n'), ["Change to 'Stage'"]],
  ['Fn::GetAtt of an unknown resource', queue('    Properties:\n      QueueName: !GetAtt Topik.TopicName\n'), ["Change to 'Topic'"]],
  ['Fn::GetAtt of an unknown attribute', queue('    Properties:\n      QueueName:\n        Fn::GetAtt:\n          - Topic\n          - TopicNam\n'), ["Change to 'TopicName'"]],
  ['Fn::Sub', queue('    Properties:\n      QueueName: !Sub "a-${Stag}-${Topic.TopicNam}-${AWS::Regon}"\n'), ["Change to 'Stage'", "Change to 'Topic.TopicName'", "Change to 'AWS::Region'"]],
  ['Fn::Sub in a list', queue('    Properties:\n      QueueName:\n        Fn::Sub:\n          - "a-${Stag}${x}"\n          - x: y\n'), ["Change to 'Stage'"]],
  ['Fn::Sub over lines, twice', queue('    Properties:\n      QueueName: !Sub |\n        a-${Stag}\n        ${Stag}\n'), ["Change to 'Stage'"]],
  ['Fn::Sub with an attribute of a pseudo parameter', queue('    Properties:\n      QueueName: !Sub "a-${AWS::StackName.Foo}"\n'), ["Change to 'AWS::StackName'"]],
  ['Fn::Sub folded', queue('    Properties:\n      QueueName: !Sub >- # ${Stag}\n        a-${Stag}\n        ${Stage}\n'), ["Change to 'Stage'"]],
  ['a condition', queue('    Condition: IsLiv\n'), ["Change to 'IsLive'"]],
  ['the condition of Fn::If', queue('    Properties:\n      QueueName: !If\n        - IsLiv\n        - a\n        - b\n'), ["Change to 'IsLive'"]],
  ['DependsOn', queue('    DependsOn:\n      - Topik\n      - Topic\n'), ["Change to 'Topic'"]],
  ['Fn::Sub without variables', queue("    Properties:\n      QueueName: !Sub 'it''s'\n      Tags:\n        - Key: !Sub a\n          Value:\n            Fn::Sub: 'b: c'\n"), ['Remove Fn::Sub']],
  ['Fn::Sub without variables over lines', queue('    Properties:\n      QueueName: !Sub |\n        orders\n'), ['Remove Fn::Sub']],
  ['Fn::Sub without variables in Fn::Join', queue('    Properties:\n      QueueName: !Join ["-", [!Sub a, !Ref Stage]]\n'), ['Remove Fn::Sub']],
  ['the only dependency', queue('    DependsOn: Topic\n    Properties:\n      QueueName: !GetAtt Topic.TopicName\n'), ["Remove 'Topic' from DependsOn"]],
  ['the only dependency, at the end', queue('    Properties:\n      QueueName: !GetAtt Topic.TopicName\n    DependsOn: [Topic]\n'), ["Remove 'Topic' from DependsOn"]],
  ['one of several dependencies', queue('    DependsOn: [A, Topic, B]\n    Properties:\n      QueueName: !GetAtt Topic.TopicName\n  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n'), ["Remove 'Topic' from DependsOn"]],
  ['numbers for strings', queue('    Properties:\n      QueueName: 123\n      Tags:\n        - Key: a\n          Value: 1.5\n', strict), ['Quote 123', 'Quote 1.5']],
  ['strings for numbers', queue('    Properties:\n      VisibilityTimeout: "30"\n      FifoQueue: \'true\'\n', strict), ['Write 30 without quotes', 'Write true without quotes']],
  ['what YAML misreads', queue('    Properties:\n      QueueName: 0123\n      Tags:\n        - Key: a\n          Value: yes\n'), ['Quote 0123', 'Quote yes']],
  ['missing properties of items', queue('    Properties:\n      Tags:\n        - Key: a\n        - Value: b\n'), ["Add 'Value'", "Add 'Key'"]],
  ['missing Properties', 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n    Metadata:\n      a: b\n  Q:\n    Type: AWS::SNS::TopicPolicy\n    Properties: {}\n', ["Add 'Topics'", "Add 'PolicyDocument'"]],
  ['a missing value of an output', 'Resources:\n  P:\n    Type: AWS::SNS::Topic\nOutputs:\n  A:\n    Description: x\n', ["Add 'Value'"]],
  ['Fn::Join without a delimiter', queue('    Properties:\n      QueueName: !Join ["", [a-, !Ref Stage, !GetAtt Topic.TopicName]]\n', strict), ['Write it as Fn::Sub']],
  ['Globals', 'Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: python3.8\n    Handlr: a.b\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      InlineCode: x\n      Handler: a.b\n      Timout: 3\n', ["Rename to 'Timeout'", "Rename to 'Handler'"]],
  ['Metadata of another kind', topic('    Metadata:\n      Owner: web\n'), ["Ignore E3002 in 'Topic'"]],
  ['empty Metadata', topic('    Metadata: {}\n'), ["Ignore E3002 in 'Topic'"]],
  ['an empty configuration', topic('    Metadata:\n      cfn-lint: {}\n'), ["Ignore E3002 in 'Topic'"]],
  ['a configuration without the list', topic(metadata('          configure_rules: {}\n')), ["Ignore E3002 in 'Topic'"]],
  ['Fn::Join without a delimiter, with lists in blocks', queue('    Properties:\n      QueueName:\n        Fn::Join:\n          - ""\n          - - a-\n            - Ref: Stage\n            - Fn::GetAtt:\n              - Topic\n              - TopicName\n      Tags:\n        - Key: !Join\n            - ""\n            - [a, !Ref Stage]\n          Value: b\n', strict), ['Write it as Fn::Sub']],
  ['Metadata that is not filled in', topic('    Metadata:\n'), ["Ignore E3002 in 'Topic'"]],
  ['Metadata that is null', topic('    Metadata: ~ # later\n'), ["Ignore E3002 in 'Topic'"]],
  ['a configuration that is not filled in', topic('    Metadata:\n      cfn-lint:\n        config:\n'), ["Ignore E3002 in 'Topic'"]],
  ['a list of rules that is not filled in', topic(metadata('          ignore_checks:\n')), ["Ignore E3002 in 'Topic'"]],
  ['an empty list of rules', topic(metadata('          ignore_checks: []\n')), ["Ignore E3002 in 'Topic'"]],
  ['a list of rules with comments', topic(metadata('          ignore_checks: # note\n            - W3005 # why\n            # more\n            - W1\n')), ["Ignore E3002 in 'Topic'"]],
  ['a list of rules in quotes', topic(metadata("          ignore_checks: ['W3005']\n")), ["Ignore E3002 in 'Topic'"]],
  ['a comment that ignores something else', topic('', 'Colour: blue # plumbline-ignore: W1'), ['Ignore E3002 on this line', 'Remove the unused suppression']],
  ['a comment above that ignores something else', topic('', '# plumbline-ignore: W1 because\n      Colour: blue'), ['Ignore E3002 on this line', 'Remove the unused suppression']],
];

/** Texts that are only checked as they are written, with both kinds of line breaks, and all fixes but suppressions that they have. */
const written: [string, string, string[]][] = [
  ['what an alias repeats', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: &p\n      Colour: blue\n      Tags: [{Key: a}]\n  B:\n    Type: AWS::SNS::Topic\n    Properties: *p\n', []],
  ['a type that an alias repeats', 'Resources:\n  A:\n    Type: &t AWS::SNS::Topik\n  B:\n    Type: *t\n', []],
  ['a merge key', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Metadata:\n      x: &b\n        Key: a\n    Properties:\n      Tags:\n        - <<: *b\n          Valu: d\n        - <<: *b\n', ["Rename to 'Value'"]],
  ['a resource with a merge key', 'Resources:\n  A: &a\n    Type: AWS::SNS::Topic\n    Properties:\n      Colour: c\n  C:\n    <<: *a\n    Properties:\n      DisplayNam: x\n', ["Rename to 'DisplayName'"]],
  ['block scalars', 'Resources:\n  First:\n    Type: >-\n      AWS::SNS::Topik\n  Second:\n    Type: AWS::SQS::Queue\n    DependsOn: >-\n      Nothing\n    Properties:\n      QueueName:\n        Ref: >-\n          Thrd\n  Third:\n    Type: AWS::SNS::Topic\n', ["Change to 'AWS::SNS::Topic'", "Change to 'Third'"]],
  ['escapes', 'Resources:\n  A:\n    Type: "AWS::SNS\\x3a:Topik"\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      "Display\\x4eam": a\n', ["Rename to 'DisplayName'"]],
  ['a loop', 'Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Topics:\n    - Name\n    - [A, B]\n    - Topic${Name}:\n        Type: AWS::SNS::Topic\n        Properties:\n          Colour: blue\n          DisplayNam: x\n', []],
  ['tabs in JSON', '{\n\t"Resources": {\n\t\t"A": {\n\t\t\t"Type": "AWS::SNS::TopicPolicy",\n\t\t\t"Properties": {\n\t\t\t\t"Topics": []\n\t\t\t}\n\t\t},\n\t\t"B": {\n\t\t\t"Type": "AWS::SNS::TopicPolicy"\n\t\t}\n\t}\n}', ["Add 'PolicyDocument'", "Add 'Topics'"]],
];

suite('quick fixes in every way of writing', () => {
  const service = cloudFormationService();

  /** The fixes of each finding, suppressions left out. */
  function offered(text: string, linter = service): Map<string, string[]> {
    return new Map(linter.lint(templateDocument(text)).map(({ rule, message, fixes = [] }) => [`${rule}: ${message}`, fixes.map(({ title }) => title).filter((title) => !title.startsWith('Ignore '))]));
  }

  /** Checks the fixes in every style: each style that has a finding has its fixes, too. */
  function check(text: string, linter = service): void {
    const wanted = offered(text, linter);
    for (const [style, other] of styled(text)) {
      assert.deepEqual(faultsOfFixes(linter, other).faults, [], style);
      for (const [finding, titles] of offered(other, linter)) {
        const missing = (wanted.get(finding) ?? []).filter((title) => !titles.includes(title) && !ofSomeStyles.has(title));
        assert.deepEqual(missing, [], `${style}: ${finding}`);
      }
    }
  }

  for (const [title, text, fixes] of texts) {
    test(title, () => {
      const { tried } = faultsOfFixes(service, text);
      for (const fix of fixes) assert.ok(tried.some((each) => each.endsWith(`: ${fix}`)), `${fix} is among ${tried.join('; ')}`);
      check(text);
    });
  }

  for (const [title, text, fixes] of written) {
    test(title, () => {
      assert.deepEqual([...offered(text).values()].flat(), fixes);
      for (const each of [text, text.replaceAll('\n', '\r\n')]) assert.deepEqual(faultsOfFixes(service, each).faults, []);
    });
  }

  for (const name of fs.readdirSync(folder)) {
    const id = path.basename(name, '.md');
    const [, example] = /## Bad\n\n```yaml\n([\s\S]*?)```/.exec(fs.readFileSync(path.join(folder, name), 'utf8')) ?? [];
    // Some examples are of other files than templates, and some are to be written out first.
    if (!/^(?:[EWI]\d{4}|plumbline_\w+)$/.test(id) || example === undefined || !/^Resources:/m.test(example) || example.includes('and so on')) continue;
    const files = new OverlayFiles(new DiskFiles(), new Map([['/workspace/.cfnlintrc', { getText: () => `include_checks: [${id}]\n` }]]));
    const linter = id.startsWith('I') ? cloudFormationService(undefined, files) : service;
    const hasFix = [...offered(example, linter)].some(([finding, titles]) => finding.startsWith(`${id}:`) && titles.length > 0);
    if (hasFix) test(`the example of ${id}`, () => check(example, linter));
  }
});
