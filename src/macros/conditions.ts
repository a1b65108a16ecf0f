import picomatch from 'picomatch';
import { readChanged } from '../git/changes.ts';
import { readHead, readUpstream } from '../git/head.ts';
import { readRemoteNames } from '../git/remotes.ts';
import type { Repository } from '../git/repository.ts';
import { readStatus } from '../git/status.ts';
import { changedFiles } from './lintFiles.ts';
import type { MacroHost } from './host.ts';
import { flag, isText, lazy, list, object, type Shape, text } from './shape.ts';
import type { Variables } from './variables.ts';

/** What a condition is judged by. */
export interface ConditionContext {
  /** @throws GitError `notARepository` */
  readonly repository: Repository;
  readonly host: MacroHost;
  readonly signal: AbortSignal;
  readonly variables: Variables;
}

/** Something about the repository or the values that is true or not; several keys must all be true. */
export interface Condition {
  readonly branch?: string | undefined;
  readonly changed?: string | undefined;
  readonly clean?: boolean | undefined;
  readonly staged?: boolean | undefined;
  readonly conflicts?: boolean | undefined;
  readonly ahead?: boolean | undefined;
  readonly behind?: boolean | undefined;
  readonly upstream?: boolean | undefined;
  readonly detached?: boolean | undefined;
  readonly remote?: string | undefined;
  readonly lintErrors?: boolean | undefined;
  readonly equal?: readonly string[] | undefined;
  readonly not?: Condition | undefined;
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
}

const conditionFields = object(
  'what must be true',
  {},
  {
    branch: text('a glob that the checked out branch matches'),
    changed: text('a glob that some changed file matches'),
    clean: flag('nothing is uncommitted'),
    staged: flag('something is staged'),
    conflicts: flag('files are in conflict'),
    ahead: flag('there are commits that the upstream does not have, as far as the last fetch tells'),
    behind: flag('the upstream has commits that are not here, as far as the last fetch tells'),
    upstream: flag('the branch has an upstream'),
    detached: flag('no branch is checked out'),
    remote: text('a remote of this name is configured'),
    lintErrors: flag('a changed file has a lint error'),
    equal: list(anyText(), 'texts that are all the same', 2),
    not: lazy('condition', () => condition),
    all: lazy('conditions', () => conditions),
    any: lazy('conditions', () => conditions),
  },
);

/** A text that may be empty: one side of a comparison. */
function anyText(): Shape<string> {
  return {
    parse(value, path, report) {
      if (isText(value)) return value;
      report({ path, message: `${path} must be a text.` });
      return undefined;
    },
    schema: { type: 'string' },
  };
}

/** A condition as it is written. */
export const condition: Shape<Condition> = conditionFields as Shape<Condition>;
export const conditions: Shape<Condition[]> = list(condition, 'conditions');

type Keys = keyof Condition;
type Judges = { [K in Keys]-?: (wanted: NonNullable<Condition[K]>, context: ConditionContext) => Promise<boolean> };

const judges: Judges = {
  branch: async (glob, { repository }) => {
    const head = await readHead(repository);
    return head.kind !== 'detached' && picomatch.isMatch(head.branch, glob, { dot: true });
  },
  changed: async (glob, { repository }) =>
    (await readChanged(repository)).some((file) => picomatch.isMatch(file, glob, { dot: true })),
  clean: async (wanted, { repository }) => ((await readStatus(repository)).entries.length === 0) === wanted,
  staged: async (wanted, { repository }) => (await readStatus(repository)).hasStaged === wanted,
  conflicts: async (wanted, { repository }) => (await readStatus(repository)).conflicts.length > 0 === wanted,
  ahead: async (wanted, context) => ((await distance(context.repository)).ahead > 0) === wanted,
  behind: async (wanted, context) => ((await distance(context.repository)).behind > 0) === wanted,
  upstream: async (wanted, { repository }) => {
    const head = await readHead(repository);
    return (head.kind === 'branch' && (await readUpstream(repository, head.branch)) !== undefined) === wanted;
  },
  detached: async (wanted, { repository }) => ((await readHead(repository)).kind === 'detached') === wanted,
  remote: async (name, { repository }) => (await readRemoteNames(repository)).includes(name),
  lintErrors: async (wanted, { repository, host, signal }) => {
    const files = await changedFiles(repository, host);
    const { findings } = await host.lint({ scope: 'files', files }, signal);
    return findings.some((finding) => finding.severity === 'error') === wanted;
  },
  equal: async (texts) => texts.every((one) => one === texts[0]),
  not: async (inner, context) => !(await holds(inner, context)),
  all: async (inner, context) => {
    for (const one of inner) if (!(await holds(one, context))) return false;
    return true;
  },
  any: async (inner, context) => {
    for (const one of inner) if (await holds(one, context)) return true;
    return false;
  },
};

/** How many commits the branch and its upstream have that the other lacks; none of either without an upstream. */
async function distance(repository: Repository): Promise<{ ahead: number; behind: number }> {
  const head = await readHead(repository);
  const upstream = head.kind === 'branch' ? await readUpstream(repository, head.branch) : undefined;
  if (!upstream?.trackingRef) return { ahead: 0, behind: 0 };
  const range = `${upstream.trackingRef}...HEAD`;
  const counts = await repository.readIfAny(['rev-list', '--left-right', '--count', range, '--']);
  const [behind = 0, ahead = 0] = (counts ?? '').split('\t').map(Number);
  return { ahead, behind };
}

/** True where every key of the condition holds. */
export async function holds(wanted: Condition, context: ConditionContext): Promise<boolean> {
  for (const key of Object.keys(judges) as Keys[]) {
    const value = wanted[key];
    if (value === undefined) continue;
    if (!(await (judges[key] as (value: unknown, context: ConditionContext) => Promise<boolean>)(value, context))) {
      return false;
    }
  }
  return true;
}

/** The condition in few words, for plans and reports. */
export function describeCondition(wanted: Condition): string {
  return JSON.stringify(wanted).replaceAll('"', '').slice(1, -1).replaceAll(':', ' ');
}
