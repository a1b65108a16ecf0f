import type { Span } from '../../language/diagnostic.ts';
import type { AttributeForm, BodySchema } from '../schema/body.ts';
import { type Attribute, type Block, type BodyItem, type Expression, type Label, ParsedBody, type ParsedFile, type SyntaxProblem } from './ast.ts';
import { type JsonObject, type JsonScalar, type JsonValue, parseJson } from './json.ts';
import { type ParsedPiece, parseLoneExpression, parseLoneTemplate } from './parser.ts';

/**
 * Parses the JSON form of a configuration into the tree that the native syntax gives. JSON cannot tell a block from
 * an argument, so the schema does: what it does not list is an argument.
 * Form: https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseJsonBody(text: string, schema: BodySchema): ParsedFile {
  const { roots, problems } = parseJson(text);
  const converter = new Converter(text, problems.length > 0);
  const items = roots.flatMap((root) => converter.items(root, schema));
  return { text, body: new ParsedBody(items, { start: 0, end: text.length }), problems: [...problems, ...converter.problems], comments: roots.flatMap((root) => commentsIn(root)) };
}

/** Texts of a root's comment properties: https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties */
function commentsIn({ properties }: JsonObject): Span[] {
  return properties.filter(({ name, value }) => name === '//' && value.kind === 'scalar' && typeof value.value === 'string').map(({ value }) => inside(value));
}

class Converter {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  readonly #broken: boolean;

  constructor(text: string, broken: boolean) {
    this.#text = text;
    this.#broken = broken;
  }

  items(object: JsonObject, schema: BodySchema): BodyItem[] {
    const seen = new Set<string>();
    return object.properties.flatMap(({ name, nameSpan, value }): BodyItem[] => {
      if (name === '//') return [];
      const blockSchema = schema.blocks.get(name);
      if (blockSchema) return this.#blocks(name, nameSpan, value, [], blockSchema.labels.length, blockSchema.body);
      const summary = seen.has(name) ? repeated(name, schema) : undefined;
      seen.add(name);
      if (summary !== undefined) {
        this.#report(nameSpan, summary, `"${name}" is already set in this object.`);
        return [];
      }
      return [this.#attribute(name, nameSpan, value, schema.attributes.get(name)?.form ?? 'expression')];
    });
  }

  #attribute(name: string, nameSpan: Span, value: JsonValue, form: AttributeForm): Attribute {
    const expression = this.expression(value, form);
    return { kind: 'attribute', name, nameSpan: inside(nameSpan), value: expression, start: nameSpan.start, end: value.end };
  }

  #blocks(type: string, typeSpan: Span, value: JsonValue, labels: readonly Label[], missing: number, schema: BodySchema): Block[] {
    if (missing > 0 && !hasProperties(value)) this.#report(value, 'Missing block label', `The name of a property is needed here: it is a label of the block "${type}".`);
    return this.#unpacked(type, typeSpan, value, labels, missing, schema);
  }

  #unpacked(type: string, typeSpan: Span, value: JsonValue, labels: readonly Label[], missing: number, schema: BodySchema): Block[] {
    if (value.kind === 'array') {
      return value.items.flatMap((item) => this.#unpacked(type, typeSpan, item, labels, missing, schema));
    }
    if (value.kind === 'scalar' || value.kind === 'invalid') {
      if (value.kind === 'invalid' || value.value !== null) {
        this.#report(value, 'Incorrect JSON value type', `The blocks "${type}" are written as an object or a list of objects.`);
      }
      return [];
    }
    if (missing > 0) {
      return value.properties.flatMap(({ name, nameSpan, value: inner }) =>
        name === '//' ? [] : this.#blocks(type, typeSpan, inner, [...labels, { text: name, quoted: true, ...spanOf(nameSpan) }], missing - 1, schema),
      );
    }
    const header = { start: labels.at(-1)?.start ?? typeSpan.start, end: labels.at(-1)?.end ?? typeSpan.end };
    return [
      {
        kind: 'block',
        type,
        typeSpan: spanOf(typeSpan),
        labels,
        body: new ParsedBody(this.items(value, schema), spanOf(value)),
        header,
        broken: this.#broken,
        start: header.start,
        end: value.end,
      },
    ];
  }

  /** A value as an expression; strings are templates, or addresses and types where the argument takes those. */
  expression(value: JsonValue, form: AttributeForm): Expression {
    const { start, end } = value;
    switch (value.kind) {
      case 'array':
        return { kind: 'tuple', items: value.items.map((item) => this.expression(item, form)), start, end };
      case 'object':
        return {
          kind: 'object',
          items: value.properties
            .filter(({ name }) => name !== '//')
            .map((property) => ({
              key: this.#string({ kind: 'scalar', value: property.name, text: this.#raw(property.nameSpan), ...property.nameSpan }, 'expression'),
              value: this.expression(property.value, form),
            })),
          start,
          end,
        };
      case 'invalid':
        return { kind: 'invalid', start, end };
      case 'scalar':
        if (typeof value.value === 'string') return this.#string(value, form);
        return { kind: 'literal', value: value.value, text: value.text, start, end };
    }
  }

  #raw(span: Span): string {
    return this.#text.slice(span.start + 1, span.end - 1);
  }

  #string({ value, text, start, end }: JsonScalar, form: AttributeForm): Expression {
    const string = String(value);
    const span = { start, end };
    if (form === 'expression' || form.startsWith('constant')) {
      // A fixed value is taken as it is: what looks like a template in it is text.
      if (form !== 'expression' || (!string.includes('${') && !string.includes('%{'))) {
        const parts = string === '' ? [] : [{ kind: 'text' as const, value: string, start: start + 1, end: end - 1 }];
        return { kind: 'template', style: 'json', parts, start, end };
      }
      return this.#piece(parseLoneTemplate(string), text, span);
    }
    const piece = parseLoneExpression(string);
    const { problem } = piece;
    const summary = notRead[form];
    return this.#piece(problem && summary !== undefined ? { ...piece, problem: { ...problem, summary } } : piece, text, span);
  }

  /** Moves a piece that was parsed on its own to its place. */
  #piece({ expression, problem }: ParsedPiece, written: string, span: Span): Expression {
    const from = span.start + 1;
    const offsets = written.includes('\\') ? offsetsOf(written) : undefined;
    const at = (offset: number) => from + (offsets ? (offsets[offset] ?? written.length) : offset);
    const place = (inner: Span) => ({ start: at(inner.start), end: at(inner.end) });
    if (problem) this.#report(place(problem.span), problem.summary, problem.detail);
    if (!expression) return { kind: 'invalid', ...span };
    const moved = relocate(expression, place);
    return moved.kind === 'template' ? { ...moved, ...span } : moved;
  }

  #report(span: Span, summary: string, detail: string): void {
    this.problems.push({ span: spanOf(span), summary, detail });
  }
}

/** What Terraform says of a string that it cannot read as what is needed. */
const notRead: Partial<Record<AttributeForm, string>> = { type: 'Invalid type specification', address: 'Invalid expression', addresses: 'Invalid expression' };

function hasProperties(value: JsonValue): boolean {
  if (value.kind === 'array') return value.items.some((item) => hasProperties(item));
  return value.kind === 'object' && value.properties.length > 0;
}

/** What Terraform says of a second property of a name; undefined where it may be one more block that only a provider knows. */
function repeated(name: string, { attributes, open }: BodySchema): string | undefined {
  if (attributes.has(name)) return 'Duplicate argument';
  return open && attributes.size === 0 ? 'Duplicate attribute definition' : undefined;
}

/** Where each unit of what a string stands for is written. */
function offsetsOf(written: string): number[] {
  const offsets = [...written.matchAll(/\\u[\da-fA-F]{4}|\\[^]|[^]/g)].map(({ index }) => index);
  return [...offsets, written.length];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Without the quotes. */
function inside({ start, end }: Span): Span {
  return { start: start + 1, end: end - 1 };
}

/** A copy of a tree with every place in it moved. */
function relocate<T extends object>(tree: T, place: (span: Span) => Span): T {
  const copy = Object.fromEntries(
    Object.entries(tree).map(([key, value]: [string, unknown]) => [key, moveValue(value, place)]),
  );
  if ('start' in tree && 'end' in tree) Object.assign(copy, place(tree as Span));
  return copy as T;
}

function moveValue(value: unknown, place: (span: Span) => Span): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => moveValue(item, place));
  return typeof value === 'object' && value !== null ? relocate(value, place) : value;
}
