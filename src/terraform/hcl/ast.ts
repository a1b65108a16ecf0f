import type { Span } from '../../language/diagnostic.ts';

/** The content of a file or of a block, in document order. */
export interface Body extends Span {
  readonly items: readonly BodyItem[];
  /** The arguments directly in the body. */
  readonly attributes: readonly Attribute[];
  /** The same by name; of several with one name the first. */
  readonly named: ReadonlyMap<string, Attribute>;
  /** The blocks directly in the body. */
  readonly blocks: readonly Block[];
  /** The body as it was parsed: the same object for as long as its text stays, wherever that moves. */
  readonly origin: Body;
  /** The blocks of a type directly in the body. */
  blocksOf(type: string): readonly Block[];
  /** The body so many characters further down. */
  moved(by: number): Body;
}

/** A body as it was parsed. It is looked at all the time, so what it holds are fields as plain as can be. */
export class ParsedBody implements Body {
  readonly start: number;
  readonly end: number;
  readonly items: readonly BodyItem[];
  readonly attributes: readonly Attribute[];
  readonly named: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  private byType: ReadonlyMap<string, readonly Block[]> | undefined;

  /** @param named the arguments among the items by name, where that is known */
  constructor(items: readonly BodyItem[], { start, end }: Span, named?: ReadonlyMap<string, Attribute>) {
    // Most bodies hold nothing but arguments or nothing but blocks, for which no list is made.
    const attributes = items.every(isAttribute) ? items : items.filter(isAttribute);
    this.start = start;
    this.end = end;
    this.items = items;
    this.attributes = attributes;
    this.named = named ?? byName(attributes);
    this.blocks = attributes.length === 0 ? (items as readonly Block[]) : attributes.length === items.length ? noBlocks : items.filter(isBlock);
  }

  get origin(): Body {
    return this;
  }

  blocksOf(type: string): readonly Block[] {
    if (this.blocks.length === 0) return this.blocks;
    this.byType ??= blocksByType(this.blocks);
    return this.byType.get(type) ?? [];
  }

  moved(by: number): Body {
    return movedBody(this, by);
  }
}

/** A body further down than it was parsed. What it holds is moved when it is looked at. */
class MovedBody implements Body {
  readonly start: number;
  readonly end: number;
  readonly origin: Body;
  #parsed: ParsedBody | undefined;

  constructor(origin: Body, by: number) {
    this.origin = origin;
    this.start = origin.start + by;
    this.end = origin.end + by;
  }

  get #body(): Body {
    const by = this.start - this.origin.start;
    this.#parsed ??= new ParsedBody(this.origin.items.map((item) => movedItem(item, by)), this);
    return this.#parsed;
  }

  get items(): readonly BodyItem[] {
    return this.#body.items;
  }

  get attributes(): readonly Attribute[] {
    return this.#body.attributes;
  }

  get named(): ReadonlyMap<string, Attribute> {
    return this.#body.named;
  }

  get blocks(): readonly Block[] {
    return this.#body.blocks;
  }

  blocksOf(type: string): readonly Block[] {
    return this.#body.blocksOf(type);
  }

  moved(by: number): Body {
    return movedBody(this.origin, this.start - this.origin.start + by);
  }
}

function movedBody(origin: Body, by: number): Body {
  return by === 0 ? origin : new MovedBody(origin, by);
}

const noBlocks: readonly Block[] = [];
const nothingNamed: ReadonlyMap<string, Attribute> = new Map();

function isAttribute(item: BodyItem): item is Attribute {
  return item.kind === 'attribute';
}

function isBlock(item: BodyItem): item is Block {
  return item.kind === 'block';
}

function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return attributes.length === 0 ? nothingNamed : new Map(attributes.toReversed().map((attribute) => [attribute.name, attribute]));
}

/** A block so many characters further down; what it holds is moved when it is looked at. */
export function movedBlock(block: Block, by: number): Block {
  if (by === 0) return block;
  const { typeSpan, labels, body, header, start, end } = block;
  return {
    ...block,
    typeSpan: { start: typeSpan.start + by, end: typeSpan.end + by },
    labels: labels.map((label) => ({ ...label, start: label.start + by, end: label.end + by })),
    body: body.moved(by),
    header: { start: header.start + by, end: header.end + by },
    start: start + by,
    end: end + by,
  };
}

function movedItem(item: BodyItem, by: number): BodyItem {
  return item.kind === 'block' ? movedBlock(item, by) : movedNode(item, by);
}

/** A node of an expression and all in it: whatever is called `start` or `end` is a place. */
function movedNode<T extends object>(node: T, by: number): T {
  if (Array.isArray(node)) return node.map((item: unknown) => (typeof item === 'object' && item !== null ? movedNode(item, by) : item)) as unknown as T;
  const moved = { ...node } as Record<string, unknown>;
  for (const name in moved) {
    const value = moved[name];
    if (typeof value === 'number') {
      if (name === 'start' || name === 'end') moved[name] = value + by;
    } else if (typeof value === 'object' && value !== null) {
      moved[name] = movedNode(value, by);
    }
  }
  return moved as T;
}

function blocksByType(blocks: readonly Block[]): ReadonlyMap<string, readonly Block[]> {
  const byType = new Map<string, Block[]>();
  for (const block of blocks) {
    const known = byType.get(block.type);
    if (known) known.push(block);
    else byType.set(block.type, [block]);
  }
  return byType;
}

export type BodyItem = Attribute | Block;

/** `name = value` */
export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

/** `type "label" ... { ... }` */
export interface Block extends Span {
  readonly kind: 'block';
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** From the type to the last label: what Terraform points at when it speaks of the block. */
  readonly header: Span;
  /** True where a syntax error lies inside, so what is missing may just not have been understood. */
  readonly broken: boolean;
}

/** A block label; the span includes its quotes. */
export interface Label extends Span {
  readonly text: string;
  readonly quoted: boolean;
}

export type Expression =
  | Literal
  | Template
  | Tuple
  | ObjectExpression
  | ForExpression
  | Call
  | Conditional
  | Binary
  | Unary
  | Parentheses
  | Reference
  | Access
  | Index
  | Splat
  | Invalid;

/** `true`, `null`, `12.5`. `text` is the literal as written: numbers are of any precision. */
export interface Literal extends Span {
  readonly kind: 'literal';
  readonly value: number | boolean | null;
  readonly text: string;
}

/** A quoted string or a heredoc. A plain string has one literal part, the empty string none. */
export interface Template extends Span {
  readonly kind: 'template';
  readonly style: 'quoted' | 'heredoc' | 'json';
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = TemplateText | Interpolation | IfDirective | ForDirective;

/** Literal text with its escapes resolved and heredoc indentation removed. */
export interface TemplateText extends Span {
  readonly kind: 'text';
  readonly value: string;
}

/** `${value}` */
export interface Interpolation extends Span {
  readonly kind: 'interpolation';
  readonly value: Expression;
}

/** `%{ if condition }...%{ else }...%{ endif }` */
export interface IfDirective extends Span {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly whenTrue: readonly TemplatePart[];
  readonly whenFalse: readonly TemplatePart[];
}

/** `%{ for key, value in collection }...%{ endfor }` */
export interface ForDirective extends Span {
  readonly kind: 'for';
  readonly key: Name | undefined;
  readonly value: Name;
  readonly collection: Expression;
  readonly body: readonly TemplatePart[];
}

/** A name that an expression declares. */
export interface Name extends Span {
  readonly text: string;
}

/** `[a, b]` */
export interface Tuple extends Span {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
}

/** `{ key = value }` */
export interface ObjectExpression extends Span {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
}

export interface ObjectItem {
  /** A bare name stands for itself here: it is a reference only in parentheses. */
  readonly key: Expression;
  readonly value: Expression;
}

/** `[for v in c : r if t]` and `{for k, v in c : n => r... if t}` */
export interface ForExpression extends Span {
  readonly kind: 'for';
  readonly key: Name | undefined;
  readonly value: Name;
  readonly collection: Expression;
  /** The result's key; undefined when a tuple is built. */
  readonly resultKey: Expression | undefined;
  readonly result: Expression;
  readonly grouped: boolean;
  readonly condition: Expression | undefined;
}

/** `name(a, b...)`; a provider's function is called `provider::aws::arn_parse`. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expanded: boolean;
}

/** `condition ? whenTrue : whenFalse` */
export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}

/** `(inner)` */
export interface Parentheses extends Span {
  readonly kind: 'parentheses';
  readonly inner: Expression;
}

/** A name and the constant steps after it: `var.a["b"][0].c`. */
export interface Reference extends Span {
  readonly kind: 'reference';
  readonly root: Name;
  readonly steps: readonly Step[];
}

/** `.name` (a string with `dotted`), `.0`, `["name"]` or `[0]`: the key and where it stands, brackets or dot included. */
export interface Step extends Span {
  readonly key: string | number;
  readonly dotted: boolean;
}

/** Constant steps after anything but a name: `f().a`, `(x)[0]`. */
export interface Access extends Span {
  readonly kind: 'access';
  readonly source: Expression;
  readonly steps: readonly Step[];
}

/** `collection[key]` with a key that is not constant. */
export interface Index extends Span {
  readonly kind: 'index';
  readonly collection: Expression;
  readonly key: Expression;
}

/** `source[*].steps` or `source.*.steps`; `each` is what is taken of each element, reading from `item`. */
export interface Splat extends Span {
  readonly kind: 'splat';
  readonly source: Expression;
  readonly style: 'full' | 'attribute';
  readonly each: readonly SplatStep[];
  /** `[*]` or `.*` */
  readonly marker: Span;
}

/** A step after a splat; a key that is not constant is an expression. */
export type SplatStep = Step | (Span & { readonly key: Expression });

/** What could not be understood; a syntax error has been reported for it. */
export interface Invalid extends Span {
  readonly kind: 'invalid';
}

/** A syntax error: HCL's own summary, and what to do about it. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly summary: string;
  readonly detail: string;
}

/** What a parser makes of a file: everything that could be understood, and every problem. */
export interface ParsedFile {
  readonly text: string;
  readonly body: Body;
  readonly problems: readonly SyntaxProblem[];
  /** Comments in order; a line comment includes its line break. */
  readonly comments: readonly Span[];
}
