import { Unexamined, type GaveUp } from '../conditions/logic.ts';

/** What a check may look at. */
export interface Watched {
  /** Whether it is, in the lint `now`, something else than it was in the lint `since`. */
  hasChanged(since: number, now: number): boolean;
  /** Whether to look at it is to look at that input, too. */
  holds(input: Input): boolean;
}

/** One thing about a template that a check may look at. It knows in which lint it last became what it is. */
export class Input implements Watched {
  #changed: number;
  #value: string | undefined;

  constructor(lint: number) {
    this.#changed = lint;
  }

  get changed(): number {
    return this.#changed;
  }

  hasChanged(since: number): boolean {
    return this.changed > since;
  }

  holds(input: Input): boolean {
    return input === this;
  }

  /** What it is from this lint on. */
  set(value: string | undefined, lint: number): void {
    if (value === this.#value) return;
    this.#value = value;
    this.#changed = lint;
  }

  /** That it is something else from this lint on. */
  change(lint: number): void {
    this.#changed = lint;
  }
}

/** What a check has looked at so far. */
interface Frame {
  readonly inputs: Set<Watched>;
  readonly gaveUp: GaveUp[];
  /** Whether it has looked at the whole template, so that more need not be written down. */
  isWhole: boolean;
}

/** What a check came to, and what it looked at; no inputs where that was the whole template. */
export interface Recorded<Result> {
  readonly result: Result;
  /** In the order in which they were looked at first: what is looked at next depends on what was seen. */
  readonly inputs: readonly Watched[] | undefined;
  readonly gaveUp: readonly GaveUp[];
}

/** Writes down which inputs a check looks at while it runs, and what it leaves unexamined; checks may run within checks. */
export class Recorder {
  readonly #open: Frame[] = [];
  #unexamined = new Unexamined();

  /** What was left unexamined by all checks since the lint began. */
  get gaveUp(): readonly GaveUp[] {
    return this.#unexamined.all;
  }

  /** Another lint begins. */
  begin(): void {
    this.#unexamined = new Unexamined();
  }

  read(input: Watched): void {
    const frame = this.#open.at(-1);
    if (frame && !frame.isWhole) frame.inputs.add(input);
  }

  readWhole(): void {
    const frame = this.#open.at(-1);
    if (frame) frame.isWhole = true;
  }

  giveUp(what: GaveUp): void {
    const frame = this.#open.at(-1);
    if (frame) frame.gaveUp.push(what);
    else this.#unexamined.add(what);
  }

  /** Runs the check; what it leaves unexamined counts for the check around it, too. What it looks at has to be read there. */
  record<Result>(check: () => Result): Recorded<Result> {
    const frame: Frame = { inputs: new Set(), gaveUp: [], isWhole: false };
    this.#open.push(frame);
    let result: Result;
    try {
      result = check();
    } finally {
      this.#open.pop();
    }
    for (const what of frame.gaveUp) this.giveUp(what);
    return { result, inputs: frame.isWhole ? undefined : [...frame.inputs], gaveUp: frame.gaveUp };
  }
}
