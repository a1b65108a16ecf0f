import type { Value } from '../eval/value.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf } from '../model/module.ts';
import { argumentTexts, awsRule, ownBody, type ResourceRule, resourceRule } from './awsRule.ts';
import { givenValues, type NestedBody, nestedBodies } from './instances.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';

const certificateLifecycle = resourceRule('aws_acm_certificate_lifecycle', 'warning', 'Certificates must be replaced before the old one is destroyed', 'aws_acm_certificate', (block, _view, report) => {
  const stated = blocksOf(block.body, 'lifecycle').map(({ body }) => attributeOf(body, 'create_before_destroy')?.value);
  if (block.broken || stated.some((value) => value && !(value.kind === 'literal' && value.value === false))) return;
  report({ span: block.header, message: 'A certificate in use cannot be destroyed: set create_before_destroy = true in a lifecycle block.' });
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketLengths = { shortest: 3, longest: 63 };

const bucketName = resourceRule('aws_s3_bucket_name', 'warning', 'Names of buckets must be as the configuration demands', 'aws_s3_bucket', (block, view, report) => {
  const prefix = view.config.option('aws_s3_bucket_name', 'prefix')?.data;
  const regex = view.config.option('aws_s3_bucket_name', 'regex')?.data;
  const pattern = typeof regex === 'string' ? patternOf(regex) : undefined;
  for (const { attribute, text, shown } of argumentTexts(view, 'bucket', ownBody(block))) {
    const { shortest, longest } = bucketLengths;
    if (text !== '' && (text.length < shortest || text.length > longest)) report({ span: attribute.value, message: `The bucket name "${shown}" has ${text.length} characters; it is of ${shortest} to ${longest}.` });
    if (typeof prefix === 'string' && !text.startsWith(prefix)) report({ span: attribute.value, message: `The bucket name "${shown}" does not begin with "${prefix}".` });
    if (pattern && !pattern.test(text)) report({ span: attribute.value, message: `The bucket name "${shown}" does not match "${regex}".` });
    if (typeof regex === 'string' && !pattern) report({ span: attribute.value, message: `The option regex of aws_s3_bucket_name, "${regex}", is not a regular expression; mend it in .tflint.hcl.` });
  }
});

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'u');
  } catch {
    // Reported where the first bucket is.
    return undefined;
  }
}

const ruleDeprecated = resourceRule('aws_security_group_rule_deprecated', 'warning', 'Rules of security groups must be resources with an id of their own', 'aws_security_group_rule', ({ header }, _view, report) => {
  report({ span: header, message: 'There are resources of a newer kind for this: aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule.', tags: ['deprecated'] });
});

const inlineRules = resourceRule('aws_security_group_inline_rules', 'warning', 'Rules of security groups must not be written in the group', 'aws_security_group', ({ body }, _view, report) => {
  for (const name of ['ingress', 'egress'] as const) {
    const blocks = nestedBodies(body, []).filter(({ type }) => type === name);
    const places = [attributeOf(body, name), ...blocks.map(({ block }) => block.header)];
    for (const place of places) if (place) report({ span: place, message: `Rules in the group conflict with rules outside it: use aws_vpc_security_group_${name}_rule.` });
  }
});

/** The arguments of aws_route that say where to: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route */
const routeTargets = [
  'carrier_gateway_id',
  'core_network_arn',
  'egress_only_gateway_id',
  'gateway_id',
  'instance_id',
  'local_gateway_id',
  'nat_gateway_id',
  'network_interface_id',
  'odb_network_arn',
  'transit_gateway_id',
  'vpc_endpoint_id',
  'vpc_peering_connection_id',
];

/** The targets of a route that may be set: those that are not known to be null in each instance. */
function targetsOf(view: FileView, block: Block): { readonly name: string; readonly value: Expression; readonly values: readonly Value[] }[] {
  return attributesOf(block.body)
    .filter(({ name }) => routeTargets.includes(name))
    .map(({ name, value }) => ({ name, value, values: givenValues(view, value, [block]) }))
    .filter(({ values }) => values.length === 0 || values.some(({ data }) => data !== null));
}

const noTarget = resourceRule('aws_route_not_specified_target', 'error', 'Routes must say where to', 'aws_route', (block, view, report) => {
  if (block.broken || targetsOf(view, block).length > 0) return;
  report({ span: block.header, message: 'The route leads nowhere: an aws_route needs one target.' });
});

const severalTargets = resourceRule('aws_route_specified_multiple_targets', 'error', 'Routes must have one target', 'aws_route', (block, view, report) => {
  // What is not known may well be null, unless it is an attribute of a resource or a string.
  const isSet = (value: Expression) => value.kind === 'template' || (value.kind === 'reference' && !['var', 'local', 'each'].includes(value.root.text));
  const fixed = targetsOf(view, block).filter(({ value, values }) => (values.length > 0 && values.every(({ data }) => typeof data === 'string')) || isSet(value));
  if (fixed.length > 1) report({ span: block.header, message: `The route has several targets, and takes one: ${fixed.map(({ name }) => name).join(', ')}.` });
});

const deprecatedRuntime = resourceRule('aws_lambda_function_deprecated_runtime', 'warning', 'Functions must have a runtime that AWS supports', 'aws_lambda_function', (block, view, report) => {
  for (const runtime of argumentTexts(view, 'runtime', ownBody(block))) {
    const since = view.facts.lambdaRuntimes.get(runtime.text);
    if (since === undefined || view.now < new Date(`${since}T00:00:00Z`)) continue;
    report({ span: runtime.attribute.value, message: `The runtime "${runtime.shown}" is deprecated since ${since}: AWS no longer mends it and will refuse it.`, tags: ['deprecated'] });
  }
});

const writeOnly = awsRule('aws_write_only_arguments', 'warning', 'Secrets must be given in arguments that are not kept in the state', (view, report) => {
  for (const { labels, body } of blocksOf(view.file.body, 'resource')) {
    const type = labels[0]?.text ?? '';
    const schema = type.startsWith('aws_') ? providerBlock(view, 'resource', type)?.schema : undefined;
    for (const { name, nameSpan } of schema ? attributesOf(body) : []) {
      if (!schema?.attributes.has(`${name}_wo`)) continue;
      report({ span: nameSpan, message: `What is given in "${name}" is kept in the state; "${name}_wo" is not.`, fixes: [{ title: `Rename to ${name}_wo`, automatic: true, edits: [{ span: nameSpan, newText: `${name}_wo` }] }] });
    }
  }
});

/** The protocols that the provider knows by name; any other has a number: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#protocol-1 */
const protocols = ['icmp', 'icmpv6', 'tcp', 'udp'];

function checkProtocol(view: FileView, place: Pick<NestedBody, 'body' | 'owners'>, names: readonly string[], report: Report): void {
  for (const { attribute, text, shown } of argumentTexts(view, 'protocol', place)) {
    if (/^[+-]?\d+$/.test(text) || names.includes(text.toLowerCase())) continue;
    report({ span: attribute.value, message: `"${shown}" is no protocol: it is tcp, udp, icmp, icmpv6, a number, or "-1" for all.` });
  }
}

const groupProtocol = resourceRule('aws_security_group_invalid_protocol', 'error', 'Rules in a security group must be for a protocol that there is', 'aws_security_group', (block, view, report) => {
  for (const nested of nestedBodies(block.body, [block])) {
    if (nested.type === 'ingress' || nested.type === 'egress') checkProtocol(view, nested, protocols, report);
  }
});

/** Here "all" is a name, too: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule#protocol-1 */
const ruleProtocols = [...protocols, 'all'];

const ruleProtocol = resourceRule('aws_security_group_rule_invalid_protocol', 'error', 'Rules of security groups must be for a protocol that there is', 'aws_security_group_rule', (block, view, report) => {
  checkProtocol(view, ownBody(block), ruleProtocols, report);
});

const ephemeralResources = awsRule('aws_ephemeral_resources', 'warning', 'Secrets must be read in ways that are not kept in the state', (view, report) => {
  for (const { labels, header, typeSpan } of blocksOf(view.file.body, 'data')) {
    const type = labels[0]?.text ?? '';
    if (!type.startsWith('aws_') || !providerBlock(view, 'ephemeral', type)) continue;
    const message = `"${type}" is a non-ephemeral data source, so all that it reads is kept in the state; the ephemeral resource "${type}" is not.`;
    report({ span: header, message, fixes: view.file.json ? [] : [{ title: 'Make it an ephemeral resource', automatic: true, edits: [{ span: typeSpan, newText: 'ephemeral' }] }] });
  }
});

export const resourceRules: readonly (TerraformRule | ResourceRule)[] = [
  certificateLifecycle,
  bucketName,
  ruleDeprecated,
  inlineRules,
  noTarget,
  severalTargets,
  deprecatedRuntime,
  writeOnly,
  groupProtocol,
  ruleProtocol,
  ephemeralResources,
];
