import type { Span } from '../../language/diagnostic.ts';
import type { Declaration, Template } from '../parser/template.ts';
import { Input } from './input.ts';
import { sameTree } from './sameTree.ts';

/** One name of a section, declared or only asked for, and since when each thing about it is as it is. */
export class Declared {
  /** Whether the name is declared, and how it is written. */
  readonly presence: Input;
  /** The value, whatever is in it, and what else stands on its lines. */
  readonly content: Input;
  /** The type alone. */
  readonly type: Input;
  /** The name of its condition alone. */
  readonly condition: Input;
  /** Where it is declared in the template in hand. */
  place: Span | undefined;
  /** The end of the last line that it stands on, the line break included. */
  reach = 0;
  #declaration: Declaration | undefined;
  #lines = '';

  constructor(lint: number) {
    this.presence = new Input(lint);
    this.content = new Input(lint);
    this.type = new Input(lint);
    this.condition = new Input(lint);
  }

  /** Takes over how the name is declared in another template; undefined where it no longer is. */
  update(template: Template, declaration: (Declaration & { type?: string | undefined; isTyped?: boolean; condition?: string | undefined }) | undefined, lint: number): void {
    const known = this.#declaration;
    if (!declaration) {
      if (known) this.content.changed = lint;
      this.#declaration = undefined;
      this.#lines = '';
      this.place = undefined;
    } else {
      const { key, value } = declaration;
      const place = { start: key.start, end: Math.max(key.end, value.end) };
      const lines = linesOf(template.text, place);
      this.reach = lines.end;
      const shift = key.start - (known?.key.start ?? 0);
      const isSame = known !== undefined && lines.text === this.#lines && sameTree(known.key, key, shift) && sameTree(known.value, value, shift);
      if (!isSame) this.content.changed = lint;
      this.#declaration = declaration;
      this.#lines = lines.text;
      this.place = place;
    }
    this.presence.set(declaration && template.text.slice(declaration.key.start, declaration.key.end), lint);
    this.type.set(declaration?.type ?? (declaration?.isTyped ? '' : undefined), lint);
    this.condition.set(declaration?.condition, lint);
  }
}

/** The whole lines that a stretch of the text stands on. */
function linesOf(text: string, place: Span): { readonly text: string; readonly end: number } {
  // A block may end behind its last line break.
  const after = text.indexOf('\n', place.end > place.start && text[place.end - 1] === '\n' ? place.end - 1 : place.end);
  const end = after < 0 ? text.length : after + 1;
  return { text: text.slice(text.lastIndexOf('\n', place.start - 1) + 1, end), end };
}
