import type { TypeSchema } from '../facts.ts';

type Json = Readonly<Record<string, unknown>>;

/** Keys of a provider schema that no rule reads. */
const unread = new Set([
  'typeName', 'sourceUrl', 'documentationUrl', '$schema', '$comment', '$id', 'replacementStrategy', 'resourceLink',
  'insertionOrder', 'examples', 'title', 'default', 'description', 'propertyTransform', 'relationshipRef', 'handlers', 'permissions',
]);

/** The schema as rules read it: without prose, examples and what only AWS's own machinery needs. */
export function trimmed(schema: Json): Json {
  return trimValue(schema, false) as Json;
}

/** The resource type that a provider schema is of, and what this linter keeps of it; undefined where it is none. */
export function typeOf(schema: unknown): { readonly type: string; readonly schema: TypeSchema } | undefined {
  if (!isObject(schema) || typeof schema['typeName'] !== 'string' || !isObject(schema['properties'])) return undefined;
  if (!/^\w+::\w+::\w+$/.test(schema['typeName'])) return undefined;
  const readOnly = Array.isArray(schema['readOnlyProperties']) ? schema['readOnlyProperties'].filter((pointer) => typeof pointer === 'string') : [];
  const attributes = readOnly.map((pointer) => pointer.split('/').slice(2).join('.'));
  return { type: schema['typeName'], schema: { ...trimmed(schema), attributes } };
}

/**
 * What was known of a type with what is new: properties, allowed values and attributes that were not there. Nothing that
 * was known goes, so that no template gets errors for what AWS has taken out.
 */
export function mergedType(known: TypeSchema, fresh: TypeSchema): TypeSchema {
  const lists = ['attributes', 'readOnlyProperties', 'writeOnlyProperties', 'createOnlyProperties', 'conditionalCreateOnlyProperties'];
  const result: Record<string, unknown> = {
    ...known,
    properties: mergedNames(known.properties, fresh.properties),
    definitions: mergedNames(known.definitions, fresh.definitions),
  };
  for (const list of lists) {
    const all = [...strings(known[list]), ...strings(fresh[list])];
    // What may be written on creation is known better by whoever compiled the table.
    if (all.length > 0 && (list !== 'readOnlyProperties' || known[list] === undefined)) result[list] = [...new Set(all)];
  }
  return result;
}

function mergedNames(known: unknown, fresh: unknown): Json {
  const result: Record<string, unknown> = { ...(isObject(known) ? known : {}) };
  for (const [name, part] of Object.entries(isObject(fresh) ? fresh : {})) {
    result[name] = Object.hasOwn(result, name) ? mergedPart(result[name], part) : part;
  }
  return result;
}

function mergedPart(known: unknown, fresh: unknown): unknown {
  if (!isObject(known) || !isObject(fresh)) return known;
  const result: Record<string, unknown> = { ...known };
  if (isObject(known['properties']) && isObject(fresh['properties'])) result['properties'] = mergedNames(known['properties'], fresh['properties']);
  if (isObject(known['items']) && isObject(fresh['items'])) result['items'] = mergedPart(known['items'], fresh['items']);
  if (Array.isArray(known['enum']) && Array.isArray(fresh['enum'])) result['enum'] = [...new Set([...(known['enum'] as unknown[]), ...(fresh['enum'] as unknown[])])];
  return result;
}

function trimValue(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => trimValue(item, false));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !unread.has(key))
      .map(([key, part]) => {
        if (key === 'enum' || key === 'const') return [key, part];
        return [key, trimValue(part, !names && ['properties', 'definitions', 'patternProperties', 'dependencies'].includes(key))];
      }),
  );
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
