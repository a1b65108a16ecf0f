import type { Span } from '../language/diagnostic.ts';
import type { Node, ScalarNode } from '../language/tree/node.ts';

/** Where something is written, and how. */
export interface Origin {
  /** Absolute path. */
  readonly file: string;
  readonly span: Span;
  /** The text of the span. */
  readonly raw: string;
}

/** What an expression or a YAML value comes to, as far as it is known without running anything. */
export type Value = TextValue | PlainValue | ListValue | MapValue | UndefinedValue | UnknownValue;

/** A stretch of a text, with the place that gave it. */
export interface TextPart {
  readonly text: string;
  readonly slot?: Origin | undefined;
}

export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  /** Where the whole text is written. */
  readonly origin?: Origin | undefined;
  /** What it is put together from, in order; their texts joined are `text`. */
  readonly parts?: readonly TextPart[] | undefined;
  /** The list that it was joined from with a comma, no item of which holds a comma. */
  readonly joined?: ListValue | undefined;
}

export interface PlainValue {
  readonly kind: 'plain';
  readonly value: number | boolean | null;
}

export interface ListItem {
  readonly value: Value;
  /** Where this item stands in its list: exchanging the texts of two slots exchanges the items. */
  readonly slot?: Origin | undefined;
}

/** How a list is written: one item a line, in brackets, or inside a string. */
export type ListStyle = 'block' | 'flow' | 'inline';

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly ListItem[];
  /** Where the list is written as a whole; undefined for one put together from several places. */
  readonly written?: { readonly origin: Origin; readonly style: ListStyle } | undefined;
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Value>;
}

/** No such variable, key or item in the files at hand. */
export interface UndefinedValue {
  readonly kind: 'undefined';
  readonly name: string;
}

/** The name that stands for an argument as if it were not there. */
export const omitted = 'omit';

/** Known only when the play runs, or not understood. */
export interface UnknownValue {
  readonly kind: 'unknown';
  /** A sentence without its full stop, about the thing that is unknown. */
  readonly reason: string;
  /** True where the value is AWS's own answer, so its order is AWS's whatever it is. */
  readonly orderSafe?: boolean;
}

export function textValue(text: string, origin?: Origin): TextValue {
  return { kind: 'text', text, origin };
}

export function plainValue(value: number | boolean | null): PlainValue {
  return { kind: 'plain', value };
}

export function unknown(reason: string): UnknownValue {
  return { kind: 'unknown', reason };
}

/** The place of a node in its file. */
export function originOf(node: Node, file: string, text: string): Origin {
  const span = { start: node.start, end: node.end };
  return { file, span, raw: text.slice(node.start, node.end) };
}

/**
 * The offset in the file of the beginning of a scalar's text, where text and source are the same stretch; undefined for
 * a scalar with escapes or over several lines.
 */
export function textOffset(node: ScalarNode, source: string): number | undefined {
  const start = node.end - node.text.length - (node.style === 'single' || node.style === 'double' ? 1 : 0);
  return source.startsWith(node.text, start) && start >= node.start && !node.text.includes('\n') ? start : undefined;
}

/** Places of the parts of a text in the source that it is written in, found one after the other; undefined where one is not there. */
export function locateParts(origin: Origin, parts: readonly string[]): Origin[] | undefined {
  const places: Origin[] = [];
  let from = 0;
  for (const part of parts) {
    const at = origin.raw.indexOf(part, from);
    if (part === '' || at < 0) return undefined;
    from = at + part.length;
    places.push({ file: origin.file, span: { start: origin.span.start + at, end: origin.span.start + from }, raw: part });
  }
  return places;
}

/**
 * Splits a text into a list, each item with its slot where the text says it.
 * @param separator undefined splits on white space, as Python does
 */
export function splitText(value: TextValue, separator: string | undefined): ListValue {
  if (separator === ',' && value.joined) return value.joined;
  const texts = separator === undefined ? value.text.trim().split(/\s+/).filter(Boolean) : value.text.split(separator);
  const written = value.origin && { origin: value.origin, style: 'inline' as const };
  const slots = separator === undefined ? undefined : slotsOf(value, texts, separator);
  return {
    kind: 'list',
    items: texts.map((text, i) => ({ value: textValue(text, slots?.[i]), slot: slots?.[i] })),
    written: slots && written,
  };
}

function slotsOf(value: TextValue, texts: readonly string[], separator: string): (Origin | undefined)[] | undefined {
  if (!value.parts)
    return (
      value.origin &&
      locateParts(
        value.origin,
        texts.map((text) => text.trim()),
      )
    );
  // A piece has a slot only where it is exactly one part, white space around it aside.
  const slots: (Origin | undefined)[] = [];
  let position = 0;
  for (const text of texts) {
    let offset = 0;
    const end = position + text.length;
    const inside = value.parts.flatMap((part) => {
      const start = offset;
      offset += part.text.length;
      const overlap = value.text.slice(Math.max(start, position), Math.min(offset, end)).trim();
      return Math.max(start, position) < Math.min(offset, end) && overlap ? [{ part, overlap }] : [];
    });
    const only = inside.length === 1 ? inside[0] : undefined;
    slots.push(
      only?.part.slot &&
        (only.part.text.trim() === only.overlap ? only.part.slot : locateParts(only.part.slot, [only.overlap])?.[0]),
    );
    position = end + separator.length;
  }
  return slots.every((slot) => slot !== undefined) ? slots : undefined;
}

/** Python's truth; undefined where the value is not known. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'text':
      return value.text !== '';
    case 'plain':
      return Boolean(value.value);
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0;
    case 'undefined':
    case 'unknown':
      return undefined;
  }
}

/** The value as it comes out inside a text; undefined for what has no plain text. */
export function toText(value: Value): string | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind !== 'plain') return undefined;
  if (value.value === null) return '';
  if (value.value === true) return 'True';
  return value.value === false ? 'False' : String(value.value);
}

/** Python's equality; undefined where either side is not known, or too deep to compare. */
export function equals(left: Value, right: Value, depth = 0): boolean | undefined {
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text;
  if (left.kind === 'plain' && right.kind === 'plain') {
    // True is 1 in Python, None is nothing but itself.
    return left.value === null || right.value === null
      ? left.value === right.value
      : Number(left.value) === Number(right.value);
  }
  if (left.kind === 'list' && right.kind === 'list') {
    if (left.items.length !== right.items.length) return false;
    if (depth > 2) return undefined;
    const results = left.items.map((item, i) => {
      const other = right.items[i];
      return other && equals(item.value, other.value, depth + 1);
    });
    return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
  }
  if (left.kind === 'map' && right.kind === 'map') return undefined;
  return false;
}

/** The value of a name that is used but not defined. */
export function notDefined(name: string): Value {
  return unknown(`'${name}' is defined nowhere in these files`);
}

/** What becomes of an operation on a value that it does not fit; `what` names the result. */
export function missing(value: Value, what: string): Value {
  if (value.kind === 'unknown') return value;
  return value.kind === 'undefined' ? notDefined(value.name) : unknown(`${what} is not understood`);
}

/** `target.key` or `target[key]`. */
export function member(target: Value, key: Value): Value {
  if (key.kind === 'unknown') return key;
  if (target.kind === 'list' && key.kind === 'plain' && typeof key.value === 'number') {
    return target.items.at(key.value)?.value ?? { kind: 'undefined', name: `item ${key.value}` };
  }
  const name = toText(key);
  if (target.kind === 'unknown' || target.kind === 'undefined') return target;
  return (
    (target.kind === 'map' && name !== undefined && target.entries.get(name)) || { kind: 'undefined', name: name ?? 'a member' }
  );
}

/** Characters of a text and items of a list beyond which a value is given up: variables that double each other grow fast. */
const maxText = 100_000;
const maxItems = 10_000;

/** The value, or that it is unknown because it is too large to be meant. */
export function bounded(value: Value): Value {
  const size = value.kind === 'text' ? value.text.length / maxText : value.kind === 'list' ? value.items.length / maxItems : 0;
  return size > 1 || (value.kind === 'text' && (value.parts?.length ?? 0) > maxItems) ? unknown('it grows too large') : value;
}
