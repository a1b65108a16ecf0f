import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * What a language service may read besides the document in hand: the neighbours of a module, a variables file, a
 * configuration file. The language server lays open documents over the disk.
 */
export interface Files {
  /** The file's text, or undefined where there is none or it cannot be read as UTF-8 text. */
  read(path: string): string | undefined;
  /**
   * Names (not paths) of the regular files directly in the folder, sorted; empty where there is no such folder.
   * @param endings only names that end in one of these are wanted, so that others may be left out
   */
  list(folder: string, endings?: readonly string[]): readonly string[];
  /** Names of the folders directly in the folder, sorted, without links to folders; a store without it has no folders in folders. */
  folders?(folder: string): readonly string[];
  /**
   * Something that is another whenever the file's text may be another; undefined where there is no such sign, so that
   * only reading tells.
   */
  stamp?(path: string): string | undefined;
}

/** Files as they are on disk. */
export class DiskFiles implements Files {
  read(file: string): string | undefined {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(file));
    } catch {
      // The contract of `read`: what cannot be read is not there. Whoever names a file to the user reports it itself.
      return undefined;
    }
  }

  list(folder: string): readonly string[] {
    return namesIn(folder, (entry) => entry.isFile() || (entry.isSymbolicLink() && isFile(path.join(folder, entry.name))));
  }

  folders(folder: string): readonly string[] {
    return namesIn(folder, (entry) => entry.isDirectory());
  }

  stamp(file: string): string | undefined {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
  }
}

/** Files with other texts laid over them, such as the open documents'. The map may change at any time. */
export class OverlayFiles implements Files {
  readonly #base: Files;
  readonly #texts: ReadonlyMap<string, { getText(): string }>;

  /** @param texts by absolute path */
  constructor(base: Files, texts: ReadonlyMap<string, { getText(): string }>) {
    this.#base = base;
    this.#texts = texts;
  }

  read(file: string): string | undefined {
    return this.#texts.get(file)?.getText() ?? this.#base.read(file);
  }

  list(folder: string): readonly string[] {
    const own = [...this.#texts.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file));
    return own.length ? [...new Set([...this.#base.list(folder), ...own])].toSorted() : this.#base.list(folder);
  }

  folders(folder: string): readonly string[] {
    return this.#base.folders?.(folder) ?? [];
  }

  stamp(file: string): string | undefined {
    return this.#texts.has(file) ? undefined : this.#base.stamp?.(file);
  }
}

function namesIn(folder: string, takes: (entry: fs.Dirent) => boolean): string[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).filter(takes).map((entry) => entry.name).toSorted();
  } catch {
    // The contract of `list` and `folders`: in what cannot be read there is nothing.
    return [];
  }
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The files in a folder and in all folders below it that a test lets in by their names; absolute paths, a folder's own files first. */
export function filesBelow(folder: string, files: Files, enters: (name: string) => boolean = () => true): string[] {
  const own = files.list(folder).map((name) => path.join(folder, name));
  const inside = (files.folders?.(folder) ?? []).filter(enters).flatMap((name) => filesBelow(path.join(folder, name), files, enters));
  return [...own, ...inside];
}

/** Paths that are written the same in a URI, as most are: Node's own ways from one to the other take long for what they do there. */
const plainPath = /^(?:\/\w[\w.-]*)+$/;

/** The absolute path behind a `file:` URI; undefined for an unsaved or virtual document. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  const file = uri.slice('file://'.length);
  return isPlain(file) ? file : fileURLToPath(uri);
}

/** The `file:` URI of an absolute path. */
export function uriOf(file: string): string {
  return isPlain(file) ? `file://${file}` : pathToFileURL(file).href;
}

/** On Windows no path is: it begins with a drive. */
function isPlain(file: string): boolean {
  return process.platform !== 'win32' && plainPath.test(file);
}
