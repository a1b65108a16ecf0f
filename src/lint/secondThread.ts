import { Worker } from 'node:worker_threads';
import { redact } from '../log.ts';
import type { KeptResultsPlace } from './keptResults.ts';
import type { FileOutcome } from './linter.ts';
import { Share } from './share.ts';

/** What is linted, the same for both threads. */
export interface ThreadWork {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly cwd: string;
  readonly results: KeptResultsPlace | undefined;
  /** Where the languages' facts are. */
  readonly dataFolders: Readonly<Record<'cloudformation' | 'terraform', string>>;
}

/** What the other thread is told. */
export interface ThreadTask extends ThreadWork {
  /** What the threads count taken pieces of the share with. */
  readonly taken: SharedArrayBuffer;
}

/** What the other thread has found, by the files' indices. Files that cannot be linted are left to this thread, which tells why. */
export type ThreadAnswer = ReadonlyMap<number, Exclude<FileOutcome, Error>>;

/** The other thread has ended without an answer: a fault of ours, or no memory. The message is one sentence. */
export class SecondThreadError extends Error {
  readonly reason = 'thread';

  constructor(what: string, cause?: unknown) {
    super(`The second thread of the linter has failed (${what}), so not every file was linted; please report it.`, { cause });
    this.name = 'SecondThreadError';
  }
}

/**
 * A thread that lints files beside this one. It has the same code to load, compile and warm up and keeps its own facts:
 * that takes it half a second, in which the compilers and collectors of this thread, which run beside it anyway, have less
 * of the other processor, and some 40 MB of memory. So it is for large sets of files. They are shared out as the threads
 * get through with them, and what is said of each is the same whichever thread says it.
 */
export class SecondThread {
  readonly share: Share;
  readonly #worker: Worker;
  readonly #answer: Promise<ThreadAnswer>;

  /** @param program what the thread runs */
  constructor(program: URL, work: ThreadWork) {
    this.share = new Share(work.files);
    const task: ThreadTask = { ...work, taken: this.share.taken };
    this.#worker = new Worker(program, { workerData: task });
    this.#answer = new Promise((resolve, reject) => {
      this.#worker.on('message', resolve);
      const fail = (error: unknown) => reject(new SecondThreadError(redact(error instanceof Error ? error.message : String(error)), error));
      this.#worker.on('error', fail);
      this.#worker.on('messageerror', fail);
      this.#worker.on('exit', (code) => reject(new SecondThreadError(`exit code ${code}`)));
    });
    // It is heard of when the answer is asked for.
    this.#answer.catch(() => {});
  }

  /**
   * What the thread has found in its part of the share, once all is taken.
   * @throws SecondThreadError
   */
  outcomes(): Promise<ThreadAnswer> {
    return this.#answer;
  }

  /** Stops the thread, whatever it does. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
