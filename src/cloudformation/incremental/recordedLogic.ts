import { questionOf, sameScenarios, scenarioQuestionOf, type Assumptions, type GaveUp, type Logic, type Scenarios, type TemplateLogic } from '../conditions/logic.ts';
import type { Answer } from '../conditions/search.ts';
import { Input, type Recorder } from './input.ts';
import type { Inputs } from './view.ts';

/** What the conditions of the template in hand say, and since which lint they may say something else. */
export interface CurrentLogic {
  readonly logic: TemplateLogic;
  readonly since: number;
}

/** Questions that are kept to be asked again. */
const maxQuestions = 20_000;

interface Asked<Reply> {
  /** The conditions that it is about. */
  readonly names: readonly string[];
  readonly ask: (logic: Logic) => Reply;
  readonly isSame: (one: Reply, two: Reply) => boolean;
}

/**
 * A question to the conditions and its answer. It is asked again only when somebody wants to know whether the answer is
 * still the same, so that nothing is asked that a fresh check would not ask.
 */
class Question<Reply> extends Input {
  readonly #asked: Asked<Reply>;
  readonly #current: () => CurrentLogic;
  #answered: { readonly logic: TemplateLogic; readonly grounds: readonly string[]; readonly reply: Reply } | undefined;

  constructor(asked: Asked<Reply>, current: () => CurrentLogic) {
    super(0);
    this.#asked = asked;
    this.#current = current;
  }

  get reply(): Reply {
    const { logic, since } = this.#current();
    const before = this.#answered;
    if (before?.logic === logic) return before.reply;
    const { names, ask, isSame } = this.#asked;
    const grounds = logic.grounds(names);
    const isAsBefore = before?.grounds.length === grounds.length && before.grounds.every((ground, at) => ground === grounds[at]);
    const now = isAsBefore ? before.reply : ask(logic);
    // The same object as long as it says the same, so that what was made of it counts on.
    const reply = before && isSame(before.reply, now) ? before.reply : now;
    if (reply !== before?.reply) this.change(since);
    this.#answered = { logic, grounds, reply };
    return reply;
  }

  override get changed(): number {
    void this.reply;
    return super.changed;
  }
}

/** Answers with what the conditions of the template in hand say; what is asked is written down, as what depends on nothing but the answer. */
export class RecordedLogic implements Logic {
  readonly #current: () => CurrentLogic;
  readonly #inputs: Inputs;
  readonly #recorder: Recorder;
  readonly #answers = new Map<string, Question<Answer>>();
  readonly #scenarios = new Map<string, Question<Scenarios>>();
  readonly #decidable = new Map<string, Question<boolean>>();

  constructor(current: () => CurrentLogic, inputs: Inputs, recorder: Recorder) {
    this.#current = current;
    this.#inputs = inputs;
    this.#recorder = recorder;
  }

  has(name: string): boolean {
    this.#recorder.read(this.#inputs.declared('conditions', name).presence);
    return this.#current().logic.has(name);
  }

  answer(assumptions: Assumptions, values: ReadonlyMap<string, string>): Answer {
    return this.#ask(this.#answers, questionOf(assumptions, values), () => ({ names: [...assumptions.keys()], ask: (logic) => logic.answer(assumptions, values), isSame: Object.is }));
  }

  scenarios(names: ReadonlySet<string>, assumptions: Assumptions): Scenarios {
    return this.#ask(this.#scenarios, scenarioQuestionOf(names, assumptions), () => ({ names: [...names, ...assumptions.keys()], ask: (logic) => logic.scenarios(names, assumptions), isSame: sameScenarios }));
  }

  isDecidable(name: string): boolean {
    return this.#ask(this.#decidable, name, () => ({ names: [name], ask: (logic) => logic.isDecidable(name), isSame: Object.is }));
  }

  giveUp(what: GaveUp): void {
    this.#recorder.giveUp(what);
  }

  get gaveUp(): readonly GaveUp[] {
    return this.#recorder.gaveUp;
  }

  #ask<Reply>(asked: Map<string, Question<Reply>>, key: string, put: () => Asked<Reply>): Reply {
    let question = asked.get(key);
    if (!question) {
      // What was found holds on to the questions that it depends on.
      if (asked.size >= maxQuestions) asked.clear();
      question = new Question(put(), this.#current);
      asked.set(key, question);
    }
    this.#recorder.read(question);
    return question.reply;
  }
}
