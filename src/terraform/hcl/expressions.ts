import type { Span } from '../../language/diagnostic.ts';
import { settled } from '../../language/settled.ts';
import type {
  Binary,
  BinaryOperator,
  Expression,
  ForExpression,
  Name,
  ObjectItem,
  SplatStep,
  Step,
  Template,
  TemplatePart,
} from './ast.ts';
import { SyntaxFailure, type TokenCursor } from './cursor.ts';
import { parseTemplate } from './templates.ts';
import type { Token, TokenKind } from './tokens.ts';

/** Binding strength of the binary operators; all group from the left. */
const strengths = new Map<TokenKind, number>([
  ['||', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
]);

const noSteps: readonly Step[] = [];
const noParts: readonly TemplatePart[] = [];

/** Terraform's numbers overflow beyond it. */
const largestExponent = 646_456_992;

/**
 * Parses one expression and leaves the cursor after it.
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
 * @throws SyntaxFailure
 */
export function parseExpression(cursor: TokenCursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (cursor.next.kind !== '?') return condition;
  cursor.descend();
  cursor.read();
  const whenTrue = parseExpression(cursor);
  if (cursor.peekKind() !== ':') {
    throw new SyntaxFailure(
      cursor.next,
      'Missing false expression in conditional',
      'A conditional needs a value for the false case after a colon: condition ? true_value : false_value.',
    );
  }
  cursor.read();
  const whenFalse = parseExpression(cursor);
  cursor.ascend();
  return { kind: 'conditional', condition, whenTrue, whenFalse, start: condition.start, end: whenFalse.end };
}

function parseBinary(cursor: TokenCursor, minimum: number): Expression {
  let left = parseTerm(cursor);
  for (;;) {
    const operator = cursor.next.kind;
    const strength = strengths.get(operator);
    if (strength === undefined || strength < minimum) return left;
    cursor.read();
    const right = parseBinary(cursor, strength + 1);
    const binary: Binary = { kind: 'binary', operator: operator as BinaryOperator, left, right, start: left.start, end: right.end };
    left = binary;
  }
}

function parseTerm(cursor: TokenCursor): Expression {
  const term = parsePrimary(cursor);
  const { kind } = cursor.next;
  return kind === '.' || kind === '[' ? parseSteps(cursor, term) : term;
}

function parsePrimary(cursor: TokenCursor): Expression {
  const token = cursor.next;
  // What is most common comes first.
  switch (token.kind) {
    case 'identifier':
      return parseName(cursor);
    case 'string':
      return parsePlainString(cursor);
    case 'open-quote':
    case 'open-heredoc':
      return parseTemplate(cursor, parseExpression);
    case '(': {
      cursor.enter(false);
      cursor.read();
      const inner = parseExpression(cursor);
      if (cursor.next.kind !== ')') {
        throw new SyntaxFailure(cursor.next, 'Unbalanced parentheses', 'A closing parenthesis is missing after this expression.');
      }
      cursor.leave();
      const { end } = cursor.read();
      return { kind: 'parentheses', inner, start: token.start, end };
    }
    case 'number': {
      cursor.read();
      const text = cursor.textOf(token);
      const value = Number(text);
      if (Number.isNaN(value) || Math.abs(Number(/[eE]([+-]?\d+)$/.exec(text)?.[1] ?? 0)) > largestExponent) {
        throw new SyntaxFailure(token, 'Invalid number literal', `${text} is not a number.`);
      }
      return { kind: 'literal', value, text, start: token.start, end: token.end };
    }
    case '-':
    case '!': {
      cursor.read();
      cursor.descend();
      const operand = parseTerm(cursor);
      cursor.ascend();
      return { kind: 'unary', operator: token.kind, operand, start: token.start, end: operand.end };
    }
    case '[':
      return parseTuple(cursor);
    case '{':
      return parseObject(cursor);
    case 'end':
      throw new SyntaxFailure(token, 'Missing expression', 'The file ends where a value should begin.');
    default:
      throw new SyntaxFailure(token, 'Invalid expression', 'A value should begin here: a string, a number, a list, a reference or a function call.');
  }
}

function parsePlainString(cursor: TokenCursor): Template {
  const { start, end } = cursor.read();
  if (end === start + 2) return { kind: 'template', style: 'quoted', parts: noParts, start, end };
  const text: TemplatePart = { kind: 'text', value: cursor.text.slice(start + 1, end - 1), start: start + 1, end: end - 1 };
  const parts = [text];
  return { kind: 'template', style: 'quoted', parts, start, end };
}

function parseName(cursor: TokenCursor): Expression {
  const token = cursor.read();
  const next = cursor.next.kind;
  if (next === '(' || next === '::') return parseCall(cursor, token);
  const text = cursor.textOf(token);
  const { start, end } = token;
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', text, start, end };
  if (text === 'null') return { kind: 'literal', value: null, text, start, end };
  const root: Name = { text, start, end };
  return { kind: 'reference', root, steps: noSteps, start, end };
}

/** Everything that may follow a term: `.name`, `.0`, `[key]`, `.*`, `[*]`. */
function parseSteps(cursor: TokenCursor, term: Expression): Expression {
  let source = term;
  /** Constant steps after the source. */
  let steps: Step[] | undefined;
  for (;;) {
    const kind = cursor.next.kind;
    if (kind !== '.' && kind !== '[') return withSteps(source, steps);
    const open = cursor.read();
    if (cursor.next.kind === '*') {
      source = withSteps(source, steps);
      source = kind === '.' ? parseAttributeSplat(cursor, source, open) : parseFullSplat(cursor, source, open);
      steps = undefined;
      continue;
    }
    const step = kind === '.' ? parseDotted(cursor, open) : parseBracketed(cursor, open);
    if (!isConstant(step)) {
      source = withSteps(source, steps);
      source = { kind: 'index', collection: source, key: step.key, start: source.start, end: step.end };
      steps = undefined;
    } else if (steps) {
      steps.push(step);
    } else {
      // The only one mostly, for which a list that grows would make room for many.
      steps = [step];
    }
  }
}

function isConstant(step: SplatStep): step is Step {
  return typeof step.key !== 'object';
}

/** @param source no `access`; a reference has no steps yet */
function withSteps(source: Expression, steps: readonly Step[] | undefined): Expression {
  const last = steps?.at(-1);
  if (!steps || !last) return source;
  const { start } = source;
  const { end } = last;
  return source.kind === 'reference' ? { kind: 'reference', root: source.root, steps, start, end } : { kind: 'access', source, steps, start, end };
}

/** What follows a dot: a name, or the old form of an index. */
function parseDotted(cursor: TokenCursor, dot: Token): Step {
  const token = cursor.next;
  if (token.kind === 'identifier') {
    cursor.read();
    return { key: cursor.textOf(token), dotted: true, start: dot.start, end: token.end };
  }
  if (token.kind === 'number') {
    cursor.read();
    const text = cursor.textOf(token);
    if (text.includes('.')) {
      throw new SyntaxFailure(token, 'Invalid legacy index syntax', 'Two indexes cannot follow each other with dots; write them in brackets, such as [0][1].');
    }
    return { key: Number(text), dotted: true, start: dot.start, end: token.end };
  }
  throw new SyntaxFailure(token, 'Invalid attribute name', 'An attribute name must follow the dot.');
}

/** `[key]` after its opening bracket. */
function parseBracketed(cursor: TokenCursor, open: Token): SplatStep {
  cursor.enter(false);
  while (cursor.take('newline'));
  const key = parseExpression(cursor);
  if (cursor.next.kind !== ']') {
    throw new SyntaxFailure(cursor.seekClosing('[', ']'), 'Missing close bracket on index', 'An index ends with a closing bracket.');
  }
  cursor.leave();
  const { end } = cursor.read();
  const { start } = open;
  if (key.kind === 'literal' && typeof key.value === 'number') return { key: key.value, dotted: false, start, end };
  if (key.kind === 'template' && key.style === 'quoted') {
    const [only, more] = key.parts;
    if (only === undefined) return { key: '', dotted: false, start, end };
    if (only.kind === 'text' && more === undefined) return { key: only.value, dotted: false, start, end };
  }
  return { key, start, end };
}

/** `.*` and the names and old indexes after it; brackets after it apply to the whole list. */
function parseAttributeSplat(cursor: TokenCursor, source: Expression, dot: Token): Expression {
  const star = cursor.read();
  const each: SplatStep[] = [];
  while (cursor.next.kind === '.') {
    const next = cursor.read();
    if (cursor.peekKind() === '*') {
      throw new SyntaxFailure(cursor.next, 'Nested splat expression not allowed', 'A splat cannot follow another one in the form with dots; use [*].');
    }
    if (cursor.peekKind() !== 'identifier' && cursor.peekKind() !== 'number') {
      throw new SyntaxFailure(star, 'Invalid attribute name', 'An attribute name must follow the dot.');
    }
    if (cursor.textOf(cursor.next).includes('.')) {
      throw new SyntaxFailure(star, 'Invalid legacy index syntax', 'Two indexes cannot follow each other with dots; write them in brackets, such as [*][0][1].');
    }
    each.push(parseDotted(cursor, next));
  }
  const marker = { start: dot.start, end: star.end };
  return { kind: 'splat', source, style: 'attribute', each, marker, start: source.start, end: each.at(-1)?.end ?? star.end };
}

/** `[*]` and every step after it, up to the next splat. */
function parseFullSplat(cursor: TokenCursor, source: Expression, open: Token): Expression {
  cursor.enter(false);
  cursor.read();
  if (cursor.next.kind !== ']') {
    throw new SyntaxFailure(cursor.next, 'Missing close bracket on splat index', 'The star of a splat is followed by a closing bracket.');
  }
  cursor.leave();
  const { end } = cursor.read();
  const each: SplatStep[] = [];
  for (;;) {
    const kind = cursor.peekKind();
    if (kind === '.' && cursor.peekSecondKind() !== '*') each.push(parseDotted(cursor, cursor.read()));
    else if (kind === '[' && cursor.peekSecondKind() !== '*') each.push(parseBracketed(cursor, cursor.read()));
    else break;
  }
  const marker = { start: open.start, end };
  return { kind: 'splat', source, style: 'full', each, marker, start: source.start, end: each.at(-1)?.end ?? end };
}

/** A call, after the first part of its name. */
function parseCall(cursor: TokenCursor, first: Token): Expression {
  let { end } = first;
  while (cursor.take('::')) {
    const part = cursor.next;
    if (part.kind !== 'identifier') {
      throw new SyntaxFailure(part, 'Missing function name', 'The name of a function must follow the double colon.');
    }
    end = cursor.read().end;
  }
  const nameSpan = { start: first.start, end };
  const name = cursor.textOf(nameSpan).replaceAll(/\s+/g, '');
  if (cursor.next.kind !== '(') {
    throw new SyntaxFailure(cursor.next, 'Missing open parenthesis', 'The name of a function is followed by its arguments in parentheses.');
  }
  cursor.enter(false);
  const open = cursor.read();
  const args: Expression[] = [];
  let expanded = false;
  for (;;) {
    if (cursor.peekKind() === ')') break;
    args.push(parseExpression(cursor));
    const separator = cursor.next;
    if (separator.kind === ')') break;
    if (separator.kind === ',') {
      cursor.read();
    } else if (separator.kind === '...') {
      cursor.read();
      expanded = true;
      if (cursor.peekKind() !== ')') {
        throw new SyntaxFailure(separator, 'Missing closing parenthesis', 'Nothing may follow an expanded argument (...) in a call.');
      }
      break;
    } else if (separator.kind === 'end') {
      throw new SyntaxFailure(
        { start: first.start, end: open.end },
        'Unterminated function call',
        'The parenthesis of this call is not closed before the end of the file.',
      );
    } else {
      throw new SyntaxFailure(separator, 'Missing argument separator', 'Arguments of a call are separated by commas.');
    }
  }
  cursor.leave();
  const close = cursor.read();
  return { kind: 'call', name, nameSpan, args: settled(args), expanded, start: first.start, end: close.end };
}

function parseTuple(cursor: TokenCursor): Expression {
  cursor.enter(false);
  const open = cursor.read();
  if (cursor.peeksWord('for')) return parseFor(cursor, open, ']');
  const items: Expression[] = [];
  for (;;) {
    if (cursor.next.kind === ']') break;
    items.push(parseExpression(cursor));
    const separator = cursor.next;
    if (separator.kind === ']') break;
    if (separator.kind === 'end') {
      throw new SyntaxFailure(open, 'Unterminated tuple constructor expression', 'This bracket is not closed before the end of the file.');
    }
    if (separator.kind !== ',') {
      throw new SyntaxFailure(separator, 'Missing item separator', 'Items of a list are separated by commas.');
    }
    cursor.read();
  }
  cursor.leave();
  const { end } = cursor.read();
  return { kind: 'tuple', items: settled(items), start: open.start, end };
}

function parseObject(cursor: TokenCursor): Expression {
  cursor.enter(true);
  const open = cursor.read();
  while (cursor.take('newline'));
  if (cursor.peeksWord('for')) {
    cursor.enter(false);
    return parseFor(cursor, open, '}');
  }
  const items: ObjectItem[] = [];
  for (;;) {
    while (cursor.take('newline'));
    if (cursor.next.kind === '}') break;
    items.push(parseObjectItem(cursor, open));
    const separator = cursor.next;
    if (separator.kind === '}') break;
    if (separator.kind === 'end') throw unterminatedObject(open);
    if (separator.kind !== ',' && separator.kind !== 'newline') {
      throw new SyntaxFailure(separator, 'Missing attribute separator', 'Items of an object are separated by line breaks or commas.');
    }
    cursor.read();
  }
  cursor.leave();
  const { end } = cursor.read();
  return { kind: 'object', items: settled(items), start: open.start, end };
}

function unterminatedObject(open: Span): SyntaxFailure {
  return new SyntaxFailure(open, 'Unterminated object constructor expression', 'This brace is not closed before the end of the file.');
}

function parseObjectItem(cursor: TokenCursor, open: Token): ObjectItem {
  const key = parseExpression(cursor);
  const equals = cursor.next;
  switch (equals.kind) {
    case '=':
    case ':':
      break;
    case 'newline':
    case ',':
      throw new SyntaxFailure(equals, 'Missing attribute value', 'An equals sign and a value must follow the name.');
    case 'end':
      throw unterminatedObject(open);
    default:
      throw new SyntaxFailure(equals, 'Missing key/value separator', 'An equals sign must stand between the name and the value.');
  }
  cursor.read();
  return { key, value: parseExpression(cursor) };
}

function invalidFor(span: Span, detail: string): SyntaxFailure {
  return new SyntaxFailure(span, "Invalid 'for' expression", detail);
}

/** A `for` expression after its opening bracket, up to and including the closing one. */
function parseFor(cursor: TokenCursor, open: Token, close: ']' | '}'): ForExpression {
  const name = (detail: string): Name => {
    const token = cursor.next;
    if (token.kind !== 'identifier') throw invalidFor(token, detail);
    cursor.read();
    return { text: cursor.textOf(token), start: token.start, end: token.end };
  };
  cursor.read();
  let value = name("A name for the elements must follow the word 'for'.");
  let key: Name | undefined;
  if (cursor.take(',')) {
    key = value;
    value = name('A second name, for the values, must follow the comma.');
  }
  if (!cursor.peeksWord('in')) throw invalidFor(cursor.next, "The word 'in' must follow the names.");
  cursor.read();
  const collection = parseExpression(cursor);
  if (cursor.next.kind !== ':') throw invalidFor(cursor.next, 'A colon must follow the collection.');
  cursor.read();
  let result = parseExpression(cursor);
  let resultKey: Expression | undefined;
  if (cursor.peekKind() === '=>') {
    if (close === ']') throw invalidFor(result, 'A list has no keys: use braces to build an object.');
    cursor.read();
    resultKey = result;
    result = parseExpression(cursor);
  } else if (close === '}') {
    throw invalidFor(result, 'An object needs a key and a value: key => value.');
  }
  const ellipsis = cursor.take('...');
  if (ellipsis && close === ']') throw invalidFor(ellipsis, 'Only an object can group its values with an ellipsis.');
  let condition: Expression | undefined;
  if (cursor.peeksWord('if')) {
    cursor.read();
    condition = parseExpression(cursor);
  }
  if (cursor.peekKind() !== close) throw invalidFor(cursor.next, `The expression should end with ${close} here.`);
  cursor.leave();
  if (close === '}') cursor.leave();
  const { end } = cursor.read();
  return { kind: 'for', key, value, collection, resultKey, result, grouped: ellipsis !== undefined, condition, start: open.start, end };
}
