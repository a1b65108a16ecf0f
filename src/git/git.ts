import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SimpleGitOptions } from 'simple-git';
import { type Log, redact } from '../log.ts';
import { type GitEnvironment, gitEnvironment } from './environment.ts';
import { errorOf, GitError, type HookRun, killedExitCode } from './errors.ts';
import { endProcessTree } from './processes.ts';
import { ProcessTrace } from './trace.ts';

/** What every git process of ours is started from. */
export interface GitOptions {
  /** The git program: a name on PATH or an absolute path, as in the editor's `git.path`. */
  readonly gitPath: string;
  /** The user's environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Variables that answer credential prompts; without them a prompt is a failure. */
  readonly askpass?: NodeJS.ProcessEnv | undefined;
  readonly log: Log;
}

/** One git process that has ended. */
export interface GitCommand {
  /** The arguments after `git`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

/** What a whole chain of commands shares. */
export interface GitContext {
  /** Ends the running process and its children; the command rejects with reason `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every process that has ended. */
  readonly onCommand?: ((command: GitCommand) => void) | undefined;
  /** What a process with `children` prints, as it comes: how hooks speak to the user. */
  readonly onOutput?: ((text: string) => void) | undefined;
  /** True where the chain calls `tidy` at its end, so that no command of it needs to. */
  readonly tidiesLater?: boolean | undefined;
}

/** How one command is run. */
export interface RunOptions extends GitContext {
  /** True for a command that runs hooks or talks to a remote: a process that it leaves behind does not hold it up. */
  readonly children?: boolean | undefined;
  /** True where there are hooks: git is asked to tell how they end. */
  readonly hooks?: boolean | undefined;
  /** Options before the command's name, for what is no part of the command as a person would type it. */
  readonly before?: readonly string[] | undefined;
  /** Written to the standard input. */
  readonly input?: string | Buffer | undefined;
  /** Another index than the repository's own; absolute path. */
  readonly indexFile?: string | undefined;
  /** Exit codes beside 0 that are an answer, not a failure. */
  readonly accept?: readonly number[] | undefined;
  /** Milliseconds after which the command is ended; it rejects with reason `timeout`. */
  readonly timeoutMs?: number | undefined;
}

export interface GitResult extends GitCommand {
  readonly stdout: string;
  /** The standard output as it came. */
  readonly bytes: Buffer;
  readonly stderr: string;
  /** The hooks that ran, for a command with `hooks`. */
  readonly hooks: readonly HookRun[];
}

/** How long after git's end we wait for a process that it left behind with our pipes open. */
const leftBehindMs = 500;

/** Starts git processes: the one place that knows simple-git. */
export class Git {
  readonly #options: GitOptions;
  readonly #environment: GitEnvironment;
  #swept = false;

  constructor(options: GitOptions) {
    this.#options = options;
    this.#environment = gitEnvironment(options.environment, options.askpass);
  }

  /**
   * Runs git in a folder.
   * @param args after `git`; never through a shell
   * @throws GitError for an exit code other than 0 and those accepted
   */
  async run(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    if (options.signal?.aborted) throw new GitError('cancelled', 'Cancelled before it began.', { args });
    const trace = options.hooks ? await this.#openTrace() : undefined;
    try {
      return await this.#start(cwd, args, options, trace);
    } finally {
      await trace?.close();
    }
  }

  async #openTrace(): Promise<ProcessTrace> {
    if (!this.#swept) {
      this.#swept = true;
      await ProcessTrace.sweep(Date.now()).catch((error: unknown) => this.#options.log.warn(`Old traces of git cannot be removed: ${String(error)}`));
    }
    return ProcessTrace.open();
  }

  async #start(
    cwd: string,
    args: readonly string[],
    options: RunOptions,
    trace: ProcessTrace | undefined,
  ): Promise<GitResult> {
    const { simpleGit } = await import('simple-git');
    const { log } = this.#options;
    const environment = this.#environment;
    const stop = new AbortController();
    let pid: number | undefined;
    let stopped: 'cancelled' | 'timeout' | undefined;
    let ended: Promise<void> | undefined;
    const end = (why: 'cancelled' | 'timeout') => {
      if (stopped) return;
      stopped = why;
      log.info(`git ${shown(args)}: stopping`);
      ended = (pid === undefined ? Promise.resolve() : endProcessTree(pid)).finally(() => stop.abort());
    };
    const cancel = () => end('cancelled');
    const timer = options.timeoutMs ? setTimeout(() => end('timeout'), options.timeoutMs) : undefined;
    options.signal?.addEventListener('abort', cancel, { once: true });

    const raw = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), exitCode: -1 };
    const settings: Partial<SimpleGitOptions> = {
      baseDir: cwd,
      binary: this.#options.gitPath,
      abort: stop.signal,
      allowEnvironment: [...environment.allowed, 'GIT_INDEX_FILE', 'GIT_TRACE2_EVENT'],
      unsafe: {
        ...environment.unsafe,
        // otherwise simple-git forbids abbreviated options to every hook, too (GIT_TEST_DISALLOW_ABBREVIATED_OPTIONS)
        allowAbbreviatedOptions: true,
        // `git.path` may hold spaces, as in C:\Program Files
        ...(this.#options.gitPath === 'git' ? {} : { allowUnsafeCustomBinary: true }),
      },
      // Reading commands end with their output. Others may leave a process behind that holds the pipes for hours.
      completion: { onClose: true, onExit: options.children ? leftBehindMs : false },
      // simple-git takes a failure without a word on standard error for a success
      errors(error, result) {
        raw.stdout = Buffer.concat(result.stdOut);
        raw.stderr = Buffer.concat(result.stdErr);
        // null, whatever its type says, where a signal ended git
        raw.exitCode = result.exitCode ?? killedExitCode;
        return result.exitCode === 0 ? error : (error ?? new Error(`exit code ${result.exitCode}`));
      },
      ...(options.input === undefined ? {} : { input: () => (options.input?.length ? Buffer.from(options.input) : Buffer.from('\n')) }),
    };
    const git = simpleGit(settings).env({
      ...environment.variables,
      ...(options.indexFile === undefined ? {} : { GIT_INDEX_FILE: options.indexFile }),
      ...trace?.variables,
    });
    // simple-git does not tell the process's id; Node tells of every process that it starts
    const started: ChildProcess[] = [];
    const note = (message: unknown) => void started.push((message as { process: ChildProcess }).process);
    subscribe('child_process', note);
    git.outputHandler((_command, stdout, stderr) => {
      pid = started.find((child) => child.stdout === stdout)?.pid;
      unsubscribe('child_process', note);
      const { onOutput, children } = options;
      if (!onOutput || !children) return;
      for (const stream of [stdout, stderr]) {
        const decoder = new TextDecoder();
        stream.on('data', (data: Buffer) => onOutput(decoder.decode(data, { stream: true })));
      }
    });

    const begun = performance.now();
    let failure: unknown;
    try {
      await git.raw([...(options.before ?? []), ...args]);
    } catch (error) {
      failure = error;
    } finally {
      unsubscribe('child_process', note);
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
    }
    await ended;
    const durationMs = performance.now() - begun;
    const command: GitCommand = { args, cwd, exitCode: raw.exitCode, durationMs };
    const outcome = stopped ?? (raw.exitCode === 0 ? '' : `exit code ${raw.exitCode}`);
    log.info(`git ${shown(args)} (${Math.round(durationMs)} ms)${outcome && `: ${outcome}`}`);
    options.onCommand?.(command);

    const stdout = raw.stdout.toString('utf8');
    const stderr = raw.stderr.toString('utf8');
    const output = stdout + stderr;
    // Ctrl-C in a terminal reaches git itself, too, and may reach it first
    const interrupted = failure !== undefined && options.signal?.aborted;
    if (stopped === 'cancelled' || interrupted) throw new GitError('cancelled', 'Cancelled.', { args, output });
    if (stopped === 'timeout') {
      const seconds = (options.timeoutMs ?? 0) / 1000;
      throw new GitError('timeout', `git ${args[0] ?? ''} was ended after ${seconds} s without finishing.`, { args, output });
    }
    const hooks = (await trace?.hooks()) ?? [];
    if (raw.exitCode === -1) {
      // refused by simple-git before a process was started
      const message = failure instanceof Error ? failure.message : String(failure);
      throw new GitError('unknown', `git was not started: ${message}`, { args, cause: failure });
    }
    if (failure !== undefined && !(raw.exitCode > 0 && options.accept?.includes(raw.exitCode))) {
      throw errorOf({ args, exitCode: raw.exitCode, stdout, stderr, hooks });
    }
    return { ...command, stdout, bytes: raw.stdout, stderr, hooks };
  }
}

/** The arguments as a person would type them; only for reading. */
export function shown(args: readonly string[]): string {
  return redact(args.map((arg) => (/^[\w@%+=:,./^~{}-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(' '));
}
