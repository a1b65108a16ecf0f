import assert from 'node:assert/strict';
import { cloudFormationService, templateDocument } from '../../support/cloudformation.ts';

const text = `Parameters:
  Stage:
    Type: String
    Description: Where it runs.
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Condition: IsLive
    Properties:
      QueueName: !Sub "\${Stage}-\${AWS::Region}"
      VisibilityTimeout: 30
      Tags:
        - Key: stage
          Value: !Ref Stage
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Role: !GetAtt Role.Arn
      Code: {ZipFile: x}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
Outputs:
  Url:
    Value: !Sub "\${Queue.Arn}"
    Export: {Name: !Join ["-", [!Ref Queue, url]]}
`;

suite('CloudFormation hover', () => {
  const service = cloudFormationService();

  function hover(needle: string, source = text, name = 'template.yaml'): string | undefined {
    const document = templateDocument(source, name);
    const at = source.indexOf(needle);
    assert.ok(at >= 0, needle);
    const found = service.hover(document, document.positionAt(at + needle.length - 1));
    if (!found) return undefined;
    assert.ok(found.range && document.offsetAt(found.range.start) <= at + needle.length - 1 && at + needle.length - 1 <= document.offsetAt(found.range.end));
    return (found.contents as { value: string }).value;
  }

  const cases: [string, string, RegExp[]][] = [
    ['a resource type', 'AWS::SQS::Q', [/AWS::SQS::Queue/, /Ref returns its identifier, `QueueUrl`/, /`QueueName`/, /TemplateReference\/aws-resource-sqs-queue\.html/]],
    ['a resource type with required properties', 'AWS::Lambda::F', [/Required: `Code`, `Role`/]],
    ['a property', 'VisibilityT', [/VisibilityTimeout\*\*: integer/, /Optional\. A change does not replace/, /0 to 43200/]],
    ['a property that replaces', 'QueueN', [/A change replaces the resource/]],
    ['a property of an item', 'Key', [/Key\*\*: string/, /Required\./]],
    ['a property with allowed values', 'Runt', [/One of .*`dotnet10`.*more/]],
    ['a required property', 'Rol', [/Required\./]],
    ['a parameter', '!Ref Sta', [/Where it runs\./, /```yaml\nStage:\n {2}Type: String/]],
    ['a parameter in Fn::Sub', '"${Sta', [/Where it runs\./]],
    ['a pseudo parameter', '${AWS::Reg', [/region in which the stack is created/]],
    ['a condition', 'Condition: IsL', [/IsLive: !Equals/]],
    ['a resource in Ref', '!Ref Queu', [/`Ref` returns the resource's identifier, `QueueUrl`/]],
    ['a resource in Fn::GetAtt', '!GetAtt Rol', [/Arn\*\* of AWS::IAM::Role: string/]],
    ['a resource in Fn::Sub', '${Queu', [/Arn\*\* of AWS::SQS::Queue: string/]],
    ['an attribute in Fn::Sub', '${Queue.Ar', [/Arn\*\* of AWS::SQS::Queue/]],
    ['a function', '!Joi', [/Fn::Join/, /intrinsic-function-reference-join\.html/]],
    ['a declaration', '  Queu', [/AWS::SQS::Queue/]],
  ];
  for (const [title, needle, expected] of cases) {
    test(title, () => {
      const found = hover(needle) ?? '';
      for (const each of expected) assert.match(found, each);
    });
  }

  test('JSON', () => {
    const json = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 30}}}, "Outputs": {"A": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}}}';
    assert.match(hover('VisibilityT', json, 'a.json') ?? '', /0 to 43200/);
    assert.match(hover('AWS::SQS', json, 'a.json') ?? '', /aws-resource-sqs-queue/);
    assert.match(hover('"Ar', json, 'a.json') ?? '', /Arn\*\* of AWS::SQS::Queue/);
  });

  test('nothing where nothing is known', () => {
    assert.equal(hover('Description: Where'), undefined);
    assert.equal(hover(': 3'), undefined);
  });
});
