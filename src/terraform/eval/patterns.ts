import { convert } from './convert.ts';
import { numberType, objectOf, stringType, tupleOf, type Type } from './type.ts';
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
  // What stands between \Q and \E is taken as it is, which JavaScript does not know.
  if (pattern.includes('\\Q')) return undefined;
  // Flags at the beginning and Go's names of groups are not JavaScript's.
  const foreign = foreignPart(pattern);
  if (foreign !== undefined) return `"${pattern}" is not a regular expression of Go's: "${foreign}" means nothing in one.`;
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

/** The pieces of a pattern in which something can stand that only other dialects know: escapes, brackets, groups, quantifiers. */
const pieces = /\\[^]|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\(\?(?:[=!]|<[=!])|(?:[*+?]|\{\d+(?:,\d*)?\})[*+]/g;

/** Escapes that Go's regular expressions lack: letters without a meaning, and references to groups. */
const foreignEscape = /^\\(?:[ceghijklmoquyFGHIJKLMNORTUVXYZ89]|[1-7](?![0-7]))/;

/** The first part of a pattern that other dialects read and Go does not, such as what looks ahead. */
function foreignPart(pattern: string): string | undefined {
  for (const { 0: piece, index } of pattern.matchAll(pieces)) {
    if (!piece.startsWith('\\') && !piece.startsWith('[')) return piece;
    // What follows decides whether a digit is a reference.
    const escapes = piece.startsWith('[') ? [...piece.matchAll(/\\[^][0-7]?/g)].map(([escape]) => escape) : [pattern.slice(index, index + 3)];
    const foreign = escapes.map((escape) => foreignEscape.exec(escape)).find((match) => match !== null);
    if (foreign) return foreign[0];
  }
  return undefined;
}

/** What Go and JavaScript read differently, or only one of them reads. */
const dialects = /\(\?(?!:|P?<[A-Za-z])|\\[pPQEAzCGKRXHhNVZ]|\[\[?:|[*+?}]\+|\\[1-9]|\\x\{|\$(?!$)/;

/** What a regular expression makes of a text; undefined where Go's may make something else of it than JavaScript's. */
export interface PatternMatch {
  /** The whole, and what each group stands for: null where a group takes no part. */
  readonly groups: readonly (string | null)[];
  /** The names of the groups; empty where they have none. */
  readonly names: readonly string[];
}

/** @returns no match as null, and undefined where that cannot be told */
export function matchPattern(pattern: string, text: string): PatternMatch | null | undefined {
  if (dialects.test(pattern)) return undefined;
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern.replaceAll('(?P<', '(?<'), 'su');
  } catch {
    // The `u` flag allows fewer escapes than Go does.
    return undefined;
  }
  // A dot does not match a line break in Go.
  if (pattern.includes('.') && text.includes('\n')) return undefined;
  const match = compiled.exec(text);
  const names = [...pattern.matchAll(/\(\?P?<([A-Za-z]\w*)>/g)].map(([, name]) => name ?? '');
  return match && { groups: [...match].map((group) => (group as string | undefined) ?? null), names };
}

/** The type of what a regular expression gives: a text, a tuple of its groups, or an object of those that have names. */
export function patternType(pattern: string): Type | undefined {
  // What matches nothing has all the groups.
  const match = patternProblem(pattern) === undefined ? matchPattern(`${pattern}|`, '') : undefined;
  if (!match) return undefined;
  const groups = match.groups.slice(1).map(() => stringType);
  if (groups.length === 0) return stringType;
  return match.names.length > 0 ? objectOf(new Map(match.names.map((name) => [name, stringType]))) : tupleOf(groups);
}

const numeric = new Set(['d', 'b', 'o', 'x', 'X', 'e', 'E', 'f', 'g', 'G']);

/** What `format` gives where it uses nothing but strings and whole numbers, which may be filled up with zeros; undefined otherwise. */
export function formatPlain(pattern: string, args: readonly Value[]): string | undefined {
  let next = 0;
  let known = true;
  const text = pattern.replaceAll(/%(%|(?:0\d+)?d|s|[^%]*)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    const { data } = args[next++] ?? {};
    if (verb === 's' && typeof data === 'string') return data;
    if (verb.endsWith('d') && typeof data === 'number' && Number.isInteger(data) && data >= 0) return String(data).padStart(Number(verb.slice(1, -1)), '0');
    known = false;
    return '';
  });
  return known ? text : undefined;
}

/** What is wrong with a call of `format`; `extra` where it is the argument of that index, which nothing uses. */
interface FormatProblem {
  readonly message: string;
  readonly extra?: number;
}

const verbLetters = new Set('vtbodxXeEfgGsq');

/**
 * Why a format string does not go with its arguments; undefined where it does, as far as is known.
 * https://developer.hashicorp.com/terraform/language/functions/format
 */
export function formatProblem(pattern: string, args: readonly Value[]): FormatProblem | undefined {
  let next = 0;
  const rest = pattern.replaceAll(/%(?:%|[-+# 0]*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?(?:\[\d+\])?[a-zA-Z])/g, '');
  if (rest.includes('%')) return { message: 'a percent sign is followed by nothing that it could mean; write %% for one.' };
  for (const [verb, , flagged, letter = ''] of pattern.matchAll(/%(%|([-+# 0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:\[\d+\])?)([a-zA-Z]))/g)) {
    if (letter === '') continue;
    // A width among the arguments, or an argument by number: what follows is counted differently.
    if (flagged?.includes('*') || flagged?.includes('[')) return undefined;
    const value = args[next++];
    if (!verbLetters.has(letter)) return { message: `"${verb}" means nothing in a format.` };
    if (!value) return { message: `there is no argument for "${verb}"; ${args.length} ${args.length === 1 ? 'is' : 'are'} given.` };
    const composed = isList(value.data) || isMap(value.data);
    if (numeric.has(letter) && (composed || 'reason' in convert(value, numberType))) return { message: `"${verb}" needs a number.` };
    if (letter === 's' && composed) return { message: `"${verb}" needs a string.` };
  }
  return next < args.length ? { message: `only ${next} of ${args.length} arguments are used by the format.`, extra: next } : undefined;
}
