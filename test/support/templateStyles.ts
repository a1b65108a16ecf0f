import { parseYaml } from '../../src/language/tree/yaml.ts';
import type { Entry, Node, ScalarNode } from '../../src/language/tree/node.ts';

/** The same template (YAML in blocks, without aliases) in the ways in which people and programs write it, by their names. */
export function styled(text: string): Map<string, string> {
  const { root } = parseYaml(text);
  if (!root) return new Map([['as it is written', text]]);
  const block = (options: Partial<BlockOptions>): string => `${new Block(text, options).of(root, 0)}\n`;
  const json = (indent?: string | number): string => JSON.stringify(jsonOf(root), null, indent);
  return new Map([
    ['as it is written', text],
    ['with the line breaks of Windows', text.replaceAll('\n', '\r\n')],
    ['without a last line break', text.replace(/\n+$/, '')],
    ['in blocks', block({})],
    ['in blocks, keys in quotes', block({ key: (name) => `"${name}"` })],
    ['in blocks, keys in single quotes', block({ key: (name) => `'${name}'` })],
    ['in blocks, a comment behind each line', block({ comment: ' # ünchanged: {a, b}' })],
    ['in blocks, with anchors', block({ anchors: true })],
    ['in blocks, indented by four', block({ indent: 4 })],
    ['in blocks, lists not indented', block({ flatLists: true })],
    ['in blocks, values below their keys', block({ below: true })],
    ['in braces on one line', `# ü🚀\n${flow(root, text, undefined, '')}\n`],
    ['in braces on one line, in quotes', `# ü🚀\n${flow(root, text, undefined, '"')}\n`],
    ['in braces on several lines', `# ü🚀\n${flow(root, text, '\n', '')}\n`],
    ['in JSON', `${json(2)}\n`],
    ['in JSON with tabs', `${json('\t')}\n`],
    ['in JSON with the line breaks of Windows', `${json(2)}\n`.replaceAll('\n', '\r\n')],
    ['in JSON on one line', json()],
    ['in JSON on one line, behind letters of several bytes', JSON.stringify({ Description: 'ünïcödé 🚀', ...(jsonOf(root) as object) })],
  ]);
}

interface BlockOptions {
  readonly key: (name: string) => string;
  readonly comment: string;
  readonly anchors: boolean;
  readonly indent: number;
  readonly flatLists: boolean;
  /** Whether scalars begin on the line below their key. */
  readonly below: boolean;
}

class Block {
  readonly #text: string;
  readonly #options: BlockOptions;
  #anchors = 0;

  constructor(text: string, options: Partial<BlockOptions>) {
    this.#text = text;
    this.#options = { key: (name) => name, comment: '', anchors: false, indent: 2, flatLists: false, below: false, ...options };
  }

  /** The value, its first line without indent. */
  of(node: Node, depth: number): string {
    const { comment, indent, key, flatLists, below } = this.#options;
    const margin = ' '.repeat(depth);
    if (node.kind === 'scalar') return `${scalar(node, this.#text)}${comment}`;
    if (node.kind === 'map') {
      if (node.entries.length === 0) return `${tagged(node, '{}')}${comment}`;
      return node.entries
        .map(({ key: name, value }) => {
          const isBlock = value.kind === 'map' ? value.entries.length > 0 : value.kind === 'list' && value.items.length > 0;
          const deeper = depth + (flatLists && value.kind === 'list' ? 0 : indent);
          const head = `${plainKey(name) ? key(name.text) : scalar(name, this.#text)}:${this.#anchor(value)}${isBlock && value.tag !== undefined ? ` ${value.tag}` : ''}`;
          return isBlock || (below && value.kind === 'scalar' && value.text !== '') ? `${head}${comment}\n${' '.repeat(deeper)}${this.of(value, deeper)}` : `${head} ${this.of(value, depth)}`;
        })
        .join(`\n${margin}`);
    }
    if (node.items.length === 0) return `${tagged(node, '[]')}${comment}`;
    return node.items
      .map((item) => {
        const isBlock = item.kind === 'map' ? item.entries.length > 0 : item.kind === 'list' && item.items.length > 0;
        return isBlock && item.tag !== undefined ? `- ${item.tag}${comment}\n${margin}  ${this.of(item, depth + 2)}` : `- ${this.of(item, depth + 2)}`;
      })
      .join(`\n${margin}`);
  }

  #anchor(value: Node): string {
    if (!this.#options.anchors || (value.kind === 'scalar' && value.text === '')) return '';
    this.#anchors++;
    return ` &a${this.#anchors}`;
  }
}

/** @param lineBreak with the indent of the braces' own line; undefined for all on one line */
function flow(node: Node, text: string, lineBreak: string | undefined, quote: string): string {
  if (node.kind === 'scalar') return scalar(node, text, true);
  const inner = lineBreak === undefined ? undefined : `${lineBreak}  `;
  const parts = node.kind === 'list' ? node.items.map((item) => flow(item, text, inner, quote)) : node.entries.map(({ key, value }) => `${flowKey(key, text, quote)}: ${flow(value, text, inner, quote)}`);
  const [open, close] = node.kind === 'list' ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0 || inner === undefined) return tagged(node, `${open}${parts.join(', ')}${close}`);
  return tagged(node, `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${close}`);
}

function flowKey(key: ScalarNode, text: string, quote: string): string {
  return plainKey(key) && /^[\w:]+$/.test(key.text) ? `${quote}${key.text}${quote}` : scalar(key, text, true);
}

function plainKey(key: ScalarNode): boolean {
  return key.style === 'plain' && key.value === key.text && key.text !== '<<';
}

function tagged(node: Node, written: string): string {
  return node.tag === undefined ? written : `${node.tag} ${written}`;
}

/** A scalar on one line, as it was written where that is possible. */
function scalar(node: ScalarNode, text: string, inFlow = false): string {
  const written = text.slice(node.start, node.end);
  const bare = node.tag === undefined ? written : written.slice(node.tag.length).trimStart();
  const isBlock = node.style === 'literal' || node.style === 'folded';
  if (isBlock || written.includes('\n') || (inFlow && node.style === 'plain' && /[,[\]{}]|: |:$/.test(bare))) return tagged(node, JSON.stringify(node.text));
  return written;
}

function jsonOf(node: Node): unknown {
  const plain = node.kind === 'scalar' ? (node.tag === undefined || node.style !== 'plain' ? node.value : node.text) : node.kind === 'list' ? node.items.map(jsonOf) : objectOf(node.entries);
  if (node.tag === undefined) return plain;
  const name = node.tag.slice(1);
  const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return { [long]: name === 'GetAtt' && typeof plain === 'string' ? plain.split(/\.(.*)/s, 2) : plain };
}

function objectOf(entries: readonly Entry[]): unknown {
  return Object.fromEntries(entries.map(({ key, value }) => [key.text, jsonOf(value)]));
}
