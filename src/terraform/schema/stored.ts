import { anyType, boolType, listOf, mapOf, numberType, setOf, stringType, type Type } from '../eval/type.ts';
import { type AttributeSchema, type BlockSchema, type BodySchema, bodySchema } from './body.ts';

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

/** Arguments with the same code are the same. */
const argumentsByCode = new Map<string, AttributeSchema & { readonly type: Type }>();

function argumentOfCode(code: string): AttributeSchema & { readonly type: Type } {
  const known = argumentsByCode.get(code);
  if (known) return known;
  const argument = { form: 'expression', required: code.startsWith('r'), computed: code.startsWith('c'), type: typeOfCode(code.slice(1)) } as const;
  argumentsByCode.set(code, argument);
  return argument;
}

/** The type of the object that a block gives: its arguments, its blocks and what only the provider sets. */
export function objectTypeOf({ o, a = {}, b = {} }: StoredBody, reading: Reading = {}): Type {
  if (o) return anyType;
  const attributes = new Map<string, Type>();
  for (const [name, stored] of Object.entries(a)) {
    attributes.set(name, typeof stored === 'string' ? argumentOfCode(stored).type : several(stored[1], objectTypeOf(stored[2], reading)));
  }
  for (const [name, [, , kind, body]] of Object.entries(b)) attributes.set(name, several(kind, objectTypeOf(body, reading)));
  return { kind: 'object', attributes, optional: new Set(), schema: reading.partial ? 'partial' : 'whole' };
}

/** A block in a provider's block. What it may hold is made when it is asked for: most blocks that there are, a file does not have. */
class NestedBlock implements BlockSchema {
  readonly labels: readonly string[] = [];
  readonly either: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly #stored: StoredBody;
  readonly #reading: Reading;
  #body: BodySchema | undefined;

  constructor(stored: StoredBody, reading: Reading, either: boolean, minimum = 0, maximum = 0) {
    this.#stored = stored;
    this.#reading = reading;
    this.either = either;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  get body(): BodySchema {
    this.#body ??= bodySchemaOf(this.#stored, this.#reading);
    return this.#body;
  }
}

/** What the body of a provider's block may hold. */
export function bodySchemaOf({ o, a = {}, b = {} }: StoredBody, reading: Reading = {}): BodySchema {
  const attributes = new Map<string, AttributeSchema>();
  const blocks = new Map<string, BlockSchema>();
  for (const [name, stored] of Object.entries(a)) {
    const argument = argumentOfCode(typeof stored === 'string' ? stored : `${stored[0]}*`);
    attributes.set(name, argument);
    // Lists of objects may be written as blocks too.
    if (typeof stored !== 'string' && !argument.computed && !reading.strict) blocks.set(name, new NestedBlock(stored[2], reading, true));
  }
  for (const [name, [minimum, maximum, kind, body]] of Object.entries(b)) {
    const either = kind === '1';
    blocks.set(name, new NestedBlock(body, reading, either, minimum, maximum));
    if (either) attributes.set(name, argumentOfCode('o*'));
  }
  return bodySchema({ attributes, blocks, open: o === 1, ...(reading.partial && { partial: true }) });
}

/** What a provider's block may hold in all: what the provider defines, and what every block of its kind may hold. */
export function withinBlock(schema: BodySchema, own: BodySchema): BodySchema {
  return bodySchema({ ...own, ...schema, attributes: joined(schema.attributes, own.attributes), blocks: joined(schema.blocks, own.blocks) });
}

function joined<T>(first: ReadonlyMap<string, T>, second: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const all = new Map(first);
  second.forEach((value, name) => all.set(name, value));
  return all;
}
