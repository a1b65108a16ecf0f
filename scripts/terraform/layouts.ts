import { scan } from '../../src/terraform/hcl/scanner.ts';
import type { Token } from '../../src/terraform/hcl/tokens.ts';

/** Makes texts whose layout is as odd as the language allows, from numbers that a seed determines. */
export class Layouts {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A text of the language, with every kind of expression in every kind of place. */
  invent(): string {
    return this.#whole(Array.from({ length: this.#below(5) + 1 }, () => this.#item(0)).join(''));
  }

  /** The same tokens with other white space and with comments among them; now and then no longer of the language. */
  shake(text: string): string {
    const { tokens } = scan(text);
    const rate = this.#pick([0.02, 0.1, 0.3]);
    let shaken = '';
    let depth = 0;
    for (const [index, token] of tokens.entries()) {
      const before = tokens[index - 1];
      const gap = text.slice(before?.end ?? 0, token.start);
      if (token.kind === '[' || token.kind === '(') depth++;
      else if (token.kind === ']' || token.kind === ')') depth--;
      shaken += this.#chance(rate) && !isWithinText(before, token) ? this.#gap(token, depth > 0) : gap;
      const written = text.slice(token.start, token.end);
      shaken += token.kind === 'quoted-text' && this.#chance(rate / 4) ? written + this.#word() : written;
    }
    return this.#whole(shaken);
  }

  #whole(text: string): string {
    let whole = text;
    if (this.#chance(0.1)) whole = whole.replaceAll(/\r?\n/g, '\r\n');
    else if (this.#chance(0.03)) whole = whole.replaceAll('\n', () => (this.#chance(0.3) ? '\r\n' : '\n'));
    if (this.#chance(0.03)) whole = `\ufeff${whole}`;
    if (this.#chance(0.1)) whole = whole.trimEnd();
    if (this.#chance(0.05)) whole += this.#pick(['  ', '\n\n', '\t', '\n  ', '# end', '/* end */', '// end\n  ']);
    return whole;
  }

  #gap(token: Token, inBrackets: boolean): string {
    if (token.kind === 'newline') return this.#pick(['  ', '\t', '\n', '\n\n  ', ' # comment', '// comment', ' /* comment */', '\n# comment', '\n  /* a\n b */ ', ' #é', '']);
    const gaps = ['', '', ' ', '  ', '   ', '\t', ' \t', '      ', '/* c */', ' /* c */ ', ' /**/', '/* a\n  b */'];
    return this.#pick(inBrackets ? [...gaps, '\n', '\n  ', ' # c\n', '// c\n', '\n\n', '\n/* c */\n'] : gaps);
  }

  #item(level: number): string {
    const kind = this.#random();
    const pad = this.#space();
    if (kind < 0.12) return `${pad}${this.#comment()}`;
    if (kind < 0.2) return this.#pick(['\n', '  \n', '\n\n']);
    if (kind < 0.75 || level > 2) return `${pad}${this.#name()}${this.#space()}=${this.#space()}${this.#expression(0)}${this.#end()}`;
    const header = `${pad}${this.#name()} ${this.#labels()}${this.#space()}{`;
    if (kind < 0.8) return `${header}${this.#space()}}${this.#end()}`;
    if (kind < 0.87) return `${header}${this.#space()}${this.#name()}${this.#space()}=${this.#space()}${this.#expression(2)}${this.#space()}}${this.#end()}`;
    return `${header}${this.#end()}${Array.from({ length: this.#below(5) }, () => this.#item(level + 1)).join('')}${this.#space()}}${this.#end()}`;
  }

  #labels(): string {
    return Array.from({ length: this.#below(3) }, () => this.#pick(['"a"', '"bc-d"', 'bare', '"é"', '"a"  '])).join(' ');
  }

  #end(): string {
    return `${this.#space()}${this.#pick(['\n', '\n', '\n', '\n', '\n\n', ' # c\n', '// c\n', ' /* c */\n', '/* c */ # d\n', ' # 日本\n'])}`;
  }

  #comment(): string {
    return this.#pick(['# c\n', '// c\n', '/* c */\n', '/* a\n   b\n */\n', '#\n', '/* c */ ', '#\tc  \n', '/* a\n */ # c\n']);
  }

  /** One expression; the deeper, the simpler. */
  #expression(depth: number): string {
    const inner = () => this.#expression(depth + 1);
    const gap = () => this.#space();
    // Within brackets a line may end.
    const free = () => this.#pick(['', ' ', ' ', '  ', '\t', '\n', '\n   ', ' # c\n', ' /* c */ ', '\n\n', '// c\n']);
    if (depth > 3 || this.#chance(0.25)) return this.#simple();
    const list = (open: string, close: string, item: () => string, separators: readonly string[]) => {
      const items = Array.from({ length: this.#below(4) }, item);
      const last = items.length > 0 && this.#chance(0.3) ? this.#pick(separators) : '';
      return `${open}${free()}${items.map((text, index) => (index > 0 ? `${this.#pick(separators)}${free()}${text}` : text)).join('')}${last}${free()}${close}`;
    };
    switch (this.#below(17)) {
      case 0:
      case 1:
        return list('{', '}', () => `${this.#pick([this.#name(), this.#quoted(depth + 1), `(${inner()})`])}${gap()}${this.#pick(['=', '=', ':'])}${gap()}${inner()}`, [',', '\n', ',\n', ' # c\n', ' ,  ']);
      case 2:
      case 3:
        return list('[', ']', inner, [',', ',\n', ' ,', ', # c\n']);
      case 4:
        return list(`${this.#name()}${this.#pick(['', '', ' '])}(`, ')', inner, [',', ',\n', ' ,']);
      case 5:
        return `${this.#name()}(${free()}${inner()}${this.#pick(['...', ' ...', '...\n'])})`;
      case 6:
        return `(${free()}${inner()}${free()}?${free()}${inner()}${free()}:${free()}${inner()}${free()})`;
      case 7:
        return `${inner()}${gap()}?${gap()}${inner()}${gap()}:${gap()}${inner()}`;
      case 8:
        return `${inner()}${gap()}${this.#operator()}${gap()}${inner()}`;
      case 9:
        return `(${free()}${inner()}${free()}${this.#operator()}${free()}${inner()}${free()})`;
      case 10:
        return `${this.#pick(['-', '!', '- ', '! ', '--', '!!', '-!'])}${inner()}`;
      case 11:
        return `[${free()}for${this.#pick([' ', '  '])}${this.#pick(['x', 'k, v', 'k ,v'])} in ${this.#pick(['', ' '])}${inner()}${gap()}:${free()}${inner()}${this.#pick(['', ` if ${inner()}`, `${free()} if${gap()}(${inner()})`])}${free()}]`;
      case 12:
        return `{${free()}for${this.#pick([' ', '  '])}k,${gap()}v in ${inner()}${gap()}:${free()}${inner()}${gap()}=>${free()}${inner()}${this.#pick(['', '...', ' ...'])}${this.#pick(['', ` if ${inner()}`])}${free()}}`;
      case 13:
      case 14:
        return this.#quoted(depth + 1);
      case 15:
        return depth === 0 || this.#chance(0.2) ? this.#heredoc(depth + 1) : this.#simple();
      default:
        return `${this.#simple()}${this.#steps(depth)}`;
    }
  }

  #steps(depth: number): string {
    // Of an index that is true or null, Terraform's formatter leaves nothing: it has no place here.
    const index = this.#expression(depth + 2).replaceAll(/\b(?:true|null)\b/g, '1');
    return Array.from({ length: this.#below(3) + 1 }, () => this.#pick(['.a', '.0', '[0]', '[*]', '.*', '["a"]', ' [ 1 ]', ' .b', '. c', `[${index}]`])).join('');
  }

  #simple(): string {
    return this.#pick(['1', '-1', '1.5e3', 'true', 'null', '"a"', '""', 'a', 'a.b', 'a.b.c', '"é"', '"日本"', '[]', '{}', 'f()', '( a )', '"e\u0301"', '"👩‍👩‍👧"', 'x::y()', '"$${a}"', '"%%{a}"', 'in', 'for', 'if']);
  }

  #operator(): string {
    return this.#pick(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||']);
  }

  #template(depth: number, text: readonly string[]): string {
    const strip = () => this.#pick(['', '', '~']);
    const parts = Array.from({ length: this.#below(4) }, () => {
      const kind = this.#random();
      if (kind < 0.5) return this.#pick(text);
      const gap = () => this.#pick(['', '', ' ', '  ', '\t']);
      if (kind < 0.85) return `\${${strip()}${gap()}${this.#expression(depth + 1)}${gap()}${strip()}}`;
      const body = this.#pick(text);
      if (kind < 0.93) return `%{${strip()}${gap()}if ${this.#expression(depth + 2)}${gap()}${strip()}}${body}%{${gap()}else${gap()}}${body}%{${strip()} endif ${strip()}}`;
      return `%{${gap()}for x in${gap()} ${this.#expression(depth + 2)}${gap()}${strip()}}${body}\${${gap()}x${gap()}}%{ endfor${gap()}${strip()}}`;
    });
    return parts.join('');
  }

  #quoted(depth: number): string {
    return `"${this.#template(depth, ['a', ' b ', 'é', '日', '\\n', '\\"', '-', ' ', '$', '%'])}"`;
  }

  #heredoc(depth: number): string {
    const lines = Array.from({ length: this.#below(4) }, () => `${this.#pick(['', '  ', '    ', '\t'])}${this.#template(depth, ['a', ' b', 'é', '', '#', '=', '{', '"'])}\n`);
    return `<<${this.#pick(['', '-'])}EOT\n${lines.join('')}${this.#pick(['', '  ', '\t'])}EOT\n`;
  }

  #name(): string {
    return this.#pick(['a', 'bc', 'long_name', 'with-dash', 'é', '日本', 'e\u0301x', 'type', 'variable', 'for', 'in', 'if']);
  }

  #word(): string {
    return this.#pick(['é', 'e\u0301', '日本語', '\u{1F600}', '👩‍👩‍👧', '\u200b', '\u00a0', 'ﬁ', '\u{1F1E9}\u{1F1EA}']);
  }

  #space(): string {
    return this.#pick(['', '', ' ', ' ', '  ', '\t', '     ']);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }
}

const text = new Set<Token['kind']>(['quoted-text', 'heredoc-text', 'close-heredoc']);

/** True where what stands between two tokens would be text of a string. */
function isWithinText(before: Token | undefined, token: Token): boolean {
  if (text.has(token.kind) || (before !== undefined && text.has(before.kind))) return true;
  return token.kind === 'close-quote' || before?.kind === 'open-quote' || before?.kind === 'open-heredoc' || before?.kind === 'template-end';
}
