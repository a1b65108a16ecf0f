import * as vscode from 'vscode';

export type DriftRefresh = 'whenOpen' | 'manual';
export type LintGate = 'error' | 'off';

/** The extension's settings, typed. Reads are scoped to a resource, since each folder may have its own. */
export class Settings {
  static readonly section = 'plumbline';

  /** Calls back after any of the extension's settings changed. */
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(Settings.section)) listener();
    });
  }

  get lintEnabled(): boolean {
    return this.#get('lint.enable', true);
  }

  get driftRefresh(): DriftRefresh {
    return this.#get<DriftRefresh>('drift.refresh', 'whenOpen');
  }

  /** Empty: the default credential chain. */
  awsProfile(scope: vscode.Uri | undefined): string {
    return this.#get('aws.profile', '', scope);
  }

  /** Empty: the environment's or the profile's. */
  awsRegion(scope: vscode.Uri | undefined): string {
    return this.#get('aws.region', '', scope);
  }

  lintGate(scope: vscode.Uri | undefined): LintGate {
    return this.#get<LintGate>('push.lintGate', 'error', scope);
  }

  /** As written; `parseMacros` judges it. */
  macros(scope: vscode.Uri | undefined): unknown {
    return this.#get<unknown>('macros', {}, scope);
  }

  #get<T>(key: string, fallback: T, scope?: vscode.Uri): T {
    return vscode.workspace.getConfiguration(Settings.section, scope).get<T>(key, fallback);
  }
}
