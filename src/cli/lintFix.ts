import fs from 'node:fs/promises';
import type { Edit, Fix } from '../language/diagnostic.ts';
import { applyEdits } from '../language/edits.ts';
import { DiskFiles } from '../language/files.ts';
import { FormatRefusedError, formattedText } from '../lint/format.ts';
import { isTerraformName } from '../lint/languages.ts';
import type { FileDiagnostic } from '../lint/linter.ts';
import { readText, showPath } from '../lint/read.ts';
import type { FoundFiles } from '../lint/walk.ts';
import type { TerraformService } from '../terraform/service.ts';
import type { TerminalIo } from './io.ts';
import { linterFor } from './linterFor.ts';

/** What one fix leaves may need another; so often it is looked again. */
const mostRounds = 10;

/** The fixes of a file that can be applied together, by path: of two that touch the same place, the first. */
function fixesByFile(diagnostics: readonly FileDiagnostic[]): Map<string, Fix[]> {
  const files = new Map<string, Fix[]>();
  for (const { file, diagnostic } of diagnostics) {
    const fix = diagnostic.fixes?.find(({ automatic }) => automatic);
    if (!fix) continue;
    const chosen = files.get(file) ?? [];
    if (!chosen.some(({ edits }) => edits.some((edit) => fix.edits.some((own) => overlap(edit, own))))) chosen.push(fix);
    files.set(file, chosen);
  }
  return files;
}

function overlap({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/**
 * Applies the fixes of Terraform's rules that leave nothing to look at, again and again until there are none, and formats
 * what has changed, as tflint does.
 * @throws UnreadableFileError, the signal's reason when it is aborted
 */
export async function fixFiles({ files }: FoundFiles, io: Omit<TerminalIo, 'loaded'>): Promise<void> {
  const terraform = files.filter(({ path }) => isTerraformName(path));
  const applied = new Map<string, number>();
  for (let round = 0; round < mostRounds; round++) {
    const linter = await linterFor(terraform.map(({ path }) => path), { ...io, providers: new Map() });
    const { diagnostics } = await linter.lintFound({ files: terraform, problems: [] }, io.cwd, io.signal);
    const fixes = fixesByFile(diagnostics);
    if (fixes.size === 0) break;
    for (const [file, chosen] of fixes) {
      const text = readText(file, showPath(file, io.cwd));
      await fs.writeFile(file, applyEdits(text, chosen.flatMap(({ edits }) => edits)));
      applied.set(file, (applied.get(file) ?? 0) + chosen.length);
    }
  }
  if (applied.size === 0) return;
  const { TerraformService } = await io.languages.terraform();
  const service = new TerraformService({ files: new DiskFiles(), dataFolder: io.dataFolder('terraform'), now: () => new Date() });
  for (const [file, count] of applied) {
    const shown = showPath(file, io.cwd);
    await format(service, file, shown);
    io.stderr(`${shown}: ${count === 1 ? 'one finding' : `${count} findings`} fixed.`);
  }
}

async function format(service: TerraformService, file: string, shown: string): Promise<void> {
  if (!service.formattedExtensions.some((extension) => file.endsWith(extension))) return;
  try {
    const formatted = formattedText(service, file, shown);
    if (formatted !== undefined) await fs.writeFile(file, formatted);
  } catch (error) {
    // The findings say what is wrong with the syntax.
    if (!(error instanceof FormatRefusedError)) throw error;
  }
}
