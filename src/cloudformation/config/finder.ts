import os from 'node:os';
import path from 'node:path';
import type { Files } from '../../language/files.ts';
import { BriefMemory } from './briefMemory.ts';
import { readConfiguration, type ConfigurationFile } from './configuration.ts';

const names = ['.cfnlintrc', '.cfnlintrc.yaml', '.cfnlintrc.yml'];

/** Finds the configuration files that count for a template, and keeps what it has read. */
export class ConfigurationFinder {
  readonly #files: Files;
  readonly #home: string;
  readonly #read = new Map<string, { readonly text: string; readonly file: ConfigurationFile }>();
  readonly #folders = new BriefMemory<ConfigurationFile | undefined>();

  /** @param home the folder of the user's own configuration */
  constructor(files: Files, home: string = os.homedir()) {
    this.#files = files;
    this.#home = home;
  }

  /** The user's file, in the home folder. */
  user(): ConfigurationFile | undefined {
    return this.#in(this.#home);
  }

  /** The project's file: the nearest in the template's folder or above; the home folder's is the user's. */
  project(template: string): ConfigurationFile | undefined {
    for (let folder = path.dirname(template); ; folder = path.dirname(folder)) {
      const found = folder === this.#home ? undefined : this.#in(folder);
      if (found || folder === path.dirname(folder)) return found;
    }
  }

  /** Whether a file is one that may configure templates. */
  isConfiguration(file: string): boolean {
    return names.includes(path.basename(file));
  }

  /** Looks at every folder again. */
  forget(): void {
    this.#folders.forget();
  }

  #in(folder: string): ConfigurationFile | undefined {
    return this.#folders.recall(folder, () => this.#load(folder));
  }

  #load(folder: string): ConfigurationFile | undefined {
    for (const name of names) {
      const file = path.join(folder, name);
      const text = this.#files.read(file);
      if (text === undefined) continue;
      const known = this.#read.get(file);
      if (known?.text === text) return known.file;
      const read = readConfiguration(file, text);
      this.#read.set(file, { text, file: read });
      return read;
    }
    return undefined;
  }
}
