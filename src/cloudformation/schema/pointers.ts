import { get, type Node } from '../../language/tree/node.ts';
import type { JsonSchema } from './facts.ts';

/** The part of a schema that a pointer (`#/definitions/X`) names; true, which allows everything, where there is none. */
export function resolvePointer(root: JsonSchema, pointer: string): JsonSchema {
  let current: unknown = root;
  for (const step of pointer.replace(/^#\/?/, '').split('/')) {
    if (step === '') continue;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    current = current !== null && typeof current === 'object' ? (current as Record<string, unknown>)[name] : undefined;
  }
  return typeof current === 'boolean' || (current !== null && typeof current === 'object') ? (current as JsonSchema) : true;
}

/** A list as a list of strings; a single string as a list of one. */
export function stringsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return typeof value === 'string' ? [value] : [];
  return value.every(isString) ? value : value.filter(isString);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** The value below a path of keys, through nothing but maps. */
export function valueAt(node: Node | undefined, path: readonly string[]): Node | undefined {
  let current = node;
  for (const key of path) current = get(current, key);
  return current;
}
