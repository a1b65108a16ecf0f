import type { Span } from '../../language/diagnostic.ts';

/** A word, number, string or sign of a Jinja expression. */
export interface Token extends Span {
  readonly kind: 'name' | 'number' | 'string' | 'sign';
  /** A string's value without quotes and escapes, otherwise the text as written. */
  readonly text: string;
}

/** A template that is not Jinja, or uses a part of it whose result only a run can tell. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}

/** What a template consists of; spans are offsets in the template. */
export type Segment =
  | ({ readonly kind: 'text'; readonly text: string } & Span)
  | ({ readonly kind: 'expression'; readonly tokens: readonly Token[] } & Span);

/**
 * Takes a template apart into text and expressions.
 * https://jinja.palletsprojects.com/en/stable/templates/
 * @throws TemplateError for a statement (`{% ... %}`) or an expression that does not end
 */
export function scanTemplate(template: string): Segment[] {
  const segments: Segment[] = [];
  let position = 0;
  let trimNext = false;
  const text = (end: number, trimEnd: boolean) => {
    let value = template.slice(position, end);
    if (trimNext) value = value.trimStart();
    if (trimEnd) value = value.trimEnd();
    trimNext = false;
    if (value) segments.push({ kind: 'text', text: value, start: position, end });
  };
  for (;;) {
    const open = nextDelimiter(template, position);
    if (!open) {
      text(template.length, false);
      return segments;
    }
    const trimEnd = template[open.at + 2] === '-';
    text(open.at, trimEnd);
    if (open.kind === '%') throw new TemplateError('it is built by a {% statement %}');
    if (open.kind === '#') {
      const close = template.indexOf('#}', open.at + 2);
      if (close < 0) throw new TemplateError('a {# comment does not end');
      trimNext = template[close - 1] === '-';
      position = close + 2;
      continue;
    }
    const { tokens, end, trim } = scanExpression(template, open.at + (trimEnd ? 3 : 2));
    segments.push({ kind: 'expression', tokens, start: open.at, end });
    trimNext = trim;
    position = end;
  }
}

function nextDelimiter(template: string, from: number): { at: number; kind: string } | undefined {
  for (let at = template.indexOf('{', from); at >= 0; at = template.indexOf('{', at + 1)) {
    const kind = template[at + 1];
    if (kind === '{' || kind === '%' || kind === '#') return { at, kind };
  }
  return undefined;
}

/** The tokens of a bare expression, as in `when:`. */
export function scanBareExpression(expression: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    const token = nextToken(expression, position);
    if (!token) return tokens;
    tokens.push(token);
    position = token.end;
  }
}

function scanExpression(template: string, from: number): { tokens: Token[]; end: number; trim: boolean } {
  const tokens: Token[] = [];
  let depth = 0;
  let position = from;
  for (;;) {
    while (/\s/.test(template[position] ?? '')) position++;
    // Inside braces of a dictionary `}}` closes two of them.
    if (depth === 0 && template.startsWith('}}', position)) return { tokens, end: position + 2, trim: false };
    if (depth === 0 && template.startsWith('-}}', position)) return { tokens, end: position + 3, trim: true };
    const token = nextToken(template, position);
    if (!token) throw new TemplateError('a {{ expression }} does not end');
    if (token.kind === 'sign' && token.text === '{') depth++;
    if (token.kind === 'sign' && token.text === '}') depth--;
    tokens.push(token);
    position = token.end;
  }
}

const name = /[A-Za-z_]\w*/y;
const number = /\d[\d_]*(\.\d+)?([eE][+-]?\d+)?/y;
const sign = /\*\*|\/\/|==|!=|<=|>=|[+\-*/%~|.,:()[\]{}<>=]/y;

function nextToken(source: string, from: number): Token | undefined {
  let start = from;
  while (/\s/.test(source[start] ?? '')) start++;
  if (start >= source.length) return undefined;
  for (const [kind, pattern] of [
    ['name', name],
    ['number', number],
    ['sign', sign],
  ] as const) {
    pattern.lastIndex = start;
    const match = pattern.exec(source);
    if (match) return { kind, text: match[0], start, end: pattern.lastIndex };
  }
  const quote = source[start];
  if (quote === '"' || quote === "'") return stringToken(source, start, quote);
  throw new TemplateError(`'${quote ?? ''}' is not Jinja`);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function stringToken(source: string, start: number, quote: string): Token {
  let text = '';
  for (let i = start + 1; i < source.length; i++) {
    const character = source[i] ?? '';
    if (character === quote) return { kind: 'string', text, start, end: i + 1 };
    if (character === '\\') {
      const next = source[++i] ?? '';
      text += escapes[next] ?? next;
    } else {
      text += character;
    }
  }
  throw new TemplateError('a string does not end');
}
