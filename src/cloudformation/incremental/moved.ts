import type { Fix, Mark, RelatedPlace, Span } from '../../language/diagnostic.ts';

/** What a check found: an issue of a schema, or a finding of a rule. */
export interface Placed {
  readonly span: Mark;
  readonly fixes?: readonly Fix[] | undefined;
  /** By line and column, which do not move. */
  readonly related?: readonly RelatedPlace[] | undefined;
  /** What else was found in reaching it. */
  readonly context?: readonly Placed[] | undefined;
}

/** Every span of what was found, in the order in which `moved` asks for them. */
export function spansOf(found: Placed): Span[] {
  return [
    found.span,
    ...(found.span.shown ? [found.span.shown] : []),
    ...(found.fixes ?? []).flatMap(({ edits }) => edits.map(({ span }) => span)),
    ...(found.context ?? []).flatMap(spansOf),
  ];
}

/** The same with every span as `move` gives it. */
export function moved<Found extends Placed>(found: Found, move: (span: Span) => Span): Found {
  const { shown } = found.span;
  const result = { ...found, span: shown ? { ...move(found.span), shown: move(shown) } : move(found.span) };
  if (found.fixes) {
    const fixes = found.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: move(edit.span) })) }));
    Object.assign(result, { fixes });
  }
  if (found.context) Object.assign(result, { context: found.context.map((inner) => moved(inner, move)) });
  return result;
}
