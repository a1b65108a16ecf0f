import { type AnyType, anyType, describe, elementsOf, isPrimitive, objectOf, unify, type MapType, type ObjectType, type SequenceType, type Type } from './type.ts';
import { isList, isMap, itemsOf, known, nullValue, numberText, unknown, type Value, withMarks } from './value.ts';

/** A value in its new type, or why it cannot have it: "a number is required". */
export type Conversion = { readonly value: Value } | { readonly reason: string };

/**
 * Converts a value as Terraform does wherever a type is demanded.
 * https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
export function convert(value: Value, type: Type): Conversion {
  // Most have the type that is demanded.
  if (type.kind === 'any' || (type === value.type && isPrimitive(type))) return { value };
  const converted = convertBare(value, type);
  if ('reason' in converted || converted.value === value) return converted;
  const marked = withMarks(converted.value, value);
  return marked === converted.value ? converted : { value: marked };
}

function convertBare(value: Value, type: Exclude<Type, AnyType>): Conversion {
  if (value.data === null) return { value: known(type, null) };
  if (value.type.kind === 'any') return { value: unknown(type) };
  if (isPrimitive(type)) return convertPrimitive(value, type);
  const { data } = value;
  switch (type.kind) {
    case 'list':
    case 'set':
      return convertSequence(value, type);
    case 'map':
      return convertMap(value, type);
    case 'tuple': {
      if (value.type.kind === 'list' || value.type.kind === 'set') return { value: unknown(type) };
      if (value.type.kind !== 'tuple' || value.type.elements.length !== type.elements.length) return { reason: 'tuple required' };
      const items = isList(data) ? data : value.type.elements.map((element) => unknown(element));
      const converted = convertItems(items, type.elements, elementAt);
      if ('reason' in converted) return converted;
      return { value: data === undefined ? unknown(type) : known(type, converted.values) };
    }
    case 'object':
      return convertObject(value, type);
  }
}

function convertPrimitive(value: Value, type: Type): Conversion {
  const { type: from, data } = value;
  if (!isPrimitive(from)) return { reason: `${type.kind} required` };
  if (from.kind === type.kind) return { value };
  switch (type.kind) {
    case 'string':
      if (data === undefined) return { value: unknown(type) };
      return { value: known(type, typeof data === 'number' ? numberText(data) : String(data)) };
    case 'number':
      if (from.kind === 'bool') return { reason: 'number required' };
      if (data === undefined) return { value: unknown(type) };
      if (typeof data !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(data)) return { reason: 'a number is required' };
      return { value: known(type, Number(data)) };
    default:
      if (from.kind === 'number') return { reason: 'bool required' };
      if (data === undefined) return { value: unknown(type) };
      if (data === 'true' || data === '1') return { value: known(type, true) };
      if (data === 'false' || data === '0') return { value: known(type, false) };
      return { reason: 'a bool is required' };
  }
}

/** Converts each of several things, to one type or to its own; the first that cannot be is the reason. */
function convertItems(items: readonly Value[], types: Type | readonly Type[], nameOf: (index: number) => string): { readonly values: readonly Value[] } | { readonly reason: string } {
  const values: Value[] = [];
  for (let index = 0; index < items.length; index++) {
    const result = convert(items[index] ?? nullValue, 'kind' in types ? types : (types[index] ?? anyType));
    if ('reason' in result) return { reason: `${nameOf(index)}: ${result.reason}` };
    values.push(result.value);
  }
  return { values };
}

function elementAt(index: number): string {
  return `element ${index}`;
}

function convertSequence({ type: from, data }: Value, type: SequenceType): Conversion {
  if (from.kind !== 'list' && from.kind !== 'set' && from.kind !== 'tuple') return { reason: `${describe(type)} required` };
  const items = isList(data) ? data : from.kind === 'tuple' ? from.elements.map((element) => unknown(element)) : [unknown(from.element)];
  const converted = convertItems(items, type.element, elementAt);
  if ('reason' in converted) return converted;
  const { values } = converted;
  const target: Type = { kind: type.kind, element: elementFor(type, items) };
  return alike(type.element, data === undefined ? unknown(target) : known(target, type.kind === 'set' ? distinct(values) : values));
}

function convertMap({ type: from, data }: Value, type: MapType): Conversion {
  if (from.kind !== 'map' && from.kind !== 'object') return { reason: `${describe(type)} required` };
  const items = isMap(data) ? [...data.values()] : from.kind === 'object' ? [...from.attributes.values()].map((attribute) => unknown(attribute)) : [unknown(from.element)];
  const names = isMap(data) ? [...data.keys()] : from.kind === 'object' ? [...from.attributes.keys()] : [''];
  const converted = convertItems(items, type.element, (index) => (names[index] ? `element "${names[index]}"` : 'element'));
  if ('reason' in converted) return converted;
  const target: Type = { kind: 'map', element: elementFor(type, items) };
  return alike(type.element, data === undefined ? unknown(target) : known(target, named(names, converted.values)));
}

function named(names: readonly string[], values: readonly Value[]): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  for (let index = 0; index < names.length; index++) map.set(names[index] ?? '', values[index] ?? nullValue);
  return map;
}

/** The type of the elements of what is converted: where any is demanded, the one that they have in common. */
function elementFor({ element }: SequenceType | MapType, items: readonly Value[]): Type {
  return element.kind === 'any' ? (unify(items.map(({ type }) => type)) ?? anyType) : element;
}

/** Where the demanded type of elements is open, they still have to have one type. */
function alike(demanded: Type, value: Value): Conversion {
  const isAlike = !isOpen(demanded) || unify(itemsOf(value).filter(({ data }) => data !== null).map(({ type }) => type));
  return isAlike ? { value } : { reason: 'all elements must have the same type' };
}

function isOpen(type: Type): boolean {
  return type.kind === 'any' || (!isPrimitive(type) && elementsOf(type).some((element) => isOpen(element)));
}

function convertObject(value: Value, type: ObjectType): Conversion {
  const { type: from, data } = value;
  if (from.kind === 'map') {
    if (!isMap(data)) {
      const inner = convert(unknown(from.element), [...type.attributes.values()][0] ?? anyType);
      return 'reason' in inner && type.attributes.size > 0 ? { reason: inner.reason } : { value: unknown(type) };
    }
  } else if (from.kind !== 'object') {
    return { reason: 'object required' };
  }
  const item = (name: string): Value | undefined => {
    if (isMap(data)) return data.get(name);
    const attribute = from.kind === 'object' ? from.attributes.get(name) : undefined;
    return attribute && unknown(attribute);
  };
  const missing = [...type.attributes.keys()].find((name) => item(name) === undefined && !type.optional.has(name));
  if (missing !== undefined) return { reason: `attribute "${missing}" is required` };
  const names = [...type.attributes.keys()];
  const types = [...type.attributes.values()];
  const items = names.map((name, index) => item(name) ?? known(types[index] ?? anyType, null));
  const converted = convertItems(items, types, (index) => `attribute "${names[index]}"`);
  if ('reason' in converted) return converted;
  const result = objectOf(type.attributes);
  return { value: data === undefined ? unknown(result) : known(result, named(names, converted.values)) };
}

/** Without repeats; what is not wholly known stays. */
export function distinct(values: readonly Value[]): Value[] {
  return values.filter((value, index) => !values.slice(0, index).some((earlier) => equals(earlier, value) === true));
}

/** Whether two values are equal; undefined where that cannot be told. */
export function equals(a: Value, b: Value): boolean | undefined {
  if (a.data === undefined || b.data === undefined) return undefined;
  if (a.data === null || b.data === null) return a.data === b.data;
  if (isList(a.data) && isList(b.data)) {
    return a.data.length === b.data.length ? all(a.data.map((item, index) => equals(item, (b.data as readonly Value[])[index] ?? nullValue))) : false;
  }
  if (isMap(a.data) && isMap(b.data)) {
    const other = b.data;
    if (a.data.size !== other.size) return false;
    return all([...a.data].map(([name, item]) => {
      const match = other.get(name);
      return match === undefined ? false : equals(item, match);
    }));
  }
  if (a.type.kind !== b.type.kind) return false;
  return a.data === b.data;
}

function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}
