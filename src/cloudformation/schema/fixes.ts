import type { Fix, Span } from '../../language/diagnostic.ts';
import type { MapNode, Node, ScalarNode } from '../../language/tree/node.ts';
import { suggest } from '../../language/suggest.ts';
import type { SchemaObject } from './facts.ts';
import { partsAt, propertiesSchema } from './lookup.ts';
import { stringsOf } from './pointers.ts';
import type { Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { isLoosely, type TypeName } from './values.ts';

/** The span of a scalar's text, without its quotes. */
export function contentOf(node: Span & { readonly style?: string }): Span {
  const quotes = node.style === 'single' || node.style === 'double' ? 1 : 0;
  return { start: node.start + quotes, end: node.end - quotes };
}

/** Replaces a name where it is written; no fix where the text of the span is another. */
export function renaming(validator: Validator, span: Span, name: string, better: string | undefined): { fixes?: readonly Fix[] } {
  if (better === undefined || better === name || validator.written(span) !== name) return {};
  return { fixes: [{ title: `Change to '${better}'`, edits: [{ span, newText: better }], preferred: true }] };
}

/** Replaces the text of a scalar; no fix where it is not written as it reads, as over several lines or with escapes. */
export function changing(validator: Validator, node: ScalarNode, better: string | undefined): { fixes?: readonly Fix[] } {
  if (node.synthetic) return {};
  const { end } = contentOf(node);
  return renaming(validator, { start: end - node.text.length, end }, node.text, better);
}

/** Where a name is written within a value, from its beginning or its end. */
export function placeOfName(validator: Validator, node: Span, name: string, fromEnd = false): Span {
  const text = validator.written(node);
  const at = Math.max(0, fromEnd ? text.lastIndexOf(name) : text.indexOf(name));
  return { start: node.start + at, end: node.start + at + name.length };
}

/** What a variable of Fn::Sub, or the argument of Ref or Fn::GetAtt, probably means. */
export function similarTarget(validator: Validator, scope: Scope, name: string): string | undefined {
  const dot = name.indexOf('.');
  if (dot < 0) return validator.references.similar(name, scope);
  const [owner, attribute] = [name.slice(0, dot), name.slice(dot + 1)];
  const type = validator.resources.get(owner)?.type;
  const similar = type === undefined ? suggest(owner, validator.template.typed.resources) : suggest(attribute, validator.typeSchema(type)?.attributes ?? []);
  if (similar === undefined) return undefined;
  return type === undefined ? `${similar}.${attribute}` : `${owner}.${similar}`;
}

/** Puts a plain scalar in quotes; no fix where it is none, or not written in the text. */
export function quoting(node: Node, scope: Scope): { fixes?: readonly Fix[] } {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.synthetic || node.tag !== undefined || scope.resolved || node.start === node.end) return {};
  // An anchor stays before the quotes.
  const start = node.end - node.text.length;
  const edits = [{ span: { start, end: start }, newText: '"' }, { span: { start: node.end, end: node.end }, newText: '"' }];
  return { fixes: [{ title: `Quote ${node.text}`, edits, preferred: true }] };
}

/** Takes a scalar out of its quotes, where a number or a boolean is wanted and written. */
export function unquoting(validator: Validator, node: Node, scope: Scope, types: readonly TypeName[]): { fixes?: readonly Fix[] } {
  if (node.kind !== 'scalar' || (node.style !== 'single' && node.style !== 'double') || node.synthetic || node.tag !== undefined || scope.resolved) return {};
  const newText = node.text.trim();
  const isPlain = types.some((type) => type !== 'string' && isLoosely(node, type)) && /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(newText);
  const start = node.end - node.text.length - 2;
  const isWritten = validator.written({ start: start + 1, end: node.end - 1 }) === node.text;
  return isPlain && isWritten ? { fixes: [{ title: `Write ${newText} without quotes`, edits: [{ span: { start, end: node.end }, newText }], preferred: true }] } : {};
}

/** Puts the text of a value in the place of the call that it stands in; no fix where it is written over several lines. */
export function unwrapping(validator: Validator, call: Node, value: Node, title: string): { fixes?: readonly Fix[] } {
  const text = validator.written(value);
  const beside = validator.written({ start: call.start, end: value.start }) + validator.written({ start: value.end, end: call.end });
  if (value.kind !== 'scalar' || value.synthetic || /(?:^|\s)#/.test(beside)) return {};
  // A tag is simply left out, whatever follows it.
  if (validator.written({ start: call.start, end: call.start + 1 }) === '!' && value.end === call.end) {
    return { fixes: [{ title, edits: [{ span: { start: call.start, end: value.start }, newText: '' }], preferred: true }] };
  }
  if (text.includes('\n')) return {};
  return { fixes: [{ title, edits: [{ span: { start: call.start, end: call.end }, newText: text }], preferred: true }] };
}

/**
 * Adds a property to a map, with the least value of its schema to fill in: before the first entry, in the map's own way
 * of writing.
 */
export function adding(validator: Validator, node: MapNode, scope: Scope, name: string): { fixes?: readonly Fix[] } {
  if (scope.resolved || scope.composite || scope.judging) return {};
  const edit = insertion(validator, node, scope, name, placeholder(validator, scope, name));
  return edit ? { fixes: [{ title: `Add '${name}'`, edits: [edit] }] } : {};
}

function insertion(validator: Validator, node: MapNode, scope: Scope, name: string, value: string): { span: Span; newText: string } | undefined {
  const { json } = validator.template;
  const key = json ? `"${name}"` : name;
  const [first] = node.entries;
  if (!first) {
    // A map that is not written has no extent.
    if (node.start === node.end) return withProperties(validator, scope, `${key}: ${value}`);
    const brackets = /\{\s*\}$/.exec(validator.written(node));
    const start = node.end - (brackets?.[0].length ?? 0) + 1;
    return brackets ? { span: { start, end: start }, newText: `${key}: ${value}` } : undefined;
  }
  // An entry without a value counts as missing; a second one beside it would be a duplicate. A call has no other entries.
  if (first.key.synthetic || isWrittenBeside(validator, node, name)) return undefined;
  const span = { start: first.key.start, end: first.key.start };
  const before = validator.lineBefore(span.start);
  if (node.flow) {
    const indent = /^\s*$/.test(before) ? `\n${before}` : ' ';
    return { span, newText: `${key}: ${value},${indent}` };
  }
  return /^ *(?:- +)*$/.test(before) ? { span, newText: `${name}: ${value}\n${' '.repeat(before.length)}` } : undefined;
}

/** The resource's Properties as a whole, where it has none. */
function withProperties(validator: Validator, scope: Scope, property: string): { span: Span; newText: string } | undefined {
  const name = /^Resources\/([^/]+)\/Properties$/.exec(scope.path)?.[1];
  const resource = name === undefined ? undefined : validator.resources.get(name)?.value;
  const last = resource?.kind === 'map' ? resource.entries.findLast((entry) => entry.key.text === 'Type') : undefined;
  if (resource?.kind !== 'map' || !last || resource.entries.some((entry) => entry.key.text === 'Properties')) return undefined;
  const span = { start: last.value.end, end: last.value.end };
  const before = validator.lineBefore(last.key.start);
  if (validator.template.json) return { span, newText: /^\s*$/.test(before) ? `,\n${before}"Properties": {${property}}` : `, "Properties": {${property}}` };
  if (resource.flow) return { span, newText: `, Properties: {${property}}` };
  return /^ *$/.test(before) ? { span, newText: `\n${before}Properties:\n${before}  ${property}` } : undefined;
}

/** Whether the map as it is written has an entry of this name, though the one in hand has not. */
function isWrittenBeside(validator: Validator, node: MapNode, name: string): boolean {
  return new RegExp(`(?:^|[\\n{,])[ \\t]*(?:- +)*["']?${name.replaceAll(/[^\w]/g, '.')}["']?[ \\t]*:`).test(validator.written(node));
}

/** The least value of a property's type, as both YAML and JSON write it. */
function placeholder(validator: Validator, scope: Scope, name: string): string {
  const { facts } = validator;
  const [, type = '', steps = ''] = /^Resources\/([^/]+)\/Properties(?:\/(.*))?$/.exec(scope.place.text) ?? [];
  const start = type === '' ? undefined : propertiesSchema(facts, type);
  const parts = start ? partsAt(facts, start, [...(steps === '' ? [] : steps.split('/')), name]) : [];
  const [allowed] = parts.flatMap(({ schema }) => ['enum', 'apiValues'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as readonly unknown[]) : [])));
  if (allowed !== undefined) return JSON.stringify(allowed);
  const schema = parts.find((part) => part.schema['type'] !== undefined)?.schema ?? {};
  return leastOf(schema);
}

function leastOf(schema: SchemaObject): string {
  const [type] = stringsOf(schema['type']);
  switch (type) {
    case 'object':
      return '{}';
    case 'array':
      return '[]';
    case 'boolean':
      return 'false';
    case 'integer':
    case 'number':
      return String(schema['minimum'] ?? 0);
    default:
      return '""';
  }
}

/** Whether a plain scalar is one that YAML takes for another value than it seems: `yes`, `0123`, `1.10`. */
export function isMisread(node: ScalarNode): boolean {
  const { style, value, text } = node;
  if (style !== 'plain' || node.synthetic || node.tag !== undefined) return false;
  if (typeof value === 'boolean') return !/^(?:true|false)$/i.test(text);
  if (typeof value !== 'number') return false;
  return /^0\d/.test(text) || (/^\d+\.\d*0$/.test(text) && !/^\d+\.0$/.test(text));
}
