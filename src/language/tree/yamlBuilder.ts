import { getScalarValue, type Event, type ScalarEvent } from 'js-yaml';
import type { Span } from '../diagnostic.ts';
import { listNode, mapNode, scalarNode, type Entry, type Node, type ScalarNode, type ScalarStyle, type SyntaxProblem } from './node.ts';
import { plainValue, taggedValue } from './yamlScalar.ts';

/** Nodes that a document may have once its aliases are followed; a real template has some thousands. */
const maxNodes = 250_000;

const styles: readonly ScalarStyle[] = ['plain', 'plain', 'single', 'double', 'literal', 'folded'];

interface Open {
  readonly kind: 'map' | 'list' | 'document';
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly flow: boolean;
  /** Whether a bracket closes it: `[a: b]` holds a map that has none. */
  readonly bracketed: boolean;
  readonly children: Node[];
  /** Nodes below, aliases followed. */
  size: number;
}

/** What a stream of events gives. */
export interface BuiltDocuments {
  readonly documents: Node[];
  readonly problems: SyntaxProblem[];
  /** Whether a value has an anchor. */
  readonly anchored: boolean;
  /** The values that aliases repeat. */
  readonly shared: readonly Span[];
}

/** Builds the trees of a YAML stream from js-yaml's events over `text`. */
export function buildDocuments(text: string, events: readonly Event[]): BuiltDocuments {
  return new YamlBuilder(text).build(events);
}

class YamlBuilder {
  readonly #text: string;
  readonly #documents: Node[] = [];
  readonly #problems: SyntaxProblem[] = [];
  readonly #open: Open[] = [];
  /** Values by anchor, of the document in hand. */
  readonly #anchors = new Map<string, { node: Node; size: number }>();
  #size = 0;
  #anchored = false;
  readonly #shared: Span[] = [];
  #exhausted = false;
  /** End of the token before. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  build(events: readonly Event[]): BuiltDocuments {
    for (const event of events) {
      switch (event.type) {
        case 1:
          this.#anchors.clear();
          this.#size = 0;
          this.#open.push({ kind: 'document', start: 0, tag: undefined, anchor: undefined, flow: false, bracketed: false, children: [], size: 0 });
          break;
        case 2:
        case 3: {
          const flow = event.style === 2;
          const bracketed = flow && (this.#text[event.start] === '[' || this.#text[event.start] === '{');
          this.#open.push({
            kind: event.type === 2 ? 'list' : 'map',
            start: this.#startOf(event, event.start),
            tag: this.#tagOf(event),
            anchor: this.#anchorOf(event),
            flow,
            bracketed,
            children: [],
            size: 1,
          });
          this.#end = bracketed ? event.start + 1 : Math.max(event.start, this.#end);
          break;
        }
        case 4:
          this.#addScalar(event);
          break;
        case 5:
          this.#addAlias(event.anchorStart, event.anchorEnd);
          break;
        case 6:
          this.#close();
          break;
      }
    }
    return { documents: this.#documents, problems: this.#problems, anchored: this.#anchored, shared: this.#shared };
  }

  #tagOf({ tagStart, tagEnd }: { tagStart: number; tagEnd: number }): string | undefined {
    return tagStart < 0 ? undefined : this.#text.slice(tagStart, tagEnd);
  }

  #anchorOf({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }): string | undefined {
    return anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
  }

  #startOf(event: { anchorStart: number; tagStart: number }, value: number): number {
    let start = value;
    if (event.tagStart >= 0 && event.tagStart < start) start = event.tagStart;
    if (event.anchorStart >= 0 && event.anchorStart - 1 < start) start = event.anchorStart - 1;
    return start;
  }

  #add(node: Node, anchor: string | undefined, size: number): void {
    const parent = this.#open.at(-1);
    if (!parent) return;
    parent.children.push(node);
    parent.size += size;
    if (anchor === undefined) return;
    this.#anchored = true;
    this.#anchors.set(anchor, { node, size });
  }

  #addScalar(event: ScalarEvent): void {
    const tag = this.#tagOf(event);
    const style = styles[event.style] ?? 'plain';
    let start: number;
    let end: number;
    let text = '';
    if (event.valueStart < 0) {
      const at = event.tagEnd >= 0 || event.anchorEnd >= 0 ? Math.max(event.tagEnd, event.anchorEnd) : this.#emptyAt();
      start = this.#startOf(event, at);
      end = at;
    } else {
      text = getScalarValue(this.#text, event);
      if (style === 'literal' || style === 'folded') {
        const from = Math.max(this.#end, event.tagEnd, event.anchorEnd);
        const header = this.#text.indexOf(style === 'literal' ? '|' : '>', from);
        start = this.#startOf(event, header < 0 || header > event.valueStart ? event.valueStart : header);
        end = event.valueEnd;
        while (end > event.valueStart && isBlank(this.#text.charCodeAt(end - 1))) end--;
        end = Math.max(end, start);
      } else {
        const quotes = style === 'plain' ? 0 : 1;
        start = this.#startOf(event, event.valueStart - quotes);
        end = event.valueEnd + quotes;
      }
    }
    this.#end = Math.max(this.#end, event.valueStart < 0 ? end : Math.max(end, event.valueEnd));
    this.#count(1, start, end);
    this.#add(scalarNode({ start, end }, { text, value: valueOf(text, style, tag), style, tag }), this.#anchorOf(event), 1);
  }

  /** Where a value that is not written would stand: after the colon or the dash before it. */
  #emptyAt(): number {
    let at = this.#end;
    while (isBlank(this.#text.charCodeAt(at))) at++;
    const character = this.#text[at];
    return character === ':' || character === '-' || character === '?' ? at + 1 : this.#end;
  }

  #addAlias(anchorStart: number, anchorEnd: number): void {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const start = anchorStart - 1;
    this.#end = anchorEnd;
    const target = this.#anchors.get(name);
    if (target) this.#count(target.size, start, anchorEnd);
    if (!target || this.#exhausted) {
      if (!target) {
        const inside = this.#open.some((open) => open.anchor === name);
        const message = inside ? `found an alias '${name}' inside its own anchor` : `found undefined alias '${name}'`;
        this.#problems.push({ span: { start, end: anchorEnd }, message });
      }
      this.#add(scalarNode({ start, end: anchorEnd }, { text: '', value: null }), undefined, 1);
      return;
    }
    this.#shared.push({ start: target.node.start, end: target.node.end });
    this.#add(target.node, undefined, target.size);
  }

  #count(size: number, start: number, end: number): void {
    this.#size += size;
    if (this.#size <= maxNodes || this.#exhausted) return;
    this.#exhausted = true;
    this.#problems.push({ span: { start, end }, message: `aliases unfold to more than ${maxNodes} values; use fewer of them` });
  }

  #close(): void {
    const open = this.#open.pop();
    if (!open) return;
    if (open.kind === 'document') {
      const root = open.children[0];
      if (root) this.#documents.push(root);
      return;
    }
    const { start, tag, flow, bracketed, children, anchor, size } = open;
    let end = Math.max(children.at(-1)?.end ?? start, start);
    if (bracketed) {
      end = this.#closingBracket(Math.max(this.#end, start + 1));
      this.#end = end;
    } else if (end < start || children.length === 0) {
      end = Math.max(start, this.#end);
    }
    const node: Node =
      open.kind === 'list'
        ? listNode({ start, end }, children, { flow, tag })
        : mapNode({ start, end }, this.#entries(children), { flow, tag, merged: children.some((child, at) => at % 2 === 0 && isMergeKey(child)) ? true : undefined });
    this.#add(node, anchor, size);
  }

  #closingBracket(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const character = this.#text[at];
      if (character === ']' || character === '}') return at + 1;
      if (character === '#') {
        const line = this.#text.indexOf('\n', at);
        if (line < 0) break;
        at = line;
      }
    }
    return from;
  }

  #entries(children: readonly Node[]): Entry[] {
    const entries: Entry[] = [];
    let merged: Entry[] | undefined;
    for (let index = 0; index + 1 < children.length; index += 2) {
      const key = children[index];
      const value = children[index + 1];
      if (!key || !value) break;
      if (isMergeKey(key)) {
        merged = [...this.#merge(value), ...(merged ?? [])];
      } else {
        entries.push({ key: key.kind === 'scalar' ? key : this.#complexKey(key), value });
      }
    }
    if (!merged) return entries;
    const seen = new Set(entries.map((entry) => entry.key.text));
    // Of several merged maps the first one wins, and the map's own entries win over all.
    const inherited = merged.filter((entry) => !seen.has(entry.key.text) && seen.add(entry.key.text));
    return [...inherited, ...entries];
  }

  #merge(value: Node): readonly Entry[] {
    if (value.kind === 'map') return value.entries;
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map')) {
      return value.items.flatMap((item) => (item.kind === 'map' ? item.entries : []));
    }
    this.#problems.push({
      span: { start: value.start, end: value.end },
      message: 'expected a mapping or a list of mappings for merging',
    });
    return [];
  }

  #complexKey(key: Node): ScalarNode {
    const text = this.#text.slice(key.start, key.end);
    return scalarNode(key, { text, tag: key.tag });
  }
}

function isMergeKey(key: Node): boolean {
  return key.kind === 'scalar' && key.text === '<<' && key.style === 'plain' && key.tag === undefined;
}

function valueOf(text: string, style: ScalarStyle, tag: string | undefined): ScalarNode['value'] {
  if (tag !== undefined) {
    // An application's own tag (`!Ref`) takes its scalar as it is written.
    const value = taggedValue(tag, text);
    return value === undefined ? text : value;
  }
  return style === 'plain' ? plainValue(text) : text;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
