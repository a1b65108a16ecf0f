import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import zlib from 'node:zlib';
import { writeWhole } from '../language/writeWhole.ts';

/** The size of the sum, and of the length of what is noted, in front of the code. */
const sumLength = 4;
const headLength = 2 * sumLength;

/** How much a script did, by what it was: its code is kept of the run that did the most. */
export type Work = Readonly<Record<string, number>>;

/** What is kept is renewed once a run has done this many times as much. */
const renewal = 2;

/** The age from which on code is let go of, in milliseconds: a month. One that is still used is made again. */
const oldAge = 30 * 24 * 60 * 60 * 1000;

interface Kept {
  readonly work: Work;
  readonly code: Buffer;
}

/**
 * A script of CommonJS whose compiled code is kept on the disk from one run to the next. What Node keeps by itself is what
 * is compiled before anything has run; a program of a fraction of a second compiles most of its functions as they are
 * called, and would do so each time anew.
 */
export class KeptScript {
  readonly #script: vm.Script;
  readonly #file: string;
  /** V8's version and flags, for which alone code holds. */
  readonly #tag: number;
  /** What had been done when the code was kept that the script was loaded with. */
  readonly #before: Work;

  private constructor(script: vm.Script, file: string, tag: number, before: Work) {
    this.#script = script;
    this.#file = file;
    this.#tag = tag;
    this.#before = before;
  }

  /**
   * @param file the script; all of it ASCII
   * @param folder where code is kept; made if need be
   * @param build another for every text of the script
   * @returns undefined where nothing can be kept: no folder can be written to, or Node (before 20.15 and 22.2) knows no sums
   * @throws the system's error where there is no such script
   */
  static load(file: string, folder: string, build: string): KeptScript | undefined {
    if (!('crc32' in zlib)) return undefined;
    const tag = v8.cachedDataVersionTag();
    const place = path.join(folder, `${build.slice(0, 16)}-${tag.toString(16)}`);
    const kept = read(place);
    if (!kept && !canWrite(folder)) return undefined;
    // V8 holds text in one byte a character only if it is told so.
    const source = `(function(exports,require,module){${fs.readFileSync(file, 'latin1')}\n})`;
    const script = new vm.Script(source, { filename: file, cachedData: kept?.code });
    return new KeptScript(script, place, tag, script.cachedDataRejected ? {} : (kept?.work ?? {}));
  }

  /** Runs the script and gives what it exports. */
  run(require: NodeJS.Require): unknown {
    const module = { exports: {} };
    const wrapper = this.#script.runInThisContext() as (exports: object, require: NodeJS.Require, own: { exports: object }) => void;
    wrapper(module.exports, require, module);
    return module.exports;
  }

  /** Keeps what is compiled by now, if this run did much more than those before, and V8's flags are those of `load`. */
  keep(work: Work): void {
    if (v8.cachedDataVersionTag() !== this.#tag) return;
    if (Object.entries(work).every(([kind, amount]) => amount < renewal * (this.#before[kind] ?? 0))) return;
    const most = Object.entries(work).map(([kind, amount]) => [kind, Math.max(amount, this.#before[kind] ?? 0)] as const);
    try {
      forgetOld(path.dirname(this.#file));
      write(this.#file, { work: { ...this.#before, ...Object.fromEntries(most) }, code: this.#script.createCachedData() });
    } catch {
      // It could be written to a moment ago; the next run will see.
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
