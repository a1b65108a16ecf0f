import * as vscode from 'vscode';
import type { DriftAnswer, DriftModel } from './driftModel.ts';
import { byVerdict, failureWords, placeOf, summarise, titleOf, verdictIcons, verdictWords } from './driftWords.ts';

/** Counts of the verdicts in the status bar, and whether AWS is being asked, gave its last answer earlier, or none. */
export class DriftStatus implements vscode.Disposable {
  readonly #model: DriftModel;
  readonly #item: vscode.StatusBarItem;
  readonly #listening: vscode.Disposable;

  constructor(model: DriftModel) {
    this.#model = model;
    this.#item = vscode.window.createStatusBarItem('plumbline.drift', vscode.StatusBarAlignment.Left, 50);
    this.#item.name = 'Auto Scaling Drift';
    this.#item.command = 'plumbline.showDrift';
    this.#listening = model.onDidChange(() => this.#render());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }

  #render(): void {
    const { answer, isRunning, error, failed } = this.#model;
    const groups = answer?.groups ?? [];
    if (!isRunning && error === undefined && !groups.length && !answer?.failures.length) {
      this.#item.hide();
      return;
    }
    const stale = groups.some((group) => group.stale);
    const [failure] = failed.flatMap((target) => target.failure ?? []);
    const answered = groups.some(({ live }) => live.length);
    const words =
      groups.length && (answered || !failure)
        ? `${summarise(groups)}${stale ? ' (last known)' : ''}`
        : failure
          ? (failureWords[failure.reason] ?? 'no answer')
          : error !== undefined
            ? 'failed'
            : '';
    const icon = isRunning ? 'sync~spin' : error !== undefined || (failure && !stale) ? 'warning' : stale ? 'history' : 'pulse';
    this.#item.text = [`$(${icon})`, words ? `ASG: ${words}` : 'ASG'].join(' ');
    this.#item.backgroundColor =
      !isRunning && (error !== undefined || failure || groups.some(({ verdict }) => verdict === 'membership' || verdict === 'missing'))
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
    const sentences = [error, ...failed.map((target) => target.failure?.sentence)].filter((sentence) => sentence !== undefined);
    this.#item.accessibilityInformation = {
      label: ['Auto Scaling groups', isRunning && 'asking AWS', groups.length > 0 && spoken(answer), ...sentences].filter(Boolean).join(': '),
    };
    this.#item.tooltip = tooltip(answer, error, isRunning);
    this.#item.show();
  }
}

function spoken(answer: DriftAnswer | undefined): string {
  const groups = answer?.groups ?? [];
  const counts = new Map<string, number>();
  for (const { verdict } of byVerdict(groups)) counts.set(verdictWords[verdict], (counts.get(verdictWords[verdict]) ?? 0) + 1);
  const parts = [...counts].map(([words, count]) => `${count} ${words}`);
  return `${parts.join(', ')}${groups.some(({ stale }) => stale) ? ', as last known' : ''}`;
}

function tooltip(answer: DriftAnswer | undefined, error: string | undefined, isRunning: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: ['plumbline.checkDrift', 'plumbline.chooseAwsProfile', 'plumbline.signInToAws'] };
  const asked = isRunning ? 'asking AWS…' : answer && `asked at ${answer.at.toLocaleTimeString()}`;
  text.appendMarkdown(`**Auto Scaling groups**${asked ? `, ${asked}` : ''}\n\n`);
  for (const failure of new Set([...(error === undefined ? [] : [error]), ...(answer?.failures ?? [])])) {
    text.appendMarkdown('$(warning) ');
    text.appendText(failure);
    text.appendMarkdown('\n\n');
  }
  for (const group of byVerdict(answer?.groups ?? [])) {
    text.appendMarkdown(`$(${verdictIcons[group.verdict]}) `);
    text.appendText(`${titleOf(group)}: ${verdictWords[group.verdict]}${group.stale ? ' (last known)' : ''}`);
    const place = placeOf(group);
    if (place) text.appendText(` · ${place}`);
    text.appendMarkdown('  \n');
    if (group.verdict === 'order' || group.verdict === 'membership') {
      text.appendMarkdown(`declared \`${group.declared.join(', ') || 'none'}\`  \nAWS \`${group.live.join(', ') || 'none'}\`\n\n`);
    } else if (group.reason) {
      text.appendText(group.reason);
      text.appendMarkdown('\n\n');
    }
  }
  const expired = answer?.targets.some(({ failure }) => failure?.command);
  const links = [
    '[Ask AWS again](command:plumbline.checkDrift)',
    expired ? '[Sign in](command:plumbline.signInToAws)' : '',
    '[Choose profile](command:plumbline.chooseAwsProfile)',
  ];
  text.appendMarkdown(links.filter(Boolean).join(' · '));
  return text;
}
