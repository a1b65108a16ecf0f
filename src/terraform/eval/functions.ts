import { convert, distinct, equals } from './convert.ts';
import { formatProblem, patternProblem } from './patterns.ts';
import { anyType, boolType, listOf, mapOf, numberType, setOf, stringType, unify, type Type } from './type.ts';
import { boolValue, isList, isMap, itemsOf, known, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from './value.ts';

/** Why a call fails; `argument` is the index of the one to blame, if it is one. */
export class FunctionFailure extends Error {
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.name = 'FunctionFailure';
    this.argument = argument;
  }
}

type Implementation = (args: readonly Value[]) => Value;

/** The data of an argument that the signature has made a string, a number or a bool. */
function text(value: Value | undefined): string {
  return String(value?.data);
}

function number(value: Value | undefined): number {
  return Number(value?.data);
}

function conversionTo(type: Type): Implementation {
  return ([value = nullValue]) => {
    const conversion = convert(value, type);
    if ('reason' in conversion) throw new FunctionFailure(`cannot convert to ${type.kind}: ${conversion.reason}.`, 0);
    return conversion.value;
  };
}

function numeric(compute: (number: number) => number): Implementation {
  return ([value]) => numberValue(compute(number(value)));
}

function textual(compute: (text: string) => string): Implementation {
  return ([value]) => stringValue(compute(text(value)));
}

function extreme(pick: (...numbers: number[]) => number, name: string): Implementation {
  return (args) => {
    if (args.length === 0) throw new FunctionFailure(`${name} needs at least one number.`);
    return numberValue(pick(...args.map((value) => number(value))));
  };
}

/** A list of one type where there is one, else a tuple. */
function sequence(items: readonly Value[]): Value {
  const element = unify(items.map(({ type }) => type));
  return element && items.length > 0 ? known(listOf(element), items) : tupleValue(items);
}

function entriesOf(value: Value | undefined, name: string, index?: number): [string, Value][] {
  if (isMap(value?.data)) return [...value.data];
  throw new FunctionFailure(`${name} needs a map or an object.`, index);
}

/** Functions of values that are wholly known. */
const onKnown: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ['abs', numeric(Math.abs)],
  ['ceil', numeric(Math.ceil)],
  ['floor', numeric(Math.floor)],
  ['signum', numeric(Math.sign)],
  ['max', extreme(Math.max, 'max')],
  ['min', extreme(Math.min, 'min')],
  ['upper', textual((value) => value.toUpperCase())],
  ['lower', textual((value) => value.toLowerCase())],
  ['trimspace', textual((value) => value.trim())],
  ['chomp', textual((value) => value.replace(/[\r\n]+$/, ''))],
  ['trimprefix', ([value, prefix]) => stringValue(text(value).startsWith(text(prefix)) ? text(value).slice(text(prefix).length) : text(value))],
  ['trimsuffix', ([value, suffix]) => stringValue(text(value).endsWith(text(suffix)) ? text(value).slice(0, text(value).length - text(suffix).length) : text(value))],
  ['startswith', ([value, prefix]) => boolValue(text(value).startsWith(text(prefix)))],
  ['endswith', ([value, suffix]) => boolValue(text(value).endsWith(text(suffix)))],
  ['strcontains', ([value, part]) => boolValue(text(value).includes(text(part)))],
  ['join', ([separator, ...lists]) => stringValue(lists.flatMap((list) => itemsOf(list).map((item) => text(item))).join(text(separator)))],
  ['split', ([separator, value]) => known(listOf(stringType), text(value).split(text(separator)).map((part) => stringValue(part)))],
  ['replace', replaceText],
  ['contains', ([list, value = nullValue]) => boolValue(itemsOf(list ?? nullValue).some((item) => equals(item, value) === true))],
  ['toset', ([value = nullValue]) => toCollection(value, 'set')],
  ['tolist', ([value = nullValue]) => toCollection(value, 'list')],
  ['distinct', ([list = nullValue]) => known(list.type, distinct(itemsOf(list)))],
  ['compact', ([list = nullValue]) => known(listOf(stringType), itemsOf(list).filter(({ data }) => data !== null && data !== ''))],
  ['flatten', ([list = nullValue]) => tupleValue(flat(asList(list, 'flatten')))],
  ['one', one],
  ['index', indexOf],
  ['slice', slice],
  ['setproduct', (args) => (args.length < 2 ? failed('at least two sets are needed.') : unknown())],
  ['parseint', parseInteger],
  ['base64decode', ([value]) => (/^[A-Za-z0-9+/]*={0,2}$/.test(text(value)) && text(value).length % 4 === 0 ? unknown(stringType) : failed('the text is not Base64.'))],
  ['range', range],
  ['zipmap', zipmap],
  ['jsonencode', ([value = nullValue]) => stringValue(encodeJson(value))],
  ['jsondecode', ([value]) => decodeJson(text(value))],
  ['sum', sumOf],
  ['regex', ([pattern]) => checkPattern(text(pattern), 0)],
  ['regexall', ([pattern]) => checkPattern(text(pattern), 0)],
  ['format', ([pattern, ...args]) => checkFormat(text(pattern), args)],
  ['cidrsubnet', ([prefix, bits, index]) => cidrSubnet(text(prefix), number(bits), number(index))],
]);

/** Functions that need to know no more than how many elements there are. */
const onStructure: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ['length', lengthOf],
  ['concat', concat],
  ['merge', merge],
  ['keys', ([value]) => tupleValue(entriesOf(value, 'keys', 0).map(([name]) => name).toSorted().map((name) => stringValue(name)))],
  ['values', ([value]) => tupleValue(entriesOf(value, 'values').toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item))],
  ['element', elementAt],
  ['lookup', lookup],
  ['coalesce', (values) => values.find(({ data }) => data !== null && data !== '') ?? failed('all arguments are null or empty.')],
  ['tostring', conversionTo(stringType)],
  ['tonumber', conversionTo(numberType)],
  ['tobool', conversionTo(boolType)],
  ['tomap', conversionTo(mapOf(anyType))],
  ['sensitive', ([value = nullValue]) => ({ ...value, sensitive: true })],
  ['nonsensitive', ([value = nullValue]) => ({ ...value, sensitive: false })],
  ['ephemeralasnull', ([value = nullValue]) => ({ ...value, ephemeral: false })],
]);

/** Functions whose result does not carry the marks of their arguments. */
export const unmarking: ReadonlySet<string> = new Set(['nonsensitive', 'ephemeralasnull', 'issensitive']);

/**
 * Calls a function as far as its result can be told without running Terraform.
 * @returns undefined where it cannot
 * @throws FunctionFailure where Terraform would report an error
 */
export function callFunction(name: string, args: readonly Value[], whollyKnown: boolean): Value | undefined {
  const structural = onStructure.get(name);
  if (structural) return args.some(({ data }) => data === undefined) && name !== 'sensitive' && !unmarking.has(name) ? onUnknown(name, args) : structural(args);
  const implementation = onKnown.get(name);
  if (!implementation || !whollyKnown) return onUnknown(name, args);
  return implementation(args);
}

/** What the types of the arguments alone tell. */
function onUnknown(name: string, args: readonly Value[]): Value | undefined {
  const type = args[0]?.type;
  switch (name) {
    case 'toset':
    case 'tolist': {
      if (type?.kind === 'string' || type?.kind === 'number' || type?.kind === 'bool') {
        throw new FunctionFailure(`a ${type.kind} is not a collection.`, 0);
      }
      const element = type?.kind === 'list' || type?.kind === 'set' ? type.element : anyType;
      return unknown(name === 'toset' ? setOf(element) : listOf(element));
    }
    case 'length':
      if (type?.kind === 'number' || type?.kind === 'bool') throw new FunctionFailure('the argument must be a string or a collection.');
      return unknown(numberType);
    case 'keys':
    case 'lookup':
      if (type && !isMapLike(type)) throw new FunctionFailure('a map or an object is needed.', 0);
      return undefined;
    case 'values':
      if (type && !isMapLike(type)) throw new FunctionFailure('a map or an object is needed.');
      return undefined;
    case 'merge':
      checkMerged(args);
      return undefined;
    case 'one':
    case 'slice':
    case 'concat':
      if (type && !isListLike(type)) throw new FunctionFailure('a list is needed.', 0);
      return undefined;
    case 'element':
      if (type && !isListLike(type)) throw new FunctionFailure('a list is needed.');
      return undefined;
    default:
      return undefined;
  }
}

function isMapLike({ kind }: Type): boolean {
  return kind === 'map' || kind === 'object' || kind === 'any';
}

function isListLike({ kind }: Type): boolean {
  return kind === 'list' || kind === 'set' || kind === 'tuple' || kind === 'any';
}

function checkMerged(args: readonly Value[]): void {
  const wrong = args.find(({ type }) => !isMapLike(type));
  if (wrong) throw new FunctionFailure(`arguments must be maps or objects, not a ${wrong.type.kind}.`);
}

function lengthOf([value = nullValue]: readonly Value[]): Value {
  const { data, type } = value;
  if (type.kind === 'number' || type.kind === 'bool') throw new FunctionFailure('the argument must be a string or a collection.');
  if (typeof data === 'string') return numberValue([...new Intl.Segmenter().segment(data)].length);
  if (type.kind === 'set' && !itemsOf(value).every((item) => item.data !== undefined)) return unknown(numberType);
  return numberValue(itemsOf(value).length);
}

function concat(args: readonly Value[]): Value {
  for (const [index, { type }] of args.entries()) {
    if (type.kind !== 'list' && type.kind !== 'tuple' && type.kind !== 'any' && type.kind !== 'set') {
      throw new FunctionFailure('all arguments must be lists.', index);
    }
  }
  if (args.length === 0) throw new FunctionFailure('at least one list is needed.');
  return sequence(args.flatMap((list) => itemsOf(list)));
}

function merge(args: readonly Value[]): Value {
  checkMerged(args);
  if (args.some(({ type, data }) => type.kind === 'any' && data !== null)) return unknown();
  return objectValue(new Map(args.flatMap(({ data }) => (isMap(data) ? [...data] : []))));
}

function elementAt([list = nullValue, index]: readonly Value[]): Value {
  const items = itemsOf(list);
  if (!isListLike(list.type)) throw new FunctionFailure('a list is needed.');
  if (items.length === 0) throw new FunctionFailure('an empty list has no elements.');
  const at = number(index);
  return items[((at % items.length) + items.length) % items.length] ?? unknown();
}

function lookup([map = nullValue, key, fallback]: readonly Value[]): Value {
  const entries = entriesOf(map, 'lookup', 0);
  const found = entries.find(([name]) => name === text(key))?.[1];
  if (found) return found;
  if (!fallback) throw new FunctionFailure(`there is no element "${text(key)}", and no default.`, map.type.kind === 'object' ? 0 : undefined);
  return fallback;
}

function failed(message: string, argument?: number): never {
  throw new FunctionFailure(message, argument);
}

function asList(value: Value, name: string): Value {
  return isList(value.data) ? value : failed(`${name} needs a list.`);
}

function one([list = nullValue]: readonly Value[]): Value {
  if (!isList(list.data)) return failed('a list is needed.', 0);
  return list.data.length > 1 ? failed('the list has more than one element.', 0) : (list.data[0] ?? nullValue);
}

function indexOf([list = nullValue, value = nullValue]: readonly Value[]): Value {
  const found = itemsOf(list).findIndex((item) => equals(item, value) === true);
  return found < 0 ? failed('the list does not hold the value.') : numberValue(found);
}

function slice([list = nullValue, start, end]: readonly Value[]): Value {
  const items = itemsOf(asList(list, 'slice'));
  if (number(start) < 0) return failed('the start is negative.', 1);
  if (number(end) > items.length) return failed('the end lies beyond the list.', 2);
  if (number(start) > number(end)) return failed('the start lies beyond the end.', 1);
  return sequence(items.slice(number(start), number(end)));
}

function sumOf([list = nullValue]: readonly Value[]): Value {
  const items = itemsOf(list).map((item) => convert(item, numberType));
  if (items.length === 0) return failed('an empty list has no sum.', 0);
  return numberValue(items.reduce((total, item) => total + ('value' in item ? number(item.value) : failed('the list holds something other than numbers.', 0)), 0));
}

function parseInteger([value, base]: readonly Value[]): Value {
  const digits = text(value).toLowerCase().replace(/^[-+]/, '');
  const radix = number(base);
  const valid = digits !== '' && [...digits].every((digit) => Number.parseInt(digit, 36) < radix);
  return valid ? numberValue(Number.parseInt(text(value), radix)) : failed(`"${text(value)}" is not a number in base ${radix}.`, 0);
}

function toCollection(value: Value, kind: 'list' | 'set'): Value {
  if (value.data === null) return known({ kind, element: anyType }, null);
  if (!isList(value.data)) throw new FunctionFailure(`a ${value.type.kind} is not a collection.`, 0);
  const conversion = convert(value, { kind, element: anyType });
  if ('reason' in conversion) throw new FunctionFailure(conversion.reason, 0);
  const items = itemsOf(conversion.value);
  const element = unify(items.map(({ type }) => type));
  if (!element) throw new FunctionFailure('the elements have no type in common.', 0);
  const same = items.map((item) => {
    const converted = convert(item, element);
    return 'value' in converted ? converted.value : item;
  });
  return known({ kind, element }, kind === 'set' ? distinct(same) : same);
}

function flat(value: Value): Value[] {
  return itemsOf(value).flatMap((item) => (isList(item.data) ? flat(item) : [item]));
}

const longestRange = 1024;

function range(args: readonly Value[]): Value {
  const [first = 0, second, third] = args.map((value) => number(value));
  const [start, limit] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (start <= limit ? 1 : -1);
  if (step === 0) throw new FunctionFailure('the step must not be zero.');
  if ((limit - start) / step > longestRange) throw new FunctionFailure(`more than ${longestRange} values are not allowed.`);
  const numbers: Value[] = [];
  for (let value = start; step > 0 ? value < limit : value > limit; value += step) numbers.push(numberValue(value));
  return known(listOf(numberType), numbers);
}

function zipmap([names = nullValue, values = nullValue]: readonly Value[]): Value {
  const keys = itemsOf(names);
  const items = itemsOf(values);
  if (keys.length !== items.length) throw new FunctionFailure(`there are ${keys.length} keys and ${items.length} values.`);
  return objectValue(new Map(keys.map((key, index) => [text(key), items[index] ?? nullValue])));
}

/** What a regular expression matches is Go's to say; what neither Go nor JavaScript can read is wrong. */
function checkPattern(pattern: string, argument: number): Value {
  const problem = patternProblem(pattern);
  return problem === undefined ? unknown() : failed(problem, argument);
}

function checkFormat(pattern: string, args: readonly Value[]): Value {
  const problem = formatProblem(pattern, args);
  return problem === undefined ? unknown(stringType) : failed(problem);
}

function replaceText([value, part, replacement]: readonly Value[]): Value {
  const pattern = text(part);
  // Between slashes it is a regular expression of Go's, which JavaScript's may not be.
  if (pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) return unknown(stringType);
  return stringValue(text(value).replaceAll(pattern, () => text(replacement)));
}

/** A value as Terraform writes it in JSON: keys in order, and what HTML gives a meaning escaped. */
function encodeJson({ data }: Value): string {
  if (isList(data)) return `[${data.map((item) => encodeJson(item)).join(',')}]`;
  if (isMap(data)) {
    const names = [...data.keys()].toSorted();
    return `{${names.map((name) => `${jsonText(name)}:${encodeJson(data.get(name) ?? nullValue)}`).join(',')}}`;
  }
  return typeof data === 'string' ? jsonText(data) : String(data);
}

function jsonText(string: string): string {
  return JSON.stringify(string).replaceAll(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function decodeJson(json: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new FunctionFailure('the text is not JSON.');
  }
  return fromJson(parsed);
}

function fromJson(json: unknown): Value {
  if (json === null) return nullValue;
  if (Array.isArray(json)) return tupleValue(json.map((item) => fromJson(item)));
  switch (typeof json) {
    case 'string':
      return stringValue(json);
    case 'number':
      return numberValue(json);
    case 'boolean':
      return boolValue(json);
    default:
      return objectValue(new Map(Object.entries(json as object).map(([name, value]) => [name, fromJson(value)])));
  }
}

/** https://developer.hashicorp.com/terraform/language/functions/cidrsubnet, for IPv4 */
function cidrSubnet(prefix: string, newBits: number, index: number): Value {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(prefix);
  if (!match) {
    if (prefix.includes(':')) return unknown(stringType);
    throw new FunctionFailure(`"${prefix}" is not an address range.`);
  }
  const octets = match.slice(1, 5).map(Number);
  const length = Number(match[5]) + newBits;
  if (octets.some((octet) => octet > 255) || Number(match[5]) > 32) throw new FunctionFailure(`"${prefix}" is not an address range.`);
  if (length > 32) throw new FunctionFailure(`a prefix of ${match[5]} bits cannot be extended by ${newBits}.`);
  if (index >= 2 ** newBits) throw new FunctionFailure(`${newBits} bits have no room for number ${index}.`);
  const base = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const mask = 2 ** (32 - Number(match[5]));
  const address = Math.floor(base / mask) * mask + index * 2 ** (32 - length);
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  return stringValue(`${dotted}/${length}`);
}
