import type { DriftReport, GroupReport } from '../drift/service.ts';

/**
 * A report over the text as it is now, from the last one for which AWS was asked and one that was made from its answers:
 * AWS's failures are those of the question, and a verdict that is about an earlier answer stays marked so.
 */
export function follow(asked: DriftReport, read: DriftReport): DriftReport {
  const before = new Map(asked.groups.map((group) => [keyOf(group), group]));
  const failures = new Set(asked.targets.map(({ failure }) => failure?.message));
  return {
    groups: read.groups.map((group): GroupReport => {
      const same = before.get(keyOf(group));
      // Why there is no answer is what AWS said, not that it was not asked for this report.
      if (group.verdict === 'unknown' && same && failures.has(same.reason)) return { ...group, reason: same.reason };
      return { ...group, stale: same?.stale ?? false };
    }),
    targets: asked.targets,
    problems: read.problems,
  };
}

function keyOf({ name, region, address }: GroupReport): string {
  return JSON.stringify([name || address, region]);
}
