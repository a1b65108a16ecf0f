import type { Facts, JsonSchema, SchemaObject, TypeSchema } from './facts.ts';
import { resolvePointer, stringsOf } from './pointers.ts';

/** A part of a schema and the whole that its `$ref`s refer to. */
export interface SchemaPart {
  readonly schema: SchemaObject;
  readonly root: JsonSchema;
}

/** What is known of one property. */
export interface PropertyFacts {
  readonly name: string;
  readonly parts: readonly SchemaPart[];
  readonly required: boolean;
}

/** References and combinations that are followed, one within the other. */
const maxDepth = 12;

/** The schema of a resource type's properties, SAM's own among them; undefined for an unknown type. */
export function propertiesSchema(facts: Facts, type: string): SchemaPart | undefined {
  const schema = facts.type(type);
  if (!schema) return undefined;
  if (!type.startsWith('AWS::Serverless::')) return { schema, root: schema };
  const own = (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined)?.['Properties'];
  return typeof own === 'object' ? { schema: own, root: schema } : undefined;
}

/**
 * The parts of a schema that a value at a path has to suit, alternatives side by side.
 * @param path names of properties, `*` for the items of a list
 */
export function partsAt(facts: Facts, start: SchemaPart, path: readonly string[]): SchemaPart[] {
  let parts = unfolded(facts, start);
  for (const step of path) parts = parts.flatMap((part) => below(part, step)).flatMap((part) => unfolded(facts, part));
  return parts;
}

/** The properties that an object with these schemas may have, those that only AWS sets left out. */
export function propertiesOf(parts: readonly SchemaPart[], readOnly: ReadonlySet<string> = new Set()): PropertyFacts[] {
  const found = new Map<string, { name: string; parts: SchemaPart[]; required: boolean }>();
  for (const { schema, root } of parts) {
    for (const [name, property] of Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)) {
      if (readOnly.has(name)) continue;
      const known = found.get(name) ?? { name, parts: [], required: false };
      if (typeof property === 'object') known.parts.push({ schema: property, root });
      found.set(name, known);
    }
  }
  for (const { schema } of parts) {
    for (const name of stringsOf(schema['required'])) {
      const known = found.get(name);
      if (known) found.set(name, { ...known, required: true });
    }
  }
  return [...found.values()];
}

/** The top-level properties of a type that only AWS sets. */
export function readOnlyNames(schema: TypeSchema): Set<string> {
  return new Set((schema.readOnlyProperties ?? []).map((pointer) => pointer.replace('/properties/', '')));
}

/** The values that parts of a schema allow, where they are few; booleans are two. */
export function valuesOf(parts: readonly SchemaPart[]): (string | number | boolean)[] {
  const values = new Set<string | number | boolean>();
  for (const { schema } of parts) {
    for (const keyword of ['enum', 'enumCaseInsensitive', 'apiValues']) {
      for (const value of Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []) {
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.add(value);
      }
    }
    if (typeof schema['const'] === 'string') values.add(schema['const']);
    if (stringsOf(schema['type']).includes('boolean')) for (const value of [true, false]) values.add(value);
  }
  return [...values];
}

/** The part itself and those that it refers to or combines. */
function unfolded(facts: Facts, part: SchemaPart, depth = 0): SchemaPart[] {
  if (depth > maxDepth) return [];
  const { schema, root } = part;
  const next = (inner: unknown, of: JsonSchema = root): SchemaPart[] =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? unfolded(facts, { schema: inner as SchemaObject, root: of }, depth + 1) : [];
  const found: SchemaPart[] = [part];
  if (typeof schema['$ref'] === 'string' && schema['$ref'].startsWith('#')) found.push(...next(resolvePointer(root, schema['$ref'])));
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) for (const inner of Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []) found.push(...next(inner));
  for (const keyword of ['then', 'else']) found.push(...next(schema[keyword]));
  if (typeof schema['passThrough'] === 'string') {
    const [type = '', , property = ''] = schema['passThrough'].split('/');
    const target = facts.type(type);
    if (target?.properties && Object.hasOwn(target.properties, property)) found.push(...next(target.properties[property], target));
  }
  return found;
}

function below({ schema, root }: SchemaPart, step: string): SchemaPart[] {
  const part = (inner: unknown): SchemaPart[] => (inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? [{ schema: inner as SchemaObject, root }] : []);
  if (step === '*') return [...part(schema['items']), ...(Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]).flatMap(part) : [])];
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (Object.hasOwn(properties, step)) return part(properties[step]);
  return [...Object.values((schema['patternProperties'] ?? {}) as Readonly<Record<string, JsonSchema>>).flatMap(part), ...part(schema['additionalProperties'])];
}
