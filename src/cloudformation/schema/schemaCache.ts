import { groupedBy } from '../../language/group.ts';
import { suggestValue } from '../../language/suggest.ts';
import type { Facts, JsonSchema, SchemaObject } from './facts.ts';
import { keywords, type KeywordCheck } from './keywords.ts';
import { Place } from './place.ts';
import { resolvePointer, stringsOf } from './pointers.ts';
import { equal, likeness, type Json } from './values.ts';

/** A schema's keyword, ready to be checked. */
export interface Compiled {
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
const keywordsOfWholes: ReadonlySet<string> = new Set([...groupKeywords, 'anyOf', 'contains', 'oneOf', 'not', 'type']);

/** What is kept of one schema and what comes of it. */
const maxDerived = 200;
/** Places that are kept; a large template has some thousands. */
const maxPlaces = 50_000;

const anyType = { type: ['array', 'boolean', 'integer', 'number', 'object', 'string'] };

/** A schema, ready to be checked. */
interface Plan {
  /** Its keywords about the value itself, and what is left open made explicit. */
  readonly standard: SchemaObject;
  readonly ofValue: readonly Compiled[];
  /** Its keywords about each scenario of the value; undefined where it has none. */
  readonly group: SchemaObject | undefined;
  readonly ofScenarios: readonly Compiled[];
  /** All its keywords, in the order in which they are written. */
  readonly all: readonly Compiled[];
  /** Whether it changes which functions may be used, or leads to where calls are judged, too. */
  readonly isContext: boolean;
  /** Whether it leads to another schema. */
  readonly isReference: boolean;
}

/** What a validator keeps from one template to the next. */
export class SchemaCache {
  readonly #plans = new WeakMap<SchemaObject, Plan>();
  readonly #referred = new WeakMap<SchemaObject, Map<string, JsonSchema>>();
  readonly #derived = new WeakMap<object, Map<string, unknown>>();
  /** Lists of values by their likeness. */
  readonly #alike = new WeakMap<readonly Json[], ReadonlyMap<string, readonly Json[]>>();
  readonly #functions = new Map<string, JsonSchema>();
  readonly #names = new WeakMap<readonly unknown[], ReadonlySet<string>>();
  readonly #readOnly = new Map<string, { readonly name: string | undefined }>();
  readonly #places = new Map<string, Place>();

  /** The place of a text; those below it are found from there. */
  place(text: string): Place {
    let place = this.#places.get(text);
    if (!place) {
      // The types of custom resources are without number.
      if (this.#places.size >= maxPlaces) this.#places.clear();
      place = new Place(text);
      this.#places.set(text, place);
    }
    return place;
  }

  /** The dotted name of the property at a place, where only AWS sets it; asked of every value, so it is looked up once. */
  readOnlyAt(place: string, facts: Facts): string | undefined {
    const known = this.#readOnly.get(place);
    if (known !== undefined) return known.name;
    if (this.#readOnly.size >= maxPlaces) this.#readOnly.clear();
    const name = readOnlyName(place, facts);
    this.#readOnly.set(place, { name });
    return name;
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

  /** The schema of a function's argument. */
  functionSchema(name: string, facts: Facts): JsonSchema {
    let schema = this.#functions.get(name);
    if (schema === undefined) {
      schema = name === 'Fn::GetAZs' ? { type: ['string'], enum: ['', ...facts.regions] } : facts.schema(`other:functions/${name.replace('Fn::', '').toLowerCase()}`);
      this.#functions.set(name, schema);
    }
    return schema;
  }

  /** The names that a schema lists, as a set. */
  names(list: readonly unknown[]): ReadonlySet<string> {
    let names = this.#names.get(list);
    if (!names) {
      names = new Set(list.map(String));
      this.#names.set(list, names);
    }
    return names;
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

  /** The one of many values that a misspelt one probably means. */
  similar(value: string, many: readonly Json[]): string | undefined {
    return this.derived(many, value, () => suggestValue(value, stringsOf(many))) as string | undefined;
  }

  /** What comes of a part of a schema and a key, made once; of each part a bounded number is kept. */
  derived(part: object, key: string, make: () => unknown): unknown {
    const known = this.#derived.get(part) ?? new Map<string, unknown>();
    this.#derived.set(part, known);
    if (!known.has(key)) {
      if (known.size >= maxDerived) known.clear();
      known.set(key, make());
    }
    return known.get(key);
  }

  /** The checks of a schema, made once. */
  plan(schema: SchemaObject): Plan {
    let plan = this.#plans.get(schema);
    if (!plan) {
      plan = planOf(schema);
      this.#plans.set(schema, plan);
    }
    return plan;
  }
}

function planOf(schema: SchemaObject): Plan {
  const { standard, group } = split(schema);
  return {
    standard,
    ofValue: compiled(standard),
    group,
    ofScenarios: group ? compiled(group) : [],
    all: compiled(schema),
    isContext: 'cfnContext' in schema || 'passThrough' in schema,
    isReference: '$ref' in schema,
  };
}

function compiled(schema: SchemaObject): Compiled[] {
  return Object.entries(schema).flatMap(([keyword, value]) => (keywords[keyword] ? [{ check: keywords[keyword], value, isOfWholes: keywordsOfWholes.has(keyword) }] : []));
}

function readOnlyName(place: string, facts: Facts): string | undefined {
  const [, type = '', names = ''] = /^Resources\/([^/]+)\/Properties\/(.+)$/.exec(place) ?? [];
  const schema = names === '' ? undefined : facts.type(type);
  // Of an attribute that is required a part can be set even so.
  if (!schema?.readOnlyProperties?.includes(`/properties/${names}`) || schema.required?.includes(names.split('/')[0] ?? '')) return undefined;
  return names.replaceAll('/', '.');
}

function split(schema: SchemaObject): Pick<Plan, 'standard' | 'group'> {
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
