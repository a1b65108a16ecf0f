import type { GitReason } from '../git/errors.ts';
import { GitError } from '../git/errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import type { LintFinding, MacroHost } from './host.ts';
import type { ReportProblem, Shape } from './shape.ts';
import type { Variables } from './variables.ts';

/** Why a step that is not git's failed. */
export type StepReason =
  | 'cancelled'
  | 'commandFailed'
  | 'drift'
  | 'driftUnknown'
  | 'failed'
  | 'inputMissing'
  | 'lintErrors'
  | 'needsEditor'
  | 'unknownVariable';

/** What happened at one remote of a push. */
export interface RemoteOutcome {
  readonly remote: string;
  readonly ok: boolean;
  readonly text: string;
}

/** What is known of a failure beside its reason. */
export interface StepFailureDetails {
  readonly output?: string | undefined;
  readonly findings?: readonly LintFinding[] | undefined;
  readonly remotes?: readonly RemoteOutcome[] | undefined;
  readonly files?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** A step that failed. The message is one sentence for the user. */
export class StepError extends Error {
  readonly reason: StepReason | GitReason;
  readonly details: StepFailureDetails;

  constructor(reason: StepReason | GitReason, message: string, details: StepFailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'StepError';
    this.reason = reason;
    this.details = details;
  }
}

/** What a step that succeeded did. */
export interface StepOutcome {
  /** One line, such as `origin: main 1a2b3c4..5d6e7f8`. */
  readonly summary: string;
  /** The same for programs; JSON. */
  readonly data?: unknown;
}

/** What a step runs with. */
export interface StepContext {
  /** @throws GitError `notARepository` where the macro runs outside one */
  readonly repository: Repository;
  readonly host: MacroHost;
  readonly variables: Variables;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Runs nested steps, each with its own report under the present step's. */
  runSteps(steps: readonly Step[]): Promise<void>;
}

/** What a step is described with: nothing is changed, values that only the person knows stay as `${input:name}`. */
export interface PlanContext {
  readonly repository: Repository | undefined;
  readonly variables: Variables;
  /** The lines of nested steps, indented. */
  describeSteps(steps: readonly Step[]): Promise<string[]>;
}

/** A step as it was read: what it does is bound to its values. */
export interface StepBody {
  /** What it will do, a line each, the first of them a whole sentence about it. */
  describe(context: PlanContext): Promise<string[]>;
  run(context: StepContext): Promise<StepOutcome>;
  /** Texts that may hold variables, nested steps' included. */
  texts(): string[];
}

export class Step {
  readonly kind: string;
  /** Where in the macro, such as `steps[2]`. */
  readonly path: string;
  /** The name that the macro gives it. */
  readonly name: string | undefined;
  readonly body: StepBody;

  constructor(kind: string, path: string, name: string | undefined, body: StepBody) {
    this.kind = kind;
    this.path = path;
    this.name = name;
    this.body = body;
  }
}

/** One kind of step: how it is written, what it will do, and doing it. */
export interface StepKind<Value> {
  /** The key that names it. */
  readonly kind: string;
  /** One line for completion and documentation. */
  readonly summary: string;
  /** The whole step as an object: the kind's key and its companions. */
  readonly shape: Shape<Value>;
  describe(value: Value, context: PlanContext): Promise<string | string[]>;
  /** Does it; variables in `value` are substituted by then. */
  run(value: Value, context: StepContext): Promise<StepOutcome>;
}

/** A kind of step without its type of value, as the table of kinds holds it. */
export interface StepDefinition {
  readonly kind: string;
  readonly summary: string;
  readonly shape: Shape<unknown>;
  parse(value: unknown, path: string, report: ReportProblem): StepBody | undefined;
}

/** Closes a kind over its type of value. */
export function defineStep<Value>(kind: StepKind<Value>): StepDefinition {
  return {
    kind: kind.kind,
    summary: kind.summary,
    shape: kind.shape,
    parse(value, path, report) {
      const read = kind.shape.parse(value, path, report);
      if (read === undefined) return undefined;
      return {
        async describe(context) {
          const lines = await kind.describe(await context.variables.substitute(read), context);
          return typeof lines === 'string' ? [lines] : lines;
        },
        run: async (context) => kind.run(await context.variables.substitute(read), context),
        texts: () => textsIn(read),
      };
    },
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Step) return value.body.texts();
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** An error as a reason and a sentence, whichever class it is of. */
export function reasonFor(error: unknown): { reason: StepReason | GitReason; message: string } {
  if (error instanceof StepError || error instanceof GitError) return { reason: error.reason, message: error.message };
  return { reason: 'failed', message: error instanceof Error ? error.message : String(error) };
}
