import type { Log } from '../log.ts';
import type { Linter } from '../lint/linter.ts';
import type { DataFolder, Services } from '../lint/services.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import type { Languages } from './languages.ts';
import type { Ask } from './prompt.ts';

/** What every command of the command line works with; nothing in a command reaches for `process`. */
export interface TerminalIo {
  stdout(text: string): void;
  /** One line for the user; a line break is added. */
  stderr(line: string): void;
  /** All of the standard input. */
  stdin(): Promise<string>;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly dataFolder: DataFolder;
  readonly languages: Languages;
  /** Another for every build of the program; undefined where it is run from its sources. */
  readonly build: string | undefined;
  /** For a command that only computes, to be called once all that it needs is loaded, with the files that it works on. */
  loaded(files: readonly string[]): void;
  /** What asks the person at the terminal; undefined where there is none, as in CI. */
  asker(): Ask | undefined;
}

/** What the commands that lint work with besides. */
export interface CliIo extends TerminalIo {
  /** The language services over the disk, built on first call. */
  services(): Services;
  /** By folder, what is known of the Terraform providers that are installed in it; the services look here. */
  readonly providers: Map<string, ProviderSchemas>;
  /** Lints paths with those services. */
  linter(): Linter;
}

/** A command: the arguments after its name in, the exit code out. */
export type Command = (args: string[], io: CliIo) => Promise<number>;

/** A call that cannot be understood; exit code 2. The message is one sentence. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
