import { convert } from './convert.ts';
import { FunctionFailure } from './failure.ts';
import { resultType } from './resultTypes.ts';
import { anyType, listOf, setOf, type Type, unify } from './type.ts';
import { isList, itemsOf, known, nullValue, objectValue, tupleValue, unknown, type Value, whollyKnown } from './value.ts';

/** More combinations than this are not made. */
const longestProduct = 1024;

/** `chunklist` */
export function chunks([list = nullValue, size]: readonly Value[]): Value {
  if (Number(size?.data) < 0) throw new FunctionFailure('the size must not be negative.');
  const items = itemsOf(list);
  const length = Number(size?.data) || Math.max(items.length, 1);
  if (!Number.isInteger(length)) return unknown();
  const starts = Array.from({ length: Math.ceil(items.length / length) }, (_, index) => index * length);
  const type = list.type.kind === 'list' ? list.type : listOf(anyType);
  return known(listOf(type), starts.map((start) => known(type, items.slice(start, start + length))));
}

/** `setproduct` */
export function setProduct(args: readonly Value[]): Value {
  if (args.length < 2) throw new FunctionFailure('at least two sets are needed.');
  const wrong = args.findIndex(({ data }) => !isList(data));
  if (wrong >= 0) throw new FunctionFailure('a set or a list is needed.', wrong);
  // What is not known may be an element that a set has already.
  if (args.some((list) => list.type.kind === 'set' && !whollyKnown(list))) return unknown(resultType('setproduct', args));
  const size = args.reduce((total, list) => total * itemsOf(list).length, 1);
  if (size > longestProduct) return unknown();
  const rows = args.reduce<readonly (readonly Value[])[]>((all, list) => all.flatMap((row) => itemsOf(list).map((item) => [...row, item])), [[]]);
  const tuples = rows.map((row) => tupleValue(row));
  const type = unify(tuples.map((tuple) => tuple.type));
  if (!type || tuples.length === 0) return unknown();
  const same = tuples.map((tuple) => {
    const conversion = convert(tuple, type);
    return 'value' in conversion ? conversion.value : tuple;
  });
  return known(args.some((list) => list.type.kind === 'set') ? setOf(type) : listOf(type), same);
}

/** `zipmap` */
export function zipmap([names = nullValue, values = nullValue]: readonly Value[]): Value {
  const keys = itemsOf(names);
  const items = itemsOf(values);
  if (!isList(values.data) || values.type.kind === 'set') throw new FunctionFailure('the values are a list, which has an order.');
  if (!whollyKnown(names)) return unknown();
  if (keys.length !== items.length) throw new FunctionFailure(`there are ${keys.length} keys and ${items.length} values.`);
  return objectValue(new Map(keys.map((key, index) => [String(key.data), items[index] ?? nullValue])));
}

/** The type of a list or a set in the opposite order. */
export function reversedType(type: Type): Type {
  if (type.kind === 'tuple') return { kind: 'tuple', elements: type.elements.toReversed() };
  return type.kind === 'set' ? listOf(type.element) : type;
}
