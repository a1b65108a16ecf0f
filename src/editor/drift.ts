import * as vscode from 'vscode';
import type { Verdict } from '../drift/compare.ts';
import type { Log } from '../log.ts';
import type { DriftGroup, DriftResult } from '../server/driftProtocol.ts';
import type { ServerClient } from './languageClient.ts';
import type { Settings } from './settings.ts';

/** A document with one of these may declare an Auto Scaling group; only then is AWS asked without being told to. */
const declares = /AWS::AutoScaling::AutoScalingGroup|\b(?:ec2_asg|autoscaling_group)\b/;

/** As lists show them: what needs a person first. */
const verdictOrder: readonly Verdict[] = ['missing', 'membership', 'duplicate', 'order', 'unmatched', 'single-zone', 'unknown', 'in-sync'];

const verdictIcons: Record<Verdict, string> = {
  'in-sync': '$(check)',
  order: '$(arrow-swap)',
  membership: '$(diff-modified)',
  duplicate: '$(files)',
  'single-zone': '$(info)',
  missing: '$(circle-slash)',
  unmatched: '$(question)',
  unknown: '$(question)',
};

const verdictWords: Record<Verdict, string> = {
  'in-sync': 'in sync',
  order: 'order differs',
  membership: 'subnets differ',
  duplicate: 'a subnet twice',
  'single-zone': 'one zone only',
  missing: 'not in AWS',
  unmatched: 'which group?',
  unknown: 'unknown',
};

/** The drift of Auto Scaling groups: asks the server, keeps the last answer, and shows it in the status bar. */
export class DriftStatus implements vscode.Disposable {
  readonly #server: ServerClient;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #item: vscode.StatusBarItem;
  readonly #disposables: vscode.Disposable[] = [];
  #last: { readonly result: DriftResult; readonly at: Date } | undefined;
  #running: Promise<DriftResult> | undefined;
  #queued: Promise<DriftResult> | undefined;

  constructor(server: ServerClient, settings: Settings, log: Log) {
    this.#server = server;
    this.#settings = settings;
    this.#log = log;
    this.#item = vscode.window.createStatusBarItem('plumbline.drift', vscode.StatusBarAlignment.Left, 50);
    this.#item.name = 'Auto Scaling Drift';
    this.#item.command = 'plumbline.showDrift';
    this.#disposables.push(this.#item);
  }

  /** Checks when a declaring document is opened or saved, as far as the settings and the workspace's trust allow. */
  watch(): void {
    const consider = (document: vscode.TextDocument) => {
      if (this.#settings.driftRefresh === 'whenOpen' && mayDeclare(document)) this.#refreshQuietly();
    };
    const considerAll = () => vscode.window.visibleTextEditors.map((editor) => editor.document).slice(0, 1).forEach(consider);
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (!this.#last) consider(document);
      }),
      vscode.workspace.onDidSaveTextDocument(consider),
      vscode.workspace.onDidGrantWorkspaceTrust(considerAll),
      this.#settings.onDidChange(() => {
        if (this.#last) this.#refreshQuietly();
      }),
    );
    vscode.workspace.textDocuments.filter(mayDeclare).slice(0, 1).forEach(consider);
  }

  /**
   * Asks AWS now. Calls that come while one runs share one further run.
   * @throws Error where there is no folder, or the server fails
   */
  refresh(): Promise<DriftResult> {
    if (!this.#running) return this.#begin();
    this.#queued ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#queued;
  }

  /** Lists the groups; picking one opens its declaration. */
  async show(): Promise<void> {
    const { groups, failures } = this.#last?.result ?? (await this.refresh());
    const refreshNow = { label: '$(refresh) Ask AWS again', group: undefined };
    const picked = await vscode.window.showQuickPick(
      [
        ...byVerdict(groups).map((group) => ({
          label: `${verdictIcons[group.verdict]} ${group.name || group.address}`,
          description: [verdictWords[group.verdict], group.region, group.account, group.stale && 'last known'].filter(Boolean).join(' · '),
          detail: `${vscode.workspace.asRelativePath(group.file)}:${group.range.start.line + 1}  ${group.reason}`,
          group,
        })),
        ...failures.map((failure) => ({ label: `$(warning) ${failure}`, group: undefined })),
        refreshNow,
      ],
      {
        title: 'Auto Scaling Groups',
        placeHolder: groups.length ? 'Open a declaration' : 'No Auto Scaling group is declared in this workspace',
        matchOnDescription: true,
        matchOnDetail: true,
      },
    );
    if (picked === refreshNow) await this.refresh();
    else if (picked?.group) {
      const { file, range } = picked.group;
      const start = new vscode.Position(range.start.line, range.start.character);
      const end = new vscode.Position(range.end.line, range.end.character);
      await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(start, end) });
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #refreshQuietly(): void {
    if (!vscode.workspace.isTrusted) return;
    // The status item shows the failure; nobody asked for a notification.
    this.refresh().catch((error: unknown) => this.#log.warn(`drift: ${String(error)}`));
  }

  #begin(): Promise<DriftResult> {
    this.#queued = undefined;
    this.#running = this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<DriftResult> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    if (!folders.length) throw new Error('Open a folder first: drift is checked for the groups that its files declare.');
    this.#item.text = '$(sync~spin) ASG';
    this.#item.tooltip = 'Asking AWS for the Auto Scaling groups…';
    this.#item.accessibilityInformation = { label: 'Auto Scaling drift: asking AWS' };
    this.#item.show();
    try {
      const results = await Promise.all(
        folders.map(({ uri }) =>
          this.#server.drift({
            paths: [uri.fsPath],
            profile: this.#settings.awsProfile(uri) || undefined,
            region: this.#settings.awsRegion(uri) || undefined,
          }),
        ),
      );
      const result = { groups: results.flatMap(({ groups }) => groups), targets: results.flatMap(({ targets }) => targets), failures: results.flatMap(({ failures }) => failures) };
      for (const failure of result.failures) this.#log.warn(`drift: ${failure}`);
      this.#last = { result, at: new Date() };
      this.#render(result);
      return result;
    } catch (error) {
      this.#item.text = '$(warning) ASG: failed';
      this.#item.tooltip = String(error instanceof Error ? error.message : error);
      this.#item.accessibilityInformation = { label: 'Auto Scaling drift: failed' };
      throw error;
    }
  }

  #render({ groups, failures }: DriftResult): void {
    if (!groups.length && !failures.length) {
      this.#item.hide();
      return;
    }
    const summary = summarise(groups);
    this.#item.text = failures.length ? `$(warning) ASG: ${summary}` : `$(pulse) ASG: ${summary}`;
    this.#item.accessibilityInformation = { label: `Auto Scaling drift: ${summary}` };
    this.#item.backgroundColor = groups.some(({ verdict }) => verdict === 'membership' || verdict === 'missing')
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.tooltip = tooltip(groups, failures, this.#last?.at ?? new Date());
  }
}

/** As the status bar counts them. */
const countedVerdicts: readonly Verdict[] = ['order', 'membership', 'duplicate', 'missing', 'single-zone', 'unknown'];

/** `1 order, 1 membership`; `3 in sync` where there is nothing to say. */
function summarise(groups: readonly DriftGroup[]): string {
  const counts = countedVerdicts
    .map((verdict) => ({ verdict, count: groups.filter((group) => group.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  return counts.length ? counts.join(', ') : `${groups.length} in sync`;
}

function byVerdict(groups: readonly DriftGroup[]): DriftGroup[] {
  return groups.toSorted((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
}

function tooltip(groups: readonly DriftGroup[], failures: readonly string[], at: Date): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown(`**Auto Scaling groups**, asked at ${at.toLocaleTimeString()}\n\n`);
  for (const group of byVerdict(groups)) {
    text.appendMarkdown(`${verdictIcons[group.verdict]} `);
    text.appendText(`${group.name || group.address}: ${verdictWords[group.verdict]}${group.stale ? ' (last known)' : ''}`);
    text.appendMarkdown('  \n');
    if (group.verdict === 'order' || group.verdict === 'membership') {
      text.appendMarkdown(`declared \`${group.declared.join(', ') || 'none'}\`  \nAWS \`${group.live.join(', ') || 'none'}\`\n\n`);
    } else if (group.reason) {
      text.appendText(group.reason);
      text.appendMarkdown('\n\n');
    }
  }
  for (const failure of failures) {
    text.appendMarkdown('$(warning) ');
    text.appendText(failure);
    text.appendMarkdown('\n\n');
  }
  return text;
}

function mayDeclare(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && /\.(ya?ml|json|template|tf)$/.test(document.fileName) && declares.test(document.getText());
}
