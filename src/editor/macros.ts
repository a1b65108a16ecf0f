import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { GitError } from '../git/errors.ts';
import { Git } from '../git/git.ts';
import { abortOperation, continueOperation } from '../git/integrate.ts';
import { defaultPushRemote, readRemotes } from '../git/remotes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import { type Macro, parseMacros } from '../macros/language.ts';
import { runMacro, type RunReport, type StepFailure, type StepReport } from '../macros/run.ts';
import { CancelledError, CommandError, type FailureAction } from './commands.ts';
import type { Drift } from './drift.ts';
import type { GitExtension } from './gitExtension.ts';
import type { ServerClient } from './languageClient.ts';
import { EditorMacroHost } from './macroHost.ts';
import type { RepositoryPicker } from './repositories.ts';
import type { Settings } from './settings.ts';

export interface MacroCommandsOptions {
  readonly settings: Settings;
  readonly server: ServerClient;
  readonly drift: Drift;
  readonly git: GitExtension;
  readonly repositories: RepositoryPicker;
  readonly log: Log;
}

/** Runs macros, and the push commands, which are macros that come with the extension. */
export class MacroCommands {
  readonly #options: MacroCommandsOptions;
  /** Names of the macros of this session, last used first. */
  #recent: string[] = [];

  constructor(options: MacroCommandsOptions) {
    this.#options = options;
  }

  /** Pushes the active repository's branch; asks for the remote where nothing says which of several it is. */
  async pushCurrentBranch(): Promise<RunReport> {
    const repository = await this.#repository();
    const remote = await pickRemote(repository);
    return this.#runOwn('Push Current Branch', repository, [this.#pushStep(repository, remote)]);
  }

  /** Lints what changed, stages it all, commits with the message that it asks for, and pushes. */
  async stageCommitPush(): Promise<RunReport> {
    const repository = await this.#repository();
    const remote = await pickRemote(repository);
    await offerToSave(repository);
    const message = await vscode.window.showInputBox({
      title: 'Stage All, Commit and Push',
      prompt: 'Commit message',
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() ? undefined : 'A commit needs a message.'),
    });
    if (message === undefined) throw new CancelledError();
    return this.#runOwn('Stage All, Commit and Push', repository, [
      ...(this.#gated(repository) ? [{ lint: 'changed' }] : []),
      { stage: 'all' },
      // a value, not a text with variables: the message may hold `${...}`
      { commit: '${input:message}' },
      this.#pushStep(repository, remote),
    ], { message });
  }

  /**
   * Runs a macro of the settings.
   * @param argument its name, `{ macro, inputs }`, or nothing to let the user pick
   */
  async run(argument: unknown): Promise<RunReport> {
    const { name, inputs } = readArgument(argument);
    const scope = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const { macros, problems } = parseMacros(this.#options.settings.macros(scope));
    const macro = name === undefined ? await this.#pick(macros, problems.length) : macros.find((candidate) => candidate.name === name);
    if (!macro) {
      const problem = problems.find((candidate) => candidate.macro === name || candidate.macro === undefined);
      const names = macros.map((candidate) => candidate.name).join(', ') || 'none';
      throw new CommandError('badMacro', problem?.message ?? `There is no macro "${name}" in plumbline.macros; there is ${names}.`, [openSettings]);
    }
    this.#recent = [macro.name, ...this.#recent.filter((candidate) => candidate !== macro.name)];
    return this.#run(macro, macros, await this.#repositoryIfAny(), inputs);
  }

  async #pick(macros: readonly Macro[], problems: number): Promise<Macro> {
    if (!macros.length) {
      const message = problems ? 'No macro in plumbline.macros can be read.' : 'There is no macro yet; write one in the setting plumbline.macros.';
      throw new CommandError('badMacro', message, [openSettings]);
    }
    const rank = (macro: Macro) => (this.#recent.includes(macro.name) ? this.#recent.indexOf(macro.name) : Infinity);
    const picked = await vscode.window.showQuickPick(
      macros
        .toSorted((a, b) => rank(a) - rank(b) || 0)
        .map((macro) => ({
          label: macro.title,
          ...(macro.title !== macro.name && { description: macro.name }),
          detail: macro.description ?? macro.steps.map((step) => step.name ?? step.kind).join(' → '),
          macro,
        })),
      { title: 'Run Macro', matchOnDescription: true },
    );
    if (!picked) throw new CancelledError();
    return picked.macro;
  }

  #runOwn(title: string, repository: Repository, steps: readonly unknown[], inputs: Record<string, string> = {}): Promise<RunReport> {
    const { macros, problems } = parseMacros({ [title]: { title, steps } }, title);
    const [macro] = macros;
    if (!macro) throw new Error(problems.map((problem) => problem.message).join(' '));
    return this.#run(macro, macros, repository, inputs);
  }

  #pushStep(repository: Repository, remote: string): unknown {
    return { push: { to: [remote], lint: this.#gated(repository) } };
  }

  #gated(repository: Repository): boolean {
    return this.#options.settings.lintGate(vscode.Uri.file(repository.root)) === 'error';
  }

  /** @throws CommandError with the failure's reason; a macro that was cancelled throws CancelledError */
  async #run(macro: Macro, macros: readonly Macro[], repository: Repository | undefined, inputs: Record<string, string>): Promise<RunReport> {
    const { server, drift, git, log } = this.#options;
    try {
      const host = new EditorMacroHost({
        server,
        drift,
        lintedExtensions: await server.lintedExtensions(),
        repositories: () => this.#openRepositories(),
      });
      const report = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: macro.title, cancellable: true },
        (progress, token) => {
          const abort = new AbortController();
          token.onCancellationRequested(() => {
            progress.report({ message: 'stopping…' });
            abort.abort(new Error('cancelled'));
          });
          const onStep = (step: StepReport) => {
            if (step.status === 'running') progress.report({ message: step.name ?? step.kind });
          };
          const onOutput = (text: string) => log.info(text.trimEnd());
          const folder = repository?.root ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
          return runMacro(macro, { macros, repository, folder, host, log, signal: abort.signal, inputs, onStep, onOutput });
        },
      );
      if (report.status === 'succeeded') {
        vscode.window.setStatusBarMessage(`$(check) ${macro.title}: done in ${(report.durationMs / 1000).toFixed(1)} s`, 6000);
        return report;
      }
      throw failureOf(report, repository);
    } finally {
      if (repository) await git.refresh(repository.root);
    }
  }

  async #repository(): Promise<Repository> {
    const { repositories } = this.#options;
    return openRepository(await this.#git(), await repositories.pick());
  }

  /** A macro may do without one: its git steps then say so. */
  async #repositoryIfAny(): Promise<Repository | undefined> {
    try {
      return await this.#repository();
    } catch (error) {
      if (error instanceof Error && 'reason' in error && error.reason === 'notARepository') return undefined;
      throw error;
    }
  }

  async #openRepositories(): Promise<Repository[]> {
    const git = await this.#git();
    return Promise.all((await this.#options.git.roots()).map((root) => openRepository(git, root)));
  }

  async #git(): Promise<Git> {
    const { git, log } = this.#options;
    return new Git({ gitPath: await git.gitPath(), environment: process.env, askpass: await git.askpass(), log });
  }
}

const openSettings: FailureAction = {
  title: 'Open Settings',
  run: () => vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'plumbline.macros' } }),
};

function readArgument(argument: unknown): { name: string | undefined; inputs: Record<string, string> } {
  if (argument === undefined || argument === null) return { name: undefined, inputs: {} };
  if (typeof argument === 'string') return { name: argument, inputs: {} };
  if (typeof argument === 'object' && 'macro' in argument && typeof argument.macro === 'string') {
    const inputs = 'inputs' in argument && typeof argument.inputs === 'object' && argument.inputs !== null ? argument.inputs : {};
    return { name: argument.macro, inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)])) };
  }
  throw new CommandError('badCall', 'plumbline.runMacro takes the name of a macro, or { "macro": "name", "inputs": { ... } }.');
}

/** The remote that git's configuration says; the user's pick where it does not say and there are several. */
async function pickRemote(repository: Repository): Promise<string> {
  try {
    return await defaultPushRemote(repository);
  } catch (error) {
    if (!GitError.is(error, 'ambiguousRemote')) throw error;
    const remotes = await readRemotes(repository);
    const picked = await vscode.window.showQuickPick(
      remotes.map(({ name, pushUrl }) => ({ label: name, description: pushUrl })),
      { title: 'Push', placeHolder: 'Pick the remote to push to' },
    );
    if (!picked) throw new CancelledError();
    return picked.label;
  }
}

/** What is not saved is not committed; nobody should find that out on the remote. */
async function offerToSave(repository: Repository): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.uri.scheme === 'file' && !repository.relative(document.uri.fsPath).startsWith('..'),
  );
  if (!unsaved.length) return;
  const save = 'Save All and Continue';
  const goOn = 'Continue Without Saving';
  const names = unsaved.map((document) => repository.relative(document.uri.fsPath)).join(', ');
  const chosen = await vscode.window.showWarningMessage(`Not saved yet: ${names}.`, { modal: true }, save, goOn);
  if (chosen === undefined) throw new CancelledError();
  if (chosen === save) await Promise.all(unsaved.map((document) => document.save()));
}

function failureOf(report: RunReport, repository: Repository | undefined): Error {
  const index = report.steps.findIndex((step) => step.failure);
  const step = report.steps[index];
  const failure = step?.failure ?? report.failure;
  if (report.status === 'cancelled' || !failure) return new CancelledError();
  const total = report.steps.length + report.notRun;
  const where = step ? `"${report.title}" stopped at step ${index + 1} of ${total}, ${step.name ?? step.kind}: ` : `"${report.title}": `;
  return new CommandError(failure.reason, `${total > 1 ? where : ''}${failure.message}`, actionsFor(failure, repository));
}

function actionsFor(failure: StepFailure, repository: Repository | undefined): FailureAction[] {
  const [finding] = failure.findings;
  if (finding) {
    const position = new vscode.Position(finding.line - 1, finding.column - 1);
    const selection = new vscode.Range(position, position);
    return [{ title: 'Show', run: () => vscode.window.showTextDocument(vscode.Uri.file(finding.file), { selection }) }];
  }
  if (failure.reason === 'conflict' && repository) {
    return [
      { title: 'Show Conflicts', run: () => vscode.commands.executeCommand('workbench.view.scm') },
      { title: 'Continue', run: () => continueOperation(repository) },
      { title: 'Abort', run: () => abortOperation(repository) },
    ];
  }
  return [];
}
