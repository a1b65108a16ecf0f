import { convert } from './convert.ts';
import { numberType } from './type.ts';
import { isList, isMap, type Value } from './value.ts';

/** Mistakes that no dialect of regular expressions lets pass, in the words of V8. */
const mistakes: readonly [RegExp, string][] = [
  [/Unterminated group/, 'a parenthesis is not closed'],
  [/Unmatched '\)'/, 'a parenthesis is closed that was not opened'],
  [/Unterminated character class/, 'a bracket is not closed'],
  [/Nothing to repeat/, 'there is nothing to repeat before a quantifier'],
  [/Range out of order in character class/, 'a range of characters is out of order'],
  [/\\ at end of pattern/, 'it ends with a backslash'],
];

/** Why a text cannot be a regular expression of Go's (https://github.com/google/re2/wiki/Syntax); undefined where it may be one. */
export function patternProblem(pattern: string): string | undefined {
  // Flags at the beginning and Go's names of groups are not JavaScript's.
  const text = pattern.replace(/^\(\?[imsU-]+\)/, '').replaceAll('(?P<', '(?<');
  try {
    void new RegExp(text);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const mistake = mistakes.find(([words]) => words.test(said))?.[1];
    return mistake && `"${pattern}" is not a regular expression: ${mistake}.`;
  }
}

const numeric = new Set(['d', 'b', 'o', 'x', 'X', 'e', 'E', 'f', 'g', 'G']);

/**
 * Why a format string does not go with its arguments; undefined where it does, as far as is known.
 * https://developer.hashicorp.com/terraform/language/functions/format
 */
export function formatProblem(pattern: string, args: readonly Value[]): string | undefined {
  let next = 0;
  for (const [verb, , flagged, letter = ''] of pattern.matchAll(/%(%|([-+# 0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:\[\d+\])?)([a-zA-Z]))/g)) {
    if (letter === '') continue;
    // A width among the arguments, or an argument by number: what follows is counted differently.
    if (flagged?.includes('*') || flagged?.includes('[')) return undefined;
    const value = args[next++];
    if (!value) return `there is no argument for "${verb}"; ${args.length} ${args.length === 1 ? 'is' : 'are'} given.`;
    const composed = isList(value.data) || isMap(value.data);
    if (numeric.has(letter) && (composed || 'reason' in convert(value, numberType))) return `"${verb}" needs a number.`;
    if (letter === 's' && composed) return `"${verb}" needs a string.`;
  }
  return next < args.length && next > 0 ? `only ${next} of ${args.length} arguments are used by the format.` : undefined;
}
