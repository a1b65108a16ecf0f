import * as vscode from 'vscode';
import type { Log } from '../log.ts';

/** What a command resolves with: what it did, or why it failed. */
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string; readonly message: string };

const openLog = 'Open Log';

/** One command of the palette. */
export interface CommandSpec {
  /** Runs git, a macro or a call to AWS, so it waits for the workspace to be trusted. */
  readonly needsTrust: boolean;
  run(...args: readonly unknown[]): Promise<unknown>;
}

/** What the user can do about a failure; offered beside `Open Log`. */
export interface FailureAction {
  readonly title: string;
  run(): Thenable<unknown>;
}

/** A command that failed. The message is one sentence for the user. */
export class CommandError extends Error {
  readonly reason: string;
  readonly actions: readonly FailureAction[];
  /** Shows the failure in a way of its own, in place of a message that stays until it is closed. */
  readonly show: (() => void) | undefined;

  constructor(reason: string, message: string, actions: readonly FailureAction[] = [], show?: () => void) {
    super(message);
    this.name = 'CommandError';
    this.reason = reason;
    this.actions = actions;
    this.show = show;
  }
}

/** The user closed a pick or an input box, or pressed Cancel: no failure, and nothing to say. */
export class CancelledError extends Error {
  readonly reason = 'cancelled';

  constructor() {
    super('Cancelled.');
    this.name = 'CancelledError';
  }
}

/**
 * Registers every command of the table behind one wrapper: the trust check, the failure's notification with the way to
 * the log, and the outcome for whoever called.
 *
 * A command resolves with an `Outcome`. VS Code would show a rejection of its own beside our notification, so only a
 * caller that chains commands and says `{ "onFailure": "throw" }` in its argument gets a rejection (and no notification).
 */
export function registerCommands(table: Readonly<Record<string, CommandSpec>>, log: Log, showLog: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, spec]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]): Promise<Outcome> => {
        try {
          if (spec.needsTrust && !vscode.workspace.isTrusted) throw untrusted();
          return { ok: true, value: await spec.run(...args) };
        } catch (error) {
          const { reason, message } = describe(error);
          if (reason !== 'cancelled') log.error(`${id}: ${reason}: ${message}`);
          if (wantsThrow(args)) throw error;
          if (reason !== 'cancelled') notify(error, message, log, showLog);
          return { ok: false, reason, message };
        }
      }),
    ),
  );
}

function untrusted(): CommandError {
  return new CommandError('untrusted', 'This folder is not trusted, so Plumbline only lints here. Trust it first.', [
    { title: 'Manage Trust', run: () => vscode.commands.executeCommand('workbench.trust.manage') },
  ]);
}

function wantsThrow(args: readonly unknown[]): boolean {
  return args.some((arg) => typeof arg === 'object' && arg !== null && 'onFailure' in arg && arg.onFailure === 'throw');
}

function describe(error: unknown): { reason: string; message: string } {
  if (!(error instanceof Error)) return { reason: 'unknown', message: String(error) };
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : 'unknown';
  return { reason, message: error.message };
}

/** Shows the failure; never waits for the answer. */
function notify(error: unknown, message: string, log: Log, showLog: () => void): void {
  if (error instanceof CommandError && error.show) {
    error.show();
    return;
  }
  const own = error instanceof CommandError ? error.actions : [];
  // a failure may bring the log of its own concern
  const hasLog = own.some(({ title }) => title === openLog);
  const actions = hasLog ? own : [...own, { title: openLog, run: async () => showLog() }];
  void vscode.window.showErrorMessage(message, ...actions.map(({ title }) => title)).then(async (chosen) => {
    try {
      await actions.find(({ title }) => title === chosen)?.run();
    } catch (failure) {
      const again = describe(failure);
      if (again.reason === 'cancelled') return;
      log.error(`${chosen}: ${again.reason}: ${again.message}`);
      notify(failure, again.message, log, showLog);
    }
  });
}
