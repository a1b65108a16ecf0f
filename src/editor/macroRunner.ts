import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { Git } from '../git/git.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { Log } from '../log.ts';
import type { Macro } from '../macros/language.ts';
import { planMacro } from '../macros/plan.ts';
import { runMacro, type RunReport, type StepReport } from '../macros/run.ts';
import { CommandError } from './commands.ts';
import type { Drift } from './drift.ts';
import type { GitExtension } from './gitExtension.ts';
import type { ServerClient } from './languageClient.ts';
import { requireApproval } from './macroApproval.ts';
import type { MacroDocuments } from './macroDocuments.ts';
import { failureOf } from './macroFailure.ts';
import { EditorMacroHost } from './macroHost.ts';
import type { MacroMemory } from './macroMemory.ts';
import { MacroOutput } from './macroOutput.ts';
import type { MacroRecording } from './macroRecording.ts';
import { planText, reportText } from './macroReport.ts';
import type { RepositoryPicker } from './repositories.ts';
import type { Settings } from './settings.ts';

export interface MacroRunnerOptions {
  readonly settings: Settings;
  readonly server: ServerClient;
  readonly drift: Drift;
  readonly git: GitExtension;
  readonly repositories: RepositoryPicker;
  readonly memory: MacroMemory;
  readonly documents: MacroDocuments;
  readonly recording: MacroRecording;
  readonly log: Log;
  /** Brings the log that `log` writes to the front. */
  readonly showLog: () => void;
}

/** What to run. */
export interface MacroRun {
  readonly macro: Macro;
  /** Every macro that it may run. */
  readonly macros: readonly Macro[];
  readonly repository: Repository | undefined;
  readonly inputs: Readonly<Record<string, string>>;
  /** The first step to run, from 0. */
  readonly from?: number;
  /** What the steps before that one did, by their ids. */
  readonly results?: RunReport['results'];
  /** The steps that do the same, for a recording. */
  readonly recorded: readonly unknown[];
  /** Names of those macros that the workspace's own settings hold. */
  readonly ofWorkspace?: ReadonlySet<string>;
}

/** A run that ended. */
export interface EndedRun {
  readonly run: MacroRun;
  readonly report: RunReport;
  /** Values that were asked for, the given ones included. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The report as a document. */
  readonly text: string;
}

/** Runs and plans macros in the editor: approval, progress, report, and a failure with what can be done about it. */
export class MacroRunner {
  readonly #options: MacroRunnerOptions;
  #last: EndedRun | undefined;
  /** Each stops a run that goes on. */
  readonly #stops = new Set<() => void>();

  constructor(options: MacroRunnerOptions) {
    this.#options = options;
  }

  /** The last run of this window. */
  get last(): EndedRun | undefined {
    return this.#last;
  }

  /** @throws CommandError with the failure's reason; CancelledError where the user stopped it */
  async run(run: MacroRun): Promise<RunReport> {
    const { git, memory, recording } = this.#options;
    const { macro, repository } = run;
    await requireApproval(run, memory);
    try {
      const ended = await this.#withProgress(run);
      this.#last = ended;
      const { report } = ended;
      if (report.status !== 'succeeded') {
        throw await failureOf(ended, {
          run: (next) => this.run(next),
          showReport: () => this.showReport(ended),
          showLog: this.#options.showLog,
          refresh: (root) => git.refresh(root),
        });
      }
      for (const step of run.recorded) recording.add(step);
      vscode.window.setStatusBarMessage(`$(check) ${macro.title}: done in ${(report.durationMs / 1000).toFixed(1)} s`, 6000);
      return report;
    } finally {
      if (repository) await git.refresh(repository.root);
    }
  }

  /**
   * Stops every run of this window.
   * @throws CommandError `noRun`
   */
  cancel(): void {
    if (!this.#stops.size) throw new CommandError('noRun', 'No macro is running, so there is nothing to cancel.');
    for (const stop of this.#stops) stop();
  }

  /** Opens what the macro would do as a document; nothing is done. */
  async plan({ macro, macros, repository, inputs }: MacroRun): Promise<void> {
    const host = await this.#host();
    const steps = await planMacro(macro, { macros, repository, host, inputs });
    await this.#options.documents.show(`Dry run of ${macro.title}`, planText(macro.title, repository?.root, steps));
  }

  async showReport({ report, text }: EndedRun): Promise<void> {
    await this.#options.documents.show(report.title, text);
  }

  /**
   * The repository to work in.
   * @param argument of the command, which may say which
   * @throws NoRepositoryError, CancelledError
   */
  async repository(argument?: unknown): Promise<Repository> {
    return openRepository(await this.#git(), await this.#options.repositories.pick(argument));
  }

  /** A macro may do without one: its git steps then say so. */
  async repositoryIfAny(argument?: unknown): Promise<Repository | undefined> {
    try {
      return await this.repository(argument);
    } catch (error) {
      if (error instanceof Error && 'reason' in error && error.reason === 'notARepository') return undefined;
      throw error;
    }
  }

  async #withProgress(run: MacroRun): Promise<EndedRun> {
    const { log } = this.#options;
    const { macro, macros, repository, inputs, from, results } = run;
    const started = new Date();
    const host = await this.#host();
    const output = new MacroOutput();
    const folder = repository?.root ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
    const report = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: macro.title, cancellable: true },
      async (progress, token) => {
        const abort = new AbortController();
        const stop = () => {
          progress.report({ message: 'stopping…' });
          abort.abort(new Error('cancelled'));
        };
        token.onCancellationRequested(stop);
        const onStep = (step: StepReport) => {
          output.step(step);
          if (step.status === 'running' && !abort.signal.aborted) progress.report({ message: step.name ?? step.kind });
        };
        const onOutput = (text: string) => {
          output.print(text);
          log.info(text.trimEnd());
        };
        const { signal } = abort;
        this.#stops.add(stop);
        try {
          return await runMacro(macro, { macros, repository, folder, host, log, signal, inputs, from, results, onStep, onOutput });
        } finally {
          this.#stops.delete(stop);
        }
      },
    );
    const details = { started, root: repository?.root, outputOf: (step: StepReport) => output.of(step) };
    return { run, report, inputs: { ...inputs, ...host.answers }, text: reportText(report, details) };
  }

  async #host(): Promise<EditorMacroHost> {
    const { server, drift, settings } = this.#options;
    return new EditorMacroHost({
      server,
      drift,
      settings,
      lintedExtensions: await server.lintedExtensions(),
      repositories: () => this.#openRepositories(),
    });
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
