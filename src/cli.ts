#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { type Command, type TerminalIo, UsageError } from './cli/io.ts';
import type { Ask } from './cli/prompt.ts';
import type { HookCommand } from './git/hooks.ts';
import { launcherVariable } from './launcher.ts';
import { type Log, redact } from './log.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type LogLevel = (typeof logLevels)[number];

interface CommandEntry {
  readonly summary: string;
  /** Loads the command; a call of one command does not pay for the others. */
  load(): Promise<{ run(args: string[], io: TerminalIo): Promise<number>; help: string }>;
}

const commands: Record<string, CommandEntry> = {
  lint: {
    summary: 'lint CloudFormation and Terraform',
    load: async () => {
      const { lintCommand, lintHelp } = await import('./cli/lint.ts');
      return { run: (args, io) => lintCommand(args, io, version(), ownModule('lintThread')), help: lintHelp };
    },
  },
  fmt: {
    summary: 'format Terraform',
    load: async () => {
      const { fmtCommand, fmtHelp } = await import('./cli/fmt.ts');
      return { run: fmtCommand, help: fmtHelp };
    },
  },
  drift: {
    summary: 'compare the subnets of Auto Scaling groups with AWS',
    load: async () => {
      const { driftCommand, driftHelp } = await import('./cli/drift.ts');
      return { run: await overServices((args, io) => driftCommand(args, io, version())), help: driftHelp };
    },
  },
  run: {
    summary: 'run a macro of .vscode/settings.json',
    load: async () => {
      const { runCommand, runHelp } = await import('./cli/run.ts');
      return { run: await overServices(runCommand), help: runHelp };
    },
  },
  undo: {
    summary: 'take back what the last macro did here',
    load: async () => {
      const { undoCommand, undoHelp } = await import('./cli/undo.ts');
      return { run: undoCommand, help: undoHelp };
    },
  },
  hook: {
    summary: 'lint before every push, whoever pushes',
    load: async () => {
      const { hookCommand, hookHelp } = await import('./cli/hook.ts');
      // started from the editor's terminal, the program and the script are the editor's and move with its updates
      const launcher = process.env[launcherVariable];
      const self: HookCommand = launcher ? [launcher] : [process.execPath, fileURLToPath(import.meta.url)];
      const run: Command = (args, io) => hookCommand(args, io, self);
      return { run: await overServices(run), help: hookHelp };
    },
  },
  'update-schemas': {
    summary: "fetch AWS's CloudFormation schemas of today",
    load: async () => {
      const { schemasCommand, schemasHelp } = await import('./cli/schemas.ts');
      return { run: schemasCommand, help: schemasHelp };
    },
  },
  lsp: {
    summary: 'language server for other editors',
    load: async () => {
      const { lspCommand, lspHelp } = await import('./cli/lsp.ts');
      return { run: lspCommand, help: lspHelp };
    },
  },
};

/** A command with the language services, which take a while to load. */
async function overServices(command: Command): Promise<(args: string[], io: TerminalIo) => Promise<number>> {
  const { withServices } = await import('./cli/withServices.ts');
  return async (args, io) => command(args, await withServices(io));
}

const generalHelp = `plumbline COMMAND [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join('\n')}

  --help               this text, or a command's own
  --version            the version
  --log-level LEVEL    ${logLevels.join(', ')} (default warn), on standard error
`;

/** A program that lies beside this one. */
function ownModule(name: string): URL {
  return new URL(`${name}${path.extname(import.meta.url)}`, import.meta.url);
}

function version(): string {
  return String(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
}

/** What the build has written beside the program. */
function build(): string | undefined {
  const file = new URL('build-id', import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

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
function parseCall(argv: string[]): Call {
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
  const { askInTerminal } = await import('./cli/prompt.ts');
  return askInTerminal(question, options);
};

/**
 * What keeps V8's optimising compilers from work that does not pay in a program of seconds, by V8's major version: it
 * complains of flags that it does not know. In V8 13, Node 24's, there is one (Maglev) before the last (TurboFan), which
 * does without that; it, too, is to wait for what runs often. (`--max-opt` is heard at the start of V8 alone.)
 */
const optimiseLess: Readonly<Record<string, readonly string[]>> = {
  11: ['--interrupt-budget=400000'],
  12: ['--invocation-count-for-turbofan=10000'],
  13: ['--no-turbofan', '--invocation-count-for-maglev=1200'],
};

/**
 * A command lives for seconds and keeps little. V8's space for new objects, which it would double again and again, stays
 * small: a third less memory for a few hundredths of the time. Not before all is loaded: what Node has compiled of itself
 * holds for the flags that it was compiled with.
 */
function tuneForShortRun(): void {
  const less = optimiseLess[process.versions.v8.split('.')[0] ?? ''] ?? [];
  for (const flag of ['--semi-space-growth-factor=1', ...less]) v8.setFlagsFromString(flag);
}

function createIo(logLevel: LogLevel, signal: AbortSignal): TerminalIo {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (line) => void process.stderr.write(`${line}\n`),
    stdin: async () => (await import('node:stream/consumers')).text(process.stdin),
    cwd: process.cwd(),
    env: process.env,
    log: standardErrorLog(logLevel),
    signal,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
    loaded: tuneForShortRun,
    build: build(),
    dataFolder: (language) => fileURLToPath(new URL(`data/${language}`, import.meta.url)),
  };
}

async function main(argv: string[]): Promise<number> {
  // it had the editor's program start as Node, and is not for the programs that a macro starts
  if (process.env[launcherVariable]) delete process.env['ELECTRON_RUN_AS_NODE'];
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort(new Error('stopped by Ctrl-C')));
  try {
    const call = parseCall(argv);
    if (call.version) {
      process.stdout.write(`${version()}\n`);
      return 0;
    }
    if (call.name === undefined) {
      (call.help ? process.stdout : process.stderr).write(generalHelp);
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
    return await command.run(call.args, createIo(call.logLevel, abort.signal));
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

// What is compiled once is kept by Node, which knows that from version 22 on; commands are loaded after this.
module.enableCompileCache?.();

// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

// Setting the code rather than calling exit() lets buffered output drain into a pipe.
process.exitCode = await main(process.argv.slice(2));
