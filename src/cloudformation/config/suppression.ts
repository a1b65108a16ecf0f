import type { Diagnostic } from '../../language/diagnostic.ts';
import type { Template } from '../parser/template.ts';
import { unusedSuppression } from '../rules/suppression.ts';
import { ignoredChecks, isOn, type Configuration } from './configuration.ts';
import { ignoreComments, type IgnoreComment } from './ignoreComments.ts';

/**
 * The diagnostics of rules that are on, without those that a resource asks to leave out of its own lines by
 * `Metadata: cfn-lint: config: ignore_checks`, or a comment by `# plumbline-ignore: E3002 reason` out of its line or the
 * next; and one for every comment that leaves out nothing. An id stands for all that begin with it.
 * Source: https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata
 */
export function withoutSuppressed(template: Template, diagnostics: readonly Diagnostic[], configuration: Configuration): Diagnostic[] {
  const scopes = [...template.resources.values()]
    .map(({ key, value }) => ({ start: key.start, end: value.end, ids: ignoredChecks(value) }))
    .filter(({ ids }) => ids.length > 0);
  const comments = ignoreComments(template);
  const used = new Set<object>();
  const begins = (ids: readonly string[], rule: string): boolean => ids.some((id) => rule.startsWith(id));
  const kept = diagnostics.filter(({ rule, range, shown = range }) => {
    if (!isOn(rule, configuration)) return false;
    if (begins(configuration.mandatoryChecks, rule)) return true;
    // What keeps the template from being read is not left out.
    const reasons = rule.startsWith('E0') ? [] : comments.filter(({ line }) => line === range.start.line || line === shown.start.line).flatMap(({ ids }) => ids.filter(({ id }) => rule.startsWith(id)));
    for (const reason of reasons) used.add(reason);
    if (reasons.length > 0) return false;
    if (scopes.length === 0) return true;
    const offset = template.document.offsetAt(range.start);
    return !scopes.some(({ start, end, ids }) => offset >= start && offset <= end && begins(ids, rule));
  });
  // In a template that is not read as a whole nobody knows what would be found.
  if (template.problems.length > 0 || !isOn(unusedSuppression.id, configuration)) return kept;
  return [...kept, ...comments.flatMap((comment) => unused(template, comment, used, configuration))].toSorted(byPlace);
}

function unused(template: Template, comment: IgnoreComment, used: ReadonlySet<object>, configuration: Configuration): Diagnostic[] {
  const { text, document } = template;
  const idle = comment.ids.filter((each) => !used.has(each) && isOn(each.id, configuration));
  const diagnostic = (span: { start: number; end: number }, message: string, edit: { start: number; end: number }): Diagnostic => ({
    rule: unusedSuppression.id,
    severity: unusedSuppression.severity,
    message,
    source: 'cloudformation',
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    docs: unusedSuppression.docs,
    tags: ['unnecessary'],
    fixes: [{ title: 'Remove the unused suppression', edits: [{ span: edit, newText: '' }], preferred: true }],
  });
  if (comment.ids.length === 0) return [diagnostic(comment.span, "The comment names no rule: write 'plumbline-ignore: E3002 reason'", wholeComment(text, comment))];
  if (idle.length === comment.ids.length) {
    const names = idle.map(({ id }) => id).join(', ');
    return [diagnostic(comment.span, `Nothing is left out by this suppression of ${names}`, wholeComment(text, comment))];
  }
  return idle.map(({ id, span }) => {
    const [before = '', after = ''] = [/[ \t]*,?[ \t]*$/.exec(text.slice(comment.span.start, span.start))?.[0], /^[ \t]*,[ \t]*/.exec(text.slice(span.end, comment.span.end))?.[0]];
    const edit = after === '' ? { start: span.start - before.length, end: span.end } : { start: span.start, end: span.end + after.length };
    return diagnostic(span, `Nothing is left out by this suppression of ${id}`, edit);
  });
}

/** The comment with its line, or with the blanks before it. */
function wholeComment(text: string, { span, alone }: IgnoreComment): { start: number; end: number } {
  if (!alone) return { start: text.slice(0, span.start).trimEnd().length, end: span.end };
  const end = text.indexOf('\n', span.end);
  return { start: text.lastIndexOf('\n', span.start - 1) + 1, end: end < 0 ? text.length : end + 1 };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}
