import { createHash } from 'node:crypto';
import type { Macro } from './language.ts';
import { allSteps } from './step.ts';

/** Kinds that run programs of the macro's choice. */
const programKinds = new Set(['shell', 'task', 'terminal']);

/** A macro and every macro that it runs, each once. */
function closure(macro: Macro, macros: readonly Macro[]): Macro[] {
  const found = new Map([[macro.name, macro]]);
  for (const one of found.values()) {
    for (const name of one.calls) {
      const called = macros.find((candidate) => candidate.name === name);
      if (called) found.set(name, called);
    }
  }
  return [...found.values()];
}

/** The kinds of its steps that run programs, those of the macros it runs included; sorted. */
export function programsIn(macro: Macro, macros: readonly Macro[]): string[] {
  const kinds = closure(macro, macros).flatMap((one) => allSteps(one.steps).map((step) => step.kind));
  return [...new Set(kinds.filter((kind) => programKinds.has(kind)))].toSorted();
}

/**
 * A hash of what the macro, and every macro it runs, says: an approval is given for this, so that a change asks again.
 * @returns 64 hexadecimal digits
 */
export function fingerprint(macro: Macro, macros: readonly Macro[]): string {
  const texts = closure(macro, macros)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, written }) => JSON.stringify([name, written]));
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
