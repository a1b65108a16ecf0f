import type { Edit, Fix } from './diagnostic.ts';

/** The text after the edits, which do not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    result += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return result + text.slice(from);
}

/** A fix whose new lines end as those of the text do. */
export function inBreaksOf(text: string, fix: Fix): Fix {
  if (!text.includes('\r\n')) return fix;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, newText: edit.newText.replaceAll(/\r?\n/g, '\r\n') })) };
}
