import { anyType, boolType, numberType, objectOf, stringType, tupleOf, type Type } from './type.ts';

/**
 * A value of Terraform's, as far as it is known without a plan. `data` is undefined where only the type is known, null
 * for null; lists, sets and tuples hold an array, maps and objects a Map.
 */
export interface Value {
  readonly type: Type;
  readonly data: Data | undefined;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
}

export type Data = string | number | boolean | null | readonly Value[] | ReadonlyMap<string, Value>;

/** A value of which nothing but (perhaps) the type is known. */
export function unknown(type: Type = anyType): Value {
  return type === anyType ? nothingKnown : { type, data: undefined, sensitive: false, ephemeral: false };
}

const nothingKnown: Value = { type: anyType, data: undefined, sensitive: false, ephemeral: false };

export function known(type: Type, data: Data): Value {
  return { type, data, sensitive: false, ephemeral: false };
}

export function stringValue(text: string): Value {
  return known(stringType, text);
}

export function numberValue(number: number): Value {
  return known(numberType, number);
}

const yes = known(boolType, true);
const no = known(boolType, false);

export function boolValue(truth: boolean): Value {
  return truth ? yes : no;
}

export const nullValue: Value = known(anyType, null);

export function tupleValue(items: readonly Value[]): Value {
  return known(tupleOf(items.map(({ type }) => type)), items);
}

export function objectValue(attributes: ReadonlyMap<string, Value>): Value {
  const types = new Map<string, Type>();
  attributes.forEach(({ type }, name) => types.set(name, type));
  return known(objectOf(types), attributes);
}

/** The same value with the marks of one or two others: what is made of something sensitive or ephemeral is so too. */
export function withMarks(value: Value, from: Value, other: Value = from): Value {
  const sensitive = value.sensitive || from.sensitive || other.sensitive;
  const ephemeral = value.ephemeral || from.ephemeral || other.ephemeral;
  return sensitive === value.sensitive && ephemeral === value.ephemeral ? value : { ...value, sensitive, ephemeral };
}

/** The same value with the marks of any number of others. */
export function withMarksOf(value: Value, from: readonly Value[]): Value {
  if (from.length === 0) return value;
  let result = value;
  for (const other of from) if (other.sensitive || other.ephemeral) result = withMarks(result, other);
  return result;
}

/** True where the value or anything in it carries the mark. */
export function marked(value: Value, mark: 'sensitive' | 'ephemeral'): boolean {
  if (value[mark]) return true;
  return typeof value.data === 'object' && itemsOf(value).some((item) => marked(item, mark));
}

/** What is in a known collection, tuple or object; empty for everything else. */
export function itemsOf({ data }: Value): readonly Value[] {
  if (isList(data)) return data;
  if (isMap(data)) return [...data.values()];
  return [];
}

/** What is gone through in a known collection: of a set, each element is its own key. */
export function pairsOf({ data, type }: Value): [key: Value, value: Value][] | undefined {
  if (isMap(data)) return [...data].map(([key, value]) => [stringValue(key), value]);
  return isList(data) ? data.map((item, index) => [type.kind === 'set' ? item : numberValue(index), item]) : undefined;
}

export function isList(data: Data | undefined): data is readonly Value[] {
  return Array.isArray(data);
}

export function isMap(data: Data | undefined): data is ReadonlyMap<string, Value> {
  return data instanceof Map;
}

/** True where nothing in the value is unknown. */
export function whollyKnown(value: Value): boolean {
  if (typeof value.data !== 'object') return value.data !== undefined;
  return itemsOf(value).every(whollyKnown);
}

/** A number as Terraform writes it into a string. */
export function numberText(number: number): string {
  if (Number.isInteger(number) && Math.abs(number) < 1e21) return String(number);
  return String(number).replace('e+', 'e');
}
