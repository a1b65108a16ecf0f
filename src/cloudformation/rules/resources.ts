import { entryOf, get } from '../../language/tree/node.ts';
import { changing } from '../schema/fixes.ts';
import { intoEntry, type Scope } from '../schema/scope.ts';
import { checkProperties } from '../schema/sections.ts';
import { checkConnectors } from '../schema/serverless.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import type { JsonSchema } from '../schema/facts.ts';
import type { Attribution } from '../schema/inspection.ts';
import type { Validator } from '../schema/validator.ts';
import { show } from '../schema/values.ts';
import { functions } from '../parser/intrinsics.ts';
import { samTransform } from '../parser/template.ts';
import type { Node } from '../../language/tree/node.ts';
import type { Issue } from '../schema/scope.ts';
import { placeRule, resourceRule, schemaRule } from './rule.ts';

const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const structure = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html';

export const resourceStructure = schemaRule({ id: 'E3001', summary: 'A resource has a type and only the attributes that resources have', docs: structure });
export const resourceCount = schemaRule({ id: 'E3010', summary: 'A template has no more resources than CloudFormation takes', docs: structure });
export const resourceName = schemaRule({ id: 'E3011', summary: 'A resource has a name no longer than CloudFormation takes', docs: structure });

/** The properties of every resource suit its type; what else is wrong with them is other rules'. */
export const unknownProperty = placeRule({
  id: 'E3002',
  summary: 'A resource has only properties that its type has',
  docs: 'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html',
  places: ['Resources/*'],
  inspect(node, scope, validator, _schema, report) {
    const name = scope.path.slice(scope.path.indexOf('/') + 1);
    const found = validator.aside(() => [...checkProperties(validator, node, scope), ...checkConnectors(validator, name, scope)]);
    for (const issue of found) report(issue);
  },
});

/** The type of every resource is one that is known in the region. */
export const resourceType = resourceRule({
  id: 'E3006',
  summary: 'A resource has a type that exists',
  docs: `${reference}/aws-template-resource-type-ref.html`,
  check({ type, typeNode, value }, { template, facts, validator }, report) {
    if (type === undefined || !typeNode || typeNode.kind !== 'scalar') return;
    if (type.startsWith('Custom::') || type.endsWith('::MODULE')) return;
    // A serverless type is one only where the transform makes it one.
    const isMissing = type.startsWith('AWS::Serverless::') && !template.transforms.includes(samTransform);
    const region = validator.regions.find((each) => isMissing || !facts.hasType(type, each));
    if (region === undefined) return;
    const elsewhere = facts.hasType(type);
    const similar = elsewhere ? undefined : suggest(type, facts.types());
    const key = entryOf(value, 'Type')?.key;
    const span = validator.spanOf(typeNode, key && !key.synthetic ? key : typeNode);
    report({
      span,
      message: elsewhere ? `Resource type '${type}' does not exist in '${region}'` : `Resource type '${type}' does not exist${didYouMean(similar)}`,
      ...changing(validator, typeNode, similar),
    });
  },
});

/** Functions that the policies of a resource may use. */
const policyFunctions: ReadonlySet<string> = new Set(['Fn::Sub', 'Fn::Select', 'Fn::FindInMap', 'Fn::If', 'Ref']);

/** Types that can be kept as a snapshot. Source: AWS CloudFormation's DeletionPolicy attribute. */
const snapshotTypes: ReadonlySet<string> = new Set([
  'AWS::DocDB::DBCluster', 'AWS::EC2::Volume', 'AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::Redshift::Cluster',
]);

function typeAt(validator: Validator, scope: Scope): string | undefined {
  return validator.resources.get(scope.path.split('/')[1] ?? '')?.type;
}

function runSchema(validator: Validator, node: Node, scope: Scope, schema: JsonSchema, attribution: Attribution, report: (issue: Issue) => void): void {
  for (const issue of validator.run(node, schema, scope.under({ root: schema }), attribution)) report(issue);
}

export const deletionPolicy = placeRule({
  id: 'E3035',
  summary: 'DeletionPolicy is one that the resource can have',
  docs: `${reference}/aws-attribute-deletionpolicy.html`,
  places: ['Resources/*/DeletionPolicy'],
  inspect(node, scope, validator, _schema, report) {
    const snapshot = snapshotTypes.has(typeAt(validator, scope) ?? '') ? ['Snapshot'] : [];
    const schema = { type: 'string', enum: ['Delete', 'Retain', 'RetainExceptOnCreate', ...snapshot] };
    runSchema(validator, node, scope.under({ functions: policyFunctions }), schema, { default: 'E3035' }, report);
  },
});

export const updateReplacePolicy = placeRule({
  id: 'E3036',
  summary: 'UpdateReplacePolicy is one that the resource can have',
  docs: `${reference}/aws-attribute-updatereplacepolicy.html`,
  places: ['Resources/*/UpdateReplacePolicy'],
  inspect(node, scope, validator, _schema, report) {
    const snapshot = snapshotTypes.has(typeAt(validator, scope) ?? '') ? ['Snapshot'] : [];
    const schema = { type: 'string', enum: ['Delete', 'Retain', ...snapshot] };
    runSchema(validator, node, scope.under({ functions: policyFunctions }), schema, { default: 'E3036' }, report);
  },
});

/** A resource that is kept in one case and deleted in the other. */
export const bothPolicies = placeRule({
  id: 'W3011',
  summary: 'A resource that is to be kept has both DeletionPolicy and UpdateReplacePolicy',
  docs: `${reference}/aws-attribute-updatereplacepolicy.html`,
  places: ['Resources/*'],
  inspect(node, scope, validator, _schema, report) {
    const type = get(node, 'Type');
    if (type?.kind === 'scalar' && ['AWS::Lambda::Version', 'AWS::Lambda::LayerVersion'].includes(type.text)) return;
    const deletion = entryOf(node, 'DeletionPolicy');
    const replace = entryOf(node, 'UpdateReplacePolicy');
    const only = deletion && !replace ? deletion : replace && !deletion ? replace : undefined;
    if (!only || (only.value.kind === 'scalar' && only.value.value === 'Delete')) return;
    const missing = only === deletion ? 'UpdateReplacePolicy' : 'DeletionPolicy';
    report(validator.issue(node, scope, { keyword: 'required', span: scope.here, message: `'${only.key.text}' alone does not keep the resource; '${missing}' is missing` }));
  },
});

export const initMetadata = placeRule({
  id: 'E3009',
  summary: 'AWS::CloudFormation::Init is configured as cfn-init reads it',
  docs: `${reference}/aws-resource-init.html`,
  places: ['Resources/*/Metadata/AWS::CloudFormation::Init'],
  inspect(node, scope, validator, _schema, report) {
    const schema = validator.facts.schema('other:resources/cfn_init');
    runSchema(validator, node, scope.under({ functions }), schema, { default: 'E3009' }, report);
  },
});

export const resourceMetadata = placeRule({
  id: 'E3028',
  summary: 'The metadata of a resource holds no null',
  docs: `${reference}/aws-attribute-metadata.html`,
  places: ['Resources/*/Metadata'],
  inspect(node, scope, validator, _schema, report) {
    const schema = validator.facts.schema('other:resources/metadata');
    runSchema(validator, node, scope.at({ place: validator.place('Resources/*/Metadata/-') }).under({ functions, strict: false, inspect: true }), schema, { default: 'E3028' }, report);
    const init = entryOf(node, 'AWS::CloudFormation::Init');
    if (!init) return;
    const issues: Issue[] = [];
    validator.inspectPlace('Resources/*/Metadata/AWS::CloudFormation::Init', init.value, {}, intoEntry(scope.under({ strict: false }), init, undefined), issues);
    for (const issue of issues) report(issue);
  },
});

export const updatePolicy = placeRule({
  id: 'E3016',
  summary: 'UpdatePolicy is one that the resource can have',
  docs: `${reference}/aws-attribute-updatepolicy.html`,
  places: ['Resources/*'],
  inspect(node, scope, validator, _schema, report) {
    if (!entryOf(node, 'UpdatePolicy')) return;
    const schema = validator.facts.schema('other:resources/update_policy');
    runSchema(validator, node, scope.under({ functions, strict: false }), schema, { default: 'E3016' }, report);
  },
});

const signal = {
  type: 'object',
  additionalProperties: false,
  properties: { Timeout: { type: 'string' }, Count: { type: 'integer' } },
};

/** What CreationPolicy holds, by type. Source: AWS CloudFormation's CreationPolicy attribute. */
const creationPolicies: Readonly<Record<string, JsonSchema>> = {
  'AWS::AppStream::Fleet': { type: 'object', additionalProperties: false, properties: { StartFleet: { type: 'boolean' } } },
  'AWS::AutoScaling::AutoScalingGroup': {
    type: 'object',
    additionalProperties: false,
    properties: {
      AutoScalingCreationPolicy: {
        type: 'object',
        additionalProperties: false,
        properties: { MinSuccessfulInstancesPercent: { type: 'integer' } },
      },
      ResourceSignal: signal,
    },
  },
  'AWS::CloudFormation::WaitCondition': { type: 'object', additionalProperties: false, properties: { ResourceSignal: signal } },
};

export const creationPolicy = placeRule({
  id: 'E3055',
  summary: 'CreationPolicy is one that the resource can have',
  docs: `${reference}/aws-attribute-creationpolicy.html`,
  places: ['Resources/*/CreationPolicy'],
  inspect(node, scope, validator, _schema, report) {
    const schema = creationPolicies[typeAt(validator, scope) ?? ''];
    if (schema) runSchema(validator, node, scope.under({ functions: policyFunctions, strict: false }), schema, { default: 'E3055' }, report);
  },
});

export const serverlessTransform = placeRule({
  id: 'E3038',
  summary: 'A template with serverless resources declares their transform',
  docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html',
  places: ['Resources/*/Type'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || !node.text.startsWith('AWS::Serverless::')) return;
    if (validator.template.transforms.includes('AWS::Serverless-2016-10-31')) return;
    report(validator.issue(node, scope, { keyword: 'type', message: `${show(node)} needs 'Transform: AWS::Serverless-2016-10-31'` }));
  },
});
