import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../language/diagnostic.ts';
import type { Repository } from '../git/repository.ts';
import { formattedText } from '../lint/format.ts';
import { showPath } from '../lint/read.ts';
import { findFiles } from '../lint/walk.ts';
import type {
  ConfirmRequest,
  DriftOutcome,
  FormatOutcome,
  InputRequest,
  LintFinding,
  LintOutcome,
  LintRequest,
  MacroHost,
  SelectedLines,
} from '../macros/host.ts';
import { StepError } from '../macros/step.ts';
import type { CliIo } from './io.ts';

export interface TerminalHostOptions {
  /** The settings that `${config:...}` and the protected branches are read from. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly repository: Repository | undefined;
  /** Answers every question with yes; without it a question is a failure. */
  readonly yes: boolean;
}

/** A macro's surroundings in a terminal: the engines are here, the editor is not. */
export class TerminalMacroHost implements MacroHost {
  readonly lintedExtensions: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly #io: CliIo;
  readonly #folder: string;
  readonly #options: TerminalHostOptions;

  /** @param folder what `${workspaceFolder}` and the scope `workspace` stand for */
  constructor(io: CliIo, folder: string, options: TerminalHostOptions) {
    this.#io = io;
    this.#folder = folder;
    this.#options = options;
    this.environment = io.env;
    this.lintedExtensions = io.linter().extensions;
  }

  async lint(request: LintRequest, signal: AbortSignal): Promise<LintOutcome> {
    if (request.scope === 'open') throw needsEditor('Open files are the editor\'s, so use "changed" or "workspace" in a terminal');
    const linter = this.#io.linter();
    const report =
      request.scope === 'workspace'
        ? await linter.lint(['.'], this.#folder, signal)
        : await linter.lintFiles(request.files, this.#folder, signal);
    // a file that is not text is of no linted language; the lint command is where that is told
    for (const problem of report.problems) this.#io.log.warn(problem.message);
    const findings = report.diagnostics.map(({ file, diagnostic }) => finding(file, diagnostic));
    return { findings, files: report.linted.length };
  }

  async drift(signal: AbortSignal): Promise<DriftOutcome> {
    const { DriftService } = await import('../drift/service.ts');
    const { env, log } = this.#io;
    const { settings } = this.#options;
    const service = new DriftService({ ...this.#io.services(), log, environment: env, now: () => new Date() });
    const { groups, targets, problems } = await service.check(
      ['.'],
      { profile: textSetting(settings, 'plumbline.aws.profile'), region: textSetting(settings, 'plumbline.aws.region'), signal },
      this.#folder,
    );
    signal.throwIfAborted();
    for (const problem of problems) log.warn(problem.message);
    return {
      groups: groups.map(({ name, address, verdict, reason }) => ({ name: name || address, verdict, reason })),
      failures: [...new Set(targets.flatMap(({ failure }) => failure?.message ?? []))],
    };
  }

  async format(request: LintRequest, signal: AbortSignal): Promise<FormatOutcome> {
    if (request.scope === 'open') throw needsEditor('Open files are the editor\'s');
    const { terraform } = this.#io.services();
    const paths = request.scope === 'files' ? request.files.map((file) => file.path) : ['.'];
    const { files } = await findFiles(paths, this.#folder, terraform.formattedExtensions);
    const chosen = files.filter(({ path: file }) => terraform.formattedExtensions.some((end) => file.endsWith(end)));
    const changed: string[] = [];
    for (const { path: file } of chosen) {
      signal.throwIfAborted();
      const formatted = formattedText(terraform, file, showPath(file, this.#folder));
      if (formatted === undefined) continue;
      await writeFile(file, formatted);
      changed.push(file);
    }
    return { changed, files: chosen.length };
  }

  async command(id: string): Promise<unknown> {
    throw needsEditor(`${id} is an editor command`);
  }

  async task(name: string): Promise<void> {
    throw needsEditor(`${name} is a task of the editor`);
  }

  terminal(): void {
    throw needsEditor('A terminal step types into a terminal of the editor');
  }

  async selection(): Promise<SelectedLines> {
    throw needsEditor('Lines are selected in the editor');
  }

  async confirm(request: ConfirmRequest, signal: AbortSignal): Promise<boolean> {
    const question = [request.message, request.detail].filter(Boolean).join('\n  ');
    if (this.#options.yes) {
      this.#io.stderr(`${question} yes`);
      return true;
    }
    const ask = this.#io.asker();
    if (ask) return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `, { signal }))?.trim() ?? '');
    const detail = request.detail === undefined ? '' : ` (${request.detail})`;
    throw new StepError('needsConfirmation', `${request.message}${detail} Nobody can answer here; give --yes to say yes.`);
  }

  protectedBranches(): readonly string[] {
    const { settings } = this.#options;
    return ['plumbline.push.protectedBranches', 'git.branchProtection'].flatMap((key) => {
      const value = settings[key];
      // VS Code also takes a single text
      return [value].flat().filter((pattern) => typeof pattern === 'string');
    });
  }

  async repositories(): Promise<readonly Repository[]> {
    return this.#options.repository ? [this.#options.repository] : [];
  }

  async input({ name, prompt, default: offered, options, password }: InputRequest, signal: AbortSignal): Promise<string | undefined> {
    const ask = this.#io.asker();
    if (!ask) {
      if (offered !== undefined) return offered;
      throw new StepError('inputMissing', `The input ${name} has no value; give --input ${name}=VALUE.`);
    }
    const choices = options?.length ? ` (${options.join(', ')})` : '';
    const preset = offered === undefined ? '' : ` [${offered}]`;
    for (;;) {
      const answer = await ask(`${prompt}${choices}${preset}${/[?:]$/.test(prompt) && !choices && !preset ? '' : ':'} `, { hidden: password, signal });
      // the end of the input, and no answer, is giving up where nothing is offered
      const value = answer === '' ? offered : answer;
      if (value === undefined || !options?.length || options.includes(value)) return value;
      this.#io.stderr(`It is one of ${options.join(', ')}.`);
    }
  }

  notify(message: string): void {
    this.#io.stderr(message);
  }

  async variable(name: string, argument: string | undefined): Promise<string | undefined> {
    switch (name) {
      case 'workspaceFolder':
      case 'cwd':
        return this.#folder;
      case 'workspaceFolderBasename':
        return path.basename(this.#folder);
      case 'pathSeparator':
      case '/':
        return path.sep;
      case 'userHome':
        return this.#io.env['HOME'] ?? this.#io.env['USERPROFILE'];
      case 'env':
        // as in the editor: a variable that is not set is empty
        return argument === undefined ? undefined : (this.#io.env[argument] ?? '');
      case 'config': {
        const value = argument === undefined ? undefined : this.#options.settings[argument];
        return typeof value === 'object' || value === undefined ? undefined : String(value);
      }
      case 'command':
      case 'defaultBuildTask':
      case 'execPath':
      case 'file':
      case 'fileBasename':
      case 'fileBasenameNoExtension':
      case 'fileDirname':
      case 'fileDirnameBasename':
      case 'fileExtname':
      case 'fileWorkspaceFolder':
      case 'fileWorkspaceFolderBasename':
      case 'lineNumber':
      case 'columnNumber':
      case 'relativeFile':
      case 'relativeFileDirname':
      case 'selectedText':
        throw new StepError('needsEditor', `\${${name}} has a value only in the editor; run this macro there.`);
      default:
        return undefined;
    }
  }
}

/** A setting that is a text and not empty. */
function textSetting(settings: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = settings[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function needsEditor(what: string): StepError {
  return new StepError('needsEditor', `${what}; run this macro in the editor.`);
}

function finding(file: string, { range, severity, rule, message }: Diagnostic): LintFinding {
  return { file, line: range.start.line + 1, column: range.start.character + 1, severity, rule, message };
}
