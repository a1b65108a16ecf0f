import path from 'node:path';
import { asText, isList, isMap, type StaticValue, Unknown, unknownIn } from '../value.ts';

type Function = (...args: StaticValue[]) => StaticValue;

/**
 * Calls one of Terraform's functions whose result depends on nothing but its arguments.
 * https://developer.hashicorp.com/terraform/language/functions
 */
export function callFunction(name: string, args: readonly StaticValue[]): StaticValue {
  const short = name.replace(/^core::/, '');
  // These get along with a part that is not known.
  if (Object.hasOwn(lenient, short)) return lenient[short]?.(...args) ?? notUnderstood(name);
  const unknown = args.map(unknownIn).find(Boolean);
  if (unknown) return new Unknown(unknown.reason);
  const known = Object.hasOwn(strict, short) ? strict[short] : undefined;
  return known ? known(...args) : new Unknown(`the function ${name} is not understood`);
}

function notUnderstood(name: string): Unknown {
  return new Unknown(`the arguments of ${name} are not understood`);
}

/** The items of a list argument; of something unknown, that it stands for any number of items. */
function spread(value: StaticValue): readonly StaticValue[] {
  if (isList(value)) return value;
  return [new Unknown(value instanceof Unknown ? value.reason : 'a list is expected there', { many: true })];
}

const texts = (value: StaticValue | undefined): string[] | undefined => {
  if (value === undefined || !isList(value)) return undefined;
  const found = value.map(asText);
  return found.every((text) => text !== undefined) ? found : undefined;
};

function distinct(items: readonly StaticValue[]): StaticValue[] {
  const seen = new Set<StaticValue>();
  return items.filter((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') return true;
    return !seen.has(item) && seen.add(item);
  });
}

/** A set: without repetition, in the order in which Terraform goes through one. */
export function toSet(value: StaticValue): StaticValue {
  if (!isList(value)) return value instanceof Unknown ? value : new Unknown('a list is expected there');
  const items = distinct(value);
  return items.every((item) => typeof item === 'string') ? items.toSorted(byCodePoint) : items;
}

const byCodePoint = (a: StaticValue, b: StaticValue) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);

/** The items of a list and of the lists in it. Lists may share lists, so it is given up when there are too many. */
function flatten(value: StaticValue): StaticValue {
  const items: StaticValue[] = [];
  const pending = [value];
  for (let steps = 0; pending.length; steps++) {
    if (steps > 20_000) return new Unknown('it grows too large');
    const item = pending.pop();
    if (item === undefined) continue;
    if (isList(item)) pending.push(...item.toReversed());
    else items.push(item instanceof Unknown ? new Unknown(item.reason, { many: true }) : item);
  }
  return items;
}

const lenient: Readonly<Record<string, Function>> = {
  concat: (...lists) => lists.flatMap(spread),
  tolist: (value) => value ?? null,
  toset: (value) => (value === undefined ? notUnderstood('toset') : toSet(value)),
  distinct: (value) => (value !== undefined && isList(value) ? distinct(value) : (value ?? notUnderstood('distinct'))),
  flatten: (value) => (value === undefined || value instanceof Unknown ? (value ?? notUnderstood('flatten')) : flatten(value)),
  sort: (value) => {
    if (value === undefined || !isList(value)) return value ?? notUnderstood('sort');
    // What is not known stays in the list; where, nobody can say.
    const known = value.filter((item) => typeof item === 'string');
    return [...known.toSorted(byCodePoint), ...value.filter((item) => typeof item !== 'string')];
  },
  compact: (value) =>
    value !== undefined && isList(value)
      ? value.filter((item) => item !== '' && item !== null)
      : (value ?? notUnderstood('compact')),
  reverse: (value) => (value !== undefined && isList(value) ? value.toReversed() : (value ?? notUnderstood('reverse'))),
  coalesce: (...values) => values.find((value) => value instanceof Unknown || (value !== null && value !== '')) ?? null,
  coalescelist: (...lists) => lists.find((list) => list instanceof Unknown || (isList(list) && list.length > 0)) ?? [],
  try: (...values) => values.find((value) => !(value instanceof Unknown && value.failed)) ?? notUnderstood('try'),
  can: (value) => !(value instanceof Unknown) || (value.failed ? false : value),
  sensitive: (value) => value ?? null,
  nonsensitive: (value) => value ?? null,
  setunion: (...lists) => toSet(lists.flatMap(spread)),
  merge: (...maps) => {
    const merged = new Map<string, StaticValue>();
    for (const map of maps) {
      if (map instanceof Unknown) return map;
      if (isMap(map)) for (const [key, value] of map) merged.set(key, value);
    }
    return merged;
  },
  values: (map) =>
    map !== undefined && isMap(map) ? keysOf(map).map((key) => map.get(key) ?? null) : (map ?? notUnderstood('values')),
  keys: (map) => (map !== undefined && isMap(map) ? keysOf(map) : (map ?? notUnderstood('keys'))),
  lookup: (map, key, fallback) => {
    if (map === undefined || map instanceof Unknown || key instanceof Unknown)
      return map instanceof Unknown ? map : (key ?? notUnderstood('lookup'));
    const name = key === undefined ? undefined : asText(key);
    if (!isMap(map) || name === undefined) return notUnderstood('lookup');
    return map.get(name) ?? fallback ?? notUnderstood('lookup');
  },
};

function keysOf(map: ReadonlyMap<string, StaticValue>): string[] {
  return [...map.keys()].toSorted(byCodePoint);
}

const strict: Readonly<Record<string, Function>> = {
  slice: (list, from, to) =>
    list !== undefined && isList(list) && typeof from === 'number' && typeof to === 'number'
      ? list.slice(from, to)
      : notUnderstood('slice'),
  element: (list, index) =>
    list !== undefined && isList(list) && list.length && typeof index === 'number' && index >= 0
      ? (list[index % list.length] ?? null)
      : notUnderstood('element'),
  length: (value) => {
    if (typeof value === 'string') return value.length;
    if (value !== undefined && isList(value)) return value.length;
    return value !== undefined && isMap(value) ? value.size : notUnderstood('length');
  },
  join: (separator, ...lists) => {
    const all = lists.map(texts);
    if (typeof separator !== 'string' || !all.every((list) => list !== undefined)) return notUnderstood('join');
    const items = all.flat();
    const length = items.reduce((sum, item) => sum + item.length + separator.length, 0);
    return length > 1e6 ? new Unknown('it grows too large') : items.join(separator);
  },
  split: (separator, text) =>
    typeof separator === 'string' && typeof text === 'string' ? text.split(separator) : notUnderstood('split'),
  one: (list) => {
    if (list === undefined || !isList(list) || list.length > 1) return notUnderstood('one');
    return list[0] ?? null;
  },
  contains: (list, value) =>
    list !== undefined && value !== undefined && isList(list) ? list.includes(value) : notUnderstood('contains'),
  index: (list, value) => {
    const at = list !== undefined && value !== undefined && isList(list) ? list.indexOf(value) : -1;
    return at < 0 ? notUnderstood('index') : at;
  },
  setintersection: (first, ...others) =>
    first !== undefined && isList(first)
      ? toSet(first.filter((item) => others.every((other) => isList(other) && other.includes(item))))
      : notUnderstood('setintersection'),
  setsubtract: (first, second) =>
    first !== undefined && second !== undefined && isList(first) && isList(second)
      ? toSet(first.filter((item) => !second.includes(item)))
      : notUnderstood('setsubtract'),
  zipmap: (keys, values) => {
    const names = texts(keys);
    if (!names || values === undefined || !isList(values)) return notUnderstood('zipmap');
    return new Map(names.map((name, i) => [name, values[i] ?? null]));
  },
  chunklist: (list, size) => {
    if (list === undefined || !isList(list) || typeof size !== 'number' || size < 1) return notUnderstood('chunklist');
    return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
  },
  range: (...bounds) => {
    if (!bounds.every((bound) => typeof bound === 'number')) return notUnderstood('range');
    const [from, to, step] = bounds.length === 1 ? [0, bounds[0] ?? 0, 1] : [bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 1];
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
    return count > 1024 ? notUnderstood('range') : Array.from({ length: count }, (_, i) => from + i * step);
  },
  lower: (text) => (typeof text === 'string' ? text.toLowerCase() : notUnderstood('lower')),
  upper: (text) => (typeof text === 'string' ? text.toUpperCase() : notUnderstood('upper')),
  title: (text) =>
    typeof text === 'string' ? text.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()) : notUnderstood('title'),
  trimspace: (text) => (typeof text === 'string' ? text.trim() : notUnderstood('trimspace')),
  chomp: (text) => (typeof text === 'string' ? text.replace(/[\r\n]+$/, '') : notUnderstood('chomp')),
  basename: (text) => (typeof text === 'string' ? path.posix.basename(text) : notUnderstood('basename')),
  strcontains: (text, part) =>
    typeof text === 'string' && typeof part === 'string' ? text.includes(part) : notUnderstood('strcontains'),
  setproduct: (...lists) => {
    if (lists.length < 2 || !lists.every(isList)) return notUnderstood('setproduct');
    if (lists.reduce((count, list) => count * list.length, 1) > 10_000) return new Unknown('it grows too large');
    return lists.reduce<readonly (readonly StaticValue[])[]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
  },
  trimprefix: (text, prefix) =>
    typeof text === 'string' && typeof prefix === 'string'
      ? text.startsWith(prefix)
        ? text.slice(prefix.length)
        : text
      : notUnderstood('trimprefix'),
  trimsuffix: (text, suffix) =>
    typeof text === 'string' && typeof suffix === 'string'
      ? suffix && text.endsWith(suffix)
        ? text.slice(0, -suffix.length)
        : text
      : notUnderstood('trimsuffix'),
  replace: (text, from, to) => {
    if (typeof text !== 'string' || typeof from !== 'string' || typeof to !== 'string' || /^\/.*\/$/s.test(from))
      return notUnderstood('replace');
    if (text.length * Math.max(1, to.length) > 1e7) return new Unknown('it grows too large');
    return text.replaceAll(from, () => to);
  },
  substr: (text, from, count) => {
    if (typeof text !== 'string' || typeof from !== 'number' || typeof count !== 'number' || from < 0)
      return notUnderstood('substr');
    return text.slice(from, count < 0 ? undefined : from + count);
  },
  format: (pattern, ...values) => format(pattern, values),
  formatlist: (pattern, ...values) => {
    const count = Math.max(...values.map((value) => (isList(value) ? value.length : 1)), 0);
    return Array.from({ length: count }, (_, i) =>
      format(
        pattern,
        values.map((value) => (isList(value) ? (value[i] ?? null) : value)),
      ),
    );
  },
  tostring: (value) => (value === undefined ? notUnderstood('tostring') : (asText(value) ?? notUnderstood('tostring'))),
  tonumber: (value) => {
    const number = typeof value === 'string' && value.trim() ? Number(value) : value;
    return typeof number === 'number' && !Number.isNaN(number) ? number : notUnderstood('tonumber');
  },
  tobool: (value) =>
    value === 'true' || value === true ? true : value === 'false' || value === false ? false : notUnderstood('tobool'),
  tomap: (value) => value ?? null,
  min: (...values) => (values.every((value) => typeof value === 'number') ? Math.min(...values) : notUnderstood('min')),
  max: (...values) => (values.every((value) => typeof value === 'number') ? Math.max(...values) : notUnderstood('max')),
  sum: (list) => {
    const numbers = list !== undefined && isList(list) ? list : [];
    return numbers.length && numbers.every((item) => typeof item === 'number')
      ? numbers.reduce((a, b) => a + b, 0)
      : notUnderstood('sum');
  },
  abs: (value) => (typeof value === 'number' ? Math.abs(value) : notUnderstood('abs')),
  ceil: (value) => (typeof value === 'number' ? Math.ceil(value) : notUnderstood('ceil')),
  floor: (value) => (typeof value === 'number' ? Math.floor(value) : notUnderstood('floor')),
  startswith: (text, prefix) =>
    typeof text === 'string' && typeof prefix === 'string' ? text.startsWith(prefix) : notUnderstood('startswith'),
  endswith: (text, suffix) =>
    typeof text === 'string' && typeof suffix === 'string' ? text.endsWith(suffix) : notUnderstood('endswith'),
  strrev: (text) => (typeof text === 'string' ? [...text].toReversed().join('') : notUnderstood('strrev')),
  alltrue: (list) =>
    list !== undefined && isList(list) ? list.every((item) => item === true || item === 'true') : notUnderstood('alltrue'),
  anytrue: (list) =>
    list !== undefined && isList(list) ? list.some((item) => item === true || item === 'true') : notUnderstood('anytrue'),
  matchkeys: (values, keys, wanted) => {
    if (
      values === undefined ||
      keys === undefined ||
      wanted === undefined ||
      !isList(values) ||
      !isList(keys) ||
      !isList(wanted)
    )
      return notUnderstood('matchkeys');
    return values.filter((_, i) => wanted.includes(keys[i] ?? null));
  },
  jsondecode: (text) => (typeof text === 'string' ? decodeJson(text) : notUnderstood('jsondecode')),
};

function decodeJson(text: string): StaticValue {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? new Map(Object.entries(value)) : value,
    ) as StaticValue;
  } catch {
    return notUnderstood('jsondecode');
  }
}

/** `%s`, `%d`, `%v`, `%q`, `%%` and zero-padded numbers; whatever else a pattern asks for is not understood. */
function format(pattern: StaticValue | undefined, values: readonly StaticValue[]): StaticValue {
  if (typeof pattern !== 'string') return notUnderstood('format');
  let next = 0;
  let understood = true;
  const text = pattern.replaceAll(/%(0?\d*)([a-zA-Z%])/g, (_, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = asText(values[next++] ?? null);
    if (value === undefined || !'sdvq'.includes(verb)) understood = false;
    const shown = verb === 'q' ? JSON.stringify(value) : (value ?? '');
    return shown.padStart(Number(width || 0), width.startsWith('0') ? '0' : ' ');
  });
  return understood ? text : notUnderstood('format');
}
