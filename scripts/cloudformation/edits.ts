import type { Template } from '../../src/cloudformation/parser/template.ts';
import type { Node } from '../../src/language/tree/node.ts';

/** A change of a text. */
export interface Edit {
  /** What it does, and to what. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** So many declarations of a kind are edited. */
const ofAKind = 3;

/**
 * Edits that change what much of a template looks at, or how the rest of it is read: a parameter or resource that many
 * refer to loses its type or its name, a parameter's values or a condition change, a quote stays open, a comment moves everything.
 */
export function farReachingEdits(template: Template): Edit[] {
  const { text, parameters, conditions, resources } = template;
  const uses = (name: string): number => text.split(name).length;
  const mostUsed = [...parameters.values(), ...resources.values()].toSorted((a, b) => uses(b.name) - uses(a.name)).slice(0, ofAKind);
  const values = mostUsed.flatMap((declaration) => ['AllowedValues', 'Default'].map((field) => ({ name: declaration.name, field, entry: parameters.get(declaration.name)?.entry(field) })));
  const insert = (name: string, at: number, newText: string): Edit => ({ name, start: at, end: at, newText });
  return [
    insert('a comment at the top', 0, template.json ? ' ' : '# a comment\n'),
    ...mostUsed.map(({ name, key }) => insert(`a letter in the name of ${name}`, key.end - (text[key.end - 1] === '"' ? 1 : 0), 'x')),
    ...mostUsed.flatMap(({ name, value }) => keyOf(value, 'Type').map((key) => ({ name: `a letter less in the key Type of ${name}`, start: key.start, end: key.end, newText: text.slice(key.start, key.end).replace('Type', 'Typ') }))),
    ...values.flatMap(({ name, field, entry }) => (entry ? scalarIn(entry.value).map((node) => insert(`a letter in ${field} of ${name}`, lastLetterEnd(text, node), 'x')) : [])),
    ...[...conditions.values()].slice(0, ofAKind).flatMap(({ name, value }) => scalarIn(value).map((node) => insert(`a letter in the condition ${name}`, lastLetterEnd(text, node), 'x'))),
    ...[...resources.values()].slice(0, ofAKind).flatMap(({ name, value }) => keyOf(value, 'Type').map((key) => insert(`an open quote in ${name}`, text.indexOf(':', key.end - 1) + 2, '"'))),
  ];
}

function keyOf(node: Node, name: string) {
  return node.kind === 'map' ? node.entries.flatMap(({ key }) => (key.text === name ? [key] : [])) : [];
}

/** Where a value ends, the quote behind it left out. */
function lastLetterEnd(text: string, { end }: Node): number {
  return end - (/["']/.test(text[end - 1] ?? '') ? 1 : 0);
}

/** The last single value in a value that is written in the text. */
function scalarIn(node: Node): Node[] {
  if (node.kind === 'scalar') return node.synthetic || node.end === node.start ? [] : [node];
  const values = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items;
  return values.flatMap(scalarIn).slice(-1);
}
