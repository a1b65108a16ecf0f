import type { StepReport } from '../macros/run.ts';

/** How much of a step's output a report holds, in UTF-16 units; the log has all of it. */
const limit = 100_000;

/** Sorts what a run prints by the step that was running. */
export class MacroOutput {
  readonly #running: string[][] = [];
  readonly #ended = new WeakMap<StepReport, string>();

  /** Told of each step as it begins and ends. */
  step(report: StepReport): void {
    if (report.status === 'running') this.#running.push([]);
    else this.#ended.set(report, shortened((this.#running.pop() ?? []).join('')));
  }

  print(text: string): void {
    this.#running.at(-1)?.push(forPeople(text));
  }

  of(report: StepReport): string {
    return this.#ended.get(report) ?? '';
  }
}

/** Without the answers of git that only a program reads: lists with NULs, and lines that are nothing but object names. */
function forPeople(text: string): string {
  return text.includes('\0') ? '' : text.replaceAll(/^\^?[0-9a-f]{40,64}\n/gm, '');
}

function shortened(text: string): string {
  return text.length <= limit ? text : `… ${text.length - limit} characters left out\n${text.slice(-limit)}`;
}
