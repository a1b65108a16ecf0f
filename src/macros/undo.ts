import { GitError } from '../git/errors.ts';
import { abortOperation } from '../git/integrate.ts';
import { readRefState } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { moveRefs, refMoves, restoreIndex, sameState, type Snapshot } from '../git/snapshot.ts';
import { unstash } from '../git/stash.ts';
import { readStatus } from '../git/status.ts';
import { RunLock } from './lock.ts';
import { markUndone, type RecordedStep, type RunRecord, takeSnapshotNow } from './record.ts';
import { StepError } from './step.ts';

/** What undoing a step of a run does, or why it stays. */
export interface UndoStep {
  readonly path: string;
  readonly kind: string;
  readonly undone: boolean;
  /** One sentence. */
  readonly message: string;
}

/**
 * What `undoRun` would do, the last step first, judged by the record alone.
 */
export function planUndo(record: RunRecord): UndoStep[] {
  return record.steps.toReversed().map((step) => {
    const { path, kind } = step;
    const states = statesOf(record, step);
    if (!states) return { path, kind, undone: false, message: staysMessage(step) };
    return { path, kind, undone: true, message: describe(step, states) };
  });
}

/** Where everything was before and after a step; undefined for one that moves nothing here. */
interface States {
  readonly before: Snapshot;
  /** Undefined where the process died in the step. */
  readonly after: Snapshot | undefined;
}

function statesOf({ snapshots }: RunRecord, step: RecordedStep): States | undefined {
  const before = step.before === undefined ? undefined : snapshots[step.before];
  return before && { before, after: step.after === undefined ? undefined : snapshots[step.after] };
}

function staysMessage({ kind }: RecordedStep): string {
  return kind === 'push' ? 'What was pushed stays on the remotes; a remote is never rewritten.' : `${kind} changed nothing here.`;
}

function describe({ kind, effect }: RecordedStep, { before, after }: States): string {
  if (effect === 'stash') return `${kind}: stashed changes come back, if the work tree is clean.`;
  const moves = after ? refMoves(before, after) : [];
  const names = moves.map(({ ref, to }) => `${ref.replace(/^refs\/(?:heads|tags)\//, '')} to ${to?.slice(0, 9) ?? 'nothing'}`);
  const index = 'the index as it was';
  return `${kind}: ${[...names, index].join(', ')}; uncommitted changes stay.`;
}

/**
 * Undoes what a run did here, the last step first: references and the index go back to where they were before it.
 * Uncommitted changes in the work tree are never touched, and remotes never rewritten. It stops at the first step that
 * cannot be undone without losing something.
 * @throws StepError `movedSince` where something else moved meanwhile, `alreadyRunning`; GitError `localChanges` where
 * uncommitted changes are in files that would have to change, `lockHeld`
 */
export async function undoRun(repository: Repository, record: RunRecord): Promise<UndoStep[]> {
  if (record.state === 'undone') throw new StepError('movedSince', `The run of ${record.macro} was undone already.`);
  const lock = RunLock.take(repository, `undo of ${record.macro}`);
  try {
    const done: UndoStep[] = [];
    for (const step of record.steps.toReversed()) {
      const { path, kind } = step;
      const states = statesOf(record, step);
      if (!states) {
        done.push({ path, kind, undone: false, message: staysMessage(step) });
        continue;
      }
      await undoStep(repository, record, step, states);
      done.push({ path, kind, undone: true, message: describe(step, states) });
    }
    markUndone(repository, record);
    return done;
  } finally {
    lock.release();
  }
}

async function undoStep(
  repository: Repository,
  record: RunRecord,
  step: RecordedStep,
  { before, after }: States,
): Promise<void> {
  const now = await takeSnapshotNow(repository, record);
  // where the process died in the step, what there is now is all that is known of what it did
  if (after && !(await sameState(repository, now, after))) {
    throw new StepError(
      'movedSince',
      `${step.path} (${step.kind}) cannot be undone: branches, tags or the index have changed since the macro ran.`,
    );
  }
  if (await sameState(repository, before, now)) return;
  if (step.effect === 'stash') {
    await undoStash(repository, step, before, now);
    return;
  }
  if (now.operation !== undefined && now.operation !== before.operation) await abortOperation(repository);
  if (step.effect === 'tree') await moveTree(repository, before);
  const present = await readRefState(repository);
  if (present.head !== before.head) {
    throw new StepError('movedSince', `${step.path} (${step.kind}) cannot be undone: another branch is checked out.`);
  }
  const moves = refMoves(before, { refs: Object.fromEntries(present.refs) });
  await moveRefs(repository, moves, `plumbline: undo ${record.macro}`);
  await restoreIndex(repository, before.index);
}

/** Brings committed files back with the branch; git refuses where that would lose uncommitted changes. */
async function moveTree(repository: Repository, before: Snapshot): Promise<void> {
  const now = await readRefState(repository);
  if (now.head !== before.head) {
    const branch = before.head.startsWith('refs/heads/') ? before.head.slice('refs/heads/'.length) : undefined;
    await repository.run(branch === undefined ? ['switch', '--detach', before.head] : ['switch', '--no-guess', branch]);
  }
  const target = before.refs[before.head] ?? before.head;
  if (target.startsWith('refs/')) return;
  if ((await readRefState(repository)).refs.get(before.head) !== target) {
    await repository.run(['reset', '--keep', target, '--']);
  }
}

async function undoStash(repository: Repository, step: RecordedStep, before: Snapshot, now: Snapshot): Promise<void> {
  const stashed = now.refs['refs/stash'] !== undefined && now.refs['refs/stash'] !== before.refs['refs/stash'];
  if (!stashed || step.kind !== 'stash') {
    throw new StepError('movedSince', `${step.path} (${step.kind}) is not undone: its changes are in your work tree.`);
  }
  if ((await readStatus(repository)).entries.length) {
    throw new GitError('localChanges', 'The stashed changes are not brought back: there are uncommitted changes now.');
  }
  await unstash(repository);
}
