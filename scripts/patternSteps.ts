/** Gets a position and what is to match from there on. */
type Matcher = (at: number, rest: (at: number) => boolean) => boolean;

/** Thrown where a match takes too many steps. */
class TooManySteps extends Error {}

/** Thrown where a pattern holds what is not counted here. */
class Uncounted extends Error {}

/** What stands for one character: a class, an escape, the dot, or the character itself. */
const single = /\[(?:\\[^]|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}|\\[dDwWsSnrtfv0]|\\[^\w]|[^\\[\](){}*+?|^$]/uy;
const quantifier = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\?)?/uy;
/** What stands between characters, and groups of which no more than the content is of interest. */
const between = /\^|\$|\\[bB]|\((?:\?:|\?<[A-Za-z]\w*>|\?<?[=!])?/uy;

/**
 * Whether a backtracking matcher tells within a number of steps that a text matches a pattern or does not. Steps are the
 * same on every machine, however busy, which the time that they take is not.
 * @param source a pattern that JavaScript reads under the flag u
 * @returns undefined where the pattern holds what is not counted: references back
 */
export function isToldWithin(steps: number, source: string, texts: readonly string[]): boolean | undefined {
  try {
    return texts.every((text) => isTold(steps, source, [...text]));
  } catch (error) {
    if (error instanceof Uncounted) return undefined;
    throw error;
  }
}

function isTold(steps: number, source: string, characters: readonly string[]): boolean {
  const matcher = new Pattern(source, characters, steps).parse();
  try {
    matcher(0, () => true);
    return true;
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether something matches that ends at a position. */
function endsAt(matcher: Matcher, at: number): boolean {
  for (let from = at; from >= 0; from--) if (matcher(from, (end) => end === at)) return true;
  return false;
}

class Pattern {
  readonly #source: string;
  readonly #characters: readonly string[];
  #left: number;
  #at = 0;

  constructor(source: string, characters: readonly string[], steps: number) {
    this.#source = source;
    this.#characters = characters;
    this.#left = steps;
  }

  parse(): Matcher {
    const matcher = this.#alternatives();
    if (this.#at < this.#source.length) throw new Uncounted(this.#source);
    return matcher;
  }

  #take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#source);
    if (found) this.#at = form.lastIndex;
    return found ?? undefined;
  }

  #alternatives(): Matcher {
    const all = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      all.push(this.#sequence());
    }
    return (at, rest) => all.some((matcher) => matcher(at, rest));
  }

  #sequence(): Matcher {
    const items: Matcher[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) items.push(this.#repeated(this.#item()));
    const from = (index: number, at: number, rest: (at: number) => boolean): boolean => items[index]?.(at, (next) => from(index + 1, next, rest)) ?? rest(at);
    return (at, rest) => from(0, at, rest);
  }

  #item(): Matcher {
    const [character] = this.#take(single) ?? [];
    if (character !== undefined) return this.#character(new RegExp(`^${character}$`, 'u'));
    const [mark] = this.#take(between) ?? [];
    switch (mark) {
      case undefined:
        throw new Uncounted(this.#source);
      case '^':
        return (at, rest) => at === 0 && rest(at);
      case '$':
        return (at, rest) => at === this.#characters.length && rest(at);
      case String.raw`\b`:
      case String.raw`\B`:
        return (at, rest) => this.#isEdge(at) === (mark === String.raw`\b`) && rest(at);
      default:
        return this.#group(mark);
    }
  }

  #group(open: string): Matcher {
    const inner = this.#alternatives();
    this.#at++;
    switch (open) {
      case '(?=':
        return (at, rest) => inner(at, () => true) && rest(at);
      case '(?!':
        return (at, rest) => !inner(at, () => true) && rest(at);
      case '(?<=':
        return (at, rest) => endsAt(inner, at) && rest(at);
      case '(?<!':
        return (at, rest) => !endsAt(inner, at) && rest(at);
      default:
        return inner;
    }
  }

  #character(form: RegExp): Matcher {
    const known = new Map<string, boolean>();
    return (at, rest) => {
      if (this.#left-- <= 0) throw new TooManySteps();
      const character = this.#characters[at];
      if (character === undefined) return false;
      let fits = known.get(character);
      if (fits === undefined) {
        fits = form.test(character);
        known.set(character, fits);
      }
      return fits && rest(at + 1);
    };
  }

  #isEdge(at: number): boolean {
    const isWord = (character = '') => /^\w$/.test(character);
    return isWord(this.#characters[at - 1]) !== isWord(this.#characters[at]);
  }

  #repeated(item: Matcher): Matcher {
    const [found, sign, low, comma, high, lazy] = this.#take(quantifier) ?? [];
    if (found === undefined) return item;
    const least = low === undefined ? (sign === '+' ? 1 : 0) : Number(low);
    const most = sign === '?' ? 1 : low !== undefined && comma === undefined ? least : high ? Number(high) : Infinity;
    const from = (count: number, at: number, rest: (at: number) => boolean): boolean => {
      // What is repeated without getting any further is not repeated again.
      const more = () => count < most && item(at, (next) => (next > at || count < least) && from(count + 1, next, rest));
      if (count < least) return more();
      return lazy ? rest(at) || more() : more() || rest(at);
    };
    return (at, rest) => from(0, at, rest);
  }
}
