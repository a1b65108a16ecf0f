// Source: AWS CloudFormation's "CloudFormation template Parameters syntax": supported, AWS-specific and SSM types.
const single: ReadonlySet<string> = new Set([
  'AWS::EC2::AvailabilityZone::Name', 'AWS::EC2::Image::Id', 'AWS::EC2::Instance::Id', 'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName', 'AWS::EC2::SecurityGroup::Id', 'AWS::EC2::Subnet::Id', 'AWS::EC2::VPC::Id', 'AWS::EC2::Volume::Id',
  'AWS::Route53::HostedZone::Id', 'AWS::SSM::Parameter::Name', 'Number', 'String',
]);
const notInLists: ReadonlySet<string> = new Set(['AWS::EC2::KeyPair::KeyName', 'AWS::SSM::Parameter::Name']);

/** Whether a parameter of the type is one value or a list of them; undefined for a type that does not exist. */
export function parameterKind(type: string): 'single' | 'list' | undefined {
  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1];
  const plain = stored ?? type;
  if (single.has(plain)) return 'single';
  if (plain === 'CommaDelimitedList') return 'list';
  const item = /^List<(.+)>$/.exec(plain)?.[1];
  return item !== undefined && single.has(item) && !notInLists.has(item) ? 'list' : undefined;
}

/** Every type a parameter can have. */
export function parameterTypes(): string[] {
  const plain = [...single, 'CommaDelimitedList', ...[...single].filter((type) => !notInLists.has(type)).map((type) => `List<${type}>`)];
  return [...plain, ...plain.map((type) => `AWS::SSM::Parameter::Value<${type}>`)];
}
