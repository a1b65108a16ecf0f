import type { Files } from '../language/files.ts';
import type { KeptOutcome, KeptResults } from './keptResults.ts';
import type { SomeServices } from './languages.ts';
import { type FileOutcome, type FileToLint, Linter } from './linter.ts';
import type { RecordedFiles } from './recordedFiles.ts';
import { pieceOf, Share } from './share.ts';

/**
 * A linter that keeps its results. It lints piece by piece and forgets in between what it has read, so that what is asked
 * about files for one piece is all that the results of the piece depend on.
 */
export class RecordingLinter extends Linter {
  readonly #files: RecordedFiles;
  readonly #results: KeptResults;

  /** @param create builds the services over a view of the files */
  constructor(files: RecordedFiles, create: (files: Files) => SomeServices, results: KeptResults) {
    super(create(files), create, (file, shown) => files.take(file, shown));
    this.#files = files;
    this.#results = results;
  }

  /** @throws the signal's reason when it is aborted */
  override async lintEach(files: readonly FileToLint[], cwd: string, signal?: AbortSignal, indices?: Iterable<number>): Promise<Map<number, FileOutcome>> {
    const outcomes = new Map<number, FileOutcome>();
    const paths = files.map(({ path }) => path);
    for (const piece of byPiece(paths, indices ?? new Share(paths).take())) {
      for (const service of this.services) service.forget();
      this.#files.begin();
      const found = await super.lintEach(files, cwd, signal, piece);
      for (const [index, outcome] of found) outcomes.set(index, outcome);
      this.#keep(paths, found);
    }
    return outcomes;
  }

  #keep(paths: readonly string[], found: ReadonlyMap<number, FileOutcome>): void {
    const asked = this.#files.end();
    const outcomes = new Map<string, KeptOutcome>();
    for (const [index, outcome] of found) {
      // What cannot be linted is tried each time.
      if (outcome instanceof Error) return;
      outcomes.set(paths[index] ?? '', outcome);
    }
    const [first] = outcomes.keys();
    if (first !== undefined && asked) this.#results.keep(pieceOf(first), asked, outcomes);
  }
}

/** Indices that come one after the other and are of one piece, together. */
function* byPiece(paths: readonly string[], indices: Iterable<number>): Generator<number[]> {
  let piece: number[] = [];
  let last: string | undefined;
  for (const index of indices) {
    const key = pieceOf(paths[index] ?? '');
    if (key !== last && piece.length > 0) {
      yield piece;
      piece = [];
    }
    last = key;
    piece.push(index);
  }
  if (piece.length > 0) yield piece;
}
