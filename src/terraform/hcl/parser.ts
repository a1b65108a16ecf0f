import type { Span } from '../../language/diagnostic.ts';
import { settled } from '../../language/settled.ts';
import { type Attribute, type Block, type Body, type BodyItem, type Expression, type Label, ParsedBody, type ParsedFile, type SyntaxProblem } from './ast.ts';
import { SyntaxFailure, TokenCursor } from './cursor.ts';
import { parseExpression } from './expressions.ts';
import { scan } from './scanner.ts';
import { decodeQuoted } from './strings.ts';
import { parseBareTemplate } from './templates.ts';
import { pointedAt, type Token, type TokenKind } from './tokens.ts';

/** Mistakes after which everything up to the end of the file may have been taken for something else. */
const swallowing = new Set([
  'Unclosed configuration block',
  'Invalid multi-line string',
  'Unterminated template string',
  'Unclosed template interpolation sequence',
]);

/** Blocks nested deeper than this are skipped with an error. */
const maximumBlockDepth = 200;

/**
 * Parses HCL native syntax. Never throws: the problems are HCL's own, the body holds everything that could be
 * understood. Where a missing brace or quote swallows the rest of the file, the body is read a second time with the
 * layout as a guide.
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function parseHcl(text: string): ParsedFile {
  return readHcl(text).parsed;
}

/** A parsed file and the tokens that it was read from. */
export interface ReadFile {
  readonly parsed: ParsedFile;
  readonly tokens: readonly Token[];
}

/**
 * `parseHcl`, for whoever needs the tokens too.
 * @param from where to begin: at a line between two items of the body
 */
export function readHcl(text: string, from = 0): ReadFile {
  const { tokens, comments, foreign } = scan(text, { from });
  const parser = new Parser(text, tokens);
  const body = parser.parseFile();
  const problems = mergeProblems(foreignProblems(foreign), parser.problems);
  if (!problems.some((problem) => swallowing.has(problem.summary))) return { parsed: { text, body, problems, comments }, tokens };
  // What it reports itself says which blocks are broken, and nothing else.
  const second = new Parser(text, scan(text, { closeStringsAtLineEnd: true }).tokens, Math.min(...problems.map(({ span }) => span.start)));
  return { parsed: { text, body: second.parseFile(), problems, comments }, tokens };
}

/** What a piece of text parsed on its own gives; offsets are those of the piece. */
export interface ParsedPiece {
  readonly expression: Expression | undefined;
  readonly problem: SyntaxProblem | undefined;
}

/** Parses a text that is one expression, such as an address in a string. */
export function parseLoneExpression(text: string): ParsedPiece {
  return parsePiece(text, false);
}

/** Parses a text that is one template, such as a string of the JSON form. */
export function parseLoneTemplate(text: string): ParsedPiece {
  return parsePiece(text, true);
}

function parsePiece(text: string, template: boolean): ParsedPiece {
  const { tokens, foreign } = scan(text, { template });
  const [problem] = foreignProblems(foreign);
  if (problem) return { expression: undefined, problem };
  const cursor = new TokenCursor(text, tokens);
  try {
    const expression = template ? parseBareTemplate(cursor, parseExpression) : parseExpression(cursor);
    if (!template && cursor.next.kind !== 'end') {
      throw new SyntaxFailure(cursor.next, 'Extra characters after expression', 'The expression ends before this place.');
    }
    return { expression, problem: undefined };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return { expression: undefined, problem: problemOf(error) };
  }
}

function problemOf({ span: { start, end }, summary, detail }: SyntaxFailure): SyntaxProblem {
  return { span: { start, end }, summary, detail };
}

/**
 * Both lists without what only follows from an earlier mistake: after a string that runs over the end of its line
 * text and code have changed places.
 */
function mergeProblems(ofTokens: readonly SyntaxProblem[], ofParser: readonly SyntaxProblem[]): SyntaxProblem[] {
  const flip = ofTokens.find((problem) => problem.summary === 'Invalid multi-line string')?.span.start ?? Infinity;
  const kept = ofParser.filter(
    ({ span, summary }) => summary !== 'Invalid multi-line string' && span.start <= flip,
  );
  return [...ofTokens, ...kept];
}

const foreignTokens = new Map<TokenKind, { summary: string; detail: string; once: string | undefined }>([
  ['&', { summary: 'Unsupported operator', detail: 'There are no bitwise operators; boolean AND is &&.', once: 'bitwise' }],
  ['|', { summary: 'Unsupported operator', detail: 'There are no bitwise operators; boolean OR is ||.', once: 'bitwise' }],
  ['^', { summary: 'Unsupported operator', detail: 'There are no bitwise operators.', once: 'bitwise' }],
  ['~', { summary: 'Unsupported operator', detail: 'There are no bitwise operators; boolean NOT is !.', once: 'bitwise' }],
  ["'", { summary: 'Invalid character', detail: 'Strings are written in double quotes.', once: 'apostrophe' }],
  ['`', { summary: 'Invalid character', detail: 'Strings are written in double quotes, or as a heredoc (<<EOT).', once: 'backtick' }],
  [';', { summary: 'Invalid character', detail: 'Arguments and blocks are separated by line breaks, items by commas.', once: 'semicolon' }],
  [
    'quoted-newline',
    {
      summary: 'Invalid multi-line string',
      detail: 'A quoted string ends on the line it begins on; write \\n for a line break, or use a heredoc (<<EOT).',
      once: undefined,
    },
  ],
  ['invalid', { summary: 'Invalid character', detail: 'This character has no meaning here.', once: undefined }],
]);

/** Each kind of token that is wrong wherever it stands is told once, as HCL does. */
function foreignProblems(tokens: readonly Token[]): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const told = new Set<string>();
  for (const { kind, start, end } of tokens) {
    const entry = foreignTokens.get(kind);
    if (!entry || (entry.once && told.has(entry.once))) continue;
    if (entry.once) told.add(entry.once);
    problems.push({ span: { start, end }, summary: entry.summary, detail: entry.detail });
  }
  return problems;
}

/** What a body holds, while it is being read. */
interface Content {
  readonly items: BodyItem[];
  /** The first argument of each name. */
  readonly named: Map<string, Attribute>;
}

function newContent(): Content {
  return { items: [], named: new Map() };
}

class Parser {
  readonly problems: SyntaxProblem[] = [];
  readonly #cursor: TokenCursor;
  /** A line that begins further left than its block ends the block. */
  readonly #layout: boolean;
  /** Where a mistake is known to be. */
  readonly #mistake: number;
  #blockDepth = 0;

  /** @param mistake where the first mistake is, for a reading with the layout as a guide */
  constructor(text: string, tokens: readonly Token[], mistake?: number) {
    this.#cursor = new TokenCursor(text, tokens);
    this.#layout = mistake !== undefined;
    this.#mistake = mistake ?? -1;
  }

  parseFile(): Body {
    const content = newContent();
    this.#parseItems(content, 'end', -1);
    return new ParsedBody(settled(content.items), { start: 0, end: this.#cursor.text.length }, content.named);
  }

  #report(span: Span | Token, summary: string, detail: string): void {
    this.problems.push({ span: pointedAt(span), summary, detail });
  }

  /**
   * Items up to and including the closing token.
   * @param content gets the items
   * @param column where the block begins, -1 for the file
   * @returns the closing token; undefined where the file or, by the layout, the block ends without it
   */
  #parseItems(content: Content, end: '}' | 'end', column: number): Token | undefined {
    const cursor = this.#cursor;
    for (;;) {
      const next = cursor.next;
      if (next.kind === 'newline') {
        cursor.read();
        continue;
      }
      if (next.kind === end) return cursor.read();
      if (next.kind === 'end') return undefined;
      if (this.#layout && column >= 0 && next.kind === 'identifier' && this.#column(next) <= column) return undefined;
      const from = cursor.index;
      const before = this.problems.length;
      const item = this.#parseItem(next, from);
      if (item) this.#add(content, item);
      if (this.problems.length > before && cursor.index === from) cursor.read();
    }
  }

  #add({ items, named }: Content, item: BodyItem): void {
    items.push(item);
    if (item.kind === 'block') return;
    const { name, nameSpan } = item;
    if (named.has(name)) {
      this.#report(nameSpan, 'Attribute redefined', `The argument "${name}" is already set in this block; each argument can be set once.`);
    } else {
      named.set(name, item);
    }
  }

  #tell(failure: SyntaxFailure): void {
    for (const each of [failure, ...failure.others]) this.problems.push(problemOf(each));
  }

  /** One attribute or block; undefined where none can be made of what is there, which has then been reported and skipped. */
  #parseItem(token: Token, from: number): BodyItem | undefined {
    const cursor = this.#cursor;
    try {
      if (token.kind !== 'identifier') {
        if (token.kind === 'string' || token.kind === 'open-quote') {
          throw new SyntaxFailure(token, 'Invalid argument name', 'Names of arguments are written without quotes.');
        }
        throw new SyntaxFailure(token, 'Argument or block definition required', 'Only arguments (name = value) and blocks can stand here.');
      }
      cursor.read();
      switch (cursor.next.kind) {
        case '=':
          return this.#parseAttribute(token, from, false);
        case 'string':
        case 'open-quote':
        case '{':
        case 'identifier':
          return this.#parseBlock(token, from);
        default:
          throw new SyntaxFailure(
            token,
            'Argument or block definition required',
            `After "${cursor.textOf(token)}" an equals sign should begin its value, or a brace its block.`,
          );
      }
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error;
      this.#tell(error);
      this.#skipItem(from);
      return undefined;
    }
  }

  #parseAttribute(nameToken: Token, from: number, single: boolean): Attribute {
    const cursor = this.#cursor;
    cursor.read();
    const start = nameToken.start;
    const name = cursor.textOf(nameToken);
    const nameSpan = { start, end: nameToken.end };
    let value: Expression;
    try {
      value = parseExpression(cursor);
    } catch (error) {
      if (!(error instanceof SyntaxFailure) || single) throw error;
      this.#tell(error);
      this.#skipItem(from);
      const end = Math.max(nameToken.end, cursor.all[cursor.index - 1]?.start ?? 0);
      return { kind: 'attribute', name, nameSpan, value: { kind: 'invalid', start: nameToken.end, end }, start, end };
    }
    const attribute: Attribute = { kind: 'attribute', name, nameSpan, value, start, end: value.end };
    if (single) return attribute;
    const next = cursor.next;
    if (next.kind === 'newline') {
      cursor.read();
    } else if (next.kind !== 'end') {
      if (next.kind === ',') {
        this.#report(next, 'Unexpected comma after argument', 'Arguments are separated by line breaks, not by commas.');
      } else {
        this.#report(next, 'Missing newline after argument', 'An argument ends with a line break.');
      }
      this.#skipItem(from);
    }
    return attribute;
  }

  #parseBlock(typeToken: Token, from: number): Block {
    const cursor = this.#cursor;
    const labels = this.#parseLabels();
    const open = cursor.read();
    const { start } = typeToken;
    const typeSpan = { start, end: typeToken.end };
    const header = { start, end: labels.at(-1)?.end ?? typeToken.end };
    const problemsBefore = this.problems.length;
    const content = newContent();
    const end = this.#parseBlockContent(content, typeToken, open, from);
    const body = new ParsedBody(settled(content.items), { start: open.start, end }, content.named);
    const broken = this.problems.length > problemsBefore || (this.#mistake >= start && this.#mistake <= end);
    return { kind: 'block', type: cursor.textOf(typeToken), typeSpan, labels, body, header, broken, start, end };
  }

  #parseLabels(): readonly Label[] {
    const cursor = this.#cursor;
    const labels: Label[] = [];
    for (;;) {
      const token = cursor.next;
      switch (token.kind) {
        case '{':
          return settled(labels);
        case 'identifier':
          cursor.read();
          labels.push({ text: cursor.textOf(token), quoted: false, start: token.start, end: token.end });
          break;
        case 'string':
          cursor.read();
          labels.push({ text: cursor.text.slice(token.start + 1, token.end - 1), quoted: true, start: token.start, end: token.end });
          break;
        case 'open-quote':
          labels.push(this.#parseQuotedLabel());
          break;
        case '=':
          throw new SyntaxFailure(token, 'Invalid block definition', 'An equals sign belongs to an argument; a block is a name, its labels and a brace.');
        case 'newline':
        case 'end':
          throw new SyntaxFailure(token, 'Invalid block definition', 'The opening brace of a block stands on the line of its name.');
        default:
          throw new SyntaxFailure(token, 'Invalid block definition', 'A quoted label or the opening brace of the block should stand here.');
      }
    }
  }

  #parseQuotedLabel(): Label {
    const cursor = this.#cursor;
    const open = cursor.read();
    let text = '';
    for (;;) {
      const token = cursor.read();
      switch (token.kind) {
        case 'close-quote':
          return { text, quoted: true, start: open.start, end: token.end };
        case 'quoted-text':
          text += decodeQuoted(cursor.textOf(token), token.start);
          break;
        case '${':
        case '%{':
          this.#report(token, 'Invalid string literal', 'A label is fixed text: it cannot hold a template.');
          text += `${cursor.textOf(token)} ... }`;
          this.#skipTemplate();
          break;
        case 'end':
          throw new SyntaxFailure(token, 'Unterminated string literal', 'The closing quote of this label is missing.');
        default:
          throw new SyntaxFailure(token, 'Invalid string literal', 'The closing quote of this label is missing.');
      }
    }
  }

  /** Reads past the end of a template sequence that has just been opened, or up to the end of the string or the line. */
  #skipTemplate(): void {
    const cursor = this.#cursor;
    for (let depth = 1; depth > 0; ) {
      const kind = cursor.next.kind;
      if (kind === 'end' || kind === 'newline' || kind === 'quoted-newline') return;
      if (kind === '${' || kind === '%{') depth++;
      if (kind === 'template-end') depth--;
      cursor.read();
    }
  }

  /** @returns where the block ends */
  #parseBlockContent(content: Content, typeToken: Token, open: Token, from: number): number {
    const cursor = this.#cursor;
    if (++this.#blockDepth > maximumBlockDepth) {
      this.#blockDepth--;
      throw new SyntaxFailure(typeToken, 'Invalid block definition', `Blocks cannot be nested more than ${maximumBlockDepth} levels deep.`);
    }
    try {
      const next = cursor.next.kind;
      let close: Token | undefined;
      if (next === 'newline' || next === 'end') {
        close = this.#parseItems(content, '}', this.#column(typeToken));
        if (!close) {
          this.#report(open, 'Unclosed configuration block', 'The closing brace of this block is missing; a brace may be missing elsewhere in this file too.');
          return cursor.next.start;
        }
      } else {
        if (next !== '}') this.#add(content, this.#parseSingleAttribute());
        close = cursor.read();
      }
      const after = cursor.next;
      if (after.kind === 'newline') {
        cursor.read();
      } else if (after.kind !== 'end') {
        this.#report(after, 'Missing newline after block definition', 'A block ends with a line break.');
        this.#skipItem(from);
      }
      return close.end;
    } finally {
      this.#blockDepth--;
    }
  }

  /** The one argument of a block on one line; the closing brace is next. */
  #parseSingleAttribute(): Attribute {
    const cursor = this.#cursor;
    const summary = 'Invalid single-argument block definition';
    const name = cursor.next;
    if (name.kind !== 'identifier') {
      throw new SyntaxFailure(name, 'Argument or block definition required', 'Only an argument (name = value) can stand here.');
    }
    const from = cursor.index;
    cursor.read();
    const equals = cursor.next;
    if (equals.kind === 'string' || equals.kind === 'open-quote' || equals.kind === '{' || equals.kind === 'identifier') {
      throw new SyntaxFailure(name, 'Argument definition required', 'A block on one line cannot hold another block; write it over several lines.');
    }
    if (equals.kind !== '=') {
      throw new SyntaxFailure(name, 'Argument or block definition required', `An equals sign should follow "${cursor.textOf(name)}".`);
    }
    const attribute = this.#parseAttribute(name, from, true);
    const close = cursor.next;
    if (close.kind !== '}') {
      throw new SyntaxFailure(close, summary, 'A block on one line holds one argument; write it over several lines to set more.');
    }
    return attribute;
  }

  /** Column of a token, counted from the beginning of its line. */
  #column(token: Span): number {
    return token.start - (this.#cursor.text.lastIndexOf('\n', token.start - 1) + 1);
  }

  /**
   * Leaves the cursor after the item that begins at token `from`: at the end of a line on which all its brackets are
   * closed, or before a line that, by its indentation, begins something new.
   */
  #skipItem(from: number): void {
    const cursor = this.#cursor;
    const reached = cursor.index;
    const tokens = cursor.all;
    const column = this.#column(tokens[from] ?? { start: 0, end: 0 });
    let depth = 0;
    let startOfLine = false;
    for (let index = from; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined || token.kind === 'end') return cursor.rewind(index);
      if (startOfLine && index >= reached && token.kind === 'identifier' && this.#column(token) <= column) return cursor.rewind(index);
      startOfLine = false;
      switch (token.kind) {
        case '{':
        case '[':
        case '(':
        case '${':
        case '%{':
          depth++;
          break;
        case '}':
          // The brace of the block around, where this item leaves none open.
          if (depth === 0 && index >= reached) return cursor.rewind(index);
          depth--;
          break;
        case ']':
        case ')':
        case 'template-end':
          if (depth > 0) depth--;
          break;
        case 'comment':
        case 'newline':
        case 'quoted-newline':
          if (token.kind === 'comment' && cursor.text.charCodeAt(token.end - 1) !== 0x0a) break;
          if (depth <= 0 && index >= reached - 1) return cursor.rewind(index + 1);
          startOfLine = true;
          break;
      }
    }
    cursor.rewind(tokens.length - 1);
  }
}
