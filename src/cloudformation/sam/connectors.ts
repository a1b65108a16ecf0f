import type { Span } from '../../language/diagnostic.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import { entryOf, get, type Entry, type MapNode, type Node } from '../../language/tree/node.ts';
import { argumentOf, callOf } from '../parser/intrinsics.ts';
import type { Use } from '../parser/uses.ts';
import { stringOf, type Resource, type Template } from '../parser/template.ts';
import { attributeParts } from '../schema/attributeParts.ts';
import type { Facts } from '../schema/facts.ts';
import { listed } from '../schema/words.ts';
import { isGeneratedName } from './generatedNames.ts';
import { isPlain, ServerlessResource } from './serverlessResource.ts';

type Report = (span: Span, message: string) => void;

/** What a connector may do between two types of resources. */
interface Pair {
  readonly permissions: readonly string[];
  /** The permissions that go together, where not every choice of them does. */
  readonly combinations?: readonly (readonly string[])[];
  /** What has to be known of the ends: `Source.RoleName`, `Destination.Arn`. */
  readonly needs: readonly string[];
}

/** The record `sam-connectors` of the facts. */
interface Connections {
  /** By the type of the source and that of the destination. */
  readonly pairs: Readonly<Record<string, Readonly<Record<string, Pair>>>>;
  /** By type of resource the property that holds its role. */
  readonly roles: Readonly<Record<string, string>>;
}

/** What serverless resources are to a connector. Source: SAM's connector reference, "Supported source and destination resource types". */
const becomes: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

/** The resources of implicit APIs. */
const implicit: Readonly<Record<string, string>> = { ServerlessRestApi: 'AWS::ApiGateway::RestApi', ServerlessHttpApi: 'AWS::ApiGatewayV2::Api' };

/** One end of a connector. */
interface End {
  readonly name: 'Source' | 'Destination';
  /** Where to speak of it. */
  readonly span: Span;
  readonly type: string;
  /** The resource that it is; undefined where it is of another stack, or generated. */
  readonly resource: Resource | undefined;
  /** What is written of it; undefined for the resource that a connector stands in. */
  readonly written: MapNode | undefined;
}

/** A connector as it is written, by itself or within its source. */
interface Connector {
  readonly properties: MapNode;
  readonly head: Span;
  /** The resource that it stands in. */
  readonly owner: Resource | undefined;
}

/**
 * Which connectors the transform refuses: between what they go, and what they may permit there.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 */
export function connectorProblems(template: Template, facts: Facts, report: Report): void {
  const reader = new Reader(template, facts.record('sam-connectors') as Connections, report);
  for (const resource of template.resources.values()) {
    if (resource.value.incomplete) continue;
    for (const connector of connectorsOf(resource, report)) reader.read(connector);
  }
}

function connectorsOf(resource: Resource, report: Report): Connector[] {
  const { key, properties, type, value } = resource;
  if (type === 'AWS::Serverless::Connector' && properties?.kind === 'map' && isPlain(properties)) {
    return [{ properties, head: entryOf(value, 'Properties')?.key ?? key, owner: undefined }];
  }
  const embedded = entryOf(value, 'Connectors');
  if (!embedded) return [];
  if (embedded.value.kind !== 'map') {
    report(embedded.key, 'Connectors is a map of names to connectors');
    return [];
  }
  return embedded.value.entries.flatMap(({ key: name, value: connector }) => {
    const inner = entryOf(connector, 'Properties');
    if (inner?.value.kind === 'map') return isPlain(inner.value) ? [{ properties: inner.value, head: inner.key, owner: resource }] : [];
    if (!connector.incomplete) report(inner?.key ?? name, "A connector has 'Properties' with a 'Destination' and 'Permissions'");
    return [];
  });
}

/** What the policies of connectors use by its name, at the `Id` that names it, with the condition that a connector within a resource has. */
export function connectorUses(template: Template, facts: Facts): Use[] {
  const connections = facts.record('sam-connectors') as Connections;
  return [...template.resources.values()].flatMap((resource) => {
    if (resource.type === 'AWS::Serverless::Connector') return usesOfConnector(template, connections, resource, resource.properties, []);
    const embedded = get(resource.value, 'Connectors');
    return (embedded?.kind === 'map' ? embedded.entries : []).flatMap(({ value: connector }) => {
      const condition = stringOf(get(connector, 'Condition'));
      return usesOfConnector(template, connections, resource, get(connector, 'Properties'), condition === undefined ? [] : [[condition, true]]);
    });
  });
}

function usesOfConnector({ resources }: Template, { pairs, roles }: Connections, owner: Resource, properties: Node | undefined, within: Use['within']): Use[] {
  const named = (node: Node | undefined): { id: Node; resource: Resource } | undefined => {
    const id = entryOf(node, 'Id')?.value;
    const resource = resources.get(stringOf(id) ?? '');
    return id && resource && { id, resource };
  };
  const first = named(get(properties, 'Source'));
  const from = first?.resource ?? owner;
  const destination = get(properties, 'Destination');
  return (destination?.kind === 'list' ? destination.items : destination ? [destination] : []).flatMap((item) => {
    const second = named(item);
    const needs = (second && pairs[typeOf(from)]?.[typeOf(second.resource)]?.needs) ?? [];
    return Object.entries({ Source: first, Destination: second }).flatMap(([end, given]): Use[] => {
      // A role of its own is what is used of a resource that names one.
      const isUsed = given && needs.some((need) => need.startsWith(`${end}.`) && !(need.endsWith('.RoleName') && get(given.resource.properties, roles[typeOf(given.resource)] ?? 'Role')));
      return isUsed ? [{ kind: 'Ref', name: given.resource.name, span: given.id, path: ['Resources', owner.name], within, inSub: false }] : [];
    });
  });
}

class Reader {
  readonly #template: Template;
  readonly #connections: Connections;
  readonly #report: Report;

  constructor(template: Template, connections: Connections, report: Report) {
    this.#template = template;
    this.#connections = connections;
    this.#report = report;
  }

  read({ properties, head, owner }: Connector): void {
    const own = owner && { name: 'Source' as const, span: head, type: typeOf(owner), resource: owner, written: undefined };
    const source = owner ? own : this.#end('Source', entryOf(properties, 'Source')?.value);
    const destination = entryOf(properties, 'Destination')?.value;
    for (const item of destination?.kind === 'list' ? destination.items : destination ? [destination] : []) {
      const end = this.#end('Destination', item);
      if (source && end) this.#join(source, end, entryOf(properties, 'Permissions'));
    }
  }

  /** What an end is; undefined where that is not known, or was told to be wrong. */
  #end(name: End['name'], node: Node | undefined): End | undefined {
    if (node?.kind !== 'map' || !isPlain(node)) return undefined;
    const id = entryOf(node, 'Id');
    const others = node.entries.filter(({ key }) => key.text !== 'Id' && key.text !== 'Qualifier');
    const [other] = others;
    if (id && other) {
      this.#report(other.key, `The ${name.toLowerCase()} has an 'Id', so nothing but 'Qualifier' can stand beside it`);
      return undefined;
    }
    if (id) return this.#resourceEnd(name, node, id);
    const type = entryOf(node, 'Type');
    const text = stringOf(type?.value);
    if (!type || text === '') this.#report(other?.key ?? node, `The ${name.toLowerCase()} needs the 'Id' of a resource, or its 'Type' and what else is known of it`);
    return type && text ? { name, span: type.value, type: serverlessAs(text), resource: undefined, written: node } : undefined;
  }

  #resourceEnd(name: End['name'], written: MapNode, id: Entry): End | undefined {
    const wanted = stringOf(id.value);
    if (wanted === undefined) {
      const parameter = argumentOf(id.value, 'Ref');
      const isParameter = parameter?.kind === 'scalar' && !this.#template.resources.has(parameter.text);
      if (callOf(id.value) && !isParameter) this.#report(id.key, "'Id' is the logical id of a resource, as a string");
      return undefined;
    }
    const resource = this.#template.resources.get(wanted);
    if (resource?.type !== undefined) return { name, span: id.value, type: typeOf(resource), resource, written };
    if (resource) return undefined;
    if (!isGeneratedName(this.#template, wanted)) {
      const similar = suggest(wanted, this.#template.resources.keys());
      this.#report(id.value, `'${wanted}' is no resource of this template${didYouMean(similar)}`);
      return undefined;
    }
    const type = Object.hasOwn(implicit, wanted) ? implicit[wanted] : undefined;
    return type === undefined ? undefined : { name, span: id.value, type, resource: undefined, written };
  }

  #join(source: End, destination: End, permissions: Entry | undefined): void {
    const { pairs } = this.#connections;
    const from = Object.hasOwn(pairs, source.type) ? pairs[source.type] : undefined;
    const pair = from && Object.hasOwn(from, destination.type) ? from[destination.type] : undefined;
    if (!pair) {
      const instead = from ? `from there it goes to ${listed(Object.keys(from))}` : 'that is the source of none';
      this.#report(from ? destination.span : source.span, `A connector cannot go from ${source.type} to ${destination.type}; ${instead}`);
      return;
    }
    this.#permit(`from ${source.type} to ${destination.type}`, pair, permissions);
    for (const need of pair.needs) {
      const [end, name = ''] = need.startsWith('Source.') ? [source, need.slice('Source.'.length)] : [destination, need.slice('Destination.'.length)];
      if (!end.resource) this.#require(end, name);
      else if (name === 'RoleName') this.#requireRole(end, end.resource, end === source ? destination : source);
    }
  }

  #permit(way: string, pair: Pair, entry: Entry | undefined): void {
    if (entry?.value.kind !== 'list' || entry.value.incomplete) return;
    const { items } = entry.value;
    if (items.length === 0) this.#report(entry.key, `A connector ${way} permits at least one of ${listed(pair.permissions)}`);
    const given = items.map(stringOf);
    const wrong = items.filter((item) => ['Read', 'Write'].includes(stringOf(item) ?? '') && !pair.permissions.includes(stringOf(item) ?? ''));
    for (const item of wrong) this.#report(item, `A connector ${way} permits ${listed(pair.permissions)} alone`);
    if (items.length === 0 || wrong.length > 0 || given.includes(undefined) || !pair.combinations) return;
    const fits = pair.combinations.some((combination) => combination.length === new Set(given).size && combination.every((each) => given.includes(each)));
    if (!fits) this.#report(entry.key, `A connector ${way} permits ${pair.combinations.map((combination) => combination.map((each) => `'${each}'`).join(' with ')).join(', or ')}`);
  }

  /** A resource that is not this template's has to be described. */
  #require({ name, written }: End, property: string): void {
    if (!written || get(written, 'Id') || get(written, property)) return;
    const [first] = written.entries;
    this.#report(first?.key ?? written, `Such a connector needs the '${property}' of its ${name.toLowerCase()}`);
  }

  /** The policy of a connector is attached to a role of the template. */
  #requireRole(end: End, resource: Resource, other: End): void {
    if (resource.value.incomplete || (resource.properties && !isPlain(resource.properties))) return;
    const isServerless = resource.type !== end.type;
    if (isServerless) {
      const role = new ServerlessResource(this.#template, resource).entry('Role');
      if (!role || namesResource(role.value)) return;
    } else if (end.type === 'AWS::Events::Rule') {
      const targets = get(resource.properties, 'Targets');
      if (!other.resource || targets?.kind !== 'list' || targets.items.some((target) => isForOther(target, other.resource?.name))) return;
    } else {
      const property = this.#connections.roles[end.type];
      const role = property === undefined ? undefined : entryOf(resource.properties, property);
      if (property === undefined || (role && namesResource(role.value))) return;
    }
    this.#report(end.span, `The role of '${resource.name}' is not a Ref or Fn::GetAtt of a resource of this template, so no policy can be attached to it`);
  }
}

/** Whether a rule's target is the resource, and has a role that is known; true where that cannot be told. */
function isForOther(target: Node, name: string | undefined): boolean {
  if (!isPlain(target)) return true;
  const [arn, role] = [get(target, 'Arn'), get(target, 'RoleArn')];
  if (arn === undefined || namedBy(arn) !== name) return false;
  return role !== undefined && namesResource(role);
}

/** Whether a role is known by its logical id, or may be. */
function namesResource(role: Node): boolean {
  return role.incomplete === true || namedBy(role) !== undefined;
}

/** The logical id that a Ref or a Fn::GetAtt names. */
function namedBy(node: Node): string | undefined {
  const attribute = argumentOf(node, 'Fn::GetAtt');
  const name = argumentOf(node, 'Ref') ?? (attribute && attributeParts(attribute)?.resource);
  return name?.kind === 'scalar' ? name.text : undefined;
}

/** The type of the resource that a serverless one becomes; any other type itself. */
function serverlessAs(type: string): string {
  return (Object.hasOwn(becomes, type) ? becomes[type] : undefined) ?? type;
}

function typeOf({ type = '' }: Resource): string {
  return serverlessAs(type);
}
