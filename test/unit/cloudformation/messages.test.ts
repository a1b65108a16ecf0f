import assert from 'node:assert/strict';
import { cloudFormationService, templateDocument } from '../../support/cloudformation.ts';

const resource = (type: string, ...properties: string[]): string => `Resources:\n  Example:\n    Type: ${type}\n    Properties:\n${properties.map((line) => `      ${line}\n`).join('')}`;

suite('messages of schema findings: what, where, what is allowed', () => {
  const service = cloudFormationService();

  /** Rule, the text, and all that the rule says. */
  const cases: [string, string, string[]][] = [
    ['E3002', resource('AWS::SQS::Queue', 'QueuName: x'), ["'QueuName' is no property of AWS::SQS::Queue; did you mean 'QueueName'?"]],
    ['E3002', resource('AWS::S3::Bucket', 'VersioningConfiguration: {Statu: Enabled}'), ["'Statu' is no property of 'VersioningConfiguration' of AWS::S3::Bucket; did you mean 'Status'?"]],
    ['E1001', 'Resource: {}\n', ["'Resource' is no section of a template; did you mean 'Resources'?", "'Resources' is missing; a template needs it"]],
    ['E3001', 'Resources:\n  Example:\n    Type: AWS::SNS::Topic\n    Propertys: {}\n', ["'Propertys' is no property of a resource; did you mean 'Properties'?"]],
    ['E3003', resource('AWS::SNS::Subscription', 'Protocol: sms', 'Endpoint: "1"'), ["'TopicArn' is missing; AWS::SNS::Subscription needs it"]],
    ['E1033', resource('AWS::SNS::Topic', 'TopicName: {Fn::GetStackOutput: {StackName: a}}'), ["'OutputName' is missing; Fn::GetStackOutput needs it"]],
    ['E3012', resource('AWS::SQS::Queue', 'DelaySeconds: soon'), ["'soon' is not an integer"]],
    ['E3012', resource('AWS::SQS::Queue', 'QueueName: [a]'), ['["a"] is a list, where a string is needed']],
    ['E3012', 'Resources:\n  P:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n', ['There is no value here; an object is needed']],
    ['E6101', 'Resources:\n  Example:\n    Type: AWS::SNS::Topic\nOutputs:\n  A:\n    Value: !GetAZs ""\n', ['{"Fn::GetAZs":""} gives a list, where a string is needed']],
    ['E3030', resource('AWS::S3::Bucket', 'VersioningConfiguration: {Status: On}'), ["true is not one of 'Enabled', 'Suspended'"]],
    ['W1030', `Parameters: {P: {Type: String, Default: Off}}\n${resource('AWS::S3::Bucket', 'VersioningConfiguration: {Status: !Ref P}')}`, ["What Ref can come to does not suit: 'Off' is not one of 'Enabled', 'Suspended'"]],
    ['E1018', resource('AWS::ElasticLoadBalancing::LoadBalancer', 'AvailabilityZones: !Split [","]'), ['At least 2 items are needed here, not 1']],
    ['E3024', resource('AWS::SNS::Topic', 'Tags: [{Key: a, Value: b}, {Key: a, Value: c}]'), ["Two items of this list have the same 'Key': 'a'"]],
    ['E1154', resource('AWS::EC2::Instance', 'ImageId: ami-12345678', 'SubnetId: public'), ["'public' in 'SubnetId' is not the id of a subnet, such as 'subnet-0123456789abcdef0'"]],
    ['E3671', resource('AWS::EC2::Instance', 'ImageId: ami-12345678', 'BlockDeviceMappings: [{DeviceName: /dev/sda1, Ebs: {VolumeType: io1, VolumeSize: 10}}]'), ["A volume has the IOPS that its type needs: 'Iops' is missing; 'BlockDeviceMappings.Ebs' of AWS::EC2::Instance needs it"]],
    ['E3047', resource('AWS::ECS::TaskDefinition', 'RequiresCompatibilities: [FARGATE]', 'NetworkMode: awsvpc', 'Cpu: "256"', 'Memory: "8192"', 'ContainerDefinitions: [{Name: a, Image: b}]'), ["A task on Fargate has CPU and memory that go together: 'Cpu' is '256' and 'Memory' is '8192'"]],
    ['E1010', resource('AWS::SQS::Queue', 'QueueName: !GetAtt Other.Colour').concat('  Other:\n    Type: AWS::SNS::Topic\n'), ["'Colour' is no attribute of AWS::SNS::Topic, which has 'ContentBasedDeduplication', 'DeliveryStatusLogging', 'DisplayName', 'FifoThroughputScope', 'FifoTopic', 'KmsMasterKeyId', 'SignatureVersion', 'Subscription', 'Tags', 'TopicArn', 'TopicName' and 'TracingConfig'"]],
    ['E1154', `Conditions: {C: !Equals [!Ref "AWS::Region", a]}\n${resource('AWS::EC2::Instance', 'ImageId: ami-12345678', 'SubnetId: !If [C, public, subnet-12345678]')}`, ["'public' in 'SubnetId' is not the id of a subnet, such as 'subnet-0123456789abcdef0'"]],
    ['E1041', `${resource('AWS::EC2::Instance', 'ImageId: ami-12345678', 'SubnetId: !Ref Other')}  Other:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n`, ["Ref of 'Other' (AWS::EC2::VPC) gives the id of a VPC, not the id of a subnet"]],
    ['E1020', `Parameters: {P: {Type: Stirng}}\n${resource('AWS::SNS::Topic', 'TopicName: !Ref P')}`, ["Parameter 'P' is of the unknown type Stirng, where a string is needed"]],
    ['E1028', `Conditions: {IsLive: !Equals [!Ref "AWS::Region", a]}\n${resource('AWS::SNS::Topic', 'TopicName: !If [IsLife, a, b]')}`, ["'IsLife' is no condition of this template; did you mean 'IsLive'?"]],
    ['E1028', resource('AWS::SNS::Topic', 'TopicName: !If [IsLive, a, b]'), ["'IsLive' is no condition of this template"]],
    ['E3031', resource('AWS::Events::Rule', 'Name: "a b"', 'ScheduleExpression: rate(5 minutes)'), ["'a b' in 'Name' does not have the form that is needed: letters, digits, dots, hyphens and underscores"]],
    ['E7001', `Mappings: {M: {123456789012: {a: b}}}\n${resource('AWS::SNS::Topic', 'DisplayName: !FindInMap [M, !Ref AWS::AccountId, a]')}`, ['123456789012 is read as a number; this name needs quotes']],
    ['E2001', `Parameters: {A-B: {Type: String}}\n${resource('AWS::SNS::Topic')}`, ["'A-B' is no name that is allowed here: it has to be letters and digits"]],
    ['E1011', `Mappings: {M: {a: {}}}\n${resource('AWS::SNS::Topic', 'TopicName: !FindInMap [M, a, b]')}`, ["'b' is no second-level key of mapping 'M', which has none"]],
    ['E3004', resource('AWS::SNS::Topic', 'TopicName: !GetAtt Example.TopicName'), ["'Example' depends on itself"]],
    ['E0000', resource('AWS::SNS::Topic', 'TopicName: a', 'TopicName: b'), ["'TopicName' stands here a second time; remove one of the two", "'TopicName' stands here a second time; remove one of the two"]],
  ];
  for (const [rule, text, messages] of cases) {
    test(`${rule}: ${messages[0]}`, () => {
      const found = service.lint(templateDocument(text)).filter((diagnostic) => diagnostic.rule === rule).map(({ message }) => message);
      assert.deepEqual(found.toSorted(), messages.toSorted());
    });
  }

  test('of a long value the beginning is shown, on one line', () => {
    const script = Array.from({ length: 40 }, (_, line) => `          line ${line}\n`).join('');
    const [found] = service.lint(templateDocument(resource('AWS::SQS::Queue', `DelaySeconds: |\n${script}`.trimEnd())));
    assert.match(found?.message ?? '', /^'line 0 line 1 .{80,120}\.\.\.' is not an integer$/);
  });

  test('of many values those are named that begin like the one that is written', () => {
    const [found] = service.lint(templateDocument(resource('AWS::EC2::Instance', 'InstanceType: t3.enormous'))).filter(({ rule }) => rule === 'E3030');
    assert.match(found?.message ?? '', /^'t3\.enormous' is not one of 't3\.2xlarge', 't3\.large', .* and \d+ more$/);
  });
});
