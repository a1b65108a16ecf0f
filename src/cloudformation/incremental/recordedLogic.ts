import { questionOf, type Assumptions, type GaveUp, type Logic } from '../conditions/logic.ts';
import type { Answer } from '../conditions/search.ts';
import { Input, type Recorder } from './input.ts';
import type { Inputs } from './view.ts';

/** What the conditions of the template in hand say, and since which lint they may say something else. */
export interface CurrentLogic {
  readonly logic: Logic;
  readonly since: number;
}

/** Questions that are kept to be asked again. */
const maxQuestions = 20_000;

/**
 * A question to the conditions and its answer. It is asked again only when somebody wants to know whether the answer is
 * still the same, so that nothing is asked that a fresh check would not ask.
 */
class Question<Reply> extends Input {
  readonly #ask: (logic: Logic) => Reply;
  readonly #current: () => CurrentLogic;
  #asked: { readonly logic: Logic; readonly reply: Reply } | undefined;

  constructor(ask: (logic: Logic) => Reply, current: () => CurrentLogic) {
    super(0);
    this.#ask = ask;
    this.#current = current;
  }

  get reply(): Reply {
    const { logic, since } = this.#current();
    if (this.#asked?.logic === logic) return this.#asked.reply;
    const reply = this.#ask(logic);
    if (reply !== this.#asked?.reply) this.change(since);
    this.#asked = { logic, reply };
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
    return this.#ask(this.#answers, questionOf(assumptions, values), (logic) => logic.answer(assumptions, values));
  }

  isDecidable(name: string): boolean {
    return this.#ask(this.#decidable, name, (logic) => logic.isDecidable(name));
  }

  giveUp(what: GaveUp): void {
    this.#recorder.giveUp(what);
  }

  get gaveUp(): readonly GaveUp[] {
    return this.#recorder.gaveUp;
  }

  #ask<Reply>(asked: Map<string, Question<Reply>>, key: string, ask: (logic: Logic) => Reply): Reply {
    let question = asked.get(key);
    if (!question) {
      // What was found holds on to the questions that it depends on.
      if (asked.size >= maxQuestions) asked.clear();
      question = new Question(ask, this.#current);
      asked.set(key, question);
    }
    this.#recorder.read(question);
    return question.reply;
  }
}
