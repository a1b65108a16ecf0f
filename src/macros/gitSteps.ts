import { existsSync } from 'node:fs';
import { commit, commitArguments } from '../git/commit.ts';
import { GitError } from '../git/errors.ts';
import { fetch, fetchArguments } from '../git/fetch.ts';
import { shown } from '../git/git.ts';
import { readUpstream, requireBranch } from '../git/head.ts';
import { pull } from '../git/integrate.ts';
import type { RefUpdate } from '../git/push.ts';
import { planPushes, pushAll, type PushTargets, type RemotePush } from '../git/pushAll.ts';
import { defaultPushRemote, readRemoteNames } from '../git/remotes.ts';
import type { Repository } from '../git/repository.ts';
import { stage, stageArguments, type StageTarget, unstage } from '../git/stage.ts';
import { stageLines } from '../git/stageLines.ts';
import { tag, tagArguments } from '../git/tag.ts';
import { confirmPush, guardPush } from './gate.ts';
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
import { defineStep, type PlanContext, StepError } from './step.ts';

/** As written: paths are relative to the repository's root, or absolute, and may be globs where no such file is. */
type WrittenTarget = { readonly all: true } | { readonly tracked: true } | { readonly paths: readonly string[] };

const stageTarget: Shape<WrittenTarget> = either<WrittenTarget>(
  '"all", "tracked", a path or glob, or a list of them',
  {
    when: isText,
    shape: map(text('"all", "tracked", or a path or glob relative to the repository'), (value): WrittenTarget =>
      value === 'all' ? { all: true } : value === 'tracked' ? { tracked: true } : { paths: [value] },
    ),
  },
  {
    when: isList,
    shape: map(list(text('a path or glob'), 'paths or globs relative to the repository'), (paths) => ({ paths })),
  },
);

function resolveTarget(repository: Repository, target: WrittenTarget): StageTarget {
  if ('all' in target) return 'all';
  if ('tracked' in target) return 'tracked';
  const files = target.paths.map((file) => repository.relative(file));
  // a name is taken as it is wherever there is such a file: `a[1].tf` and `*` are good names
  const globs = files.filter((file) => /[*?[]/.test(file) && !existsSync(repository.absolute(file)));
  return globs.length ? { globs: files } : { paths: files };
}

const stageStep = defineStep({
  kind: 'stage',
  effect: () => 'refs',
  summary: 'Stages changes: all, tracked files only, paths and globs, or those in the selected lines.',
  shape: object('stages changes', {
    stage: either<WrittenTarget | 'selection'>(
      '"all", "tracked", "selection", a path or glob, or a list of them',
      { when: (value) => value === 'selection', shape: choice('the changes in the lines that are selected in the editor', ['selection']) },
      { when: (value) => isText(value) || isList(value), shape: stageTarget },
    ),
  }),
  async describe({ stage: target }, { repository }) {
    if (target === 'selection') return 'stage the changes in the selected lines';
    return repository ? `git ${shown(stageArguments(resolveTarget(repository, target)))}` : 'stage';
  },
  async run({ stage: target }, { repository, host }) {
    if (target === 'selection') {
      const { file, ranges } = await host.selection();
      const inside = repository.relative(file);
      if (inside.startsWith('../')) throw new GitError('notFound', `${file} is not in the repository ${repository.root}.`);
      await stageLines(repository, inside, ranges);
      return { summary: `selected changes of ${inside} staged`, data: { staged: [inside] } };
    }
    const { staged } = await stage(repository, resolveTarget(repository, target));
    return { summary: `${count(staged.length, 'file')} staged`, data: { staged } };
  },
});

const unstageStep = defineStep({
  kind: 'unstage',
  effect: () => 'refs',
  summary: 'Takes changes out of the index; the files stay as they are.',
  shape: object('unstages changes', { unstage: stageTarget }),
  async describe({ unstage: target }) {
    return `unstage ${'paths' in target ? target.paths.join(', ') : 'everything'}`;
  },
  async run({ unstage: target }, { repository }) {
    const { staged } = await unstage(repository, resolveTarget(repository, target));
    return { summary: `${count(staged.length, 'file')} still staged`, data: { staged } };
  },
});

const commitFields = object(
  'how to commit',
  {},
  {
    message: text('the commit message'),
    amend: flag('replaces the last commit; without a message its message stays'),
    allowEmpty: flag('commits even without a change'),
    signoff: flag('adds a Signed-off-by line'),
    sign: flag('signs, or does not, whatever commit.gpgSign says'),
    fixup: text('the commit that this one repairs, for a later rebase with autosquash'),
    noVerify: flag('skips the pre-commit and commit-msg hooks'),
    all: flag('stages tracked files first'),
  },
);

const commitStep = defineStep({
  kind: 'commit',
  effect: () => 'refs',
  summary: 'Commits what is staged.',
  shape: object('commits', {
    commit: either<NonNullable<ReturnType<typeof commitFields.parse>>>(
      'the message, or an object',
      { when: isText, shape: map(text('the commit message'), (message) => ({ message })) },
      { when: isObject, shape: commitFields },
    ),
  }),
  describe: async ({ commit: options }) => `git ${shown(commitArguments(options))}`,
  async run({ commit: options }, { repository }) {
    const done = await commit(repository, options);
    return { summary: `${short(done.new)} ${done.subject}`, data: done };
  },
});

const remotes = either<PushTargets>(
  'a remote, a list of remotes, or "all"',
  { when: isText, shape: map(text('a remote, or "all"'), (name): PushTargets => (name === 'all' ? 'all' : [name])) },
  { when: isList, shape: list(text('a remote'), 'remotes') },
);

interface WrittenFetch {
  readonly from?: PushTargets | undefined;
  readonly prune?: boolean | undefined;
  readonly tags?: boolean | undefined;
}

async function fetchRemotes(repository: Repository, from: PushTargets | undefined): Promise<readonly string[]> {
  if (Array.isArray(from)) return from as string[];
  if (from === 'all') return readRemoteNames(repository);
  const head = await requireBranch(repository).catch(() => undefined);
  const upstream = head && (await readUpstream(repository, head.branch));
  return [upstream?.remote ?? (await defaultPushRemote(repository))];
}

const fetchStep = defineStep({
  kind: 'fetch',
  waits: true,
  effect: () => 'none',
  summary: "Fetches from the branch's remote, from others, or from all.",
  shape: object('fetches', {
    fetch: either<WrittenFetch>(
      'true, a remote, a list of remotes, "all", or an object',
      { when: isFlag, shape: map(literalTrue("the branch's remote"), () => ({})) },
      { when: (value) => isText(value) || isList(value), shape: map(remotes, (from) => ({ from })) },
      {
        when: isObject,
        shape: object(
          'what to fetch',
          {},
          { from: remotes, prune: flag('drops remote branches that are gone'), tags: flag('fetches all tags') },
        ),
      },
    ),
  }),
  async describe({ fetch: options }, { repository }) {
    if (!repository) return 'fetch';
    const names = await fetchRemotes(repository, options.from);
    return names.map((name) => `git ${shown(fetchArguments(name, options))}`);
  },
  async run({ fetch: options }, { repository }) {
    const results = [];
    for (const name of await fetchRemotes(repository, options.from)) {
      results.push(await fetch(repository, name, options));
    }
    const summary = results.map(({ remote, changes }) => `${remote}: ${count(changes.length, 'reference')} moved`);
    return { summary: summary.join('; '), data: { remotes: results } };
  },
});

const pullModes = ['ff-only', 'rebase', 'merge'] as const;

interface WrittenPull {
  readonly mode?: (typeof pullModes)[number] | undefined;
  readonly remote?: string | undefined;
  readonly branch?: string | undefined;
  readonly autostash?: boolean | undefined;
}

const pullStep = defineStep({
  kind: 'pull',
  waits: true,
  effect: () => 'tree',
  summary: 'Fetches and integrates the upstream: fast-forward only, rebase, or merge.',
  shape: object('pulls', {
    pull: either<WrittenPull>(
      'true, "ff-only", "rebase", "merge", or an object',
      { when: isFlag, shape: map(literalTrue('fast-forward only'), () => ({})) },
      { when: isText, shape: map(choice('how to integrate', pullModes), (mode) => ({ mode })) },
      {
        when: isObject,
        shape: object(
          'how to pull',
          {},
          {
            mode: choice('how to integrate (default ff-only)', pullModes),
            remote: text('the remote, in place of the upstream'),
            branch: text("the remote's branch, in place of the upstream"),
            autostash: flag('puts uncommitted changes aside meanwhile (default true for rebase)'),
          },
        ),
      },
    ),
  }),
  async describe({ pull: options }) {
    const from = [options.remote ?? "the upstream's remote", options.branch].filter(Boolean).join(' ');
    return `pull (${options.mode ?? 'ff-only'}) from ${from}`;
  },
  async run({ pull: options }, { repository }) {
    const done = await pull(repository, { ...options, mode: options.mode ?? 'ff-only' });
    const from = `${done.remote}/${done.remoteBranch}`;
    const moved = done.old === done.new ? 'already up to date' : `${short(done.old)}..${short(done.new)}`;
    return { summary: `${done.branch} from ${from}: ${moved}`, data: done };
  },
});

interface WrittenPush {
  readonly to?: PushTargets | undefined;
  readonly branch?: string | undefined;
  readonly setUpstream?: boolean | undefined;
  readonly tags?: 'all' | 'follow' | readonly string[] | undefined;
  readonly forceWithLease?: boolean | undefined;
  readonly atomic?: boolean | undefined;
  readonly noVerify?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly lint?: boolean | undefined;
  readonly confirm?: boolean | undefined;
}

function plansFor(repository: Repository, options: WrittenPush) {
  const { to, setUpstream } = options;
  return planPushes(repository, to ?? 'default', {
    ...options,
    setUpstream: setUpstream === undefined ? 'ifMissing' : setUpstream ? 'set' : undefined,
  });
}

const pushStep = defineStep({
  kind: 'push',
  effect: () => 'none',
  summary: 'Pushes the branch to one remote, several, or all; refused when a changed file has a lint error.',
  shape: object('pushes', {
    push: either<WrittenPush>(
      'true, a remote, a list of remotes, "all", or an object',
      { when: isFlag, shape: map(literalTrue('to the default remote'), () => ({})) },
      { when: (value) => isText(value) || isList(value), shape: map(remotes, (to) => ({ to })) },
      {
        when: isObject,
        shape: object<Record<never, never>, PushFields>('how to push', {}, {
          to: remotes,
          branch: text("the branch's name on the remote"),
          setUpstream: flag('makes it the upstream (default: where the branch has none)'),
          tags: either<'all' | 'follow' | string[]>(
            '"all", "follow", or a list of tags',
            { when: isText, shape: choice('which tags', ['all', 'follow']) },
            { when: isList, shape: list(text('a tag'), 'tags') },
          ),
          forceWithLease: flag('overwrites the remote branch if it is where this repository last saw it'),
          atomic: flag('moves all references or none'),
          noVerify: flag('skips the pre-push hook'),
          dryRun: flag('asks the remote what would happen, and sends nothing'),
          lint: flag('false pushes in spite of lint errors'),
          confirm: flag('false does not ask before a protected branch or an overwritten one'),
        }),
      },
    ),
  }),
  async describe({ push: options }, context) {
    return describePush(options, context);
  },
  async prepare({ push: options }, { repository, host, outgoing }) {
    if (options.lint !== false) await outgoing.read(repository, host, await plansFor(repository, options));
  },
  async run({ push: options }, { repository, host, outgoing, signal }) {
    const plans = await plansFor(repository, options);
    if (options.lint !== false) await guardPush(repository, host, plans, outgoing, signal);
    if (options.confirm !== false) await confirmPush(repository, host, plans, signal);
    const done = await pushAll(repository, plans);
    const outcomes = done.map((one) => ({ remote: one.remote, ok: !('error' in one), text: describeRemote(one) }));
    const failed = done.flatMap((one) => ('error' in one ? [one.error] : []));
    const [first] = failed;
    if (first) {
      const message = done.length === 1 ? first.message : `${failed.length} of ${done.length} remotes failed: ${failed.map((error) => error.message.replace(/\.$/, '')).join('; ')}`;
      const output = failed.map((error) => error.output).join('\n');
      throw new StepError(first.reason, message, { output, remotes: outcomes, cause: first });
    }
    const results = done.flatMap((one) => ('result' in one ? [one.result] : []));
    return { summary: outcomes.map((one) => one.text).join('; '), data: { remotes: results } };
  },
});

type PushFields = {
  to: Shape<PushTargets>;
  branch: Shape<string>;
  setUpstream: Shape<boolean>;
  tags: Shape<'all' | 'follow' | string[]>;
  forceWithLease: Shape<boolean>;
  atomic: Shape<boolean>;
  noVerify: Shape<boolean>;
  dryRun: Shape<boolean>;
  lint: Shape<boolean>;
  confirm: Shape<boolean>;
};

async function describePush(options: WrittenPush, { repository }: PlanContext): Promise<string[]> {
  if (!repository) return ['push'];
  const plans = await plansFor(repository, options);
  const gate = options.lint === false ? [] : ['refuse if an outgoing file has a lint error'];
  return [
    ...plans.map(({ remote, refspecs, setUpstream }) => {
      const upstream = setUpstream ? ', which becomes the upstream' : '';
      const force = options.forceWithLease ? ' (force with lease)' : '';
      return `push to ${remote}: ${refspecs.join(' ')}${force}${upstream}`;
    }),
    ...gate,
    ...plans.map((plan) => `git ${shown(plan.args)}`),
  ];
}

function describeRemote(one: RemotePush): string {
  if ('error' in one) return one.error.message;
  return `${one.remote}: ${one.result.updates.map(describeUpdate).join(', ') || 'nothing to do'}`;
}

function describeUpdate(update: RefUpdate): string {
  const name = update.destination.replace(/^refs\/(?:heads|tags)\//, '');
  if (update.status === 'upToDate') return `${name} up to date`;
  if (update.status === 'new') return `${name} new`;
  if (update.old && update.new) return `${name} ${short(update.old)}..${short(update.new)}`;
  return `${name} ${update.summary}`;
}

interface WrittenTag {
  readonly name: string;
  readonly message?: string | undefined;
  readonly at?: string | undefined;
  readonly sign?: boolean | undefined;
  readonly force?: boolean | undefined;
}

const tagStep = defineStep({
  kind: 'tag',
  effect: () => 'refs',
  summary: 'Makes a tag.',
  shape: object('tags', {
    tag: either<WrittenTag>(
      'the name, or an object',
      { when: isText, shape: map(text("the tag's name"), (name) => ({ name })) },
      {
        when: isObject,
        shape: object(
          'what to tag',
          { name: text("the tag's name") },
          {
            message: text('makes the tag annotated'),
            at: text('what to tag (default: HEAD)'),
            sign: flag('signs the tag'),
            force: flag('moves a tag that exists'),
          },
        ),
      },
    ),
  }),
  describe: async ({ tag: options }) =>
    options.name.includes('${') ? `tag ${options.name}` : `git ${shown(tagArguments(options))}`,
  async run({ tag: options }, { repository }) {
    const done = await tag(repository, options);
    return { summary: `${done.name} at ${short(done.new)}`, data: done };
  },
});

export const gitSteps = [stageStep, unstageStep, commitStep, fetchStep, pullStep, pushStep, tagStep];

function short(sha: string): string {
  return sha.slice(0, 9);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
