import { entryOf, get, mapNode, scalarNode, type Entry, type Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import type { Resource } from '../parser/template.ts';
import { counterpartOf } from '../sam/counterparts.ts';
import { ServerlessResource } from '../sam/serverlessResource.ts';
import { attributeParts } from './attributeParts.ts';
import type { JsonSchema } from './facts.ts';
import type { KeywordContext } from './keywords.ts';
import { stringNode } from './resolution.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { jsonOf, type Json } from './values.ts';
import { valuesAt } from './valuesAt.ts';

/** What to collect of this resource, or of one that it refers to. */
interface Source {
  /** Path to the reference to the other resource; none for this resource. */
  readonly reference?: string;
  readonly filter?: { readonly type?: string };
  /** By name: the path of a property, `$type`, or a path with a default. */
  readonly properties?: Readonly<Record<string, string | { readonly path?: string; readonly default?: Json }>>;
}

/**
 * The keyword `cfnGather`: collects properties of this resource and of those it refers to into one object, and checks
 * that against a schema, whose values may be taken from the object too (`$data`).
 */
export function checkGather({ validator, value, node, scope, issues }: KeywordContext): void {
  const { gather = {}, schema = true } = value as { gather?: Record<string, Source>; schema?: JsonSchema };
  const sources = Object.entries(gather);
  const primary = sources.find(([, source]) => source.reference !== undefined);
  if (!primary) {
    checkGathered(validator, node, sources, new Map(), schema, scope, issues);
    return;
  }
  const [primaryName, primarySource] = primary;
  const locals = sources.filter(([, source]) => source.reference === undefined);
  for (const { value: reference, scope: at } of valuesAt(validator, node, steps(primarySource.reference), scope)) {
    if (!reference) continue;
    const target = referenceTarget(reference);
    if (target === undefined) {
      if (!callOf(reference)) checkGathered(validator, node, locals, new Map(), schema, scope.under({ assumptions: at.assumptions }), issues);
      continue;
    }
    if (!matches(validator, target, primarySource)) continue;
    const targets = new Map([[primaryName, target]]);
    for (const [name, source] of sources) {
      if (source.reference === undefined || name === primaryName) continue;
      for (const found of valuesAt(validator, node, steps(source.reference), scope.under({ assumptions: at.assumptions }))) {
        const other = found.value && referenceTarget(found.value);
        if (other === undefined || !matches(validator, other, source)) continue;
        targets.set(name, other);
        break;
      }
    }
    checkGathered(validator, node, sources, targets, schema, scope.under({ assumptions: at.assumptions }), issues);
  }
}

function checkGathered(
  validator: Validator,
  node: Node,
  sources: readonly (readonly [string, Source])[],
  targets: ReadonlyMap<string, string>,
  schema: JsonSchema,
  scope: Scope,
  issues: Issue[],
): void {
  const { doubts } = validator.template;
  const looks = doubts?.looks;
  const entries: Entry[] = [];
  for (const [name, source] of sources) {
    const target = targets.get(name);
    if (source.reference !== undefined && target === undefined) continue;
    const resource = target === undefined ? undefined : validator.resources.get(target);
    const own = resource && (entryOf(resource.value, 'Properties') ?? resource);
    const value = collect(validator, own?.value ?? node, source, resource, scope);
    entries.push(own && !own.key.synthetic ? { key: { ...own.key, text: name }, value } : entryFor(name, node, value));
  }
  // What was looked for and may be hidden by a syntax error is not known to be missing.
  const gathered = mapNode(node, entries, { incomplete: doubts?.looks === looks ? undefined : true });
  const data = jsonOf(gathered);
  const resolved = typeof schema === 'object' ? validator.derived(schema, JSON.stringify(data), () => withData(schema, data)) : schema;
  const names = new Map(sources.flatMap(([, { properties = {} }]) => Object.entries(properties).map(([name, wanted]) => [name, steps(typeof wanted === 'string' ? wanted : wanted.path).at(-1) ?? name] as const)));
  issues.push(...validator.issues(gathered, resolved as JsonSchema, scope.under({ names })));
}

function collect(validator: Validator, node: Node, source: Source, resource: Resource | undefined, scope: Scope): Node {
  const entries: Entry[] = [];
  for (const [name, wanted] of Object.entries(source.properties ?? {})) {
    if (wanted === '$type') {
      if (resource?.type !== undefined) entries.push(entryFor(name, node, stringNode(typeOf(resource.type), node)));
      continue;
    }
    const path = steps(typeof wanted === 'string' ? wanted : wanted.path);
    const owner = resource ? propertiesOf(validator, resource) : node;
    const found = [...valuesAt(validator, owner, path, scope)].find(({ value }) => value !== undefined)?.value;
    if (found) {
      const written = keyOf(owner, path);
      entries.push(written ? { key: { ...written, text: name }, value: found } : entryFor(name, node, found));
    } else if (typeof wanted !== 'string' && wanted.default !== undefined) {
      entries.push(entryFor(name, node, nodeOf(wanted.default, node)));
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
  return type !== undefined && (source.filter?.type === undefined || source.filter.type === typeOf(type));
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
