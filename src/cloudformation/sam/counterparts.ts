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
