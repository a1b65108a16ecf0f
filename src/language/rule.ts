import type { TextDocument } from 'vscode-languageserver-textdocument';
import { inBreaksOf } from './edits.ts';
import type { Diagnostic, Fix, Mark, RelatedPlace, Severity, Source } from './diagnostic.ts';
import { rangeOf, shownOf } from './shown.ts';

/** What a rule says of one place in the document under check. */
export interface Finding {
  /** The id that the finding is known by, where the rule speaks for a family; otherwise the rule's own. */
  readonly rule?: string;
  readonly span: Mark;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** How much it matters, where that is other than for the rule at large. */
  readonly severity?: Severity;
}

export type Report = (finding: Finding) => void;

/** One lint rule over a language's model of a document (a template, a module file). */
export interface Rule<Model> {
  /** The id people configure and search for: cfn-lint's, tflint's, or this project's own (`plumbline_...`). */
  readonly id: string;
  readonly severity: Severity;
  /** One line: what the rule demands. */
  readonly summary: string;
  /** Public page that the rule follows: documentation of the peer's rule or of the language. */
  readonly docs: string;
  check(model: Model, report: Report): void;
}

/** A finding and the rule that it is of. */
export interface Found {
  readonly rule: Omit<Rule<never>, 'check'>;
  readonly finding: Finding;
}

/** Runs every rule over one model and returns the findings as diagnostics. */
export function runRules<Model>(
  rules: readonly Rule<Model>[],
  model: Model,
  document: TextDocument,
  source: Source,
): Diagnostic[] {
  const found: Found[] = [];
  for (const rule of rules) rule.check(model, (finding) => found.push({ rule, finding }));
  return diagnosticsOf(found, document, source);
}

/**
 * Findings as diagnostics, in order of position. A place that one rule reports twice with the same words counts once.
 */
export function diagnosticsOf(found: readonly Found[], document: TextDocument, source: Source): Diagnostic[] {
  const text = document.getText();
  const hasLongBreaks = text.includes('\r\n');
  const diagnostics: Diagnostic[] = [];
  /** What was reported at the place that the last finding begins at. */
  let here: Found[] = [];
  for (const entry of found.toSorted((a, b) => a.finding.span.start - b.finding.span.start)) {
    const { rule, finding } = entry;
    const { span, message, rule: id = rule.id } = finding;
    if (here[0]?.finding.span.start !== span.start) here = [];
    if (here.some((other) => isSame(entry, other))) continue;
    here.push(entry);
    diagnostics.push({
      rule: id,
      severity: finding.severity ?? rule.severity,
      message,
      source,
      range: rangeOf(document, span),
      shown: shownOf(document, span),
      docs: rule.docs,
      fixes: hasLongBreaks ? finding.fixes?.map((fix) => inBreaksOf(text, fix)) : finding.fixes,
      related: finding.related,
      tags: finding.tags,
    });
  }
  return diagnostics;
}

/** Whether one rule says the same words twice of the same place. */
function isSame(a: Found, b: Found): boolean {
  const [own, other] = [a.finding, b.finding];
  const sameWords = (own.rule ?? a.rule.id) === (other.rule ?? b.rule.id) && own.message === other.message;
  return sameWords && own.span.end === other.span.end && (own.span.shown ?? own.span).start === (other.span.shown ?? other.span).start;
}
