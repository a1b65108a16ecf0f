import path from 'node:path';
import type { Files } from '../language/files.ts';

/** The names of a configuration; in one folder the first counts. */
const names = ['.tflint.hcl', '.tflint.json'];

/** Folders above the module in which a configuration is looked for. */
const furthest = 16;

/** Where a configuration is looked for beside the folder and those above it. */
export interface ConfigPlaces {
  /** A file that comes before all others, absolute or from the folder of the module. */
  readonly stated?: string | undefined;
  /** The folder whose configuration comes after all others. */
  readonly home?: string | undefined;
}

/**
 * The places of an environment, as tflint has them:
 * https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md
 */
export function configPlacesOf(environment: Readonly<Record<string, string | undefined>>): ConfigPlaces {
  return { stated: environment['TFLINT_CONFIG_FILE'] || undefined, home: environment['HOME'] ?? environment['USERPROFILE'] };
}

/** The text of the configuration that holds for a folder: of the nearest one in it or above it. */
export function configText(folder: string, files: Files, { stated, home }: ConfigPlaces = {}): string | undefined {
  const text = stated === undefined ? undefined : files.read(path.resolve(folder, stated));
  return text ?? nearestText(folder, files) ?? (home === undefined ? undefined : textIn(home, files));
}

function nearestText(folder: string, files: Files): string | undefined {
  for (let at = folder, level = 0; level < furthest; level++) {
    const text = textIn(at, files);
    const parent = path.dirname(at);
    if (text !== undefined || parent === at) return text;
    at = parent;
  }
  return undefined;
}

function textIn(folder: string, files: Files): string | undefined {
  for (const name of names) {
    const text = files.read(path.join(folder, name));
    if (text !== undefined) return text;
  }
  return undefined;
}
