import { get } from '../../language/tree/node.ts';
import { attributeParts } from '../schema/attributeParts.ts';
import type { JsonSchema } from '../schema/facts.ts';
import { formatsInWords } from '../schema/formats.ts';
import { attributeSchema } from '../schema/getAtt.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { callRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html';

/** The formats that a schema's values can have. */
function formatsOf(schema: JsonSchema): string[] {
  if (typeof schema !== 'object') return [];
  const own = typeof schema['format'] === 'string' ? [schema['format']] : [];
  const alternatives = Array.isArray(schema['anyOf']) ? (schema['anyOf'] as JsonSchema[]).flatMap(formatsOf) : [];
  return [...own, ...alternatives].map((format) => (format === 'AWS::EC2::SecurityGroup.GroupId' ? 'AWS::EC2::SecurityGroup.Id' : format));
}

/** What is wrong where a value of these formats is used as the wanted one. */
function mismatch(wanted: unknown, given: readonly string[]): string | undefined {
  if (typeof wanted !== 'string' || given.includes(wanted)) return undefined;
  return `${given.length === 0 ? 'something else' : formatsInWords(given)}, not ${formatsInWords([wanted])}`;
}

export const refFormat = callRule({
  id: 'E1041',
  summary: 'A Ref comes to what the property wants, such as the id of a subnet',
  docs,
  places: ['*'],
  wants: (_node, schema) => schema['format'] !== undefined,
  inspect(node, scope, validator, schema, report) {
    const name = get(node, 'Ref');
    if (name?.kind !== 'scalar' || validator.parameters.has(name.text)) return;
    const resource = validator.resources.get(name.text);
    if (resource?.type === undefined || validator.schemaType(resource.type) === 'AWS::CloudFormation::CustomResource') return;
    const type = validator.typeSchema(resource.type);
    const [identifier, ...more] = type?.primaryIdentifier ?? [];
    if (!type || identifier === undefined) return;
    const returned = more.length > 0 ? {} : attributeSchema(type, identifier.split('/').slice(2).join('.'));
    let given = formatsOf(returned);
    if (resource.type === 'AWS::EC2::SecurityGroup') {
      // What Ref gives for a group depends on whether the group is in a VPC.
      const inVpc = [...valuesAt(validator, resource.properties, ['VpcId'], scope)].some(({ value }) => value !== undefined);
      given = [inVpc ? 'AWS::EC2::SecurityGroup.Id' : 'AWS::EC2::SecurityGroup.Name'];
    }
    const problem = mismatch(schema['format'], given);
    if (problem !== undefined) report(validator.issue(node, scope, { keyword: 'format', message: `Ref of '${name.text}' (${resource.type}) gives ${problem}` }));
  },
});

export const attributeFormat = callRule({
  id: 'E1040',
  summary: 'Fn::GetAtt comes to what the property wants, such as the id of a security group',
  docs,
  places: ['*'],
  wants: (_node, schema) => schema['format'] !== undefined,
  inspect(node, scope, validator, schema, report) {
    const argument = get(node, 'Fn::GetAtt');
    if (!argument) return;
    const parts = attributeParts(argument);
    if (parts?.resource.kind !== 'scalar' || parts.attribute.kind !== 'scalar') return;
    const resource = validator.resources.get(parts.resource.text);
    const type = resource?.type === undefined ? undefined : validator.typeSchema(resource.type);
    if (!resource?.type || !type || unknowable.has(validator.schemaType(resource.type))) return;
    if (resource.type === 'AWS::SSM::Parameter' && parts.attribute.text === 'Value') return;
    const problem = mismatch(schema['format'], formatsOf(attributeSchema(type, parts.attribute.text)));
    if (problem === undefined) return;
    report(validator.issue(node, scope, { keyword: 'format', message: `'${parts.resource.text}.${parts.attribute.text}' (of ${resource.type}) is ${problem}` }));
  },
});

/** Types whose attributes are whatever their makers made them. */
const unknowable: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::CustomResource', 'AWS::CloudFormation::Stack', 'AWS::ServiceCatalog::CloudFormationProvisionedProduct', 'Module',
]);

export const secretParameter = callRule({
  id: 'W1011',
  summary: 'A secret comes from a dynamic reference, not from a parameter',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html',
  places: places([
    'AWS::DirectoryService::MicrosoftAD/P/Password',
    'AWS::DirectoryService::SimpleAD/P/Password',
    'AWS::ElastiCache::ReplicationGroup/P/AuthToken',
    'AWS::IAM::User/P/LoginProfile/Password',
    'AWS::KinesisFirehose::DeliveryStream/P/RedshiftDestinationConfiguration/Password',
    'AWS::OpsWorks::App/P/AppSource/Password',
    'AWS::OpsWorks::Stack/P/RdsDbInstances/*/DbPassword',
    'AWS::OpsWorks::Stack/P/CustomCookbooksSource/Password',
    'AWS::RDS::DBCluster/P/MasterUserPassword',
    'AWS::RDS::DBInstance/P/MasterUserPassword',
    'AWS::Redshift::Cluster/P/MasterUserPassword',
  ]),
  inspect(node, scope, validator, _schema, report) {
    const name = get(node, 'Ref');
    if (name?.kind !== 'scalar' || !validator.parameters.has(name.text) || isNested(scope.path)) return;
    report(validator.issue(node, scope, { keyword: 'ref', message: `The secret '${name.text}' comes from a parameter; use a dynamic reference ('{{resolve:...}}')` }));
  },
});

export const imageParameter = callRule({
  id: 'W2506',
  summary: 'A parameter for an image has the type of image ids',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html',
  places: places([
    'AWS::AutoScaling::LaunchConfiguration/P/ImageId',
    'AWS::Batch::ComputeEnvironment/P/ComputeResources/ImageId',
    'AWS::Cloud9::EnvironmentEC2/P/ImageId',
    'AWS::EC2::Instance/P/ImageId',
    'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/ImageId',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchSpecifications/*/ImageId',
    'AWS::ImageBuilder::Image/P/ImageId',
  ]),
  inspect(node, scope, validator, _schema, report) {
    const name = get(node, 'Ref');
    if (name?.kind !== 'scalar' || isNested(scope.path) || scope.path.includes('/Fn::If/')) return;
    const parameter = validator.parameters.get(name.text);
    if (!parameter || ['AWS::EC2::Image::Id', 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'].includes(parameter.type ?? '')) return;
    const entry = parameter.entry('Type');
    const span = entry ? validator.spanOf(entry.value, entry.key) : parameter.key;
    report(validator.issue(node, scope, { keyword: 'enum', span, message: `'${name.text}' is used as an image; its type should be 'AWS::EC2::Image::Id'` }));
  },
});

/** Whether a path leads through the argument of a function other than `Fn::If`. */
function isNested(path: string): boolean {
  return path.split('/').some((step) => step.startsWith('Fn::') && step !== 'Fn::If');
}
