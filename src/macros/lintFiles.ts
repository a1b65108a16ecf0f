import { statSync } from 'node:fs';
import { readBlobs, readChanged } from '../git/changes.ts';
import type { Repository } from '../git/repository.ts';
import type { LintFile, MacroHost } from './host.ts';

/** Files of the work tree that lint can say anything of. */
export function filesOnDisk(repository: Repository, host: MacroHost, files: readonly string[]): LintFile[] {
  return files
    .filter((file) => isLinted(host, file))
    .map((file) => ({ path: repository.absolute(file) }))
    // a commit that was not sent yet may have a file that is deleted since
    .filter((file) => statSync(file.path, { throwIfNoEntry: false })?.isFile());
}

function isLinted(host: MacroHost, file: string): boolean {
  const name = file.toLowerCase();
  return host.lintedExtensions.some((extension) => name.endsWith(extension));
}

/** The files as the index (`:`) or a commit has them. */
export async function filesAt(
  repository: Repository,
  host: MacroHost,
  revision: string,
  files: readonly string[],
): Promise<LintFile[]> {
  const texts = await readBlobs(
    repository,
    revision,
    files.filter((file) => isLinted(host, file)),
  );
  return [...texts].map(([file, text]) => ({ path: repository.absolute(file), text }));
}

/** The files that `lint: changed` means, on disk. */
export async function changedFiles(repository: Repository, host: MacroHost): Promise<LintFile[]> {
  return filesOnDisk(repository, host, await readChanged(repository));
}
