import type { Verdict } from '../drift/compare.ts';
import type { Repository } from '../git/repository.ts';
import type { LineRange } from '../git/stageLines.ts';
import type { Severity } from '../language/diagnostic.ts';

/** A file to lint. */
export interface LintFile {
  /** Absolute path. */
  readonly path: string;
  /** What to lint in place of the file on disk: its text in the index or in a commit. */
  readonly text?: string | undefined;
}

/** What to lint: some files, every open one, or the whole workspace. */
export type LintRequest =
  | { readonly scope: 'files'; readonly files: readonly LintFile[] }
  | { readonly scope: 'open' }
  | { readonly scope: 'workspace' };

/** One diagnostic, as a macro tells of it. */
export interface LintFinding {
  /** Absolute path. */
  readonly file: string;
  /** From 1; the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
}

export interface LintOutcome {
  readonly findings: readonly LintFinding[];
  /** How many files were linted. */
  readonly files: number;
}

/** The verdict on one declared Auto Scaling group. */
export interface DriftedGroup {
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** A question with yes and no. */
export interface ConfirmRequest {
  readonly message: string;
  /** What exactly will happen, a line each. */
  readonly detail?: string | undefined;
}

/** A file that formatting changed; absolute path. */
export interface FormatOutcome {
  readonly changed: readonly string[];
  readonly files: number;
}

export interface DriftOutcome {
  readonly groups: readonly DriftedGroup[];
  /** Why AWS, or a part of it, could not be asked; a sentence each. */
  readonly failures: readonly string[];
}

/** A value that the person types or picks before a macro runs. */
export interface InputRequest {
  readonly name: string;
  readonly prompt: string;
  readonly default?: string | undefined;
  /** What may be picked; anything may be typed where left out. */
  readonly options?: readonly string[] | undefined;
  readonly password?: boolean | undefined;
}

/** What is selected in an editor. */
export interface SelectedLines {
  /** Absolute path. */
  readonly file: string;
  readonly ranges: readonly LineRange[];
}

/**
 * What a macro needs from where it runs: the editor, or a terminal. Every method may throw a StepError; a promise
 * rejects when `signal` is aborted.
 */
export interface MacroHost {
  /** Ends of the names of files that `lint` can say anything of, in lower case, such as `.tf`. */
  readonly lintedExtensions: readonly string[];
  /** What programs that a macro starts are given. */
  readonly environment: NodeJS.ProcessEnv;
  lint(request: LintRequest, signal: AbortSignal): Promise<LintOutcome>;
  drift(signal: AbortSignal): Promise<DriftOutcome>;
  /** Formats files, on disk or in their editors. */
  format(request: LintRequest, signal: AbortSignal): Promise<FormatOutcome>;
  /** Runs an editor command. */
  command(id: string, args: readonly unknown[]): Promise<unknown>;
  /** Runs one of the workspace's tasks to its end; rejects where it ends with another exit code than 0. */
  task(name: string, signal: AbortSignal): Promise<void>;
  /** Types a line into a terminal of the editor; does not wait for what it starts. */
  terminal(text: string, name: string | undefined): void;
  /** The lines that are selected in the active editor, whose file is saved first. */
  selection(): Promise<SelectedLines>;
  /** Asks a yes or no question. */
  confirm(request: ConfirmRequest, signal: AbortSignal): Promise<boolean>;
  /** Globs of branches that are not pushed to without asking: the settings' own and the editor's. */
  protectedBranches(): readonly string[];
  /** The repositories of the workspace; the one that the macro runs in, where there is no other. */
  repositories(): Promise<readonly Repository[]>;
  /** Asks for a value; undefined where the person gave up. */
  input(request: InputRequest, signal: AbortSignal): Promise<string | undefined>;
  notify(message: string, level: 'information' | 'warning' | 'error'): void;
  /**
   * The value of a variable that is not git's: `file`, `workspaceFolder`, `env` with a name, `config` with a key and so
   * on, as the editor defines them; undefined where there is no such variable or it has no value now.
   */
  variable(name: string, argument: string | undefined): Promise<string | undefined>;
}
