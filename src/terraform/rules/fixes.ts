import type { Edit, Fix, Span } from '../../language/diagnostic.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';

/** The fix that writes the name that was probably meant. */
export function renamed({ start, end }: Span, suggestion: string | undefined): readonly Fix[] {
  return suggestion === undefined ? [] : replacement({ start, end }, suggestion, suggestion);
}

/** The same for what stands in quotes: a label, a value, a property in JSON. */
export function renamedString({ start, end }: Span, suggestion: string | undefined): readonly Fix[] {
  return suggestion === undefined ? [] : replacement({ start, end }, suggestion, JSON.stringify(suggestion));
}

function replacement(span: Span, name: string, newText: string): readonly Fix[] {
  return [{ title: `Replace with ${name}`, edits: [{ span, newText }] }];
}

/** The end of a message that says which name was probably meant. */
export function meant(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}

/** Where nothing stands after a brace but a comment, up to the next line. */
const restOfLine = /[ \t]*(?:(?:#|\/\/)[^\n]*)?\r?\n/y;

/** The edit that makes lines the first ones in a block; one that stands on a single line is opened up. */
export function firstLines({ parsed: { text } }: ModuleFile, block: Block, lines: readonly string[]): Edit {
  const outer = indentOf(text, block.start) ?? '';
  const [item] = block.body.items;
  const own = item && indentOf(text, item.start);
  const indent = own !== undefined && own.length > outer.length ? own : outer + (outer.includes('\t') ? '\t' : '  ');
  const at = block.body.start + 1;
  const written = lines.map((line) => `${indent}${line}\n`).join('');
  const closed = block.end - 1;
  if (!text.slice(at, closed).includes('\n')) {
    const inner = text.slice(at, closed).trim();
    return { span: { start: at, end: closed }, newText: `\n${written}${inner === '' ? '' : `${indent}${inner}\n`}${outer}` };
  }
  restOfLine.lastIndex = at;
  if (restOfLine.test(text)) return { span: { start: restOfLine.lastIndex, end: restOfLine.lastIndex }, newText: written };
  return { span: { start: at, end: at }, newText: `\n${written.slice(0, -1)}` };
}

/** The white space before an offset on its line; undefined where something else stands there. */
function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** The fix that removes what stands on lines of its own with its lines, and else nothing but itself. */
export function removal({ parsed: { text } }: ModuleFile, { start, end }: Span, what: string): readonly Fix[] {
  const indent = indentOf(text, start);
  restOfLine.lastIndex = end;
  const rest = restOfLine.test(text) ? restOfLine.lastIndex : /^[ \t]*$/.test(text.slice(end)) ? text.length : undefined;
  const span =
    indent !== undefined && rest !== undefined
      ? { start: start - indent.length, end: rest }
      : { start: start - (/[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0), end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
  return [{ title: `Remove the ${what}`, edits: [{ span, newText: '' }] }];
}

const closed = new Set<Expression['kind']>(['reference', 'access', 'index', 'splat', 'call', 'parentheses', 'tuple', 'object', 'for', 'template']);

/** The text of an expression that steps or an operator may follow. */
export function operand({ parsed: { text } }: ModuleFile, expression: Expression): string {
  const written = text.slice(expression.start, expression.end);
  return closed.has(expression.kind) ? written : `(${written})`;
}
