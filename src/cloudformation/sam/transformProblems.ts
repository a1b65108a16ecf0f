import type { Span } from '../../language/diagnostic.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import { entryOf, get, type Entry } from '../../language/tree/node.ts';
import { argumentOf, callOf } from '../parser/intrinsics.ts';
import { stringOf, type Template } from '../parser/template.ts';
import type { Facts } from '../schema/facts.ts';
import { listed } from '../schema/words.ts';
import { connectorProblems } from './connectors.ts';
import { isPlain, ServerlessResource } from './serverlessResource.ts';

/** What keeps the transform from understanding a resource. */
export interface TransformProblem {
  readonly span: Span;
  readonly message: string;
}

type Check = (resource: ServerlessResource, context: Context, report: (span: Span, message: string) => void) => void;

interface Context {
  readonly template: Template;
  readonly facts: Facts;
  /** The parameters of each policy template, by its name. */
  readonly policyTemplates: Readonly<Record<string, readonly string[]>>;
}

/**
 * What the transform refuses although every property by itself is as its schema wants it.
 * Source: SAM's reference of resources and properties (https://docs.aws.amazon.com/serverless-application-model/).
 */
export function transformProblems(template: Template, facts: Facts): TransformProblem[] {
  const problems: TransformProblem[] = [];
  const context: Context = { template, facts, policyTemplates: facts.record('sam-policy-templates') as Context['policyTemplates'] };
  for (const resource of ServerlessResource.of(template)) {
    for (const check of [ignoredGlobals, ...(checks[resource.kind] ?? [])]) {
      check(resource, context, (span, message) => problems.push({ span, message }));
    }
  }
  connectorProblems(template, facts, (span, message) => problems.push({ span, message }));
  return problems;
}

/** The literal string that an entry's value is; undefined for everything else. */
function text(entry: Entry | undefined): string | undefined {
  return entry && stringOf(entry.value);
}

const ignoredGlobals: Check = ({ resource, globalNames }, _context, report) => {
  const entry = entryOf(resource.value, 'IgnoreGlobals');
  if (!entry || text(entry) === '*') return;
  if (entry.value.kind !== 'list') {
    report(entry.key, "IgnoreGlobals is '*' or a list of properties that Globals gives");
    return;
  }
  for (const item of entry.value.items) {
    const name = stringOf(item);
    if (name === undefined || globalNames.includes(name)) continue;
    const similar = suggest(name, globalNames);
    report(item, `'${name}' in IgnoreGlobals is no property that Globals can give${didYouMean(similar)}`);
  }
};

const codePackage: Check = (fn, _context, report) => {
  const type = fn.entry('PackageType');
  const packageType = type ? text(type) : 'Zip';
  if (packageType === 'Zip') {
    const missing = ['Runtime', 'Handler'].filter((name) => fn.lacks(name));
    if (missing.length > 0) report(fn.head, `A function from a .zip file needs ${listed(missing)}, here or in Globals`);
  } else if (packageType === 'Image') {
    without(fn, ['Runtime', 'Handler', 'Layers'], 'A function from an image', report);
  }
  if (packageType === 'Zip') without(fn, ['ImageConfig'], 'A function from a .zip file', report);
};

function without(fn: ServerlessResource, names: readonly string[], what: string, report: (span: Span, message: string) => void): void {
  for (const name of names) if (fn.entry(name)) report(fn.own(name)?.key ?? fn.head, `${what} has no '${name}'`);
}

/** Properties of a function that need another one. */
const needed: readonly (readonly [name: string, other: string])[] = [
  ['ProvisionedConcurrencyConfig', 'AutoPublishAlias'],
  ['VersionDeletionPolicy', 'AutoPublishAlias'],
  ['FunctionScalingConfig', 'CapacityProviderConfig'],
];

const companions: Check = (fn, _context, report) => {
  for (const [name, other] of needed) {
    const entry = fn.own(name);
    if (entry && fn.lacks(other)) report(entry.key, `${name} needs '${other}', here or in Globals`);
  }
};

const publishing: Check = (fn, { template }, report) => {
  const alias = fn.own('AutoPublishAlias');
  const target = alias && argumentOf(alias.value, 'Ref');
  if (alias?.value.kind === 'map' && !alias.value.incomplete && !(target?.kind === 'scalar' && template.parameters.has(target.text))) {
    report(alias.key, 'AutoPublishAlias is a string or a Ref to a parameter: the transform has to know it');
  }
  const preference = fn.own('DeploymentPreference');
  if (!preference || !isPlain(preference.value)) return;
  const enabled = get(preference.value, 'Enabled');
  if (enabled?.kind === 'scalar' && enabled.value === false) return;
  if (!fn.entry('AutoPublishAlias')) report(preference.key, "DeploymentPreference needs 'AutoPublishAlias', here or in Globals");
  if (!get(preference.value, 'Type')) report(preference.key, "'Type' is missing; a DeploymentPreference needs it");
};

const queues: Check = (fn, _context, report) => {
  const entry = fn.own('DeadLetterQueue');
  if (!entry || !isPlain(entry.value)) return;
  const missing = ['Type', 'TargetArn'].filter((name) => !get(entry.value, name));
  if (missing.length > 0) report(entry.key, `A DeadLetterQueue needs ${listed(missing)}`);
  oneOf(entryOf(entry.value, 'Type'), ['SQS', 'SNS'], report);
};

const functionUrl: Check = (fn, _context, report) => {
  const entry = fn.own('FunctionUrlConfig');
  if (!entry || !isPlain(entry.value)) return;
  oneOf(entryOf(entry.value, 'AuthType'), ['AWS_IAM', 'NONE'], report);
};

function oneOf(entry: Entry | undefined, names: readonly string[], report: (span: Span, message: string) => void): void {
  const value = text(entry);
  if (entry && value !== undefined && !names.includes(value)) report(entry.value, `'${value}' is not one of ${listed(names)}${didYouMean(suggest(value, names))}`);
}

const policies: Check = (resource, { policyTemplates }, report) => {
  const value = resource.own('Policies')?.value;
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  for (const item of items) {
    if (item.kind === 'scalar' && typeof item.value !== 'string' && !item.incomplete) report(item, 'A policy is a name, an ARN, a policy template or a document');
    if (item.kind !== 'map' || !isPlain(item) || get(item, 'Statement')) continue;
    const [entry, second] = item.entries;
    if (second) report(second.key, "A policy is one policy template, or a document with 'Statement'; begin another item of the list");
    if (!entry || second) continue;
    const name = entry.key.text;
    const wanted = Object.hasOwn(policyTemplates, name) ? policyTemplates[name] : undefined;
    if (!wanted) {
      const similar = suggest(name, Object.keys(policyTemplates));
      report(entry.key, `'${name}' is no policy template${didYouMean(similar)}`);
      continue;
    }
    if (entry.value.kind === 'map' && !isPlain(entry.value)) continue;
    const missing = wanted.filter((parameter) => !get(entry.value, parameter));
    if (missing.length > 0) report(entry.key, `The policy template '${name}' needs ${listed(missing)}`);
  }
};

/** Properties that events of a kind need although the schema does not ask for them. */
export const eventNeeds: Readonly<Record<string, readonly string[]>> = {
  CloudWatchEvent: ['Pattern'],
  DynamoDB: ['StartingPosition'],
  Kinesis: ['StartingPosition'],
  Schedule: ['Schedule'],
  ScheduleV2: ['ScheduleExpression'],
};

const events: Check = (resource, context, report) => {
  const { template } = context;
  const all = resource.own('Events')?.value;
  if (!all || !isPlain(all) || all.kind !== 'map') return;
  for (const { key, value } of all.entries) {
    const type = stringOf(get(value, 'Type'));
    const properties = entryOf(value, 'Properties');
    if (type === undefined || value.incomplete || (properties && !isPlain(properties.value))) continue;
    const needs = type === 'Schedule' && resource.kind === 'StateMachine' ? [] : (eventNeeds[type] ?? []);
    const missing = needs.filter((name) => !get(properties?.value, name));
    if (missing.length > 0) report(properties?.key ?? key, `An event of type ${type} needs ${listed(missing)}`);
    const given = (name: string): Entry | undefined => entryOf(properties?.value, name);
    if (type === 'S3') ownBucket(given('Bucket'), template, report);
    if (type === 'Api') ownResource(given('RestApiId'), context, ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'], report);
    if (type === 'HttpApi') ownResource(given('ApiId'), context, ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'], report);
    if (type === 'Cognito') ownResource(given('UserPool'), context, ['AWS::Cognito::UserPool'], report);
    if (type === 'Api' || type === 'HttpApi') route(type, [given('Path'), given('Method')], report);
    if (type in deadLettered) deadLetters(given('DeadLetterConfig'), report);
  }
};

const deadLettered: Readonly<Record<string, true>> = { CloudWatchEvent: true, EventBridgeRule: true, Schedule: true, ScheduleV2: true };

function deadLetters(entry: Entry | undefined, report: (span: Span, message: string) => void): void {
  if (entry && isPlain(entry.value) && !get(entry.value, 'Arn') && !get(entry.value, 'Type')) report(entry.key, "A DeadLetterConfig needs 'Arn' or 'Type'");
}

/** The transform writes the routes of an API itself, so it has to know them. */
function route(type: string, entries: readonly (Entry | undefined)[], report: (span: Span, message: string) => void): void {
  for (const entry of entries) {
    if (entry && callOf(entry.value)) report(entry.value, `'${entry.key.text}' is written out as a string: the transform has to know it`);
  }
  const [path, method] = entries;
  const alone = path && !method ? path : method && !path ? method : undefined;
  if (type === 'HttpApi' && alone) report(alone.key, `'${alone === path ? 'Method' : 'Path'}' is missing; an event with '${alone.key.text}' needs it`);
}

function ownBucket(entry: Entry | undefined, template: Template, report: (span: Span, message: string) => void): void {
  if (!entry || entry.value.incomplete) return;
  const target = argumentOf(entry.value, 'Ref');
  const type = target?.kind === 'scalar' ? template.resources.get(target.text)?.type : undefined;
  if (type !== 'AWS::S3::Bucket') report(entry.key, 'The bucket of an event is a Ref to a bucket of this template: the transform writes the notification into it');
}

/** What the transform writes into has to be a resource of the template itself. */
function ownResource(entry: Entry | undefined, { template: { resources }, facts }: Context, types: readonly string[], report: (span: Span, message: string) => void): void {
  if (!entry || entry.value.incomplete) return;
  const target = argumentOf(entry.value, 'Ref');
  const type = target?.kind === 'scalar' ? resources.get(target.text)?.type : undefined;
  // A type that does not exist is told where it stands.
  if (type !== undefined && (types.includes(type) || !facts.hasType(type))) return;
  const message = target?.kind === 'scalar' ? `'${target.text}' is no ${types[0] ?? ''} of this template` : `'${entry.key.text}' is a Ref to an ${types[0] ?? ''} of this template`;
  report(entry.key, message);
}

const api: Check = (resource, _context, report) => {
  const body = resource.own('DefinitionBody');
  const uri = resource.own('DefinitionUri');
  if (body && uri) report(uri.key, "Only one of 'DefinitionBody', 'DefinitionUri' can be given");
};

const httpApi: Check = (resource, _context, report) => {
  const cors = resource.own('CorsConfiguration');
  if (cors?.value.kind === 'scalar' && typeof cors.value.value !== 'boolean' && !cors.value.incomplete) report(cors.value, 'CorsConfiguration is true, false or an object');
};

const table: Check = (resource, _context, report) => {
  oneOf(entryOf(resource.own('PrimaryKey')?.value, 'Type'), ['String', 'Number', 'Binary'], report);
};

const layer: Check = (resource, _context, report) => {
  const entry = resource.own('RetentionPolicy');
  const value = text(entry);
  if (entry && value !== undefined && !['retain', 'delete'].includes(value.toLowerCase())) report(entry.value, `'${value}' is not one of 'Retain', 'Delete'`);
};

/** Exactly one of two properties has to be there. */
function exactlyOne(first: string, second: string): Check {
  return (resource, _context, report) => {
    if (resource.lacks(first) && resource.lacks(second)) report(resource.head, `One of '${first}' and '${second}' is needed here`);
    else atMostOne(first, second)(resource, _context, report);
  };
}

function atMostOne(first: string, second: string): Check {
  return (resource, _context, report) => {
    const two = resource.own(second);
    if (resource.own(first) && two) report(two.key, `Only one of '${first}', '${second}' can be given`);
  };
}

const checks: Readonly<Record<string, readonly Check[]>> = {
  Api: [api],
  Function: [codePackage, publishing, companions, queues, functionUrl, policies, events],
  GraphQLApi: [exactlyOne('SchemaInline', 'SchemaUri')],
  HttpApi: [httpApi, atMostOne('DefinitionBody', 'DefinitionUri')],
  LayerVersion: [layer],
  SimpleTable: [table],
  StateMachine: [exactlyOne('Definition', 'DefinitionUri'), atMostOne('Role', 'Policies'), policies, events],
};
