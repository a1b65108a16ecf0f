import * as vscode from 'vscode';
import { fingerprint, programsIn } from '../macros/approval.ts';
import type { Macro } from '../macros/language.ts';
import { allSteps } from '../macros/step.ts';
import { CancelledError } from './commands.ts';
import type { MacroMemory } from './macroMemory.ts';

/**
 * Asks, once for each wording of a macro, whether it may start programs. Git and editor steps need no more than the
 * workspace's trust.
 * @throws CancelledError where the answer was no
 */
export async function requireApproval(macro: Macro, macros: readonly Macro[], memory: MacroMemory): Promise<void> {
  const kinds = programsIn(macro, macros);
  if (!kinds.length) return;
  const print = fingerprint(macro, macros, (key) => vscode.workspace.getConfiguration().get<unknown>(key));
  if (memory.isApproved(print)) return;
  const allow = 'Allow';
  const detail = [...programLines(macro, macros), '', 'You are asked again when the macro changes.'].join('\n');
  const chosen = await vscode.window.showWarningMessage(
    `The macro "${macro.title}" starts programs. Allow it?`,
    { modal: true, detail },
    allow,
  );
  if (chosen !== allow) throw new CancelledError();
  await memory.approve(print);
}

/** What would be started, a line each, as it is written; those of the macros that it runs included. */
function programLines(macro: Macro, macros: readonly Macro[], seen = new Set<string>()): string[] {
  seen.add(macro.name);
  const own = allSteps(macro.steps)
    .filter(({ kind }) => programsIn({ ...macro, calls: [] }, []).includes(kind))
    .map(({ kind, body }) => `${kind}: ${body.texts().join(' ')}`);
  const called = macro.calls
    .filter((name) => !seen.has(name))
    .flatMap((name) => macros.filter((other) => other.name === name))
    .flatMap((other) => programLines(other, macros, seen));
  return [...own, ...called];
}
