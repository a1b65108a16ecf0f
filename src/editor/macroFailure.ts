import * as vscode from 'vscode';
import { abortOperation, continueOperation } from '../git/integrate.ts';
import type { Repository } from '../git/repository.ts';
import { type Operation, readOperation } from '../git/status.ts';
import { parseMacros } from '../macros/language.ts';
import type { StepFailure } from '../macros/run.ts';
import { CancelledError, CommandError, type FailureAction } from './commands.ts';
import type { EndedRun, MacroRun } from './macroRunner.ts';
import { undoableRecord, undoWithPlan } from './macroUndo.ts';

/** What the actions of a failure need. */
export interface FailureContext {
  run(run: MacroRun): Promise<unknown>;
  showReport(): Promise<void>;
  showLog(): void;
  refresh(root: string): Promise<void>;
}

/** The failure of a run as one sentence, with what can be done about it. */
export async function failureOf(ended: EndedRun, context: FailureContext): Promise<Error> {
  const { report, run } = ended;
  const index = report.steps.findIndex((step) => step.failure);
  const step = report.steps[index];
  const failure = step?.failure ?? report.failure;
  if (report.status === 'cancelled' || !failure) return new CancelledError();
  const first = run.from ?? 0;
  const total = run.macro.steps.length;
  const where = step
    ? `"${report.title}" stopped at step ${first + index + 1} of ${total}, ${step.name ?? step.kind}: `
    : `"${report.title}": `;
  const failed = { ended, failure, index: first + Math.max(index, 0) };
  return new CommandError(failure.reason, `${total > 1 ? where : ''}${failure.message}`, await actionsFor(failed, context));
}

interface FailedRun {
  readonly ended: EndedRun;
  readonly failure: StepFailure;
  /** The failed step's place in the macro, from 0. */
  readonly index: number;
}

async function actionsFor(failed: FailedRun, context: FailureContext): Promise<FailureAction[]> {
  const { ended, failure } = failed;
  const { repository } = ended.run;
  const [finding] = failure.findings;
  const operation = repository && readOperation(repository);
  const actions: FailureAction[] = [];
  if (finding) {
    const position = new vscode.Position(finding.line - 1, finding.column - 1);
    const selection = new vscode.Range(position, position);
    actions.push({ title: 'Show', run: () => vscode.window.showTextDocument(vscode.Uri.file(finding.file), { selection }) });
  }
  if (repository && operation && operation !== 'bisect') {
    actions.push(...operationActions(failed, repository, operation, context));
  } else {
    actions.push(retryAction(failed, context));
  }
  const record = repository && (await undoableRecord(repository, ended.report.record));
  if (repository && record) {
    const undo = async () => {
      await undoWithPlan(repository, record);
      await context.refresh(repository.root);
    };
    actions.push({ title: 'Undo…', run: undo });
  }
  if (ended.report.steps.length) actions.push({ title: 'Show Report', run: () => context.showReport() });
  // the log of git and macros, which is not the extension's own
  actions.push({ title: 'Open Log', run: async () => context.showLog() });
  return actions;
}

/** Try again from the failed step; a push that went through at some remotes, at the others only. */
function retryAction({ ended, failure, index }: FailedRun, context: FailureContext): FailureAction {
  const { run, inputs, report } = ended;
  const again: MacroRun = { ...run, inputs, results: report.results, from: index };
  const bad = failure.remotes.filter((remote) => !remote.ok).map(({ remote }) => remote);
  const narrowed = bad.length < failure.remotes.length ? withPushTo(run, index, bad) : undefined;
  if (narrowed) return { title: 'Retry Failed Remotes', run: () => context.run({ ...again, ...narrowed }) };
  return { title: 'Retry', run: () => context.run(again) };
}

/** The same macro with one push step going to these remotes only; undefined where the step is no push of its own. */
function withPushTo(run: MacroRun, index: number, remotes: readonly string[]): Pick<MacroRun, 'macro'> | undefined {
  const { macro } = run;
  const written: unknown = macro.written;
  const list: unknown = Array.isArray(written) ? written : (written as { readonly steps?: unknown }).steps;
  const step: unknown = Array.isArray(list) ? list[index] : undefined;
  if (typeof step !== 'object' || step === null || !('push' in step)) return undefined;
  const { push } = step;
  const options = typeof push === 'object' && push !== null && !Array.isArray(push) ? push : {};
  const { macros } = parseMacros({ [macro.name]: { steps: [{ ...step, push: { ...options, to: remotes } }] } });
  const replacement = macros[0]?.steps[0];
  return replacement && { macro: { ...macro, steps: macro.steps.with(index, replacement) } };
}

/** Continue or abort what is under way; a continued macro goes on behind the failed step. */
function operationActions(failed: FailedRun, repository: Repository, operation: Operation, context: FailureContext): FailureAction[] {
  const { run, inputs, report } = failed.ended;
  const [file] = failed.failure.files;
  const show = () =>
    file === undefined
      ? vscode.commands.executeCommand('workbench.view.scm')
      : vscode.commands.executeCommand('vscode.open', vscode.Uri.file(repository.absolute(file)));
  const finished = async (act: (repository: Repository) => Promise<void>): Promise<void> => {
    try {
      await act(repository);
    } catch (error) {
      // still under way: the same can be done once more
      const message = error instanceof Error ? error.message : String(error);
      throw new CommandError('conflict', message, operationActions(failed, repository, operation, context));
    } finally {
      await context.refresh(repository.root);
    }
  };
  const goOn = async () => {
    await finished(continueOperation);
    const next = failed.index + 1;
    if (next < run.macro.steps.length) await context.run({ ...run, inputs, results: report.results, from: next });
    else vscode.window.setStatusBarMessage(`$(check) The ${operation} is finished`, 6000);
  };
  const abort = async () => {
    await finished(abortOperation);
    vscode.window.setStatusBarMessage(`$(check) The ${operation} is given up`, 6000);
  };
  return [
    { title: 'Show', run: show },
    { title: 'Continue', run: goOn },
    { title: 'Abort', run: abort },
  ];
}
