/** What serverless resources become. Source: SAM's "Generated CloudFormation resources". */
const counterparts: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

/** The type of resource that one of a serverless type becomes; undefined for other types, and where it becomes several. */
export function counterpartOf(type: string): string | undefined {
  return Object.hasOwn(counterparts, type) ? counterparts[type] : undefined;
}

/** Properties that have another name in what the resource becomes. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Serverless::StateMachine': { Logging: 'LoggingConfiguration', Name: 'StateMachineName', Tracing: 'TracingConfiguration', Type: 'StateMachineType' },
};

/** The name of a property in what a resource of a serverless type becomes. */
export function counterpartProperty(type: string, property: string): string {
  const names = Object.hasOwn(renamed, type) ? renamed[type] : undefined;
  return names && Object.hasOwn(names, property) ? (names[property] ?? property) : property;
}

/** Some properties of a serverless resource, which become those of another resource. */
export interface Beside {
  readonly type: string;
  /** The property that holds them; they are the resource's own where none is named. */
  readonly within?: string;
  /** What they are called there: `S3Bucket`, or within others `Code/S3Bucket`; `*` stands for all others. */
  readonly properties: Readonly<Record<string, string>>;
}

/** What is generated beside the main resource. Sources: SAM's references of these properties. */
const besides: Readonly<Record<string, readonly Beside[]>> = {
  'AWS::Serverless::Function': [
    { type: 'AWS::Lambda::EventInvokeConfig', within: 'EventInvokeConfig', properties: same('MaximumEventAgeInSeconds', 'MaximumRetryAttempts') },
    { type: 'AWS::Lambda::Url', within: 'FunctionUrlConfig', properties: same('Cors', 'InvokeMode') },
    { type: 'AWS::Lambda::Function', properties: { InlineCode: 'Code/ZipFile', SourceKMSKeyArn: 'Code/SourceKMSKeyArn' } },
    tags('AWS::Lambda::Function'),
    { type: 'AWS::Lambda::Function', within: 'CodeUri', properties: { Bucket: 'Code/S3Bucket', Key: 'Code/S3Key', Version: 'Code/S3ObjectVersion' } },
  ],
  'AWS::Serverless::Api': [tags('AWS::ApiGateway::Stage')],
  'AWS::Serverless::Application': [tags('AWS::CloudFormation::Stack')],
  'AWS::Serverless::GraphQLApi': [{ type: 'AWS::AppSync::GraphQLApi', properties: same('IntrospectionConfig', 'OwnerContact', 'QueryDepthLimit', 'ResolverCountLimit', 'Visibility') }, tags('AWS::AppSync::GraphQLApi')],
  'AWS::Serverless::HttpApi': [{ type: 'AWS::ApiGatewayV2::Stage', properties: same('AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageName', 'StageVariables') }],
  'AWS::Serverless::LayerVersion': [{ type: 'AWS::Lambda::LayerVersion', within: 'ContentUri', properties: { Bucket: 'Content/S3Bucket', Key: 'Content/S3Key', Version: 'Content/S3ObjectVersion' } }],
  'AWS::Serverless::SimpleTable': [tags('AWS::DynamoDB::Table')],
  'AWS::Serverless::StateMachine': [{ type: 'AWS::StepFunctions::StateMachine', properties: same('DefinitionSubstitutions') }, tags('AWS::StepFunctions::StateMachine')],
  'AWS::Serverless::WebSocketApi': [{ type: 'AWS::ApiGatewayV2::Stage', properties: same('AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageName', 'StageVariables') }],
};

/** A map of tags, whose values become those of a list of keys and values. */
function tags(type: string): Beside {
  return { type, within: 'Tags', properties: { '*': 'Tags/*/Value' } };
}

function same(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** What becomes of a serverless resource beside its main resource, as far as values can be checked there. */
export function besidesOf(type: string): readonly Beside[] {
  return Object.hasOwn(besides, type) ? (besides[type] ?? []) : [];
}

/** Types that become several resources, and the one of them that has the logical id. */
const mainResources: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
};

/** The type whose attributes a resource of a type has. */
export function attributedType(type: string): string {
  return counterpartOf(type) ?? (Object.hasOwn(mainResources, type) ? mainResources[type] : undefined) ?? type;
}
