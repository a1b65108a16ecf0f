import assert from 'node:assert/strict';
import { type Macro, parseMacros } from '../../src/macros/language.ts';
import { type RunMacroOptions, type RunReport, runMacro, type StepReport } from '../../src/macros/run.ts';
import type { GitSandbox } from './git.ts';
import { RecordingHost } from './macroHost.ts';

/** Macros as the setting has them; the test fails where one has a problem. */
export function macrosOf(written: Record<string, unknown>): readonly Macro[] {
  const { macros, problems } = parseMacros(written);
  assert.deepEqual(problems, []);
  return macros;
}

/** One macro of these steps. */
export function macroOf(...steps: unknown[]): Macro {
  const [macro] = macrosOf({ m: { steps } });
  assert.ok(macro);
  return macro;
}

/** Each step of a report, nested ones in brackets: `stage succeeded`, `push hookRejected`. */
export function told(report: Pick<RunReport, 'steps'>): string[] {
  const one = (step: StepReport): string => {
    const inner = step.steps.length ? ` (${step.steps.map(one).join(', ')})` : '';
    return `${step.kind} ${step.failure?.reason ?? step.status}${inner}`;
  };
  return report.steps.map(one);
}

/** Runs a macro, or the steps of one, in a repository of the sandbox. */
export async function runIn(
  box: GitSandbox,
  folder: string,
  macro: Macro | readonly unknown[],
  options: Partial<RunMacroOptions> = {},
): Promise<RunReport> {
  return runMacro('steps' in macro ? macro : macroOf(...macro), {
    macros: [],
    repository: await box.open(folder),
    folder,
    host: new RecordingHost(),
    log: box.log,
    signal: new AbortController().signal,
    ...options,
  });
}
