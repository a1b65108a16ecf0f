import type { Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import { intoEntry, intoItem, type Issue, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/** Checks every call within a value, whatever the value may be. */
export function checkCallsWithin(validator: Validator, node: Node, scope: Scope): Issue[] {
  if (node.kind === 'scalar') return [];
  const call = callOf(node);
  if (call && scope.functions.has(call.name)) return validator.issues(node, {}, scope);
  if (node.kind === 'list') return node.items.flatMap((item, at) => checkCallsWithin(validator, item, intoItem(scope, item, at, '')));
  return node.entries.flatMap((entry) => checkCallsWithin(validator, entry.value, intoEntry(scope, entry, undefined)));
}
