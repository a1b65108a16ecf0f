import type { Fix, Span } from '../../language/diagnostic.ts';
import { textsOf } from '../config.ts';
import { evaluate } from '../eval/evaluate.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, type Module } from '../model/module.ts';
import { referencesIn } from '../model/walk.ts';
import { resourcesOf, textArgument } from './awsRule.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';
import { scopeOf } from './scopeOf.ts';
import { listItems } from './static.ts';
import { valuesOf } from './values.ts';

/** A rule of this project's alone, which CloudFormation's linter has under the same name. */
function ownRule(
  id: string,
  summary: string,
  docs: string,
  check: (view: FileView, report: Report) => void,
  reach: Pick<TerraformRule, 'local'> = {},
): TerraformRule {
  return {
    id,
    severity: 'warning',
    summary,
    docs,
    ...reach,
    check(view, report) {
      if (view.file.role === 'configuration' || view.file.role === 'override') check(view, report);
    },
  };
}

const group = 'aws_autoscaling_group';

/** How a subnet is written, so that the same one is known again: its id, or what it is referred to by. */
function subnetName(item: Expression, view: FileView): string | undefined {
  const { data } = evaluate(item, { scope: view.shared(scopeOf).at(undefined), signatures: view.facts.signatures, report: () => undefined });
  if (typeof data === 'string') return data;
  return item.kind === 'reference' ? view.file.parsed.text.slice(item.start, item.end).replaceAll(/\s/g, '') : undefined;
}

/** The fix that takes an item out of a list, with the comma before it. */
function withoutItem(items: readonly Expression[], index: number): readonly Fix[] {
  const [before, item] = [items[index - 1], items[index]];
  if (!before || !item) return [];
  return [{ title: 'Remove the second one', preferred: true, edits: [{ span: { start: before.end, end: item.end }, newText: '' }] }];
}

const duplicateSubnet = ownRule(
  'plumbline_duplicate_subnet',
  'An Auto Scaling group names each of its subnets once',
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html',
  (view, report) => {
    for (const { body } of resourcesOf(view, group)) {
      const value = attributeOf(body, 'vpc_zone_identifier')?.value;
      if (!value) continue;
      const written = listItems(value);
      const names = written ? written.map((item) => subnetName(item, view)) : textsOf(view.analysis(valuesOf).values.get(value));
      const seen = new Set<string>();
      for (const [index, name] of names.entries()) {
        if (name === undefined) continue;
        if (seen.has(name)) {
          const place: Span = written?.[index] ?? value;
          report({ span: { start: place.start, end: place.end }, message: `${name} stands in this list before.`, tags: ['unnecessary'], fixes: written ? withoutItem(written, index) : [] });
        }
        seen.add(name);
      }
    }
  },
  { local: true },
);

/** The subnet that an item refers to, where it is one of this module's that there is once. */
function subnetOf(item: Expression, module: Module): Block | undefined {
  if (item.kind !== 'reference' || item.root.text !== 'aws_subnet' || item.steps.length !== 2 || item.steps[1]?.key !== 'id') return undefined;
  const block = module.declared('resource').get(`aws_subnet.${item.steps[0]?.key}`)?.[0]?.block;
  return block && !attributeOf(block.body, 'count') && !attributeOf(block.body, 'for_each') ? block : undefined;
}

/** The zone of a subnet, as a value or as it is written. */
function zoneOf({ body }: Block, view: FileView): string | undefined {
  const value = attributeOf(body, 'availability_zone')?.value ?? attributeOf(body, 'availability_zone_id')?.value;
  if (!value) return undefined;
  const { data } = evaluate(value, { scope: view.shared(scopeOf).at(undefined), signatures: view.facts.signatures, report: () => undefined });
  if (typeof data === 'string') return `"${data}"`;
  if (value.kind !== 'reference') return undefined;
  return [value.root.text, ...value.steps.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key}`))].join('').replaceAll('.[', '[');
}

/** Why all subnets lie in one zone; undefined where they do not, or it cannot be told. */
function oneZone(items: readonly Expression[], view: FileView): string | undefined {
  const names = new Set(items.map((item) => subnetName(item, view)));
  const blocks = items.map((item) => subnetOf(item, view.module));
  if (names.size === 1 && !names.has(undefined) && (blocks[0] ?? items[0]?.kind === 'template')) return `${[...names][0]} is its only subnet.`;
  const zones = new Set(blocks.map((block) => block && zoneOf(block, view)));
  if (zones.size !== 1 || zones.has(undefined)) return undefined;
  return `its ${names.size} subnets all have the availability zone ${[...zones][0]}.`;
}

const singleZone = ownRule(
  'plumbline_single_zone_group',
  'An Auto Scaling group reaches over more than one zone',
  'https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html',
  (view, report) => {
    for (const block of resourcesOf(view, group)) {
      const subnets = attributeOf(block.body, 'vpc_zone_identifier');
      const zones = attributeOf(block.body, 'availability_zones');
      const items = listItems((subnets ?? zones)?.value ?? { kind: 'invalid', start: 0, end: 0 }) ?? [];
      if (items.length === 0) continue;
      const name = block.labels[1]?.text ?? '';
      const only = new Set(items.map((item) => subnetName(item, view)));
      const reason = subnets ? oneZone(items, view) : only.size === 1 && items[0]?.kind === 'template' && !only.has(undefined) ? `${[...only][0]} is its only zone.` : undefined;
      const place = (subnets ?? zones)?.nameSpan ?? block.header;
      if (reason !== undefined) report({ span: place, message: `The group "${name}" lies in one zone: ${reason}` });
    }
  },
);

const redrive = ownRule(
  'plumbline_sns_redrive_policy',
  'A Lambda function subscribed to a topic has a redrive policy',
  'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
  (view, report) => {
    for (const { body, header, labels, broken } of resourcesOf(view, 'aws_sns_topic_subscription')) {
      if (broken || textArgument(view, body, 'protocol')?.text !== 'lambda') continue;
      const policy = attributeOf(body, 'redrive_policy')?.value;
      if (policy && !(policy.kind === 'literal' && policy.value === null)) continue;
      report({ span: header, message: `The subscription "${labels[1]?.text ?? ''}" has no redrive_policy: a message that the function does not take is lost.` });
    }
  },
  { local: true },
);

/** Names of destinations that a policy, or another module through an output, may speak of; undefined where that may be any. */
function coveredDestinations(module: Module): ReadonlySet<string> | undefined {
  const covered = new Set<string>();
  for (const { block } of module.blocks('resource', 'aws_cloudwatch_log_destination_policy')) {
    const name = attributeOf(block.body, 'destination_name')?.value;
    const references = name ? referencesIn(name) : [];
    if (references.length === 0) return undefined;
    for (const { root, steps } of references) {
      if (root.text !== 'aws_cloudwatch_log_destination') return undefined;
      covered.add(String(steps[0]?.key));
    }
  }
  for (const { block } of module.blocks('output')) {
    const value = attributeOf(block.body, 'value')?.value;
    for (const { root, steps } of value ? referencesIn(value) : []) if (root.text === 'aws_cloudwatch_log_destination') covered.add(String(steps[0]?.key));
  }
  return covered;
}

/** Service and account of an ARN that is known. */
function arnParts(text: string | undefined): readonly [service?: string, account?: string] {
  const [, service, account] = /^arn:[\w-]+:([\w-]+):[\w-]*:(\d{12}):/.exec(text ?? '') ?? [];
  return service === undefined || account === undefined ? [] : [service, account];
}

const destinationPolicy = ownRule(
  'plumbline_log_destination_policy',
  'Logs go to another account through a destination that has a policy',
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
  (view, report) => {
    const destinations = resourcesOf(view, 'aws_cloudwatch_log_destination');
    const covered = destinations.length > 0 ? view.module.analysis(coveredDestinations) : undefined;
    for (const { header, labels } of covered ? destinations : []) {
      const name = labels[1]?.text ?? '';
      if (!covered?.has(name)) report({ span: header, message: `The destination "${name}" has no aws_cloudwatch_log_destination_policy: no other account may send its logs there.` });
    }
    for (const { body } of resourcesOf(view, 'aws_cloudwatch_log_subscription_filter')) {
      const target = textArgument(view, body, 'destination_arn');
      const [service, account] = arnParts(target?.text);
      const [, own] = arnParts(textArgument(view, body, 'role_arn')?.text);
      if (!target || service === 'logs' || account === undefined || own === undefined || account === own) continue;
      report({ span: target.attribute.value, message: `The filter's role is of account ${own}, its target of account ${account}: between accounts logs go through an aws_cloudwatch_log_destination with a policy.` });
    }
  },
);

/** What no peer reports; CloudFormation's linter has the same. */
export const ownRules: readonly TerraformRule[] = [duplicateSubnet, singleZone, redrive, destinationPolicy];
