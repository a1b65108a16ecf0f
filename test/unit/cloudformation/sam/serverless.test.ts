import assert from 'node:assert/strict';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';

const transform = 'Transform: AWS::Serverless-2016-10-31\n';
const sound = ['Runtime: python3.13', 'Handler: app.handler', 'CodeUri: src/'];

/** A template with one function `Fn` whose properties begin at line 6. */
function fn(properties: readonly string[], more = '', head = ''): string {
  return `${transform}${head}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties.map((line) => `      ${line}\n`).join('')}${more}`;
}

function event(type: string, properties: string): string {
  return fn([...sound, 'Events:', '  Call:', `    Type: ${type}`, `    Properties: ${properties}`]);
}

function one(type: string, properties: string): string {
  return `${transform}Resources:\n  It:\n    Type: AWS::Serverless::${type}\n    Properties: ${properties}\n`;
}

const globals = 'Globals:\n  Function:\n    Runtime: python3.13\n    Handler: app.handler\n    Timeout: 3\n';

suite('Serverless resources', () => {
  const service = cloudFormationService();
  const errors = (text: string): string[] => lintText(service, text).filter((line) => line.startsWith('E'));

  const refused: [string, string, string[]][] = [
    ['a .zip file without a handler', fn(['Runtime: python3.13', 'CodeUri: src/']), ['E0001 5:5']],
    ['an image with a handler', fn(['PackageType: Image', 'ImageUri: a', 'Handler: x']), ['E0001 8:7']],
    ['an alias from an attribute', fn([...sound, 'AutoPublishAlias: !GetAtt Fn.Arn']), ['E0001 9:7']],
    ['a deployment without an alias', fn([...sound, 'DeploymentPreference: {Type: AllAtOnce}']), ['E0001 9:7']],
    ['a dead letter queue of no kind', fn([...sound, 'DeadLetterQueue: {Type: Kafka, TargetArn: a}']), ['E0001 9:31']],
    ['an address without its kind of access', fn([...sound, 'FunctionUrlConfig: {AuthType: Any}']), ['E0001 9:37']],
    ['an unknown policy template', fn([...sound, 'Policies: [{SQSPolerPolicy: {QueueName: a}}]']), ['E0001 9:19']],
    ['a policy template without its parameter', fn([...sound, 'Policies: [{SQSPollerPolicy: {}}]']), ['E0001 9:19']],
    ['two policy templates in one', fn([...sound, 'Policies: {SQSPollerPolicy: {QueueName: a}, S3ReadPolicy: {BucketName: abc}}']), ['E0001 9:51']],
    ['a policy that is a number', fn([...sound, 'Policies: [5]']), ['E0001 9:18']],
    ['a policy that AWS has not', fn([...sound, 'Policies: [AWSLambdaExecute, AWSLambdaExecutes]']), ['E3031 9:36']],
    ['a policy that AWS has not, alone', fn([...sound, 'Policies: AWSLambdaExecutes']), ['E3031 9:17']],
    ['a policy that AWS has not, in a branch', fn([...sound, 'Policies: [!If [Old, Nope, AWSLambdaExecute]]'], '', 'Conditions:\n  Old: !Equals [!Ref "AWS::Region", us-east-1]\n'), ['E3031 11:28']],
    ['a policy without what it is about', fn([...sound, 'Policies: [{Statement: {Effect: Allow, Action: "s3:GetObject"}}]']), ['E3510 9:19']],
    ['a statement without its effect', fn([...sound, 'Policies: [{Statement: [{Action: "s3:GetObject", Resource: "*"}]}]']), ['E3510 9:31']],
    ['a trust without its effect', fn([...sound, 'AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Alow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}]}']), ['E3530 9:78']],
    ['a role that is none', fn([...sound, 'Role: arn:aws:iam::1:user/a']), ['E3031 9:13']],
    ['a memory that is too small', fn([...sound, 'MemorySize: 64']), ['E3034 9:19']],
    ['a property that does not exist', fn([...sound, 'Timout: 3']), ['E0001 9:7']],
    ['a misspelt property once', fn(['Runtime: python3.13', 'handler: a.b', 'CodeUri: src/']), ['E0001 7:7']],
    ['what Globals does not give', fn(sound, '    IgnoreGlobals: [Timeot]\n', globals), ['E0001 14:21']],
    ['an ignored Runtime', fn(['CodeUri: src/'], '    IgnoreGlobals: [Runtime]\n', globals), ['E0001 10:5']],
    ['an unknown type of event, once', event('Sqs', '{}'), ['E0001 11:17']],
    ['a property that events of this type have not, beside a function', event('SQS', '{Queue: !GetAtt Fn.Arn, BatchSiz: 3}'), ['E0001 12:47']],
    ['an event without what its type needs, once', event('SQS', '{BatchSize: 3}'), ['E0001 12:11']],
    ['a stream without a position', event('Kinesis', '{Stream: "arn:aws:kinesis:us-east-1:123456789012:stream/s"}'), ['E0001 12:11']],
    ['a schedule that never comes', event('Schedule', '{}'), ['E0001 12:11']],
    ['a bucket of another template', event('S3', "{Bucket: it, Events: 's3:ObjectCreated:*'}"), ['E0001 12:24']],
    ['an API that is none', event('Api', '{Path: /, Method: get, RestApiId: !Ref Fn}'), ['E0001 12:46']],
    ['a definition in two places', one('StateMachine', '{Definition: {StartAt: A, States: {A: {Type: Succeed}}}, DefinitionUri: a.json}'), ['E0001 5:74']],
    ['a state machine without a definition', one('StateMachine', '{Name: a}'), ['E0001 5:5']],
    ['a role and policies', one('StateMachine', '{DefinitionUri: a.json, Role: arn:aws:iam::123456789012:role/own, Policies: [AWSLambdaExecute]}'), ['E0001 5:83']],
    ['a key of no type', one('SimpleTable', '{PrimaryKey: {Name: id, Type: Text}}'), ['E0001 5:47']],
    ['a layer that is neither kept nor deleted', one('LayerVersion', '{ContentUri: a/, RetentionPolicy: Drop}'), ['E0001 5:51']],
    ['an API without a stage', `${transform}Resources:\n  It:\n    Type: AWS::Serverless::Api\n`, ['E0001 3:3']],
    ['a layer without properties', `${transform}Resources:\n  It:\n    Type: AWS::Serverless::LayerVersion\n`, ['E0001 3:3']],
    ['properties that are misspelt', `${transform}Resources:\n  It:\n    Type: AWS::Serverless::LayerVersion\n    Propertis: {ContentUri: a/}\n`, ['E3001 5:5']],
    ['a schema that is nowhere', one('GraphQLApi', '{Auth: {Type: AWS_IAM}}'), ['E0001 5:5']],
    ['what becomes of events that are kept too long', fn([...sound, 'EventInvokeConfig: {MaximumEventAgeInSeconds: 0, MaximumRetryAttempts: 5}']), ['E3034 9:53', 'E3034 9:78']],
    ['what an address may not have', fn([...sound, 'FunctionUrlConfig: {AuthType: NONE, InvokeMode: FAST, Cors: {AllowMethods: [FETCH]}}']), ['E3030 9:55', 'E3030 9:83']],
    ['a filter of objects without its name', fn([...sound, 'Events:', '  Call: {Type: S3, Properties: {Bucket: !Ref It, Events: "s3:ObjectCreated:*", Filter: {S3Key: {Rules: [{Value: a}]}}}}'], '  It: {Type: AWS::S3::Bucket}\n'), ['E3003 10:111']],
    ['an event that comes from nowhere', event('CloudWatchEvent', '{}'), ['E0001 12:11']],
    ['settings of the routes that are none', one('HttpApi', '{DefaultRouteSettings: {ThrottlingBurstLimit: many}}'), ['E3012 5:63']],
    ['a bucket of code that is none', fn(['Runtime: python3.13', 'Handler: a.b', 'CodeUri: {Bucket: My_Bucket, Key: a}']), ['E1161 8:25']],
    ['a policy template that is given a list', fn([...sound, 'Policies: [{S3ReadPolicy: {BucketName: [a]}}, {S3ReadPolicy: {BucketName: !GetAZs ""}}]']), ['E1019 9:46', 'E1019 9:81']],
    ['what the generated role has not', fn(sound, 'Outputs:\n  Out: {Value: !GetAtt FnRole.Ar}\n'), ['E6101 10:24']],
    ['an object for a string, once', fn([...sound, 'AutoPublishCodeSha256: {a: b, c: d}']), ['E0001 9:30']],
    ['a number beyond its bounds, however it is written', fn([...sound, "Timeout: '1_000'"]), ['E3034 9:16']],
    ['a string for a boolean, once', one('Api', '{StageName: a, TracingEnabled: "true"}'), ['E0001 5:48']],
    ['a string for a list, once', fn([...sound, 'Layers: a']), ['E0001 9:15']],
    ['a string for a number in an event', event('SQS', '{Queue: "arn:aws:sqs:us-east-1:123456789012:it", BatchSize: "10"}'), ['E0001 12:83']],
    ['a number for a string in an event of a state machine', one('StateMachine', '{DefinitionUri: a.json, Events: {Call: {Type: Schedule, Properties: {Schedule: 5}}}}'), ['E0001 5:96']],
    ['a string for a boolean in Globals', one('Api', '{StageName: a}').replace('Resources', 'Globals:\n  Api: {TracingEnabled: "true"}\nResources'), ['E0001 3:25']],
    ['a string for a list where the transform passes values on', one('Api', '{StageName: a, SecurityPolicy: !Ref L}').replace('Resources', 'Parameters:\n  L: {Type: CommaDelimitedList}\nResources'), ['E1020 7:48']],
    ['code that is no string', fn(['Runtime: python3.13', 'Handler: a.b', 'InlineCode: [a]']), ['E3012 8:19']],
    ['a tag whose value is a list', fn([...sound, 'Tags: {a: [b]}']), ['E3012 9:17']],
    ['a limit of an API of AppSync', one('GraphQLApi', '{SchemaInline: a, Auth: {Type: AWS_IAM}, QueryDepthLimit: 76}'), ['E3034 5:75']],
    ['a substitution that is an object', one('StateMachine', '{DefinitionUri: a.json, DefinitionSubstitutions: {a: {b: c}}}'), ['E3017 5:70', 'E3012 5:70', 'E3012 5:70', 'E3012 5:70']],
    ['an unknown attribute in a policy template', fn([...sound, 'Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Queue.QueueName}}]']), ['E1019 9:56']],
    ['an unknown condition in a policy template', fn([...sound, 'Policies: [{SQSPollerPolicy: {QueueName: !If [Gone, a, b]}}]']), ['E1019 9:53']],
    ['provisioned concurrency without an alias', fn([...sound, 'ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}']), ['E0001 9:7']],
    ['the settings of an image of a function from a .zip file', fn([...sound, 'ImageConfig: {}']), ['E0001 9:7']],
    ['an API by its id', event('Api', '{Path: /, Method: get, RestApiId: abc}'), ['E0001 12:46']],
    ['an API by a parameter', event('HttpApi', '{ApiId: !Ref Id}') + 'Parameters:\n  Id: {Type: String}\n', ['E0001 12:24']],
    ['a path that a call makes', event('Api', '{Path: !Sub "/${AWS::Region}", Method: get}'), ['E0001 12:30']],
    ['a path without a method', event('HttpApi', '{Path: /}'), ['E0001 12:24']],
    ['a user pool by its ARN', event('Cognito', '{UserPool: !GetAtt It.Arn, Trigger: PreSignUp}') + '  It: {Type: AWS::Cognito::UserPool}\n', ['E0001 12:24']],
    ['an API of a type that does not exist, once', event('Api', '{Path: /, Method: get, RestApiId: !Ref It}') + '  It: {Type: AWS:Serverless::Api, Properties: {StageName: a}}\n', ['E3006 13:14']],
    ['dead letters that go nowhere', event('Schedule', '{Schedule: rate(1 hour), DeadLetterConfig: {QueueLogicalId: a}}'), ['E0001 12:48']],
    ['a connector to nothing', fn(sound, '  It:\n    Type: AWS::Serverless::Connector\n    Properties: {Source: {Id: Fn}, Destination: {Id: Tabel}, Permissions: [Read]}\n'), ['E0001 11:54']],
  ];
  for (const [what, text, expected] of refused) {
    test(`refuses ${what}`, () => assert.deepEqual(errors(text), expected, JSON.stringify(service.lint(templateDocument(text)).map(({ message }) => message))));
  }

  test('a string that the transform does not convert says so, and loses its quotes by a fix', () => {
    const [finding] = service.lint(templateDocument(one('Api', '{StageName: a, TracingEnabled: "true"}')));
    assert.equal(finding?.message, "'true' is a string, where true or false is needed; the transform converts nothing");
    assert.equal(finding.fixes?.[0]?.title, 'Write true without quotes');
  });

  const accepted: [string, string][] = [
    ['what Globals gives', fn(['CodeUri: src/'], '', globals)],
    ['all Globals ignored', fn(sound, "    IgnoreGlobals: '*'\n", globals)],
    ['an image', fn(['PackageType: Image', 'ImageUri: a'])],
    ['nothing where something may stand', fn([...sound, 'Policies: null', 'Tracing: null', 'Timeout: null'])],
    ['null in the definition of a state machine', one('StateMachine', '{Definition: {StartAt: A, States: {A: {Type: Pass, InputPath: null, End: true}}}}')],
    ['an alias from a parameter', fn([...sound, 'AutoPublishAlias: !Ref Alias'], '', 'Parameters:\n  Alias: {Type: String}\n')],
    ['a deployment that is off', fn([...sound, 'DeploymentPreference: {Enabled: false, Type: AllAtOnce}'])],
    ['policies of every kind', fn([...sound, 'Policies: [AWSLambdaExecute, {SQSPollerPolicy: {QueueName: a}}, {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}]'])],
    ['policies beside a role', fn([...sound, 'Policies: [Nope]', 'Role: arn:aws:iam::123456789012:role/own'])],
    ['a policy by a parameter', fn([...sound, 'Policies: [!Ref Policy]'], '', 'Parameters:\n  Policy: {Type: String, Default: AWSLambdaExecute}\n')],
    ['one policy template of a state machine', one('StateMachine', '{DefinitionUri: a.json, Policies: {SQSPollerPolicy: {QueueName: a}}}')],
    ['a kind of endpoint as a string', one('Api', '{StageName: a, EndpointConfiguration: REGIONAL}')],
    ['a kind of endpoint as a string in Globals', one('Api', '{StageName: a}').replace('Resources', 'Globals:\n  Api: {EndpointConfiguration: REGIONAL}\nResources')],
    ['what the transform knows of events beside its schema', event('CloudWatchEvent', '{Pattern: {source: [aws.ec2]}, RuleName: a, State: ENABLED, RetryPolicy: {MaximumRetryAttempts: 5}}')],
    ['a call for what is no string', one('Api', '{StageName: a, TracingEnabled: !Ref Trace}').replace('Resources', 'Parameters:\n  Trace: {Type: String}\nResources')],
    ['an API that is not serverless', event('Api', '{Path: /, Method: get, RestApiId: !Ref It}') + '  It: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n'],
    ['provisioned concurrency of an alias', fn([...sound, 'ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}', 'AutoPublishAlias: live'])],
    ['substitutions of all kinds', one('StateMachine', '{DefinitionUri: a.json, DefinitionSubstitutions: {a: b, c: 5, d: true}}')],
    ['a handler that depends on a condition', fn(['Runtime: python3.13', 'CodeUri: src/', 'Handler: !If [Old, a.b, c.d]'], 'Conditions:\n  Old: !Equals [!Ref "AWS::Region", us-east-1]\n')],
  ];
  for (const [what, text] of accepted) test(`accepts ${what}`, () => assert.deepEqual(errors(text), []));

  const output = (value: string): string => `Outputs:\n  Out: {Value: ${value}}\n`;
  const api = [...sound, 'Events: {Call: {Type: Api, Properties: {Path: /, Method: get}}}'];
  const alias = [...sound, 'AutoPublishAlias: live'];
  const names: [string, readonly string[], boolean][] = [
    ['!GetAtt FnRole.Arn', sound, true],
    ['!GetAtt FnRol.Arn', sound, false],
    ['!GetAtt FnRole.Arn', [...sound, 'Role: arn:aws:iam::123456789012:role/own'], false],
    ['!Ref Fn.Version', alias, true],
    ['!Ref Fn.Alias', alias, true],
    ['!Ref FnAliaslive', alias, true],
    ['!Ref Fn.Version', sound, false],
    ['!Ref ServerlessRestApi', api, true],
    ['!Ref ServerlessRestApiProdStage', api, true],
    ['!Ref ServerlessRestApi', sound, false],
    ['!Ref ServerlessHttpApi', api, false],
    ['!Ref FnCallPermissionProd', api, true],
    ['!Ref FnUrl', [...sound, 'FunctionUrlConfig: {AuthType: NONE}'], true],
    ['!Ref FnUrl', sound, false],
    ['!Ref Fn.DestinationQueue', [...sound, 'EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}'], true],
  ];
  for (const [value, properties, isKnown] of names) {
    test(`${value} is ${isKnown ? 'generated' : 'nothing'} with ${properties.at(-1)}`, () => {
      assert.equal(errors(fn(properties, output(value))).length === 0, isKnown, errors(fn(properties, output(value))).join());
    });
  }

  test('an API has its own attributes and those of what it generates, no others', () => {
    const of = (value: string): string[] => errors(one('Api', '{StageName: a}') + output(value));
    assert.deepEqual(of('!Ref It.Stage'), []);
    assert.deepEqual(of('!GetAtt It.RootResourceId'), []);
    assert.deepEqual(of('!GetAtt It.RoleArn'), ['E6101 7:24']);
  });

  suite('in loops (Fn::ForEach)', () => {
    const head = 'Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nParameters:\n  Names: {Type: CommaDelimitedList}\n';
    /** A template with a loop over functions whose properties begin at line 10, or further down by the lines of `section`. */
    const loop = (properties: readonly string[], { over = '[Alpha, Beta]', section = '', more = '' } = {}): string =>
      `${head}${section}Resources:\n  Fn::ForEach::Functions:\n    - Name\n    - ${over}\n    - ${'${Name}Fn'}:\n        Type: AWS::Serverless::Function\n        Properties:\n${properties.map((line) => `          ${line}\n`).join('')}${more}`;

    const cases: [string, string, string[]][] = [
      ['a property that does not exist', loop([...sound, 'Timout: 3']), ['E0001 14:11']],
      ['what the generated resource refuses', loop([...sound, 'MemorySize: 64']), ['E3034 14:23']],
      ['what is missing', loop(['Runtime: python3.13', 'CodeUri: src/']), ['E0001 10:9']],
      ['what Globals gives', loop(['CodeUri: src/'], { section: globals }), []],
      ['a policy template without its parameter', loop([...sound, 'Policies: [{SQSPollerPolicy: {}}]']), ['E0001 14:23']],
      ['an event', loop([...sound, 'Events:', '  Call: {Type: SQS, Properties: {Queue: !Sub "arn:aws:sqs:${AWS::Region}:123456789012:${Name}", BatchSiz: 3}}']), ['E0001 15:107']],
      ['events that a loop makes', loop([...sound, 'Events:', '  Fn::ForEach::Calls:', '    - Call', '    - [One, Two]', '    - ${Call}: {Type: Schedule, Properties: {Input: a}}']), ['E0001 18:43']],
      ['names that are generated', loop(sound, { more: output('!GetAtt AlphaFnRole.Arn') }), []],
      ['names that are not', loop(sound, { more: output('!GetAtt GammaFnRole.Arn') }), ['E6101 15:24']],
      ['names that depend on the deployment', loop(sound, { over: '!Ref Names', more: output('!GetAtt GammaFnRole.Arn') }), []],
      ['names that no deployment makes', loop(sound, { over: '!Ref Names', more: output('!GetAtt GammaFnRol.Arn') }), ['E6101 15:24']],
    ];
    for (const [what, text, expected] of cases) test(`reads ${what}`, () => assert.deepEqual(errors(text), expected));
  });

  test('a third subscription of one log group is told at its event', () => {
    const events = [1, 2, 3].map((at) => `  Call${at}: {Type: CloudWatchLogs, Properties: {LogGroupName: app, FilterPattern: x}}`);
    assert.deepEqual(errors(fn([...sound, 'Events:', ...events])), ['E2529 12:9']);
  });
});
