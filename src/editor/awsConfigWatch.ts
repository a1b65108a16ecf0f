import fs from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../log.ts';

/** How often the files are looked at, in milliseconds. */
const intervalMs = 2000;

/** Where the shared AWS configuration is; absolute paths. */
export interface SharedFiles {
  readonly configFile: string;
  readonly credentialsFile: string;
}

/**
 * Tells when the shared AWS configuration or a token of `aws sso login` changes. The times of the files are polled: the
 * folders may not exist yet, and a watcher of the editor's says nothing of a folder that comes later.
 */
export class AwsConfigWatch {
  readonly #files: () => Promise<SharedFiles>;
  readonly #changed: () => void;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;

  constructor(files: () => Promise<SharedFiles>, changed: () => void, log: Log) {
    this.#files = files;
    this.#changed = changed;
    this.#log = log;
  }

  /** Looks from now on; a second call changes nothing. */
  start(): void {
    if (this.#timer) return;
    let last: string | undefined;
    let looking = false;
    const look = async () => {
      if (looking) return;
      looking = true;
      try {
        const now = await this.#times();
        if (last !== undefined && now !== last && this.#timer) this.#changed();
        last = now;
      } catch (error) {
        this.#log.warn(`the shared AWS configuration cannot be looked at: ${String(error)}`);
        this.stop();
      } finally {
        looking = false;
      }
    };
    this.#timer = setInterval(() => void look(), intervalMs);
    void look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** When each file was last written, as one text; a file that is not there has no time. */
  async #times(): Promise<string> {
    const { configFile, credentialsFile } = await this.#files();
    const cache = path.join(path.dirname(configFile), 'sso', 'cache');
    const tokens = await fs.readdir(cache).catch((): string[] => []);
    const files = [configFile, credentialsFile, ...tokens.toSorted().map((name) => path.join(cache, name))];
    const times = await Promise.all(files.map((file) => fs.stat(file).then(({ mtimeMs, size }) => `${mtimeMs}/${size}`, () => '-')));
    return times.map((time, index) => `${files[index]} ${time}`).join('\n');
  }
}
