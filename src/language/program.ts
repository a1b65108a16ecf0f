import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Why a program gave no answer. */
export type ProgramReason = 'missing' | 'notStarted' | 'timeout' | 'tooMuch';

/** A program that gave no answer; the message is one sentence for the user. */
export class ProgramError extends Error {
  readonly reason: ProgramReason;

  constructor(reason: ProgramReason, message: string) {
    super(message);
    this.name = 'ProgramError';
    this.reason = reason;
  }
}

export interface ProgramCall {
  /** As it is called, without a folder; it is looked for on PATH alone, never in the folder it runs in. */
  readonly name: string;
  readonly args: readonly string[];
  /** What it reads from standard input. */
  readonly input: string;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the program; the call is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** ms */
  readonly timeout: number;
  /** Bytes of output that are read at most; by default more than any linter says of one file. */
  readonly maxOutput?: number;
  /** Gets the standard output as it comes, which is then not held; what it throws ends the program and rejects the call. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined;
}

export interface ProgramAnswer {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const usualMaxOutput = 20_000_000;

/**
 * Runs a program to its end, without a shell.
 * @throws ProgramError where it gives no answer; the signal's reason where that is given
 */
export function runProgram({ name, args, input, cwd, environment, signal, timeout, maxOutput = usualMaxOutput, onOutput }: ProgramCall): Promise<ProgramAnswer> {
  signal.throwIfAborted();
  const file = findProgram(name, environment);
  if (file === undefined) return Promise.reject(new ProgramError('missing', `${name} is not on PATH; install it, or change the setting that asks for it.`));
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: environment, stdio: 'pipe', windowsHide: true });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      child.kill('SIGKILL');
      reject(error);
    };
    const abort = (): void => fail(signal.reason);
    const timer = setTimeout(() => fail(new ProgramError('timeout', `${name} did not finish within ${timeout / 1000} seconds, and was stopped.`)), timeout);
    signal.addEventListener('abort', abort, { once: true });
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxOutput) fail(new ProgramError('tooMuch', `${name} wrote more than ${maxOutput / 1_000_000} MB, and was stopped.`));
        else if (stream === 'stdout' && onOutput) {
          try {
            onOutput(chunk);
          } catch (error) {
            fail(error);
          }
        } else output[stream].push(chunk);
      });
    }
    child.on('error', (error) => fail(new ProgramError('notStarted', `${name} cannot be started: ${error.message}.`)));
    child.on('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({ code: code ?? undefined, stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString() });
    });
    // A program that ends without reading its input is told by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The absolute path of a program on PATH; undefined where there is none that may be started. */
export function findProgram(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.com`] : [name];
  return folders.flatMap((folder) => names.map((each) => path.join(folder, each))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    // Not there, or not to be started.
    return false;
  }
}
