import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DiskFiles } from '../language/files.ts';
import { writeWhole } from '../language/writeWhole.ts';
import type { Log } from '../log.ts';
import type { FileOutcome } from './linter.ts';
import { Answers, type Asked } from './recordedFiles.ts';
import { pieceOf } from './share.ts';

/** Where results are kept, and what they depend on beside files. */
export interface KeptResultsPlace {
  /** Absolute; it need not exist. */
  readonly folder: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** All else, such as the build of the linter. */
  readonly context: string;
}

/** What linting a file gave, where that can be kept. */
export type KeptOutcome = Exclude<FileOutcome, Error>;

/** What is kept of a piece: what its linting asked about files, and what it gave, by absolute path. */
interface Kept {
  readonly asked: Asked;
  readonly outcomes: Readonly<Record<string, KeptOutcome>>;
}

/** Names of the folders of a day's results. */
const ofDay = /^\d{4}-\d\d-\d\d-[0-9a-f]{16}$/;

/**
 * What linting gave, kept on disk for a day (rules know the date). It holds as long as all that was asked about files for
 * it has the same answers: the texts of a module and of those that it calls, which files there are, configuration.
 */
export class KeptResults {
  readonly #folder: string;
  readonly #log: Log;
  readonly #answers = new Answers(new DiskFiles());
  /** What holds of each piece that was asked about. */
  readonly #pieces = new Map<string, Kept | undefined>();
  #writable = true;

  constructor({ folder, day, context }: KeptResultsPlace, log: Log) {
    this.#folder = path.join(folder, `${day}-${createHash('sha256').update(context).digest('hex').slice(0, 16)}`);
    this.#log = log;
  }

  /** What is known of the files, by their absolute paths. */
  find(files: readonly string[]): Map<string, KeptOutcome> {
    const known = new Map<string, KeptOutcome>();
    for (const file of files) {
      const outcome = this.#valid(pieceOf(file))?.outcomes[file];
      if (outcome) known.set(file, outcome);
    }
    return known;
  }

  /** Keeps what linting some files of a piece gave. Where that cannot be written, it is done without. */
  keep(piece: string, asked: Asked, outcomes: ReadonlyMap<string, KeptOutcome>): void {
    if (!this.#writable) return;
    const own: Kept = { asked, outcomes: Object.fromEntries(outcomes) };
    const before = this.#valid(piece);
    const kept = before && agree(before.asked, asked) ? { asked: { ...before.asked, ...asked }, outcomes: { ...before.outcomes, ...own.outcomes } } : own;
    this.#pieces.set(piece, kept);
    try {
      if (!fs.existsSync(this.#folder)) this.#begin();
      writeWhole(this.#file(piece), Buffer.from(JSON.stringify(kept)));
    } catch (error) {
      this.#writable = false;
      this.#log.debug(`results are not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #valid(piece: string): Kept | undefined {
    if (!this.#pieces.has(piece)) {
      const kept = this.#read(piece);
      this.#pieces.set(piece, kept && this.#answers.areStill(kept.asked) ? kept : undefined);
    }
    return this.#pieces.get(piece);
  }

  #read(piece: string): Kept | undefined {
    try {
      return JSON.parse(fs.readFileSync(this.#file(piece), 'utf8')) as Kept;
    } catch {
      // Most often there is none yet; one that cannot be read is as good as none.
      return undefined;
    }
  }

  #file(piece: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(piece).digest('hex')}.json`);
  }

  /** Makes the folder, which is the user's alone, and lets go of those of other days. */
  #begin(): void {
    const parent = path.dirname(this.#folder);
    fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const day = path.basename(this.#folder).slice(0, 'YYYY-MM-DD'.length);
    for (const name of fs.readdirSync(parent)) {
      if (ofDay.test(name) && !name.startsWith(day)) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

function agree(one: Asked, other: Asked): boolean {
  return Object.entries(one).every(([question, digest]) => other[question] === undefined || other[question] === digest);
}
