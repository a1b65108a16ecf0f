import type { Node } from '../../language/tree/node.ts';

/** Whether a setting of a rule is on, written as a boolean or as a string. */
export function isTrue(setting: Json | undefined): boolean {
  return setting === true || (typeof setting === 'string' && setting.toLowerCase() === 'true');
}

/** A node as the JSON value it stands for. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function jsonOf(node: Node): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(jsonOf);
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key.text, jsonOf(entry.value)]));
  }
}

/** Characters of a value that a message shows. */
const mostShown = 120;

/** A value as messages show it: of a long one the beginning, in one line. */
export function show(value: Json | Node): string {
  const json = isNode(value) ? jsonOf(value) : value;
  return typeof json === 'string' ? `'${shortened(json)}'` : shortened(JSON.stringify(json) ?? 'null');
}

function shortened(text: string): string {
  const line = text.includes('\n') ? text.trim().replaceAll(/\s+/g, ' ') : text;
  return line.length <= mostShown ? line : `${line.slice(0, mostShown - 3)}...`;
}

function isNode(value: Json | Node): value is Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && 'kind' in value && 'start' in value;
}

/** Equality as CloudFormation sees it: what is written as a string equals the number or boolean it spells. */
export function equal(one: Json, two: Json): boolean {
  if (one === two) return true;
  if (typeof one === 'boolean' || typeof two === 'boolean') {
    const isBoolean = (value: Json): boolean => typeof value === 'boolean' || typeof value === 'string';
    return isBoolean(one) && isBoolean(two) && String(one).toLowerCase() === String(two).toLowerCase();
  }
  if (typeof one === 'string' || typeof two === 'string') {
    if (one === null || two === null || typeof one === 'object' || typeof two === 'object') return false;
    if (isBooleanText(one) && isBooleanText(two)) return String(one).toLowerCase() === String(two).toLowerCase();
    return String(one) === String(two);
  }
  if (isList(one) && isList(two)) {
    return one.length === two.length && one.every((item, at) => equal(item, two[at] ?? null));
  }
  if (isObject(one) && isObject(two)) {
    const keys = Object.keys(one);
    return keys.length === Object.keys(two).length && keys.every((key) => Object.hasOwn(two, key) && equal(one[key] ?? null, two[key] ?? null));
  }
  return false;
}

/** The same text for values that are `equal`; others may share it. */
export function likeness(value: Json): string {
  if (isList(value)) return `[${value.map(likeness).join()}]`;
  if (isObject(value)) return `{${Object.entries(value).map(([key, part]) => `${key}:${likeness(part)}`).toSorted().join()}}`;
  return String(value).toLowerCase();
}

function isBooleanText(value: Json): boolean {
  return typeof value === 'string' && /^(?:true|false)$/i.test(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whether all are different from each other. */
export function unique(values: readonly Json[]): boolean {
  const seen = new Set<string>();
  const rest: Json[] = [];
  for (const value of values) {
    if (value !== null && typeof value === 'object') {
      if (rest.some((other) => equal(other, value))) return false;
      rest.push(value);
      continue;
    }
    const key = typeof value === 'boolean' ? `boolean ${value}` : String(value);
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return true;
}

export type TypeName = 'array' | 'boolean' | 'date' | 'integer' | 'null' | 'number' | 'object' | 'string';

/** Whether the value is of the type as it is written. */
export function isStrictly(node: Node, type: TypeName): boolean {
  if (type === 'object') return node.kind === 'map';
  if (type === 'array') return node.kind === 'list';
  if (node.kind !== 'scalar') return false;
  const { value } = node;
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'date':
      return node.style === 'plain' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  }
}

/** Whether CloudFormation takes the value for the type: it turns strings into numbers and booleans and back. */
export function isLoosely(node: Node, type: TypeName): boolean {
  if (node.kind !== 'scalar' || type === 'object' || type === 'array' || type === 'null' || node.value === null) {
    return isStrictly(node, type);
  }
  const { value } = node;
  switch (type) {
    case 'string':
    case 'date':
      return true;
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && isNumberText(value));
    case 'integer':
      return typeof value === 'number' || (typeof value === 'string' && /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(value));
    case 'boolean':
      return typeof value === 'boolean' || (typeof value === 'string' && /^(?:true|True|TRUE|false|False|FALSE)$/.test(value));
  }
}

function isNumberText(text: string): boolean {
  return /^\s*[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text) || /^\s*[-+]?(?:inf|infinity|nan)\s*$/i.test(text);
}

/** The number a value is or spells; undefined where it is none. */
export function numberOf(node: Node): number | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') return node.value;
  return typeof node.value === 'string' && isNumberText(node.value) ? Number(node.value.replaceAll('_', '')) : undefined;
}
