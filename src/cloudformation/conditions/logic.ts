import type { Span } from '../../language/diagnostic.ts';
import { get } from '../../language/tree/node.ts';
import type { Template } from '../parser/template.ts';
import { type Component, componentsOf } from './components.ts';
import { formulaOf, isKnowable, subjectOf, type Formula } from './formula.ts';
import { Search, type Answer } from './search.ts';

/** Conditions taken to be true or false. */
export type Assumptions = ReadonlyMap<string, boolean>;

/** What was left unexamined since it would take too long. */
export interface GaveUp {
  /**
   * A question: whether the conditions can be what they were assumed to be; they were taken to allow it. Or scenarios:
   * combinations of the conditions that a value depends on, beyond those that are told apart.
   */
  readonly kind: 'question' | 'scenarios';
  readonly names: readonly string[];
  /** What was asked of them. */
  readonly question: string;
  /** The value that depends on them; of a question, which is nobody's own, the template's beginning. */
  readonly span: Span;
}

/** What was left unexamined, each thing once, in the order in which it came up. */
export class Unexamined {
  readonly #found = new Map<string, GaveUp>();

  add(what: GaveUp): void {
    const key = `${what.kind} ${what.span.start} ${what.span.end} ${what.question}`;
    if (!this.#found.has(key)) this.#found.set(key, what);
  }

  get all(): readonly GaveUp[] {
    return [...this.#found.values()];
  }
}

/** Combinations of conditions that can hold. */
export interface Scenarios {
  readonly found: readonly Assumptions[];
  /** Whether there are no others. */
  readonly isWhole: boolean;
  /** Questions that were given up on the way. */
  readonly gaveUp: readonly GaveUp[];
}

/** Whether two answers say the same. */
export function sameScenarios(one: Scenarios, two: Scenarios): boolean {
  return one.isWhole === two.isWhole && textOf(one) === textOf(two);
}

function textOf({ found, gaveUp }: Scenarios): string {
  return [...found.map((scenario) => [...scenario].join('&')), ...gaveUp.map(({ question }) => question)].join('\n');
}

/** What can be asked of the conditions of a template. */
export interface Logic {
  has(name: string): boolean;
  /**
   * Whether the conditions can be what they are assumed to be; names of no condition count for nothing.
   * @param values of the subjects of comparisons, where they are known
   */
  answer(assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer;
  /**
   * The combinations of the named conditions that can hold under the assumptions. Where there are too many, as many of
   * them as are told apart, in which each condition is true and false if it can be.
   */
  scenarios(names: ReadonlySet<string>, assumptions: Assumptions): Scenarios;
  /** Whether values of parameters decide the condition. */
  isDecidable(name: string): boolean;
  /** Keeps in mind what is left unexamined. */
  giveUp(what: GaveUp): void;
  /** What was left unexamined so far. */
  readonly gaveUp: readonly GaveUp[];
}

/** Combinations of conditions that are told apart for one value. */
export const maxScenarios = 64;

/** Conditions within conditions that are followed. */
const maxNesting = 200;

/** The text of a question, the same for all that ask the same. */
export function questionOf(assumptions: Assumptions, values: ReadonlyMap<string, string>): string {
  return `${[...assumptions].map(([name, value]) => `${name}=${value}`).toSorted().join('&')}|${[...values].join('&')}`;
}

/** The text of the question for scenarios. */
export function scenarioQuestionOf(names: ReadonlySet<string>, assumptions: Assumptions): string {
  return `${[...names].join()}|${[...assumptions].join('&')}`;
}

/** That a question to the conditions was given up. */
export function givenUp(logic: Logic, assumptions: Assumptions, values: ReadonlyMap<string, string>): GaveUp {
  return { kind: 'question', names: [...assumptions.keys()].filter((name) => logic.has(name)), question: questionOf(assumptions, values), span: { start: 0, end: 0 } };
}

const noValues: ReadonlyMap<string, string> = new Map();

/** Finds what the conditions of one template say, each thing once. */
export class TemplateLogic implements Logic {
  readonly #formulas = new Map<string, Formula>();
  /** By subject, the only values it can have; undefined where any value is possible. */
  readonly #domains = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, Answer>();
  readonly #scenarios = new Map<string, Scenarios>();
  readonly #decidable = new Map<string, boolean>();
  readonly #unexamined = new Unexamined();
  /** By the name of each condition. */
  readonly #components: ReadonlyMap<string, Component>;
  readonly #grounds = new Map<Component, string>();

  constructor(template: Pick<Template, 'conditions' | 'parameters'>) {
    for (const { name, value } of template.conditions.values()) this.#formulas.set(name, formulaOf(value));
    for (const { name, value } of template.parameters.values()) {
      const allowed = get(value, 'AllowedValues');
      if (allowed?.kind !== 'list' || allowed.items.length === 0) continue;
      this.#domains.set(
        subjectOf(name),
        allowed.items.map((item) => (item.kind === 'scalar' ? String(item.value ?? '') : '')),
      );
    }
    this.#components = componentsOf(this.#formulas);
  }

  has(name: string): boolean {
    return this.#formulas.has(name);
  }

  answer(assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer {
    const parts = new Map<Component, Map<string, boolean>>();
    for (const [name, value] of assumptions) {
      const component = this.#components.get(name);
      if (component) parts.set(component, (parts.get(component) ?? new Map<string, boolean>()).set(name, value));
    }
    const answers = new Set([...parts].map(([component, part]) => this.#answerIn(component, part, values)));
    return answers.has('impossible') ? 'impossible' : answers.has('unknown') ? 'unknown' : 'possible';
  }

  scenarios(names: ReadonlySet<string>, assumptions: Assumptions): Scenarios {
    const key = scenarioQuestionOf(names, assumptions);
    let scenarios = this.#scenarios.get(key);
    if (!scenarios) {
      scenarios = this.#findScenarios(names, assumptions);
      this.#scenarios.set(key, scenarios);
    }
    return scenarios;
  }

  isDecidable(name: string): boolean {
    return this.#isDecidable(name, new Set());
  }

  /** All that answers about these conditions rest on: as long as it is the same, so are they. */
  grounds(names: Iterable<string>): readonly string[] {
    const components = new Set([...names].map((name) => this.#components.get(name)));
    return [...components].map((component) => (component ? this.#groundsOf(component) : ''));
  }

  giveUp(what: GaveUp): void {
    this.#unexamined.add(what);
  }

  get gaveUp(): readonly GaveUp[] {
    return this.#unexamined.all;
  }

  /** What the conditions of one component, some of which are assumed to be something, answer. */
  #answerIn({ subjects }: Component, assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer {
    const own = values.size === 0 ? values : new Map([...values].filter(([subject]) => subjects.has(subject)));
    const key = questionOf(assumptions, own);
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = new Search(this.#formulas, [...assumptions]).answer((subject, literals) => this.#choices(subject, literals, own));
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #groundsOf(component: Component): string {
    let grounds = this.#grounds.get(component);
    if (grounds === undefined) {
      const { names, subjects } = component;
      grounds = JSON.stringify([names.map((name) => [name, this.#formulas.get(name)]), [...subjects].map((subject) => this.#domains.get(subject) ?? null)]);
      this.#grounds.set(component, grounds);
    }
    return grounds;
  }

  #findScenarios(names: ReadonlySet<string>, assumptions: Assumptions): Scenarios {
    const gaveUp: GaveUp[] = [];
    const isPossible = (asked: Assumptions): boolean => {
      const answer = this.answer(asked, noValues);
      if (answer === 'unknown') gaveUp.push(givenUp(this, asked, noValues));
      return answer !== 'impossible';
    };
    const waysOf = (scenario: Assumptions, name: string): Assumptions[] => {
      if (scenario.has(name)) return [scenario];
      // What is assumed of the others is known to be possible.
      const component = this.#components.get(name);
      const related = [...scenario].filter(([other]) => this.#components.get(other) === component);
      return [true, false].filter((value) => isPossible(new Map(related).set(name, value))).map((value) => new Map(scenario).set(name, value));
    };
    let found: readonly Assumptions[] = isPossible(assumptions) ? [assumptions] : [];
    let isWhole = true;
    for (const name of names) {
      const split = found.map((scenario) => waysOf(scenario, name));
      const more = split.flat();
      isWhole &&= more.length <= maxScenarios;
      found = isWhole ? more : split.flatMap((ways, at) => ways[at % ways.length] ?? []);
    }
    return { found, isWhole, gaveUp };
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
