import path from 'node:path';
import { uptimeMs } from '../../language/clock.ts';
import type { Files } from '../../language/files.ts';
import { RuleConfig } from '../config.ts';
import { type ConfigPlaces, configText } from '../configPlaces.ts';
import { ModuleFile } from './file.ts';
import { Module, type Surroundings } from './module.ts';
import { roleOf, terraformExtensions } from './role.ts';

/** How much text stays in memory as modules, in characters; the least recently used folders leave first. */
const keptText = 2_000_000;

/** The same where files are looked at once, folder by folder. */
const keptTextOnce = 400_000;

/** Folders that stay in any case: a module, those that it calls, and where its callers are looked for. */
const keptAtLeast = 12;

/** A look at a folder that takes longer than this (in ms) is not repeated for each of its files. */
const quickLook = 2;

/** How much longer than the look itself its result is good for. */
const restFactor = 20;

/** A document whose text stands for the file on disk. */
export interface Overlay {
  readonly path: string;
  readonly text: string;
}

/** What is kept of a folder. */
interface Folder {
  /** By path. */
  files: ReadonlyMap<string, ModuleFile>;
  module: Module | undefined;
  /** Characters in all files. */
  size: number;
}

/**
 * Reads modules and keeps their parses: a file is parsed again only when its text has changed, so a keystroke
 * parses one file.
 */
export class ModuleLoader implements Surroundings {
  readonly #files: Files;
  readonly #keptText: number;
  readonly #still: boolean;
  readonly #places: ConfigPlaces;
  /** Parsed files by path, per folder. */
  readonly #folders = new Map<string, Folder>();
  /** Folders looked at since the last refresh. */
  readonly #fresh = new Set<string>();
  /** By folder, since the last refresh. */
  readonly #configs = new Map<string, RuleConfig>();
  /** By text. */
  readonly #configTexts = new Map<string | undefined, RuleConfig>();
  /** Until when a refresh that is not certain is let pass; `uptimeMs()`. */
  #restUntil = 0;

  /**
   * @param once whether files are looked at once, so that few folders need to stay in memory
   * @param still whether no file changes as long as this lives
   * @param places where rules are configured beside the folders of modules
   */
  constructor(files: Files, once = false, still = false, places: ConfigPlaces = {}) {
    this.#files = files;
    this.#places = places;
    this.#still = still;
    this.#keptText = once ? keptTextOnce : keptText;
  }

  /**
   * Call when files may have changed: until the next call, each folder is looked at once.
   * @param certain without it, folders that took long to look at stay as they are for a while: whoever lints a folder of
   *   ten thousand files one by one need not read them all for each
   */
  refresh(certain: boolean): void {
    if (this.#still || (!certain && uptimeMs() < this.#restUntil)) return;
    this.#fresh.clear();
    // A text stays the same configuration, so that what was found with it still holds.
    const used = new Set(this.#configs.values());
    for (const [text, config] of this.#configTexts) if (!used.has(config)) this.#configTexts.delete(text);
    this.#configs.clear();
  }

  /** Looks at every folder again, and lets go of the modules, which have asked for others. Parses of the same texts stay. */
  forget(): void {
    for (const folder of this.#folders.values()) folder.module = undefined;
    this.#fresh.clear();
    this.#configs.clear();
  }

  /** Which rules are on in a folder. */
  config(folder: string): RuleConfig {
    const known = this.#configs.get(folder);
    if (known) return known;
    const text = configText(folder, this.#files, this.#places);
    const config = this.#configTexts.get(text) ?? RuleConfig.read(text);
    this.#configTexts.set(text, config);
    this.#configs.set(folder, config);
    return config;
  }

  /**
   * The module in a folder; empty where there is none.
   * @param overlay a document whose text stands for the file on disk
   */
  module(folder: string, overlay?: Overlay): Module {
    // What is kept is kept by absolute paths, which most calls give.
    const key = this.#folders.has(folder) ? folder : path.resolve(folder);
    const known = this.#known(key);
    if (this.#fresh.has(key) && known.module) {
      if (overlay && known.files.get(overlay.path)?.parsed.text !== overlay.text) this.#put(known, folder, overlay);
      return known.module;
    }
    const started = uptimeMs();
    const module = this.#look(known, folder, overlay);
    const took = uptimeMs() - started;
    if (took > quickLook) this.#restUntil = uptimeMs() + took * restFactor;
    this.#fresh.add(key);
    known.size = module.files.reduce((sum, { parsed }) => sum + parsed.text.length, 0);
    this.#leave();
    return module;
  }

  /** What is kept of a folder, which makes it the last to be forgotten. */
  #known(key: string): Folder {
    const known = this.#folders.get(key) ?? { files: new Map<string, ModuleFile>(), module: undefined, size: 0 };
    this.#folders.delete(key);
    this.#folders.set(key, known);
    return known;
  }

  /** Forgets the folders that were not asked for longest, until what is left is not too much. */
  #leave(): void {
    let kept = 0;
    for (const folder of this.#folders.values()) kept += folder.size;
    for (const [key, folder] of this.#folders) {
      if (kept <= this.#keptText || this.#folders.size <= keptAtLeast) return;
      this.#folders.delete(key);
      kept -= folder.size;
    }
  }

  /** Reads a folder; files whose text is as before keep their parse. */
  #look(known: Folder, folder: string, overlay: Overlay | undefined): Module {
    const names = new Set(this.#files.list(folder, terraformExtensions));
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
      const parsed = old?.parsed.text === text ? old : ModuleFile.parse(file, role, text, old);
      if (parsed !== old) changed = true;
      files.set(file, parsed);
    }
    if (changed || files.size !== known.files.size || !known.module) {
      known.files = files;
      known.module = new Module(folder, [...files.values()], this);
    }
    return known.module;
  }

  /** Puts one changed document in the place of its file. */
  #put(known: Folder, folder: string, { path: file, text }: Overlay): void {
    const name = path.basename(file);
    const role = roleOf(name);
    if (role === undefined || isBackup(name)) return;
    const files = new Map(known.files).set(file, ModuleFile.parse(file, role, text, known.files.get(file)));
    known.files = files;
    known.module = new Module(folder, [...files.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), this);
  }

  exists(file: string): boolean {
    return this.#files.list(path.dirname(file), [path.basename(file)]).includes(path.basename(file));
  }

  read(file: string): string | undefined {
    return this.#files.read(file);
  }

  /** Reads what `terraform init` notes of the modules it has installed. */
  installed(folder: string, call: string): string | undefined {
    const text = this.#files.read(path.join(folder, '.terraform', 'modules', 'modules.json'));
    if (text === undefined) return undefined;
    try {
      const { Modules: modules = [] } = JSON.parse(text) as { Modules?: readonly { Key?: string; Dir?: string }[] };
      const directory = modules.find(({ Key: key }) => key === call)?.Dir;
      return directory === undefined ? undefined : path.resolve(folder, directory);
    } catch {
      // The file is Terraform's own and may be half written; without it the call leads nowhere.
      return undefined;
    }
  }
}

/** Terraform ignores what editors leave behind. */
function isBackup(name: string): boolean {
  return name.endsWith('~') || (name.startsWith('#') && name.endsWith('#')) || (name.startsWith('.') && name !== '.terraform.lock.hcl');
}
