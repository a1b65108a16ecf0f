import path from 'node:path';
import { groupedBy } from '../language/group.ts';
import { isTerraformName } from './languages.ts';

/**
 * Files that several threads share out among them: each takes the next piece when it is through with the last, so that
 * one that starts late or runs slowly takes less. A piece is one file, or the Terraform files of one folder, which are
 * understood together.
 */
export class Share {
  readonly #pieces: readonly (readonly number[])[];
  readonly #taken: Int32Array;

  /**
   * @param files absolute paths, the same in every thread
   * @param taken counts the pieces that are taken; what another thread's share of these files gives as `taken`
   */
  constructor(files: readonly string[], taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#pieces = piecesOf(files);
    this.#taken = new Int32Array(taken);
  }

  get taken(): SharedArrayBuffer {
    return this.#taken.buffer as SharedArrayBuffer;
  }

  /** How many pieces there are. */
  get size(): number {
    return this.#pieces.length;
  }

  /** Indices of files, piece by piece for as long as there are any left. */
  *take(): Generator<number> {
    for (;;) {
      const piece = this.#pieces[Atomics.add(this.#taken, 0, 1)];
      if (!piece) return;
      yield* piece;
    }
  }
}

/** What is linted together with a file, by a name of its own: the Terraform files of a folder, any other file alone. */
export function pieceOf(file: string): string {
  return isTerraformName(file) ? path.dirname(file) : file;
}

function piecesOf(files: readonly string[]): number[][] {
  return [...groupedBy(files.keys(), (index) => pieceOf(files[index] ?? '')).values()];
}
