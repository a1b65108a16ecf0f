import type { Span } from '../../language/diagnostic.ts';
import { scanBareExpression, scanTemplate, TemplateError, type Token } from './scanner.ts';

/** Arguments of a call or a filter. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
}

/** A Jinja expression; spans are offsets in the template. */
export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | { readonly kind: 'member'; readonly target: Expression; readonly key: Expression }
    | { readonly kind: 'slice'; readonly target: Expression; readonly bounds: readonly (Expression | undefined)[] }
    | { readonly kind: 'call'; readonly target: Expression; readonly args: Arguments }
    | { readonly kind: 'filter'; readonly target: Expression; readonly name: string; readonly args: Arguments }
    | { readonly kind: 'test'; readonly target: Expression; readonly name: string; readonly args: Arguments }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'minus'; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: 'choice';
        readonly condition: Expression;
        readonly chosen: Expression;
        readonly otherwise: Expression | undefined;
      }
  );

export type BinaryOperator =
  'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '~' | '+' | '-' | '*' | '/' | '//' | '%' | '**';

export type TemplatePart =
  | ({ readonly kind: 'text'; readonly text: string } & Span)
  | ({ readonly kind: 'expression'; readonly expression: Expression } & Span);

/**
 * Parses a template.
 * @throws TemplateError with a reason that fits after "because"
 */
export function parseTemplate(template: string): TemplatePart[] {
  return scanTemplate(template).map((segment) =>
    segment.kind === 'text'
      ? segment
      : {
          kind: 'expression',
          expression: new ExpressionParser(segment.tokens).parse(),
          start: segment.start,
          end: segment.end,
        },
  );
}

/**
 * Parses an expression without braces, as `when:` holds it.
 * @throws TemplateError
 */
export function parseExpression(expression: string): Expression {
  return new ExpressionParser(scanBareExpression(expression)).parse();
}

const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const;
const maxDepth = 100;

/** Recursive descent over Jinja's expression grammar. */
class ExpressionParser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#choice();
    const rest = this.#tokens[this.#position];
    if (rest) throw new TemplateError(`'${rest.text}' is not expected there`);
    return expression;
  }

  #peek(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#position + ahead];
    return token !== undefined && token.kind !== 'string' && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#position++;
    return true;
  }

  #expect(text: string): Token {
    const token = this.#tokens[this.#position];
    if (!token || token.kind === 'string' || token.text !== text)
      throw new TemplateError(`'${text}' is missing in its expression`);
    this.#position++;
    return token;
  }

  #next(): Token {
    const token = this.#tokens[this.#position++];
    if (!token) throw new TemplateError('its expression ends too soon');
    return token;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw new TemplateError('its expression is nested too deeply');
    const result = read();
    this.#depth--;
    return result;
  }

  #choice(): Expression {
    return this.#nested(() => {
      const chosen = this.#or();
      if (!this.#take('if')) return chosen;
      const condition = this.#or();
      const otherwise = this.#take('else') ? this.#choice() : undefined;
      return { kind: 'choice', condition, chosen, otherwise, start: chosen.start, end: (otherwise ?? condition).end };
    });
  }

  #or(): Expression {
    return this.#leftAssociative(['or'], () => this.#leftAssociative(['and'], () => this.#not()));
  }

  #not(): Expression {
    const start = this.#tokens[this.#position]?.start ?? 0;
    if (!this.#take('not')) return this.#comparison();
    const operand = this.#nested(() => this.#not());
    return { kind: 'not', operand, start, end: operand.end };
  }

  /** `a < b < c` means `a < b and b < c`, as in Python. */
  #comparison(): Expression {
    let left = this.#sum();
    let all: Expression | undefined;
    for (;;) {
      const comparison = comparisons.find((sign) => this.#peek(sign));
      const negated = this.#peek('not') && this.#peek('in', 1);
      if (comparison || this.#peek('in')) this.#position++;
      else if (negated) this.#position += 2;
      else return all ?? left;
      const right = this.#sum();
      const span = { start: left.start, end: right.end };
      const compared: Expression = { kind: 'binary', operator: comparison ?? 'in', left, right, ...span };
      const result: Expression = negated ? { kind: 'not', operand: compared, ...span } : compared;
      all = all ? { kind: 'binary', operator: 'and', left: all, right: result, start: all.start, end: right.end } : result;
      left = right;
    }
  }

  #sum(): Expression {
    return this.#leftAssociative(['+', '-'], () =>
      this.#leftAssociative(['~'], () => this.#leftAssociative(['*', '//', '/', '%'], () => this.#power())),
    );
  }

  #leftAssociative(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.#take(candidate));
      if (!operator) return left;
      const right = operand();
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  #power(): Expression {
    let left = this.#unary(true);
    while (this.#take('**')) {
      const right = this.#unary(true);
      left = { kind: 'binary', operator: '**', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  /** In Jinja a sign binds tighter than a power, and a filter behind applies to both. */
  #unary(withFilters: boolean): Expression {
    const start = this.#tokens[this.#position]?.start ?? 0;
    let base: Expression;
    if (this.#take('-')) {
      const operand = this.#nested(() => this.#unary(false));
      base = { kind: 'minus', operand, start, end: operand.end };
    } else {
      base = this.#take('+') ? this.#nested(() => this.#unary(false)) : this.#postfix(this.#primary());
    }
    return withFilters ? this.#filters(base) : base;
  }

  #primary(): Expression {
    const token = this.#next();
    const { start, end } = token;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text.replaceAll('_', '')), start, end };
    if (token.kind === 'string') {
      let text = token.text;
      let last = token;
      // Neighbouring strings are one, as in Python.
      for (let more = this.#tokens[this.#position]; more?.kind === 'string'; more = this.#tokens[this.#position]) {
        text += more.text;
        last = more;
        this.#position++;
      }
      return { kind: 'literal', value: text, start, end: last.end };
    }
    if (token.kind === 'name') return nameOrConstant(token);
    if (token.text === '(') return this.#nested(() => this.#parenthesised(start));
    if (token.text === '[')
      return this.#nested(() => ({ kind: 'list', items: this.#items(']'), start, end: this.#expect(']').end }));
    if (token.text === '{') return this.#nested(() => this.#map(start));
    throw new TemplateError(`'${token.text}' is not expected there`);
  }

  /** A grouping or a tuple. */
  #parenthesised(start: number): Expression {
    if (this.#peek(')')) return { kind: 'list', items: [], start, end: this.#expect(')').end };
    const first = this.#choice();
    if (!this.#take(',')) {
      this.#expect(')');
      return first;
    }
    const items = [first, ...this.#items(')')];
    return { kind: 'list', items, start, end: this.#expect(')').end };
  }

  #items(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#peek(close)) {
      items.push(this.#choice());
      if (!this.#take(',')) break;
    }
    return items;
  }

  #map(start: number): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.#peek('}')) {
      const key = this.#choice();
      this.#expect(':');
      entries.push([key, this.#choice()]);
      if (!this.#take(',')) break;
    }
    return { kind: 'map', entries, start, end: this.#expect('}').end };
  }

  #postfix(base: Expression): Expression {
    let target = base;
    for (;;) {
      const { start } = target;
      if (this.#take('.')) {
        const key = this.#next();
        if (key.kind !== 'name' && key.kind !== 'number') throw new TemplateError(`'${key.text}' is not expected there`);
        const value = key.kind === 'number' ? Number(key.text) : key.text;
        target = {
          kind: 'member',
          target,
          key: { kind: 'literal', value, start: key.start, end: key.end },
          start,
          end: key.end,
        };
      } else if (this.#take('[')) {
        target = this.#subscript(target);
      } else if (this.#take('(')) {
        const args = this.#arguments();
        target = { kind: 'call', target, args, start, end: this.#expect(')').end };
      } else {
        return target;
      }
    }
  }

  #subscript(target: Expression): Expression {
    const bounds: (Expression | undefined)[] = [];
    let colons = 0;
    while (!this.#peek(']')) {
      if (this.#take(':')) {
        colons++;
        continue;
      }
      if (bounds[colons]) throw new TemplateError('a subscript is not understood');
      bounds[colons] = this.#choice();
    }
    const { start } = target;
    const { end } = this.#expect(']');
    const [key] = bounds;
    if (colons > 0) return { kind: 'slice', target, bounds, start, end };
    if (!key) throw new TemplateError('a subscript is empty');
    return { kind: 'member', target, key, start, end };
  }

  #arguments(): Arguments {
    const positional: Expression[] = [];
    const named = new Map<string, Expression>();
    while (!this.#peek(')')) {
      const token = this.#tokens[this.#position];
      if (token?.kind === 'name' && this.#peek('=', 1)) {
        this.#position += 2;
        named.set(token.text, this.#choice());
      } else {
        positional.push(this.#choice());
      }
      if (!this.#take(',')) break;
    }
    return { positional, named };
  }

  /** `| filter(...)` and `is test`, which bind tighter than any operator. */
  #filters(base: Expression): Expression {
    let target = base;
    for (;;) {
      const { start } = target;
      if (this.#take('|')) {
        const { name, end } = this.#dottedName();
        target = { kind: 'filter', target, name, ...this.#optionalArguments(end), start };
      } else if (this.#take('is')) {
        const negated = this.#take('not');
        const { name, end } = this.#dottedName();
        const test: Expression = { kind: 'test', target, name, ...this.#testArguments(end), start };
        target = negated ? { kind: 'not', operand: test, start, end: test.end } : test;
      } else {
        return target;
      }
    }
  }

  /** A filter of a collection is written `ansible.builtin.join`. */
  #dottedName(): { name: string; end: number } {
    let token = this.#next();
    if (token.kind !== 'name') throw new TemplateError(`'${token.text}' is not expected there`);
    let name = token.text;
    while (this.#peek('.') && this.#tokens[this.#position + 1]?.kind === 'name') {
      this.#position++;
      token = this.#next();
      name += `.${token.text}`;
    }
    return { name, end: token.end };
  }

  #optionalArguments(end: number): { args: Arguments; end: number } {
    if (!this.#take('(')) return { args: { positional: [], named: new Map() }, end };
    const args = this.#arguments();
    return { args, end: this.#expect(')').end };
  }

  /** A test may take one argument without parentheses: `x is equalto 3`. */
  #testArguments(end: number): { args: Arguments; end: number } {
    const next = this.#tokens[this.#position];
    const starts =
      next &&
      (next.kind === 'string' ||
        next.kind === 'number' ||
        (next.kind === 'name' && !['and', 'or', 'if', 'else', 'in', 'is', 'not'].includes(next.text)) ||
        next.text === '[');
    if (!starts) return this.#optionalArguments(end);
    const argument = this.#postfix(this.#primary());
    return { args: { positional: [argument], named: new Map() }, end: argument.end };
  }
}

function nameOrConstant({ text, start, end }: Token): Expression {
  switch (text) {
    case 'true':
    case 'True':
      return { kind: 'literal', value: true, start, end };
    case 'false':
    case 'False':
      return { kind: 'literal', value: false, start, end };
    case 'none':
    case 'None':
      return { kind: 'literal', value: null, start, end };
    default:
      return { kind: 'name', name: text, start, end };
  }
}
