import { itemsOf, type Value } from '../eval/value.ts';
import { attributeOf, attributesOf } from '../model/module.ts';
import { argumentTexts, ownBody, type ResourceRule, resourceRule } from './awsRule.ts';
import { shownText } from './given.ts';
import { givenValues, type NestedBody, nestedBodies } from './instances.ts';
import type { FileView, Report } from './rule.ts';
import { walkExpression } from '../model/walk.ts';
import type { Expression } from '../hcl/ast.ts';

/** True where a literal part of a string names the commercial partition. */
function namesPartition(expression: Expression): boolean {
  let found = false;
  walkExpression(expression, (inner) => {
    if (inner.kind === 'template' && inner.parts.some((part) => part.kind === 'text' && part.value.includes('arn:aws:'))) found = true;
  });
  return found;
}

function holdsPartition(value: Value): boolean {
  return typeof value.data === 'string' ? value.data.includes('arn:aws:') : itemsOf(value).some((item) => holdsPartition(item));
}

function reportPartition(view: FileView, { body, owners }: Pick<NestedBody, 'body' | 'owners'>, report: Report): void {
  for (const { value } of attributesOf(body)) {
    const given = namesPartition(value) || givenValues(view, value, owners).some((text) => holdsPartition(text));
    if (given) report({ span: value, message: 'The ARN names the partition "aws", which there is not in GovCloud and China; use data.aws_partition.' });
  }
  for (const nested of nestedBodies(body, owners)) reportPartition(view, nested, report);
}

function partition(id: string, type: string, what: string): ResourceRule {
  return resourceRule(id, 'warning', `${what} must not name the partition "aws"`, type, (block, view, report) => reportPartition(view, ownBody(block), report));
}

/** The statements of a policy in JSON; empty where it is none. */
function statementsOf(text: string): { readonly Sid?: unknown }[] {
  try {
    const { Statement: statements } = JSON.parse(text) as { Statement?: unknown };
    const list: unknown[] = Array.isArray(statements) ? statements : [statements];
    return list.filter((statement) => typeof statement === 'object' && statement !== null);
  } catch {
    // What is wrong with the JSON is another rule's matter.
    return [];
  }
}

const sid: ResourceRule = resourceRule('aws_iam_policy_sid_invalid_characters', 'error', 'Statement ids of a policy must be letters and digits', 'aws_iam_policy', (block, view, report) => {
  for (const policy of argumentTexts(view, 'policy', ownBody(block))) {
    for (const { Sid: id } of statementsOf(policy.text)) {
      if (typeof id === 'string' && id !== '' && !/^[a-zA-Z0-9]+$/.test(id)) {
        report({ span: policy.attribute.value, message: `The statement id "${shownText(view, id)}" holds something other than letters and digits, which IAM refuses.` });
      }
    }
  }
});

/** Limits of IAM, which counts no white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function tooLong(id: string, type: string, limit: number, what: string): ResourceRule {
  return resourceRule(id, 'error', `${what} must have at most ${limit} characters`, type, (block, view, report) => {
    for (const { attribute, text } of argumentTexts(view, 'policy', ownBody(block))) {
      const length = text.replaceAll(/\s/g, '').length;
      if (length > limit) report({ span: attribute.value, message: `The policy has ${length} characters without white space, and IAM takes ${limit}.` });
    }
  });
}

const roleAttributes: ResourceRule = resourceRule('aws_iam_role_deprecated_policy_attributes', 'warning', 'Policies must be attached to a role by resources of their own', 'aws_iam_role', ({ body }, _view, report) => {
  const managed = attributeOf(body, 'managed_policy_arns');
  if (managed) report({ span: managed, message: 'managed_policy_arns is deprecated: use aws_iam_role_policy_attachment.', tags: ['deprecated'] });
  for (const { block } of nestedBodies(body, []).filter(({ type }) => type === 'inline_policy')) report({ span: block.header, message: 'inline_policy is deprecated: use aws_iam_role_policy.', tags: ['deprecated'] });
});

const exclusive: ResourceRule = resourceRule('aws_iam_policy_attachment_exclusive_attachment', 'warning', 'A policy must not be attached exclusively', 'aws_iam_policy_attachment', ({ header }, _view, report) => {
  report({ span: header, message: 'aws_iam_policy_attachment detaches the policy from everything else in the account; use the attachment of a role, user or group.' });
});

export const iamRules: readonly ResourceRule[] = [
  { ...partition('aws_iam_policy_document_gov_friendly_arns', 'aws_iam_policy_document', 'ARNs in policy documents'), kind: 'data' },
  partition('aws_iam_policy_gov_friendly_arns', 'aws_iam_policy', 'ARNs in policies'),
  partition('aws_iam_role_policy_gov_friendly_arns', 'aws_iam_role_policy', 'ARNs in the policies of roles'),
  sid,
  tooLong('aws_iam_policy_too_long_policy', 'aws_iam_policy', 6144, 'Policies'),
  tooLong('aws_iam_group_policy_too_long', 'aws_iam_group_policy', 5120, 'Policies of a group'),
  roleAttributes,
  exclusive,
];
