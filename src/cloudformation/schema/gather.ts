import { entryOf, get, mapNode, scalarNode, type Entry, type Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import type { Resource } from '../parser/template.ts';
import { counterpartOf } from '../sam/counterparts.ts';
import { ServerlessResource } from '../sam/serverlessResource.ts';
import { attributeParts } from './attributeParts.ts';
import type { JsonSchema, SchemaObject } from './facts.ts';
import type { KeywordContext } from './keywords.ts';
import { stringNode } from './resolution.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { jsonOf, type Json } from './values.ts';
import { valuesAt } from './valuesAt.ts';

/** The keyword's value: by name, what to collect, and what the collection has to fit. */
interface GatherKeyword {
  readonly gather?: Readonly<Record<string, SourceKeyword>>;
  readonly schema?: JsonSchema;
}

/** What to collect of this resource, or of one that it refers to. */
interface SourceKeyword {
  /** Path to the reference to the other resource; none for this resource. */
  readonly reference?: string;
  readonly filter?: { readonly type?: string };
  /** By name: the path of a property, `$type`, or a path with a default. */
  readonly properties?: Readonly<Record<string, string | { readonly path?: string; readonly default?: Json }>>;
}

/** A keyword's value as it is worked with; made once, as it is asked for at each resource of a type. */
interface Gather {
  readonly all: Collection;
  /** What there is to collect where no other resource is referred to. */
  readonly local: Collection;
  /** The source whose reference decides whether there is anything to check; undefined where none has one. */
  readonly primary: Source | undefined;
  readonly schema: JsonSchema;
  /** Whether parts of the schema are taken from what is collected. */
  readonly takesData: boolean;
}

interface Collection {
  readonly sources: readonly Source[];
  /** What the properties are called where they are written. */
  readonly names: ReadonlyMap<string, string>;
}

interface Source {
  readonly name: string;
  readonly reference: readonly string[] | undefined;
  readonly type: string | undefined;
  readonly properties: readonly Wanted[];
}

interface Wanted {
  readonly name: string;
  readonly isType: boolean;
  readonly path: readonly string[];
  readonly default: Json | undefined;
}

/**
 * The keyword `cfnGather`: collects properties of this resource and of those it refers to into one object, and checks
 * that against a schema, whose values may be taken from the object too (`$data`).
 */
export function checkGather({ validator, value, node, scope, issues }: KeywordContext): void {
  const gather = validator.derived(value as SchemaObject, 'gather', () => gatherOf(value as GatherKeyword)) as Gather;
  const { primary } = gather;
  if (primary?.reference === undefined) {
    checkGathered(validator, node, gather, gather.all, new Map(), scope, issues);
    return;
  }
  for (const { value: reference, scope: at } of valuesAt(validator, node, primary.reference, scope)) {
    if (!reference) continue;
    const target = referenceTarget(reference);
    const inner = scope.under({ assumptions: at.assumptions });
    if (target === undefined) {
      if (!callOf(reference)) checkGathered(validator, node, gather, gather.local, new Map(), inner, issues);
      continue;
    }
    if (!matches(validator, target, primary)) continue;
    const targets = new Map([[primary.name, target]]);
    for (const source of gather.all.sources) {
      if (source.reference === undefined || source === primary) continue;
      for (const found of valuesAt(validator, node, source.reference, inner)) {
        const other = found.value && referenceTarget(found.value);
        if (other === undefined || !matches(validator, other, source)) continue;
        targets.set(source.name, other);
        break;
      }
    }
    checkGathered(validator, node, gather, gather.all, targets, inner, issues);
  }
}

function gatherOf({ gather = {}, schema = true }: GatherKeyword): Gather {
  const sources = Object.entries(gather).map(([name, { reference, filter, properties = {} }]): Source => ({
    name,
    reference: reference === undefined ? undefined : steps(reference),
    type: filter?.type,
    properties: Object.entries(properties).map(([property, wanted]) => {
      const { path, default: fallback }: { path?: string; default?: Json } = typeof wanted === 'string' ? { path: wanted } : wanted;
      return { name: property, isType: wanted === '$type', path: steps(path), default: fallback };
    }),
  }));
  return {
    all: collectionOf(sources),
    local: collectionOf(sources.filter(({ reference }) => reference === undefined)),
    primary: sources.find(({ reference }) => reference !== undefined),
    schema,
    takesData: withData(schema, {}) !== schema,
  };
}

function collectionOf(sources: readonly Source[]): Collection {
  return { sources, names: new Map(sources.flatMap(({ properties }) => properties.map(({ name, path }) => [name, path.at(-1) ?? name] as const))) };
}

function checkGathered(
  validator: Validator,
  node: Node,
  { schema, takesData }: Gather,
  { sources, names }: Collection,
  targets: ReadonlyMap<string, string>,
  scope: Scope,
  issues: Issue[],
): void {
  const { doubts } = validator.template;
  const looks = doubts?.looks;
  const entries: Entry[] = [];
  for (const source of sources) {
    const target = targets.get(source.name);
    if (source.reference !== undefined && target === undefined) continue;
    const resource = target === undefined ? undefined : validator.resources.get(target);
    const own = resource && (entryOf(resource.value, 'Properties') ?? resource);
    const value = collect(validator, own?.value ?? node, source, resource, scope);
    entries.push(own && !own.key.synthetic ? { key: { ...own.key, text: source.name }, value } : entryFor(source.name, node, value));
  }
  // What was looked for and may be hidden by a syntax error is not known to be missing.
  const gathered = mapNode(node, entries, { incomplete: doubts?.looks === looks ? undefined : true });
  const fitting = takesData && typeof schema === 'object' ? schemaFor(validator, schema, jsonOf(gathered)) : schema;
  issues.push(...validator.issues(gathered, fitting, scope.under({ names })));
}

function schemaFor(validator: Validator, schema: SchemaObject, data: Json): JsonSchema {
  return validator.derived(schema, JSON.stringify(data), () => withData(schema, data)) as JsonSchema;
}

function collect(validator: Validator, node: Node, source: Source, resource: Resource | undefined, scope: Scope): Node {
  const entries: Entry[] = [];
  for (const { name, isType, path, default: fallback } of source.properties) {
    if (isType) {
      if (resource?.type !== undefined) entries.push(entryFor(name, node, stringNode(typeOf(resource.type), node)));
      continue;
    }
    const owner = resource ? propertiesOf(validator, resource) : node;
    const found = [...valuesAt(validator, owner, path, scope)].find(({ value }) => value !== undefined)?.value;
    if (found) {
      const written = keyOf(owner, path);
      entries.push(written ? { key: { ...written, text: name }, value: found } : entryFor(name, node, found));
    } else if (fallback !== undefined) {
      entries.push(entryFor(name, node, nodeOf(fallback, node)));
    }
  }
  return mapNode(node, entries);
}

function keyOf(owner: Node | undefined, path: readonly string[]): Entry['key'] | undefined {
  let current = owner;
  for (const step of path.slice(0, -1)) current = get(current, step);
  return entryOf(current, path.at(-1) ?? '')?.key;
}

function entryFor(name: string, place: Node, value: Node): Entry {
  return { key: stringNode(name, place), value };
}

function nodeOf(value: Json, place: Node): Node {
  if (typeof value === 'string') return stringNode(value, place);
  const text = JSON.stringify(value);
  const plain = typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return scalarNode(place, { text, value: plain, synthetic: true });
}

/** The resource that a Ref or Fn::GetAtt names. */
function referenceTarget(node: Node): string | undefined {
  const call = callOf(node);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar') return call.argument.text;
  if (call?.name !== 'Fn::GetAtt') return undefined;
  const resource = attributeParts(call.argument)?.resource;
  return resource?.kind === 'scalar' ? resource.text : undefined;
}

function matches(validator: Validator, name: string, source: Source): boolean {
  const type = validator.resources.get(name)?.type;
  return type !== undefined && (source.type === undefined || source.type === typeOf(type));
}

/** A serverless resource counts as what it becomes, with what the section Globals gives it. */
function typeOf(type: string): string {
  return counterpartOf(type) ?? type;
}

function propertiesOf({ template }: Validator, resource: Resource): Node | undefined {
  return resource.type !== undefined && counterpartOf(resource.type) !== undefined ? new ServerlessResource(template, resource).properties : resource.properties;
}

function steps(path: string | undefined): string[] {
  return path === undefined || path === '' || path === '.' ? [] : path.replace(/^\/|\/$/g, '').split('/');
}

const numeric = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems']);
const replaceable = new Set([...numeric, 'const', 'enum', 'pattern']);

/**
 * The schema with `$data` and `$lookup` replaced by what they refer to; keywords whose data is missing fall away. Parts
 * without either are the same objects as before, so that what is known of them counts on.
 */
function withData(schema: unknown, data: Json): unknown {
  if (schema === null || typeof schema !== 'object') return schema;
  if (Array.isArray(schema)) {
    const items = schema.map((item) => withData(item, data));
    return items.every((item, at) => item === schema[at]) ? schema : items;
  }
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const [keyword, value] of Object.entries(schema)) {
    if (!replaceable.has(keyword)) {
      result[keyword] = withData(value, data);
    } else {
      const found = dataOf(value, data);
      if (found === value) result[keyword] = value;
      else if (numeric.has(keyword)) {
        if (found !== undefined && typeof found !== 'object' && Number.isFinite(Number(found))) result[keyword] = Number(found);
      } else if (found !== undefined && (keyword !== 'pattern' || typeof found === 'string')) {
        result[keyword] = found;
      }
    }
    changed ||= result[keyword] !== value;
  }
  return changed ? result : schema;
}

function dataOf(value: unknown, data: Json): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if ('$lookup' in value) {
    const { key, map } = value.$lookup as { key?: unknown; map?: Record<string, unknown> };
    const found = dataOf(key, data);
    return typeof found === 'string' && map && Object.hasOwn(map, found) ? map[found] : undefined;
  }
  if (!('$data' in value) || typeof value.$data !== 'string') return value;
  let current: unknown = data;
  for (const step of steps(value.$data)) {
    current = current !== null && typeof current === 'object' ? (current as Record<string, unknown>)[step] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}
