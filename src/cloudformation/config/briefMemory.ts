import { uptimeMs } from '../../language/clock.ts';

/** How long (ms) what was found on disk is taken to be unchanged: many templates are linted in one go. */
const restTime = 500;

/** What was found under each key, for all who ask in quick succession. */
export class BriefMemory<Value> {
  readonly #known = new Map<string, Value>();
  #freshUntil = 0;

  recall(key: string, find: () => Value): Value {
    if (uptimeMs() >= this.#freshUntil) {
      this.#freshUntil = uptimeMs() + restTime;
      this.#known.clear();
    }
    if (!this.#known.has(key)) this.#known.set(key, find());
    return this.#known.get(key) as Value;
  }

  /** Finds everything again. */
  forget(): void {
    this.#known.clear();
  }
}
