import type { Formula } from './formula.ts';

/** Steps that one question may take. */
const maxSteps = 50_000;
/** Conditions within conditions that are followed; a template may nest more than a call stack holds. */
const maxDepth = 200;

export type Answer = 'possible' | 'impossible' | 'unknown';

/** A subject of comparisons, or something that is true or false for reasons of its own, and the values that matter of it. */
interface Variable {
  readonly name: string;
  readonly choices: readonly string[];
}

class OutOfSteps extends Error {}

/** Looks for values under which some conditions are what they are assumed to be, one variable after the other. */
export class Search {
  readonly #formulas: ReadonlyMap<string, Formula>;
  readonly #wanted: readonly (readonly [string, boolean])[];
  readonly #literals = new Map<string, Set<string>>();
  readonly #opaque = new Set<string>();
  readonly #collected = new Set<string>();
  readonly #assignment = new Map<string, string>();
  #steps = 0;

  /** @param wanted names of conditions that are declared, and what they are assumed to be */
  constructor(formulas: ReadonlyMap<string, Formula>, wanted: readonly (readonly [string, boolean])[]) {
    this.#formulas = formulas;
    this.#wanted = wanted;
  }

  /**
   * Whether the assumptions can hold together; unknown where that takes too many steps.
   * @param choicesOf the values of a subject that have to be told apart, from those that it is compared with
   */
  answer(choicesOf: (subject: string, literals: ReadonlySet<string>) => readonly string[]): Answer {
    try {
      for (const [name] of this.#wanted) this.#collect({ kind: 'condition', name }, 0);
      const variables = [
        ...[...this.#literals].map(([name, literals]) => ({ name, choices: choicesOf(name, literals) })),
        ...[...this.#opaque].map((name) => ({ name, choices: ['true', 'false'] })),
      ];
      return this.#isPossible(variables, 0) ? 'possible' : 'impossible';
    } catch (error) {
      if (error instanceof OutOfSteps) return 'unknown';
      throw error;
    }
  }

  #isPossible(variables: readonly Variable[], at: number): boolean {
    const holds = this.#holds();
    if (holds !== undefined) return holds;
    const variable = variables[at];
    // What refers to itself has no truth; another rule reports it.
    if (!variable) return true;
    const found = variable.choices.some((choice) => {
      this.#assignment.set(variable.name, choice);
      return this.#isPossible(variables, at + 1);
    });
    this.#assignment.delete(variable.name);
    return found;
  }

  /** Whether every assumption holds, or one does not, whatever the variables without a value are. */
  #holds(): boolean | undefined {
    const known = new Map<string, boolean | undefined>();
    let all: boolean | undefined = true;
    for (const [name, value] of this.#wanted) {
      const truth = this.#evaluate({ kind: 'condition', name }, known, 0);
      if (truth === undefined) all = undefined;
      else if (truth !== value) return false;
    }
    return all;
  }

  /** The truth of a formula under the assignment so far; undefined where that does not decide it. */
  #evaluate(formula: Formula, known: Map<string, boolean | undefined>, depth: number): boolean | undefined {
    this.#step(depth);
    switch (formula.kind) {
      case 'constant':
        return formula.value;
      case 'equals': {
        const value = this.#assignment.get(formula.subject);
        return value === undefined ? undefined : value === formula.value;
      }
      case 'opaque':
        return this.#truthOf(`opaque ${formula.id}`);
      case 'condition': {
        const { name } = formula;
        if (known.has(name)) return known.get(name);
        const definition = this.#formulas.get(name);
        if (!definition) return this.#truthOf(`opaque condition ${name}`);
        known.set(name, undefined);
        const truth = this.#evaluate(definition, known, depth + 1);
        known.set(name, truth);
        return truth;
      }
      case 'not': {
        const truth = this.#evaluate(formula.part, known, depth + 1);
        return truth === undefined ? undefined : !truth;
      }
      case 'and':
      case 'or': {
        const decisive = formula.kind === 'or';
        let rest: boolean | undefined = !decisive;
        for (const part of formula.parts) {
          const truth = this.#evaluate(part, known, depth + 1);
          if (truth === decisive) return decisive;
          if (truth === undefined) rest = undefined;
        }
        return rest;
      }
    }
  }

  #truthOf(name: string): boolean | undefined {
    const value = this.#assignment.get(name);
    return value === undefined ? undefined : value === 'true';
  }

  /** Takes down the variables of a formula. */
  #collect(formula: Formula, depth: number): void {
    this.#step(depth);
    switch (formula.kind) {
      case 'equals':
        this.#literals.set(formula.subject, (this.#literals.get(formula.subject) ?? new Set()).add(formula.value));
        break;
      case 'opaque':
        this.#opaque.add(`opaque ${formula.id}`);
        break;
      case 'condition': {
        if (this.#collected.has(formula.name)) break;
        this.#collected.add(formula.name);
        const definition = this.#formulas.get(formula.name);
        if (definition) this.#collect(definition, depth + 1);
        else this.#opaque.add(`opaque condition ${formula.name}`);
        break;
      }
      case 'not':
        this.#collect(formula.part, depth + 1);
        break;
      case 'and':
      case 'or':
        for (const part of formula.parts) this.#collect(part, depth + 1);
        break;
      case 'constant':
        break;
    }
  }

  #step(depth: number): void {
    if (++this.#steps > maxSteps || depth > maxDepth) throw new OutOfSteps();
  }
}
