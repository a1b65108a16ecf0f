import path from 'node:path';
import type { Files } from '../../language/files.ts';
import { ModuleFile, roleOf } from './file.ts';
import { Module } from './module.ts';

/** Folders whose modules stay in memory; the least recently used leave first. */
const keptModules = 200;

/**
 * Reads modules and keeps their parses: a file is parsed again only when its text has changed, so a keystroke
 * parses one file.
 */
export class ModuleLoader {
  readonly #files: Files;
  /** Parsed files by path, per folder. */
  readonly #folders = new Map<string, { files: Map<string, ModuleFile>; module: Module | undefined }>();

  constructor(files: Files) {
    this.#files = files;
  }

  /**
   * The module in a folder; empty where there is none.
   * @param overlay a document whose text stands for the file on disk
   */
  module(folder: string, overlay?: { readonly path: string; readonly text: string }): Module {
    const key = path.normalize(folder);
    const known = this.#folders.get(key) ?? { files: new Map<string, ModuleFile>(), module: undefined };
    this.#folders.delete(key);
    this.#folders.set(key, known);
    if (this.#folders.size > keptModules) this.#forgetOldest();

    const names = new Set(this.#files.list(folder));
    if (overlay) names.add(path.basename(overlay.path));
    const files = new Map<string, ModuleFile>();
    let changed = known.module === undefined;
    for (const name of [...names].toSorted()) {
      const role = roleOf(name);
      if (role === undefined || isBackup(name)) continue;
      const file = path.join(folder, name);
      const text = file === overlay?.path ? overlay.text : this.#files.read(file);
      if (text === undefined) continue;
      const old = known.files.get(file);
      const parsed = old?.parsed.text === text ? old : new ModuleFile(file, role, text);
      if (parsed !== old) changed = true;
      files.set(file, parsed);
    }
    if (changed || files.size !== known.files.size) {
      known.files = files;
      known.module = new Module(folder, [...files.values()], (other) => this.module(other));
    }
    return known.module ?? new Module(folder, []);
  }

  #forgetOldest(): void {
    const [oldest] = this.#folders.keys();
    if (oldest !== undefined) this.#folders.delete(oldest);
  }
}

/** Terraform ignores what editors leave behind. */
function isBackup(name: string): boolean {
  return name.endsWith('~') || (name.startsWith('#') && name.endsWith('#')) || (name.startsWith('.') && name !== '.terraform.lock.hcl');
}
