import assert from 'node:assert/strict';
import { cloudFormationService, lintText } from '../../../support/cloudformation.ts';

/** By rule: a template and where the rule reports, `line:column`; the pages have one example each, these are the edges. */
const cases: Record<string, [what: string, template: string, places: string[]][]> = {
  E1031: [['a Ref within that names nothing', 'Transform: AWS::LanguageExtensions\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: {Fn::ToJsonString: {a: !Ref Nothing}}\n', ['6:46']]],
  E1027: [
    ['in Fn::If', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: !If [C, "{{resolve:ssm-secure:a:1}}", b]\n', ['6:25']],
    ['where it is resolved, in Fn::If', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile: !If [C, {Password: "{{resolve:ssm-secure:a:1}}"}, !Ref "AWS::NoValue"]\n', []],
    ['in an output', 'Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: "{{resolve:ssm-secure:a:1}}"}}\n', ['2:22']],
  ],
  E1051: [
    ['in a mapping', 'Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M, a, b]}}}\nMappings: {M: {a: {b: "{{resolve:secretsmanager:s:SecretString:k}}"}}}\n', ['2:23']],
    ['in the metadata of the template, which nothing resolves', 'Resources: {T: {Type: AWS::SNS::Topic}}\nMetadata: {A: "{{resolve:secretsmanager:s:SecretString:k}}"}\n', []],
    ['in a parameter, save for its default', 'Parameters:\n  P:\n    Type: String\n    Default: "{{resolve:secretsmanager:s:SecretString:k}}"\n    Description: "{{resolve:secretsmanager:s:SecretString:k}}"\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P}}}\n', ['5:18']],
  ],
  W1051: [['as a whole string of Fn::Sub', 'Resources:\n  X:\n    Type: Custom::X\n    Properties:\n      ServiceToken: arn:aws:lambda:us-east-1:123456789012:function:x\n      SecretArn: !Sub "{{resolve:secretsmanager:${AWS::Region}:SecretString:k}}"\n', ['6:23']]],
  E2530: [
    ['of a runtime that one branch gives', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: !If [C, java25, nodejs24.x]\n      Handler: a\n      Role: arn:aws:iam::123456789012:role/r\n      Code: {S3Bucket: bucket, S3Key: k}\n      SnapStart: {ApplyOn: PublishedVersions}\n', ['10:28']],
    ['not of one that has snapshots', 'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: dotnet8, Handler: a, Role: "arn:aws:iam::123456789012:role/r", Code: {S3Bucket: bucket, S3Key: k}, SnapStart: {ApplyOn: PublishedVersions}}\n', []],
  ],
  W2530: [['of a serverless function without an alias', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: AWS::Serverless::Function, Properties: {Runtime: java25, Handler: a, CodeUri: a/, SnapStart: {ApplyOn: PublishedVersions}}}\n  B: {Type: AWS::Serverless::Function, Properties: {Runtime: java25, Handler: a, CodeUri: a/, AutoPublishAlias: live, SnapStart: {ApplyOn: PublishedVersions}}}\n', ['3:116']], ['not where Fn::Sub names the function', 'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: java25, Handler: a, Role: "arn:aws:iam::123456789012:role/r", Code: {S3Bucket: bucket, S3Key: k}, SnapStart: {ApplyOn: PublishedVersions}}\n  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Sub "${F.Arn}"}}\n', []]],
  E3059: [
    ['not in a block that is added', 'Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n  B: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref V, CidrBlock: 10.2.0.0/16}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.2.3.0/24}}\n', []],
    ['larger than the VPC', 'Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/24}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !GetAtt V.VpcId, CidrBlock: 10.0.0.0/16}}\n', ['3:79']],
    ['not where a block is known only at deployment', 'Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {Ipv4IpamPoolId: p, Ipv4NetmaskLength: 16}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/16}}\n', []],
    ['IPv6', 'Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/24}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, Ipv6CidrBlock: "2001:db8:1234:1a00::/64"}}\n', ['3:74']],
    ['not in the other case of a condition', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !If [C, 10.1.0.0/16, 10.2.0.0/16]}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: !If [C, 10.1.0.0/24, 10.2.0.0/24]}}\n', []],
  ],
  E3064: [['not under conditions that exclude each other', 'Conditions:\n  C: !Equals [!Ref "AWS::Region", a]\n  D: !Not [!Condition C]\nResources:\n  A: {Type: AWS::EC2::VPCEndpoint, Condition: C, Properties: {VpcId: vpc-12345678, VpcEndpointType: Interface, ServiceName: s, PrivateDnsEnabled: true}}\n  B: {Type: AWS::EC2::VPCEndpoint, Condition: D, Properties: {VpcId: vpc-12345678, VpcEndpointType: Interface, ServiceName: s, PrivateDnsEnabled: true}}\n', []]],
  E3063: [['not where conditions keep them apart', 'Conditions:\n  C: !Equals [!Ref "AWS::Region", a]\n  D: !Not [!Condition C]\nResources:\n  G:\n    Type: AWS::GuardDuty::Detector\n    Properties:\n      Enable: true\n      DataSources: !If [C, {S3Logs: {Enable: true}}, !Ref "AWS::NoValue"]\n      Features: !If [D, [{Name: S3_DATA_EVENTS, Status: ENABLED}], !Ref "AWS::NoValue"]\n', []]],
  E3697: [['each case of a condition by itself', `Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      Role: arn:aws:iam::123456789012:role/r\n      Code: {ZipFile: x}\n      Environment:\n        Variables:\n          AA: !If [C, ${'a'.repeat(4000)}, b]\n          BB: !If [C, c, ${'d'.repeat(4000)}]\n`, []]],
  E3701: [['not where a name is computed', 'Resources:\n  P:\n    Type: AWS::CodePipeline::Pipeline\n    Properties:\n      RoleArn: arn:aws:iam::123456789012:role/r\n      ArtifactStore: {Type: S3, Location: bucket}\n      Stages:\n        - Name: A\n          Actions:\n            - {Name: S, ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}, Configuration: {S3Bucket: b, S3ObjectKey: k}, OutputArtifacts: [{Name: !Sub "${AWS::StackName}x"}]}\n        - Name: B\n          Actions:\n            - {Name: C, ActionTypeId: {Category: Build, Owner: AWS, Provider: CodeBuild, Version: "1"}, Configuration: {ProjectName: p}, InputArtifacts: [{Name: Any}]}\n', []]],
  E1010: [
    ['of a resource without an attribute, and of nothing', 'Resources:\n  T: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::GetAtt: T}}}\n  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt T}}\n  C: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::GetAtt: null}}}\n', ['3:67', '4:62', '5:67']],
    ['of what is no string', 'Resources:\n  T: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::GetAtt: 5}}}\n  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt [T, true]}}\n  C: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt [1, Arn]}}\n', ['3:67', '4:66', '5:63']],
    ['of what a serverless function has in one of several forms', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Gone.Arn}\n', ['9:55']], ['within a definition', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: AWS::Serverless::Api, Properties: {StageName: a, DefinitionBody: {x: !GetAtt Gone.Arn}}}\n', ['3:90']], ['of a serverless table', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      Environment: {Variables: {AA: !GetAtt T.Arn, BB: !GetAtt T.Aarn}}\n', ['11:64']], ['in the name of an export, which knows no resources', 'Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: a, Export: {Name: !GetAtt T.TopicArn}}}\n', ['2:48']],
  ],
  E3047: [['of a memory that is no size', 'Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {RequiresCompatibilities: [FARGATE], NetworkMode: awsvpc, Cpu: "256", Memory: 512x, ContainerDefinitions: [{Name: a, Image: b}]}\n', ['4:17']]],
  E3673: [['of null, which counts as none', 'Resources:\n  I:\n    Type: AWS::EC2::Instance\n    Properties: {ImageId: null}\n', ['4:18']]],
  W2533: [['of null, which counts as none', 'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: python3.13, Handler: null, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: x}}\n', ['4:96']]],
  E1019: [
    ['of a number or nothing, save behind a tag', 'Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::Sub: 5}}}\n  B: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::Sub: null}}}\n  C: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub 5}}\n', ['2:64', '3:64']],
    ['in the name of an export', 'Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: a, Export: {Name: !Sub "${T}-a"}}}\n', ['2:48']],
  ],
  E1020: [['in what a policy template is given', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      Policies: [{S3ReadPolicy: {BucketName: !Ref Gone}}]\n', ['11:51']], ['in the name of an export', 'Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: a, Export: {Name: !Ref T}}}\n', ['2:45']]],
  E6101: [['of an attribute of a serverless function', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      AutoPublishAlias: live\nOutputs: {O: {Value: !GetAtt F.Foo}, V: {Value: !Sub "${F.Version}"}}\n', ['12:30']]],
  E6102: [['not of what is wrong with a function', 'Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: a, Export: {Name: !Ref T}}}\n', []]],
  E3004: [
    ['the circle that is met first, not every detour', 'Resources:\n  A: {Type: AWS::SNS::Topic, DependsOn: [B, C]}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n  C: {Type: AWS::SNS::Topic, DependsOn: B}\n', ['2:3', '3:3']],
    ['of the bucket of an event and the policies of the function that it calls', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      Policies: [{S3ReadPolicy: {BucketName: !Ref B}}]\n      Events: {E: {Type: S3, Properties: {Bucket: !Ref B, Events: "s3:ObjectCreated:*"}}}\n', ['3:3', '5:3']],
    ['of an API and the environment of the function that it calls', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      Environment: {Variables: {API: !Ref ServerlessRestApi}}\n      Events: {E: {Type: Api, Properties: {Path: /, Method: get}}}\n', ['5:3']],
    ['not of the bucket of an event that the policies do not name', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref T}}]\n      Events: {E: {Type: S3, Properties: {Bucket: !Ref B, Events: "s3:ObjectCreated:*"}}}\n', []],
    ['of a resource without a type, too', 'Resources:\n  A: {Properties: {}, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n', ['2:3', '3:3']],
    ['not of what only leads to one', 'Resources:\n  A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: C}\n  C: {Type: AWS::SNS::Topic, DependsOn: [D, B]}\n  D: {Type: AWS::SNS::Topic}\n', ['3:3', '4:3']],
  ],
  E3012: [['of what the section Globals gives', 'Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Timeout: 10x}}\nResources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: a/, Handler: a.b, Runtime: python3.13}}}\n', ['2:31']]],
  E3510: [
    ['in the policies of a serverless function, be it in a list, alone or in a branch', 'Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [!Ref "AWS::Region", a]}\nGlobals: {Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - AWSLambdaExecute\n        - SQSPollerPolicy: {QueueName: q}\n        - {Version: "2012-10-17", Statement: [{Effect: Permit, Action: "s3:GetObject", Resource: "*"}]}\n        - !If [C, {Version: "2011-01-01", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}, !Ref "AWS::NoValue"]\n  G:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies: {Statement: [{Effect: Permit, Action: "s3:GetObject", Resource: "*"}]}\n', ['11:56', '12:29', '16:39']],
  ],
  E3530: [['of a serverless function', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: a/\n      Handler: a.b\n      Runtime: python3.13\n      AssumeRolePolicyDocument: {Version: "2011-01-01", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}\n', ['9:43']]],
  E3698: [['at what the deployment says', 'Resources:\n  A: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n  B: {Type: AWS::ApiGateway::RestApi, Properties: {Name: b}}\n  D: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref A}}\n  S: {Type: AWS::ApiGateway::Stage, Properties: {StageName: s, RestApiId: !Ref B, DeploymentId: !Ref D}}\n', ['4:66']]],
  E3505: [['of a queue without properties that a serverless function reads, whose timeout Globals gives', 'Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13, Timeout: 60}}\nResources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}\n', ['4:6']]],
  E3027: [['of the event of a serverless function', 'Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13, Timeout: 60}}\nResources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E: {Type: Schedule, Properties: {Schedule: rate(1 days)}}\n', ['9:52']]],
  E3034: [['of the event of a serverless function', 'Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13, Timeout: 60}}\nResources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E: {Type: SQS, Properties: {Queue: !Ref Q, BatchSize: 20000}}\n', ['9:63']]],
  E3030: [['of a property that a serverless state machine calls by another name', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  S: {Type: AWS::Serverless::StateMachine, Properties: {Type: SLOW, Definition: {StartAt: A, States: {A: {Type: Succeed}}}}}\n', ['3:63']]],
  E3601: [['of a serverless state machine', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  S: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: B, States: {A: {Type: Succeed}}}}}\n', ['3:79']]],
  E0001: [['where results go', 'Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13, Timeout: 60}}\nResources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E: {Type: Schedule, Properties: {Schedule: rate(1 day)}}\n      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: Mail, Destination: x}}}\n', ['10:65']]],
  W1001: [
    ['by a connector, unless it has the condition, too', 'Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  F: {Type: AWS::Serverless::Function, Condition: C, Properties: {Runtime: nodejs22.x, Handler: a.b, CodeUri: a/}}\n  T: {Type: AWS::Serverless::SimpleTable}\n  A: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: F}, Destination: {Id: T}, Permissions: [Read]}}\n  B: {Type: AWS::Serverless::Connector, Condition: C, Properties: {Source: {Id: F}, Destination: {Id: T}, Permissions: [Read]}}\n', ['6:67']],
    ['by a connector within a resource', 'Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  T: {Type: AWS::Serverless::SimpleTable, Condition: C}\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: nodejs22.x, Handler: a.b, CodeUri: a/}\n    Connectors:\n      One: {Properties: {Destination: {Id: T}, Permissions: [Read]}}\n      Two: {Condition: C, Properties: {Destination: {Id: T}, Permissions: [Read]}}\n', ['9:44']],
    ['of a condition that is not declared', 'Resources:\n  A: {Type: AWS::SNS::Topic, Condition: Gone}\n  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt A.TopicName}}\n', ['3:43']],
    ['in Fn::If without its second branch, which keeps nothing away', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  A: {Type: AWS::SNS::Topic, Condition: C}\n  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [C, !GetAtt A.TopicName]}}\n', ['4:62']],
    ['not where another condition may keep the use away', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  A: {Type: AWS::SNS::Topic, Condition: Gone}\n  B: {Type: AWS::SNS::Topic, Condition: C, Properties: {TopicName: !GetAtt A.TopicName}}\n', []],
  ],
  E3026: [['at Ref where it is written out, in a branch of Fn::If', 'Conditions: {C: !Equals [!Ref "AWS::Region", a]}\nResources:\n  P: {Type: AWS::ElastiCache::ParameterGroup, Properties: {CacheParameterGroupFamily: redis6.x, Description: d, Properties: {cluster-enabled: "yes"}}}\n  G:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      ReplicationGroupDescription: d\n      CacheParameterGroupName:\n        Fn::If:\n          - C\n          - Ref: P\n          - p\n      AutomaticFailoverEnabled: false\n      NumCacheClusters: 2\n', ['11:13']]],
  E3039: [
    ['of a key that names no attribute', 'Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n      AttributeDefinitions: [{AttributeName: a, AttributeType: S}]\n      KeySchema: [{KeyType: HASH}]\n', ['4:5']],
    ['not of a key that a parameter names', 'Parameters: {P: {Type: String}}\nResources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n      AttributeDefinitions: [{AttributeName: a, AttributeType: S}]\n      KeySchema: [{AttributeName: !Ref P, KeyType: HASH}]\n', []],
  ],
  E3050: [['at Ref where it is written out', 'Resources:\n  R: {Type: AWS::IAM::Role, Properties: {Path: /a/, AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]}}}\n  P:\n    Type: AWS::CodeBuild::Project\n    Properties:\n      Artifacts: {Type: NO_ARTIFACTS}\n      Environment: {ComputeType: BUILD_GENERAL1_SMALL, Image: a, Type: LINUX_CONTAINER}\n      Source: {Type: NO_SOURCE, BuildSpec: a}\n      ServiceRole:\n        Ref: R\n', ['10:9']]],
  W2001: [['not of one that a call names which has something beside it', 'Parameters: {P: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: {Ref: P, Description: d}}}}\n', []]],
  W7001: [['not of one that a call names which has something beside it', 'Mappings: {M: {a: {b: c}}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: {"Fn::FindInMap": [M, a, b], Description: d}}}}\n', []]],
  W1011: [['not of a parameter that is of no type', 'Parameters: {P: {Type: Text, NoEcho: true}}\nResources: {U: {Type: AWS::IAM::User, Properties: {LoginProfile: {Password: !Ref P}}}}\n', []]],
  W3002: [['not in a serverless template, which is packaged anyway', 'Transform: AWS::Serverless-2016-10-31\nResources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./n.yaml}}}\n', []]],
  E1030: [['of a parameter that is no list', 'Transform: AWS::LanguageExtensions\nParameters: {N: {Type: Number}}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Length {Ref: N}}}}\n', ['3:75']]],
  E1018: [['of a dynamic reference, which is resolved later', 'Resources: {U: {Type: AWS::IAM::User, Properties: {ManagedPolicyArns: !Split [",", "{{resolve:ssm:a:1}}"]}}}\n', ['1:84']]],
  E1050: [['not in the metadata, which nothing resolves', 'Metadata: {A: "{{resolve:parameter:a}}"}\nResources: {T: {Type: AWS::SNS::Topic}}\n', []]],
  W8003: [['not of a function that is wrong anyway', 'Conditions: {C: !Equals [!Base64 a, !Base64 a]}\nResources: {T: {Type: AWS::SNS::Topic, Condition: C}}\n', []]],
  E1024: [['where a policy has a statement', 'Resources:\n  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [!Cidr [10.0.0.0/16, 2, 8]]}}}\n', ['2:104']]],
  E1015: [['of a list where a policy has its version', 'Resources:\n  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: !GetAZs "", Statement: []}}}\n', ['2:78']]],
  E1029: [
    ['in a mapping', 'Mappings: {M: {a: {b: "${AWS::Region}-x"}}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M, a, b]}}}\n', ['1:23']],
    ['in a resource without a type', 'Resources: {T: {Properties: {TopicName: "${AWS::Region}-x"}}}\n', ['1:41']],
  ],
  W1030: [
    ['not of a type that is no other constraint', 'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: {S3Bucket: bucket, S3Key: k}\n      Role: arn:aws:iam::123456789012:role/r\n      Runtime: python3.13\n      Handler: a.b\n      Environment: {Variables: !Ref "AWS::Region"}\n', []],
    ['not where a condition that compares a computed value keeps the value away', 'Parameters: {Policies: {Type: CommaDelimitedList, Default: ""}}\nConditions: {Has: !Not [!Equals ["", !Join ["", !Ref Policies]]]}\nResources:\n  G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: !If [Has, !Ref Policies, !Ref "AWS::NoValue"]}}\n', []],
    ['where no condition does', 'Parameters: {Policies: {Type: CommaDelimitedList, Default: ""}}\nResources:\n  G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: !Ref Policies}}\n', ['1:60']],
    ['at a default that is a function, and counts as the object that it is', 'Parameters:\n  P:\n    Type: String\n    Default: !Ref AWS::Region\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: !Ref P}}}\n', ['4:14']],
    ['at an allowed value that is a function', 'Parameters:\n  P:\n    Type: String\n    AllowedValues: [!Sub x, Enabled]\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: !Ref P}}}\n', ['4:21']],
    ['where two parameters are compared', 'Parameters: {Policies: {Type: CommaDelimitedList, Default: ""}, A: {Type: String}, B: {Type: String}}\nConditions: {Same: !Equals [!Ref A, !Ref B]}\nResources:\n  G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: !If [Same, !Ref Policies, !Ref "AWS::NoValue"]}}\n', ['1:60']],
  ],
  W1054: [['of a variable that asks for an attribute', 'Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "a-${AWS::StackName.Foo}"}}}\n', ['1:74']]],
  W1100: [['of a resource', 'Resources:\n  A: &a {Type: AWS::SNS::Topic}\n  B:\n    <<: *a\n', ['3:3']], ['not of an alias alone', 'Resources:\n  A: &a {Type: AWS::SNS::Topic}\n  B: *a\n', []]],
  W3660: [['beside a serverless API, which always has a definition', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: AWS::Serverless::Api, Properties: {StageName: a}}\n  M: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref A, ContentType: application/json}}\n', ['3:3']], ['not for an API without a definition', 'Resources:\n  A: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n  M: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref A, ContentType: application/json}}\n', []]],
};

suite('CloudFormation findings at the edges', () => {
  const service = cloudFormationService();
  for (const [rule, examples] of Object.entries(cases)) {
    for (const [what, template, places] of examples) {
      test(`${rule}: ${what}`, () => {
        const found = lintText(service, template).filter((line) => line.startsWith(`${rule} `)).map((line) => line.slice(rule.length + 1));
        assert.deepEqual(found, places);
      });
    }
  }

  const schedules: [string, boolean][] = [
    ['rate(1 minute)', true], ['rate(5 minutes)', true], ['rate(1 minutes)', false], ['rate(5 minute)', false], ['rate(0 minutes)', false], ['rate(1.5 hours)', false],
    ['rate(5)', false], ['rate(5  days)', false], ['cron(0 3 * * ? *)', true], ['cron(0 3 ? * MON-FRI *)', true], ['cron(0 3 * * * *)', false], ['cron(0 3 * * ?)', false],
    ['at(2026-01-01T00:00:00)', false], ['', false],
  ];
  for (const [expression, isRight] of schedules) {
    test(`E3027: ${JSON.stringify(expression)} is ${isRight ? 'a' : 'no'} schedule`, () => {
      const text = `Resources:\n  R:\n    Type: AWS::Events::Rule\n    Properties:\n      ScheduleExpression: "${expression}"\n`;
      assert.deepEqual(lintText(service, text), isRight ? [] : ['E3027 5:27']);
    });
  }

  test('a value of a parameter belongs to the rule of Ref', () => {
    const text = 'Parameters: {Every: {Type: String, Default: rate(1 days)}}\nResources:\n  R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: !Ref Every}}\n';
    assert.deepEqual(lintText(service, text).map((line) => line.split(' ')[0]), ['W1030']);
  });
});
