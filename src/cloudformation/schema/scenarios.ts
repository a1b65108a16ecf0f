import type { Entry, ListNode, MapNode, Node } from '../../language/tree/node.ts';
import { ifBranches } from '../conditions/conditions.ts';
import { isNoValue, isNothing } from '../parser/intrinsics.ts';

function holdsNull({ value }: Entry): boolean {
  return isNothing(value);
}

/** The value without the entries and items that are null: they count as not there. */
export function withoutNulls(node: Node): Node {
  if (node.kind === 'map' && node.entries.some(holdsNull)) return { ...node, entries: node.entries.filter((entry) => !holdsNull(entry)) };
  if (node.kind === 'list' && node.items.some(isNothing)) return { ...node, items: node.items.filter((item) => !isNothing(item)) };
  return node;
}

/** Whether the value, or something directly in it, depends on a condition or is AWS::NoValue. */
export function hasScenarios(node: MapNode | ListNode): boolean {
  return depends(node) || (node.kind === 'map' ? node.entries.some(holdsDependent) : node.items.some(depends));
}

function depends(value: Node): boolean {
  return value.kind === 'map' && (isNoValue(value) || ifBranches(value) !== undefined);
}

function holdsDependent({ value }: Entry): boolean {
  return depends(value);
}
