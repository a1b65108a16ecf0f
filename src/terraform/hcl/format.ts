import type { Block, Body, Expression } from './ast.ts';
import { layOut, type LayoutToken } from './layout.ts';
import { type ReadFile, readHcl } from './parser.ts';
import { encodeQuoted } from './strings.ts';
import type { Token, TokenKind } from './tokens.ts';

/**
 * Formats a text in native syntax as `terraform fmt` does. Idempotent. The text must have no syntax errors: nothing is
 * promised for others.
 * Style: https://developer.hashicorp.com/terraform/language/style
 */
export function formatHcl(text: string): string {
  return formatRead(readHcl(text));
}

/** `formatHcl` for a text that has been read already. */
export function formatRead({ parsed: { text, body }, tokens }: ReadFile): string {
  const rewriter = new Rewriter(text, tokens);
  rewriter.visit(body);
  return layOut(rewriter.tokens());
}

/** Brings old forms up to date: `"${x}"`, quoted and bare types, labels without quotes. */
class Rewriter {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** Index of the first token of a stretch -> the index after it and what stands there instead. */
  readonly #replacements = new Map<number, { readonly after: number; readonly tokens: readonly LayoutToken[] }>();

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  tokens(): LayoutToken[] {
    const result: LayoutToken[] = [];
    for (let index = 0; index < this.#tokens.length; ) {
      const replacement = this.#replacements.get(index);
      if (replacement) {
        result.push(...replacement.tokens);
        index = replacement.after;
      } else {
        result.push(this.#layoutToken(index++));
      }
    }
    return result;
  }

  /** @param parent the type of the block that the body is of, where that stands at the top */
  visit(body: Body, parent?: string, nested = false): void {
    for (const item of body.items) {
      if (item.kind === 'block') {
        this.#visitHeader(item);
        this.visit(item.body, nested ? undefined : item.type, true);
      } else if (parent === 'variable' && item.name === 'type') {
        this.#visitType(item.value);
      } else {
        this.#visitValue(item.value);
      }
    }
  }

  /** Labels in quotes, in one of the ways to write them, with nothing between the type and the last of them. */
  #visitHeader({ typeSpan, labels }: Block): void {
    const last = labels.at(-1);
    if (!last) return;
    const tokens = labels.flatMap(({ text }) => quotedTokens(encodeQuoted(text)));
    this.#replacements.set(this.#indexAt(typeSpan.start) + 1, { after: this.#indexAt(last.end - 1) + 1, tokens });
  }

  /** Of the forms before Terraform 0.12, the formatter knows these. */
  #visitType(value: Expression): void {
    const bare = value.kind === 'reference' && value.steps.length === 0 ? value.root.text : undefined;
    // What was once written in quotes held strings.
    const quoted = plainText(value);
    if (bare === 'list' || bare === 'map' || bare === 'set') this.#replaceType(value, bare, 'any');
    else if (quoted === 'list' || quoted === 'map') this.#replaceType(value, quoted, 'string');
    else if (quoted === 'string') this.#replaceType(value, quoted);
  }

  #replaceType({ start, end }: Expression, word: string, element?: string): void {
    const tokens = [token('identifier', word)];
    if (element !== undefined) tokens.push(token('(', '('), token('identifier', element), token(')', ')'));
    this.#replacements.set(this.#indexAt(start), { after: this.#indexAt(end - 1) + 1, tokens });
  }

  /** `"${x}"` becomes `x`, in parentheses where it goes over several lines. */
  #visitValue(value: Expression): void {
    if (value.kind !== 'template' || value.style !== 'quoted') return;
    const first = this.#indexAt(value.start);
    const last = this.#indexAt(value.end - 1);
    if (last - first < 4 || this.#tokens[first + 1]?.kind !== '${' || this.#tokens[last - 1]?.kind !== 'template-end') return;
    let from = first + 2;
    let to = last - 1;
    let quotes = 0;
    for (let index = from; index < to; index++) {
      const kind = this.#tokens[index]?.kind;
      if (kind === 'open-quote') quotes++;
      else if (kind === 'close-quote') quotes--;
      else if (quotes === 0 && (kind === '${' || kind === 'template-end')) return;
    }
    while (from < to && this.#tokens[from]?.kind === 'newline') from++;
    while (from < to && this.#tokens[to - 1]?.kind === 'newline') to--;
    const inner = this.#tokens.slice(from, to);
    const bare = inner.map((_, offset) => this.#layoutToken(from + offset));
    const multiLine = inner.some(({ kind }) => kind === 'newline');
    const wrapped = inner[0]?.kind === '(' && inner.at(-1)?.kind === ')';
    const tokens = multiLine && !wrapped ? [token('(', '('), ...bare, token(')', ')')] : bare;
    this.#replacements.set(first, { after: last + 1, tokens });
  }

  #layoutToken(index: number): LayoutToken {
    const { kind, start, end } = this.#tokens[index] ?? { kind: 'end', start: 0, end: 0 };
    // White space at the very end of the file is the one that Terraform leaves alone.
    const spaces = kind === 'end' ? start - (this.#tokens[index - 1]?.end ?? 0) : 0;
    return { ...token(kind, this.#text.slice(start, end)), spaces };
  }

  /** Index of the token that covers an offset. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#tokens.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tokens[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function token(kind: TokenKind, text: string): LayoutToken {
  return { kind, text, spaces: 0 };
}

function quotedTokens(text: string): LayoutToken[] {
  return [token('open-quote', '"'), token('quoted-text', text), token('close-quote', '"')];
}

function plainText(value: Expression): string | undefined {
  const [part, more] = value.kind === 'template' && value.style === 'quoted' ? value.parts : [];
  return part?.kind === 'text' && more === undefined ? part.value : undefined;
}
