/** A macro as it is written in the settings. */
export interface WrittenMacro {
  readonly title: string;
  readonly steps: readonly unknown[];
}

/** Turns what a person does into a macro: each action is reported as the step that would do it. */
export class MacroRecorder {
  #steps: unknown[] | undefined;

  get recording(): boolean {
    return this.#steps !== undefined;
  }

  /** Begins anew; what was recorded before is dropped. */
  start(): void {
    this.#steps = [];
  }

  /** Adds a step as the settings write it, such as `{ push: 'origin' }`; outside a recording it does nothing. */
  add(step: unknown): void {
    this.#steps?.push(structuredClone(step));
  }

  /** Ends the recording; undefined where none was under way or nothing was done. */
  stop(title: string): WrittenMacro | undefined {
    const steps = this.#steps;
    this.#steps = undefined;
    return steps?.length ? { title, steps } : undefined;
  }
}
