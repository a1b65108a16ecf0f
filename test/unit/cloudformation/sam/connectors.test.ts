import assert from 'node:assert/strict';
import { cloudFormationService, lintText } from '../../../support/cloudformation.ts';

/** What connectors can join; 21 lines. */
const resources = `Transform: AWS::Serverless-2016-10-31
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::Serverless::SimpleTable}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://a/b}}
  Machine: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: s3://a/b}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref Machine, RoleArn: !GetAtt Role.Arn}, {Id: b, Arn: !GetAtt Bus.Arn}]}
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: s3://a/b, Events: {Call: {Type: Api, Properties: {Path: /, Method: get}}}}
  Own:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: s3://a/b, Role: !GetAtt Role.Arn}
  Other: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, CodeUri: s3://a/b, Role: 'arn:aws:iam::123456789012:role/other'}}
`;

const alone = (properties: string): string => `${resources}  It:\n    Type: AWS::Serverless::Connector\n    Properties: {${properties}}\n`;
const within = (properties: string, type = 'AWS::SQS::Queue'): string => `${resources}  It:\n    Type: ${type}\n    Connectors:\n      Out:\n        Properties: {${properties}}\n`;

/** By what is wrong, or right; cfn-lint, too, says that the transform fails exactly where something is expected. */
const cases: [string, string, string[]][] = [
  ['a permission that the pair has', alone('Source: {Id: Fn}, Destination: {Id: Queue}, Permissions: [Write, Read]'), []],
  ['a permission that the pair has not', alone('Source: {Id: Fn}, Destination: {Id: Topic}, Permissions: [Write, Read]'), ['E0001 24:83']],
  ['one destination of several', alone('Source: {Id: Fn}, Destination: [{Id: Table}, {Id: Topic}], Permissions: [Read]'), ['E0001 24:91']],
  ['permissions that go together', alone('Source: {Id: Queue}, Destination: {Id: Fn}, Permissions: [Read, Write]'), []],
  ['permissions that do not go alone', alone('Source: {Id: Queue}, Destination: {Id: Fn}, Permissions: [Read]'), ['E0001 24:62']],
  ['no permission', alone('Source: {Id: Fn}, Destination: {Id: Queue}, Permissions: []'), ['E0001 24:62']],
  ['a permission that there is not', alone('Source: {Id: Fn}, Destination: {Id: Queue}, Permissions: [write]'), ['E0001 24:76']],
  ['a destination that the source has not', alone('Source: {Id: Fn}, Destination: {Id: Layer}, Permissions: [Read]'), ['E0001 24:54']],
  ['a source that is none', alone('Source: {Id: Bus}, Destination: {Id: Fn}, Permissions: [Read]'), ['E0001 24:31']],
  ['an id that is a reference', alone('Source: {Id: !Ref Fn}, Destination: {Id: Queue}, Permissions: [Write]'), ['E0001 24:27']],
  ['an id and more', alone('Source: {Id: Fn}, Destination: {Id: Queue, Arn: a}, Permissions: [Write]'), ['E0001 24:61']],
  ['an id and a qualifier', alone('Source: {Id: Fn}, Destination: {Id: Queue, Qualifier: a}, Permissions: [Write]'), []],
  ['an end of another stack', alone('Source: {Id: Fn}, Destination: {Type: AWS::SNS::Topic, Arn: a}, Permissions: [Write]'), []],
  ['an end without its ARN', alone('Source: {Id: Fn}, Destination: {Type: AWS::SNS::Topic}, Permissions: [Write]'), ['E0001 24:50']],
  ['ends of types that are none', alone('Source: {Type: constructor}, Destination: {Type: constructor}, Permissions: [Write]'), ['E0001 24:33']],
  ['an end with an empty type', alone("Source: {Id: Fn}, Destination: {Type: '', Arn: a}, Permissions: [Write]"), ['E0001 24:50']],
  ['an end without its type', alone('Source: {Id: Fn}, Destination: {Arn: a}, Permissions: [Write]'), ['E0001 24:50']],
  ['a source of another stack', alone('Source: {Type: AWS::Serverless::Function, RoleName: a}, Destination: {Id: Queue}, Permissions: [Write]'), []],
  ['a source without its role', alone('Source: {Type: AWS::Serverless::Function, Arn: a}, Destination: {Id: Queue}, Permissions: [Write]'), ['E0001 24:27']],
  ['a role of the template', alone('Source: {Id: Own}, Destination: {Id: Queue}, Permissions: [Write]'), []],
  ['a role that is an ARN', alone('Source: {Id: Other}, Destination: {Id: Queue}, Permissions: [Write]'), ['E0001 24:31']],
  ['the role of a rule for its target', alone('Source: {Id: Rule}, Destination: {Id: Machine}, Permissions: [Write]'), []],
  ['a target without a role', alone('Source: {Id: Rule}, Destination: {Id: Bus}, Permissions: [Write]'), ['E0001 24:31']],
  ['an implicit API', alone('Source: {Id: ServerlessRestApi}, Destination: {Id: Fn}, Permissions: [Write]'), []],
  ['a connector in a resource that is not serverless', within('Destination: {Id: Fn}, Permissions: [Read, Write]'), []],
  ['its permissions', within('Destination: {Id: Fn}, Permissions: [Write]'), ['E0001 26:45']],
  ['its destination', within('Destination: {Id: Fm}, Permissions: [Read, Write]'), ['E0001 26:40']],
  ['its misspelt properties', within('Destination: {Id: Fn}, Permissions: [Read, Write], SourceRef: {}'), ['E0001 26:73']],
  ['a source reference with an id', within('SourceReference: {Id: Queue}, Destination: {Id: Fn}, Permissions: [Read, Write]'), ['E0001 26:40']],
  ['what a connector lacks', within('Destination: {Id: Fn}'), ['E0001 26:9']],
];

suite('Connectors', () => {
  const service = cloudFormationService();
  for (const [what, text, expected] of cases) {
    test(`reads ${what}`, () => assert.deepEqual(lintText(service, text).filter((line) => line.startsWith('E')), expected));
  }

  test('the condition of a connector and what it waits for are names of the template', () => {
    const text = (condition: string, name: string): string =>
      `${resources}  It:\n    Type: AWS::SQS::Queue\n    Connectors:\n      Out: {Condition: ${condition}, DependsOn: [${name}], Properties: {Destination: {Id: Fn}, Permissions: [Read, Write]}}\nConditions: {Far: !Equals [!Ref "AWS::Region", us-east-1]}\nOutputs: {Policy: {Value: !Ref ItOutPolicy}}\n`;
    assert.deepEqual(lintText(service, text('Far', 'Topic')), []);
    assert.deepEqual(lintText(service, text('Fra', 'Topik')), ['E3015 25:24', 'E3005 25:41', 'W8001 26:14']);
  });

  test('a template that is not serverless has no connectors', () => {
    const text = 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Connectors: {}\n';
    assert.deepEqual(lintText(service, text), ['E3001 4:5']);
  });

  test('connectors in a loop are read, too', () => {
    const text = `${resources.replace('AWS::Serverless-2016-10-31', '[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]')}  Fn::ForEach::Made:\n    - Name\n    - [A, B]\n    - ${'${Name}Queue'}:\n        Type: AWS::SQS::Queue\n        Connectors: {Out: {Properties: {Destination: {Id: Fn}, Permissions: [Read]}}}\n`;
    assert.deepEqual(lintText(service, text), ['E0001 27:64']);
  });
});
