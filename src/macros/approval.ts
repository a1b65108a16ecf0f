import { createHash } from 'node:crypto';
import type { Macro } from './language.ts';
import { allSteps, type Step } from './step.ts';

/** Kinds that run programs of the macro's choice. */
const programKinds = new Set(['shell', 'task', 'terminal']);

/** A macro and every macro that it runs, each once. */
export function closure(macro: Macro, macros: readonly Macro[]): Macro[] {
  const found = new Map([[macro.name, macro]]);
  for (const one of found.values()) {
    for (const name of one.calls) {
      const called = macros.find((candidate) => candidate.name === name);
      if (called) found.set(name, called);
    }
  }
  return [...found.values()];
}

/** True for a step that runs a program of the macro's choice. */
export function isProgram({ kind }: Step): boolean {
  return programKinds.has(kind);
}

/**
 * A hash of what the macro, and every macro it runs, says: an approval is given for this, so that a change asks again.
 * Settings that their programs and editor commands are put together from count, too: the workspace can change these.
 * @param config the value of a setting, as `${config:key}` has it
 * @returns 64 hexadecimal digits
 */
export function fingerprint(macro: Macro, macros: readonly Macro[], config: (key: string) => unknown = () => undefined): string {
  const all = closure(macro, macros).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const texts = all.map(({ name, written }) => JSON.stringify([name, written]));
  const keys = [...new Set(all.flatMap(settingsOf))].toSorted();
  const values = keys.map((key) => JSON.stringify([key, config(key) ?? null]));
  return createHash('sha256').update([...texts, ...values].join('\n')).digest('hex');
}

/** The settings that decide what its programs and editor commands are. */
function settingsOf({ steps }: Macro): string[] {
  const deciding = allSteps(steps).filter((step) => isProgram(step) || step.kind === 'command');
  const texts = deciding.flatMap(({ body }) => body.texts());
  return texts.flatMap((text) => [...text.matchAll(/\$\{config:([^{}]*)\}/g)].map(([, key = '']) => key));
}
