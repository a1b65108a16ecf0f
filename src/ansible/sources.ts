import path from 'node:path';
import type { Files } from '../language/files.ts';
import type { Node } from '../language/tree/node.ts';
import { parseYaml } from '../language/tree/yaml.ts';

/** A YAML file as read and parsed. */
export interface Source {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Undefined for an empty file. */
  readonly root: Node | undefined;
  /** True for a file that only its vault password opens. */
  readonly encrypted: boolean;
}

const yamlExtensions = ['', '.yml', '.yaml', '.json'];

/** The YAML files of one look at a workspace, each read and parsed once. */
export class Sources {
  readonly #files: Files;
  readonly #sources = new Map<string, Source | undefined>();
  readonly #folders = new Map<string, readonly string[]>();
  /** Names of subfolders by folder, as far as the known paths show them. */
  readonly #subfolders = new Map<string, Set<string>>();

  /** @param paths absolute paths of files that are known to be there; they tell of folders, which `Files` does not list */
  constructor(files: Files, paths: readonly string[] = []) {
    this.#files = files;
    for (const folder of new Set(paths.map((file) => path.dirname(file)))) {
      const parent = path.dirname(folder);
      const names = this.#subfolders.get(parent) ?? new Set();
      names.add(path.basename(folder));
      this.#subfolders.set(parent, names);
    }
  }

  /** The file's content; undefined where there is no such file. */
  read(file: string): Source | undefined {
    const known = this.#sources.get(file);
    if (known || this.#sources.has(file)) return known;
    const text = this.#files.read(file);
    let source: Source | undefined;
    if (text !== undefined) {
      const encrypted = text.startsWith('$ANSIBLE_VAULT;');
      source = { file, text, encrypted, root: encrypted ? undefined : parseYaml(text).root };
    }
    this.#sources.set(file, source);
    return source;
  }

  /** Names of the files in a folder, sorted. */
  list(folder: string): readonly string[] {
    let names = this.#folders.get(folder);
    if (!names) this.#folders.set(folder, (names = this.#files.list(folder)));
    return names;
  }

  /** Folders below one that have a subfolder of one of these names with known files, sorted. */
  foldersWith(names: readonly string[], below: string): readonly string[] {
    return [...this.#subfolders]
      .filter(
        ([folder, inside]) =>
          (folder === below || folder.startsWith(`${below}${path.sep}`)) && names.some((name) => inside.has(name)),
      )
      .map(([folder]) => folder)
      .toSorted();
  }

  /** Names of folders in a folder that hold known files, sorted. */
  subfolders(folder: string): readonly string[] {
    return [...(this.#subfolders.get(folder) ?? [])].toSorted();
  }

  exists(file: string): boolean {
    return this.list(path.dirname(file)).includes(path.basename(file));
  }

  /** The first of `name`, `name.yml`, `name.yaml` and `name.json` that is there. */
  find(folder: string, name: string): Source | undefined {
    for (const extension of yamlExtensions) {
      const file = path.join(folder, `${name}${extension}`);
      if (this.exists(file)) return this.read(file);
    }
    return undefined;
  }

  /** Variable files for a name: `folder/name`, with or without an extension, or every file of the folder `folder/name/`. */
  variables(folder: string, name: string): Source[] {
    const single = this.find(folder, name);
    const inside = path.join(folder, name);
    const several = this.list(inside)
      .filter((file) => !file.startsWith('.') && !file.endsWith('~') && yamlExtensions.includes(path.extname(file)))
      .map((file) => this.read(path.join(inside, file)));
    return [single, ...several].filter((source) => source !== undefined);
  }
}
