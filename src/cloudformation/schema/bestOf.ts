import type { Issue } from './scope.ts';

/**
 * The issue that says most: the one nearest to the root, since more is wrong there. Of alternatives that all failed it
 * is the one that got furthest.
 */
export function bestOf(issues: readonly Issue[]): Issue | undefined {
  let best = issues[0];
  for (const issue of issues.slice(1)) if (best && compare(issue, best) > 0) best = issue;
  while (best?.context && best.context.length > 0) {
    const sorted: readonly Issue[] = [...best.context].toSorted(compare);
    const [first, second] = sorted;
    if (!first || (second && compare(first, second) === 0)) return best;
    best = first;
  }
  return best;
}

/** Positive where `a` says more than `b`. */
function compare(a: Issue, b: Issue): number {
  return b.depth - a.depth || Number(isStrong(a)) - Number(isStrong(b));
}

/** That no alternative fits says less than what is wrong with one. */
function isStrong(issue: Issue): boolean {
  return issue.keyword !== 'anyOf' && issue.keyword !== 'oneOf';
}
