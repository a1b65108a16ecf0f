import { entryOf, type Node } from '../../language/tree/node.ts';
import { ifBranches, type Branches } from '../conditions/conditions.ts';
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
  // Most paths fork nowhere: what is in one piece is walked in one go.
  let current = node;
  let at = scope;
  let depth = 0;
  while (current && !isNoValue(current) && !isNothing(current)) {
    const branches = ifBranches(current);
    if (branches) {
      yield* valuesOfBranches(validator, branches, path.slice(depth), at);
      return;
    }
    const step = path[depth];
    if (step === undefined) {
      yield { value: current, scope: at };
      return;
    }
    if (callOf(current)) return;
    depth++;
    if (step === '*' && current.kind === 'list') {
      for (const [index, item] of current.items.entries()) yield* valuesAt(validator, item, path.slice(depth), intoItem(at, item, index));
      return;
    }
    const entry = entryOf(current, step);
    current = entry?.value;
    if (entry) at = intoEntry(at, entry, step);
  }
  yield { value: undefined, scope: at };
}

function* valuesOfBranches(validator: Validator, { condition, whenTrue, whenFalse }: Branches, path: readonly string[], scope: Scope): Generator<ValueAt> {
  for (const [branch, truth] of [[whenTrue, true], [whenFalse, false]] as const) {
    const assumptions = validator.conditions.assume(scope.assumptions, condition, truth);
    if (assumptions) yield* valuesAt(validator, branch, path, scope.under({ assumptions }));
  }
}
