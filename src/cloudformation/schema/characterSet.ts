import { either } from './words.ts';

/** Characters that a class of a regular expression (`[a-z0-9_]`) allows: kinds of them, and single ones. */
export interface CharacterSet {
  readonly kinds: ReadonlySet<string>;
  readonly single: string;
  /** Whether all others are allowed. */
  readonly negated: boolean;
}

/** Kinds, and single characters that have names: one, and many. */
const names: Readonly<Record<string, readonly [one: string, many: string]>> = {
  any: ['a character', 'characters'], letter: ['a letter', 'letters'], small: ['a lower-case letter', 'lower-case letters'], capital: ['a capital letter', 'capital letters'], digit: ['a digit', 'digits'],
  smallHex: ['one of a to f', 'letters a to f'], capitalHex: ['one of A to F', 'letters A to F'], hex: ['one of a to f in either case', 'letters a to f in either case'],
  smallHexDigit: ['a lower-case hexadecimal digit', 'lower-case hexadecimal digits'], capitalHexDigit: ['a hexadecimal digit in capitals', 'hexadecimal digits in capitals'], hexDigit: ['a hexadecimal digit', 'hexadecimal digits'],
  space: ['white space', 'white space'],
  '-': ['a hyphen', 'hyphens'], '_': ['an underscore', 'underscores'], '.': ['a dot', 'dots'], ' ': ['a space', 'spaces'], '/': ['a slash', 'slashes'], ':': ['a colon', 'colons'],
};

/** Two kinds that together are one. */
const unions: readonly (readonly [one: string, other: string, both: string])[] = [
  ['small', 'capital', 'letter'], ['smallHex', 'capitalHex', 'hex'], ['hex', 'digit', 'hexDigit'], ['smallHex', 'digit', 'smallHexDigit'], ['capitalHex', 'digit', 'capitalHexDigit'],
];

const classes: Readonly<Record<string, readonly [kinds: readonly string[], single: string]>> = {
  'a-z': [['small'], ''], 'A-Z': [['capital'], ''], '0-9': [['digit'], ''], 'a-f': [['smallHex'], ''], 'A-F': [['capitalHex'], ''],
  '\\d': [['digit'], ''], '\\w': [['small', 'capital', 'digit'], '_'], '\\s': [['space'], ''], '\\p{L}': [['small', 'capital'], ''], '\\p{N}': [['digit'], ''], '\\p{Z}': [['space'], ''],
};

/** So many single characters are called by their names; more are shown. */
const mostNamed = 3;

/** The set that the items of a class make; undefined where one of them has no name. */
export function characterSet(items: string, negated: boolean): CharacterSet | undefined {
  if (items === '\\s\\S' || items === '\\S\\s') return { kinds: new Set(['any']), single: '', negated };
  if (items === '\\S') return { kinds: new Set(['space']), single: '', negated: !negated };
  const kinds = new Set<string>();
  let single = '';
  for (const [item] of items.matchAll(/\\p\{\w+\}|(?:\\.|[^\\])-(?:\\.|[^\\])|\\.|./gs)) {
    const known = Object.hasOwn(classes, item) ? classes[item] : undefined;
    const character = /^(?:\\[^\w]|[^\\])$/.exec(item)?.[0].at(-1);
    if (!known && character === undefined) return undefined;
    for (const kind of known?.[0] ?? []) kinds.add(kind);
    single += known?.[1] ?? character ?? '';
  }
  return { kinds: united(kinds), single: [...new Set(single)].join(''), negated };
}

function united(kinds: ReadonlySet<string>): ReadonlySet<string> {
  const union = unions.find(([one, other]) => kinds.has(one) && kinds.has(other));
  if (!union) return kinds;
  const [one, other, both] = union;
  return united(new Set([both, ...[...kinds].filter((kind) => kind !== one && kind !== other)]));
}

/** The set as a sentence has it: `letters, digits and hyphens`, `a letter or a digit`. */
export function inWords({ kinds, single, negated }: CharacterSet, many: boolean): string {
  const name = (key: string): string => names[key]?.[many ? 1 : 0] ?? key;
  const characters = [...single];
  const isNamed = characters.length <= mostNamed && characters.every((character) => Object.hasOwn(names, character));
  const rest = characters.filter((character) => character !== ' ');
  const shown = isNamed ? characters.map(name) : [...(characters.includes(' ') ? [name(' ')] : []), rest.length === 1 ? `'${rest.join('')}'` : `any of ${rest.join(' ')}`];
  const all = [...[...kinds].map(name), ...(characters.length > 0 ? shown : [])];
  return negated ? `${name('any')} other than ${either(all, 'and')}` : either(all, many ? 'and' : 'or');
}
