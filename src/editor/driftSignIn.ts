import * as vscode from 'vscode';
import type { FailureReason } from '../drift/failure.ts';
import type { DriftFailure } from '../server/driftProtocol.ts';
import { CommandError, type FailureAction } from './commands.ts';
import type { DriftModel } from './driftModel.ts';

/** What another profile or region may cure. */
const curedByChoice: readonly FailureReason[] = ['noCredentials', 'unknownProfile', 'badCredentials', 'denied', 'roleDenied', 'noRegion', 'wrongRegion'];

/** What a person can do when AWS gives no answer. */
export class DriftSignIn implements vscode.Disposable {
  readonly #model: DriftModel;
  readonly #listening: vscode.Disposable;
  readonly #terminals = new Set<vscode.Terminal>();
  /** Takes away what says that a session has expired. */
  #shown: (() => void) | undefined;

  constructor(model: DriftModel) {
    this.#model = model;
    this.#listening = vscode.window.onDidCloseTerminal((terminal) => {
      if (this.#terminals.delete(terminal) && terminal.exitStatus?.code === 0) model.refreshQuietly();
    });
  }

  /** The buttons of a notification about the failure. */
  actionsFor({ reason }: DriftFailure): FailureAction[] {
    return curedByChoice.includes(reason) ? [{ title: 'Choose Profile…', run: () => vscode.commands.executeCommand('plumbline.chooseAwsProfile') }] : [];
  }

  /**
   * Says that a session has expired, until AWS answers or the user closes it. A message with buttons would stay when all
   * is well again: only what shows progress can be taken away, and while it is there AWS is indeed asked as soon as the
   * user has signed in.
   */
  showExpired({ sentence, command = [] }: DriftFailure): void {
    this.#shown?.();
    // a profile's name is the workspace's, and must not become a link
    const title = `${sentence.replaceAll('](', '] (')} [Run ${command.slice(0, 3).join(' ')}](command:plumbline.signInToAws "Sign in, in a terminal"); AWS is asked again then.`;
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_progress, token) => {
      const listening: vscode.Disposable[] = [];
      await new Promise<void>((resolve) => {
        this.#shown = resolve;
        const whenAnswered = () => {
          if (!this.#model.isRunning && !this.#model.failed.some(({ failure }) => failure?.command)) resolve();
        };
        listening.push(token.onCancellationRequested(() => resolve()), this.#model.onDidChange(whenAnswered));
      });
      for (const listener of listening) listener.dispose();
    });
  }

  /**
   * Signs in to the profile whose session has expired, in a terminal.
   * @throws CommandError where none has
   */
  async signIn(): Promise<void> {
    const commands = new Map(this.#model.failed.flatMap(({ failure }) => (failure?.command ? [[failure.command.join(' '), failure.command] as const] : [])));
    if (!commands.size) {
      throw new CommandError('notExpired', 'No AWS session is known to have expired. Check drift first; where a session has expired, this signs in again.');
    }
    const picked = commands.size === 1 ? [...commands.keys()][0] : await vscode.window.showQuickPick([...commands.keys()], { title: 'Sign In to AWS' });
    const command = commands.get(picked ?? '');
    if (command) this.#run(command);
  }

  dispose(): void {
    this.#shown?.();
    this.#listening.dispose();
  }

  /** Without a shell, so that a profile's name is never more than a name. */
  #run(command: readonly string[]): void {
    const [program, ...args] = command;
    const terminal = vscode.window.createTerminal({ name: 'AWS sign-in', shellPath: program ?? 'aws', shellArgs: args, iconPath: new vscode.ThemeIcon('key') });
    this.#terminals.add(terminal);
    terminal.show();
  }
}
