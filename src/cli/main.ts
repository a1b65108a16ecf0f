import path from 'node:path';
import { launcherVariable } from '../launcherVariable.ts';
import { type Log, redact } from '../log.ts';
import { type TerminalIo, UsageError } from './io.ts';
import type { Work } from './keptScripts.ts';
import type { Languages } from './languages.ts';
import type { OwnFiles } from './ownFiles.ts';
import type { Ask } from './prompt.ts';
import { tuneForShortRun } from './shortRun.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type LogLevel = (typeof logLevels)[number];

export interface CommandEntry {
  readonly summary: string;
  /** Loads the command; a call of one command does not pay for the others. */
  load(): Promise<{ run(args: string[], io: TerminalIo): Promise<number>; help: string }>;
}

export type Commands = Readonly<Record<string, CommandEntry>>;

/** What the command line is started with. */
export interface Start {
  readonly own: OwnFiles;
  readonly languages: Languages;
  /** Told what a command that only computes is about to do. */
  note?(work: Work): void;
}

const generalHelp = (commands: Commands): string => `plumbline COMMAND [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join('\n')}

  --help               this text, or a command's own
  --version            the version
  --log-level LEVEL    ${logLevels.join(', ')} (default warn), on standard error
`;

/** A log on standard error, from `level` upwards, with credentials blotted out. */
function standardErrorLog(level: LogLevel): Log {
  const threshold = logLevels.indexOf(level);
  const writer = (own: LogLevel) => (message: string) => {
    if (logLevels.indexOf(own) >= threshold) process.stderr.write(`${own}: ${redact(message)}\n`);
  };
  return { trace: writer('trace'), debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
}

interface Call {
  readonly name: string | undefined;
  readonly args: string[];
  readonly help: boolean;
  readonly version: boolean;
  readonly logLevel: LogLevel;
}

/** Takes the options that every command has out of the arguments; what follows `--` is left alone. */
function parseCall(argv: readonly string[]): Call {
  const args: string[] = [];
  let help = false;
  let wantsVersion = false;
  let level = 'warn';
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--') {
      args.push(...argv.slice(i));
      break;
    }
    if (arg === '--help' || arg === '-h') help = true;
    else if (arg === '--version') wantsVersion = true;
    else if (arg === '--log-level') level = argv[++i] ?? '';
    else if (arg.startsWith('--log-level=')) level = arg.slice('--log-level='.length);
    else args.push(arg);
  }
  const logLevel = logLevels.find((candidate) => candidate === level);
  if (!logLevel) throw new UsageError(`--log-level cannot be '${level}'; it is one of ${logLevels.join(', ')}.`);
  // `help COMMAND`, as other programs have it
  if (args[0] === 'help') {
    help = true;
    args.shift();
  }
  return { name: args[0], args: args.slice(1), help, version: wantsVersion, logLevel };
}

/** Loaded with the first question. */
const ask: Ask = async (question, options) => {
  const { askInTerminal } = await import('./prompt.ts');
  return askInTerminal(question, options);
};

/** How many files of a kind a command works on, with these options. */
function amounts({ name, args }: Call, files: readonly string[]): Work {
  const command = [name, ...args.filter((arg) => arg.startsWith('-'))].join(' ');
  const work: Record<string, number> = { [command]: 1 };
  for (const file of files) {
    const kind = `${command} ${path.extname(file)}`;
    work[kind] = (work[kind] ?? 0) + 1;
  }
  return work;
}

function createIo(call: Call, { own, languages, note }: Start, signal: AbortSignal): TerminalIo {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (line) => void process.stderr.write(`${line}\n`),
    stdin: async () => (await import('node:stream/consumers')).text(process.stdin),
    cwd: process.cwd(),
    env: process.env,
    log: standardErrorLog(call.logLevel),
    signal,
    // Node takes two milliseconds to look at the standard input.
    asker: () => (process.stdin.isTTY && process.stderr.isTTY ? ask : undefined),
    loaded: (files) => {
      tuneForShortRun();
      note?.(amounts(call, files));
    },
    build: own.build,
    dataFolder: own.dataFolder,
    languages,
  };
}

/**
 * Runs the command that the arguments name.
 * @returns the exit code
 */
export async function main(argv: readonly string[], commands: Commands, start: Start): Promise<number> {
  // it had the editor's program start as Node, and is not for the programs that a macro starts
  if (process.env[launcherVariable]) delete process.env['ELECTRON_RUN_AS_NODE'];
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort(new Error('stopped by Ctrl-C')));
  try {
    const call = parseCall(argv);
    if (call.version) {
      process.stdout.write(`${start.own.version()}\n`);
      return 0;
    }
    if (call.name === undefined) {
      (call.help ? process.stdout : process.stderr).write(generalHelp(commands));
      return call.help ? 0 : 2;
    }
    if (!Object.hasOwn(commands, call.name)) {
      throw new UsageError(`there is no command '${call.name}'; it is one of ${Object.keys(commands).join(', ')}.`);
    }
    const command = await commands[call.name]?.load();
    if (!command) throw new UsageError(`there is no command '${call.name}'.`);
    if (call.help) {
      process.stdout.write(command.help);
      return 0;
    }
    return await command.run(call.args, createIo(call, start, abort.signal));
  } catch (error) {
    if (abort.signal.aborted) {
      process.stderr.write('plumbline: stopped.\n');
      return 130;
    }
    if (error instanceof UsageError) {
      process.stderr.write(`plumbline: ${error.message}\nTry plumbline --help.\n`);
      return 2;
    }
    process.stderr.write(`plumbline: ${redact(error instanceof Error ? error.message : String(error))}\n`);
    return 2;
  }
}
