import type { GitReason } from '../git/errors.ts';
import { GitError } from '../git/errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import type { LintFinding, MacroHost } from './host.ts';
import type { OutgoingFiles } from './outgoing.ts';
import type { ReportProblem, Shape } from './shape.ts';
import type { Variables } from './variables.ts';

/** Why a step that is not git's failed. */
export type StepReason =
  | 'alreadyRunning'
  | 'cancelled'
  | 'commandFailed'
  | 'declined'
  | 'drift'
  | 'driftUnknown'
  | 'failed'
  | 'inputMissing'
  | 'lintErrors'
  | 'movedSince'
  | 'needsConfirmation'
  | 'needsEditor'
  | 'unexpected'
  | 'unknownVariable'
  | 'unsafeValue';

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

/**
 * What a step may move in the repository, which says how it is undone: nothing (`none`: it speaks to remotes only),
 * references and the index (`refs`), these and committed files in the work tree (`tree`), uncommitted changes (`stash`).
 */
export type Effect = 'none' | 'refs' | 'tree' | 'stash';

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
  /** The repository's root, or the workspace folder outside one; absolute. */
  readonly folder: string;
  readonly variables: Variables;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** What pushes of this run would send. */
  readonly outgoing: OutgoingFiles;
  /** Told what programs print, as it comes. */
  readonly onOutput: (text: string) => void;
  /**
   * Runs nested steps, each with its own report under the present step's.
   * @param scope what differs for them: another repository, other variables
   */
  runSteps(steps: readonly Step[], scope?: NestedScope): Promise<void>;
  /** The steps of another macro. */
  macro(name: string): readonly Step[];
}

/** What nested steps run with in place of their parent's. */
export interface NestedScope {
  readonly repository?: Repository | undefined;
  readonly variables?: Variables | undefined;
  /** Not stopped when the macro is cancelled: for what must be tidied up. */
  readonly signal?: AbortSignal | undefined;
}

/** What a step is described with: nothing is changed, values that only the person knows stay as `${input:name}`. */
export interface PlanContext {
  readonly repository: Repository | undefined;
  readonly variables: Variables;
  /** The lines of nested steps, indented. */
  describeSteps(steps: readonly Step[]): Promise<string[]>;
  macro(name: string): readonly Step[];
}

/** A step as it was read: what it does is bound to its values. */
export interface StepBody {
  /** What it will do, a line each, the first of them a whole sentence about it. */
  describe(context: PlanContext): Promise<string[]>;
  run(context: StepContext): Promise<StepOutcome>;
  /** True where it spends its time waiting for a remote, so that the step after it can be prepared meanwhile. */
  readonly waits: boolean;
  /** Looks up what it will need. Never fails, changes nothing, and what it finds serves only if it is still so. */
  prepare(context: StepContext): Promise<void>;
  /** Texts that may hold variables, nested steps' included. */
  texts(): string[];
  /** Steps within it. */
  nested(): Step[];
  /** Names of inputs that it gives values to. */
  defines(): string[];
  /** The other macro that it runs. */
  calls(): string | undefined;
  /** Undefined for a step that does not concern the repository. */
  effect(): Effect | undefined;
}

/** What every step may carry beside its kind. */
export interface StepLabels {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  /** Seconds after which it is ended. */
  readonly timeout?: number | undefined;
}

export class Step {
  readonly kind: string;
  /** Where in the macro, such as `steps[2]`. */
  readonly path: string;
  /** The name that the macro gives it. */
  readonly name: string | undefined;
  /** Under which `${result:id.field}` finds what it did. */
  readonly id: string | undefined;
  /** Seconds after which it is ended, with reason `timeout`; it may take any time where left out. */
  readonly timeout: number | undefined;
  readonly body: StepBody;

  constructor(kind: string, path: string, labels: StepLabels, body: StepBody) {
    this.kind = kind;
    this.path = path;
    this.name = labels.name;
    this.id = labels.id;
    this.timeout = labels.timeout;
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
  /** What it may move in the repository; left out where it does not concern the repository. */
  effect?(value: Value): Effect | undefined;
  /** True where it spends its time waiting for a remote. */
  readonly waits?: boolean;
  /** Looks up what it will need while the step before it waits; left out where that is nothing that takes time. */
  prepare?(value: Value, context: StepContext): Promise<void>;
  /** Its texts that a shell reads in the end. */
  shellTexts?(value: Value): string[];
  /** Names of inputs that it gives values to. */
  defines?(value: Value): string[];
  /** The other macro that it runs. */
  calls?(value: Value): string;
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
          const lines = await kind.describe(await context.variables.substitute(read, kind.shellTexts?.(read)), context);
          return typeof lines === 'string' ? [lines] : lines;
        },
        run: async (context) => kind.run(await context.variables.substitute(read, kind.shellTexts?.(read)), context),
        waits: kind.waits ?? false,
        async prepare(context) {
          // a variable may ask, run a command, or hold what the running step does
          if (textsIn(read).some((part) => part.includes('${'))) return;
          try {
            await kind.prepare?.(read, context);
          } catch (error) {
            // whatever it is, the step itself meets it in its turn, or it has passed by then
            context.log.debug(`preparing ${kind.kind}: ${reasonFor(error).message}`);
          }
        },
        texts: () => textsIn(read),
        nested: () => stepsIn(read),
        defines: () => kind.defines?.(read) ?? [],
        calls: () => kind.calls?.(read),
        effect: () => kind.effect?.(read),
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

function stepsIn(value: unknown): Step[] {
  if (value instanceof Step) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stepsIn) : [];
}

/** The steps and all steps within them. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...allSteps(step.body.nested())]);
}

/** What the system says when a file cannot be written, and what that means. https://nodejs.org/api/errors.html#common-system-errors */
const systemReasons: Readonly<Record<string, readonly [GitReason, string]>> = {
  EACCES: ['permission', 'may not be written; check its owner and permissions.'],
  EDQUOT: ['diskFull', 'could not be written: the disk is full; free some space and run this again.'],
  ENOSPC: ['diskFull', 'could not be written: the disk is full; free some space and run this again.'],
  EPERM: ['permission', 'may not be written; check its owner and permissions.'],
  EROFS: ['permission', 'may not be written: it is on a read-only file system.'],
};

/** An error as a reason and a sentence, whichever class it is of. */
export function reasonFor(error: unknown): { reason: StepReason | GitReason; message: string } {
  if (error instanceof StepError || error instanceof GitError) return { reason: error.reason, message: error.message };
  if (!(error instanceof Error)) return { reason: 'failed', message: String(error) };
  const { code = '', path } = error as NodeJS.ErrnoException;
  const known = systemReasons[code];
  return known ? { reason: known[0], message: `${path ?? 'A file'} ${known[1]}` } : { reason: 'failed', message: error.message };
}
