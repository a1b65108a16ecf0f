import * as vscode from 'vscode';
import type { Repository } from '../git/repository.ts';
import { readLastRecord, type RunRecord } from '../macros/record.ts';
import { planUndo, undoRun } from '../macros/undo.ts';
import { CancelledError, CommandError } from './commands.ts';

/** The record of a run, where there is something to undo and no later run is on top of it. */
export async function undoableRecord(repository: Repository, id: string | undefined): Promise<RunRecord | undefined> {
  const record = await readLastRecord(repository);
  if (!record || record.id !== id || record.state === 'undone') return undefined;
  return record.steps.some((step) => step.before !== undefined && step.outcome === 'succeeded') ? record : undefined;
}

/**
 * Undoes the last run of a macro in a repository, in whichever window it ran.
 * @throws CommandError `nothingToUndo`
 */
export async function undoLastRun(repository: Repository): Promise<void> {
  const record = await readLastRecord(repository);
  if (!record) throw new CommandError('nothingToUndo', 'No macro has run in this repository yet, so there is nothing to undo.');
  if (record.state === 'undone') throw new CommandError('nothingToUndo', `The last run, of ${record.macro}, is undone already.`);
  await undoWithPlan(repository, record);
}

/**
 * Shows what undoing a run does, and does it once the user agrees.
 * @throws CancelledError, CommandError `nothingToUndo`, and whatever `undoRun` throws
 */
export async function undoWithPlan(repository: Repository, record: RunRecord): Promise<void> {
  const plan = planUndo(record);
  if (!plan.some(({ undone }) => undone)) {
    throw new CommandError('nothingToUndo', `${record.macro} changed nothing in this repository, so there is nothing to undo.`);
  }
  const undo = 'Undo';
  const detail = plan.map(({ message, undone }) => `${undone ? '•' : '–'} ${message}`).join('\n');
  const chosen = await vscode.window.showWarningMessage(`Undo what "${record.macro}" did?`, { modal: true, detail }, undo);
  if (chosen !== undo) throw new CancelledError();
  await undoRun(repository, record);
  vscode.window.setStatusBarMessage(`$(discard) ${record.macro}: undone`, 6000);
}
