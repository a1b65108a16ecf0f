import type { Fix } from '../../language/diagnostic.ts';
import { entryOf, get, type ListNode, type Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import { subVariables } from '../parser/sub.ts';
import { stringOf } from '../parser/template.ts';
import { bestOf } from '../schema/bestOf.ts';
import { intoEntry } from '../schema/scope.ts';
import type { Validator } from '../schema/validator.ts';
import { isTrue, show } from '../schema/values.ts';
import { places } from './extension.ts';
import { callRule, placeRule } from './rule.ts';

const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference';

export const subForJoin = callRule({
  id: 'I1022',
  summary: 'Strings are put together by Fn::Sub, not by Fn::Join without a delimiter',
  docs: `${reference}-sub.html`,
  places: ['Fn::Join'],
  inspect(node, scope, validator, _schema, report) {
    const argument = get(node, 'Fn::Join');
    const [delimiter, parts] = argument?.kind === 'list' ? argument.items : [];
    if (delimiter?.kind !== 'scalar' || delimiter.value !== '' || parts?.kind !== 'list' || !parts.items.every(isSubPart)) return;
    report(validator.issue(delimiter, scope, { keyword: 'fn_join', span: delimiter, message: 'Fn::Sub says the same as Fn::Join without a delimiter, and is easier to read', ...asSub(validator, node, parts) }));
  },
});

/** The call as Fn::Sub. */
function asSub(validator: Validator, call: Node, parts: ListNode): { fixes?: readonly Fix[] } {
  const text = parts.items.map((part) => {
    if (part.kind === 'scalar') return part.text.replaceAll('${', '${!');
    const inner = callOf(part);
    const names = inner && (inner.argument.kind === 'list' ? inner.argument.items : [inner.argument]);
    return names?.every((name) => name.kind === 'scalar') ? `\${${names.map((name) => name.text).join('.')}}` : undefined;
  });
  if (text.includes(undefined)) return {};
  const string = JSON.stringify(text.join(''));
  const isTag = validator.written({ start: call.start, end: call.start + 1 }) === '!';
  const isFlow = validator.written({ start: call.end - 1, end: call.end }) === (isTag ? ']' : '}');
  const last = parts.items.at(-1);
  const key = callOf(call)?.key;
  // In blocks there may be an anchor before the tag or the key.
  if (!isFlow && !isTag && (key?.synthetic === true || key?.start !== call.start)) return {};
  const end = isFlow ? call.end : parts.flow ? parts.end : last?.end;
  // A comment within would be lost; what goes on over several lines has no certain end.
  if (end === undefined || /\s#/.test(validator.written({ start: call.start, end })) || (!isFlow && !parts.flow && last && validator.written(last).includes('\n'))) return {};
  const newText = isTag ? `!Sub ${string}` : isFlow ? `{"Fn::Sub": ${string}}` : `Fn::Sub: ${string}`;
  return { fixes: [{ title: 'Write it as Fn::Sub', edits: [{ span: { start: call.start, end }, newText }], preferred: true }] };
}

/** Whether a string of Fn::Sub can hold the value. */
function isSubPart(node: Node): boolean {
  return node.kind === 'scalar' || ['Ref', 'Fn::GetAtt'].includes(callOf(node)?.name ?? '');
}

/** What SAM makes of a resource, and gives its policies to. */
const generatedTypes: Readonly<Record<string, string>> = {
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
};

export const statefulPolicies = placeRule({
  id: 'I3011',
  summary: 'A resource with data says what becomes of it when it is deleted or replaced',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
  places: ['Resources/*'],
  inspect(node, scope, validator, _schema, report) {
    const { ResourceTypes: types } = validator.facts.record('stateful-types') as { ResourceTypes: Readonly<Record<string, { readonly DeleteRequiresEmptyResource?: boolean }>> };
    const written = stringOf(get(node, 'Type')) ?? '';
    const type = generatedTypes[written] ?? written;
    // What has to be empty before it is deleted loses nothing.
    if (!Object.hasOwn(types, type) || types[type]?.DeleteRequiresEmptyResource === true) return;
    const missing = ['DeletionPolicy', 'UpdateReplacePolicy'].filter((name) => !entryOf(node, name));
    if (missing.length === 0) return;
    const message = `Without ${missing.map(show).join(' and ')} the data of this resource is deleted`;
    report(validator.issue(node, scope, { keyword: 'required', span: scope.here, message }));
  },
});

/** Types of which some property says for how long data is kept; their names are checked against the table. */
const retentionTypes = [
  'AWS::DocDB::DBCluster', 'AWS::Kinesis::Stream', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::Redshift::Cluster', 'AWS::SQS::Queue', 'AWS::Synthetics::Canary',
];

export const retentionPeriod = placeRule({
  id: 'I3013',
  summary: 'A resource whose data expires says after what time',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
  places: places(retentionTypes.map((type) => `${type}/P`)),
  inspect(node, scope, validator, _schema, report) {
    const type = scope.place.text.split('/')[1] ?? '';
    const { retentionProperties } = validator.facts.record('rule-tables') as { retentionProperties: Readonly<Record<string, readonly string[]>> };
    const schemas =
      type === 'AWS::RDS::DBInstance'
        ? [{ property: 'BackupRetentionPeriod', schema: validator.facts.schema('extension:aws_rds_dbinstance/backupretentionperiod') }]
        : (retentionProperties[type] ?? []).map((property) => ({ property, schema: { required: [property] } }));
    for (const { property, schema } of schemas) {
      const best = bestOf(validator.issues(node, schema, scope.under({ composite: true, root: schema })).filter((issue) => !issue.unknown));
      if (best) report({ ...best, rule: 'I3013', context: undefined, message: `Without '${property}' the data of ${type} is deleted after a time that is the default` });
    }
  },
});

/** Families of instances that newer ones have taken the place of. Source: Amazon EC2's "Previous generation instances". */
const previousFamilies = new Set(['c1', 'c3', 'cc2', 'cg1', 'cr1', 'g2', 'hi1', 'hs1', 'i2', 'm1', 'm2', 'm3', 'r3', 't1']);

export const previousGeneration = placeRule({
  id: 'I3100',
  summary: 'An instance is of a current generation',
  docs: 'https://aws.amazon.com/ec2/previous-generation/',
  places: places([
    'AWS::AutoScaling::LaunchConfiguration/P/InstanceType',
    'AWS::EC2::Instance/P/InstanceType',
    'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/InstanceType',
    'AWS::ElastiCache::CacheCluster/P/CacheNodeType',
    'AWS::ElastiCache::ReplicationGroup/P/CacheNodeType',
    'AWS::Elasticsearch::Domain/P/ElasticsearchClusterConfig/InstanceType',
    'AWS::OpenSearchService::Domain/P/ClusterConfig/InstanceType',
    'AWS::RDS::DBInstance/P/DBInstanceClass',
  ]),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || scope.resolved) return;
    const family = node.value.replace(/^(?:db|cache)\./, '').split('.')[0] ?? '';
    if (!previousFamilies.has(family)) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is of a previous generation; newer ones do more for less` }));
  },
});

/** Settings of the rule about ARNs, as cfn-lint names them. */
const arnParts = [
  { setting: 'partition', at: 1, pseudo: 'AWS::Partition', byDefault: true },
  { setting: 'region', at: 3, pseudo: 'AWS::Region', byDefault: false },
  { setting: 'accountId', at: 4, pseudo: 'AWS::AccountId', byDefault: false },
] as const;

export const hardCodedArn = callRule({
  id: 'I3042',
  summary: 'An ARN takes its partition from a pseudo parameter',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html',
  places: ['Fn::Sub'],
  inspect(node, scope, validator, _schema, report) {
    if (!scope.path.startsWith('Resources/')) return;
    const argument = get(node, 'Fn::Sub');
    const text = argument?.kind === 'list' ? argument.items[0] : argument;
    if (text?.kind !== 'scalar') return;
    const settings = validator.settings['I3042'] ?? {};
    // A variable's own colons are not those of the ARN.
    const arn = /(?:^|[^a-z])arn:([^\s"']*)/.exec(text.text)?.[1];
    if (arn === undefined) return;
    const parts = ['arn', ...(arn.match(/(?:\$\{[^}]*\}|[^:])+|(?<=:)(?=:)|^(?=:)/g) ?? [])];
    for (const { setting, at, pseudo, byDefault } of arnParts) {
      if (!isTrue(settings[setting] ?? byDefault)) continue;
      const part = parts[at] ?? '';
      const [variable] = subVariables(part);
      const isRight = variable ? !variable.name.startsWith('AWS::') || variable.name === pseudo : part === '' || part === '*' || (at === 4 && part === 'aws');
      if (isRight) continue;
      report(validator.issue(text, scope, { keyword: 'fn_sub', message: `${show(part)} in the ARN ${show(text)} is written into the template; use '\${${pseudo}}'` }));
      return;
    }
  },
});

export const policyPattern = placeRule({
  id: 'I2003',
  summary: 'The pattern of a parameter is a regular expression',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
  places: ['Parameters/*/AllowedPattern'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || validator.patterns.compile(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'regex', message: `${show(node)} is no regular expression` }));
  },
});

interface IamService {
  readonly Actions?: Readonly<Record<string, { readonly Resources?: readonly string[] }>>;
  readonly Resources?: Readonly<Record<string, { readonly ARNFormats?: readonly string[] }>>;
}

export const resourceOfAction = placeRule({
  id: 'I3510',
  summary: 'A statement names resources that its actions are about',
  docs: 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  places: ['AWS::IAM::Policy/Properties/PolicyDocument/Statement'],
  inspect(node, scope, validator, _schema, report) {
    const resource = entryOf(node, 'Resource');
    const resources = resource && textsOf(resource.value);
    const actions = textsOf(get(node, 'Action'));
    if (!resource || !resources || !actions) return;
    for (const action of actions) {
      const [service = '', name = ''] = action.toLowerCase().split(':');
      if (/[*?]/.test(action)) continue;
      const facts = validator.facts.record(`iam:${service}`) as IamService | undefined;
      const kinds = facts?.Actions?.[name]?.Resources ?? [];
      const formats = kinds.flatMap((kind) => facts?.Resources?.[kind]?.ARNFormats ?? []);
      if (formats.length === 0 || resources.some((text) => formats.some((format) => fits(text, format)))) continue;
      const message = `${show(action)} is about ${formats.join(', ')}, and none of the resources is one`;
      report(validator.issue(resource.value, intoEntry(scope, resource, undefined), { keyword: 'enum', message }));
    }
  },
});

/** The strings of a string or a list; undefined where one of them is a function's. */
function textsOf(node: Node | undefined): string[] | undefined {
  const items = node?.kind === 'list' ? node.items : node ? [node] : [];
  const texts = items.map((item) => stringOf(item)).filter((text) => text !== undefined);
  return texts.length === items.length && texts.length > 0 ? texts : undefined;
}

/** Whether an ARN, wildcards and all, may be one of a format (`arn:${Partition}:sqs:${Region}:${Account}:.*`). */
function fits(text: string, format: string): boolean {
  if (text === '*') return true;
  const [parts, wanted] = [text.split(':'), format.split(':')];
  return wanted.every((want, at) => {
    if (/^\$\{[^}]*\}$/.test(want)) return true;
    const last = at === wanted.length - 1;
    const part = last ? parts.slice(at).join(':') : (parts[at] ?? '');
    if (/[*?]/.test(part)) {
      const [head = ''] = part.split(/[*?]/);
      const [start = ''] = want.split(/\.\*|\$\{/);
      return head.startsWith(start) || start.startsWith(head);
    }
    return new RegExp(`^${want.replaceAll(/\$\{[^}]*\}/g, '.*')}$`).test(part);
  });
}
