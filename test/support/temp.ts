import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A temporary folder with the given files (path to content); `dispose` removes it. */
export class TempFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  static async create(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TempFolder> {
    // The real path, so that it equals what git and the editor print.
    const folder = new TempFolder(await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'plumbline-test-'))));
    for (const [name, content] of Object.entries(files)) await folder.write(name, content);
    return folder;
  }

  /** The absolute path of a file in the folder. */
  file(name: string): string {
    return path.join(this.path, name);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const file = this.file(name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
    return file;
  }

  async read(name: string): Promise<string> {
    return fs.readFile(this.file(name), 'utf8');
  }

  async dispose(): Promise<void> {
    await fs.rm(this.path, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
