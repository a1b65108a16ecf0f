import { get, type Node } from '../../language/tree/node.ts';
import { stringOf, type Resource, type Template } from '../parser/template.ts';
import { isPlain, ServerlessResource } from './serverlessResource.ts';

/**
 * Whether the name is one of a resource that the transform generates, or one by which it is referred to (`Fn.Version`).
 * Source: SAM's "Generated AWS CloudFormation resources".
 */
export function isGeneratedName(template: Template, name: string): boolean {
  if (/^(?:ServerlessDeploymentApplication|CodeDeployServiceRole)$/.test(name)) return true;
  if (name.startsWith('ServerlessRestApi')) return hasImplicitApi(template, 'Api', 'RestApiId');
  if (name.startsWith('ServerlessHttpApi')) return hasImplicitApi(template, 'HttpApi', 'ApiId');
  return [...template.resources.values()].some((resource) => {
    const rest = behind(template, resource.name, name);
    if (rest === undefined) return false;
    if (!resource.type?.startsWith('AWS::Serverless::')) return isOfConnector(resource, rest);
    // Of all serverless types only a table needs no properties.
    const isKnown = !resource.value.incomplete && (resource.properties ? isPlain(resource.properties) : resource.type === 'AWS::Serverless::SimpleTable');
    return !isKnown || generates(new ServerlessResource(template, resource), rest);
  });
}

/** The type of a resource that the transform generates; undefined where it is not known by the name. */
export function generatedType(template: Template, name: string): string | undefined {
  const owner = name.endsWith('Role') ? template.resources.get(name.slice(0, -'Role'.length))?.type : undefined;
  return owner === 'AWS::Serverless::Function' || owner === 'AWS::Serverless::StateMachine' ? 'AWS::IAM::Role' : undefined;
}

/** How a name goes on behind that of a resource; undefined where it does not. */
function behind(template: Template, resource: string, name: string): string | undefined {
  const open = template.loops.openNames.find((each) => each.name === resource);
  const beginning = open ? (open.beginning.exec(name)?.[0] ?? '') : resource;
  return beginning !== '' && name.startsWith(beginning) && name !== beginning ? name.slice(beginning.length) : undefined;
}

/** Whether a resource generates one whose name goes on like this after its own. */
function generates(resource: ServerlessResource, rest: string): boolean {
  switch (resource.kind) {
    case 'Function':
      if (rest === 'Role') return !resource.entry('Role');
      if (/^(?:\.?Version|\.?Alias|DeploymentGroup)/.test(rest)) return resource.entry('AutoPublishAlias') !== undefined && rest !== 'Version';
      if (rest.startsWith('Url')) return resource.entry('FunctionUrlConfig') !== undefined;
      if (/^(?:EventInvoke|OnSuccess|OnFailure|\.Destination(?:Topic|Queue)$)/.test(rest)) return resource.entry('EventInvokeConfig') !== undefined;
      return isOfEvent(resource, rest) || isOfConnector(resource.resource, rest);
    case 'StateMachine':
      if (rest === 'Role') return !resource.entry('Role');
      if (/^(?:\.?Version|\.?Alias)/.test(rest)) return resource.entry('AutoPublishAlias') !== undefined;
      return isOfEvent(resource, rest) || isOfConnector(resource.resource, rest);
    case 'LayerVersion':
      return /^[0-9a-f]{10}$/.test(rest);
    case 'Application':
    case 'SimpleTable':
      return isOfConnector(resource.resource, rest);
    case 'Api':
    case 'HttpApi':
    case 'WebSocketApi':
      // Behind a dot stands one of a few kinds.
      if (rest.startsWith('.')) return /^\.(?:ApiKey|Deployment|DomainName(?:V2)?|Stage|UsagePlan|UsagePlanKey)$/.test(rest);
      return true;
    default:
      // What an API becomes depends on its authorizers, stages, domains and usage plans.
      return true;
  }
}

function isOfEvent(resource: ServerlessResource, rest: string): boolean {
  const events = resource.own('Events')?.value;
  return events?.kind === 'map' && (!isPlain(events) || events.entries.some(({ key }) => rest.startsWith(key.text)));
}

function isOfConnector(resource: Resource, rest: string): boolean {
  const connectors = get(resource.value, 'Connectors');
  return connectors?.kind === 'map' && connectors.entries.some(({ key }) => rest.startsWith(key.text));
}

/** Whether an event of some resource belongs to no API of the template, so that one is generated. */
function hasImplicitApi(template: Template, type: string, property: string): boolean {
  return [...template.resources.values()].some((resource) => {
    if (!resource.type?.startsWith('AWS::Serverless::')) return false;
    const events = get(resource.properties, 'Events');
    if (resource.value.incomplete || (resource.properties && !isPlain(resource.properties)) || (events && !isPlain(events))) return true;
    return events?.kind === 'map' && events.entries.some(({ value }) => isOfImplicitApi(value, type, property));
  });
}

function isOfImplicitApi(event: Node, type: string, property: string): boolean {
  const given = stringOf(get(event, 'Type'));
  return event.incomplete === true || (given === type && !get(get(event, 'Properties'), property));
}
