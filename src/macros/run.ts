import { type GitReason, GitError } from '../git/errors.ts';
import type { GitCommand } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import type { LintFinding, MacroHost } from './host.ts';
import type { Macro } from './language.ts';
import { reasonFor, type RemoteOutcome, type Step, type StepContext, StepError, type StepReason } from './step.ts';
import { Variables } from './variables.ts';

export interface RunMacroOptions {
  /** Undefined outside a repository: git steps then fail. */
  readonly repository: Repository | undefined;
  readonly host: MacroHost;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Values of inputs; the host is asked for the others before the first step. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
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
}

/**
 * Runs a macro, a step at a time; it stops at the first step that fails, and never throws for a step's failure: the
 * report says what was done and why it stopped.
 */
export async function runMacro(macro: Macro, options: RunMacroOptions): Promise<RunReport> {
  const started = performance.now();
  const steps: StepReport[] = [];
  let failure: StepFailure | undefined;
  try {
    const inputs = await askInputs(macro, options);
    await new StepRunner(options, inputs).run(macro.steps, steps);
  } catch (error) {
    failure = failureOf(error);
  }
  const status = failure === undefined ? 'succeeded' : failure.reason === 'cancelled' ? 'cancelled' : 'failed';
  const durationMs = performance.now() - started;
  options.log.info(`macro ${macro.name}: ${status} (${Math.round(durationMs)} ms)`);
  return {
    macro: macro.name,
    title: macro.title,
    status,
    durationMs,
    steps,
    notRun: macro.steps.length - steps.length,
    // a step's own failure is told in its report
    failure: steps.some((step) => step.failure) ? undefined : failure,
  };
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

class StepRunner {
  readonly #options: RunMacroOptions;
  readonly #variables: Variables;

  constructor(options: RunMacroOptions, inputs: Readonly<Record<string, string>>) {
    this.#options = options;
    this.#variables = new Variables({ repository: options.repository, host: options.host, inputs });
  }

  /** @throws what the first failing step threw, once its report is in `reports` */
  async run(steps: readonly Step[], reports: StepReport[]): Promise<void> {
    for (const step of steps) await this.#runStep(step, reports);
  }

  async #runStep(step: Step, reports: StepReport[]): Promise<void> {
    const { signal, log, onStep, host, onOutput } = this.#options;
    const commands: GitCommand[] = [];
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
    const repository = this.#options.repository?.with({
      signal,
      onOutput,
      onCommand: (command) => commands.push(command),
    });
    const context: StepContext = {
      get repository() {
        if (repository) return repository;
        throw new GitError('notARepository', 'This step needs a git repository, and there is none here.');
      },
      host,
      variables: this.#variables,
      signal,
      log,
      runSteps: (inner) => this.run(inner, nested),
    };
    onStep?.(report('running'));
    let ended: StepReport | undefined;
    try {
      if (signal.aborted) throw new StepError('cancelled', 'Cancelled before this step.');
      const { summary, data } = await step.body.run(context);
      ended = report('succeeded', { summary, data });
      log.info(`${step.path} ${step.kind}: ${summary} (${Math.round(ended.durationMs)} ms)`);
    } catch (error) {
      const failure = failureOf(error, signal);
      ended = report(failure.reason === 'cancelled' ? 'cancelled' : 'failed', { failure });
      log.warn(`${step.path} ${step.kind}: ${failure.reason}: ${failure.message}`);
      throw new StepError(failure.reason, failure.message, { cause: error });
    } finally {
      if (ended) {
        reports.push(ended);
        onStep?.(ended);
      }
    }
  }
}

function failureOf(error: unknown, signal?: AbortSignal): StepFailure {
  const git = error instanceof GitError ? error : undefined;
  const step = error instanceof StepError ? error.details : undefined;
  const { reason, message } = reasonFor(error);
  // a host that was told to stop may reject with anything
  const cancelled = signal?.aborted && !git && !(error instanceof StepError);
  return {
    reason: cancelled ? 'cancelled' : reason,
    message,
    output: git?.output ?? step?.output ?? '',
    files: git?.files ?? step?.files ?? [],
    findings: step?.findings ?? [],
    remotes: step?.remotes ?? [],
  };
}
