import * as vscode from 'vscode';
import { closure, fingerprint, isProgram } from '../macros/approval.ts';
import { allSteps } from '../macros/step.ts';
import { CancelledError } from './commands.ts';
import type { MacroMemory } from './macroMemory.ts';
import type { MacroRun } from './macroRunner.ts';

/** How many steps the question names. */
const most = 15;

/**
 * Asks, once for each wording, whether a macro may run that starts programs or was written by whoever wrote the
 * workspace's settings. Other macros need no more than the workspace's trust.
 * @throws CancelledError where the answer was no
 */
export async function requireApproval(
  { macro, macros, ofWorkspace = new Set() }: Pick<MacroRun, 'macro' | 'macros' | 'ofWorkspace'>,
  memory: MacroMemory,
): Promise<void> {
  const all = closure(macro, macros);
  const isForeign = all.some(({ name }) => ofWorkspace.has(name));
  const steps = all.flatMap((one) => allSteps(one.steps));
  const programs = steps.filter(isProgram);
  if (!isForeign && !programs.length) return;
  const print = fingerprint(macro, macros, (key) => vscode.workspace.getConfiguration().get<unknown>(key));
  if (memory.isApproved(print)) return;
  const allow = 'Allow';
  const why = [isForeign && "comes from this workspace's settings", programs.length && 'starts programs'].filter(Boolean).join(' and ');
  // programs first: they are what matters most
  const lines = [...programs, ...(isForeign ? steps.filter((step) => !isProgram(step)) : [])].map(
    ({ kind, name, body }) => `${kind}: ${body.texts().join(' ') || (name ?? '')}`.replace(/: $/, ''),
  );
  const more = lines.length > most ? [`and ${lines.length - most} more`] : [];
  const detail = [...lines.slice(0, most), ...more, '', 'You are asked again when the macro changes.'].join('\n');
  const chosen = await vscode.window.showWarningMessage(`The macro "${macro.title}" ${why}. Allow it?`, { modal: true, detail }, allow);
  if (chosen !== allow) throw new CancelledError();
  await memory.approve(print);
}
