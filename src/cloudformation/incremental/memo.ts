import type { Span } from '../../language/diagnostic.ts';
import type { GaveUp } from '../conditions/logic.ts';
import type { Input, Watched } from './input.ts';
import { moved, type Placed } from './moved.ts';
import type { Piece } from './piece.ts';

/** What a place lies in, and where that began. */
export interface Base {
  readonly piece: Piece;
  readonly start: number;
}

/** What a check found, and what it looked at to find it. A check around it has looked at the same. */
export class Memo implements Watched {
  /** For each span of what was found and left unexamined, what it lies in; undefined for the template's very beginning. */
  readonly #bases: readonly (Base | undefined)[];
  /** The lint that the check ran in. */
  readonly #lint: number;
  readonly #inputs: readonly Watched[];
  readonly #found: readonly Placed[];
  readonly #gaveUp: readonly GaveUp[];
  /** The last lint in which it was asked for, and whether it held then: what has changed once stays changed. */
  #asked: number;
  #isCurrent = true;

  constructor(lint: number, inputs: readonly Watched[], found: readonly Placed[], gaveUp: readonly GaveUp[], bases: readonly (Base | undefined)[]) {
    this.#lint = lint;
    this.#inputs = inputs;
    this.#found = found;
    this.#gaveUp = gaveUp;
    this.#bases = bases;
    this.#asked = lint;
  }

  /** Whether the check would find the same in the lint `now`. */
  isCurrent(now: number): boolean {
    if (this.#asked !== now && this.#isCurrent) {
      this.#asked = now;
      // In the order in which they were looked at: what is looked at next depends on what was seen.
      for (let at = 0; at < this.#inputs.length && this.#isCurrent; at++) this.#isCurrent = this.#inputs[at]?.hasChanged(this.#lint, now) === false;
    }
    return this.#isCurrent;
  }

  hasChanged(_since: number, now: number): boolean {
    return !this.isCurrent(now);
  }

  holds(input: Input): boolean {
    return this.#inputs.some((each) => each.holds(input));
  }

  /** What was found and left unexamined, where that is now. */
  relocated(): { readonly found: readonly Placed[]; readonly gaveUp: readonly GaveUp[] } {
    const [found, gaveUp] = [this.#found, this.#gaveUp];
    if (this.#bases.every((base) => base === undefined || base.piece.place?.start === base.start)) return { found, gaveUp };
    let at = 0;
    const move = (span: Span): Span => {
      const base = this.#bases[at++];
      const shift = base?.piece.place ? base.piece.place.start - base.start : 0;
      return { start: span.start + shift, end: span.end + shift };
    };
    return { found: found.map((each) => moved(each, move)), gaveUp: gaveUp.map((each) => moved(each, move)) };
  }
}
