import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import zlib from 'node:zlib';
import { writeWhole } from '../language/writeWhole.ts';

/** The size of the sum, and of the length of what is noted, in front of the code. */
const sumLength = 4;
const headLength = 2 * sumLength;

/** How much a run did, by what it was: code is kept of the run that did the most. */
export type Work = Readonly<Record<string, number>>;

/** What is kept is renewed once a run has done this many times as much. */
const renewal = 2;

/** The age from which on code is let go of, in milliseconds: a month. One that is still used is made again. */
const oldAge = 30 * 24 * 60 * 60 * 1000;

interface Kept {
  readonly work: Work;
  readonly code: Buffer;
}

interface Script {
  readonly script: vm.Script;
  /** Where its code is kept. */
  readonly place: string;
  /** What had been done when the code was kept that it was loaded with. */
  readonly before: Work;
}

/**
 * Scripts of CommonJS whose compiled code is kept on the disk from one run to the next. What Node keeps by itself is what
 * is compiled before anything has run; a program of a fraction of a second compiles most of its functions as they are
 * called, and would do so each time anew.
 */
export class KeptScripts {
  readonly #folder: string;
  readonly #build: string;
  readonly #require: NodeJS.Require;
  /** V8's version and flags, for which alone code holds. */
  readonly #tag = v8.cachedDataVersionTag();
  readonly #scripts: Script[] = [];

  private constructor(folder: string, build: string, require: NodeJS.Require) {
    this.#folder = folder;
    this.#build = build;
    this.#require = require;
  }

  /**
   * @param folder where code is kept; made if need be
   * @param build another for every build of the scripts
   * @param require gives the scripts Node's modules
   * @returns undefined where nothing can be kept: the folder cannot be written to, or Node (before 20.15 and 22.2) knows no sums
   */
  static in(folder: string, build: string, require: NodeJS.Require): KeptScripts | undefined {
    return 'crc32' in zlib && canWrite(folder) ? new KeptScripts(folder, build, require) : undefined;
  }

  /**
   * Runs a script and gives what it exports.
   * @param file all of it ASCII
   * @throws the system's error where there is no such script
   */
  load(file: string): unknown {
    const place = path.join(this.#folder, `${path.basename(file, path.extname(file))}-${this.#build.slice(0, 16)}-${this.#tag.toString(16)}`);
    const kept = read(place);
    // V8 holds text in one byte a character only if it is told so.
    const source = `(function(exports,require,module){${fs.readFileSync(file, 'latin1')}\n})`;
    const script = new vm.Script(source, { filename: file, cachedData: kept?.code });
    this.#scripts.push({ script, place, before: script.cachedDataRejected ? {} : (kept?.work ?? {}) });
    const module = { exports: {} };
    const wrapper = script.runInThisContext() as (exports: object, require: NodeJS.Require, own: { exports: object }) => void;
    wrapper(module.exports, this.#require, module);
    return module.exports;
  }

  /**
   * Keeps what is compiled by now of the scripts that were loaded, if they have done much more than before. V8's flags have
   * to be those that they were loaded with.
   */
  keep(work: Work): void {
    if (v8.cachedDataVersionTag() !== this.#tag) return;
    try {
      for (const { script, place, before } of this.#scripts) {
        if (Object.entries(work).every(([kind, amount]) => amount < renewal * (before[kind] ?? 0))) continue;
        const most = Object.entries(work).map(([kind, amount]) => [kind, Math.max(amount, before[kind] ?? 0)] as const);
        write(place, { work: { ...before, ...Object.fromEntries(most) }, code: script.createCachedData() });
        forgetOld(this.#folder);
      }
    } catch {
      // The folder could be written to a moment ago; the next run will see.
    }
  }
}

/** What is kept in a file; undefined where there is nothing that is whole. */
function read(file: string): Kept | undefined {
  const bytes = bytesOf(file);
  // V8 believes what it is given.
  if (!bytes || bytes.length < headLength || bytes.readUInt32LE(0) !== zlib.crc32(bytes.subarray(sumLength))) return undefined;
  const codeAt = headLength + bytes.readUInt32LE(sumLength);
  return { work: JSON.parse(bytes.subarray(headLength, codeAt).toString('utf8')) as Work, code: bytes.subarray(codeAt) };
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    // Before the first run there is none; one that cannot be read is as good as none.
    return undefined;
  }
}

function write(file: string, { work, code }: Kept): void {
  const noted = Buffer.from(JSON.stringify(work));
  const head = Buffer.alloc(headLength);
  head.writeUInt32LE(noted.length, sumLength);
  const bytes = Buffer.concat([head, noted, code]);
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(sumLength)));
  writeWhole(file, bytes);
}

/** Lets go of what builds before this one have left. */
function forgetOld(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && written < Date.now() - oldAge) fs.rmSync(file, { force: true });
  }
}

function canWrite(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
