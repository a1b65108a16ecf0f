import { entryOf, get, type Node } from '../../language/tree/node.ts';
import type { Assumptions } from '../conditions/logic.ts';
import { callOf } from '../parser/intrinsics.ts';
import { attributeParts } from '../schema/attributeParts.ts';
import { ipv4Network, ipv6Network } from '../schema/formats.ts';
import { intoEntry, type Scope } from '../schema/scope.ts';
import { jsonOf, show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { placeRule, templateRule, type Linting } from './rule.ts';

const ec2 = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html';

/** The scope of a resource's properties, for rules over the whole template. */
export function propertiesScope({ template, validator }: Linting, name: string): { node: Node; scope: Scope } | undefined {
  const resource = template.resources.get(name);
  const entry = entryOf(resource?.value, 'Properties');
  if (!resource || !entry) return undefined;
  const section = validator.sectionScope('Resources');
  if (!section) return undefined;
  const outer = intoEntry(section, { key: resource.key, value: resource.value }, undefined);
  const assumptions = resource.condition === undefined ? undefined : validator.conditions.assume(outer.assumptions, resource.condition, true);
  // A resource whose condition cannot hold is never there.
  if (resource.condition !== undefined && !assumptions) return undefined;
  return { node: entry.value, scope: intoEntry(outer, entry, undefined).under({ assumptions: assumptions ?? outer.assumptions }) };
}

/** The resource, or the value, that a property names. */
function named(node: Node | undefined): string | undefined {
  if (node?.kind === 'scalar') return node.text;
  const call = callOf(node);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar') return call.argument.text;
  const parts = call?.name === 'Fn::GetAtt' ? attributeParts(call.argument) : undefined;
  return parts?.resource.kind === 'scalar' ? parts.resource.text : undefined;
}

function together({ validator }: Linting, a: Assumptions, b: Assumptions): boolean {
  const both = new Map(a);
  for (const [name, value] of b) {
    if (both.has(name) && both.get(name) !== value) return false;
    both.set(name, value);
  }
  return validator.conditions.possible(both);
}

export const overlappingSubnets = templateRule({
  id: 'E3060',
  summary: 'The subnets of a VPC do not overlap',
  docs: ec2,
  check(linting, report) {
    const seen: { vpc: string; start: number; size: number; text: string; assumptions: Assumptions }[] = [];
    for (const { name, type } of linting.template.resources.values()) {
      const found = type === 'AWS::EC2::Subnet' ? propertiesScope(linting, name) : undefined;
      if (!found) continue;
      for (const vpc of valuesAt(linting.validator, found.node, ['VpcId'], found.scope)) {
        const id = named(vpc.value);
        if (id === undefined) continue;
        for (const block of valuesAt(linting.validator, found.node, ['CidrBlock'], found.scope.under({ assumptions: vpc.scope.assumptions }))) {
          const text = block.value?.kind === 'scalar' ? block.value.text : '';
          const network = ipv4Network(text);
          if (!network || !block.value) continue;
          const { assumptions } = block.scope;
          const other = seen.find(
            (subnet) =>
              subnet.vpc === id && network.start < subnet.start + subnet.size && subnet.start < network.start + network.size &&
              together(linting, subnet.assumptions, assumptions),
          );
          if (other) report({ span: found.scope.here, message: `'${text}' overlaps with '${other.text}', a subnet of the same VPC` });
          seen.push({ vpc: id, ...network, text, assumptions });
        }
      }
    }
  },
});

/** The blocks of a VPC's addresses; undefined where one of them is known only at deployment, or is none. */
function blocksOf(linting: Linting, vpc: string, assumptions: Assumptions): string[] | undefined {
  const blocks: string[] = [];
  for (const { name, type } of linting.template.resources.values()) {
    if (type !== 'AWS::EC2::VPCCidrBlock' && name !== vpc) continue;
    const found = propertiesScope(linting, name);
    if (!found) continue;
    const scope = found.scope.under({ assumptions: new Map([...found.scope.assumptions, ...assumptions]) });
    if (!linting.validator.conditions.possible(scope.assumptions)) continue;
    if (name !== vpc && named(get(found.node, 'VpcId')) !== vpc) continue;
    const valuesOf = (key: string): Node[] => [...valuesAt(linting.validator, found.node, [key], scope)].flatMap(({ value }) => value ?? []);
    const known = [...valuesOf('CidrBlock'), ...valuesOf('Ipv6CidrBlock')];
    if (known.length === 0 || known.some((value) => value.kind !== 'scalar' || typeof value.value !== 'string')) return undefined;
    if (valuesOf('CidrBlock').some((value) => value.kind === 'scalar' && !ipv4Network(value.text))) return undefined;
    blocks.push(...known.map((value) => (value.kind === 'scalar' ? value.text : '')));
  }
  return blocks;
}

export const subnetInVpc = templateRule({
  id: 'E3059',
  summary: 'A subnet lies within the addresses of its VPC',
  docs: ec2,
  check(linting, report) {
    const { template, validator } = linting;
    for (const { name, type } of template.resources.values()) {
      const found = type === 'AWS::EC2::Subnet' ? propertiesScope(linting, name) : undefined;
      if (!found) continue;
      for (const vpc of valuesAt(validator, found.node, ['VpcId'], found.scope)) {
        const id = named(vpc.value);
        if (id === undefined || template.resources.get(id)?.type !== 'AWS::EC2::VPC') continue;
        for (const key of ['CidrBlock', 'Ipv6CidrBlock']) {
          for (const { value, scope } of valuesAt(validator, found.node, [key], found.scope.under({ assumptions: vpc.scope.assumptions }))) {
            const network = value?.kind === 'scalar' ? networkOf(value.text) : undefined;
            const blocks = network && blocksOf(linting, id, scope.assumptions);
            if (!value || !network || !blocks || blocks.length === 0 || blocks.some((block) => holds(networkOf(block), network))) continue;
            report({ span: validator.spanOf(value, scope.here), message: `${show(value)} does not lie within ${blocks.map(show).join(', ')}, the addresses of '${id}'` });
          }
        }
      }
    }
  },
});

interface Network {
  readonly version: 4 | 6;
  readonly start: bigint;
  readonly size: bigint;
}

function networkOf(text: string): Network | undefined {
  const four = ipv4Network(text);
  if (four) return { version: 4, start: BigInt(four.start), size: BigInt(four.size) };
  const six = ipv6Network(text);
  return six && { version: 6, ...six };
}

/** Whether a network lies in another; true where the other cannot be read, which is another rule's to say. */
function holds(outer: Network | undefined, inner: Network): boolean {
  if (!outer) return true;
  return outer.version === inner.version && outer.start <= inner.start && inner.start + inner.size <= outer.start + outer.size;
}

export const privateDns = templateRule({
  id: 'E3064',
  summary: 'One endpoint of a service in a VPC has its private name',
  docs: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  check(linting, report) {
    const seen: { key: string; assumptions: Assumptions; name: string }[] = [];
    for (const { name, type } of linting.template.resources.values()) {
      const found = type === 'AWS::EC2::VPCEndpoint' ? propertiesScope(linting, name) : undefined;
      if (!found) continue;
      const [kind, enabled, vpc, service] = ['VpcEndpointType', 'PrivateDnsEnabled', 'VpcId', 'ServiceName'].map((key) => get(found.node, key));
      if (kind?.kind !== 'scalar' || kind.text !== 'Interface' || enabled?.kind !== 'scalar' || enabled.text.toLowerCase() !== 'true' || !vpc || !service) continue;
      const key = JSON.stringify([jsonOf(vpc), jsonOf(service)]);
      const { assumptions } = found.scope;
      const other = seen.find((endpoint) => endpoint.key === key && together(linting, endpoint.assumptions, assumptions));
      if (other) report({ span: found.scope.here, message: `'${other.name}' has the private name of ${show(service)} in this VPC already` });
      seen.push({ key, assumptions, name });
    }
  },
});

export const routeTableAssociation = templateRule({
  id: 'E3022',
  summary: 'A subnet is associated with one route table',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html',
  check(linting, report) {
    const uses: { owner: string; subnet: string; assumptions: Assumptions; span: { start: number; end: number } }[] = [];
    for (const { name, type } of linting.template.resources.values()) {
      const found = type === 'AWS::EC2::SubnetRouteTableAssociation' ? propertiesScope(linting, name) : undefined;
      const key = found && entryOf(found.node, 'SubnetId')?.key;
      if (!found || !key) continue;
      for (const { value, scope } of valuesAt(linting.validator, found.node, ['SubnetId'], found.scope)) {
        const call = callOf(value);
        const subnet = call?.name === 'Fn::GetAtt' ? show(call.argument) : named(value);
        if (subnet !== undefined) uses.push({ owner: name, subnet, assumptions: scope.assumptions, span: key });
      }
    }
    for (const use of uses) {
      const other = uses.find(({ owner, subnet, assumptions }) => owner !== use.owner && subnet === use.subnet && sameCase(assumptions, use.assumptions));
      if (other) report({ span: use.span, message: `The subnet is associated by '${other.owner}' too` });
    }
  },
});

/** Whether two places are there under the same conditions, or one of them always. */
function sameCase(a: Assumptions, b: Assumptions): boolean {
  if (a.size === 0 || b.size === 0) return true;
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

export const alias = placeRule({
  id: 'E3013',
  summary: 'An alias of a distribution is a domain name',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-distributionconfig.html',
  places: places(['AWS::CloudFront::Distribution/P/DistributionConfig/Aliases/*']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.includes('{{resolve:')) return;
    const isDomain = /^(?:[a-z0-9*](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/.test(node.value);
    if (isDomain && !node.value.includes('.*.')) return;
    report(validator.issue(node, scope, { keyword: 'pattern', message: `${show(node)} is no domain name for a distribution` }));
  },
});

export const targetOrigin = placeRule({
  id: 'E3057',
  summary: 'The target of a cache behavior is one of the origins',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-defaultcachebehavior.html',
  places: places(['AWS::CloudFront::Distribution/P/DistributionConfig']),
  inspect(node, scope, validator, _schema, report) {
    for (const target of valuesAt(validator, node, ['DefaultCacheBehavior', 'TargetOriginId'], scope)) {
      if (target.value?.kind !== 'scalar' || typeof target.value.value !== 'string') continue;
      const inner = scope.under({ assumptions: target.scope.assumptions });
      const ids = [['Origins', '*', 'Id'], ['OriginGroups', 'Items', '*', 'Id']].flatMap((path) =>
        [...valuesAt(validator, node, path, inner)].map(({ value }) => value).filter((value) => value !== undefined),
      );
      // An id that is computed may be any.
      const wanted = target.value.text;
      if (ids.some((id) => id.kind !== 'scalar' || id.text === wanted)) continue;
      if (!entryOf(node, 'Origins') || hasHiddenIds(node)) continue;
      report(validator.issue(target.value, target.scope, { keyword: 'enum', message: `${show(target.value)} is none of the origins` }));
    }
  },
});

/** Whether origins come from functions that are known only at deployment. */
function hasHiddenIds(node: Node): boolean {
  const origins = get(node, 'Origins');
  const items = origins?.kind === 'list' ? origins.items : [];
  return (origins !== undefined && callOf(origins) !== undefined) || items.some((item) => callOf(item) !== undefined || callOf(get(item, 'Id')) !== undefined);
}

export const recordName = placeRule({
  id: 'E3041',
  summary: 'The name of a record lies in its hosted zone, and the zone ends in a dot',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html',
  places: places(['AWS::Route53::RecordSet/P']),
  inspect(node, scope, validator, _schema, report) {
    const zone = entryOf(node, 'HostedZoneName');
    const name = entryOf(node, 'Name');
    if (zone?.value.kind !== 'scalar' || name?.value.kind !== 'scalar' || typeof zone.value.value !== 'string' || typeof name.value.value !== 'string') return;
    const withDot = (text: string): string => (text.endsWith('.') ? text : `${text}.`);
    if (!zone.value.value.endsWith('.')) {
      report(validator.issue(zone.value, intoEntry(scope, zone, undefined), { keyword: 'pattern', message: `${show(zone.value)} must end in a dot` }));
    }
    const [full, suffix] = [withDot(name.value.value), withDot(zone.value.value)];
    if (full === suffix || full.endsWith(`.${suffix}`)) return;
    report(validator.issue(name.value, intoEntry(scope, name, undefined), { keyword: 'pattern', message: `${show(name.value)} does not lie in the zone ${show(zone.value)}` }));
  },
});

export const validationDomain = placeRule({
  id: 'E3503',
  summary: 'A certificate is validated by its own domain or one above it',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-certificatemanager-certificate-domainvalidationoption.html',
  places: places(['AWS::CertificateManager::Certificate/P/DomainValidationOptions/*']),
  inspect(node, scope, validator, _schema, report) {
    const domain = entryOf(node, 'DomainName');
    const above = get(node, 'ValidationDomain');
    if (domain?.value.kind !== 'scalar' || above?.kind !== 'scalar' || typeof domain.value.value !== 'string' || typeof above.value !== 'string') return;
    if (domain.value.value === above.value || domain.value.value.endsWith(`.${above.value}`)) return;
    report(validator.issue(domain.value, intoEntry(scope, domain, undefined), { keyword: 'pattern', message: `${show(above)} is no domain above ${show(domain.value)}` }));
  },
});
