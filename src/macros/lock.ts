import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repository } from '../git/repository.ts';
import { StepError } from './step.ts';

interface Holder {
  readonly macro: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

/** One run per repository at a time, in whichever editor window or terminal. */
export class RunLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Takes the repository's lock; one whose process has died is taken over.
   * @throws StepError `alreadyRunning`
   */
  static async take(repository: Repository, macro: string): Promise<RunLock> {
    const folder = path.join(repository.gitDir, 'plumbline');
    const file = path.join(folder, 'run.lock');
    await mkdir(folder, { recursive: true });
    const holder: Holder = { macro, pid: process.pid, since: new Date().toISOString() };
    // linked into place, so that the lock never exists without its holder's name in it
    const written = path.join(folder, `run.lock.${process.pid}.${randomUUID()}`);
    await writeFile(written, JSON.stringify(holder));
    try {
      while (!(await linked(written, file))) {
        const other = await readHolder(file);
        if (other && isAlive(other.pid)) {
          const who = `The macro ${other.macro} has been running here since ${other.since}`;
          throw new StepError('alreadyRunning', `${who}; wait for it to end, or cancel it.`);
        }
        await rm(file, { force: true });
      }
    } finally {
      await rm(written, { force: true });
    }
    return new RunLock(file);
  }

  async release(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a lock that went meanwhile. */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it lives, but belongs to someone else
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
