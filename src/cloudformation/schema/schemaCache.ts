import { groupedBy } from '../../language/group.ts';
import type { Facts, JsonSchema, SchemaObject } from './facts.ts';
import { keywords, type KeywordCheck } from './keywords.ts';
import { resolvePointer, stringsOf } from './pointers.ts';
import { equal, likeness, type Json } from './values.ts';

/** A schema's keyword, ready to be checked. */
interface Compiled {
  readonly check: KeywordCheck;
  readonly value: unknown;
  /** Whether it says nothing of a value from which a syntax error hides something. */
  readonly isOfWholes: boolean;
}

/** Keywords that look at which entries and items there are, so they see each scenario of the conditions by itself. */
const groupKeywords: ReadonlySet<string> = new Set([
  'dependencies', 'dependentExcluded', 'dependentRequired', 'else', 'if', 'maxItems', 'maxProperties', 'minItems', 'minProperties',
  'required', 'requiredOr', 'requiredXor', 'then', 'uniqueItems',
]);

/** Keywords that say nothing of a value from which a syntax error hides something. */
export const keywordsOfWholes: ReadonlySet<string> = new Set([...groupKeywords, 'anyOf', 'oneOf', 'not', 'type']);

/** What is kept of one schema and what comes of it. */
const maxDerived = 200;
/** Places that are kept; a large template has some thousands. */
const maxPlaces = 50_000;

const anyType = { type: ['array', 'boolean', 'integer', 'number', 'object', 'string'] };

interface Parts {
  readonly standard: SchemaObject;
  readonly group: SchemaObject | undefined;
}

/** What a validator keeps from one template to the next. */
export class SchemaCache {
  readonly #parts = new WeakMap<SchemaObject, Parts>();
  readonly #compiled = new WeakMap<SchemaObject, readonly Compiled[]>();
  readonly #referred = new WeakMap<SchemaObject, Map<string, JsonSchema>>();
  readonly #derived = new WeakMap<SchemaObject, Map<string, unknown>>();
  /** Lists of values by their likeness. */
  readonly #alike = new WeakMap<readonly Json[], ReadonlyMap<string, readonly Json[]>>();
  readonly #readOnly = new Map<string, string | undefined>();

  /** The dotted name of the property at a place, where only AWS sets it; asked of every value, so it is looked up once. */
  readOnlyAt(place: string, facts: Facts): string | undefined {
    if (this.#readOnly.has(place)) return this.#readOnly.get(place);
    if (this.#readOnly.size >= maxPlaces) this.#readOnly.clear();
    const found = readOnlyName(place, facts);
    this.#readOnly.set(place, found);
    return found;
  }

  /** The part of a schema that a pointer names, looked for once. */
  referred(root: JsonSchema, pointer: string): JsonSchema {
    if (typeof root !== 'object') return resolvePointer(root, pointer);
    let parts = this.#referred.get(root);
    if (!parts) {
      parts = new Map();
      this.#referred.set(root, parts);
    }
    let part = parts.get(pointer);
    if (part === undefined) {
      part = resolvePointer(root, pointer);
      parts.set(pointer, part);
    }
    return part;
  }

  /** Whether a value is `equal` to one of many. */
  isAmong(value: Json, many: readonly Json[]): boolean {
    let alike = this.#alike.get(many);
    if (!alike) {
      alike = groupedBy(many, likeness);
      this.#alike.set(many, alike);
    }
    return alike.get(likeness(value))?.some((each) => equal(value, each)) ?? false;
  }

  /** What comes of a schema and a key, made once; of each schema a bounded number is kept. */
  derived(schema: SchemaObject, key: string, make: () => unknown): unknown {
    const known = this.#derived.get(schema) ?? new Map<string, unknown>();
    this.#derived.set(schema, known);
    if (!known.has(key)) {
      if (known.size >= maxDerived) known.clear();
      known.set(key, make());
    }
    return known.get(key);
  }

  /** The checks of the schema's keywords, in the order in which they are written. */
  compiled(schema: SchemaObject): readonly Compiled[] {
    let compiled = this.#compiled.get(schema);
    if (!compiled) {
      compiled = Object.entries(schema).flatMap(([keyword, value]) => (keywords[keyword] ? [{ check: keywords[keyword], value, isOfWholes: keywordsOfWholes.has(keyword) }] : []));
      this.#compiled.set(schema, compiled);
    }
    return compiled;
  }

  /** The schema's keywords for the value itself and for each of its scenarios. */
  parts(schema: SchemaObject): Parts {
    let parts = this.#parts.get(schema);
    if (!parts) {
      parts = split(schema);
      this.#parts.set(schema, parts);
    }
    return parts;
  }
}

function readOnlyName(place: string, facts: Facts): string | undefined {
  const [, type = '', names = ''] = /^Resources\/([^/]+)\/Properties\/(.+)$/.exec(place) ?? [];
  const schema = names === '' ? undefined : facts.type(type);
  // Of an attribute that is required a part can be set even so.
  if (!schema?.readOnlyProperties?.includes(`/properties/${names}`) || schema.required?.includes(names.split('/')[0] ?? '')) return undefined;
  return names.replaceAll('/', '.');
}

function split(schema: SchemaObject): Parts {
  const standard: Record<string, unknown> = {};
  const group: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) (groupKeywords.has(keyword) ? group : standard)[keyword] = value;
  const types = stringsOf(standard['type']);
  // What is free-form is looked into all the same: functions in it have to be right.
  if (types.includes('object') && !('properties' in standard || 'additionalProperties' in standard || 'patternProperties' in standard)) {
    standard['patternProperties'] = { '.*': anyType };
  }
  if (types.includes('array') && !('items' in standard)) standard['items'] = anyType;
  return { standard, group: Object.keys(group).length > 0 ? group : undefined };
}
