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

/** What beside the macros' own words decides whether, and what, they run. */
export interface MacroSource {
  /** True for a macro that the workspace's own settings define: it came with the files, from whoever wrote them. */
  isOfWorkspace(name: string): boolean;
  /** The value of a setting, for `${config:key}`. */
  config(key: string): unknown;
}

/** What has to be allowed before a macro runs for the first time. */
export interface NeededApproval {
  /** What the answer is kept under; see `fingerprint`. */
  readonly fingerprint: string;
  /** The kinds of its steps that run programs; sorted. */
  readonly programs: readonly string[];
  /** The macros that came with the workspace: itself or those that it runs. */
  readonly ofWorkspace: readonly string[];
}

/**
 * The approval that a macro needs: for what starts programs, and for whatever came with the workspace, whose editor
 * commands can do as much. Undefined for the person's own macros of git and editor steps.
 */
export function neededApproval(macro: Macro, macros: readonly Macro[], source: MacroSource): NeededApproval | undefined {
  const programs = programsIn(macro, macros);
  const ofWorkspace = closure(macro, macros).map(({ name }) => name).filter((name) => source.isOfWorkspace(name));
  if (programs.length === 0 && ofWorkspace.length === 0) return undefined;
  return { fingerprint: fingerprint(macro, macros, source), programs, ofWorkspace };
}

/**
 * A hash of what the macro, and every macro it runs, says: an approval is given for this, so that a change asks again.
 * Settings that their programs and editor commands are put together from count, too: the workspace can change these.
 * @returns 64 hexadecimal digits
 */
export function fingerprint(macro: Macro, macros: readonly Macro[], source?: Pick<MacroSource, 'config'>): string {
  const all = closure(macro, macros).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const texts = all.map(({ name, written }) => JSON.stringify([name, written]));
  const keys = source ? [...new Set(all.flatMap(settingsOf))].toSorted() : [];
  const values = keys.map((key) => JSON.stringify([key, source?.config(key) ?? null]));
  return createHash('sha256').update([...texts, ...values].join('\n')).digest('hex');
}

/** The settings that decide what its programs and editor commands are. */
function settingsOf({ steps }: Macro): string[] {
  const deciding = allSteps(steps).filter(({ kind }) => programKinds.has(kind) || kind === 'command');
  const texts = deciding.flatMap(({ body }) => body.texts());
  return texts.flatMap((text) => [...text.matchAll(/\$\{config:([^{}]*)\}/g)].map(([, key = '']) => key));
}
