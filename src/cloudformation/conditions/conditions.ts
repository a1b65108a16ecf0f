import type { Span } from '../../language/diagnostic.ts';
import type { Node } from '../../language/tree/node.ts';
import { argumentOf, isNoValue, isNothing } from '../parser/intrinsics.ts';
import { givenUp, type Assumptions, type GaveUp, type Logic } from './logic.ts';

export const noAssumptions: Assumptions = new Map();

/** What the conditions of a template allow; every question is bounded, and where it gives up it answers "possible" and has that kept in mind. */
export class Conditions {
  readonly #logic: Logic;

  constructor(logic: Logic) {
    this.#logic = logic;
  }

  has(name: string): boolean {
    return this.#logic.has(name);
  }

  /** The assumptions and one more; undefined where that cannot be. */
  assume(assumptions: Assumptions, name: string, value: boolean): Assumptions | undefined {
    const known = assumptions.get(name);
    if (known !== undefined) return known === value ? assumptions : undefined;
    const more = new Map(assumptions).set(name, value);
    return this.possible(more) ? more : undefined;
  }

  /** Whether all assumptions can hold at once. */
  possible(assumptions: Assumptions, values: ReadonlyMap<string, string> = new Map()): boolean {
    if (assumptions.size === 0) return true;
    const answer = this.#logic.answer(assumptions, values);
    if (answer === 'unknown') this.#logic.giveUp(givenUp(this.#logic, assumptions, values));
    return answer !== 'impossible';
  }

  /**
   * Whether each of the conditions compares only literals and references, so that values of parameters decide it: nothing
   * is known of what else a comparison may be made with, as of a list that is joined to see whether it is empty.
   */
  areDecidable(names: Iterable<string>): boolean {
    for (const name of names) if (this.has(name) && !this.#logic.isDecidable(name)) return false;
    return true;
  }

  /**
   * The combinations of the named conditions that can hold under the assumptions. Where there are too many, as many of
   * them as are told apart, in which each condition is true and false if it can be.
   * @param place the value that depends on them
   */
  scenarios(names: ReadonlySet<string>, assumptions: Assumptions, place: Span): readonly Assumptions[] {
    // The assumptions themselves where there is nothing to tell apart.
    if ([...names].every((name) => assumptions.has(name))) return [assumptions];
    const { found, isWhole, gaveUp } = this.#logic.scenarios(names, assumptions);
    for (const what of gaveUp) this.#logic.giveUp(what);
    if (!isWhole) this.#logic.giveUp({ kind: 'scenarios', names: [...names], question: [...names].join(), span: { start: place.start, end: place.end } });
    return found;
  }

  /** What was left unexamined so far. */
  get gaveUp(): readonly GaveUp[] {
    return this.#logic.gaveUp;
  }
}

/** The conditions that decide which entries or items a value has: those of `Fn::If` at the value and directly below. */
export function decidingConditions(node: Node): Set<string> {
  const names = new Set<string>();
  collectIf(node, names);
  if (node.kind === 'map') for (const entry of node.entries) collectIf(entry.value, names);
  if (node.kind === 'list') for (const item of node.items) collectIf(item, names);
  return names;
}

function collectIf(node: Node, names: Set<string>): void {
  const branches = ifBranches(node);
  if (!branches) return;
  names.add(branches.condition);
  for (const branch of [branches.whenTrue, branches.whenFalse]) {
    collectIf(branch, names);
    if (branch.kind === 'map') for (const entry of branch.entries) collectIf(entry.value, names);
    if (branch.kind === 'list') for (const item of branch.items) collectIf(item, names);
  }
}

/** The parts of a well-formed `Fn::If`. */
export interface Branches {
  readonly condition: string;
  readonly whenTrue: Node;
  readonly whenFalse: Node;
}

/** The parts of a node that is a well-formed `Fn::If`. */
export function ifBranches(node: Node): Branches | undefined {
  const argument = argumentOf(node, 'Fn::If');
  if (argument?.kind !== 'list' || argument.items.length !== 3) return undefined;
  const [condition, whenTrue, whenFalse] = argument.items;
  if (condition?.kind !== 'scalar' || !whenTrue || !whenFalse) return undefined;
  return { condition: condition.text, whenTrue, whenFalse };
}

/**
 * The value as it is in one scenario: `Fn::If` at the value and directly below it decided, `AWS::NoValue` and null gone;
 * undefined where nothing remains of it.
 */
export function inScenario(node: Node, scenario: Assumptions, root = true): Node | undefined {
  const branches = ifBranches(node);
  if (branches) {
    const value = scenario.get(branches.condition);
    return value === undefined ? node : inScenario(value ? branches.whenTrue : branches.whenFalse, scenario, root);
  }
  if (isNoValue(node) || isNothing(node)) return undefined;
  if (node.kind === 'list') {
    const items = node.items.map((item) => inScenario(item, scenario, false)).filter((item) => item !== undefined);
    return items.length === node.items.length && items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  if (node.kind === 'map' && root) {
    const entries = node.entries
      .map((entry) => ({ key: entry.key, value: inScenario(entry.value, scenario, false), entry }))
      .flatMap(({ key, value, entry }) => (value === undefined ? [] : [value === entry.value ? entry : { key, value }]));
    return { ...node, entries };
  }
  return node;
}
