import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Repository } from '../git/repository.ts';
import { type IndexCopy, type Snapshot, takeSnapshot } from '../git/snapshot.ts';
import type { Effect } from './step.ts';

/** A step of a run, as it was written down before it began. */
export interface RecordedStep {
  readonly path: string;
  readonly kind: string;
  readonly effect: Effect;
  /** The number of the snapshot before it; undefined for a step that moves nothing here, such as a push. */
  readonly before: number | undefined;
  /** The snapshot after it; undefined while it runs, and for ever where the process died in it. */
  after: number | undefined;
  outcome: 'running' | 'succeeded' | 'failed';
}

/** What a run of a macro did to a repository; it survives the process. */
export interface RunRecord {
  readonly id: string;
  readonly macro: string;
  /** ISO 8601. */
  readonly started: string;
  readonly pid: number;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'undone';
  /** The steps that concern the repository, in order. */
  readonly steps: RecordedStep[];
}

const kept = 10;
const freshMs = 50;

function runsFolder(repository: Repository): string {
  return path.join(repository.gitDir, 'plumbline', 'runs');
}

/** Writes the record of one run, in the repository's git folder. */
export class RunRecorder {
  readonly record: RunRecord;
  readonly #repository: Repository;
  readonly #folder: string;
  #taken = 0;
  #unwritten = false;
  #copied: IndexCopy | undefined;
  /** Serves as the state before the next step, if that follows at once. */
  #last: { readonly number: number; readonly at: number } | undefined;

  private constructor(repository: Repository, record: RunRecord) {
    this.#repository = repository;
    this.record = record;
    this.#folder = path.join(runsFolder(repository), record.id);
  }

  /** Begins a record. */
  static begin(repository: Repository, macro: string): RunRecorder {
    const started = new Date().toISOString();
    const id = `${started.replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
    const recorder = new RunRecorder(repository, { id, macro, started, pid: process.pid, state: 'running', steps: [] });
    mkdirSync(recorder.#folder, { recursive: true });
    return recorder;
  }

  /** Forgets all records but the newest few. */
  async #prune(): Promise<void> {
    const old = (await readdir(runsFolder(this.#repository))).toSorted().slice(0, -kept);
    for (const name of old) await rm(path.join(runsFolder(this.#repository), name), { recursive: true, force: true });
  }

  /** Writes down a step and, where it may move something, where everything is; before it begins. */
  async before(step: { path: string; kind: string; effect: Effect }): Promise<RecordedStep> {
    const fresh = this.#last && performance.now() - this.#last.at < freshMs ? this.#last.number : undefined;
    const before = step.effect === 'none' ? undefined : (fresh ?? (await this.#snapshot()));
    const recorded: RecordedStep = { ...step, before, after: undefined, outcome: 'running' };
    this.record.steps.push(recorded);
    this.#write();
    return recorded;
  }

  /** Notes how the step ended, and where everything is then; the next step or `flush` writes it. */
  async after(step: RecordedStep, outcome: 'succeeded' | 'failed'): Promise<void> {
    if (step.before !== undefined) step.after = await this.#snapshot();
    step.outcome = outcome;
    this.#unwritten = true;
  }

  /** Writes what is known to the disk; `before` and `end` do, too. */
  flush(): void {
    if (this.#unwritten) this.#write();
  }

  async end(state: 'succeeded' | 'failed' | 'cancelled'): Promise<void> {
    this.record.state = state;
    this.#write();
    await this.#prune();
  }

  async #snapshot(): Promise<number> {
    const number = this.#taken++;
    const snapshot = await takeSnapshot(this.#repository, path.join(this.#folder, `${number}.index`), this.#copied);
    this.#copied = snapshot.index;
    writeFileSync(path.join(this.#folder, `${number}.json`), JSON.stringify(snapshot));
    this.#last = { number, at: performance.now() };
    return number;
  }

  #write(): void {
    this.#unwritten = false;
    writeRecord(this.#repository, this.record);
  }
}

/**
 * Replaces the record's file in one go: whoever reads it sees the old or the new one, never half of one. Without
 * waiting: the file is small, and every step waits for it.
 */
export function writeRecord(repository: Repository, record: RunRecord): void {
  const file = path.join(runsFolder(repository), record.id, 'record.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 1)}\n`);
  renameSync(`${file}.new`, file);
}

/** A snapshot of a run, by its number. */
export async function readSnapshot(repository: Repository, record: RunRecord, number: number): Promise<Snapshot> {
  return JSON.parse(await readFile(path.join(runsFolder(repository), record.id, `${number}.json`), 'utf8')) as Snapshot;
}

/** A snapshot of this moment, beside those of the run. */
export async function takeSnapshotNow(repository: Repository, record: RunRecord): Promise<Snapshot> {
  return takeSnapshot(repository, path.join(runsFolder(repository), record.id, 'now.index'));
}

/** The newest record, or undefined where no macro has moved anything here yet. */
export async function readLastRecord(repository: Repository): Promise<RunRecord | undefined> {
  const names = await readdir(runsFolder(repository)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.toSorted().toReversed()) {
    const text = await readFile(path.join(runsFolder(repository), name, 'record.json'), 'utf8').catch(() => undefined);
    // a process that died before its first step leaves a folder without a record
    if (text !== undefined) return JSON.parse(text) as RunRecord;
  }
  return undefined;
}
