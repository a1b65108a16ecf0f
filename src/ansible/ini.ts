import type { Node, ScalarNode } from '../language/tree/node.ts';
import type { Inventory } from './hosts.ts';
import type { Source } from './sources.ts';
import type { Binding } from './variables.ts';
import { unknown } from './value.ts';

/** A stretch of a line, with the offset in the file where it begins. */
interface Piece {
  readonly text: string;
  readonly start: number;
}

/**
 * Reads an inventory in INI: sections of hosts with variables of their own, of child groups, and of groups' variables.
 * https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
 */
export function readIni(source: Source, inventory: Inventory): void {
  let group = 'ungrouped';
  let kind = '';
  let offset = 0;
  for (const raw of source.text.split('\n')) {
    const line = raw.trim();
    const start = offset + raw.indexOf(line);
    offset += raw.length + 1;
    if (!line || line.startsWith('#') || line.startsWith(';')) continue;
    const [, name, suffix] = /^\[([^\]:]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line) ?? [];
    if (name !== undefined) {
      group = name;
      kind = suffix ?? '';
    } else if (kind === 'children') {
      inventory.addChild(group, line.split(/\s/)[0] ?? line);
    } else if (kind === 'vars') {
      // Here a # does not begin a comment.
      const variable = definition({ text: line, start });
      if (variable) inventory.addVariables('group_vars', group, new Map([bind(variable, source, pythonNode)]));
    } else if (kind === '') {
      const [host, ...words] = shellWords({ text: line, start });
      if (!host) continue;
      inventory.addHost(group, host.text);
      const variables = words.flatMap((word) => definition(word) ?? []);
      if (variables.length)
        inventory.addVariables('host_vars', host.text, new Map(variables.map((variable) => bind(variable, source, wordNode))));
    }
  }
}

interface Definition {
  readonly name: string;
  readonly value: Piece;
}

/** `name=value`, with blanks around both; undefined for a line that defines nothing. */
function definition({ text, start }: Piece): Definition | undefined {
  const [, name, gap = '', value = ''] = /^([^=]+?)(\s*=\s*)(.*)$/s.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name, value: { text: value.trimEnd(), start: start + name.length + gap.length } };
}

/** Words as a shell parts them: blanks inside quotes belong to the word, and # begins a comment. */
function shellWords({ text, start }: Piece): Piece[] {
  const words: Piece[] = [];
  for (const match of text.matchAll(/#.*$|(?:[^\s"'#]|"(?:[^"\\]|\\.)*"|'[^']*')(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')*/g)) {
    if (match[0].startsWith('#')) break;
    words.push({ text: match[0], start: start + match.index });
  }
  return words;
}

function bind({ name, value }: Definition, source: Source, read: (value: Piece) => Node | undefined): [string, Binding] {
  const node = read(value);
  return [name, node ? { node, source } : { value: unknown(`'${name}' has a value in the inventory that is not understood`) }];
}

/** On a line of a host the shell's quotes go first. What is quoted in part is not looked into. */
function wordNode(piece: Piece): Node | undefined {
  const inner = unquoted(piece.text);
  if (inner !== undefined) return pythonNode({ text: inner, start: piece.start + 1 });
  return /["'\\]/.test(piece.text) ? undefined : pythonNode(piece);
}

/** The text inside quotes; undefined where there are none, or with escapes. */
function unquoted(text: string): string | undefined {
  const [, quote, inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return quote === undefined || inner === undefined || inner.includes(quote) || inner.includes('\\') ? undefined : inner;
}

/** Values are Python's where they look like it, and texts otherwise; undefined where neither is sure. */
function pythonNode(piece: Piece): Node | undefined {
  const { text, start } = piece;
  const scalar = (value: ScalarNode['value'], own = text, style: ScalarNode['style'] = 'plain'): ScalarNode => {
    return { kind: 'scalar', value, text: own, style, start, end: start + text.length };
  };
  const inner = unquoted(text);
  if (inner !== undefined) return scalar(inner, inner, text.startsWith('"') ? 'double' : 'single');
  if (text.startsWith('[')) return listNode(piece);
  if (/^(?:\{(?![{%#])|\(|["'])/.test(text)) return undefined;
  if (/^[+-]?(?:[1-9]\d*|0)(?:\.\d+)?$/.test(text)) return scalar(Number(text));
  if (text === 'True' || text === 'False') return scalar(text === 'True');
  return text === 'None' ? scalar(null) : scalar(text);
}

/** A list of quoted texts; undefined for any other. */
function listNode({ text, start }: Piece): Node | undefined {
  const item = String.raw`'[^'\\]*'|"[^"\\]*"`;
  if (!new RegExp(String.raw`^\[\s*(?:(?:${item})\s*(?:,\s*(?:${item})\s*)*,?\s*)?\]$`).test(text)) {
    // Without quotes it is no Python, and the text that it looks like.
    return /^\[[^'"\d[({]*\]$/.test(text) && !/\b(?:True|False|None)\b/.test(text)
      ? { kind: 'scalar', value: text, text, style: 'plain', start, end: start + text.length }
      : undefined;
  }
  const items = [...text.matchAll(new RegExp(item, 'g'))].map((match): ScalarNode => {
    const own = match[0].slice(1, -1);
    const at = start + match.index;
    const style = match[0].startsWith('"') ? 'double' : 'single';
    return { kind: 'scalar', value: own, text: own, style, start: at, end: at + match[0].length };
  });
  return { kind: 'list', items, flow: true, start, end: start + text.length };
}
