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
