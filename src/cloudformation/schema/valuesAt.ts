import { entryOf, type Node } from '../../language/tree/node.ts';
import { ifBranches } from '../conditions/conditions.ts';
import { callOf, isNoValue, isNothing } from '../parser/intrinsics.ts';
import { intoEntry, intoItem, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/** One value at a path, and where; no value where the conditions of the scope leave none. */
export interface ValueAt {
  readonly value: Node | undefined;
  readonly scope: Scope;
}

/** Every value that can be at a path below a node: both branches of each `Fn::If`, `*` for the items of a list; null counts as none. */
export function* valuesAt(validator: Validator, node: Node | undefined, path: readonly string[], scope: Scope): Generator<ValueAt> {
  if (!node || isNoValue(node) || isNothing(node)) {
    yield { value: undefined, scope };
    return;
  }
  const branches = ifBranches(node);
  if (branches) {
    for (const [branch, truth] of [[branches.whenTrue, true], [branches.whenFalse, false]] as const) {
      const assumptions = validator.conditions.assume(scope.assumptions, branches.condition, truth);
      if (assumptions) yield* valuesAt(validator, branch, path, { ...scope, assumptions });
    }
    return;
  }
  const [step, ...rest] = path;
  if (step === undefined) {
    yield { value: node, scope };
    return;
  }
  if (callOf(node)) return;
  if (step === '*' && node.kind === 'list') {
    for (const [index, item] of node.items.entries()) yield* valuesAt(validator, item, rest, intoItem(scope, item, index));
    return;
  }
  const entry = entryOf(node, step);
  yield* valuesAt(validator, entry?.value, rest, entry ? intoEntry(scope, entry, step) : scope);
}
