import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A workspace file with several empty folders beside it, removed when disposed. */
export class MultiRootWorkspace implements Disposable {
  /** The absolute path of the `.code-workspace` file. */
  readonly file: string;
  readonly #root: string;

  /** @param folders names of the folders, in their order */
  constructor(folders: readonly string[]) {
    // The real path, so that it equals what git and the editor print.
    this.#root = mkdtempSync(join(realpathSync(tmpdir()), 'plumbline-multiroot-'));
    for (const name of folders) mkdirSync(join(this.#root, name));
    this.file = join(this.#root, 'all.code-workspace');
    writeFileSync(this.file, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
  }

  [Symbol.dispose](): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }
}
