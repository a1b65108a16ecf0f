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

/**
 * The resources that need what is referred to at a path (`Resources/Fn/Properties/Policies/0`) of a serverless function
 * or state machine, or of what Globals gives it; none where that is not known.
 */
export function dependents(template: Template, path: readonly string[]): string[] {
  const [section, first = ''] = path;
  const owners = ServerlessResource.of(template).filter(({ kind, resource }) => (kind === 'Function' || kind === 'StateMachine') && first === (section === 'Globals' ? kind : resource.name));
  const property = section === 'Globals' ? path[2] : path[2] === 'Properties' ? path[3] : undefined;
  if (property === undefined || ofOthers.has(property)) return [];
  return owners.flatMap((owner) => {
    if (!owner.entry(property)) return [];
    const { name } = owner.resource;
    if (property !== 'Policies' && property !== 'PermissionsBoundary') return [name];
    return owner.entry('Role') ? [] : [roleOf(name)];
  });
}

function roleOf(name: string): string {
  return `${name}Role`;
}
