import type { Span } from '../../language/diagnostic.ts';
import { get } from '../../language/tree/node.ts';
import type { Template } from '../parser/template.ts';
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

/** What can be asked of the conditions of a template. */
export interface Logic {
  has(name: string): boolean;
  /**
   * Whether the conditions can be what they are assumed to be; names of no condition count for nothing.
   * @param values of the subjects of comparisons, where they are known
   */
  answer(assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer;
  /** Whether values of parameters decide the condition. */
  isDecidable(name: string): boolean;
  /** Keeps in mind what is left unexamined. */
  giveUp(what: GaveUp): void;
  /** What was left unexamined so far. */
  readonly gaveUp: readonly GaveUp[];
}

/** Conditions within conditions that are followed. */
const maxNesting = 200;

/** The text of a question, the same for all that ask the same. */
export function questionOf(assumptions: Assumptions, values: ReadonlyMap<string, string>): string {
  return `${[...assumptions].map(([name, value]) => `${name}=${value}`).toSorted().join('&')}|${[...values].join('&')}`;
}

/** Finds what the conditions of one template say, each thing once. */
export class TemplateLogic implements Logic {
  readonly #formulas = new Map<string, Formula>();
  /** By subject, the only values it can have; undefined where any value is possible. */
  readonly #domains = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, Answer>();
  readonly #decidable = new Map<string, boolean>();
  readonly #unexamined = new Unexamined();

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
  }

  has(name: string): boolean {
    return this.#formulas.has(name);
  }

  answer(assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer {
    const key = questionOf(assumptions, values);
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      const named = [...assumptions].filter(([name]) => this.#formulas.has(name));
      answer = named.length === 0 ? 'possible' : new Search(this.#formulas, named).answer((subject, literals) => this.#choices(subject, literals, values));
      this.#answers.set(key, answer);
    }
    return answer;
  }

  isDecidable(name: string): boolean {
    return this.#isDecidable(name, new Set());
  }

  giveUp(what: GaveUp): void {
    this.#unexamined.add(what);
  }

  get gaveUp(): readonly GaveUp[] {
    return this.#unexamined.all;
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
