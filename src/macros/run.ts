import { setImmediate } from 'node:timers/promises';
import { readConfig } from '../git/config.ts';
import { type GitReason, GitError } from '../git/errors.ts';
import type { GitCommand } from '../git/git.ts';
import { tidy } from '../git/maintenance.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import type { LintFinding, MacroHost } from './host.ts';
import type { Macro } from './language.ts';
import { RunLock } from './lock.ts';
import { OutgoingFiles } from './outgoing.ts';
import { RunRecorder } from './record.ts';
import {
  reasonFor,
  type RemoteOutcome,
  type Step,
  type StepContext,
  StepError,
  type StepOutcome,
  type StepReason,
} from './step.ts';
import { Variables } from './variables.ts';

export interface RunMacroOptions {
  /** Every macro of the settings, for those that run others. */
  readonly macros: readonly Macro[];
  /** Undefined outside a repository: git steps then fail. */
  readonly repository: Repository | undefined;
  /** The workspace folder, absolute: where programs run that are started outside a repository. */
  readonly folder: string;
  /** Begins at this one of the macro's own steps (from 0), to try again what failed. */
  readonly from?: number | undefined;
  readonly host: MacroHost;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Values of inputs; the host is asked for the others before the first step. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** What steps with an id did in the run that this one goes on with: its report's `results`. */
  readonly results?: Readonly<Record<string, unknown>> | undefined;
  /** Told when a step begins (`running`) and when it ends. */
  readonly onStep?: ((step: StepReport) => void) | undefined;
  /** What git and its hooks print, as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

export type StepStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface StepFailure {
  readonly reason: StepReason | GitReason;
  /** One sentence. */
  readonly message: string;
  /** Everything the failed program printed. */
  readonly output: string;
  /** Files in conflict or in the way, relative to the repository's root. */
  readonly files: readonly string[];
  readonly findings: readonly LintFinding[];
  /** What became of each remote of a push. */
  readonly remotes: readonly RemoteOutcome[];
}

export interface StepReport {
  /** Where in the macro, such as `steps[2]`. */
  readonly path: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly status: StepStatus;
  /** What it did, in one line; empty until it has succeeded. */
  readonly summary: string;
  /** The same for programs. */
  readonly data: unknown;
  readonly durationMs: number;
  /** The git commands that it ran. */
  readonly commands: readonly GitCommand[];
  readonly failure: StepFailure | undefined;
  /** The steps within it. */
  readonly steps: readonly StepReport[];
}

export interface RunReport {
  readonly macro: string;
  readonly title: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly durationMs: number;
  /** The steps that ran, in order; those after a failure are not in it. */
  readonly steps: readonly StepReport[];
  /** How many of the macro's own steps never began. */
  readonly notRun: number;
  /** Why no step was begun, where the inputs were not given. */
  readonly failure: StepFailure | undefined;
  /** Of the record that `undoRun` works from; undefined where no step concerned a repository. */
  readonly record: string | undefined;
  /** What each step with an id did, by the id, those of the run that it went on with included. */
  readonly results: Readonly<Record<string, unknown>>;
}

/**
 * Runs a macro, a step at a time; it stops at the first step that fails, and never throws for a step's failure: the
 * report says what was done and why it stopped. Before each step that concerns the repository, where everything is gets
 * written into the repository's git folder (see `RunRecord`), so that it can be undone even after a crash.
 */
export async function runMacro(macro: Macro, options: RunMacroOptions): Promise<RunReport> {
  const started = performance.now();
  const steps: StepReport[] = [];
  const results: Record<string, unknown> = { ...options.results };
  const chosen = macro.steps.slice(options.from ?? 0);
  let failure: StepFailure | undefined;
  let record: string | undefined;
  try {
    const inputs = await askInputs(macro, options);
    const lock = options.repository && RunLock.take(options.repository, macro.name);
    try {
      // most macros want it; it is read while the first step runs, and whoever needs it meets its failure
      if (options.repository) readConfig(options.repository).catch(() => {});
      const runner = new MacroRunner(macro.name, options);
      const variables = new Variables({ repository: options.repository, host: options.host, inputs, results });
      const scope = { repository: options.repository, variables, signal: options.signal };
      try {
        await runner.run(chosen, steps, scope);
      } catch (error) {
        failure = failureOf(error, options.signal);
      }
      record = await runner.end(statusOf(failure));
    } finally {
      lock?.release();
    }
  } catch (error) {
    failure = failureOf(error, options.signal);
  }
  const durationMs = performance.now() - started;
  const status = statusOf(failure);
  options.log.info(`macro ${macro.name}: ${status} (${Math.round(durationMs)} ms)`);
  return {
    macro: macro.name,
    title: macro.title,
    status,
    durationMs,
    steps,
    notRun: chosen.length - steps.length,
    // a step's own failure is told in its report
    failure: steps.some((step) => step.failure) ? undefined : failure,
    record,
    results,
  };
}

function statusOf(failure: StepFailure | undefined): RunReport['status'] {
  if (failure === undefined) return 'succeeded';
  return failure.reason === 'cancelled' || failure.reason === 'declined' ? 'cancelled' : 'failed';
}

async function askInputs(macro: Macro, options: RunMacroOptions): Promise<Record<string, string>> {
  const inputs: Record<string, string> = { ...options.inputs };
  for (const request of macro.inputs) {
    if (Object.hasOwn(inputs, request.name)) continue;
    const value = await options.host.input(request, options.signal);
    if (value === undefined) throw new StepError('cancelled', `No value was given for ${request.name}.`);
    inputs[request.name] = value;
  }
  return inputs;
}

/** What a list of steps runs with. */
interface Scope {
  readonly repository: Repository | undefined;
  readonly variables: Variables;
  readonly signal: AbortSignal;
}

class MacroRunner {
  readonly #macro: string;
  readonly #options: RunMacroOptions;
  /** One for each repository that a step concerned, by its root. */
  readonly #recorders = new Map<string, RunRecorder>();
  readonly #outgoing = new OutgoingFiles();
  /** The step that was prepared while the one before it ran, and the git commands that took. */
  #prepared: { readonly step: Step; readonly commands: GitCommand[] } | undefined;
  #preparing: Promise<void> | undefined;

  constructor(macro: string, options: RunMacroOptions) {
    this.#macro = macro;
    this.#options = options;
  }

  /** @throws what the first failing step threw, once its report is in `reports` */
  async run(steps: readonly Step[], reports: StepReport[], scope: Scope): Promise<void> {
    for (const [index, step] of steps.entries()) await this.#runStep(step, steps[index + 1], reports, scope);
  }

  /** Closes the records; returns the id of the one of the repository that the macro ran in. */
  async end(status: RunReport['status']): Promise<string | undefined> {
    await this.#preparing;
    for (const recorder of this.#recorders.values()) {
      await recorder.end(status);
      // like git itself, behind the person's back
      tidy(recorder.repository).catch((error: unknown) => this.#options.log.warn(`tidying: ${reasonFor(error).message}`));
    }
    return this.#recorders.get(this.#options.repository?.root ?? '')?.id;
  }

  async #runStep(step: Step, next: Step | undefined, reports: StepReport[], scope: Scope): Promise<void> {
    const { log, onStep } = this.#options;
    const limit = step.timeout === undefined ? undefined : AbortSignal.timeout(step.timeout * 1000);
    const signal = limit ? AbortSignal.any([scope.signal, limit]) : scope.signal;
    const commands = this.#prepared?.step === step ? this.#prepared.commands : [];
    this.#prepared = undefined;
    const nested: StepReport[] = [];
    const started = performance.now();
    const report = (status: StepStatus, rest: Partial<StepReport> = {}): StepReport => ({
      path: step.path,
      kind: step.kind,
      name: step.name,
      status,
      summary: '',
      data: undefined,
      durationMs: performance.now() - started,
      commands,
      failure: undefined,
      steps: nested,
      ...rest,
    });
    const context = this.#contextFor({ ...scope, signal }, commands, nested);
    onStep?.(report('running'));
    let ended: StepReport | undefined;
    try {
      if (signal.aborted) throw new StepError('cancelled', 'Cancelled before this step.');
      const { summary, data } = await this.#recorded(step, scope, () => {
        const running = step.body.run(context);
        if (step.body.waits && next) this.#prepare(next, scope);
        return running;
      });
      if (step.id !== undefined) scope.variables.setResult(step.id, data);
      ended = report('succeeded', { summary, data });
      log.info(`${step.path} ${step.kind}: ${summary} (${Math.round(ended.durationMs)} ms)`);
    } catch (error) {
      const stopped = failureOf(error, signal);
      const isLate = stopped.reason === 'cancelled' && limit?.aborted && !scope.signal.aborted;
      const failure: StepFailure = isLate ? { ...stopped, reason: 'timeout', message: lateMessage(stopped.message, step.timeout) } : stopped;
      ended = report(statusOf(failure) as StepStatus, { failure });
      log.info(`${step.path} ${step.kind}: ${failure.reason}: ${failure.message}`);
      throw new StepError(failure.reason, failure.message, { ...failure, cause: error });
    } finally {
      if (ended) {
        reports.push(ended);
        onStep?.(ended);
      }
    }
  }

  #prepare(step: Step, scope: Scope): void {
    const commands: GitCommand[] = [];
    this.#prepared = { step, commands };
    // to start a process takes time: the one that waits for the remote goes first
    this.#preparing = setImmediate().then(() => step.body.prepare(this.#contextFor(scope, commands, [])));
  }

  /** Runs a step between two entries of the repository's record, where it concerns the repository. */
  async #recorded(step: Step, { repository }: Scope, run: () => Promise<StepOutcome>): Promise<StepOutcome> {
    const effect = step.body.effect();
    if (!repository || effect === undefined) return run();
    let recorder = this.#recorders.get(repository.root);
    if (!recorder) {
      recorder = RunRecorder.begin(repository, this.#macro);
      this.#recorders.set(repository.root, recorder);
    }
    const number = await recorder.before({ path: step.path, kind: step.kind, effect });
    let succeeded = false;
    try {
      const outcome = await run();
      succeeded = true;
      return outcome;
    } finally {
      await recorder.after(number, effect !== 'none', succeeded ? 'succeeded' : 'failed');
    }
  }

  #contextFor(scope: Scope, commands: GitCommand[], nested: StepReport[]): StepContext {
    const { host, log, onOutput, folder, macros } = this.#options;
    const { signal, variables } = scope;
    const repository = scope.repository?.with({
      signal,
      onOutput,
      onCommand: (command) => commands.push(command),
      tidiesLater: true,
    });
    return {
      get repository() {
        if (repository) return repository;
        throw new GitError('notARepository', 'This step needs a git repository, and there is none here.');
      },
      folder: repository?.root ?? folder,
      host,
      variables,
      signal,
      log,
      outgoing: this.#outgoing,
      onOutput: onOutput ?? (() => {}),
      macro: (name) => macros.find((macro) => macro.name === name)?.steps ?? [],
      runSteps: (inner, other) =>
        this.run(inner, nested, {
          repository: other?.repository ?? scope.repository,
          variables: other?.variables ?? variables,
          signal: other?.signal ?? signal,
        }),
    };
  }
}

/** What a step that was cancelled says, for one that took too long: what it left unfinished matters as much. */
function lateMessage(message: string, seconds: number | undefined): string {
  const ended = `Ended after ${seconds} s`;
  return /\bCancelled\b/.test(message) ? message.replace(/\bCancelled\b/, ended) : `${ended}: ${message}`;
}

function failureOf(error: unknown, signal?: AbortSignal): StepFailure {
  const git = error instanceof GitError ? error : undefined;
  const step = error instanceof StepError ? error.details : undefined;
  const { reason, message } = reasonFor(error);
  // a host that was told to stop may reject with anything
  const cancelled = signal?.aborted && !git && !(error instanceof StepError);
  return {
    reason: cancelled ? 'cancelled' : reason,
    message: cancelled ? 'Cancelled.' : message,
    output: git?.output ?? step?.output ?? '',
    files: git?.files ?? step?.files ?? [],
    findings: step?.findings ?? [],
    remotes: step?.remotes ?? [],
  };
}
