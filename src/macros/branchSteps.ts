import { createBranch, deleteBranch, reset, type ResetMode, switchBranch, undoLastCommit } from '../git/branch.ts';
import { readHead } from '../git/head.ts';
import {
  abortOperation,
  cherryPick,
  continueOperation,
  merge,
  type MoveResult,
  rebase,
  requireCommit,
} from '../git/integrate.ts';
import { readOperation } from '../git/status.ts';
import { stash, unstash } from '../git/stash.ts';
import {
  choice,
  either,
  flag,
  isFlag,
  isList,
  isObject,
  isText,
  list,
  literalTrue,
  map,
  object,
  type Shape,
  text,
} from './shape.ts';
import { defineStep, StepError } from './step.ts';

/** Either the one thing that matters, as a text, or an object with more. */
function textOr<T extends object>(description: string, key: keyof T & string, fields: Shape<T>): Shape<T> {
  return either<T>(
    `${description}, or an object`,
    { when: isText, shape: map(text(description), (value) => ({ [key]: value }) as T) },
    { when: isObject, shape: fields },
  );
}

function moved({ branch, old, new: sha }: MoveResult): string {
  return old === sha ? `${branch} is where it was` : `${branch} ${old.slice(0, 9)}..${sha.slice(0, 9)}`;
}

const switchStep = defineStep({
  kind: 'switch',
  effect: () => 'tree',
  summary: 'Checks a branch out.',
  shape: object('checks a branch out', {
    switch: textOr<{ branch: string; create?: boolean | undefined; at?: string | undefined }>(
      'the branch',
      'branch',
      object(
        'which branch',
        { branch: text('the branch') },
        { create: flag('makes the branch'), at: text('where it is made (default: HEAD)') },
      ),
    ),
  }),
  describe: async ({ switch: { branch, create, at } }) =>
    `switch to ${create ? 'a new branch ' : ''}${branch}${at === undefined ? '' : ` at ${at}`}`,
  async run({ switch: options }, { repository }) {
    const done = await switchBranch(repository, options);
    return { summary: `from ${done.from} to ${done.to}`, data: done };
  },
});

const branchStep = defineStep({
  kind: 'branch',
  effect: () => 'refs',
  summary: 'Makes or deletes a branch without checking it out.',
  shape: object('makes or deletes a branch', {
    branch: textOr<{
      name: string;
      at?: string | undefined;
      delete?: boolean | undefined;
      force?: boolean | undefined;
    }>(
      'the new branch',
      'name',
      object(
        'which branch',
        { name: text('the branch') },
        {
          at: text('where it is made (default: HEAD)'),
          delete: flag('deletes it, if its commits are merged'),
          force: flag('deletes it even so'),
        },
      ),
    ),
  }),
  describe: async ({ branch: { name, at, delete: gone } }) =>
    gone ? `delete the branch ${name}` : `make the branch ${name} at ${at ?? 'HEAD'}`,
  async run({ branch: options }, { repository }) {
    const done = options.delete
      ? await deleteBranch(repository, options.name, options.force)
      : await createBranch(repository, options);
    return { summary: `${done.branch} ${done.new === undefined ? 'deleted' : `at ${done.new.slice(0, 9)}`}`, data: done };
  },
});

const mergeStep = defineStep({
  kind: 'merge',
  effect: () => 'tree',
  summary: 'Merges a branch or commit into the one that is checked out.',
  shape: object('merges', {
    merge: textOr<{
      from: string;
      fastForward?: 'only' | 'never' | 'ifPossible' | undefined;
      squash?: boolean | undefined;
      message?: string | undefined;
      autostash?: boolean | undefined;
    }>(
      'the branch or commit',
      'from',
      object(
        'what to merge',
        { from: text('the branch or commit') },
        {
          fastForward: choice('whether to move without a merge commit', ['only', 'never', 'ifPossible']),
          squash: flag('stages the changes without committing'),
          message: text('the message of the merge commit'),
          autostash: flag('puts uncommitted changes aside meanwhile'),
        },
      ),
    ),
  }),
  describe: async ({ merge: { from } }) => `merge ${from}`,
  async run({ merge: { from, fastForward, squash, message, autostash } }, { repository }) {
    const target = await requireCommit(repository, from);
    const done = await merge(repository, target, {
      fastForwardOnly: fastForward === 'only',
      noFastForward: fastForward === 'never',
      squash,
      message: message ?? `Merge ${from}`,
      autostash,
    });
    return { summary: squash ? `${from} staged` : moved(done), data: done };
  },
});

const rebaseStep = defineStep({
  kind: 'rebase',
  effect: () => 'tree',
  summary: "Puts the branch's own commits on top of another branch or commit.",
  shape: object('rebases', {
    rebase: textOr<{ onto: string; autostash?: boolean | undefined }>(
      'the branch or commit',
      'onto',
      object(
        'where to',
        { onto: text('the branch or commit') },
        { autostash: flag('puts uncommitted changes aside meanwhile (default true)') },
      ),
    ),
  }),
  describe: async ({ rebase: { onto } }) => `rebase onto ${onto}`,
  async run({ rebase: { onto, autostash } }, { repository }) {
    const done = await rebase(repository, await requireCommit(repository, onto), { autostash });
    return { summary: moved(done), data: done };
  },
});

const cherryPickStep = defineStep({
  kind: 'cherryPick',
  effect: () => 'tree',
  summary: 'Copies commits onto the branch.',
  shape: object('copies commits', {
    cherryPick: either<string[]>(
      'a commit or a list of commits',
      { when: isText, shape: map(text('a commit'), (commit) => [commit]) },
      { when: isList, shape: list(text('a commit'), 'commits') },
    ),
  }),
  describe: async ({ cherryPick: commits }) => `cherry-pick ${commits.join(' ')}`,
  async run({ cherryPick: commits }, { repository }) {
    const done = await cherryPick(repository, commits);
    return { summary: moved(done), data: done };
  },
});

const resetModes = ['soft', 'mixed', 'keep', 'hard'] as const;

const resetStep = defineStep({
  kind: 'reset',
  effect: ({ reset: { mode } }) =>
    mode === 'soft' || mode === 'mixed' ? 'refs' : 'tree',
  summary: 'Moves the branch to another commit. Mode hard loses uncommitted changes, so the branch must be typed.',
  shape: object('moves the branch', {
    reset: map(
      textOr<{ to: string; mode?: ResetMode | undefined }>(
        'the commit',
        'to',
        object(
          'where to, and how',
          { to: text('the commit') },
          { mode: choice('soft keeps index and files (default), mixed files, keep uncommitted changes', resetModes) },
        ),
      ),
      ({ to, mode = 'soft' }) => ({ to, mode, typed: mode === 'hard' ? '${input:branchToResetHard}' : '' }),
    ),
  }),
  describe: async ({ reset: { to, mode } }) =>
    mode === 'hard' ? `reset to ${to} and lose uncommitted changes, once the branch is typed` : `reset --${mode} ${to}`,
  async run({ reset: { to, mode, typed } }, { repository }) {
    if (mode === 'hard') {
      const head = await readHead(repository);
      if (head.kind !== 'branch' || typed !== head.branch) {
        const wanted = head.kind === 'branch' ? head.branch : 'a branch';
        throw new StepError('declined', `Not reset: type ${wanted} to lose its uncommitted changes, not '${typed}'.`);
      }
    }
    const done = await reset(repository, to, mode);
    return { summary: `${done.branch} ${done.old?.slice(0, 9)}..${done.new?.slice(0, 9)}`, data: done };
  },
});

const undoCommitStep = defineStep({
  kind: 'undoCommit',
  effect: () => 'refs',
  summary: 'Takes the last commit back; its changes are staged again.',
  shape: object('takes the last commit back', { undoCommit: literalTrue('takes the last commit back') }),
  describe: async () => 'take the last commit back, keep its changes staged',
  async run(_value, { repository }) {
    const done = await undoLastCommit(repository);
    return { summary: `${done.branch} back at ${done.new?.slice(0, 9)}`, data: done };
  },
});

const stashStep = defineStep({
  kind: 'stash',
  effect: () => 'stash',
  summary: 'Puts uncommitted changes aside.',
  shape: object('puts changes aside', {
    stash: either<{ message?: string | undefined; untracked?: boolean | undefined; staged?: boolean | undefined }>(
      'true, a message, or an object',
      { when: isFlag, shape: map(literalTrue('all of them'), () => ({})) },
      { when: isText, shape: map(text('a message'), (message) => ({ message })) },
      {
        when: isObject,
        shape: object(
          'what to put aside',
          {},
          {
            message: text('a message'),
            untracked: flag('untracked files, too (default true)'),
            staged: flag('only what is staged'),
          },
        ),
      },
    ),
  }),
  describe: async () => 'stash uncommitted changes',
  async run({ stash: options }, { repository }) {
    const done = await stash(repository, options);
    return { summary: done.sha === undefined ? 'nothing to stash' : `stashed as ${done.sha.slice(0, 9)}`, data: done };
  },
});

const unstashStep = defineStep({
  kind: 'unstash',
  effect: () => 'stash',
  summary: 'Brings back what was put aside last.',
  shape: object('brings changes back', { unstash: literalTrue('the newest entry') }),
  describe: async () => 'bring the newest stash entry back',
  async run(_value, { repository }) {
    const done = await unstash(repository);
    return { summary: `brought back ${done.sha?.slice(0, 9)}`, data: done };
  },
});

const continueStep = defineStep({
  kind: 'continue',
  effect: () => 'tree',
  summary: 'Goes on with the rebase, merge or cherry-pick under way.',
  shape: object('goes on', { continue: literalTrue('what is under way') }),
  describe: async () => 'continue what is under way',
  async run(_value, { repository }) {
    const operation = readOperation(repository);
    await continueOperation(repository);
    return { summary: `${operation} finished`, data: { operation } };
  },
});

const abortStep = defineStep({
  kind: 'abort',
  effect: () => 'tree',
  summary: 'Gives up the rebase, merge or cherry-pick under way.',
  shape: object('gives up', { abort: literalTrue('what is under way') }),
  describe: async () => 'abort what is under way',
  async run(_value, { repository }) {
    const operation = readOperation(repository);
    await abortOperation(repository);
    return { summary: `${operation} given up`, data: { operation } };
  },
});

export const branchSteps = [
  switchStep,
  branchStep,
  mergeStep,
  rebaseStep,
  cherryPickStep,
  resetStep,
  undoCommitStep,
  stashStep,
  unstashStep,
  continueStep,
  abortStep,
];
