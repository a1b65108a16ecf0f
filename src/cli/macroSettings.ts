import path from 'node:path';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { readText, UnreadableFileError } from '../lint/read.ts';
import { isObject } from '../macros/shape.ts';
import { UsageError } from './io.ts';

/** Settings of a workspace, as read from one file. */
export interface MacroSettings {
  /** The file, as it is shown. */
  readonly file: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export const macrosKey = 'plumbline.macros';

/**
 * The settings that hold macros: the given file's, or the first `.vscode/settings.json` of the folders that has some.
 * A `.code-workspace` file is understood, too.
 * @throws UsageError where there is none, or it cannot be read
 */
export async function readMacroSettings(
  file: string | undefined,
  folders: readonly string[],
  cwd: string,
): Promise<MacroSettings> {
  if (file !== undefined) {
    const found = await readSettings(path.resolve(cwd, file), file);
    if (found.settings[macrosKey] === undefined) throw new UsageError(`${file}: has no "${macrosKey}"; add some there.`);
    return found;
  }
  const tried: string[] = [];
  for (const folder of new Set(folders)) {
    const candidate = path.join(folder, '.vscode', 'settings.json');
    const shown = path.relative(cwd, candidate) || candidate;
    tried.push(shown);
    try {
      const found = await readSettings(candidate, shown);
      if (found.settings[macrosKey] !== undefined) return found;
    } catch (error) {
      if (!(error instanceof MissingSettings)) throw error;
    }
  }
  throw new UsageError(`there is no "${macrosKey}" in ${tried.join(' or ')}; write a macro there or give --config FILE.`);
}

class MissingSettings extends UsageError {}

async function readSettings(file: string, shown: string): Promise<MacroSettings> {
  let text: string;
  try {
    text = readText(file, shown);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw error.reason === 'missing' ? new MissingSettings(error.message) : new UsageError(error.message);
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) {
    const before = text.slice(0, first.offset).split('\n');
    const place = `${before.length}:${(before.at(-1) ?? '').length + 1}`;
    throw new UsageError(`${shown}:${place}: is not JSON (${printParseErrorCode(first.error)}); correct it first.`);
  }
  if (!isObject(value)) throw new UsageError(`${shown}: must hold a JSON object of settings.`);
  // a workspace file keeps its settings one level down
  const settings = value[macrosKey] === undefined && isObject(value['settings']) ? value['settings'] : value;
  return { file: shown, settings };
}
