import { Botocore, plain, type Model, type Shape } from '../botocore.ts';

type Json = Readonly<Record<string, unknown>>;

/** Services that CloudFormation calls something that none of their models' names comes down to, and those of two models. */
const services: Readonly<Record<string, readonly string[]>> = {
  AmazonMQ: ['mq'],
  CertificateManager: ['acm'],
  Cognito: ['cognito-idp', 'cognito-identity'],
  ElasticLoadBalancing: ['elb'],
  ElasticLoadBalancingV2: ['elbv2'],
  Elasticsearch: ['es'],
  KinesisFirehose: ['firehose'],
  MSK: ['kafka'],
  OpenSearchService: ['opensearch'],
  SES: ['ses', 'sesv2'],
};

/** What a request that makes a resource, or changes all of it, begins with. */
const verbs = ['Create', 'Put', 'Register', 'Request', 'Allocate', 'Run', 'Update', 'Modify'];

/** Longer lists name instance types, regions and the like, to which AWS adds every week. */
const maxValues = 60;

/** The shares of a definition's properties that a shape has to have to be taken for the same thing. */
const minShare = 0.5;

/**
 * The values that AWS's APIs take where AWS's resource schemas name none: the requests that make a resource, and the
 * structures with the names of a schema's definitions, in the service models of the Python package botocore.
 */
export class ApiValues {
  readonly #botocore: Botocore;
  readonly #folders: ReadonlyMap<string, string>;

  /** @param root the folder of botocore */
  constructor(root: string) {
    this.#botocore = new Botocore(root);
    const folders = this.#botocore.services;
    // The surest name comes last and counts: several services share a beginning of their addresses.
    const names = ['endpointPrefix', 'signingName', 'serviceId'].flatMap((key) => folders.map((folder) => [plain(this.#botocore.model(folder).metadata[key] ?? folder), folder] as const));
    this.#folders = new Map([...names, ...folders.map((folder) => [plain(folder), folder] as const)]);
  }

  /** The schema with `apiValues` beside the type of each property whose values the service lists. */
  addedTo(type: string, schema: Json): Json {
    const [, serviceName = '', resource = ''] = type.split('::');
    const folder = this.#folders.get(plain(serviceName));
    const folders = services[serviceName] ?? (folder === undefined ? [] : [folder]);
    return folders.reduce((known, each) => this.#addedFrom(this.#botocore.model(each), known, resource), schema);
  }

  #addedFrom(model: Model, schema: Json, resource: string): Json {
    const definitions = Object.entries((schema['definitions'] ?? {}) as Readonly<Record<string, Json>>);
    const added = withValues(schema, requestsFor(model, resource), model);
    if (definitions.length === 0) return added;
    return { ...added, definitions: Object.fromEntries(definitions.map(([name, definition]) => [name, withValues(definition, structuresFor(model, name), model)])) };
  }
}

function requestsFor(model: Model, resource: string): Shape[] {
  const names = new Set(verbs.flatMap((verb) => [plain(verb + resource), plain(`${verb}${resource}s`)]));
  const inputs = Object.entries(model.operations).filter(([name]) => names.has(plain(name))).flatMap(([, { input }]) => input?.shape ?? []);
  return inputs.flatMap((name) => model.shapes[name] ?? []);
}

function structuresFor(model: Model, definition: string): Shape[] {
  const names = new Set(['', 'Request', 'Input', 'Type', 'Specification', 'Configuration'].map((end) => plain(definition + end)));
  return Object.entries(model.shapes).filter(([name, { type }]) => type === 'structure' && names.has(plain(name))).map(([, shape]) => shape);
}

function withValues(schema: Json, shapes: readonly Shape[], model: Model): Json {
  const properties = schema['properties'] as Readonly<Record<string, Json>> | undefined;
  if (!properties || typeof properties !== 'object') return schema;
  const alike = shapes.map(membersOf).filter((members) => isAlike(Object.keys(properties), members));
  if (alike.length === 0) return schema;
  return { ...schema, properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, propertyWithValues(property, alike.flatMap((members) => members.get(plain(name)) ?? []), model)])) };
}

function membersOf(shape: Shape): Map<string, string> {
  return new Map(Object.entries(shape.members ?? {}).map(([name, member]) => [plain(name), member.shape]));
}

function isAlike(names: readonly string[], members: ReadonlyMap<string, string>): boolean {
  const shared = names.filter((name) => members.has(plain(name))).length;
  return shared > 0 && shared >= minShare * Math.min(names.length, members.size);
}

function propertyWithValues(property: Json, shapeNames: readonly string[], model: Model): Json {
  const { items } = property;
  if (property['type'] === 'array' && isFreeText(items)) return { ...property, items: textWithValues(items, shapeNames.flatMap((name) => model.shapes[name]?.member?.shape ?? []), model) };
  return isFreeText(property) ? textWithValues(property, shapeNames, model) : property;
}

function textWithValues(schema: Json, shapeNames: readonly string[], model: Model): Json {
  const values = valuesOf(shapeNames, model);
  const known = (schema['apiValues'] ?? []) as readonly string[];
  return values ? { ...schema, apiValues: [...new Set([...known, ...values])] } : schema;
}

/** Whether a schema takes any text. */
function isFreeText(schema: unknown): schema is Json {
  return schema !== null && typeof schema === 'object' && 'type' in schema && schema.type === 'string' && !['enum', 'enumCaseInsensitive', 'const', 'pattern', 'format', 'anyOf', 'oneOf', 'allOf'].some((keyword) => keyword in schema);
}

/** All values that shapes list; undefined where one of them lists none. */
function valuesOf(names: readonly string[], model: Model): string[] | undefined {
  const lists = names.map((name) => model.shapes[name]?.enum);
  const values = [...new Set(lists.flatMap((list) => list ?? []))];
  return values.length > 0 && values.length <= maxValues && lists.every((list) => list !== undefined) ? values : undefined;
}
