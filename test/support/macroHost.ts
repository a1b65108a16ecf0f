import { readFileSync } from 'node:fs';
import type { Repository } from '../../src/git/repository.ts';
import type {
  ConfirmRequest,
  DriftOutcome,
  FormatOutcome,
  InputRequest,
  LintOutcome,
  LintRequest,
  MacroHost,
  SelectedLines,
} from '../../src/macros/host.ts';

/**
 * A place for macros to run in, without an editor: it takes a line with `BROKEN` for a lint error and one with `ODD`
 * for a warning, in files that end with `.yaml`, and writes down what it was asked for.
 */
export class RecordingHost implements MacroHost {
  readonly lintedExtensions = ['.yaml'];
  readonly asked: string[] = [];
  readonly requests: LintRequest[] = [];
  inputs: Record<string, string | undefined> = {};
  variables: Record<string, string> = {};
  answer = true;
  selected: SelectedLines = { file: '', ranges: [] };
  protection: string[] = [];
  opened: Repository[] = [];
  environment: NodeJS.ProcessEnv = process.env;
  drifted: DriftOutcome = { groups: [], failures: [] };
  commands: Record<string, (...args: readonly unknown[]) => unknown> = {};

  async lint(request: LintRequest): Promise<LintOutcome> {
    this.requests.push(request);
    if (request.scope !== 'files') return { findings: [], files: 0 };
    const findings = request.files.flatMap(({ path, text }) =>
      (text ?? readFileSync(path, 'utf8')).split('\n').flatMap((line, index) => {
        const column = line.search(/BROKEN|ODD/) + 1;
        if (!column) return [];
        const severity = line.includes('BROKEN') ? ('error' as const) : ('warning' as const);
        return [{ file: path, line: index + 1, column, severity, rule: 'test_rule', message: line.trim() }];
      }),
    );
    return { findings, files: request.files.length };
  }

  async drift(): Promise<DriftOutcome> {
    return this.drifted;
  }

  async format(request: LintRequest): Promise<FormatOutcome> {
    this.requests.push(request);
    return { changed: [], files: 0 };
  }

  async task(name: string): Promise<void> {
    this.asked.push(`task ${name}`);
  }

  terminal(text: string): void {
    this.asked.push(`terminal ${text}`);
  }

  async selection(): Promise<SelectedLines> {
    return this.selected;
  }

  async confirm(request: ConfirmRequest): Promise<boolean> {
    this.asked.push(`confirm ${request.message}${request.detail === undefined ? '' : ` ${request.detail}`}`);
    return this.answer;
  }

  protectedBranches(): readonly string[] {
    return this.protection;
  }

  async repositories(): Promise<readonly Repository[]> {
    return this.opened;
  }

  async command(id: string, args: readonly unknown[]): Promise<unknown> {
    this.asked.push(`command ${id} ${JSON.stringify(args)}`);
    return this.commands[id]?.(...args);
  }

  async input(request: InputRequest): Promise<string | undefined> {
    this.asked.push(`input ${request.name}`);
    return this.inputs[request.name];
  }

  notify(message: string, level: string): void {
    this.asked.push(`${level} ${message}`);
  }

  async variable(name: string, argument: string | undefined): Promise<string | undefined> {
    return this.variables[argument === undefined ? name : `${name}:${argument}`];
  }
}
