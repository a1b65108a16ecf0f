import type { Entry, ListNode, MapNode, Node } from '../../language/tree/node.ts';
import type { Span } from '../../language/diagnostic.ts';
import { type Conditions, decidingConditions, ifBranches, inScenario } from '../conditions/conditions.ts';
import type { Assumptions } from '../conditions/logic.ts';
import { isNoValue, isNothing } from '../parser/intrinsics.ts';

/** A value as it is in one scenario; undefined where nothing remains of it. */
export interface Instance {
  readonly assumptions: Assumptions;
  readonly value: Node | undefined;
}

/** What values are in each scenario. Many schemas may look at one value: what comes of it is found once for all of them. */
export class Instances {
  readonly #conditions: Conditions;
  readonly #names = new WeakMap<Node, ReadonlySet<string>>();
  readonly #found = new WeakMap<Node, { readonly scenarios: readonly Assumptions[]; readonly instances: readonly Instance[] }>();
  readonly #remembers: boolean;

  /** @param isCertain whether nothing is hidden in values, for which each check has to look by itself */
  constructor(conditions: Conditions, isCertain: boolean) {
    this.#conditions = conditions;
    this.#remembers = isCertain;
  }

  /** @param here the value's place */
  of(node: Node, assumptions: Assumptions, here: Span): readonly Instance[] {
    const scenarios = this.#conditions.scenarios(this.#namesOf(node), assumptions, here);
    const known = this.#found.get(node);
    if (known?.scenarios === scenarios) return known.instances;
    const instances = scenarios.map((scenario) => ({ assumptions: scenario, value: inScenario(node, scenario) }));
    if (this.#remembers) this.#found.set(node, { scenarios, instances });
    return instances;
  }

  #namesOf(node: Node): ReadonlySet<string> {
    const names = this.#names.get(node) ?? decidingConditions(node);
    if (this.#remembers) this.#names.set(node, names);
    return names;
  }
}

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
