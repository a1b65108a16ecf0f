import { graphemeCount } from '../../language/graphemes.ts';
import { chunks, reversedType, setProduct, zipmap } from './collections.ts';
import { convert, distinct, equals } from './convert.ts';
import { checkFormatDate, checkTimeAdd, checkTimeCompare } from './dates.ts';
import { decodeCsv, decodeJson, encodeJson, isBase64 } from './encodings.ts';
import { FunctionFailure } from './failure.ts';
import { cidrHost, cidrNetmask, cidrSubnet, cidrSubnets } from './networks.ts';
import { formatPlain, formatProblem, matchPattern, patternProblem } from './patterns.ts';
import { anyType, boolType, listOf, mapOf, numberType, setOf, stringType, unify, type Type } from './type.ts';
import { boolValue, isList, isMap, itemsOf, known, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from './value.ts';
import { resultType } from './resultTypes.ts';
import { decodeYaml } from './yaml.ts';

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
  ['title', textual((value) => value.replaceAll(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase()))],
  ['alltrue', ([list]) => allOf(list, true)],
  ['anytrue', ([list]) => allOf(list, false)],
  ['join', ([separator, ...lists]) => lists.length === 0 ? failed('at least one list is needed.') : stringValue(lists.flatMap((list) => itemsOf(list).map((item) => text(item))).join(text(separator)))],
  ['split', ([separator, value]) => known(listOf(stringType), text(value).split(text(separator)).map((part) => stringValue(part)))],
  ['replace', replaceText],
  ['contains', ([list = nullValue, value = nullValue]) => boolValue(itemsOf(asList(list, 'contains')).some((item) => equals(item, value) === true))],
  ['toset', ([value = nullValue]) => toCollection(value, 'set')],
  ['tolist', ([value = nullValue]) => toCollection(value, 'list')],
  ['distinct', ([list = nullValue]) => known(list.type, distinct(itemsOf(list)))],
  ['compact', ([list = nullValue]) => known(listOf(stringType), itemsOf(list).filter(({ data }) => data !== null && data !== ''))],
  ['flatten', ([list = nullValue]) => tupleValue(flat(asList(list, 'flatten')))],
  ['one', one],
  ['index', indexOf],
  ['parseint', parseInteger],
  ['base64decode', ([value]) => (isBase64(text(value)) ? unknown(stringType) : failed('the text is not Base64.'))],
  ['range', range],
  ['jsonencode', ([value = nullValue]) => stringValue(encodeJson(value))],
  ['jsondecode', ([value]) => decodeJson(text(value))],
  ['yamldecode', ([value]) => decodeYaml(text(value))],
  ['sum', sumOf],
  ['regex', ([pattern, value]) => matched(text(pattern), text(value))],
  ['regexall', ([pattern]) => checkPattern(text(pattern), 0)],
  ['format', ([pattern, ...args]) => checkFormat(text(pattern), args)],
  ['formatlist', ([pattern, ...lists]) => checkFormatList(text(pattern), lists)],
  ['cidrhost', ([prefix, host]) => stringValue(cidrHost(text(prefix), number(host)))],
  ['cidrnetmask', ([prefix]) => stringValue(cidrNetmask(text(prefix)))],
  ['cidrsubnet', ([prefix, bits, index]) => stringValue(cidrSubnet(text(prefix), number(bits), number(index)))],
  ['cidrsubnets', ([prefix, ...bits]) => known(listOf(stringType), cidrSubnets(text(prefix), bits.map((entry) => number(entry))).map((subnet) => stringValue(subnet)))],
  ['formatdate', ([format, time]) => checked(() => checkFormatDate(text(format), text(time)))],
  ['timeadd', ([time, duration]) => checked(() => checkTimeAdd(text(time), text(duration)))],
  ['timecmp', ([a, b]) => checked(() => checkTimeCompare(text(a), text(b)), numberType)],
  ['coalescelist', (lists) => lists.find((list) => itemsOf(list).length > 0) ?? failed('all lists are empty.')],
  ['matchkeys', ([values = nullValue, keys = nullValue]) => (itemsOf(values).length === itemsOf(keys).length ? unknown() : failed('there must be as many keys as values.'))],
  ['uuidv5', ([space]) => (namespaces.test(text(space)) ? unknown(stringType) : failed(`"${text(space)}" is not a namespace: dns, url, oid, x500, or a UUID.`))],
  ['csvdecode', ([csv]) => decodeCsv(text(csv))],
  ['textdecodebase64', ([value]) => (isBase64(text(value)) ? unknown(stringType) : failed('the text is not Base64.', 0))],
]);

/** Functions that need to know no more than how many elements there are. */
const onStructure: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ['length', lengthOf],
  ['reverse', ([list = nullValue]) => (isList(list.data) ? { ...list, type: reversedType(list.type), data: list.data.toReversed() } : failed('a list is needed.', 0))],
  ['slice', slice],
  ['setproduct', setProduct],
  ['zipmap', zipmap],
  ['chunklist', chunks],
  ['concat', concat],
  ['merge', merge],
  ['keys', ([value]) => tupleValue(entriesOf(value, 'keys', 0).map(([name]) => name).toSorted().map((name) => stringValue(name)))],
  ['values', ([value]) => tupleValue(entriesOf(value, 'values').toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item))],
  ['element', elementAt],
  ['lookup', lookup],
  ['coalesce', coalesce],
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
export function callFunction(name: string, args: readonly Value[], complete: boolean): Value | undefined {
  const structural = onStructure.get(name);
  if (structural) return args.some(({ data }) => data === undefined) && name !== 'sensitive' && !unmarking.has(name) ? ofTypes(name, args) : structural(args);
  const implementation = onKnown.get(name);
  if (!implementation || !complete) return ofTypes(name, args);
  return implementation(args);
}

function ofTypes(name: string, args: readonly Value[]): Value | undefined {
  const value = onUnknown(name, args);
  const type = value ? undefined : resultType(name, args);
  return type ? unknown(type) : value;
}

/** What the types of the arguments alone tell. */
function onUnknown(name: string, args: readonly Value[]): Value | undefined {
  const type = args[0]?.type;
  switch (name) {
    case 'toset':
    case 'tolist':
      if (type?.kind === 'string' || type?.kind === 'number' || type?.kind === 'bool') {
        throw new FunctionFailure(`a ${type.kind} is not a collection.`, 0);
      }
      // What the elements are Terraform says once they are known.
      return unknown(name === 'toset' ? setOf(anyType) : listOf(anyType));
    case 'tostring':
    case 'tonumber':
    case 'tobool':
      return args[0] && structuralOf(name)([args[0]]);
    case 'tomap': {
      const attributes = type?.kind === 'object' ? [...type.attributes.values()] : [];
      if (attributes.length > 0 && !unify(attributes)) throw new FunctionFailure('the attributes have no type in common.', 0);
      return undefined;
    }
    case 'length':
      if (type?.kind === 'number' || type?.kind === 'bool') throw new FunctionFailure('the argument must be a string or a collection.');
      return unknown(numberType);
    case 'keys':
      if (type && !isMapLike(type)) throw new FunctionFailure('a map or an object is needed.', 0);
      return type?.kind === 'map' ? unknown(listOf(stringType)) : keysOfType(type);
    case 'lookup':
      if (args.length > 3) throw new FunctionFailure('a map, a key and a default are all that it takes.');
      if (type && !isMapLike(type)) throw new FunctionFailure('a map or an object is needed.', 0);
      checkFallback(args);
      checkAttribute(args);
      return type?.kind === 'map' ? unknown(type.element) : undefined;
    case 'regexall':
      if (typeof args[0]?.data === 'string') checkPattern(args[0].data, 0);
      return undefined;
    case 'reverse':
      if (type && !isListLike(type)) throw new FunctionFailure('a list is needed.', 0);
      return undefined;
    case 'values':
      if (type && !isMapLike(type)) throw new FunctionFailure('a map or an object is needed.');
      return type?.kind === 'map' ? unknown(listOf(type.element)) : undefined;
    case 'merge':
      checkMerged(args);
      return undefined;
    case 'slice':
      if (type) checkSliced(type);
      return undefined;
    case 'coalesce':
      commonType(args);
      return undefined;
    case 'one':
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

function structuralOf(name: string): Implementation {
  return onStructure.get(name) ?? (() => unknown());
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

/** Whether all elements are true, or any; null counts as false. */
function allOf(list: Value | undefined, all: boolean): Value {
  const truths = itemsOf(list ?? nullValue).map(({ data }) => data === true);
  return boolValue(all ? truths.every(Boolean) : truths.some(Boolean));
}

function lengthOf([value = nullValue]: readonly Value[]): Value {
  const { data, type } = value;
  if (type.kind === 'number' || type.kind === 'bool') throw new FunctionFailure('the argument must be a string or a collection.');
  if (typeof data === 'string') return numberValue(graphemeCount(data));
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
  const merged = new Map<string, Value>();
  for (const { data } of args) if (isMap(data)) data.forEach((value, name) => merged.set(name, value));
  return objectValue(merged);
}

function elementAt([list = nullValue, index]: readonly Value[]): Value {
  const items = itemsOf(list);
  if (!isListLike(list.type)) throw new FunctionFailure('a list is needed.');
  if (items.length === 0) throw new FunctionFailure('an empty list has no elements.');
  const at = number(index);
  if (!Number.isInteger(at)) throw new FunctionFailure('the index is a whole number.');
  // Terraform 1.11 counts backwards in lists alone: of a tuple it takes no negative remainder.
  if (list.type.kind === 'tuple' && at % items.length < 0) throw new FunctionFailure('the index is negative.');
  return items[((at % items.length) + items.length) % items.length] ?? unknown();
}

/** The default of a lookup in a map has the type of its elements. */
function checkFallback([map, , fallback]: readonly Value[]): void {
  if (map?.type.kind !== 'map' || !fallback) return;
  const conversion = convert(fallback, map.type.element);
  if ('reason' in conversion) throw new FunctionFailure(`the default must have the type of the map's elements: ${conversion.reason}.`, 2);
}

/** Without a default, what is looked up in an object is one of its attributes. */
function checkAttribute([object, key, fallback]: readonly Value[]): void {
  if (object?.type.kind !== 'object' || fallback || typeof key?.data !== 'string' || object.type.attributes.has(key.data)) return;
  throw new FunctionFailure(`there is no attribute "${key.data}", and no default.`, 0);
}

/** The names of an object's attributes are known where their values are not. */
function keysOfType(type: Type | undefined): Value | undefined {
  return type?.kind === 'object' ? tupleValue([...type.attributes.keys()].toSorted().map((name) => stringValue(name))) : undefined;
}

function lookup(args: readonly Value[]): Value {
  if (args.length > 3) throw new FunctionFailure('a map, a key and a default are all that it takes.');
  checkFallback(args);
  const [map = nullValue, key, fallback] = args;
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

/** The first value that is neither null nor empty, in the type that all have in common. */
function coalesce(values: readonly Value[]): Value {
  const type = commonType(values);
  const found = values.find(({ data }) => data !== null && data !== '') ?? failed('all arguments are null or empty.');
  const conversion = convert(found, type);
  return 'value' in conversion ? conversion.value : found;
}

function commonType(values: readonly Value[]): Type {
  return unify(values.map(({ type }) => type)) ?? failed('the arguments have no type in common.');
}

function slice([list = nullValue, start, end]: readonly Value[]): Value {
  checkSliced(list.type);
  for (const [index, bound] of [start, end].entries()) if (!Number.isInteger(number(bound))) return failed('a whole number is needed.', index + 1);
  const items = isList(list.data) ? list.data : failed('a list is needed.', 0);
  if (number(start) < 0) return failed('the start is negative.', 1);
  if (number(end) > items.length) return failed('the end lies beyond the list.', 2);
  if (number(start) > number(end)) return failed('the start lies beyond the end.', 1);
  return sequence(items.slice(number(start), number(end)));
}

function checkSliced(type: Type): void {
  if (type.kind === 'set') failed('the elements of a set have no numbers; write tolist(...) around it.', 0);
  if (!isListLike(type)) failed('a list is needed.', 0);
}

function sumOf([list = nullValue]: readonly Value[]): Value {
  if (!isList(list.data)) return failed('a list or a set is needed.', 0);
  const items = list.data.map((item) => convert(item, numberType));
  if (items.length === 0) return failed('an empty list has no sum.', 0);
  const numberOf = (item: (typeof items)[number]) => ('value' in item && item.value.data !== null ? number(item.value) : failed('the list holds something other than numbers.', 0));
  return numberValue(items.reduce((total, item) => total + numberOf(item), 0));
}

function parseInteger([value, base]: readonly Value[]): Value {
  if (value?.type.kind !== 'string') return failed('the first argument must be a string.', 0);
  if (!(number(base) >= 2 && number(base) <= 62)) return failed('the base lies between 2 and 62.', 1);
  if (number(base) > 36) return unknown(numberType);
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
  if (args.length === 0 || args.length > 3) throw new FunctionFailure('one, two or three numbers are needed.');
  const [first = 0, second, third] = args.map((value) => number(value));
  const [start, limit] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (start <= limit ? 1 : -1);
  if (step === 0) throw new FunctionFailure('the step must not be zero.');
  if (args.length === 3 && start !== limit && step > 0 !== limit > start) throw new FunctionFailure('the step leads away from the limit.', 2);
  if ((limit - start) / step > longestRange) throw new FunctionFailure(`more than ${longestRange} values are not allowed.`);
  const numbers: Value[] = [];
  for (let value = start; step > 0 ? value < limit : value > limit; value += step) numbers.push(numberValue(value));
  return known(listOf(numberType), numbers);
}

/** What a regular expression matches is Go's to say; what neither Go nor JavaScript can read is wrong. */
function checkPattern(pattern: string, argument: number): Value {
  const problem = patternProblem(pattern);
  return problem === undefined ? unknown() : failed(problem, argument);
}

/** What a regular expression gives: a text, a tuple of its groups, or an object of those that have names. */
function matched(pattern: string, value: string): Value {
  const problem = patternProblem(pattern);
  if (problem !== undefined) return failed(problem, 0);
  const match = matchPattern(pattern, value);
  if (match === undefined) return unknown();
  if (match === null) return failed('the pattern matches no part of the text.');
  const [whole = null, ...groups] = match.groups;
  const values = groups.map((group) => known(stringType, group));
  if (groups.length === 0) return known(stringType, whole);
  return match.names.length === 0 ? tupleValue(values) : objectValue(new Map(match.names.map((name, index) => [name, values[index] ?? nullValue])));
}

function checkFormat(pattern: string, args: readonly Value[]): Value {
  const problem = formatProblem(pattern, args);
  if (problem !== undefined) return failed(problem.message, problem.extra === undefined ? undefined : problem.extra + 1);
  const formatted = formatPlain(pattern, args);
  return formatted === undefined ? unknown(stringType) : stringValue(formatted);
}

/** The lists that `formatlist` goes through have one length. */
function checkFormatList(pattern: string, lists: readonly Value[]): Value {
  const lengths = lists.flatMap(({ data }) => (isList(data) ? [data.length] : []));
  const differs = lists.findIndex(({ data }) => isList(data) && data.length !== lengths[0]);
  if (differs >= 0) return failed(`the lists must be of one length, but one has ${lengths[0]} elements and this one another number.`, differs + 1);
  if (lengths[0] === 0) return unknown();
  checkFormat(pattern, lists.map((list) => (isList(list.data) ? (list.data[0] ?? list) : list)));
  return unknown(listOf(stringType));
}

/** The result is not told, only whether there is one. */
function checked(check: () => void, type: Type = stringType): Value {
  check();
  return unknown(type);
}

const namespaces = /^(?:dns|url|oid|x500|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$/;

function replaceText([value, part, replacement]: readonly Value[]): Value {
  const pattern = text(part);
  // Between slashes it is a regular expression of Go's, which JavaScript's may not be.
  if (pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) {
    const problem = patternProblem(pattern.slice(1, -1));
    return problem === undefined ? unknown(stringType) : failed(problem);
  }
  return stringValue(text(value).replaceAll(pattern, () => text(replacement)));
}
