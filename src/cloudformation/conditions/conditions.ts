import type { Span } from '../../language/diagnostic.ts';
import { get, type Node } from '../../language/tree/node.ts';
import { argumentOf, isNoValue, isNothing } from '../parser/intrinsics.ts';
import type { Template } from '../parser/template.ts';
import { formulaOf, isKnowable, subjectOf, type Formula } from './formula.ts';
import { Search } from './search.ts';

/** Conditions taken to be true or false. */
export type Assumptions = ReadonlyMap<string, boolean>;

export const noAssumptions: Assumptions = new Map();

/** Combinations of conditions that are told apart for one value. */
export const maxScenarios = 64;

/** Conditions within conditions that are followed. */
const maxNesting = 200;

/** What was left unexamined since it would take too long. */
export type GaveUp =
  /** Whether the conditions can be what they were assumed to be; they were taken to allow it. */
  | { readonly kind: 'question'; readonly names: readonly string[] }
  /** Combinations of the conditions that the value at the place depends on, beyond `maxScenarios`. */
  | { readonly kind: 'scenarios'; readonly names: readonly string[]; readonly place: Span };

/** What the conditions of a template allow; every question is bounded, and where it gives up it answers "possible" and keeps that in mind. */
export class Conditions {
  readonly #formulas = new Map<string, Formula>();
  /** By subject, the only values it can have; undefined where any value is possible. */
  readonly #domains = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, boolean>();
  readonly #decidable = new Map<string, boolean>();
  readonly #gaveUp: GaveUp[] = [];

  constructor(template: Template) {
    for (const { name, value } of template.conditions.values()) this.#formulas.set(name, formulaOf(value));
    for (const { name, value } of template.parameters.values()) {
      const allowed = get(value, 'AllowedValues');
      if (allowed?.kind !== 'list' || allowed.items.length === 0) continue;
      this.#domains.set(
        subjectOf(name),
        allowed.items.map((item) => (item.kind === 'scalar' ? String(item.value ?? '') : '')),
      );
    }
  }

  has(name: string): boolean {
    return this.#formulas.has(name);
  }

  names(): string[] {
    return [...this.#formulas.keys()];
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
    const named = [...assumptions].filter(([name]) => this.#formulas.has(name));
    if (named.length === 0) return true;
    const key = `${named.map(([name, value]) => `${name}=${value}`).toSorted().join('&')}|${[...values].join('&')}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#solve(named, values);
    this.#answers.set(key, answer);
    return answer;
  }

  /**
   * Whether each of the conditions compares only literals and references, so that values of parameters decide it: nothing
   * is known of what else a comparison may be made with, as of a list that is joined to see whether it is empty.
   */
  areDecidable(names: Iterable<string>): boolean {
    for (const name of names) if (this.has(name) && !this.#isDecidable(name, new Set())) return false;
    return true;
  }

  #isDecidable(name: string, within: Set<string>): boolean {
    const known = this.#decidable.get(name);
    if (known !== undefined) return known;
    const formula = this.#formulas.get(name);
    // A circle has no truth, which another rule reports; and a template may nest more than a call stack holds.
    if (!formula || within.has(name) || within.size > maxNesting) return false;
    within.add(name);
    const isDecidable = isKnowable(formula, (other) => this.#isDecidable(other, within));
    this.#decidable.set(name, isDecidable);
    return isDecidable;
  }

  /**
   * The combinations of the named conditions that can hold under the assumptions. Where there are too many, as many of
   * them as are told apart, in which each condition is true and false if it can be.
   * @param place the value that depends on them
   */
  scenarios(names: ReadonlySet<string>, assumptions: Assumptions, place: Span): Assumptions[] {
    let found: Assumptions[] = [assumptions];
    let isWhole = true;
    for (const name of names) {
      const split = found.map((scenario) => [true, false].map((value) => this.assume(scenario, name, value)).filter((more) => more !== undefined));
      const more = split.flat();
      isWhole &&= more.length <= maxScenarios;
      found = isWhole ? more : split.flatMap((ways, at) => ways[at % ways.length] ?? []);
    }
    if (!isWhole) this.#gaveUp.push({ kind: 'scenarios', names: [...names], place: { start: place.start, end: place.end } });
    return found;
  }

  /** What was left unexamined so far. */
  get gaveUp(): readonly GaveUp[] {
    return this.#gaveUp;
  }

  #solve(assumptions: readonly (readonly [string, boolean])[], values: ReadonlyMap<string, string>): boolean {
    const answer = new Search(this.#formulas, assumptions).answer((subject, literals) => this.#choices(subject, literals, values));
    if (answer === 'unknown') this.#gaveUp.push({ kind: 'question', names: assumptions.map(([name]) => name) });
    return answer !== 'impossible';
  }

  #choices(subject: string, literals: ReadonlySet<string>, values: ReadonlyMap<string, string>): string[] {
    const fixed = values.get(subject);
    if (fixed !== undefined) return [fixed];
    const domain = this.#domains.get(subject);
    // A value that no comparison names stands for all others.
    if (!domain) return [...literals, '\0'];
    const named = domain.filter((value) => literals.has(value));
    return named.length < new Set(domain).size ? [...new Set(named), '\0'] : [...new Set(named)];
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
