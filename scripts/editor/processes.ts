import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What to run, and where. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program that could not be started, or ended with anything but 0. */
export class CommandError extends Error {
  readonly reason: 'notStarted' | 'failed';
  readonly exitCode: number | undefined;

  constructor(reason: CommandError['reason'], message: string, exitCode?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.reason = reason;
    this.exitCode = exitCode;
  }
}

/** How long a process may take to end by itself before it is killed, in milliseconds. */
const GRACE = 3000;

/** How many of the last lines of output an error quotes. */
const QUOTED_LINES = 20;

/**
 * A running program and everything it starts in turn. It ends, children included, when `close` is
 * called and at the latest when this process exits: nothing is left behind after an error or Ctrl-C.
 */
export class ProcessTree implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  readonly #lastLines: string[] = [];
  readonly #killAtExit = (): void => this.#signal('SIGKILL');

  /** Starts the program; every line it prints, on either stream, goes to `onLine`. */
  constructor(command: Command, onLine: (line: string) => void) {
    const { program, args, cwd, env } = command;
    // A group of its own is what lets one signal reach the children of its children.
    const detached = process.platform !== 'win32';
    this.#child = spawn(program, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', this.#killAtExit);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (this.#lastLines.push(line) > QUOTED_LINES) this.#lastLines.shift();
        onLine(line);
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', (cause) => {
        process.off('exit', this.#killAtExit);
        reject(new CommandError('notStarted', `Cannot start ${program}: ${cause.message}.`, undefined, { cause }));
      });
      this.#child.once('close', (code) => {
        process.off('exit', this.#killAtExit);
        resolve(code ?? 1);
      });
    });
    // Whoever asks for the end hears of a failed start; nobody has to ask.
    this.#ended.catch(() => undefined);
  }

  /** Settles with the exit code (1 when a signal ended it); rejects with a CommandError if it never started. */
  get ended(): Promise<number> {
    return this.#ended;
  }

  /** The last lines that it printed, for an error message. */
  get lastLines(): string {
    return this.#lastLines.join('\n');
  }

  /** Ends the program and its children: politely first, by force after three seconds. */
  async close(): Promise<void> {
    this.#signal('SIGTERM');
    const force = setTimeout(() => this.#signal('SIGKILL'), GRACE);
    await this.#ended.catch(() => undefined);
    clearTimeout(force);
    // The program is gone; a child that ignored the polite signal may not be.
    this.#signal('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: the whole group has ended already, which is what was asked for.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Runs a program to its end. Throws a CommandError that quotes its last lines if it fails. */
export async function run(command: Command, onLine: (line: string) => void = () => undefined): Promise<void> {
  await using tree = new ProcessTree(command, onLine);
  const exitCode = await tree.ended;
  if (exitCode !== 0) {
    const shown = [command.program, ...command.args].join(' ');
    throw new CommandError('failed', `${shown} ended with exit code ${exitCode}.\n${tree.lastLines}`, exitCode);
  }
}

/** The npm command line: the npm that runs this script where there is one, else the one on PATH. */
export function npm(args: readonly string[], cwd: string): Command {
  const script = process.env['npm_execpath'];
  // What npm tells its scripts about this project must not reach an npm that works in another folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/i.test(name)),
  );
  if (script?.endsWith('.js')) return { program: process.execPath, args: [script, ...args], cwd, env };
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args, cwd, env };
}

/** Turns Ctrl-C and a polite kill into an ordinary exit, so that what runs is ended and temporary folders go. */
export function exitOnSignals(): void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => process.exit(code));
}

/** Waits for `promise`, or fails with `message` after `milliseconds`. */
export async function within<T>(promise: Promise<T>, milliseconds: number, message: string): Promise<T> {
  const abort = new AbortController();
  const late = once(AbortSignal.any([AbortSignal.timeout(milliseconds), abort.signal]), 'abort').then(() => {
    throw new Error(message);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    abort.abort();
  }
}
