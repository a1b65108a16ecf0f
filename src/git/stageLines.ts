import { GitError } from './errors.ts';
import type { Repository } from './repository.ts';
import { readStaged, type StageResult } from './stage.ts';

/** Lines of a file on disk, from 1; both ends count. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** A change in a diff without context. Its lines have no line break at their ends. */
interface Hunk {
  /** The first line that is taken away or, where none is, the one that the new lines come after; from 1. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Whether the last line that is taken away, or added, ends the file without a line break. */
  readonly openRemoved: boolean;
  readonly openAdded: boolean;
}

/**
 * Stages those changes of a file that lie in some of its lines; what else has changed in it stays as it is.
 * @param file relative to the root; saved
 * @param ranges lines of the file on disk
 * @throws GitError `notFound` where nothing has changed in these lines, or the file is not there or ignored
 */
export async function stageLines(repository: Repository, file: string, ranges: readonly LineRange[]): Promise<StageResult> {
  const pathspec = `:(top,literal)${file}`;
  const isTracked = (await repository.run(['ls-files', '-z', '--', pathspec])).stdout !== '';
  // an empty entry in the index, which the patch then fills
  if (!isTracked) await repository.run(['add', '--verbose', '--intent-to-add', '--', pathspec]);
  let staged = false;
  try {
    const patch = await patchOf(repository, file, ranges);
    await repository.run(['apply', '--cached', '--verbose', '--unidiff-zero', '--whitespace=nowarn', '-'], { input: patch });
    staged = true;
  } finally {
    if (!staged && !isTracked) await repository.run(['rm', '--cached', '--quiet', '--force', '--', pathspec]);
  }
  return { staged: await readStaged(repository) };
}

async function patchOf(repository: Repository, file: string, ranges: readonly LineRange[]): Promise<Buffer> {
  const options = ['--no-ext-diff', '--no-color', '--no-textconv', '--no-renames', '--unified=0', '--inter-hunk-context=0'];
  const { bytes } = await repository.run(['-c', 'core.quotePath=true', 'diff', ...options, '--', `:(top,literal)${file}`]);
  // one character a byte: a patch is not text of any one encoding
  const { header, hunks } = parseDiff(bytes.toString('latin1'));
  const chosen = hunks.flatMap((hunk) => chosenPart(hunk, ranges) ?? []);
  if (chosen.length === 0) throw new GitError('notFound', `Nothing has changed in the selected lines of ${file}.`, { files: [file] });
  let moved = 0;
  const parts = chosen.map((hunk) => {
    const text = hunkText(hunk, moved);
    moved += hunk.added.length - hunk.removed.length;
    return text;
  });
  return Buffer.from(header + parts.join(''), 'latin1');
}

function parseDiff(diff: string): { header: string; hunks: Hunk[] } {
  const start = diff.search(/^@@ /m);
  if (start < 0) return { header: diff, hunks: [] };
  const hunks = diff
    .slice(start)
    .split(/^(?=@@ )/m)
    .map((text): Hunk => {
      const [, oldStart = '0', newStart = '0'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text) ?? [];
      // a carriage return belongs to its line
      const lines = text.slice(text.indexOf('\n') + 1).split('\n').slice(0, -1);
      const open = (sign: string) => lines.some((line, index) => line.startsWith('\\') && lines[index - 1]?.startsWith(sign));
      const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
      return {
        oldStart: Number(oldStart),
        newStart: Number(newStart),
        removed: of('-'),
        added: of('+'),
        openRemoved: open('-'),
        openAdded: open('+'),
      };
    });
  return { header: diff.slice(0, start), hunks };
}

/**
 * What of a change lies in the lines. Of added lines, those that are selected. Where as many lines were taken away, each
 * stands for the one in its place; otherwise all of them are taken away. A change that only takes lines away is selected
 * with a line beside it.
 */
function chosenPart(hunk: Hunk, ranges: readonly LineRange[]): Hunk | undefined {
  const { oldStart, newStart, removed, added } = hunk;
  const isSelected = (line: number) => ranges.some(({ first, last }) => first <= line && line <= last);
  if (added.length === 0) return isSelected(newStart) || isSelected(newStart + 1) ? hunk : undefined;
  const selected = added.map((_, index) => isSelected(newStart + index));
  if (!selected.includes(true)) return undefined;
  // half of a change at an end without a line break is no patch
  if (!selected.includes(false) || hunk.openRemoved || hunk.openAdded) return hunk;
  if (removed.length !== added.length) return { ...hunk, added: added.filter((_, index) => selected[index]) };
  const from = selected.indexOf(true);
  const to = selected.lastIndexOf(true) + 1;
  return {
    ...hunk,
    oldStart: oldStart + from,
    newStart: newStart + from,
    removed: removed.slice(from, to),
    // what lies between two selections stays as it was
    added: added.slice(from, to).map((line, index) => (selected[from + index] ? line : (removed[from + index] ?? line))),
  };
}

/** @param moved by how many lines the chosen changes before it move what follows */
function hunkText(hunk: Hunk, moved: number): string {
  const { oldStart, removed, added } = hunk;
  // without lines of its own a side names the line before; where only the other has any, that is one line off
  const newStart = removed.length === 0 ? oldStart + moved + 1 : added.length === 0 ? oldStart + moved - 1 : oldStart + moved;
  const side = (sign: string, lines: readonly string[], open: boolean) =>
    lines.map((line) => `${sign}${line}\n`).join('') + (open && lines.length ? '\\ No newline at end of file\n' : '');
  const heading = `@@ -${oldStart},${removed.length} +${newStart},${added.length} @@\n`;
  return heading + side('-', removed, hunk.openRemoved) + side('+', added, hunk.openAdded);
}
