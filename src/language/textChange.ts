/** What is compared at once. */
const chunk = 1024;

/** Where a text differs from the one before it: everything outside is as it was. */
export interface TextChange {
  /** Where the difference begins, in both texts. */
  readonly start: number;
  /** Where it ends in the text before. */
  readonly endBefore: number;
  /** By how much what follows has moved down. */
  readonly by: number;
}

/** The smallest stretch outside of which two texts are the same. */
export function changeOf(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  const start = commonStart(before, after, shorter);
  return { start, endBefore: before.length - commonEnd(before, after, shorter - start), by: after.length - before.length };
}

/** How many characters two texts have in common from their beginnings. */
function commonStart(one: string, two: string, limit: number): number {
  let same = 0;
  while (same + chunk <= limit && one.slice(same, same + chunk) === two.slice(same, same + chunk)) same += chunk;
  while (same < limit && one.charCodeAt(same) === two.charCodeAt(same)) same++;
  return same;
}

/** How many characters two texts have in common back from their ends. */
function commonEnd(one: string, two: string, limit: number): number {
  const [a, b] = [one.length, two.length];
  let same = 0;
  while (same + chunk <= limit && one.slice(a - same - chunk, a - same) === two.slice(b - same - chunk, b - same)) same += chunk;
  while (same < limit && one.charCodeAt(a - same - 1) === two.charCodeAt(b - same - 1)) same++;
  return same;
}
