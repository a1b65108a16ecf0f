import { statSync } from 'node:fs';
import path from 'node:path';
import type { Repository } from './repository.ts';

/** git's configuration as it is in force in a repository: system, user, repository, work tree, and all they include. */
export class GitConfig {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param text what `git config --list -z` prints */
  constructor(text: string) {
    const values = new Map<string, string[]>();
    for (const entry of text.split('\0')) {
      if (entry === '') continue;
      const end = entry.indexOf('\n');
      // a key without a value stands for true
      const [key, value] = end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
      values.set(key, [...(values.get(key) ?? []), value]);
    }
    this.#values = values;
  }

  /** All values of a key. Section and name are in lower case, what is between them as it is written. */
  all(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  /** The value in force of a key that has one. */
  last(key: string): string | undefined {
    return this.all(key).at(-1);
  }

  /** What is between the section and the names of its keys: the remotes of `remote`, say; sorted. */
  subsections(section: string): string[] {
    const names = [...this.#values.keys()]
      .filter((key) => key.startsWith(`${section}.`))
      .map((key) => key.slice(section.length + 1, Math.max(section.length, key.lastIndexOf('.'))))
      .filter(Boolean);
    return [...new Set(names)].toSorted();
  }
}

/** How long a reading is good for while the repository's own files have not changed: the user's may have. */
const goodForMs = 5000;

/** Keeps the last reading of one repository's configuration. */
export class ConfigCache {
  #last: { readonly config: Promise<GitConfig>; readonly stamp: string; readonly at: number } | undefined;

  async read(repository: Repository): Promise<GitConfig> {
    const stamp = stampOf(repository);
    const last = this.#last;
    if (last && last.stamp === stamp && performance.now() - last.at < goodForMs) return last.config;
    const config = repository.run(['config', '--list', '-z']).then(({ stdout }) => new GitConfig(stdout));
    const reading = { config, stamp, at: performance.now() };
    this.#last = reading;
    config.catch(() => {
      if (this.#last === reading) this.#last = undefined;
    });
    return config;
  }
}

function stampOf(repository: Repository): string {
  const files = [path.join(repository.commonDir(), 'config'), path.join(repository.gitDir, 'config.worktree')];
  const stamps = files.map((file) => {
    const info = statSync(file, { bigint: true, throwIfNoEntry: false });
    return info ? `${info.ino}:${info.size}:${info.mtimeNs}` : '';
  });
  return stamps.join(' ');
}

/** The configuration in force. */
export function readConfig(repository: Repository): Promise<GitConfig> {
  return repository.config.read(repository);
}
