import type { DriftReport, GroupReport } from '../drift/service.ts';

const notAsked = 'AWS was not asked about this group yet; ask again to compare it.';

/**
 * A report over the text as it is now, from the last real one and one that was made without asking AWS: failures and
 * staleness are those of the last real question, and of a group that it was not about nothing is said.
 * @param read a report of the same paths, its questions cancelled before they were sent
 */
export function follow(asked: DriftReport, read: DriftReport): DriftReport {
  const before = new Map(asked.groups.map((group) => [keyOf(group), group]));
  return {
    groups: read.groups.map((group): GroupReport => {
      const same = before.get(keyOf(group));
      const cancelled = read.targets.some(({ failure }) => failure?.reason === 'cancelled' && failure.message === group.reason);
      if (cancelled || (group.verdict === 'missing' && !same)) {
        return { ...group, verdict: 'unknown', reason: same?.verdict === 'unknown' ? same.reason : notAsked, cure: undefined, stale: false };
      }
      return { ...group, stale: same?.stale ?? false };
    }),
    targets: asked.targets,
    problems: read.problems,
  };
}

function keyOf({ name, region, address }: GroupReport): string {
  return JSON.stringify([name || address, region]);
}
