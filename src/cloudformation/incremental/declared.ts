import type { Span } from '../../language/diagnostic.ts';
import type { Entry } from '../../language/tree/node.ts';
import type { Declaration, Template } from '../parser/template.ts';
import { Input } from './input.ts';
import { Piece, placeOf } from './piece.ts';

/** One entry of a declaration. */
class Field extends Piece {
  /** @param text the template's */
  update(entry: Entry | undefined, text: string, lint: number): void {
    const place = entry && placeOf(entry);
    this.take(entry, place ? text.slice(lineStart(text, place), place.end) : '', lint);
  }
}

/** One name of a section, declared or only asked for, and since when each thing about it is as it is. */
export class Declared extends Piece {
  /** Whether the name is declared, and how it is written. */
  readonly presence: Input;
  /** The type alone. */
  readonly type: Input;
  /** The name of its condition alone. */
  readonly condition: Input;
  /** The end of the last line that it stands on, the line break included. */
  reach = 0;
  /** The end of its name. */
  keyEnd = 0;
  /** The entries that are looked at by themselves, by their names. */
  readonly #fields = new Map<string, Field>();
  #declaration: Declaration | undefined;
  #text = '';
  #lint: number;

  constructor(lint: number) {
    super(lint);
    this.#lint = lint;
    this.presence = new Input(lint);
    this.type = new Input(lint);
    this.condition = new Input(lint);
  }

  /** Takes over how the name is declared in another template; undefined where it no longer is. */
  update(template: Template, declaration: (Declaration & { type?: string | undefined; isTyped?: boolean; condition?: string | undefined }) | undefined, lint: number): void {
    const lines = declaration && linesOf(template.text, placeOf(declaration));
    this.take(declaration, lines?.text ?? '', lint);
    this.reach = lines?.end ?? 0;
    this.keyEnd = declaration?.key.end ?? 0;
    this.#declaration = declaration;
    this.#text = template.text;
    this.#lint = lint;
    for (const [name, field] of this.#fields) field.update(declaration?.entry(name), template.text, lint);
    this.presence.set(declaration && template.text.slice(declaration.key.start, declaration.key.end), lint);
    this.type.set(declaration?.type ?? (declaration?.isTyped ? '' : undefined), lint);
    this.condition.set(declaration?.condition, lint);
  }

  /** An entry of its value, there or not. */
  field(name: string): Piece {
    let field = this.#fields.get(name);
    if (!field) {
      field = new Field(this.#lint);
      field.update(this.#declaration?.entry(name), this.#text, this.#lint);
      this.#fields.set(name, field);
    }
    return field;
  }

  /** What of it a stretch of the text lies in: one of the entries that are looked at by themselves, or all of it. */
  around(span: Span): Piece {
    for (const field of this.#fields.values()) if (field.place && field.place.start <= span.start && span.end <= field.place.end) return field;
    return this;
  }
}

/** The whole lines that a stretch of the text stands on. */
function linesOf(text: string, place: Span): { readonly text: string; readonly end: number } {
  // A block may end behind its last line break.
  const after = text.indexOf('\n', place.end > place.start && text[place.end - 1] === '\n' ? place.end - 1 : place.end);
  const end = after < 0 ? text.length : after + 1;
  return { text: text.slice(lineStart(text, place), end), end };
}

function lineStart(text: string, { start }: Span): number {
  return text.lastIndexOf('\n', start - 1) + 1;
}
