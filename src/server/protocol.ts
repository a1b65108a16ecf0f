import type { Verdict } from '../drift/compare.ts';
import type { Severity, Source } from '../language/diagnostic.ts';
import type { Range } from 'vscode-languageserver-types';

/** What the client says at start (`initializationOptions`); every field has a default, for clients that say nothing. */
export interface InitializationOptions {
  /** False keeps the server from asking AWS anything until `trustMethod` arrives. Default true. */
  readonly trusted?: boolean;
  /** False: no diagnostics, only what is asked for by request. Default true. */
  readonly lint?: boolean;
}

/** What the server says of itself at the start (`capabilities.experimental`). */
export interface ServerCapabilitiesExtra {
  /** Ends of the names of the files that can be linted, in lower case. */
  readonly lintedExtensions: readonly string[];
}

/** Notification, no parameters: the user has come to trust the workspace. */
export const trustMethod = 'plumbline/trust';

/** Request: lints, for a macro or a push. */
export const lintMethod = 'plumbline/lint';

/** Some files, each as it is on disk or with the text given; or folders as they are on disk; or every open document. */
export type LintParams =
  | { readonly files: readonly { readonly path: string; readonly text?: string | undefined }[] }
  | { readonly folders: readonly string[] }
  | { readonly open: true };

export interface LintResult {
  readonly diagnostics: readonly {
    /** Absolute path. */
    readonly file: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly source: Source;
    readonly range: Range;
  }[];
  /** How many files were linted. */
  readonly files: number;
  /** One sentence for each path that could not be read. */
  readonly problems: readonly string[];
}

/** Request: compares the Auto Scaling groups declared under some paths with AWS. */
export const driftMethod = 'plumbline/drift';

export interface DriftParams {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

export interface DriftGroup {
  /** Absolute path of the declaring file. */
  readonly file: string;
  /** Where the list of subnets is written. */
  readonly range: Range;
  readonly tool: Source;
  readonly address: string;
  /** Empty where it is not known. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly declared: readonly string[];
  readonly live: readonly string[];
  readonly reason: string;
  /** Empty where it is not known. */
  readonly region: string;
  /** Twelve digits; empty where AWS did not say. */
  readonly account: string;
  /** True where AWS did not answer this time and the verdict is about its last answer. */
  readonly stale: boolean;
}

export interface DriftResult {
  readonly groups: readonly DriftGroup[];
  /** One sentence for each question that AWS did not answer. */
  readonly failures: readonly string[];
}
