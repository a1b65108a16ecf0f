import { parseJsonBody } from '../../src/terraform/hcl/jsonBody.ts';
import { parseHcl } from '../../src/terraform/hcl/parser.ts';
import type { Block, Body, ParsedFile } from '../../src/terraform/hcl/ast.ts';
import { schemaOf } from '../../src/terraform/model/file.ts';
import { roleOf } from '../../src/terraform/model/role.ts';

/** A change of a text. */
export interface Edit {
  /** What it does. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A name in capitals, as no text holds it, for what is written anew. */
const unused = 'ZZZ';

/** A file's text as its name says that it is read. */
export function parseAs(name: string, text: string): ParsedFile {
  return name.endsWith('.json') ? parseJsonBody(text, schemaOf(roleOf(name) ?? 'configuration')) : parseHcl(text);
}

/** What people type into a file: letters at several places, lines, declarations and names, and what leaves a text open for a while. */
export function editsOf(name: string, text: string): Edit[] {
  return name.endsWith('.json') ? editsOfJson(text) : editsOfHcl(text);
}

function insert(name: string, at: number, newText: string): Edit[] {
  return at < 0 || at === Infinity ? [] : [{ name, start: at, end: at, newText }];
}

function editsOfJson(text: string): Edit[] {
  const lines = [...text.matchAll(/": "\w/g)].map(({ index }) => index + 4);
  const middle = lines[lines.length >> 1] ?? -1;
  const first = lines[0] ?? -1;
  return [
    ...insert('a blank between two values', text.indexOf('\n', text.length / 2), ' '),
    ...insert('a letter in a value', middle, 'x'),
    ...insert('a letter in the first value', first, 'x'),
    ...insert('a line at the top', 0, '\n'),
    ...insert('an open quote', middle - 1, '"'),
    ...insert('a comma too many', text.indexOf(',', text.length / 2), ','),
  ];
}

function editsOfHcl(text: string): Edit[] {
  const { body } = parseHcl(text);
  const blocks = body.blocks.filter(({ end, start }) => text.slice(start, end).includes('\n'));
  const middle = blocks.find(({ end }) => end > text.length / 2);
  const largest = blocks.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
  const used = mostUsed(body, text);
  // A place in the middle of what is edited, at the end of a line.
  const lineEnd = (block: Block | undefined) => (block ? endOfLine(text, block) : text.indexOf('\n', text.length / 2));
  const value = text.indexOf('= "', Math.max(middle?.start ?? 0, text.length / 2)) + 3;
  const at = lineEnd(middle);
  return [
    ...insert('a blank at the end of a line', at, ' '),
    ...insert('a blank in the largest block', lineEnd(largest), ' '),
    ...insert('a letter in a value', value > 2 ? value : -1, 'x'),
    ...insert('a new line in a block', at, '\n'),
    ...insert('a half argument', at, '\n  zz'),
    ...insert('a line at the top', 0, '# a comment\n'),
    ...insert('a comment at the end', text.length, '# a comment\n'),
    ...insert('a new local value', text.length, `\nlocals {\n  ${unused} = 1\n}\n`),
    ...insert('a new variable', text.length, `\nvariable "${unused}" {\n}\n`),
    ...(used ? insert(`a letter in a name that is used`, used.end - 1, 'x') : []),
    ...deleted('the braces of a block less', blocks.length > 1 && middle ? { start: middle.end - 1, end: middle.end } : undefined),
    ...insert('an open quote', at, '\n  a = "'),
    ...insert('an open brace', at, '\n  a = {'),
    ...insert('an open heredoc', at, '\n  a = <<EOT'),
    ...insert('an open comment', at, '\n  /*'),
  ];
}

function deleted(name: string, span: { readonly start: number; readonly end: number } | undefined): Edit[] {
  return span ? [{ name, ...span, newText: '' }] : [];
}

/** The end of a line of arguments in the middle of a block. */
function endOfLine(text: string, { body }: Block): number {
  const { attributes, blocks } = body;
  const inner = blocks[blocks.length >> 1];
  if (inner && blocks.length > attributes.length) return endOfLine(text, inner);
  const attribute = attributes[attributes.length >> 1];
  return text.indexOf('\n', attribute ? attribute.end - 1 : body.start);
}

/** The last label of the block that is named most often in a text. */
function mostUsed({ blocks }: Body, text: string) {
  const names = blocks.flatMap(({ labels }) => labels.slice(-1));
  return names.toSorted((a, b) => text.split(b.text).length - text.split(a.text).length)[0];
}
