import path from 'node:path';
import picomatch from 'picomatch';
import type { TargetChoice } from './target.ts';

/** One entry of the setting `plumbline.aws.targets`: which account and region the files of a glob belong to. */
export interface TargetEntry extends TargetChoice {
  /** Of paths relative to the workspace folder, with forward slashes. */
  readonly files: string;
}

/**
 * Says which account and region a file belongs to; the first entry that fits wins.
 * @param folder the workspace folder, absolute
 */
export function chooseTarget(entries: readonly TargetEntry[], folder: string): (file: string) => TargetChoice | undefined {
  const matchers = entries.map((entry) => ({ entry, matches: picomatch(entry.files, { dot: true }) }));
  return (file) => {
    const relative = path.relative(folder, file).replaceAll(path.sep, '/');
    return matchers.find(({ matches }) => matches(relative))?.entry;
  };
}
