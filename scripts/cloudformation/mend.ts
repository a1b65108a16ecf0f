import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseTemplate } from '../../src/cloudformation/parser/template.ts';
import type { Entry, Node } from '../../src/language/tree/node.ts';
import { parseJson } from '../../src/language/tree/json.ts';
import { blank } from '../../src/language/tree/yamlRecovery.ts';

/**
 * A text with a syntax error as the linter understands it: what its recovery leaves out is gone, of a key that stands
 * several times only the first one is left, and everything else is on its own line.
 */
export function mended(text: string): string {
  const template = parseTemplate(TextDocument.create('untitled:broken', 'cloudformation', 1, text));
  if (template.json) {
    const { root } = parseJson(text);
    return root ? new JsonWriter(text).write(root) : '';
  }
  return template.dropped.reduce(blank, text);
}

function isFirst(entries: readonly Entry[], entry: Entry): boolean {
  return entries.find((other) => other.key.text === entry.key.text) === entry;
}

/** Writes a tree as JSON, each key and value on the line that it had. */
class JsonWriter {
  readonly #starts: number[] = [0];
  #line = 0;
  #out = '';

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  write(node: Node): string {
    this.#node(node);
    return `${this.#out}\n`;
  }

  #put(text: string, offset: number): void {
    while (this.#line + 1 < this.#starts.length && (this.#starts[this.#line + 1] ?? 0) <= offset) {
      this.#out += '\n';
      this.#line++;
    }
    this.#out += text;
  }

  #node(node: Node): void {
    if (node.kind === 'scalar') {
      this.#put(node.style === 'plain' ? (node.text === '' ? 'null' : node.text) : JSON.stringify(node.value), node.start);
      return;
    }
    const [open, close] = node.kind === 'map' ? '{}' : '[]';
    this.#put(open ?? '', node.start);
    if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) {
        if (index > 0) this.#out += ', ';
        this.#node(item);
      }
    } else {
      const entries = node.entries.filter((entry) => isFirst(node.entries, entry));
      for (const [index, { key, value }] of entries.entries()) {
        if (index > 0) this.#out += ', ';
        this.#put(`${JSON.stringify(key.text)}: `, key.start);
        this.#node(value);
      }
    }
    this.#put(close ?? '', Math.max(node.end - 1, node.start));
  }
}
