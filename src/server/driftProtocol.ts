import type { Range, TextEdit } from 'vscode-languageserver-types';
import type { Verdict } from '../drift/compare.ts';
import type { FailureReason } from '../drift/failure.ts';
import type { ProxySetting } from '../drift/proxy.ts';
import type { TargetEntry } from '../drift/targets.ts';
import type { Source } from '../language/diagnostic.ts';

/** Request: compares the Auto Scaling groups declared under some paths with AWS. */
export const driftMethod = 'plumbline/drift';

export interface DriftParams {
  /** Absolute paths of files and folders; the next question about the same paths replaces the answer. */
  readonly paths: readonly string[];
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** True: EC2 is asked for the zones of subnets as well. */
  readonly zones?: boolean | undefined;
  /** Which files belong to another profile, region or role, by globs relative to the first path. */
  readonly targets?: readonly TargetEntry[] | undefined;
  /** Names of groups that a person chose, by `absolute path#address`. */
  readonly pins?: Readonly<Record<string, string>> | undefined;
  /** Of the Ansible in force, where no file of requirements says it. */
  readonly ansibleVersion?: string | undefined;
  /** Comes before the proxy of the server's environment. */
  readonly proxy?: ProxySetting | undefined;
}

/** A stretch of a file. */
export interface DriftPlace {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range;
}

/** One declared group and what AWS has. */
export interface DriftGroup extends DriftPlace {
  /** Where the list is written, which may be a file of variables; undefined where it has no one place. */
  readonly written?: DriftPlace | undefined;
  readonly tool: Source;
  readonly address: string;
  /** Empty where it is not known. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly declared: readonly string[];
  readonly live: readonly string[];
  /** The zone of each subnet for which it is known, by subnet. */
  readonly zones: Readonly<Record<string, string>>;
  /** What EC2 tells of subnets besides: those that are gone, or in another VPC. A sentence each. */
  readonly facts: readonly string[];
  /** True where `declared` is all that is declared. */
  readonly complete: boolean;
  readonly reason: string;
  /** Empty where it is not known. */
  readonly region: string;
  /** Twelve digits; empty where AWS did not say. */
  readonly account: string;
  /** Undefined where the environment's own credentials were used. */
  readonly profile?: string | undefined;
  /** True where AWS did not answer this time and the verdict is about its last answer. */
  readonly stale: boolean;
  /** When AWS gave the answer, in ISO 8601; undefined where it gave none. */
  readonly answered?: string | undefined;
  /** Names of the groups that it may be, for `unmatched`. */
  readonly candidates: readonly string[];
}

/** Why AWS gave no answer, and what to do about it. */
export interface DriftFailure {
  readonly reason: FailureReason;
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly action: string;
  /** The command that cures it, as an argument vector. */
  readonly command?: readonly string[] | undefined;
}

/** One account and region that was asked. */
export interface DriftTarget {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly failure?: DriftFailure | undefined;
}

export interface DriftResult {
  readonly groups: readonly DriftGroup[];
  readonly targets: readonly DriftTarget[];
  /** One sentence for each question that AWS did not answer, and for each path that could not be read. */
  readonly failures: readonly string[];
}

/** Notification: the declarations have changed since AWS answered; the verdicts are about the text as it is now. */
export const driftChangedMethod = 'plumbline/driftChanged';

export interface DriftChanged {
  /** Those of the question. */
  readonly paths: readonly string[];
  readonly result: DriftResult;
}

/** Request, no parameters: what "Use AWS's order" everywhere would do, given the last answers. Nothing is written. */
export const driftFixesMethod = 'plumbline/driftFixes';

export interface DriftFixes {
  readonly files: readonly {
    /** Absolute path. */
    readonly file: string;
    readonly edits: readonly TextEdit[];
    /** Names of the groups that are cured. */
    readonly groups: readonly string[];
  }[];
  /** Groups that are left alone, each with a sentence that says why. */
  readonly left: readonly { readonly file: string; readonly line: number; readonly name: string; readonly reason: string }[];
}

/** Request, no parameters: the profiles of the shared AWS configuration. */
export const awsProfilesMethod = 'plumbline/awsProfiles';

export interface AwsProfiles {
  /** Sorted names. */
  readonly profiles: readonly string[];
  /** Absolute path; there need not be such a file. */
  readonly configFile: string;
  /** Absolute path; there need not be such a file. */
  readonly credentialsFile: string;
}

/** Command of the server, no arguments: asks AWS again, about the client's workspace folders where nothing was asked yet. */
export const askCommand = 'plumbline.drift.ask';
