import { anyType, boolType, listOf, mapOf, numberType, setOf, stringType, type Type } from '../eval/type.ts';
import type { AttributeSchema, BlockSchema, BodySchema } from './body.ts';

/**
 * A body as the generated table stores it: "a" holds attributes, "b" blocks. An attribute is a string: r(equired),
 * o(ptional), c(omputed only) or p (optional and computed), then the type: s n b for primitives, L S M before the
 * element's type, * for anything. An attribute that is an object, or several, is an array: flags, kind (L S M or 1),
 * body. A block is an array: minimum number, maximum number (0: any), kind (L, S, M, 1 or B), body. 1 and B stand for one
 * alone; what is 1 may be written as an argument and as a block alike, what is B in the one way only. "o" says that a
 * body may hold anything.
 */
export interface StoredBody {
  readonly o?: 1;
  readonly a?: Readonly<Record<string, string | readonly [string, string, StoredBody]>>;
  readonly b?: Readonly<Record<string, readonly [number, number, string, StoredBody]>>;
}

/** How a stored body is to be taken. */
export interface Reading {
  /** Whether it is certain that arguments that hold objects cannot be written as blocks. */
  readonly strict?: boolean;
  /** Whether the provider is newer than what is stored, and may know more. */
  readonly partial?: boolean;
}

const primitives = new Map<string, Type>([
  ['s', stringType],
  ['n', numberType],
  ['b', boolType],
]);

function typeOfCode(code: string): Type {
  const inner = code.slice(1);
  switch (code[0]) {
    case 'L':
      return listOf(typeOfCode(inner));
    case 'S':
      return setOf(typeOfCode(inner));
    case 'M':
      return mapOf(typeOfCode(inner));
    default:
      return primitives.get(code) ?? anyType;
  }
}

function several(kind: string, element: Type): Type {
  switch (kind) {
    case 'L':
      return listOf(element);
    case 'S':
      return setOf(element);
    case 'M':
      return mapOf(element);
    default:
      return element;
  }
}

/** The type of the object that a block gives: its arguments, its blocks and what only the provider sets. */
export function objectTypeOf({ o, a = {}, b = {} }: StoredBody, reading: Reading = {}): Type {
  if (o) return anyType;
  const attributes = new Map<string, Type>();
  for (const [name, stored] of Object.entries(a)) {
    attributes.set(name, typeof stored === 'string' ? typeOfCode(stored.slice(1)) : several(stored[1], objectTypeOf(stored[2], reading)));
  }
  for (const [name, [, , kind, body]] of Object.entries(b)) attributes.set(name, several(kind, objectTypeOf(body, reading)));
  return { kind: 'object', attributes, optional: new Set(), schema: reading.partial ? 'partial' : 'whole' };
}

/** What the body of a provider's block may hold. */
export function bodySchemaOf({ o, a = {}, b = {} }: StoredBody, reading: Reading = {}): BodySchema {
  const attributes = new Map<string, AttributeSchema>();
  const blocks = new Map<string, BlockSchema>();
  for (const [name, stored] of Object.entries(a)) {
    const flags = stored[0] ?? '';
    const nested = typeof stored !== 'string';
    attributes.set(name, {
      form: 'expression',
      required: flags.startsWith('r'),
      computed: flags.startsWith('c'),
      type: nested || typeof stored !== 'string' ? anyType : typeOfCode(stored.slice(1)),
    });
    // Lists of objects may be written as blocks too.
    if (nested && !flags.startsWith('c') && !reading.strict) blocks.set(name, { labels: [], body: bodySchemaOf(stored[2], reading), either: true });
  }
  for (const [name, [minimum, maximum, kind, body]] of Object.entries(b)) {
    const either = kind === '1';
    blocks.set(name, { labels: [], body: bodySchemaOf(body, reading), minimum, maximum, either });
    if (either) attributes.set(name, { form: 'expression', required: false, computed: false, type: anyType });
  }
  return { attributes, blocks, open: o === 1, ...(reading.partial && { partial: true }) };
}

/** What a provider's block may hold in all: what the provider defines, and what every block of its kind may hold. */
export function withinBlock(schema: BodySchema, own: BodySchema): BodySchema {
  return { ...schema, attributes: new Map([...schema.attributes, ...own.attributes]), blocks: new Map([...schema.blocks, ...own.blocks]) };
}
