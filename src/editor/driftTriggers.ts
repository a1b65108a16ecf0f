import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { AwsConfigWatch } from './awsConfigWatch.ts';
import type { DriftModel } from './driftModel.ts';
import type { ServerClient } from './languageClient.ts';
import type { Settings } from './settings.ts';

/** A document with one of these may declare an Auto Scaling group; only then is AWS asked without being told to. */
const declares = /AWS::AutoScaling::AutoScalingGroup|\b(?:ec2_asg|autoscaling_group)\b/;

/** How long the shared AWS configuration must stay as it is before AWS is asked again, in milliseconds: it is written in steps. */
const settleMs = 1000;

/**
 * Decides when AWS is asked without being told to: a declaring document is opened or saved, a setting or the shared AWS
 * configuration changes, the window comes back to the front after a while. Never in a workspace that is not trusted.
 */
export class DriftTriggers implements vscode.Disposable {
  readonly #model: DriftModel;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #disposables: vscode.Disposable[] = [];
  #settling: NodeJS.Timeout | undefined;
  readonly #configuration: AwsConfigWatch;

  constructor(model: DriftModel, server: ServerClient, settings: Settings, log: Log) {
    this.#model = model;
    this.#settings = settings;
    this.#log = log;
    this.#configuration = new AwsConfigWatch(() => server.awsProfiles(), () => this.#settle(), log);
  }

  watch(): void {
    const whenDeclaring = (document: vscode.TextDocument) => {
      if (this.#isAutomatic && this.#concerns(document)) this.#model.refreshQuietly();
    };
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (!this.#model.answer && !this.#model.isRunning) whenDeclaring(document);
      }),
      vscode.workspace.onDidSaveTextDocument(whenDeclaring),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        const [open] = vscode.workspace.textDocuments.filter(mayDeclare);
        if (open) whenDeclaring(open);
      }),
      this.#settings.onDidChangeDrift(() => {
        if (this.#model.answer || this.#model.error !== undefined) this.#model.refreshQuietly();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#isAutomatic && this.#isOld()) this.#model.refreshQuietly();
      }),
      this.#model.onDidChange(() => this.#watchConfiguration()),
    );
    const [open] = vscode.workspace.textDocuments.filter(mayDeclare);
    if (open) whenDeclaring(open);
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#configuration.stop();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get #isAutomatic(): boolean {
    return this.#settings.driftRefresh === 'whenOpen';
  }

  /** True where the document declares a group, or holds a list that one uses. */
  #concerns(document: vscode.TextDocument): boolean {
    const file = document.uri.fsPath;
    return mayDeclare(document) || this.#model.groups.some((group) => group.file === file || group.written?.file === file);
  }

  #isOld(): boolean {
    const minutes = this.#settings.driftRefreshOnFocusMinutes;
    const { answer } = this.#model;
    return minutes > 0 && answer !== undefined && Date.now() - answer.at.getTime() >= minutes * 60_000;
  }

  /**
   * Looks at the shared AWS configuration and the tokens of `aws sso login` while AWS gives no answer. What it answers well
   * is not worth another question: credentials are renewed all the time.
   */
  #watchConfiguration(): void {
    if (this.#model.failed.length) this.#configuration.start();
    else this.#configuration.stop();
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#log.info('drift: the shared AWS configuration has changed');
      this.#model.refreshQuietly();
    }, settleMs);
  }
}

function mayDeclare(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && /\.(ya?ml|json|template|tf)$/.test(document.fileName) && declares.test(document.getText());
}
