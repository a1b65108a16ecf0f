import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../language/diagnostic.ts';
import { uriOf } from '../language/files.ts';
import { readText, UnreadableFileError } from '../lint/read.ts';
import type { DriftOutcome, InputRequest, LintFinding, LintOutcome, LintRequest, MacroHost } from '../macros/host.ts';
import { StepError } from '../macros/step.ts';
import type { CliIo } from './io.ts';

/** A macro's surroundings in a terminal: the engines are here, the editor is not. */
export class TerminalMacroHost implements MacroHost {
  readonly lintedExtensions: readonly string[];
  readonly #io: CliIo;
  readonly #folder: string;
  readonly #config: Readonly<Record<string, unknown>>;

  /**
   * @param folder what `${workspaceFolder}` and the scope `workspace` stand for
   * @param config the settings that `${config:...}` reads
   */
  constructor(io: CliIo, folder: string, config: Readonly<Record<string, unknown>>) {
    this.#io = io;
    this.#folder = folder;
    this.#config = config;
    const { cloudformation, terraform } = io.services();
    this.lintedExtensions = [...cloudformation.extensions, ...terraform.extensions];
  }

  async lint(request: LintRequest, signal: AbortSignal): Promise<LintOutcome> {
    if (request.scope === 'open') {
      throw new StepError('needsEditor', 'Open files are the editor\'s; use "lint": "changed" or "workspace" in a terminal.');
    }
    if (request.scope === 'workspace') {
      const report = await this.#io.linter().lint(['.'], this.#folder, signal);
      const findings = report.diagnostics.map(({ file, diagnostic }) => finding(file, diagnostic));
      return { findings, files: report.linted.length };
    }
    const findings: LintFinding[] = [];
    let files = 0;
    for (const { path: file, text } of request.files) {
      signal.throwIfAborted();
      const content = text ?? (await this.#read(file));
      if (content === undefined) continue;
      const document = TextDocument.create(uriOf(file), '', 0, content);
      const service = this.#io.linter().serviceFor(document);
      if (!service) continue;
      files++;
      findings.push(...service.lint(document).map((diagnostic) => finding(file, diagnostic)));
    }
    return { findings, files };
  }

  /** A file that is not text is not of a linted language; the lint command is where that is told. */
  async #read(file: string): Promise<string | undefined> {
    try {
      return await readText(file, file);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.#io.log.warn(error.message);
      return undefined;
    }
  }

  async drift(signal: AbortSignal): Promise<DriftOutcome> {
    const { DriftService } = await import('../drift/service.ts');
    const { env, log } = this.#io;
    const service = new DriftService({ ...this.#io.services(), log, environment: env, now: () => new Date() });
    const { groups, targets, problems } = await service.check(['.'], { signal }, this.#folder);
    signal.throwIfAborted();
    for (const problem of problems) log.warn(problem.message);
    return {
      groups: groups.map(({ name, address, verdict, reason }) => ({ name: name || address, verdict, reason })),
      failures: [...new Set(targets.flatMap(({ failure }) => failure?.message ?? []))],
    };
  }

  async command(id: string): Promise<unknown> {
    throw new StepError('needsEditor', `${id} is an editor command; run this macro in the editor.`);
  }

  async input(request: InputRequest): Promise<string | undefined> {
    if (request.default !== undefined) return request.default;
    throw new StepError('inputMissing', `The input ${request.name} has no value; give --input ${request.name}=VALUE.`);
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
        const value = argument === undefined ? undefined : this.#config[argument];
        return typeof value === 'object' || value === undefined ? undefined : String(value);
      }
      case 'file':
      case 'fileBasename':
      case 'relativeFile':
      case 'selectedText':
      case 'lineNumber':
      case 'command':
        throw new StepError('needsEditor', `\${${name}} has a value only in the editor; run this macro there.`);
      default:
        return undefined;
    }
  }
}

function finding(file: string, { range, severity, rule, message }: Diagnostic): LintFinding {
  return { file, line: range.start.line + 1, column: range.start.character + 1, severity, rule, message };
}
