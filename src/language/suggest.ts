/** One name may be the beginning or the end of the other if it is at least this part of it. */
const affixShare = 0.5;

/**
 * The known name that a misspelt one probably means: the nearest by edits (with neighbours swapped as one edit), if it
 * is near enough for its length; else the longest that it begins or ends with, or that begins or ends with it
 * (`VisibilityTimeoutSeconds` means `VisibilityTimeout`). Case counts for less than a letter.
 */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const limit = name.length < 2 ? 0 : name.length < 4 ? 1 : name.length < 8 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    if (candidate.toLowerCase() === name.toLowerCase()) return candidate;
    const distance = editDistance(name, candidate, bestDistance + 1);
    // Of two that are as near, the one that only goes on is meant (`nodejs22` is `nodejs22.x`, not `nodejs`).
    const isNearer = distance < bestDistance || (distance === bestDistance && distance <= limit && candidate.startsWith(name) && best?.startsWith(name) === false);
    if (isNearer) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? longestAffix(name.toLowerCase(), names);
}

/**
 * The allowed value that a misspelt one probably means. Where something before a dot is right, as the family in
 * `t3.mirco`, it stays; a number is no misspelling of another one (`m9.large`, `nodejs21.x`), nor is a version, which
 * has no letters.
 */
export function suggestValue(value: string, allowed: Iterable<string>): string | undefined {
  if (!/[a-z]/i.test(value)) return undefined;
  const values = [...allowed];
  const family = value.slice(0, value.lastIndexOf('.') + 1);
  const relatives = family === '' ? [] : values.filter((each) => each.startsWith(family));
  const similar = suggest(value, relatives.length > 0 ? relatives : values);
  return similar === undefined || withoutNumbers(similar) === withoutNumbers(value) ? undefined : similar;
}

const withoutNumbers = (text: string): string => text.replaceAll(/\d+/g, '0');

/** The end of a message that says what was probably meant. */
export function didYouMean(similar: string | undefined): string {
  return similar === undefined ? '' : `; did you mean '${similar}'?`;
}

function longestAffix(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const candidate of known) {
    const [short, long] = candidate.length < name.length ? [candidate.toLowerCase(), name] : [name, candidate.toLowerCase()];
    if (short.length < 4 || short.length < long.length * affixShare) continue;
    if ((long.startsWith(short) || long.endsWith(short)) && short.length > (best?.length ?? 0)) best = candidate;
  }
  return best;
}

/** Optimal string alignment distance, or any number not below `bound` once it cannot get under it. */
function editDistance(a: string, b: string, bound: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= bound) return bound;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? bound;
}
