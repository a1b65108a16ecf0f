import type { Span } from '../../language/diagnostic.ts';
import type { Entry } from '../../language/tree/node.ts';
import { Input } from './input.ts';
import { sameTree } from './sameTree.ts';

/** An entry of the template that is looked at by itself, and since when it is as it is, wherever it stands. */
export class Piece {
  /** The value, whatever is in it, and what else stands on its lines. */
  readonly content: Input;
  /** Where it is in the template in hand; undefined where it is not. */
  place: Span | undefined;
  #entry: Entry | undefined;
  #lines = '';

  constructor(lint: number) {
    this.content = new Input(lint);
  }

  /**
   * Takes over what it is in another template.
   * @param lines what stands on its lines, as far as anything that is said of it depends on that
   */
  protected take(entry: Entry | undefined, lines: string, lint: number): void {
    const known = this.#entry;
    const isSame = entry && known ? lines === this.#lines && isMoved(known, entry) : entry === known;
    if (!isSame) this.content.change(lint);
    this.#entry = entry;
    this.#lines = lines;
    this.place = entry && placeOf(entry);
  }
}

function isMoved(before: Entry, after: Entry): boolean {
  const shift = after.key.start - before.key.start;
  return sameTree(before.key, after.key, shift) && sameTree(before.value, after.value, shift);
}

/** What an entry stands on. */
export function placeOf({ key, value }: Entry): Span {
  return { start: key.start, end: Math.max(key.end, value.end) };
}
