import path from 'node:path';
import * as vscode from 'vscode';
import type { DriftOutcome, InputRequest, LintOutcome, LintRequest, MacroHost } from '../macros/host.ts';
import { StepError } from '../macros/step.ts';
import type { LintParams } from '../server/protocol.ts';
import type { Outcome } from './commands.ts';
import type { DriftStatus } from './drift.ts';
import type { ServerClient } from './languageClient.ts';

/** What macros need, as the editor gives it: lint and drift from the server, commands, questions, variables. */
export class EditorMacroHost implements MacroHost {
  readonly lintedExtensions: readonly string[];
  readonly #server: ServerClient;
  readonly #drift: DriftStatus;

  constructor(server: ServerClient, drift: DriftStatus, lintedExtensions: readonly string[]) {
    this.#server = server;
    this.#drift = drift;
    this.lintedExtensions = lintedExtensions;
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
    const [failure] = failures;
    if (failure !== undefined) throw new StepError('driftUnknown', failure, { output: failures.join('\n') });
    return { groups: groups.map(({ name, address, verdict, reason }) => ({ name: name ?? address, verdict, reason })) };
  }

  async command(id: string, args: readonly unknown[]): Promise<unknown> {
    const result = await vscode.commands.executeCommand<unknown>(id, ...args);
    // Our own commands resolve with an outcome; elsewhere a rejection is the only failure there is to see.
    if (isFailedOutcome(result)) throw new StepError('commandFailed', result.message);
    return result;
  }

  async input({ prompt, default: value, options, password }: InputRequest, signal: AbortSignal): Promise<string | undefined> {
    return withToken(signal, (token) =>
      options?.length
        ? vscode.window.showQuickPick([...options], { title: prompt, ignoreFocusOut: true }, token)
        : vscode.window.showInputBox({ prompt, value: value ?? '', password: password === true, ignoreFocusOut: true }, token),
    );
  }

  notify(message: string, level: 'information' | 'warning' | 'error'): void {
    const show = {
      information: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage,
    }[level];
    void show(message);
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
