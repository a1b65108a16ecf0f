import type { Range } from 'vscode-languageserver-types';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Which engine a diagnostic comes from. */
export type Source = 'cloudformation' | 'terraform' | 'ansible';

/** A half-open stretch of a document, in UTF-16 offsets from its beginning. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch that a finding is reported at. */
export interface Mark extends Span {
  /** What an editor underlines, where that is another stretch: of a value below its key the key's line is reported. */
  readonly shown?: Span;
}

/** Replaces `span` with `newText`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** A quick fix: every edit is in the diagnostic's own document. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** True for the one fix that is right without asking. */
  readonly preferred?: boolean;
  /** True where it leaves nothing to be filled in or looked at, so that `plumbline lint --fix` applies it. */
  readonly automatic?: boolean;
}

/** Another place that explains a diagnostic, such as the first of two duplicates. */
export interface RelatedPlace {
  /** Absolute path of the file. */
  readonly path: string;
  /** Zero-based, in UTF-16 units, as in the language server protocol. */
  readonly range: Range;
  readonly message: string;
}

/** One finding in one document. */
export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source: Source;
  /** Zero-based, in UTF-16 units, as in the language server protocol. */
  readonly range: Range;
  /** What an editor underlines, where that is another range. */
  readonly shown?: Range | undefined;
  /** Public page that explains the rule. */
  readonly docs?: string | undefined;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[] | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
  readonly fixes?: readonly Fix[] | undefined;
}
