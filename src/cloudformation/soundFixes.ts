import type { Diagnostic, Fix, Span } from '../language/diagnostic.ts';
import type { Template } from './parser/template.ts';

/** The diagnostics without the fixes that would change other values, too: within loops, and in what aliases repeat. */
export function withSoundFixes({ document, loops, shared }: Template, diagnostics: Diagnostic[]): Diagnostic[] {
  if (loops.spans.length === 0 && shared.length === 0) return diagnostics;
  return diagnostics.map((diagnostic) => {
    const { fixes, range } = diagnostic;
    if (!fixes) return diagnostic;
    const at = document.offsetAt(range.start);
    // What was checked in a loop is not what is written there.
    const isInLoop = loops.spans.some(({ start, end }) => at >= start && at < end);
    return { ...diagnostic, fixes: isInLoop ? undefined : fixes.filter((fix) => !isWithin(shared, fix)) };
  });
}

/** Whether a fix changes something in one of the stretches. */
export function isWithin(stretches: readonly Span[], { edits }: Fix): boolean {
  return edits.some(({ span }) => stretches.some(({ start, end }) => span.start <= end && span.end >= start));
}
