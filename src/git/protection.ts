import picomatch from 'picomatch';

/**
 * The first pattern that a branch name matches, or undefined.
 * @param patterns globs over whole names (`main`, `release/*`, `!topic/**` takes back), as in VS Code's
 * `git.branchProtection`
 */
export function protectingPattern(branch: string, patterns: readonly string[]): string | undefined {
  const given = patterns.map((pattern) => pattern.trim()).filter(Boolean);
  const kept = given.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  if (kept.some((pattern) => picomatch.isMatch(branch, pattern))) return undefined;
  return given.find((pattern) => !pattern.startsWith('!') && picomatch.isMatch(branch, pattern, { dot: true }));
}
