import type { Edit, Span } from '../language/diagnostic.ts';
import type { Declaration } from './declaration.ts';

/** Edits of one file that give a declared list AWS's order. */
export interface Cure {
  /** Absolute path of the file where the list is written, which need not be the declaration's. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/**
 * The edits that put a declaration's subnets into AWS's order: the items change places, each with its quotes and its
 * comment, and nothing else changes.
 * @param order the live order, of the same subnets
 * @param read a file's text
 * @returns undefined where the list is put together from several places, or where an item is not a single subnet
 */
export function cureOrder(
  declaration: Declaration,
  order: readonly string[],
  read: (file: string) => string | undefined,
): Cure | undefined {
  const { items, written, unknown } = declaration.subnets;
  if (!written || unknown !== undefined || items.length !== order.length) return undefined;
  const text = read(written.file);
  if (text === undefined) return undefined;
  const slots: Span[] = [];
  for (const { slot } of items) {
    if (!slot || slot.file !== written.file || slot.span.start < written.span.start || slot.span.end > written.span.end)
      return undefined;
    slots.push(slot.span);
  }
  const sourceOf = order.map((id) => items.findIndex((item) => item.id === id));
  if (new Set(sourceOf).size !== items.length || sourceOf.includes(-1)) return undefined;
  // An anchor has to stay before the alias that uses it.
  if (slots.some(({ start, end }) => /^[&*]/.test(text.slice(start, end)))) return undefined;
  const regions =
    written.style === 'block'
      ? blockRegions(text, slots)
      : written.style === 'flow'
        ? flowRegions(text, slots, written.span)
        : [slots];
  const edits = regions.flatMap((column) =>
    column.flatMap((span, i) => {
      const from = column[sourceOf[i] ?? i];
      const newText = from && text.slice(from.start, from.end);
      return newText === undefined || newText === text.slice(span.start, span.end) ? [] : [{ span, newText }];
    }),
  );
  return edits.length ? { file: written.file, edits } : undefined;
}

/**
 * Of a list with one item a line, everything that belongs to each item: its line from the dash to the end with a comment
 * there, and the lines of comments above it. What stands above the first item speaks of the list rather than of the
 * item, unless every item has such lines.
 */
function blockRegions(text: string, slots: readonly Span[]): Span[][] {
  const lineStart = (offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = (offset: number) => {
    const at = text.indexOf('\n', offset);
    const end = at < 0 ? text.length : at;
    return text[end - 1] === '\r' ? end - 1 : end;
  };
  const own = slots.map((slot): Span => ({ start: dash(text, slot.start), end: lineEnd(slot.end) }));
  const onOwnLines = own.every((region, i) => i === 0 || lineStart(region.start) > (own[i - 1]?.end ?? 0));
  if (!onOwnLines) return [slots.map(({ start, end }) => ({ start, end }))];
  const commented = own.map(({ start }) => commentsAbove(text, lineStart(start)));
  const everyItem = commented.every((start, i) => start < lineStart(own[i]?.start ?? 0));
  return [
    own.map((region, i) => {
      const above = commented[i] ?? region.start;
      const has = above < lineStart(region.start);
      if (!has || (i === 0 && !everyItem)) return region;
      // From the first comment's text, so that the indentation before it stays where it is.
      return { start: above + (/^[ \t]*/.exec(text.slice(above))?.[0].length ?? 0), end: region.end };
    }),
  ];
}

/** The dash of the item that begins at an offset. */
function dash(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return offset - (/-[ \t]+$/.exec(before)?.[0].length ?? 0);
}

/** The beginning of the comment lines right above a line, or the line's own beginning. */
function commentsAbove(text: string, start: number): number {
  let first = start;
  while (first > 0) {
    const previous = text.lastIndexOf('\n', first - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(previous, first))) break;
    first = previous;
  }
  return first;
}

/** Of a list in brackets, the items, and where each stands on a line of its own, the comments behind them. */
function flowRegions(text: string, slots: readonly Span[], list: Span): Span[][] {
  const items = slots.map(({ start, end }) => ({ start, end }));
  const behind = slots.map(({ end }): Span | undefined => {
    const match = /^(?:[ \t]*,)?([ \t]*(?:#[^\r\n]*)?)(?=\r?\n)/.exec(text.slice(end, list.end));
    if (!match) return undefined;
    const tail = end + match[0].length;
    return { start: tail - (match[1] ?? '').length, end: tail };
  });
  const tails = behind.filter((tail) => tail !== undefined);
  const commented = tails.some(({ start, end }) => text.slice(start, end).includes('#'));
  return commented && tails.length === slots.length ? [items, tails] : [items];
}
