import fs from 'node:fs';
import { DiskFiles } from '../language/files.ts';
import { FormatRefusedError, formattedText } from '../lint/format.ts';
import { showPath, UnreadableFileError } from '../lint/read.ts';
import { turns } from '../lint/turns.ts';
import { findFiles } from '../lint/walk.ts';
import { parseArguments } from './arguments.ts';
import { type TerminalIo, UsageError } from './io.ts';

export const fmtHelp = `plumbline fmt [--check|--write] [paths...]

Formats Terraform as \`terraform fmt\` does. Without an option the names of files that would change are printed.
  --check   change nothing; exit code 1 when a file is not formatted
  --write   rewrite the files
A file with syntax errors is named and left alone. Exit code 2 for such a file, an unreadable path or a bad call.
`;

/**
 * `plumbline fmt`.
 * @returns 0 when done, 1 with `--check` where a file would change, 2 where a file could not be formatted
 * @throws UsageError
 */
export async function fmtCommand(args: string[], io: TerminalIo): Promise<number> {
  const { values, positionals } = parseArguments(args, { check: { type: 'boolean' }, write: { type: 'boolean' } });
  if (values.check && values.write) throw new UsageError('--check and --write exclude each other; give one of them.');
  const { TerraformService } = await io.languages.terraform();
  const terraform = new TerraformService({ files: new DiskFiles(), dataFolder: io.dataFolder('terraform'), now: () => new Date() });
  const paths = positionals.length ? positionals : ['.'];
  const { files, problems } = await findFiles(paths, io.cwd, terraform.formattedExtensions);
  let changed = 0;
  let failed = problems.length;
  for (const problem of problems) io.stderr(problem.message);
  io.loaded(files.map((file) => file.path));
  const turn = turns();
  for (const { path: file, named } of files) {
    await turn();
    io.signal.throwIfAborted();
    const shown = showPath(file, io.cwd);
    if (named && !terraform.formattedExtensions.some((extension) => file.endsWith(extension))) {
      failed++;
      io.stderr(`${shown}: is not a Terraform file; not formatted.`);
      continue;
    }
    try {
      const formatted = formattedText(terraform, file, shown);
      if (formatted === undefined) continue;
      changed++;
      io.stdout(`${shown}\n`);
      if (values.write) await fs.promises.writeFile(file, formatted);
    } catch (error) {
      if (!(error instanceof UnreadableFileError || error instanceof FormatRefusedError)) throw error;
      failed++;
      io.stderr(error.message);
    }
  }
  if (failed) return 2;
  return values.check && changed ? 1 : 0;
}
