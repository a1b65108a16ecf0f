import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface AskOptions {
  /** Shows nothing of what is typed. */
  readonly hidden?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Asks whoever sits at the terminal; undefined where they end the input (Ctrl-D) instead of answering. */
export type Ask = (question: string, options: AskOptions) => Promise<string | undefined>;

/** Asks on standard error, so that standard output stays what a command prints. */
export const askInTerminal: Ask = async (question, { hidden, signal }) => {
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  // the reader takes Ctrl-C for itself
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
    const answer = lines.question(question, { signal });
    isMuted = hidden ?? false;
    const given = await Promise.race([answer, closed]);
    // the line that was not ended, or was not shown
    if (given === undefined || hidden) process.stderr.write('\n');
    return given;
  } finally {
    lines.close();
  }
};
