import path from 'node:path';
import * as vscode from 'vscode';
import type { TargetEntry } from '../drift/targets.ts';
import { CancelledError, CommandError } from './commands.ts';
import type { DriftModel } from './driftModel.ts';
import type { ServerClient } from './languageClient.ts';
import { Settings } from './settings.ts';

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** `eu-central-1`, in whatever partition. */
const regionShape = /^[a-z]+(-[a-z]+)+-\d+$/;

/** The ARN of a role, in whatever partition. */
const roleShape = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** Lets a person choose the profile, region and role that AWS is asked with, for a folder or for some of its files. */
export class DriftProfiles {
  readonly #server: ServerClient;
  readonly #settings: Settings;
  readonly #model: DriftModel;

  constructor(server: ServerClient, settings: Settings, model: DriftModel) {
    this.#server = server;
    this.#settings = settings;
    this.#model = model;
  }

  /**
   * Asks for profile, region, files and, for some files only, the role, and writes them to the folder's settings.
   * @throws CommandError without a folder; CancelledError
   */
  async choose(): Promise<{ profile: string; region: string; files: string | undefined; role: string }> {
    const folder = await this.#folder();
    const profile = await this.#profile(folder.uri);
    const region = await this.#region(folder.uri);
    const files = await this.#files(folder);
    let role = '';
    const configuration = vscode.workspace.getConfiguration(Settings.section, folder.uri);
    if (files === undefined) {
      // Empty is the default; where it hides nothing, no setting at all is clearer.
      await write(configuration, 'aws.profile', profile);
      await write(configuration, 'aws.region', region);
    } else {
      const targets = this.#settings.awsTargets(folder.uri);
      role = await this.#role(targets.find((other) => other.files === files)?.role ?? '');
      const entry: TargetEntry = { files, ...(profile && { profile }), ...(region && { region }), ...(role && { role }) };
      const others = targets.filter((other) => other.files !== files);
      await configuration.update('aws.targets', [entry, ...others], targetOf());
    }
    return { profile, region, files, role };
  }

  async #folder(): Promise<vscode.WorkspaceFolder> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const [only] = folders;
    if (!only) throw new CommandError('noFolder', 'Open a folder first: the profile is written to its settings.');
    if (folders.length === 1) return only;
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'The folder whose groups are looked for' })) ?? cancelled();
  }

  async #profile(scope: vscode.Uri): Promise<string> {
    const { profiles, configFile } = await this.#server.awsProfiles();
    const current = this.#settings.drift(scope).profile ?? '';
    const mark = (name: string) => (name === current ? 'chosen now' : undefined);
    return pick<string>(
      [
        item({ label: '$(account) Default credentials', description: mark(''), detail: `AWS_PROFILE, keys of the environment, or the default profile of ${configFile}`, value: '' }),
        ...profiles.map((name) => item({ label: name, description: mark(name), value: name })),
      ],
      {
        title: 'AWS Profile (1/3)',
        placeHolder: profiles.length ? 'The profile to ask AWS with' : 'There are no profiles in the shared AWS configuration',
      },
    );
  }

  async #region(scope: vscode.Uri): Promise<string> {
    const current = this.#settings.drift(scope).region ?? '';
    const known = [...new Set([current, ...this.#model.groups.map(({ region }) => region)])].filter(Boolean).toSorted();
    const other = Symbol('other');
    const picked = await pick<string | typeof other>(
      [
        { label: '$(globe) The region of the profile', detail: 'AWS_REGION where it is set; a region that a declaration names always wins', value: '' },
        ...known.map((name) => item({ label: name, description: name === current ? 'chosen now' : 'in use', value: name })),
        { label: '$(edit) Another region…', value: other },
      ],
      { title: 'AWS Region (2/3)', placeHolder: 'Where the Auto Scaling groups are' },
    );
    if (picked !== other) return picked as string;
    const typed = await vscode.window.showInputBox({
      title: 'AWS Region (2/3)',
      placeHolder: 'eu-central-1',
      ignoreFocusOut: true,
      validateInput: (text) => (regionShape.test(text.trim()) ? undefined : 'A region looks like eu-central-1.'),
    });
    return typed?.trim() ?? cancelled();
  }

  /** The ARN of a role, or nothing. */
  async #role(current: string): Promise<string> {
    const typed = await vscode.window.showInputBox({
      title: 'AWS Role (optional)',
      prompt: 'A role that these credentials assume to read the groups; empty for none',
      placeHolder: 'arn:aws:iam::123456789012:role/reader',
      value: current,
      ignoreFocusOut: true,
      validateInput: (text) =>
        !text.trim() || roleShape.test(text.trim()) ? undefined : 'A role looks like arn:aws:iam::123456789012:role/reader.',
    });
    return typed?.trim() ?? cancelled();
  }

  /** A glob; undefined for the whole folder. */
  async #files(folder: vscode.WorkspaceFolder): Promise<string | undefined> {
    const active = vscode.window.activeTextEditor?.document.uri;
    const inside = active && vscode.workspace.getWorkspaceFolder(active)?.uri.toString() === folder.uri.toString() ? active : undefined;
    const parts = inside ? path.relative(folder.uri.fsPath, path.dirname(inside.fsPath)).split(path.sep).filter(Boolean) : [];
    const globs = parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/**`);
    const other = Symbol('other');
    const picked = await pick<string | undefined | typeof other>(
      [
        { label: '$(folder) All files', description: folder.name, detail: 'plumbline.aws.profile and plumbline.aws.region', value: undefined },
        ...globs.map((glob) => item({ label: glob, detail: 'plumbline.aws.targets', value: glob })),
        { label: '$(edit) Other files…', detail: 'plumbline.aws.targets', value: other },
      ],
      { title: 'Files (3/3)', placeHolder: 'The files whose groups are looked for there' },
    );
    if (picked !== other) return picked as string | undefined;
    const typed = await vscode.window.showInputBox({
      title: 'Files (3/3)',
      prompt: 'A glob, relative to the folder',
      placeHolder: 'production/**',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() ? undefined : 'Give a glob such as production/**.'),
    });
    return typed?.trim() ?? cancelled();
  }
}

async function pick<T>(items: readonly Choice<T>[], options: vscode.QuickPickOptions): Promise<T> {
  const picked = await vscode.window.showQuickPick(items, { ...options, ignoreFocusOut: true, matchOnDetail: true });
  return picked ? picked.value : cancelled();
}

/** The editor's types know no absent description that is written down as undefined. */
function item<T>({ description, ...rest }: Omit<Choice<T>, 'description'> & { description?: string | undefined }): Choice<T> {
  return description === undefined ? (rest as Choice<T>) : ({ ...rest, description } as Choice<T>);
}

function cancelled(): never {
  throw new CancelledError();
}

async function write(configuration: vscode.WorkspaceConfiguration, key: string, value: string): Promise<void> {
  const found = configuration.inspect<string>(key);
  const outer = found?.globalValue ?? '';
  await configuration.update(key, value === outer ? undefined : value, targetOf());
}

/** A folder's own settings exist only beside those of a workspace with several folders. */
function targetOf(): vscode.ConfigurationTarget {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}
