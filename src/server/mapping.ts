import { type Diagnostic as LspDiagnostic, DiagnosticSeverity, DiagnosticTag, type Position, type Range, type TextEdit } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Edit, Severity } from '../language/diagnostic.ts';
import { uriOf } from '../language/files.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** Edits in the protocol's terms. */
export function toTextEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, newText }) => ({
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    newText,
  }));
}

/** What is underlined. */
export function shownRange({ range, shown }: Diagnostic): Range {
  return shown ?? range;
}

/** True where two ranges share a position, be it only a border. */
export function overlaps(a: Range, b: Range): boolean {
  const before = (x: Position, y: Position) => x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

/**
 * A diagnostic in the protocol's terms.
 * @param rulePages where the client has pages on the rules, with `{rule}` for the id; without it, links go to where a rule comes from
 */
export function toLspDiagnostic(diagnostic: Diagnostic, rulePages?: string): LspDiagnostic {
  const page = rulePages?.replace('{rule}', encodeURIComponent(diagnostic.rule)) ?? diagnostic.docs;
  return {
    range: shownRange(diagnostic),
    severity: severities[diagnostic.severity],
    code: diagnostic.rule,
    ...(page !== undefined && { codeDescription: { href: page } }),
    source: 'Plumbline',
    message: diagnostic.message,
    ...(diagnostic.tags && { tags: diagnostic.tags.map((tag) => tags[tag]) }),
    ...(diagnostic.related && {
      relatedInformation: diagnostic.related.map(({ path, range, message }) => ({ location: { uri: uriOf(path), range }, message })),
    }),
  };
}
