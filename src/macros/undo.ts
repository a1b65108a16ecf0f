import { GitError } from '../git/errors.ts';
import { abortOperation } from '../git/integrate.ts';
import type { Repository } from '../git/repository.ts';
import { moveRefs, refMoves, restoreIndex, type Snapshot, takeSnapshot } from '../git/snapshot.ts';
import { unstash } from '../git/stash.ts';
import { readStatus } from '../git/status.ts';
import { RunLock } from './lock.ts';
import { type RecordedStep, type RunRecord, writeRecord } from './record.ts';
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
  return record.steps.toReversed().map((step) => ({
    path: step.path,
    kind: step.kind,
    undone: step.before !== undefined,
    message: step.before === undefined ? staysMessage(step) : `${step.kind}: ${describe(step, step.before)}`,
  }));
}

function staysMessage({ kind }: RecordedStep): string {
  return kind === 'push' ? 'What was pushed stays on the remotes; a remote is never rewritten.' : `${kind} changed nothing here.`;
}

function describe(step: RecordedStep, before: Snapshot): string {
  if (step.effect === 'stash') return 'stashed changes come back, if the work tree is clean.';
  const moves = step.after ? refMoves(before, step.after) : [];
  const names = moves.map(({ ref, to }) => `${ref.replace(/^refs\/(?:heads|tags)\//, '')} to ${to?.slice(0, 9) ?? 'nothing'}`);
  const index = 'the index as it was';
  return `${[...names, index].join(', ')}; uncommitted changes stay.`;
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
  const lock = await RunLock.take(repository, `undo of ${record.macro}`);
  try {
    const done: UndoStep[] = [];
    for (const step of record.steps.toReversed()) {
      const { path, kind, before } = step;
      if (before === undefined) {
        done.push({ path, kind, undone: false, message: staysMessage(step) });
        continue;
      }
      await undoStep(repository, step, before, record.macro);
      done.push({ path, kind, undone: true, message: `${kind}: ${describe(step, before)}` });
    }
    await writeRecord(repository, { ...record, state: 'undone' });
    return done;
  } finally {
    await lock.release();
  }
}

async function undoStep(repository: Repository, step: RecordedStep, before: Snapshot, macro: string): Promise<void> {
  const now = await takeSnapshot(repository);
  // where the process died in the step, what there is now is all that is known of what it did
  const after = step.after ?? now;
  if (!sameState(now, after)) {
    throw new StepError(
      'movedSince',
      `${step.path} (${step.kind}) cannot be undone: branches, tags or the index have changed since the macro ran.`,
    );
  }
  if (sameState(before, now)) return;
  const reason = `plumbline: undo ${macro}`;
  if (step.effect === 'stash') {
    await undoStash(repository, step, before, now);
    return;
  }
  if (now.operation !== undefined && now.operation !== before.operation) await abortOperation(repository);
  if (step.effect === 'tree') await moveTree(repository, before);
  const present = await takeSnapshot(repository);
  if (present.head !== before.head) {
    throw new StepError('movedSince', `${step.path} (${step.kind}) cannot be undone: another branch is checked out.`);
  }
  await moveRefs(repository, refMoves(before, present), reason);
  await restoreIndex(repository, before.indexCopy);
}

/** Brings committed files back with the branch; git refuses where that would lose uncommitted changes. */
async function moveTree(repository: Repository, before: Snapshot): Promise<void> {
  const now = await takeSnapshot(repository);
  if (now.head !== before.head) {
    const branch = before.head.startsWith('refs/heads/') ? before.head.slice('refs/heads/'.length) : undefined;
    await repository.run(branch === undefined ? ['switch', '--detach', before.head] : ['switch', '--no-guess', branch]);
  }
  const target = before.refs[before.head] ?? before.head;
  if (target.startsWith('refs/')) return;
  if ((await takeSnapshot(repository)).refs[before.head] !== target) {
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

function sameState(a: Snapshot, b: Snapshot): boolean {
  const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
  const sorted = (refs: Readonly<Record<string, string>>) => Object.entries(refs).toSorted(([x], [y]) => (x < y ? -1 : 1));
  return a.head === b.head && same(sorted(a.refs), sorted(b.refs)) && a.tree === b.tree && a.operation === b.operation;
}
