import type { Files } from '../language/files.ts';

/** Files between two breaks, in which others may run. */
const filesAtOnce = 100;

/** Files that are remembered. */
const maxKnown = 200_000;

/** Lets others run. */
export function pause(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/**
 * Remembers of files whether their text passes a cheap test, as long as they do not change: a large workspace has
 * thousands of files that declare no group, and is looked through again at each pause in typing.
 */
export class Hints {
  readonly #files: Files;
  readonly #test: (text: string, file: string) => boolean;
  readonly #known = new Map<string, { readonly stamp: string; readonly passes: boolean }>();

  /** @param test of a file's text and path */
  constructor(files: Files, test: (text: string, file: string) => boolean) {
    this.#files = files;
    this.#test = test;
  }

  /** Those of the paths that pass, in their order. */
  async filter(paths: readonly string[]): Promise<string[]> {
    const passing: string[] = [];
    for (const [i, file] of paths.entries()) {
      if (i % filesAtOnce === filesAtOnce - 1) await pause();
      if (this.#passes(file)) passing.push(file);
    }
    return passing;
  }

  #passes(file: string): boolean {
    const stamp = this.#files.stamp?.(file);
    const known = this.#known.get(file);
    if (known && known.stamp === stamp) return known.passes;
    const text = this.#files.read(file);
    const passes = text !== undefined && this.#test(text, file);
    // Files that are gone are never asked for again.
    if (this.#known.size >= maxKnown) this.#known.clear();
    if (stamp === undefined) this.#known.delete(file);
    else this.#known.set(file, { stamp, passes });
    return passes;
  }
}
