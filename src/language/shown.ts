import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver-types';
import type { Mark, Span } from './diagnostic.ts';

/**
 * What an editor underlines of a finding, where that is not just its span: of what goes over several lines the
 * beginning, for many underlined lines hide what they are about.
 */
export function shownOf(document: TextDocument, span: Mark): Range | undefined {
  const shown = headOf(document.getText(), span.shown ?? span);
  return shown === span ? undefined : rangeOf(document, shown);
}

/** A stretch of the document by line and column. */
export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** The stretch up to the end of its first line that holds more than a bracket or the like. */
function headOf(text: string, span: Span): Span {
  const breaksAt = text.indexOf('\n', span.start);
  if (breaksAt < 0 || breaksAt >= span.end) return span;
  const [head = ''] = /^\W*.*/.exec(text.slice(span.start, span.end)) ?? [];
  return { start: span.start, end: span.start + head.trimEnd().length };
}
