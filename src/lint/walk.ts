import fs from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { unreadable, UnreadableFileError } from './read.ts';
import { skippedFolders } from './skippedFolders.ts';

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
      const stat = await fs.stat(absolute);
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
  await fs.access(folder, fs.constants.R_OK | fs.constants.X_OK);
  const found = await glob('**/*', {
    cwd: folder,
    absolute: true,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    expandDirectories: false,
    ignore: skippedFolders.map((name) => `**/${name}/**`),
  });
  return found
    .filter((file) => extensions.some((extension) => file.toLowerCase().endsWith(extension)))
    .map((file) => path.normalize(file))
    .toSorted();
}
