import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { DriftGroup } from '../server/driftProtocol.ts';
import { CancelledError, CommandError } from './commands.ts';
import { DriftCure } from './driftCure.ts';
import { DriftDiff } from './driftDiff.ts';
import { type DriftAnswer, DriftModel } from './driftModel.ts';
import { DriftPicture } from './driftPicture.ts';
import { DriftProfiles } from './driftProfiles.ts';
import { DriftSignIn } from './driftSignIn.ts';
import { DriftStatus } from './driftStatus.ts';
import { DriftTree, selectionOf } from './driftTree.ts';
import { DriftTriggers } from './driftTriggers.ts';
import { byVerdict, placeOf, titleOf, verdictIcons, verdictWords } from './driftWords.ts';
import type { ServerClient } from './languageClient.ts';
import { Settings } from './settings.ts';

export interface DriftOptions {
  readonly server: ServerClient;
  readonly settings: Settings;
  readonly log: Log;
  /** The folder of the extension's pictures and style sheets. */
  readonly media: vscode.Uri;
}

/** The drift of Auto Scaling groups: its views, and the commands that they share. */
export class Drift implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #model: DriftModel;
  readonly #triggers: DriftTriggers;
  readonly #diff: DriftDiff;
  readonly #picture: DriftPicture;
  readonly #profiles: DriftProfiles;
  readonly #signIn: DriftSignIn;
  readonly #cure: DriftCure;
  readonly #disposables: vscode.Disposable[];

  constructor({ server, settings, log, media }: DriftOptions) {
    this.#settings = settings;
    this.#model = new DriftModel(server, settings, log);
    this.#triggers = new DriftTriggers(this.#model, server, settings, log);
    this.#diff = new DriftDiff(this.#model);
    this.#picture = new DriftPicture(this.#model, media);
    this.#profiles = new DriftProfiles(server, settings, this.#model);
    this.#signIn = new DriftSignIn(this.#model);
    this.#cure = new DriftCure(server, log);
    const views = [new DriftStatus(this.#model), new DriftTree(this.#model), this.#diff, this.#picture];
    this.#disposables = [...views, this.#signIn, this.#triggers, this.#model];
  }

  /** From now on AWS is asked when the settings say so. */
  watch(): void {
    this.#triggers.watch();
  }

  /**
   * Asks AWS now; what AWS does not answer is in the answer.
   * @throws Error where there is no folder, a setting is wrong, or the server fails
   */
  refresh(): Promise<DriftAnswer> {
    return this.#model.refresh();
  }

  /**
   * Asks AWS now, and says what went wrong, with what to do about it.
   * @throws CommandError where AWS gave no answer at all
   */
  async check(): Promise<DriftAnswer> {
    const answer = await this.#model.refresh();
    const [first] = answer.targets.flatMap(({ failure }) => failure ?? []);
    if (!first) return answer;
    const actions = this.#signIn.actionsFor(first);
    const message = `${first.sentence} ${first.action}`;
    const showExpired = first.command ? () => this.#signIn.showExpired(first) : undefined;
    if (!answer.groups.some(({ live }) => live.length)) throw new CommandError(first.reason, message, actions, showExpired);
    if (showExpired) {
      showExpired();
      return answer;
    }
    void vscode.window
      .showWarningMessage(message, ...actions.map(({ title }) => title))
      .then((chosen) => actions.find(({ title }) => title === chosen)?.run());
    return answer;
  }

  /** Lists the groups; picking one opens its declaration. */
  async show(): Promise<void> {
    const { groups, failures } = this.#model.answer ?? (await this.#model.refresh());
    const askAgain = { label: '$(refresh) Ask AWS again', group: undefined };
    const choose = { label: '$(account) Choose AWS profile…', group: undefined };
    const picked = await vscode.window.showQuickPick(
      [...byVerdict(groups).map((group) => ({ ...itemOf(group), group })), ...failures.map((failure) => ({ label: `$(warning) ${failure}`, group: undefined })), askAgain, choose],
      {
        title: 'Auto Scaling Groups',
        placeHolder: groups.length ? 'Open a declaration' : 'No Auto Scaling group is declared in this workspace',
        matchOnDescription: true,
        matchOnDetail: true,
      },
    );
    if (picked === askAgain) await this.check();
    else if (picked === choose) await this.#profiles.choose();
    else if (picked?.group) await vscode.window.showTextDocument(vscode.Uri.file(picked.group.file), { selection: selectionOf(picked.group) });
  }

  /** Opens the declared subnets and AWS's in a diff editor. */
  async compare(argument: unknown): Promise<void> {
    await this.#diff.show(await this.#pickGroup(argument, 'Compare Declared Subnets with AWS'));
  }

  /** Draws the declared subnets and AWS's. */
  async drawPicture(argument: unknown): Promise<void> {
    this.#picture.show(await this.#pickGroup(argument, 'Show Subnet Picture'));
  }

  /** Copies a text that the language server prepared, or a group's subnets as AWS has them, one a line. */
  async copyOrder(argument: unknown): Promise<void> {
    const text = typeof argument === 'string' ? argument : (await this.#pickGroup(argument, "Copy AWS's Order")).live.join('\n');
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage("AWS's order is copied.", 3000);
  }

  /** Shows in the refactor preview what "Use AWS's order" does to every list of the workspace. */
  async useOrderEverywhere(): Promise<unknown> {
    if (!this.#model.answer) await this.check();
    return this.#cure.everywhere();
  }

  chooseProfile(): Promise<unknown> {
    return this.#profiles.choose();
  }

  signIn(): Promise<void> {
    return this.#signIn.signIn();
  }

  /** Asks which of several groups in AWS a declaration means, and keeps the choice in the folder's settings. */
  async chooseGroup(argument: unknown): Promise<void> {
    const unmatched = this.#model.groups.filter(({ candidates }) => candidates.length);
    const group = groupOf(argument) ?? (await pickOf(unmatched, 'Choose the Group in AWS', 'No declaration has several groups to choose from.'));
    const name = await vscode.window.showQuickPick([...group.candidates], { title: `Which Group Is ${group.address}?` });
    if (name === undefined) throw new CancelledError();
    const uri = vscode.Uri.file(group.file);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) throw new CommandError('noFolder', `${group.file} is in no folder of this workspace, so there are no settings to keep the choice in.`);
    const place = `${path.relative(folder.uri.fsPath, group.file).replaceAll(path.sep, '/')}#${group.address}`;
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    await vscode.workspace
      .getConfiguration(Settings.section, folder.uri)
      .update('drift.groups', { ...this.#settings.driftGroups(folder.uri), [place]: name }, several ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #pickGroup(argument: unknown, title: string): Promise<DriftGroup> {
    const given = groupOf(argument);
    if (given) return given;
    const { groups } = this.#model.answer ?? (await this.check());
    return pickOf(
      groups.filter(({ live }) => live.length),
      title,
      'AWS has none of the Auto Scaling groups that this workspace declares.',
    );
  }
}

/** The group of a node in the tree, which its menus pass on. */
function groupOf(argument: unknown): DriftGroup | undefined {
  return typeof argument === 'object' && argument !== null && 'group' in argument ? (argument.group as DriftGroup) : undefined;
}

async function pickOf(groups: readonly DriftGroup[], title: string, none: string): Promise<DriftGroup> {
  const items = byVerdict(groups).map((group) => ({ ...itemOf(group), group }));
  if (!items.length) throw new CommandError('noGroup', none);
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  if (!picked) throw new CancelledError();
  return picked.group;
}

function itemOf(group: DriftGroup): vscode.QuickPickItem {
  return {
    label: `$(${verdictIcons[group.verdict]}) ${titleOf(group)}`,
    description: [verdictWords[group.verdict], placeOf(group), group.stale && 'last known'].filter(Boolean).join(' · '),
    detail: `${vscode.workspace.asRelativePath(group.file)}:${group.range.start.line + 1}  ${group.reason}`,
  };
}
