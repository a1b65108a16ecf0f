import type { Span } from '../../language/diagnostic.ts';
import type { Node } from '../../language/tree/node.ts';
import type { Template } from '../parser/template.ts';

/** A comment that has findings left out: `# plumbline-ignore: E3002, W3 reason`. */
export interface IgnoreComment {
  /** From its `#` to the end of its line. */
  readonly span: Span;
  /** Whether nothing else stands on its line. */
  readonly alone: boolean;
  /** The line, from 0, whose findings it leaves out: its own, or the next with content where it stands alone. */
  readonly line: number;
  /** The ids, each of which stands for all that begin with it, and where they are written. */
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
}

const marker = 'plumbline-ignore:';
const pattern = /#[ \t]*plumbline-ignore:([^\r\n]*)/g;
const id = /[ \t,]*((?:[EWI]\d{0,4}|plumbline_\w*))(?=[\s,]|$)/y;

/** The comments of a YAML template, in their order; JSON has none. */
export function ignoreComments(template: Template): IgnoreComment[] {
  const { text, document, json, value } = template;
  if (json || !text.includes(marker)) return [];
  return [...text.matchAll(pattern)].flatMap((match) => {
    const start = match.index;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const before = text.slice(lineStart, start);
    // A `#` begins a comment at the beginning of a line or behind a blank, and not within a value.
    if (!/(?:^|\s)$/.test(before) || (value && isWithinScalar(value, start))) return [];
    const alone = before.trim() === '';
    const own = document.positionAt(start).line;
    return [{ span: { start, end: start + match[0].trimEnd().length }, alone, line: alone ? nextLine(text, start, own) : own, ids: idsOf(match[1] ?? '', start + match[0].indexOf(':') + 1) }];
  });
}

/** The ids at the beginning of a comment's text; what follows them is its reason. */
function idsOf(written: string, offset: number): IgnoreComment['ids'] {
  const ids: { id: string; span: Span }[] = [];
  id.lastIndex = 0;
  for (let match = id.exec(written); match; match = id.exec(written)) {
    const name = match[1] ?? '';
    const end = offset + id.lastIndex;
    ids.push({ id: name, span: { start: end - name.length, end } });
  }
  return ids;
}

/** The next line that is neither blank nor a comment. */
function nextLine(text: string, offset: number, line: number): number {
  let next = line + 1;
  for (let at = text.indexOf('\n', offset) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    const end = text.indexOf('\n', at);
    if (!/^[ \t]*(?:#.*)?\r?$/.test(text.slice(at, end < 0 ? undefined : end))) return next;
    next++;
  }
  return next;
}

/** Whether a place is inside a scalar as it is written, such as a script. */
export function isWithinScalar(node: Node, offset: number): boolean {
  if (node.kind === 'scalar') return node.start < offset && offset < node.end;
  const within = (part: Node): boolean => part.start <= offset && offset <= part.end && isWithinScalar(part, offset);
  return node.kind === 'list' ? node.items.some(within) : node.entries.some(({ key, value }) => within(key) || within(value));
}
