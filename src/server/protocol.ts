import type { CfnLintMode } from '../cloudformation/peer/cfnLint.ts';
import type { KeptSchemas } from '../lint/keptSchemas.ts';
import type { Severity, Source } from '../language/diagnostic.ts';
import type { Range } from 'vscode-languageserver-types';

/** What the client says at start (`initializationOptions`); every field has a default, for clients that say nothing; for where schemas are kept, what the server was started with. */
export interface InitializationOptions extends Partial<KeptSchemas> {
  /** False keeps the server from asking AWS anything until `trustMethod` arrives. Default true. */
  readonly trusted?: boolean;
  /** False: no diagnostics, only what is asked for by request. Default true. */
  readonly lint?: boolean;
  /** A command of the client that asks AWS again, for the code lenses. Default: the server's own `askCommand`. */
  readonly askCommand?: string;
  /** A command of the client that copies its one argument, a text. Default: nothing is offered for copying. */
  readonly copyCommand?: string;
  /** The settings of CloudFormation. Default: each of them as it says. */
  readonly cloudformation?: CloudFormationSettings;
  /** The settings of Terraform. Default: each of them as it says. */
  readonly terraform?: TerraformSettings;
  /** The address of a rule's page, in which `{rule}` stands for its id. Default: where the rule comes from. */
  readonly rulePages?: string;
}

/** What the server says of itself at the start (`capabilities.experimental`). */
export interface ServerCapabilitiesExtra {
  /** Ends of the names of the files that can be linted, in lower case. */
  readonly lintedExtensions: readonly string[];
}

/** Notification, no parameters: the user has come to trust the workspace. */
export const trustMethod = 'plumbline/trust';

/** Notification, a boolean: whether documents are linted from now on. */
export const lintEnabledMethod = 'plumbline/lintEnabled';

/** What the user has set for CloudFormation. */
export interface CloudFormationSettings {
  /** Whether the user's own cfn-lint is run. Default 'off'. */
  readonly cfnLint?: CfnLintMode;
  /** By id of this project's own rules, whether they are on. Default: all are. */
  readonly rules?: Readonly<Record<string, boolean>>;
}

/** Notification, `CloudFormationSettings`: what they are from now on. */
export const cloudFormationMethod = 'plumbline/cloudFormation';

/** Whether a program of the user's own is run beside this linter. */
export type PeerMode = 'off' | 'also';

/** What the user has set for Terraform. */
export interface TerraformSettings {
  /** Whether the user's own `terraform validate` is run. Default 'off'. */
  readonly validate?: PeerMode;
  /** Whether the user's own tflint is run. Default 'off'. */
  readonly tflint?: PeerMode;
  /** Whether the providers that are installed in a folder are asked for their schemas. Default true. */
  readonly providerSchemas?: boolean;
}

/** Notification, `TerraformSettings`: what they are from now on. */
export const terraformMethod = 'plumbline/terraform';
/** Notification, a string: the file of updated CloudFormation schemas has changed, come or gone. */
export const schemasMethod = 'plumbline/schemas';

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
