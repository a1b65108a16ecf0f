import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import type { Template } from '../parser/template.ts';
import { jsonOf, show } from '../schema/values.ts';
import { removeItem } from './edits.ts';
import { templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html';

/** A group in one zone is gone when its zone is. */
export const singleZone = templateRule({
  id: 'plumbline_single_zone_group',
  summary: 'An Auto Scaling group reaches over more than one zone',
  docs,
  check({ template }, report) {
    for (const { key, type, properties } of template.resources.values()) {
      if (type !== 'AWS::AutoScaling::AutoScalingGroup') continue;
      const subnets = entryOf(properties, 'VPCZoneIdentifier');
      const zones = entryOf(properties, 'AvailabilityZones');
      const reason = subnets ? oneZone(template, subnets.value) : zones ? oneLiteral(zones.value) : undefined;
      if (reason === undefined) continue;
      report({ span: (subnets ?? zones)?.key ?? key, message: `The group '${key.text}' lies in one zone: ${reason}` });
    }
  },
});

/** AWS takes a subnet once, so a group with one twice has fewer subnets than it seems. */
export const duplicateSubnet = templateRule({
  id: 'plumbline_duplicate_subnet',
  summary: 'An Auto Scaling group names each of its subnets once',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html',
  check({ template }, report) {
    for (const { type, properties } of template.resources.values()) {
      const subnets = type === 'AWS::AutoScaling::AutoScalingGroup' ? get(properties, 'VPCZoneIdentifier') : undefined;
      if (subnets?.kind !== 'list') continue;
      const seen = new Set<string>();
      for (const [index, item] of subnets.items.entries()) {
        const text = JSON.stringify(jsonOf(item));
        const fix = seen.has(text) ? removeItem(template.text, subnets, index) : undefined;
        if (seen.has(text)) {
          report({
            span: item, message: `${show(nameOf(item) ?? item)} stands in this list before`, tags: ['unnecessary'],
            ...(fix ? { fixes: [{ title: 'Remove the second one', edits: [fix], preferred: true }] } : {}),
          });
        }
        seen.add(text);
      }
    }
  },
});

/** Why all subnets lie in one zone; undefined where they do not, or it cannot be told. */
function oneZone(template: Template, value: Node): string | undefined {
  if (value.kind !== 'list' || value.items.length === 0) return undefined;
  const names = new Set(value.items.map(nameOf));
  if (names.has(undefined)) return undefined;
  const declared = [...names].map((name) => template.resources.get(name ?? ''));
  const areSubnets = declared.every((resource) => resource?.type === 'AWS::EC2::Subnet');
  if (names.size === 1) return areSubnets || value.items[0]?.kind === 'scalar' ? `${show([...names][0] ?? '')} is its only subnet` : undefined;
  if (!areSubnets) return undefined;
  const zones = new Set(declared.map((resource) => get(resource?.properties, 'AvailabilityZone')).map((zone) => (zone ? show(zone) : undefined)));
  if (zones.size !== 1 || zones.has(undefined)) return undefined;
  return `its ${names.size} subnets all have the AvailabilityZone ${[...zones][0]}`;
}

function oneLiteral(value: Node): string | undefined {
  if (value.kind !== 'list' || value.items.length === 0) return undefined;
  const zones = new Set(value.items.map((item) => (item.kind === 'scalar' ? item.text : undefined)));
  return zones.size === 1 && !zones.has(undefined) ? `${show([...zones][0] ?? '')} is its only zone` : undefined;
}

/** The subnet that an item names: an id, or the resource that it refers to. */
function nameOf(item: Node): string | undefined {
  if (item.kind === 'scalar') return item.text;
  const call = callOf(item);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar') return call.argument.text;
  if (call?.name !== 'Fn::GetAtt') return undefined;
  const text = call.argument.kind === 'list' ? call.argument.items.map((part) => (part.kind === 'scalar' ? part.text : '')).join('.') : call.argument.kind === 'scalar' ? call.argument.text : '';
  return text.endsWith('.SubnetId') ? text.slice(0, -'.SubnetId'.length) : undefined;
}
