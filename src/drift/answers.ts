import type { LiveGroup } from './live.ts';
import { covers, type GroupQuery } from './match.ts';
import type { Target } from './target.ts';

/** What AWS said to one query. */
export interface Answer {
  readonly at: Date;
  readonly target: Target;
  readonly query: GroupQuery;
  readonly groups: ReadonlyMap<string, LiveGroup>;
}

/** Answers about other groups that a target keeps; folders of one workspace often share a target. */
const kept = 20;

/** The last good answers of each target: a later question about some groups does not wipe out what is known of others. */
export class Answers {
  readonly #byTarget = new Map<string, readonly Answer[]>();

  /** Keeps an answer, which replaces those that it covers. */
  add(target: string, answer: Answer): void {
    const others = (this.#byTarget.get(target) ?? []).filter(({ query }) => !covers(answer.query, query));
    this.#byTarget.set(target, [answer, ...others].slice(0, kept));
  }

  /** The latest answer that says all that a query asks. */
  find(target: string, query: GroupQuery): Answer | undefined {
    return this.#byTarget.get(target)?.find((answer) => covers(answer.query, query));
  }
}
