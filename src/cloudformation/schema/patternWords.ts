import { characterSet, inWords, type CharacterSet } from './characterSet.ts';
import { either } from './words.ts';

/** What a pattern asks for, in words; undefined where it is not simple enough to be said shortly. */
export function patternInWords(written: string): string | undefined {
  const pattern = written.replace(/^\\A/, '^').replace(/\\[zZ]$/, '$');
  const whole = /^\^\(([^()]*)\)\?\$$/.exec(pattern)?.[1];
  const choice = whole === undefined ? (/^\^\$\|(\^.*\$)$/.exec(pattern)?.[1] ?? /^(\^.*\$)\|\^\$$/.exec(pattern)?.[1]) : `^${whole}$`;
  const words = wordsOf(choice ?? pattern);
  return words === undefined || words.length > longest ? undefined : `${words}${choice === undefined ? '' : ', or nothing'}`;
}

/** A pattern may take so many characters to say, and have so many parts. */
const [longest, mostParts] = [140, 5];

/** A part of what is asked for: something so many times. */
interface Part {
  /** The characters themselves, where there is no choice among them. */
  readonly literal?: string;
  readonly set?: CharacterSet;
  readonly least: number;
  readonly most: number;
  /** How it is said. */
  readonly words: string;
}

function wordsOf(pattern: string): string | undefined {
  const [opened, closed] = [pattern.startsWith('^'), /(?<!\\)\$$/.test(pattern)];
  const parts = new Reader(pattern.slice(opened ? 1 : 0, closed ? -1 : undefined)).parts();
  const [only] = parts ?? [];
  if (!parts || !only) return undefined;
  if (opened && closed) return groupsOf(parts) ?? inOrder(parts);
  if (!opened) return !closed && parts.length === 1 && only.set ? `${timesOf(only.set, Math.max(only.least, 1), Math.max(only.least, 1))} somewhere in it` : undefined;
  // What may follow in any number is not part of how it begins.
  const beginning = inOrder(parts.at(-1)?.set?.kinds.has('any') === true ? parts.slice(0, -1) : parts);
  return beginning && `${beginning} at its beginning`;
}

function inOrder(parts: readonly Part[]): string | undefined {
  return parts.length === 0 || parts.length > mostParts ? undefined : parts.map(({ words }) => words).join(', then ');
}

/** Groups of the same characters with the same between them, as in a UUID. */
function groupsOf(parts: readonly Part[]): string | undefined {
  const [groups, separators] = [parts.filter((_part, at) => at % 2 === 0), parts.filter((_part, at) => at % 2 === 1)];
  const [set, separator] = [groups[0]?.set, separators[0]?.literal];
  if (parts.length < 5 || !set || separator === undefined || separators.some(({ literal }) => literal !== separator)) return undefined;
  const what = inWords(set, true);
  if (groups.some((group) => !group.set || group.least !== group.most || inWords(group.set, true) !== what)) return undefined;
  return `groups of ${either(groups.map(({ least }) => String(least)), 'and')} ${what} with '${separator}' between them`;
}

/** `12 digits`, `1 to 63 letters and digits`, `a letter`. */
function timesOf(set: CharacterSet, least: number, most: number): string {
  if (most === 1) return `${inWords(set, false)}${least === 0 ? ' or nothing' : ''}`;
  const what = inWords(set, true);
  if (least === most) return `${least} ${what}`;
  if (most === Infinity) return least > 1 ? `at least ${least} ${what}` : what;
  return least === 0 ? `up to ${most} ${what}` : `${least} to ${most} ${what}`;
}

/** Reads an expression that is a sequence of characters, sets of them and simple groups, each with its number. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The parts; undefined where there is anything else. */
  parts(): Part[] | undefined {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      const found = this.#text[this.#at] === '(' ? this.#group() : this.#single();
      if (!found) return undefined;
      for (const part of found) {
        const before = parts.at(-1);
        if (part.literal !== undefined && before?.literal !== undefined) parts[parts.length - 1] = literalOf(before.literal + part.literal);
        else parts.push(part);
      }
    }
    return parts;
  }

  #single(): Part[] | undefined {
    const [, negation, items] = this.#take(/\[(\^?)((?:[^\]\\]|\\.)+)\]/y) ?? [];
    const [one] = items === undefined ? (this.#take(/\\(?:[pP]\{\w+\}|.)|[^\\()[\]{}|^$*+?]/y) ?? []) : [];
    const set = items === undefined ? (one === '.' ? characterSet('\\s\\S', false) : one && characterSet(one, false)) : characterSet(items, negation === '^');
    const number = set && this.#number();
    if (!set || !number) return undefined;
    const [least, most] = number;
    const isLiteral = set.kinds.size === 0 && set.single.length === 1 && !set.negated && most === 1 && least === 1;
    return [isLiteral ? literalOf(set.single) : { set, least, most, words: timesOf(set, least, most) }];
  }

  #group(): Part[] | undefined {
    const [, inside] = this.#take(/\((?:\?:)?([^()]*)\)/y) ?? [];
    const number = inside === undefined ? undefined : this.#number();
    if (inside === undefined || !number) return undefined;
    const [least, most] = number;
    if (/^[\w-]+(?:\|[\w-]+)+$/.test(inside) && least === 1 && most === 1) return [{ least, most, words: either(inside.split('|').map((choice) => `'${choice}'`)) }];
    const parts = new Reader(inside).parts();
    if (!parts || (least === 1 && most === 1)) return parts;
    const whole = inOrder(parts);
    if (least === 0 && most === 1) return whole === undefined ? undefined : [{ least, most, words: `perhaps ${whole}` }];
    // One character each time, with others that may stand before or behind it.
    const [first, second] = parts;
    const [other, one] = first?.least === 0 ? [first, second] : [second, first];
    if (parts.length !== 2 || !one?.set || !other?.set || other.least !== 0 || one.least !== 1 || one.most !== 1) return undefined;
    return [{ least, most, words: `${timesOf(one.set, least, most)}, with ${inWords(other.set, other.most > 1)} ${other === first ? 'before' : 'behind'} any of them` }];
  }

  #number(): readonly [least: number, most: number] | undefined {
    const found = this.#take(/([*+?])|\{(\d+)(?:(,)(\d*))?\}/y);
    if (!found) return [1, 1];
    const [, sign, least, comma, most] = found;
    if (/[?+]/.test(this.#text[this.#at] ?? '')) return undefined;
    if (sign !== undefined) return sign === '*' ? [0, Infinity] : sign === '+' ? [1, Infinity] : [0, 1];
    return [Number(least), comma === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text) ?? undefined;
    if (found) this.#at += found[0].length;
    return found;
  }
}

function literalOf(literal: string): Part {
  return { literal, least: 1, most: 1, words: `'${literal}'` };
}
