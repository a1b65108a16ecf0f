import { GitError } from '../git/errors.ts';
import { Git } from '../git/git.ts';
import { openRepository } from '../git/repository.ts';
import { readLastRecord } from '../macros/record.ts';
import { StepError } from '../macros/step.ts';
import { planUndo, undoRun, type UndoStep } from '../macros/undo.ts';
import { parseArguments } from './arguments.ts';
import { type TerminalIo, UsageError } from './io.ts';

export const undoHelp = `plumbline undo [--dry-run]

Takes back what the last run of a macro did in this repository, the last step first: branches, tags and the index go back
to where they were. Uncommitted changes stay, and what was pushed stays on the remotes.
  --dry-run            print what it would do; change nothing
Exit code: 0 done, 1 it stopped because something else has moved since or would be lost, 2 nothing to undo, or a bad call.
`;

/**
 * `plumbline undo`.
 * @returns 0 when done, 1 where it had to stop
 * @throws UsageError where there is no run to undo; GitError outside a repository
 */
export async function undoCommand(args: string[], io: TerminalIo): Promise<number> {
  const { values, positionals } = parseArguments(args, { 'dry-run': { type: 'boolean', default: false } });
  if (positionals.length) throw new UsageError(`undo takes back the last run and no other, so it takes no ${positionals.join(' ')}.`);
  const git = new Git({ gitPath: 'git', environment: io.env, log: io.log });
  const repository = await openRepository(git, io.cwd);
  const record = await readLastRecord(repository);
  if (!record) throw new UsageError('no macro has run in this repository yet, so there is nothing to undo.');
  if (record.state === 'undone') throw new UsageError(`the last run, of ${record.macro}, was undone already.`);
  const what = `${record.macro}, run ${record.started}`;
  if (values['dry-run']) {
    io.stdout(`${what}: nothing is done, this is the plan\n${undoText(planUndo(record))}`);
    return 0;
  }
  try {
    const done = await undoRun(repository, record);
    io.stdout(`${what}: undone\n${undoText(done)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof StepError) && !(error instanceof GitError)) throw error;
    io.stderr(`plumbline: ${what}: ${error.reason}: ${error.message}`);
    return 1;
  }
}

function undoText(steps: readonly UndoStep[]): string {
  return steps.map(({ path, undone, message }) => `${undone ? 'back   ' : 'stays  '} ${path} ${message}\n`).join('');
}
