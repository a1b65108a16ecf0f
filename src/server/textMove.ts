import type { Range } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Edit, Span } from '../language/diagnostic.ts';

/** Carries places of an earlier text over to a later one that differs from it in one stretch. */
export class TextMove {
  readonly #before: TextDocument;
  readonly #after: TextDocument;
  /** Of both texts, the same beginning and the same end. */
  readonly #prefix: number;
  readonly #suffix: number;

  constructor(before: string, after: TextDocument) {
    const text = after.getText();
    const limit = Math.min(before.length, text.length);
    let prefix = 0;
    while (prefix < limit && before[prefix] === text[prefix]) prefix++;
    let suffix = 0;
    while (suffix < limit - prefix && before[before.length - 1 - suffix] === text[text.length - 1 - suffix]) suffix++;
    this.#before = TextDocument.create(after.uri, after.languageId, 0, before);
    this.#after = after;
    this.#prefix = prefix;
    this.#suffix = suffix;
  }

  /** Undefined where the span begins or ends within what was changed. */
  span({ start, end }: Span): Span | undefined {
    const from = this.#offset(start, true);
    const to = this.#offset(end, false);
    return from === undefined || to === undefined || from > to ? undefined : { start: from, end: to };
  }

  /** Undefined where the range begins or ends within what was changed. */
  range({ start, end }: Range): Range | undefined {
    const span = this.span({ start: this.#before.offsetAt(start), end: this.#before.offsetAt(end) });
    return span && { start: this.#after.positionAt(span.start), end: this.#after.positionAt(span.end) };
  }

  /** Undefined where its place is lost; without the fixes that would touch what was changed. */
  diagnostic(diagnostic: Diagnostic): Diagnostic | undefined {
    const range = this.range(diagnostic.range);
    const shown = diagnostic.shown && this.range(diagnostic.shown);
    if (!range || (diagnostic.shown && !shown)) return undefined;
    const fixes = diagnostic.fixes?.flatMap((fix) => {
      const edits = this.#edits(fix.edits);
      return edits ? [{ ...fix, edits }] : [];
    });
    return { ...diagnostic, range, shown, fixes };
  }

  #edits(edits: readonly Edit[]): Edit[] | undefined {
    const moved = edits.flatMap(({ span, newText }) => {
      // What was changed within a span is not to be written over.
      const touched = span.start < this.#before.getText().length - this.#suffix && span.end > this.#prefix;
      const to = touched ? undefined : this.span(span);
      return to ? [{ span: to, newText }] : [];
    });
    return moved.length === edits.length ? moved : undefined;
  }

  /** @param opens true for the beginning of a span, which what is inserted there pushes on */
  #offset(offset: number, opens: boolean): number | undefined {
    const changedEnd = this.#before.getText().length - this.#suffix;
    const moved = offset + this.#after.getText().length - this.#before.getText().length;
    if (opens && offset >= changedEnd) return moved;
    if (offset <= this.#prefix) return offset;
    return offset >= changedEnd ? moved : undefined;
  }
}
