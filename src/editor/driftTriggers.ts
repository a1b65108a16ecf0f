import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
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
  readonly #server: ServerClient;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #disposables: vscode.Disposable[] = [];
  #settling: NodeJS.Timeout | undefined;
  #watchesConfiguration = false;

  constructor(model: DriftModel, server: ServerClient, settings: Settings, log: Log) {
    this.#model = model;
    this.#server = server;
    this.#settings = settings;
    this.#log = log;
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
      // Only who has asked AWS once has a use for what the shared configuration becomes.
      this.#model.onDidChange(() => void this.#watchConfiguration()),
    );
    const [open] = vscode.workspace.textDocuments.filter(mayDeclare);
    if (open) whenDeclaring(open);
  }

  dispose(): void {
    clearTimeout(this.#settling);
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

  /** Watches the shared AWS configuration and the tokens of `aws sso login`, from the first answer on. */
  async #watchConfiguration(): Promise<void> {
    if (this.#watchesConfiguration || !this.#model.answer) return;
    this.#watchesConfiguration = true;
    try {
      const { configFile, credentialsFile } = await this.#server.awsProfiles();
      const watch = (folder: string, glob: string) => {
        const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), glob));
        const changed = () => this.#settle();
        this.#disposables.push(watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed));
      };
      watch(path.dirname(configFile), path.basename(configFile));
      watch(path.dirname(credentialsFile), path.basename(credentialsFile));
      watch(path.join(path.dirname(configFile), 'sso', 'cache'), '*.json');
    } catch (error) {
      this.#log.warn(`drift: the shared AWS configuration is not watched: ${String(error)}`);
    }
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#log.info('drift: the shared AWS configuration has changed');
      // What AWS answers well is not worth another question: credentials are renewed all the time.
      if (this.#model.failed.length) this.#model.refreshQuietly();
    }, settleMs);
  }
}

function mayDeclare(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && /\.(ya?ml|json|template|tf)$/.test(document.fileName) && declares.test(document.getText());
}
