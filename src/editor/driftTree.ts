import * as vscode from 'vscode';
import type { Verdict } from '../drift/compare.ts';
import type { DriftFailure, DriftGroup } from '../server/driftProtocol.ts';
import type { DriftModel } from './driftModel.ts';
import { placeOf, titleOf, verdictIcons, verdictOrder, verdictWords } from './driftWords.ts';

type Node =
  | { readonly kind: 'target'; readonly place: string; readonly groups: readonly DriftGroup[] }
  | { readonly kind: 'verdict'; readonly place: string; readonly verdict: Verdict; readonly groups: readonly DriftGroup[] }
  | { readonly kind: 'group'; readonly group: DriftGroup }
  | { readonly kind: 'failure'; readonly failure: DriftFailure };

const verdictColors: Readonly<Partial<Record<Verdict, string>>> = {
  missing: 'list.warningForeground',
  membership: 'list.warningForeground',
  duplicate: 'list.warningForeground',
  order: 'list.warningForeground',
};

/** The view "Auto Scaling Groups": accounts and regions, in each the verdicts, in each the groups. */
export class DriftTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #model: DriftModel;
  readonly #view: vscode.TreeView<Node>;
  readonly #disposables: vscode.Disposable[];
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(model: DriftModel) {
    this.#model = model;
    this.onDidChangeTreeData = model.onDidChange;
    this.#view = vscode.window.createTreeView('plumbline.groups', { treeDataProvider: this });
    this.#disposables = [
      this.#view,
      model.onDidChange(() => this.#describe()),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#askOnce();
      }),
    ];
    if (this.#view.visible) this.#askOnce();
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      const failures = new Map(this.#model.failed.flatMap(({ failure }) => (failure ? [[failure.sentence, failure] as const] : [])));
      return [...[...failures.values()].map((failure): Node => ({ kind: 'failure', failure })), ...targetsOf(this.#model.groups)];
    }
    if (node.kind === 'target') {
      return verdictOrder.flatMap((verdict): Node[] => {
        const groups = node.groups.filter((group) => group.verdict === verdict);
        return groups.length ? [{ kind: 'verdict', place: node.place, verdict, groups }] : [];
      });
    }
    return node.kind === 'verdict' ? node.groups.map((group) => ({ kind: 'group', group })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'target':
        return targetItem(node.place, node.groups);
      case 'verdict':
        return verdictItem(node.place, node.verdict, node.groups);
      case 'group':
        return groupItem(node.group);
      case 'failure':
        return failureItem(node.failure);
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Who looks at the view wants to know. */
  #askOnce(): void {
    if (!this.#model.answer && !this.#model.isRunning) this.#model.refreshQuietly();
  }

  #describe(): void {
    const { isRunning, answer, error } = this.#model;
    this.#view.message =
      error ??
      (isRunning && !answer
        ? 'Asking AWS…'
        : answer && !answer.groups.length && !answer.failures.length
          ? 'No file in this workspace declares an Auto Scaling group.'
          : '');
    this.#view.description = isRunning ? 'asking AWS…' : '';
    const wanting = this.#model.groups.filter(({ verdict }) => verdict !== 'in-sync' && verdict !== 'unknown' && verdict !== 'single-zone').length;
    this.#view.badge = wanting ? { value: wanting, tooltip: `${wanting} Auto Scaling ${wanting === 1 ? 'group differs' : 'groups differ'} from AWS` } : undefined;
  }
}

function targetsOf(groups: readonly DriftGroup[]): Node[] {
  const places = new Map<string, DriftGroup[]>();
  for (const group of groups) {
    // A group that AWS lacks or that was not compared has no account; it is still of that target.
    const known = groups.find((other) => other.account && other.region === group.region && other.profile === group.profile);
    const place = placeOf({ ...group, account: group.account || (known?.account ?? '') }) || 'Not asked';
    const own = places.get(place);
    if (own) own.push(group);
    else places.set(place, [group]);
  }
  return [...places].map(([place, own]) => ({ kind: 'target', place, groups: own }));
}

function targetItem(place: string, groups: readonly DriftGroup[]): vscode.TreeItem {
  // The region first, as the one thing that must not be cut off.
  const [region = '', ...others] = place.split(' · ');
  const item = new vscode.TreeItem(region, vscode.TreeItemCollapsibleState.Expanded);
  item.id = place;
  item.iconPath = new vscode.ThemeIcon('cloud');
  item.description = [groups.some(({ stale }) => stale) && 'last known', ...others].filter(Boolean).join(' · ');
  item.tooltip = place;
  return item;
}

function verdictItem(place: string, verdict: Verdict, groups: readonly DriftGroup[]): vscode.TreeItem {
  const state = verdict === 'in-sync' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
  const item = new vscode.TreeItem(verdictWords[verdict], state);
  item.id = JSON.stringify([place, verdict]);
  item.iconPath = iconOf(verdict);
  item.description = String(groups.length);
  item.accessibilityInformation = { label: `${verdictWords[verdict]}: ${groups.length}` };
  return item;
}

function groupItem(group: DriftGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(titleOf(group));
  const line = group.range.start.line + 1;
  const file = vscode.workspace.asRelativePath(group.file);
  item.description = `${file}:${line}`;
  item.tooltip = tooltipOf(group);
  // Also what the menus of the manifest look at.
  item.contextValue = group.verdict === 'unmatched' ? 'group unmatched' : group.live.length ? 'group live' : 'group';
  item.accessibilityInformation = { label: `${titleOf(group)}, ${verdictWords[group.verdict]}, ${file} line ${line}` };
  item.command = { title: 'Open the Declaration', command: 'vscode.open', arguments: [vscode.Uri.file(group.file), { selection: selectionOf(group) }] };
  return item;
}

function failureItem({ sentence, action }: DriftFailure): vscode.TreeItem {
  const item = new vscode.TreeItem(sentence);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = `${sentence} ${action}`;
  item.command = { title: 'Ask AWS Again', command: 'plumbline.checkDrift' };
  return item;
}

function iconOf(verdict: Verdict): vscode.ThemeIcon {
  const color = verdictColors[verdict];
  return new vscode.ThemeIcon(verdictIcons[verdict], color === undefined ? undefined : new vscode.ThemeColor(color));
}

function tooltipOf(group: DriftGroup): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(`${titleOf(group)}: ${verdictWords[group.verdict]}\n`);
  text.appendText(group.reason);
  return text;
}

/** The list of a group, as the editor selects it. */
export function selectionOf({ range: { start, end } }: DriftGroup): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
