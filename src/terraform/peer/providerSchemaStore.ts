import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../../language/writeWhole.ts';

/** What may be in the folder of a store at most. */
export interface StoreLimits {
  readonly files: number;
  readonly bytes: number;
}

const usualLimits: StoreLimits = { files: 32, bytes: 100_000_000 };

/** How old (ms) a file may get that was never finished. */
const unfinishedFor = 3_600_000;

const ending = '.schemas';
const unfinished = /^[0-9a-f]{64}-.*\.schemas\.\d+\.tmp$/;

/**
 * Schemas of installed providers on disk, by the hash of the lock file that chose the providers and by the version of
 * Terraform that asked them: a newer one knows more kinds of block. Those that were not used for longest leave first.
 */
export class ProviderSchemaStore {
  readonly #folder: string;
  readonly #limits: StoreLimits;

  /** @param folder absolute, the store's own; made when there is something to keep */
  constructor(folder: string, limits: StoreLimits = usualLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** True where something is kept for a lock file. */
  has(lock: string): boolean {
    return this.#files().some((name) => name.startsWith(`${lock}-`));
  }

  /**
   * What is kept for a lock file; undefined where nothing is, or it cannot be read.
   * @param version of Terraform; undefined: whichever was used last
   */
  read(lock: string, version: string | undefined): Buffer | undefined {
    const wanted = version === undefined ? this.#byUse().find(({ name }) => name.startsWith(`${lock}-`))?.name : nameOf(lock, version);
    if (wanted === undefined) return undefined;
    const file = path.join(this.#folder, wanted);
    try {
      const bytes = fs.readFileSync(file);
      const now = new Date();
      fs.utimesSync(file, now, now);
      return bytes;
    } catch (error) {
      if (isSystemError(error)) return undefined;
      throw error;
    }
  }

  /**
   * Keeps what there is for a lock file, and lets go of what is too much.
   * @throws the system's error where it cannot be written
   */
  write(lock: string, version: string, bytes: Buffer): void {
    writeWhole(path.join(this.#folder, nameOf(lock, version)), bytes);
    this.#tidy();
  }

  #tidy(): void {
    let files = 0;
    let size = 0;
    for (const { name, bytes } of this.#byUse()) {
      files++;
      size += bytes;
      // What was written last stays, however large.
      if (files > 1 && (files > this.#limits.files || size > this.#limits.bytes)) fs.rmSync(path.join(this.#folder, name), { force: true });
    }
    for (const name of fs.readdirSync(this.#folder)) {
      const file = path.join(this.#folder, name);
      if (unfinished.test(name) && Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > unfinishedFor) fs.rmSync(file, { force: true });
    }
  }

  /** The files of the store, the last used first. */
  #byUse(): { readonly name: string; readonly bytes: number; readonly used: number }[] {
    const found = this.#files().flatMap((name) => {
      // Another window may be tidying up.
      const stat = fs.statSync(path.join(this.#folder, name), { throwIfNoEntry: false });
      return stat ? [{ name, bytes: stat.size, used: stat.mtimeMs }] : [];
    });
    return found.toSorted((a, b) => b.used - a.used);
  }

  #files(): string[] {
    try {
      return fs.readdirSync(this.#folder).filter((name) => /^[0-9a-f]{64}-/.test(name) && name.endsWith(ending));
    } catch (error) {
      if (isSystemError(error)) return [];
      throw error;
    }
  }
}

function nameOf(lock: string, version: string): string {
  return `${lock}-${version}${ending}`;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
