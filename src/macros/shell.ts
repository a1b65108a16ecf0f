import { spawn } from 'node:child_process';
import { endProcessTree } from '../git/processes.ts';
import { StepError } from './step.ts';

export interface ProgramOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /** Milliseconds after which it is ended; for ever where left out. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs a program to its end, without a shell.
 * @returns what it printed on its standard output
 * @throws StepError `commandFailed` with the whole output, `cancelled`, `timeout`
 */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<string> {
  const [program = '', ...args] = argv;
  options.signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stdout = '';
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      if (stream === child.stdout) stdout += text;
      output += text;
      options.onOutput(text);
    });
  }
  let stopped: 'cancelled' | 'timeout' | undefined;
  let ending: Promise<void> | undefined;
  const end = (why: 'cancelled' | 'timeout') => {
    if (stopped || child.pid === undefined) return;
    stopped = why;
    ending = endProcessTree(child.pid);
  };
  const cancel = () => end('cancelled');
  options.signal.addEventListener('abort', cancel, { once: true });
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), options.timeoutMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (exitCode) => {
        // a process that it left behind may hold the pipes open
        const patience = setTimeout(() => resolve(exitCode), 500);
        child.on('close', () => {
          clearTimeout(patience);
          resolve(exitCode);
        });
      });
    });
    await ending;
    if (stopped === 'cancelled') throw new StepError('cancelled', `${program} was ended.`, { output });
    if (stopped === 'timeout') {
      throw new StepError('timeout', `${program} was ended after ${(options.timeoutMs ?? 0) / 1000} s.`, { output });
    }
    if (code !== 0) {
      const last = output.trim().split('\n').at(-1);
      const how = code === null ? 'was killed' : `failed (exit code ${code})`;
      throw new StepError('commandFailed', `${program} ${how}${last ? `: ${last}` : ' and printed nothing.'}`, { output });
    }
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StepError('commandFailed', `There is no program ${program} on PATH.`, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', cancel);
  }
}

/**
 * A command line as words: separated by blanks, quotes keep blanks together, and that is all. There are no pipes, no
 * redirections and no expansion, because no shell ever sees it; variables are put into the words afterwards.
 */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:\$\{[^}]*\}|[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_whole, double?: string, single?: string) => double ?? single ?? ''),
  );
}

/** The words that are a script for a shell which the macro names itself, as in `sh -c SCRIPT`. */
export function scriptsIn(words: readonly string[]): string[] {
  const [program = '', ...rest] = words;
  const name = program.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  if (/^cmd$/i.test(name) || /^(?:pwsh|powershell)$/i.test(name)) {
    // everything after it is one command line
    const at = rest.findIndex((word) => /^(?:\/[ck]|-c(?:ommand)?)$/i.test(word));
    return at < 0 ? [] : rest.slice(at + 1);
  }
  if (!/^(?:a|ba|da|fi|k|mk|z)?sh$/.test(name)) return [];
  // options may stand together, as in `bash -euc`; what comes after the script are its arguments
  const at = rest.findIndex((word) => /^-\w*c$/.test(word));
  return at < 0 ? [] : rest.slice(at + 1, at + 2);
}
