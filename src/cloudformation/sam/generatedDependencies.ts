import { get } from '../../language/tree/node.ts';
import { argumentOf } from '../parser/intrinsics.ts';
import { stringOf, type Template } from '../parser/template.ts';
import { isPlain, ServerlessResource } from './serverlessResource.ts';

/** Two logical ids, generated ones included: the first resource needs the second. */
type Dependency = readonly [name: string, needed: string];

/** By the type of an event, the property that names what calls the function, its type, and what is generated where none is named. */
const calling: Readonly<Record<string, { readonly property: string; readonly type: string; readonly generated?: string }>> = {
  Api: { property: 'RestApiId', type: 'AWS::Serverless::Api', generated: 'ServerlessRestApi' },
  HttpApi: { property: 'ApiId', type: 'AWS::Serverless::HttpApi', generated: 'ServerlessHttpApi' },
  S3: { property: 'Bucket', type: 'AWS::S3::Bucket' },
};

/** Properties that become resources of their own, which need the function. */
const ofOthers: ReadonlySet<string> = new Set(['AutoPublishAlias', 'DeploymentPreference', 'EventInvokeConfig', 'Events', 'FunctionUrlConfig', 'ProvisionedConcurrencyConfig']);

/**
 * What needs what once functions and state machines are transformed: each its role, a bucket and an API the functions
 * that they call. Source: SAM's "Generated AWS CloudFormation resources".
 */
export function generatedDependencies(template: Template): Dependency[] {
  return ServerlessResource.of(template).flatMap((owner): Dependency[] => {
    if (owner.kind !== 'Function' && owner.kind !== 'StateMachine') return [];
    const { name } = owner.resource;
    return [...(owner.entry('Role') ? [] : [[name, roleOf(name)] as const]), ...callers(template, owner).map((caller) => [caller, name] as const)];
  });
}

/** The buckets and APIs whose events call a function. */
function callers({ resources }: Template, owner: ServerlessResource): string[] {
  const events = owner.own('Events')?.value;
  if (owner.kind !== 'Function' || events?.kind !== 'map' || !isPlain(events)) return [];
  return events.entries.flatMap(({ value }) => {
    const event = stringOf(get(value, 'Type')) ?? '';
    const caller = Object.hasOwn(calling, event) ? calling[event] : undefined;
    if (!caller) return [];
    const named = get(get(value, 'Properties'), caller.property);
    if (!named) return caller.generated === undefined ? [] : [caller.generated];
    const target = argumentOf(named, 'Ref');
    return target?.kind === 'scalar' && resources.get(target.text)?.type === caller.type ? [target.text] : [];
  });
}

/** Types that become one resource. */
const single: ReadonlySet<string | undefined> = new Set(['AWS::Serverless::Application', 'AWS::Serverless::SimpleTable']);

/**
 * The resources that need what is referred to at a path (`Resources/Fn/Properties/Policies/0`) of a serverless resource,
 * or of what Globals gives a function or state machine; none where that is not known.
 */
export function dependents(template: Template, path: readonly string[]): string[] {
  const [section, first = ''] = path;
  if (section === 'Resources' && single.has(template.resources.get(first)?.type)) return [first];
  const owners = ServerlessResource.of(template).filter(({ kind, resource }) => (kind === 'Function' || kind === 'StateMachine') && first === (section === 'Globals' ? kind : resource.name));
  const within = section === 'Globals' ? path.slice(2) : path[2] === 'Properties' ? path.slice(3) : [];
  const [property] = within;
  const isOfRole = property === 'Policies' || property === 'PermissionsBoundary' || isPermitted(within);
  if (property === undefined || (ofOthers.has(property) && !isOfRole)) return [];
  return owners.flatMap((owner) => {
    if (!owner.entry(property)) return [];
    const { name } = owner.resource;
    if (!isOfRole) return [name];
    return owner.entry('Role') ? [] : [roleOf(name)];
  });
}

/** What a function is given access to because an event comes from it, or goes there when it fails. Source: SAM's references of event sources. */
const permitted: ReadonlySet<string> = new Set(['Broker', 'Cluster', 'DestinationConfig', 'SourceAccessConfigurations']);

function isPermitted([property, ...steps]: readonly string[]): boolean {
  if (property === 'EventInvokeConfig') return steps[0] === 'DestinationConfig';
  return property === 'Events' && steps[1] === 'Properties' && permitted.has(steps[2] ?? '');
}

function roleOf(name: string): string {
  return `${name}Role`;
}
