import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  static take(repository: Repository, macro: string): RunLock {
    const folder = path.join(repository.gitDir, 'plumbline');
    const file = path.join(folder, 'run.lock');
    mkdirSync(folder, { recursive: true });
    const holder: Holder = { macro, pid: process.pid, since: new Date().toISOString() };
    // linked into place, so that the lock never exists without its holder's name in it
    const written = path.join(folder, `run.lock.${process.pid}.${randomUUID()}`);
    writeFileSync(written, JSON.stringify(holder));
    try {
      while (!linked(written, file)) {
        const other = readHolder(file);
        if (other && isAlive(other.pid)) {
          const who = `The macro ${other.macro} has been running here since ${new Date(other.since).toLocaleTimeString()}`;
          throw new StepError('alreadyRunning', `${who}; wait for it to end, or cancel it.`);
        }
        rmSync(file, { force: true });
      }
    } finally {
      rmSync(written, { force: true });
    }
    return new RunLock(file);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a lock that went meanwhile. */
function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
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
