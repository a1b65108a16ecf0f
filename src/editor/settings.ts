import * as vscode from 'vscode';
import type { TargetEntry } from '../drift/targets.ts';
import type { CfnLintMode } from '../cloudformation/peer/cfnLint.ts';
import { schemaUrl } from '../cloudformation/schema/update/update.ts';
import type { DriftParams } from '../server/driftProtocol.ts';
import type { CloudFormationSettings, PeerMode, TerraformSettings } from '../server/protocol.ts';

export type DriftRefresh = 'whenOpen' | 'manual';
export type LintGate = 'error' | 'off';

/** The extension's settings, typed. Reads are scoped to a resource, since each folder may have its own. */
export class Settings {
  static readonly section = 'plumbline';

  /** Calls back after linting was switched on or off. */
  onDidChangeLint(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('plumbline.lint')) listener();
    });
  }

  /** Calls back after one of the settings that decide the question to AWS changed. */
  onDidChangeDrift(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (['aws', 'drift'].some((part) => event.affectsConfiguration(`${Settings.section}.${part}`))) listener();
    });
  }

  /** Calls back after the macros changed. */
  onDidChangeMacros(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${Settings.section}.macros`)) listener();
    });
  }

  get lintEnabled(): boolean {
    return this.#get('lint.enable', true);
  }

  /** Calls back after one of CloudFormation's settings changed that the server follows. */
  onDidChangeCloudFormation(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${Settings.section}.cloudformation`)) listener();
    });
  }

  get cloudFormation(): CloudFormationSettings {
    return { cfnLint: this.#get<CfnLintMode>('cloudformation.cfnLint', 'off'), rules: this.#get<Readonly<Record<string, boolean>>>('cloudformation.rules', {}) };
  }

  /** Calls back after one of Terraform's settings changed that the server follows. */
  onDidChangeTerraform(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${Settings.section}.terraform`)) listener();
    });
  }

  get terraform(): TerraformSettings {
    return { validate: this.#get<PeerMode>('terraform.validate', 'off'), tflint: this.#get<PeerMode>('terraform.tflint', 'off'), providerSchemas: this.#get('terraform.providerSchemas', true) };
  }

  /** Where the CloudFormation schemas are fetched from, and of which region. */
  get schemas(): { readonly url: string; readonly region: string } {
    return { url: this.#get('cloudformation.schemaUrl', '') || schemaUrl, region: this.#get('aws.region', '') || 'us-east-1' };
  }

  get driftRefresh(): DriftRefresh {
    return this.#get<DriftRefresh>('drift.refresh', 'whenOpen');
  }

  /** After how many minutes AWS is asked again when the window is back in front; 0: never. */
  get driftRefreshOnFocusMinutes(): number {
    return this.#get('drift.refreshOnFocusMinutes', 15);
  }

  /** Which profile, region and role the files of a glob belong to. */
  awsTargets(scope: vscode.Uri | undefined): readonly TargetEntry[] {
    return this.#get<readonly TargetEntry[]>('aws.targets', [], scope);
  }

  /** Names of groups that a person chose, by `path in the folder#address`. */
  driftGroups(scope: vscode.Uri | undefined): Readonly<Record<string, string>> {
    return this.#get<Readonly<Record<string, string>>>('drift.groups', {}, scope);
  }

  /**
   * The question about the groups of a folder.
   * @throws Error where `plumbline.aws.targets` cannot be understood
   */
  drift(folder: vscode.Uri): DriftParams {
    const targets = this.awsTargets(folder);
    const wrong = targets.findIndex((entry) => typeof entry?.files !== 'string' || !entry.files);
    if (wrong >= 0) throw new Error(`Entry ${wrong + 1} of the setting plumbline.aws.targets has no "files", a glob such as "ansible/**".`);
    return {
      paths: [folder.fsPath],
      profile: this.#get('aws.profile', '', folder) || undefined,
      region: this.#get('aws.region', '', folder) || undefined,
      targets: targets.map(({ files, profile, region, role }) => ({
        files,
        profile: profile || undefined,
        region: region || undefined,
        role: role || undefined,
      })),
      zones: this.#get('drift.zones', false),
      pins: Object.fromEntries(
        Object.entries(this.driftGroups(folder)).map(([place, name]) => [vscode.Uri.joinPath(folder, place).fsPath, name]),
      ),
      ansibleVersion: this.#get('drift.ansibleVersion', '') || undefined,
      proxy: editorProxy(),
    };
  }

  lintGate(scope: vscode.Uri | undefined): LintGate {
    return this.#get<LintGate>('push.lintGate', 'error', scope);
  }

  /** Globs of the branches that a push asks before: the setting's own, and the editor's `git.branchProtection`. */
  protectedBranches(): readonly string[] {
    const own = this.#get<readonly string[]>('push.protectedBranches', []);
    const editors = vscode.workspace.getConfiguration('git').get<string | readonly string[]>('branchProtection', []);
    return [...own, ...(typeof editors === 'string' ? [editors] : editors)].map((glob) => glob.trim()).filter(Boolean);
  }

  /** As written; `parseMacros` judges it. */
  macros(scope: vscode.Uri | undefined): unknown {
    return this.#get<unknown>('macros', {}, scope);
  }

  #get<T>(key: string, fallback: T, scope?: vscode.Uri): T {
    return vscode.workspace.getConfiguration(Settings.section, scope).get<T>(key, fallback);
  }
}

/** The proxy of the editor's own settings; undefined where they name none, or say that extensions shall use none. */
function editorProxy(): DriftParams['proxy'] {
  const http = vscode.workspace.getConfiguration('http');
  const url = http.get('proxy', '');
  return url && http.get('proxySupport') !== 'off' ? { url, except: http.get<readonly string[]>('noProxy', []) } : undefined;
}
