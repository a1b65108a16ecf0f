import { parseJson } from '../../language/tree/json.ts';
import type { Node } from '../../language/tree/node.ts';
import { placed } from '../schema/resolution.ts';
import type { Scope } from '../schema/scope.ts';
import type { Inspection } from '../schema/inspection.ts';
import { show } from '../schema/values.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html';

/** Checks a policy, be it an object or JSON in a string, against one of the schemas of policies. */
function policy(rule: string, schemaName: string, ignored?: (scope: Scope, keyword: string) => boolean): Inspection['inspect'] {
  return (node, scope, validator, _schema, report) => {
    const document = policyDocument(node);
    if (!document) return;
    const schema = validator.facts.schema(`other:iam/${schemaName}`);
    const inner = document === node ? scope : scope.under({ functions: new Set<string>() });
    for (const issue of validator.run(document, schema, inner.under({ root: schema }), { default: rule })) {
      if (!ignored?.(scope, issue.keyword)) report(issue);
    }
  };
}

function policyDocument(node: Node): Node | undefined {
  if (node.kind !== 'scalar') return node;
  if (typeof node.value !== 'string') return undefined;
  const { root, problems } = parseJson(node.value);
  return root && problems.length === 0 ? placed(root, node) : undefined;
}

export const identityPolicy = placeRule({
  id: 'E3510',
  summary: 'A policy of an identity has the elements that such policies have',
  docs,
  places: places([
    'AWS::IAM::Group/P/Policies/*/PolicyDocument',
    'AWS::IAM::GroupPolicy/P/PolicyDocument',
    'AWS::IAM::ManagedPolicy/P/PolicyDocument',
    'AWS::IAM::Policy/P/PolicyDocument',
    'AWS::IAM::Role/P/Policies/*/PolicyDocument',
    'AWS::IAM::RolePolicy/P/PolicyDocument',
    'AWS::IAM::User/P/Policies/*/PolicyDocument',
    'AWS::IAM::UserPolicy/P/PolicyDocument',
    'AWS::SSO::PermissionSet/P/InlinePolicy',
  ]),
  inspect: policy('E3510', 'policy_identity'),
});

export const resourcePolicy = placeRule({
  id: 'E3512',
  summary: 'A policy of a resource has the elements that such policies have',
  docs,
  places: places([
    'AWS::KMS::Key/P/KeyPolicy',
    'AWS::OpenSearchService::Domain/P/AccessPolicies',
    'AWS::S3::BucketPolicy/P/PolicyDocument',
    'AWS::SNS::TopicPolicy/P/PolicyDocument',
    'AWS::SQS::QueuePolicy/P/PolicyDocument',
  ]),
  // S3 allows statements with one Sid.
  inspect: policy('E3512', 'policy_resource', (scope, keyword) => keyword === 'uniqueKeys' && scope.place.text.includes('AWS::S3::BucketPolicy')),
});

export const repositoryPolicy = placeRule({
  id: 'E3513',
  summary: 'A policy of a repository has the elements that such policies have',
  docs: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html',
  places: places(['AWS::ECR::Repository/P/RepositoryPolicyText']),
  inspect: policy('E3513', 'policy_resource_ecr'),
});

export const trustPolicy = placeRule({
  id: 'E3530',
  summary: 'A trust policy has the elements that such policies have',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html',
  places: places(['AWS::IAM::Role/P/AssumeRolePolicyDocument']),
  inspect: policy('E3530', 'policy_trust'),
});

export const policyVersion = placeRule({
  id: 'W2511',
  summary: 'A policy has the current version of the policy language',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  places: ['AWS::IAM::Policy/Properties/PolicyDocument/Version'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || node.value !== '2008-10-17') return;
    report(validator.issue(node, scope, { keyword: 'enum', message: "The version of the policy should be '2012-10-17'" }));
  },
});

/** What the policy of a resource can be about. */
const services: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 's3',
  'AWS::SNS::TopicPolicy': 'sns',
  'AWS::SQS::QueuePolicy': 'sqs',
};

export const actions = placeRule({
  id: 'W3037',
  summary: 'A policy names actions that exist',
  docs: 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  places: ['AWS::IAM::Policy/Properties/PolicyDocument/Statement/Action'],
  inspect(node, scope, validator, _schema, report) {
    if (validator.template.transforms.includes('AWS::Serverless-2016-10-31')) return;
    const items = node.kind === 'list' ? node.items : [node];
    const only = services[scope.place.text.split('/')[1] ?? ''];
    for (const item of items) {
      if (item.kind !== 'scalar' || typeof item.value !== 'string' || item.value === '*') continue;
      const problem = problemOf(item.value, only, (service) => validator.facts.record(`iam:${service}`));
      if (problem !== undefined) report(validator.issue(node, scope, { keyword: 'enum', message: `${show(item)} ${problem}` }));
    }
  },
});

function problemOf(action: string, only: string | undefined, factsOf: (service: string) => unknown): string | undefined {
  const colon = action.indexOf(':');
  if (colon < 0) return "is no action: it has to be 'service:action' or '*'";
  const service = action.slice(0, colon).toLowerCase();
  const permission = action.slice(colon + 1).toLowerCase();
  if (only !== undefined && service !== only) return `is of another service than '${only}'`;
  const known = factsOf(service) as { Actions?: Readonly<Record<string, unknown>> } | undefined;
  if (!known) return `is of a service that does not exist: '${service}'`;
  const names = Object.keys(known.Actions ?? {});
  if (!/[*?]/.test(permission)) return names.includes(permission) ? undefined : 'is no action of its service';
  const pattern = new RegExp(`^${permission.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
  return names.some((name) => pattern.test(name)) ? undefined : 'matches no action of its service';
}

const roleArn = /^arn:(?:aws[a-zA-Z-]*)?:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+$/;

export const roleArnPattern = placeRule({
  id: 'E3511',
  summary: 'A role is named by an ARN',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  places: places([
    'AWS::Backup::BackupSelection/P/BackupSelection/IamRoleArn',
    'AWS::Batch::ComputeEnvironment/P/ComputeResources/SpotIamFleetRole',
    'AWS::Batch::ComputeEnvironment/P/ServiceRole',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/IamFleetRole',
    'AWS::ECS::TaskDefinition/P/ExecutionRoleArn',
    'AWS::S3::Bucket/P/ReplicationConfiguration/Role',
  ]),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || roleArn.test(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'pattern', message: `${show(node)} is no ARN of a role` }));
  },
});

const anyResource = /^(?:arn:aws[A-Za-z-]*?:[^:]+:[^:]*(?::(?:\d{12}|\*|aws)?:.+|)|\*)$/;
const bucketResource = /^arn:aws[A-Za-z-]*?:[^:]+:[^:]*(?::(?:\d{12}|\*|aws)?:.+|)$/;

export const policyResource = placeRule({
  id: 'E3514',
  summary: 'A policy of a resource names resources by ARNs',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  places: ['AWS::IAM::Policy/Properties/PolicyDocument/Statement/Resource'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const pattern = scope.place.text.includes('AWS::S3::BucketPolicy') ? bucketResource : anyResource;
    if (pattern.test(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'pattern', message: `${show(node)} is no ARN` }));
  },
});
