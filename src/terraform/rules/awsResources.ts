import type { Body } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf } from '../model/module.ts';
import { awsBlocks, awsRule, textArgument } from './awsRule.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';

const certificateLifecycle = awsRule('aws_acm_certificate_lifecycle', 'warning', 'Certificates must be replaced before the old one is destroyed', (view, report) => {
  for (const block of awsBlocks(view, 'aws_acm_certificate')) {
    const stated = blocksOf(block.body, 'lifecycle').map(({ body }) => attributeOf(body, 'create_before_destroy')?.value);
    if (block.broken || stated.some((value) => value && !(value.kind === 'literal' && value.value === false))) continue;
    report({ span: block.header, message: 'A certificate in use cannot be destroyed: set create_before_destroy = true in a lifecycle block.' });
  }
});

const bucketName = awsRule('aws_s3_bucket_name', 'warning', 'Names of buckets must be as the configuration demands', (view, report) => {
  const prefix = view.config.option('aws_s3_bucket_name', 'prefix')?.data;
  const regex = view.config.option('aws_s3_bucket_name', 'regex')?.data;
  const pattern = typeof regex === 'string' ? patternOf(regex) : undefined;
  for (const { body } of awsBlocks(view, 'aws_s3_bucket')) {
    const bucket = textArgument(view, body, 'bucket');
    if (!bucket) continue;
    const { attribute, text, shown } = bucket;
    if (typeof prefix === 'string' && !text.startsWith(prefix)) report({ span: attribute.value, message: `Bucket name "${shown}" does not have prefix "${prefix}".` });
    if (pattern && !pattern.test(text)) report({ span: attribute.value, message: `Bucket name "${shown}" does not match regex "${regex}".` });
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

const ruleDeprecated = awsRule('aws_security_group_rule_deprecated', 'warning', 'Rules of security groups must be resources with an id of their own', (view, report) => {
  for (const { header } of awsBlocks(view, 'aws_security_group_rule')) {
    report({ span: header, message: 'Consider aws_vpc_security_group_ingress_rule or aws_vpc_security_group_egress_rule instead.', tags: ['deprecated'] });
  }
});

const inlineRules = awsRule('aws_security_group_inline_rules', 'warning', 'Rules of security groups must not be written in the group', (view, report) => {
  for (const { body } of awsBlocks(view, 'aws_security_group')) {
    for (const name of ['ingress', 'egress'] as const) {
      const places = [attributeOf(body, name), ...blocksOf(body, name).map(({ header }) => header)];
      for (const place of places) if (place) report({ span: place, message: `Rules in the group conflict with rules outside it: use aws_vpc_security_group_${name}_rule.` });
    }
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

function isNull(value: { readonly kind: string; readonly value?: unknown }): boolean {
  return value.kind === 'literal' && value.value === null;
}

const noTarget = awsRule('aws_route_not_specified_target', 'error', 'Routes must say where to', (view, report) => {
  for (const { body, header, broken } of awsBlocks(view, 'aws_route')) {
    if (broken || attributesOf(body).some(({ name, value }) => routeTargets.includes(name) && !isNull(value))) continue;
    report({ span: header, message: 'The routing target is not specified; each aws_route must have one.' });
  }
});

const severalTargets = awsRule('aws_route_specified_multiple_targets', 'error', 'Routes must have one target', (view, report) => {
  for (const { body, header } of awsBlocks(view, 'aws_route')) {
    // A target that depends on a condition may well be null.
    const certain = attributesOf(body).filter(({ name, value }) => routeTargets.includes(name) && !isNull(value) && ['reference', 'template'].includes(value.kind));
    const fixed = certain.filter(({ value }) => value.kind === 'template' || (value.kind === 'reference' && !['var', 'local', 'each'].includes(value.root.text)));
    if (fixed.length > 1) report({ span: header, message: `More than one routing target is specified: ${fixed.map(({ name }) => name).join(', ')}.` });
  }
});

const deprecatedRuntime = awsRule('aws_lambda_function_deprecated_runtime', 'warning', 'Functions must have a runtime that AWS supports', (view, report) => {
  for (const { body } of awsBlocks(view, 'aws_lambda_function')) {
    const runtime = textArgument(view, body, 'runtime');
    const since = runtime && view.facts.lambdaRuntimes.get(runtime.text);
    if (!runtime || since === undefined || view.now < new Date(`${since}T00:00:00Z`)) continue;
    report({ span: runtime.attribute.value, message: `The runtime "${runtime.shown}" is deprecated since ${since}: AWS no longer mends it and will refuse it.`, tags: ['deprecated'] });
  }
});

const writeOnly = awsRule('aws_write_only_arguments', 'warning', 'Secrets must be given in arguments that are not kept in the state', (view, report) => {
  for (const { labels, body } of blocksOf(view.file.body, 'resource')) {
    const type = labels[0]?.text ?? '';
    const schema = type.startsWith('aws_') ? providerBlock(view, 'resource', type)?.schema : undefined;
    for (const { name, nameSpan } of schema ? attributesOf(body) : []) {
      if (!schema?.attributes.has(`${name}_wo`)) continue;
      report({ span: nameSpan, message: `What is given in "${name}" is kept in the state; "${name}_wo" is not.`, fixes: [{ title: `Rename to ${name}_wo`, edits: [{ span: nameSpan, newText: `${name}_wo` }] }] });
    }
  }
});

/** The protocols that the provider knows by name; any other has a number: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule#protocol */
const protocols = new Set(['all', 'icmp', 'icmpv6', 'tcp', 'udp']);

function checkProtocol(view: FileView, body: Body, report: Report): void {
  const protocol = textArgument(view, body, 'protocol');
  if (!protocol || /^[+-]?\d+$/.test(protocol.text) || protocols.has(protocol.text.toLowerCase())) return;
  report({ span: protocol.attribute.value, message: `"${protocol.shown}" is an invalid protocol: it is tcp, udp, icmp, icmpv6, a number, or "-1" for all.` });
}

const groupProtocol = awsRule('aws_security_group_invalid_protocol', 'error', 'Rules in a security group must be for a protocol that there is', (view, report) => {
  for (const { body } of awsBlocks(view, 'aws_security_group')) {
    for (const type of ['ingress', 'egress']) for (const block of blocksOf(body, type)) checkProtocol(view, block.body, report);
  }
});

const ruleProtocol = awsRule('aws_security_group_rule_invalid_protocol', 'error', 'Rules of security groups must be for a protocol that there is', (view, report) => {
  for (const { body } of awsBlocks(view, 'aws_security_group_rule')) checkProtocol(view, body, report);
});

const ephemeralResources = awsRule('aws_ephemeral_resources', 'warning', 'Secrets must be read in ways that are not kept in the state', (view, report) => {
  for (const { labels, header, typeSpan } of blocksOf(view.file.body, 'data')) {
    const type = labels[0]?.text ?? '';
    if (!type.startsWith('aws_') || !providerBlock(view, 'ephemeral', type)) continue;
    const message = `"${type}" is a non-ephemeral data source, so all that it reads is kept in the state; the ephemeral resource "${type}" is not.`;
    report({ span: header, message, fixes: view.file.json ? [] : [{ title: 'Make it an ephemeral resource', edits: [{ span: typeSpan, newText: 'ephemeral' }] }] });
  }
});

export const resourceRules: readonly TerraformRule[] = [
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
