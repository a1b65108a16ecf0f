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
      return convertItems(items, (index) => type.elements[index] ?? anyType, elementAt, (converted) => (data === undefined ? unknown(type) : known(type, converted)));
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

/** Converts each of several things, whose type and name are told by their index; the first that cannot be is the reason. */
function convertItems(items: readonly Value[], typeOf: (index: number) => Type, nameOf: (index: number) => string, make: (converted: Value[]) => Value): Conversion {
  const converted: Value[] = [];
  for (let index = 0; index < items.length; index++) {
    const result = convert(items[index] ?? nullValue, typeOf(index));
    if ('reason' in result) return { reason: `${nameOf(index)}: ${result.reason}` };
    converted.push(result.value);
  }
  return { value: make(converted) };
}

function elementAt(index: number): string {
  return `element ${index}`;
}

function convertSequence({ type: from, data }: Value, type: SequenceType): Conversion {
  if (from.kind === 'list' || from.kind === 'set' || from.kind === 'tuple') {
    const items = isList(data) ? data : from.kind === 'tuple' ? from.elements.map((element) => unknown(element)) : [unknown(from.element)];
    const element = type.element.kind === 'any' ? (unify(items.map((item) => item.type)) ?? anyType) : type.element;
    const target: Type = { kind: type.kind, element };
    return alike(type.element, convertItems(items, () => type.element, elementAt, (converted) => {
      if (data === undefined) return unknown(target);
      return known(target, type.kind === 'set' ? distinct(converted) : converted);
    }));
  }
  return { reason: `${describe(type)} required` };
}

function convertMap({ type: from, data }: Value, type: MapType): Conversion {
  if (from.kind !== 'map' && from.kind !== 'object') return { reason: `${describe(type)} required` };
  const items = isMap(data) ? [...data.values()] : from.kind === 'object' ? [...from.attributes.values()].map((attribute) => unknown(attribute)) : [unknown(from.element)];
  const names = isMap(data) ? [...data.keys()] : from.kind === 'object' ? [...from.attributes.keys()] : [''];
  const element = type.element.kind === 'any' ? (unify(items.map((item) => item.type)) ?? anyType) : type.element;
  const nameOf = (index: number) => (names[index] ? `element "${names[index]}"` : 'element');
  return alike(type.element, convertItems(items, () => type.element, nameOf, (converted) => {
    const target: Type = { kind: 'map', element };
    if (data === undefined) return unknown(target);
    return known(target, new Map(converted.map((item, index) => [names[index] ?? '', item])));
  }));
}

/** Where the demanded type of elements is open, they still have to have one type. */
function alike(demanded: Type, conversion: Conversion): Conversion {
  if ('reason' in conversion || !isOpen(demanded)) return conversion;
  return unify(itemsOf(conversion.value).filter(({ data }) => data !== null).map(({ type }) => type)) ? conversion : { reason: 'all elements must have the same type' };
}

function isOpen(type: Type): boolean {
  return type.kind === 'any' || elementsOf(type).some((element) => isOpen(element));
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
  return convertItems(items, (index) => types[index] ?? anyType, (index) => `attribute "${names[index]}"`, (converted) => {
    const result = objectOf(type.attributes);
    if (data === undefined) return unknown(result);
    return known(result, new Map(converted.map((own, index) => [names[index] ?? '', own])));
  });
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
