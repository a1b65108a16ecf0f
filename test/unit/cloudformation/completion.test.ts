import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem } from 'vscode-languageserver-types';
import { cloudFormationService, templateDocument } from '../../support/cloudformation.ts';

/** The text before the cursor's mark, what is offered there, and the text once an item is taken. */
const mark = '‸';
const service = cloudFormationService();

function complete(marked: string, name = 'template.yaml'): { items: CompletionItem[]; take(label: string): string } {
  const offset = marked.indexOf(mark);
  assert.ok(offset >= 0);
  const document = templateDocument(marked.replace(mark, ''), name);
  const items = service.complete(document, document.positionAt(offset));
  return {
    items,
    take(label) {
      const item = items.find((each) => each.label === label);
      assert.ok(item?.textEdit && 'range' in item.textEdit, `${label} is none of ${items.map((each) => each.label).slice(0, 40).join(', ')}`);
      const typed = document.getText({ start: item.textEdit.range.start, end: document.positionAt(offset) });
      assert.ok((item.filterText ?? item.label).startsWith(typed) || typed === '', `'${typed}' does not begin '${item.filterText ?? item.label}'`);
      return TextDocument.applyEdits(document, [item.textEdit]);
    },
  };
}

const yaml = (resource: string, rest = ''): string => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage:
    Type: String
Mappings:
  Sizes:
    test: {Memory: 128}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Topic:
    Type: AWS::SNS::Topic
  Queue:
    Type: AWS::SQS::Queue
    Properties:
${resource}
${rest}`;

suite('CloudFormation completion', () => {
  /** Title, the text with the cursor, what must be offered, what must not, an item to take and what comes of it. */
  const cases: [string, string, string[], string[], [string, string]?][] = [
    ['sections', `Res${mark}\n`, ['Resources', 'Parameters', 'Outputs'], ['Globals', 'Type'], ['Resources', 'Resources:\n  \n']],
    ['sections that are not there yet', `Resources:\n  A:\n    Type: AWS::SNS::Topic\n${mark}`, ['Outputs'], ['Resources']],
    ['properties', yaml(`      ${mark}`), ['QueueName', 'Tags', 'VisibilityTimeout'], ['Arn', 'Type'], ['QueueName', yaml('      QueueName: ')]],
    ['properties, half typed', yaml(`      QueueName: x\n      Visi${mark}`), ['VisibilityTimeout'], ['QueueName'], ['VisibilityTimeout', yaml('      QueueName: x\n      VisibilityTimeout: ')]],
    ['properties before a colon', yaml(`      Visi${mark}: 30`), ['VisibilityTimeout'], [], ['VisibilityTimeout', yaml('      VisibilityTimeout: 30')]],
    ['a list begins with its first item', yaml(`      Tag${mark}`), ['Tags'], [], ['Tags', yaml('      Tags:\n        - ')]],
    ['properties of an item', yaml(`      Tags:\n        - ${mark}`), ['Key', 'Value'], [], ['Key', yaml('      Tags:\n        - Key: ')]],
    ['properties of an item, below its first', yaml(`      Tags:\n        - Key: a\n          ${mark}`), ['Value'], ['Key', 'QueueName']],
    ['properties of an item, the list not indented', yaml(`      Tags:\n      - Key: a\n        ${mark}`), ['Value'], ['Key', 'QueueName']],
    ['properties within an object', yaml(`      RedrivePolicy:\n        max${mark}`), ['maxReceiveCount'], ['QueueName']],
    ['properties in brackets', yaml(`      Tags: [{Key: a, ${mark}`), ['Value'], ['Key', 'QueueName']],
    ['properties behind a resource that is half typed', yaml(`      ${mark}`, '  Other\n  More:\n    Type: AWS::SNS::Topic'), ['QueueName'], []],
    ['attributes of a resource', `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    ${mark}`, ['Properties', 'DependsOn', 'DeletionPolicy'], ['Type', 'TopicName'], ['Properties', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      ']],
    ['types', `Resources:\n  A:\n    Type: AWS::SN${mark}`, ['AWS::SNS::Topic'], ['AWS::Serverless::Function'], ['AWS::SNS::Topic', 'Resources:\n  A:\n    Type: AWS::SNS::Topic']],
    ['types in quotes', `Resources:\n  A:\n    Type: "AWS::SN${mark}"\n`, ['AWS::SNS::Topic'], [], ['AWS::SNS::Topic', 'Resources:\n  A:\n    Type: "AWS::SNS::Topic"\n']],
    ['serverless types', `Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: ${mark}`, ['AWS::Serverless::Function'], []],
    ['serverless properties', `Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      ${mark}`, ['CodeUri', 'Events'], ['Code']],
    ['types of parameters', `Parameters:\n  A:\n    Type: ${mark}`, ['String', 'CommaDelimitedList', 'AWS::EC2::VPC::Id'], ['AWS::SNS::Topic']],
    ['attributes of a parameter', `Parameters:\n  A:\n    Type: String\n    ${mark}`, ['AllowedValues', 'Default'], ['Type', 'Properties']],
    ['attributes of an output', `Resources: {}\nOutputs:\n  A:\n    ${mark}`, ['Value', 'Export', 'Condition'], ['Type']],
    ['booleans', yaml(`      FifoQueue: ${mark}`), ['true', 'false', '!Ref', '!If'], [], ['true', yaml('      FifoQueue: true')]],
    ['allowed values', 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: node' + mark, ['nodejs22.x', 'python3.13'], ['!Ref']],
    ['allowed values of a list', 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Architectures:\n        - ' + mark, ['arm64', 'x86_64', '!Ref'], [], ['arm64', 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Architectures:\n        - arm64']],
    ['allowed values within an item', 'Resources:\n  A:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      KeySchema:\n        - AttributeName: a\n          KeyType: ' + mark, ['HASH', 'RANGE'], []],
    ['functions', yaml(`      QueueName: !${mark}`), ['!Ref', '!Sub', '!GetAtt'], ['!ToJsonString', 'Stage'], ['!Ref', yaml('      QueueName: !Ref ')]],
    ['functions, half typed', yaml(`      QueueName: !Ge${mark}`), ['!GetAtt'], [], ['!GetAtt', yaml('      QueueName: !GetAtt ')]],
    ['targets of Ref', yaml(`      QueueName: !Ref ${mark}`), ['Stage', 'Topic', 'AWS::Region'], ['Queue', 'IsLive'], ['Topic', yaml('      QueueName: !Ref Topic')]],
    ['targets of Ref, half typed', yaml(`      QueueName: !Ref AWS::Re${mark}`), ['AWS::Region'], [], ['AWS::Region', yaml('      QueueName: !Ref AWS::Region')]],
    ['targets of Ref in its long form', yaml(`      QueueName:\n        Ref: ${mark}`), ['Stage', 'Topic'], ['IsLive']],
    ['targets of Ref in a condition', `Parameters:\n  Stage: {Type: String}\nConditions:\n  A: !Equals [!Ref ${mark}`, ['Stage', 'AWS::Region'], []],
    ['resources of Fn::GetAtt', yaml(`      QueueName: !GetAtt ${mark}`), ['Topic'], ['Stage']],
    ['attributes of Fn::GetAtt', yaml(`      QueueName: !GetAtt Topic.${mark}`), ['Topic.TopicName', 'Topic.TopicArn'], [], ['Topic.TopicName', yaml('      QueueName: !GetAtt Topic.TopicName')]],
    ['attributes of Fn::GetAtt in brackets', yaml(`      QueueName: !GetAtt [Topic, ${mark}`), ['TopicName'], ['Topic']],
    ['variables of Fn::Sub', yaml(`      QueueName: !Sub "x-\${${mark}}"`), ['Stage', 'Topic', 'AWS::Region'], [], ['Stage', yaml('      QueueName: !Sub "x-${Stage}"')]],
    ['attributes in Fn::Sub', yaml(`      QueueName: !Sub "x-\${Topic.${mark}}"`), ['Topic.TopicName'], ['Stage'], ['Topic.TopicName', yaml('      QueueName: !Sub "x-${Topic.TopicName}"')]],
    ['nothing in a text', yaml(`      QueueName: !Sub |\n        some ${mark}`), [], ['Stage', 'QueueName']],
    ['nothing right behind a colon', yaml(`      FifoQueue:${mark}`), [], ['true', '!Ref']],
    ['types behind a colon of their own', `Resources:\n  A:\n    Type: AWS::SNS:${mark}`, ['AWS::SNS::Topic'], []],
    ['types behind two colons', `Resources:\n  A:\n    Type: AWS::${mark}`, ['AWS::SNS::Topic'], [], ['AWS::SNS::Topic', 'Resources:\n  A:\n    Type: AWS::SNS::Topic']],
    ['conditions of Fn::If', yaml(`      QueueName: !If [${mark}`), ['IsLive'], ['Stage'], ['IsLive', yaml('      QueueName: !If [IsLive')]],
    ['mappings of Fn::FindInMap', yaml(`      QueueName: !FindInMap [${mark}`), ['Sizes'], ['Stage']],
    ['keys of a mapping', yaml(`      QueueName: !FindInMap [Sizes, ${mark}`), ['test'], ['Memory']],
    ['the condition of a resource', `Conditions:\n  IsLive: !Equals [a, b]\nResources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: ${mark}`, ['IsLive'], ['A']],
    ['DependsOn', `Resources:\n  B: {Type: AWS::SNS::Topic}\n  A:\n    Type: AWS::SNS::Topic\n    DependsOn: ${mark}`, ['B'], ['A']],
    ['DependsOn in a list', `Resources:\n  B: {Type: AWS::SNS::Topic}\n  A:\n    Type: AWS::SNS::Topic\n    DependsOn:\n      - ${mark}`, ['B'], ['A']],
    ['DeletionPolicy', `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    DeletionPolicy: ${mark}`, ['Retain', 'Delete'], []],
    ['a call as the item of a list', yaml(`      Tags:\n        - !If\n          - IsLive\n          - Key: a\n            ${mark}`), ['Value'], ['Key']],
  ];
  for (const [title, text, offered, refused, taken] of cases) {
    test(title, () => {
      const { items, take } = complete(text);
      const labels = new Set(items.map(({ label }) => label));
      assert.deepEqual(offered.filter((label) => !labels.has(label)), [], `of ${[...labels].slice(0, 30).join(', ')}`);
      assert.deepEqual(refused.filter((label) => labels.has(label)), []);
      if (taken) assert.equal(take(taken[0]), taken[1]);
    });
  }

  const json = (resource: string): string => `{
  "Parameters": {"Stage": {"Type": "String"}},
  "Conditions": {"IsLive": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}},
  "Resources": {
    "Topic": {"Type": "AWS::SNS::Topic"},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {${resource}}}
  }
}`;
  const jsonCases: [string, string, string[], string[], [string, string]?][] = [
    ['sections', `{\n  "Resources": {},\n  "Out${mark}"\n}`, ['Outputs'], ['Resources'], ['Outputs', '{\n  "Resources": {},\n  "Outputs": {}\n}']],
    ['properties', json(`"Qu${mark}"`), ['QueueName'], ['Arn'], ['QueueName', json('"QueueName": ""')]],
    ['properties without a quote', json(`"FifoQueue": true, ${mark}`), ['QueueName'], ['FifoQueue'], ['Tags', json('"FifoQueue": true, "Tags": []')]],
    ['properties before a colon', json(`"Qu${mark}": "x"`), ['QueueName'], [], ['QueueName', json('"QueueName": "x"')]],
    ['types', `{"Resources": {"A": {"Type": "AWS::SN${mark}"}}}`, ['AWS::SNS::Topic'], [], ['AWS::SNS::Topic', '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}']],
    ['booleans', json(`"FifoQueue": ${mark}`), ['true'], ['!Ref'], ['true', json('"FifoQueue": true')]],
    ['targets of Ref', json(`"QueueName": {"Ref": "${mark}"}`), ['Stage', 'Topic'], ['IsLive'], ['Stage', json('"QueueName": {"Ref": "Stage"}')]],
    ['attributes of Fn::GetAtt', json(`"QueueName": {"Fn::GetAtt": ["Topic", "${mark}"]}`), ['TopicName'], ['Topic'], ['TopicName', json('"QueueName": {"Fn::GetAtt": ["Topic", "TopicName"]}')]],
    ['variables of Fn::Sub', json(`"QueueName": {"Fn::Sub": "\${${mark}}"}`), ['Stage'], [], ['Stage', json('"QueueName": {"Fn::Sub": "${Stage}"}')]],
    ['conditions of Fn::If', json(`"QueueName": {"Fn::If": ["${mark}"]}`), ['IsLive'], ['Stage']],
    ['functions', json(`"QueueName": {"${mark}"}`), ['Ref', 'Fn::Sub'], ['QueueName']],
    ['properties of an item', json(`"Tags": [{"Key": "a", "${mark}"}]`), ['Value'], ['Key']],
  ];
  for (const [title, text, offered, refused, taken] of jsonCases) {
    test(`JSON: ${title}`, () => {
      const { items, take } = complete(text, 'template.json');
      const labels = new Set(items.map(({ label }) => label));
      assert.deepEqual(offered.filter((label) => !labels.has(label)), [], `of ${[...labels].slice(0, 30).join(', ')}`);
      assert.deepEqual(refused.filter((label) => labels.has(label)), []);
      if (taken) assert.equal(take(taken[0]), taken[1]);
    });
  }

  test('what is required comes first', () => {
    const { items } = complete(`Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      ${mark}`);
    const [first, second] = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    assert.deepEqual([first?.label, second?.label].toSorted(), ['Code', 'Role']);
  });
});
