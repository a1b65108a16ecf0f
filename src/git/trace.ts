import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { HookRun } from './errors.ts';

interface TraceEvent {
  readonly event: string;
  readonly sid: string;
  readonly child_id?: number;
  readonly hook_name?: string;
  readonly code?: number;
}

const prefix = 'plumbline-git-';

/** The age (ms) from which on a trace belongs to nobody any more; no git command runs that long. */
const leftAfter = 86_400_000;

/**
 * What git tells of one of its own processes: the hooks it ran and how they ended. Git prints nothing when a hook fails
 * silently; this is how such a failure is named. https://git-scm.com/docs/api-trace2
 */
export class ProcessTrace {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a trace for one process; `close` removes it. */
  static async open(): Promise<ProcessTrace> {
    return new ProcessTrace(await mkdtemp(path.join(os.tmpdir(), prefix)));
  }

  /**
   * Removes the traces that processes left behind which were killed before they could.
   * @param now ms since the epoch
   */
  static async sweep(now: number): Promise<void> {
    const folder = os.tmpdir();
    for (const name of await readdir(folder)) {
      if (!name.startsWith(prefix) || !/^\w{6}$/.test(name.slice(prefix.length))) continue;
      const file = path.join(folder, name);
      try {
        const stat = await lstat(file);
        // others' folders are theirs, and a link leads somewhere else
        const isOwn = stat.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid);
        if (isOwn && now - stat.mtimeMs > leftAfter) await rm(file, { recursive: true, force: true });
      } catch (error) {
        // another process was faster
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  /** What the process needs in its environment. */
  get variables(): Record<string, string> {
    return { GIT_TRACE2_EVENT: this.#file };
  }

  get #file(): string {
    return path.join(this.#folder, 'events');
  }

  /** The hooks of this repository that have ended, in order. */
  async hooks(): Promise<HookRun[]> {
    const running = new Map<number, string>();
    const ended: HookRun[] = [];
    for (const event of await this.#events()) {
      // a sid with a slash is a git started by this one, such as the receiving side of a local remote
      if (event.child_id === undefined || event.sid.includes('/')) continue;
      const name = running.get(event.child_id);
      if (event.event === 'child_start' && event.hook_name) running.set(event.child_id, event.hook_name);
      else if (event.event === 'child_exit' && name) ended.push({ name, exitCode: event.code ?? 0 });
    }
    return ended;
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #events(): Promise<TraceEvent[]> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    // the last line may be half written while git runs
    return text
      .split('\n')
      .slice(0, -1)
      .filter((line) => /"event":"child_(?:start|exit)"/.test(line))
      .map((line) => JSON.parse(line) as TraceEvent);
  }
}
