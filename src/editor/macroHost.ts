import path from 'node:path';
import * as vscode from 'vscode';
import type { Repository } from '../git/repository.ts';
import type {
  ConfirmRequest,
  DriftOutcome,
  FormatOutcome,
  InputRequest,
  LintOutcome,
  LintRequest,
  MacroHost,
  SelectedLines,
} from '../macros/host.ts';
import { skippedFolders } from '../lint/skippedFolders.ts';
import { StepError } from '../macros/step.ts';
import type { LintParams } from '../server/protocol.ts';
import type { Outcome } from './commands.ts';
import type { Drift } from './drift.ts';
import type { ServerClient } from './languageClient.ts';
import type { Settings } from './settings.ts';

export interface EditorMacroHostOptions {
  readonly server: ServerClient;
  readonly drift: Drift;
  readonly settings: Settings;
  /** Ends of the names of the files that the server lints. */
  readonly lintedExtensions: readonly string[];
  /** Opens the repositories of the workspace. */
  readonly repositories: () => Promise<readonly Repository[]>;
}

/** What macros need, as the editor gives it: lint and drift from the server, commands, questions, variables. */
export class EditorMacroHost implements MacroHost {
  readonly lintedExtensions: readonly string[];
  readonly environment = process.env;
  /** What was typed and picked so far, by the input's name. */
  readonly answers: Record<string, string> = {};
  readonly #server: ServerClient;
  readonly #drift: Drift;
  readonly #settings: Settings;
  readonly #openRepositories: () => Promise<readonly Repository[]>;

  constructor(options: EditorMacroHostOptions) {
    this.#server = options.server;
    this.#drift = options.drift;
    this.#settings = options.settings;
    this.lintedExtensions = options.lintedExtensions;
    this.#openRepositories = options.repositories;
  }

  async lint(request: LintRequest, signal: AbortSignal): Promise<LintOutcome> {
    const { diagnostics, files, problems } = await withToken(signal, (token) => this.#server.lint(lintParams(request), token));
    const [problem] = problems;
    if (problem !== undefined) throw new StepError('failed', problem, { output: problems.join('\n') });
    return {
      files,
      findings: diagnostics.map(({ file, range, severity, rule, message }) => ({
        file,
        line: range.start.line + 1,
        column: range.start.character + 1,
        severity,
        rule,
        message,
      })),
    };
  }

  async drift(): Promise<DriftOutcome> {
    const { groups, failures } = await this.#drift.refresh();
    return { groups: groups.map(({ name, address, verdict, reason }) => ({ name: name || address, verdict, reason })), failures };
  }

  async command(id: string, args: readonly unknown[]): Promise<unknown> {
    const result = await vscode.commands.executeCommand<unknown>(id, ...args);
    // Our own commands resolve with an outcome; elsewhere a rejection is the only failure there is to see.
    if (isFailedOutcome(result)) throw new StepError('commandFailed', result.message);
    return result;
  }

  async format(request: LintRequest): Promise<FormatOutcome> {
    const uris = await this.#filesOf(request);
    const changed: string[] = [];
    let files = 0;
    for (const uri of uris) {
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', uri, {});
      // No formatter is registered for the file, or it left it alone.
      if (!edits) continue;
      files++;
      if (!edits.length) continue;
      const edit = new vscode.WorkspaceEdit();
      edit.set(uri, edits);
      await vscode.workspace.applyEdit(edit);
      await (await vscode.workspace.openTextDocument(uri)).save();
      changed.push(uri.fsPath);
    }
    return { changed, files };
  }

  async task(name: string, signal: AbortSignal): Promise<void> {
    const tasks = await vscode.tasks.fetchTasks();
    const task = tasks.find((candidate) => candidate.name === name || `${candidate.source}: ${candidate.name}` === name);
    if (!task) throw new StepError('failed', `There is no task "${name}" in this workspace; look at Tasks: Run Task.`);
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task !== task && event.execution.task.name !== task.name) return;
        listener.dispose();
        resolve(event.exitCode);
      });
    });
    const execution = await vscode.tasks.executeTask(task);
    const stop = () => execution.terminate();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const code = await ended;
      if (code !== 0) throw new StepError('failed', `The task "${name}" ended with exit code ${code ?? 'unknown'}; its terminal says why.`);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  terminal(text: string, name = 'Plumbline'): void {
    const terminal = vscode.window.terminals.find((candidate) => candidate.name === name) ?? vscode.window.createTerminal(name);
    terminal.show(true);
    terminal.sendText(text);
  }

  async selection(): Promise<SelectedLines> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== 'file') throw new StepError('failed', 'No file is open in the active editor; select the lines in one.');
    const { document } = editor;
    // what is staged is what the file holds; a formatter may move the lines, and the selections with them
    if (document.isDirty && !(await document.save())) throw new StepError('failed', `${document.fileName} could not be saved, so nothing was staged.`);
    return { file: document.uri.fsPath, ranges: editor.selections.map(selectedLines) };
  }

  async confirm({ message, detail }: ConfirmRequest): Promise<boolean> {
    const yes = 'Continue';
    const chosen = await vscode.window.showWarningMessage(message, { modal: true, ...(detail !== undefined && { detail }) }, yes);
    return chosen === yes;
  }

  protectedBranches(): readonly string[] {
    return this.#settings.protectedBranches();
  }

  repositories(): Promise<readonly Repository[]> {
    return this.#openRepositories();
  }

  async input({ name, prompt, default: value, options, password }: InputRequest, signal: AbortSignal): Promise<string | undefined> {
    const answer = await withToken(signal, (token) =>
      options?.length
        ? vscode.window.showQuickPick([...options], { title: prompt, ignoreFocusOut: true }, token)
        : vscode.window.showInputBox({ prompt, value: value ?? '', password: password === true, ignoreFocusOut: true }, token),
    );
    if (answer !== undefined) this.answers[name] = answer;
    return answer;
  }

  notify(message: string, level: 'information' | 'warning' | 'error'): void {
    const show = {
      information: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage,
    }[level];
    void show(message);
  }

  async #filesOf(request: LintRequest): Promise<vscode.Uri[]> {
    if (request.scope === 'files') return request.files.map(({ path: file }) => vscode.Uri.file(file));
    if (request.scope === 'open') {
      return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri);
    }
    const pattern = `**/*{${this.lintedExtensions.join(',')}}`;
    return vscode.workspace.findFiles(pattern, `**/{${skippedFolders.join(',')}}/**`);
  }

  /** The variables of tasks and launch configurations: https://code.visualstudio.com/docs/reference/variables-reference */
  async variable(name: string, argument: string | undefined): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    const file = editor?.document.uri.scheme === 'file' ? editor.document.uri.fsPath : undefined;
    const folder = workspaceFolder(argument);
    switch (name) {
      case 'file':
        return file;
      case 'fileBasename':
        return file && path.basename(file);
      case 'fileBasenameNoExtension':
        return file && path.parse(file).name;
      case 'fileDirname':
        return file && path.dirname(file);
      case 'fileExtname':
        return file && path.extname(file);
      case 'relativeFile':
        return file && (folder ? path.relative(folder, file) : file);
      case 'lineNumber':
        return editor && String(editor.selection.active.line + 1);
      case 'selectedText':
        return editor?.document.getText(editor.selection);
      case 'workspaceFolder':
        return folder;
      case 'workspaceFolderBasename':
        return folder && path.basename(folder);
      case 'userHome':
        return process.env['HOME'] ?? process.env['USERPROFILE'];
      case 'pathSeparator':
        return path.sep;
      case 'env':
        // As in the editor itself, a variable that is not set is empty.
        return argument === undefined ? undefined : (process.env[argument] ?? '');
      case 'config':
        return argument === undefined ? undefined : textOf(vscode.workspace.getConfiguration().get<unknown>(argument));
      case 'command':
        return argument === undefined ? undefined : textOf(await vscode.commands.executeCommand<unknown>(argument));
      default:
        return undefined;
    }
  }
}

/** A selection that ends before the first character of a line does not reach into it. */
function selectedLines({ start, end }: vscode.Selection): { first: number; last: number } {
  const isWhole = end.character === 0 && end.line > start.line;
  return { first: start.line + 1, last: isWhole ? end.line : end.line + 1 };
}

function lintParams(request: LintRequest): LintParams {
  if (request.scope === 'files') return { files: request.files };
  if (request.scope === 'open') return { open: true };
  return { folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath) };
}

/** The folder with that name; without one, the active editor's, else the first. */
function workspaceFolder(name: string | undefined): string | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (name !== undefined) return folders.find((folder) => folder.name === name)?.uri.fsPath;
  const active = vscode.window.activeTextEditor?.document.uri;
  return ((active && vscode.workspace.getWorkspaceFolder(active)) ?? folders[0])?.uri.fsPath;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isFailedOutcome(value: unknown): value is Outcome & { ok: false } {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'message' in value;
}

/** Calls with a cancellation token that follows the signal. */
async function withToken<T>(signal: AbortSignal, call: (token: vscode.CancellationToken) => Thenable<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await call(source.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
