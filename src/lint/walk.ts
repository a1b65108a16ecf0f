import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { unreadable, UnreadableFileError } from './read.ts';
import { skippedFolders } from './skippedFolders.ts';
import { turns } from './turns.ts';

const skipped: ReadonlySet<string> = new Set(skippedFolders);

/** A file to look at: absolute path, and whether the caller named it rather than a folder above it. */
export interface FoundFile {
  readonly path: string;
  readonly named: boolean;
}

/** What paths lead to, and one error per path that is not there or cannot be read. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly problems: readonly UnreadableFileError[];
}

/**
 * The files behind the given paths, each once, in a stable order: named files as they are, folders walked for files
 * whose names end in one of `extensions`. Symbolic links to folders are not followed, so a cycle cannot trap the walk.
 */
export async function findFiles(
  paths: readonly string[],
  cwd: string,
  extensions: readonly string[],
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const problems: UnreadableFileError[] = [];
  for (const shown of paths) {
    const absolute = path.resolve(cwd, shown);
    try {
      const stat = fs.statSync(absolute);
      if (stat.isDirectory()) {
        for (const file of await walkFolder(absolute, extensions)) {
          if (!files.has(file)) files.set(file, { path: file, named: false });
        }
      } else if (stat.isFile()) {
        files.set(absolute, { path: absolute, named: true });
      } else {
        problems.push(new UnreadableFileError('notAFile', absolute, `${shown}: is neither a file nor a folder.`));
      }
    } catch (error) {
      problems.push(unreadable(error, absolute, shown));
    }
  }
  return { files: [...files.values()], problems };
}

async function walkFolder(folder: string, extensions: readonly string[]): Promise<string[]> {
  fs.accessSync(folder, fs.constants.R_OK | fs.constants.X_OK);
  const turn = turns();
  const found: string[] = [];
  const folders = [folder];
  for (const parent of folders) {
    await turn();
    for (const entry of entriesOf(parent)) {
      const name = entry.name.toLowerCase();
      if (entry.isFile() && extensions.some((extension) => name.endsWith(extension))) found.push(path.join(parent, entry.name));
      else if (entry.isDirectory() && !skipped.has(entry.name)) folders.push(path.join(parent, entry.name));
    }
  }
  return found.toSorted();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    // Whoever names a folder hears of it; one that cannot be read somewhere inside is left out.
    return [];
  }
}
