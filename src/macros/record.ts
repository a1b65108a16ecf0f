import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
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
  /** Which of the run's snapshots was before it; undefined for a step that moves nothing here, such as a push. */
  readonly before: number | undefined;
  /** The snapshot after it; undefined while it runs, and for ever where the process died in it. */
  readonly after: number | undefined;
  readonly outcome: 'running' | 'succeeded' | 'failed';
}

export type RunState = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'undone';

/** What a run of a macro did to a repository; it survives the process. */
export interface RunRecord {
  readonly id: string;
  readonly macro: string;
  /** ISO 8601. */
  readonly started: string;
  readonly pid: number;
  readonly state: RunState;
  /** The steps that concern the repository, in order. */
  readonly steps: readonly RecordedStep[];
  readonly snapshots: readonly Snapshot[];
}

/** How the references of a snapshot differ from those of the one before: there may be thousands that never move. */
interface RefsDelta {
  readonly set: Readonly<Record<string, string>>;
  readonly gone: readonly string[];
}

/** A line of the journal. Each is written before what it speaks of goes on, and none is ever changed. */
type Entry =
  | { readonly run: Pick<RunRecord, 'id' | 'macro' | 'started' | 'pid'> }
  | { readonly snapshot: Omit<Snapshot, 'refs'>; readonly refs: RefsDelta }
  | { readonly begin: Pick<RecordedStep, 'path' | 'kind' | 'effect' | 'before'> }
  | { readonly end: number; readonly after: number | undefined; readonly outcome: 'succeeded' | 'failed' }
  | { readonly state: RunState };

const kept = 10;
const freshMs = 50;

function runsFolder(repository: Repository): string {
  return path.join(repository.gitDir, 'plumbline', 'runs');
}

function journalOf(folder: string): string {
  return path.join(folder, 'journal');
}

/** Writes the record of one run, in the repository's git folder. */
export class RunRecorder {
  readonly id: string;
  readonly repository: Repository;
  readonly #folder: string;
  readonly #journal: number;
  readonly #pruned: Promise<void>;
  #steps = 0;
  #snapshots = 0;
  #refs: Snapshot['refs'] = {};
  #copied: IndexCopy | undefined;
  /** Serves as the state before the next step, if that follows at once. */
  #last: { readonly number: number; readonly at: number } | undefined;

  private constructor(repository: Repository, macro: string) {
    const started = new Date().toISOString();
    this.id = `${started.replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
    this.repository = repository;
    this.#folder = path.join(runsFolder(repository), this.id);
    mkdirSync(this.#folder, { recursive: true });
    this.#journal = openSync(journalOf(this.#folder), 'a');
    this.#write({ run: { id: this.id, macro, started, pid: process.pid } });
    this.#pruned = prune(repository);
    // it fails for whoever waits for it at the end
    this.#pruned.catch(() => undefined);
  }

  /** Begins a record. */
  static begin(repository: Repository, macro: string): RunRecorder {
    return new RunRecorder(repository, macro);
  }

  /**
   * Writes down a step and, where it may move something, where everything is; before it begins.
   * @returns the step's number, for `after`
   */
  async before(step: Pick<RecordedStep, 'path' | 'kind' | 'effect'>): Promise<number> {
    const fresh = this.#last && performance.now() - this.#last.at < freshMs ? this.#last.number : undefined;
    const before = step.effect === 'none' ? undefined : (fresh ?? (await this.#snapshot()));
    this.#write({ begin: { ...step, before } });
    return this.#steps++;
  }

  /**
   * Writes down how a step ended and where everything is then.
   * @param moves false for a step whose effect is `none`
   */
  async after(step: number, moves: boolean, outcome: 'succeeded' | 'failed'): Promise<void> {
    this.#write({ end: step, after: moves ? await this.#snapshot() : undefined, outcome });
  }

  async end(state: 'succeeded' | 'failed' | 'cancelled'): Promise<void> {
    this.#write({ state });
    closeSync(this.#journal);
    await this.#pruned;
  }

  async #snapshot(): Promise<number> {
    const number = this.#snapshots++;
    const { refs, ...rest } = await takeSnapshot(this.repository, path.join(this.#folder, `${number}.index`), this.#copied);
    this.#write({ snapshot: rest, refs: deltaOf(this.#refs, refs) });
    this.#refs = refs;
    this.#copied = rest.index;
    this.#last = { number, at: performance.now() };
    return number;
  }

  /** Without waiting: it is a line, and every step waits for it. */
  #write(entry: Entry): void {
    writeSync(this.#journal, `${JSON.stringify(entry)}\n`);
  }
}

/** Forgets all records but the newest few. */
async function prune(repository: Repository): Promise<void> {
  const old = (await readdir(runsFolder(repository))).toSorted().slice(0, -kept);
  for (const name of old) await rm(path.join(runsFolder(repository), name), { recursive: true, force: true });
}

/** Notes that what a run did was undone. */
export function markUndone(repository: Repository, record: RunRecord): void {
  appendFileSync(journalOf(path.join(runsFolder(repository), record.id)), `${JSON.stringify({ state: 'undone' } satisfies Entry)}\n`);
}

/** A snapshot of this moment, beside those of the run. */
export async function takeSnapshotNow(repository: Repository, record: RunRecord): Promise<Snapshot> {
  return takeSnapshot(repository, path.join(runsFolder(repository), record.id, 'now.index'));
}

/** The newest record, or undefined where no macro has moved anything here yet. */
export async function readLastRecord(repository: Repository): Promise<RunRecord | undefined> {
  for (const id of (await idsOf(repository)).toReversed()) {
    const record = await readRecord(repository, id);
    // a process that died before its first step leaves a folder without a record
    if (record) return record;
  }
  return undefined;
}

/** The record of a run; undefined where there is none, or no longer. */
export async function readRecord(repository: Repository, id: string): Promise<RunRecord | undefined> {
  // the id of a record is a name in that folder, and nothing else is looked for
  if (!(await idsOf(repository)).includes(id)) return undefined;
  const text = await readFile(journalOf(path.join(runsFolder(repository), id)), 'utf8').catch(absent);
  return text === undefined ? undefined : parseJournal(text);
}

async function idsOf(repository: Repository): Promise<string[]> {
  return ((await readdir(runsFolder(repository)).catch(absent)) ?? []).toSorted();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** What a journal tells; a last line that was not written to its end does not count. */
function parseJournal(text: string): RunRecord | undefined {
  let run: Pick<RunRecord, 'id' | 'macro' | 'started' | 'pid'> | undefined;
  let state: RunState = 'running';
  const steps: RecordedStep[] = [];
  const snapshots: Snapshot[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = JSON.parse(line) as Entry;
    if ('run' in entry) run = entry.run;
    else if ('snapshot' in entry) snapshots.push({ ...entry.snapshot, refs: applyDelta(snapshots.at(-1)?.refs ?? {}, entry.refs) });
    else if ('begin' in entry) steps.push({ ...entry.begin, before: entry.begin.before, after: undefined, outcome: 'running' });
    else if ('end' in entry) {
      const step = steps[entry.end];
      if (step) steps[entry.end] = { ...step, after: entry.after, outcome: entry.outcome };
    } else state = entry.state;
  }
  return run && { ...run, state, steps, snapshots };
}

function deltaOf(before: Snapshot['refs'], after: Snapshot['refs']): RefsDelta {
  return {
    set: Object.fromEntries(Object.entries(after).filter(([ref, sha]) => before[ref] !== sha)),
    gone: Object.keys(before).filter((ref) => !Object.hasOwn(after, ref)),
  };
}

function applyDelta(before: Snapshot['refs'], { set, gone }: RefsDelta): Snapshot['refs'] {
  const lost = new Set(gone);
  const refs = Object.entries({ ...before, ...set }).filter(([ref]) => !lost.has(ref));
  // in the order of `takeSnapshot`, by which states are compared
  return Object.fromEntries(refs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
