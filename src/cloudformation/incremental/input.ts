/** One thing about a template that a check may look at. It knows in which lint it last became what it is. */
export class Input {
  changed: number;
  #value: string | undefined;

  constructor(lint: number) {
    this.changed = lint;
  }

  /** What it is from this lint on. */
  set(value: string | undefined, lint: number): void {
    if (value === this.#value) return;
    this.#value = value;
    this.changed = lint;
  }
}

/** What a check has looked at so far. */
interface Frame {
  readonly inputs: Set<Input>;
  /** Whether it has looked at the whole template, so that more need not be written down. */
  isWhole: boolean;
}

/** What a check came to, and what it looked at; no inputs where that was the whole template. */
export interface Recorded<Result> {
  readonly result: Result;
  readonly inputs: readonly Input[] | undefined;
}

/** Writes down which inputs a check looks at while it runs; checks may run within checks. */
export class Recorder {
  readonly #open: Frame[] = [];

  read(input: Input): void {
    const frame = this.#open.at(-1);
    if (frame && !frame.isWhole) frame.inputs.add(input);
  }

  readWhole(): void {
    const frame = this.#open.at(-1);
    if (frame) frame.isWhole = true;
  }

  /** Runs the check; its inputs count for the check around it, too. */
  record<Result>(check: () => Result): Recorded<Result> {
    const frame: Frame = { inputs: new Set(), isWhole: false };
    this.#open.push(frame);
    let result: Result;
    try {
      result = check();
    } finally {
      this.#open.pop();
    }
    if (frame.isWhole) this.readWhole();
    else for (const input of frame.inputs) this.read(input);
    return { result, inputs: frame.isWhole ? undefined : [...frame.inputs] };
  }
}
