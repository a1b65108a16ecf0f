import { get, type Node } from '../../language/tree/node.ts';
import { argumentOf, isNoValue } from '../parser/intrinsics.ts';
import type { Template } from '../parser/template.ts';
import { formulaOf, subjectOf, type Formula } from './formula.ts';

/** Conditions taken to be true or false. */
export type Assumptions = ReadonlyMap<string, boolean>;

export const noAssumptions: Assumptions = new Map();

/** Assignments tried for one question; beyond that the answer is "possible". */
const maxAssignments = 4096;
/** Combinations of conditions that are told apart for one value. */
const maxScenarios = 64;

/** What the conditions of a template allow; every question is bounded, and where it gives up it answers "possible". */
export class Conditions {
  readonly #formulas = new Map<string, Formula>();
  /** By subject, the only values it can have; undefined where any value is possible. */
  readonly #domains = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, boolean>();

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

  /** Every combination of the named conditions that can hold under the assumptions; none where there are too many. */
  scenarios(names: Iterable<string>, assumptions: Assumptions): Assumptions[] {
    let found: Assumptions[] = [assumptions];
    for (const name of names) {
      found = found.flatMap((scenario) =>
        [true, false].map((value) => this.assume(scenario, name, value)).filter((more) => more !== undefined),
      );
      if (found.length > maxScenarios) return [];
    }
    return found;
  }

  #solve(assumptions: readonly (readonly [string, boolean])[], values: ReadonlyMap<string, string>): boolean {
    const search = new Search(this.#formulas);
    for (const [name] of assumptions) search.collect({ kind: 'condition', name });
    const subjects = [...search.literals].map(([subject, literals]) => ({
      subject,
      choices: this.#choices(subject, literals, values),
    }));
    let total = 2 ** search.opaque.size;
    for (const { choices } of subjects) total *= Math.max(choices.length, 1);
    if (total > maxAssignments) return true;
    const variables = [
      ...subjects.map(({ subject, choices }) => ({ name: subject, choices })),
      ...[...search.opaque].map((name) => ({ name, choices: ['true', 'false'] })),
    ];
    const holds = (assignment: ReadonlyMap<string, string>): boolean =>
      assumptions.every(([name, value]) => search.evaluate({ kind: 'condition', name }, assignment) === value);
    return anyAssignment(variables, new Map(), holds);
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

function anyAssignment(
  variables: readonly { readonly name: string; readonly choices: readonly string[] }[],
  assignment: Map<string, string>,
  holds: (assignment: ReadonlyMap<string, string>) => boolean,
): boolean {
  const [variable, ...rest] = variables;
  if (!variable) return holds(assignment);
  return variable.choices.some((choice) => {
    assignment.set(variable.name, choice);
    return anyAssignment(rest, assignment, holds);
  });
}

/** The variables of some formulas, and their truth under an assignment. */
class Search {
  readonly literals = new Map<string, Set<string>>();
  readonly opaque = new Set<string>();
  readonly #formulas: ReadonlyMap<string, Formula>;
  readonly #seen = new Set<string>();

  constructor(formulas: ReadonlyMap<string, Formula>) {
    this.#formulas = formulas;
  }

  collect(formula: Formula): void {
    switch (formula.kind) {
      case 'equals': {
        const literals = this.literals.get(formula.subject) ?? new Set();
        this.literals.set(formula.subject, literals.add(formula.value));
        break;
      }
      case 'opaque':
        this.opaque.add(`opaque ${formula.id}`);
        break;
      case 'condition': {
        if (this.#seen.has(formula.name)) break;
        this.#seen.add(formula.name);
        const definition = this.#formulas.get(formula.name);
        if (definition) this.collect(definition);
        else this.opaque.add(`opaque condition ${formula.name}`);
        break;
      }
      case 'not':
        this.collect(formula.part);
        break;
      case 'and':
      case 'or':
        for (const part of formula.parts) this.collect(part);
        break;
      case 'constant':
        break;
    }
  }

  evaluate(formula: Formula, assignment: ReadonlyMap<string, string>, depth = 0): boolean {
    switch (formula.kind) {
      case 'constant':
        return formula.value;
      case 'equals':
        return assignment.get(formula.subject) === formula.value;
      case 'opaque':
        return assignment.get(`opaque ${formula.id}`) === 'true';
      case 'condition': {
        const definition = this.#formulas.get(formula.name);
        // Conditions that refer to each other in a circle have no truth; another rule reports them.
        if (!definition || depth > 50) return assignment.get(`opaque condition ${formula.name}`) === 'true';
        return this.evaluate(definition, assignment, depth + 1);
      }
      case 'not':
        return !this.evaluate(formula.part, assignment, depth);
      case 'and':
        return formula.parts.every((part) => this.evaluate(part, assignment, depth));
      case 'or':
        return formula.parts.some((part) => this.evaluate(part, assignment, depth));
    }
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
export function ifBranches(node: Node): { condition: string; whenTrue: Node; whenFalse: Node } | undefined {
  const argument = argumentOf(node, 'Fn::If');
  if (argument?.kind !== 'list' || argument.items.length !== 3) return undefined;
  const [condition, whenTrue, whenFalse] = argument.items;
  if (condition?.kind !== 'scalar' || !whenTrue || !whenFalse) return undefined;
  return { condition: condition.text, whenTrue, whenFalse };
}

/**
 * The value as it is in one scenario: `Fn::If` at the value and directly below it decided, `AWS::NoValue` gone;
 * undefined where nothing remains of it.
 */
export function inScenario(node: Node, scenario: Assumptions, root = true): Node | undefined {
  const branches = ifBranches(node);
  if (branches) {
    const value = scenario.get(branches.condition);
    return value === undefined ? node : inScenario(value ? branches.whenTrue : branches.whenFalse, scenario, root);
  }
  if (isNoValue(node)) return undefined;
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
