import type { Span } from '../../language/diagnostic.ts';
import { entryOf, get, listNode, mapNode, scalarNode, type Entry, type MapNode, type Node, type ScalarNode } from '../../language/tree/node.ts';
import { argumentOf } from './intrinsics.ts';

const prefix = 'Fn::ForEach::';
/** The sections that may hold loops. Source: AWS CloudFormation's "Fn::ForEach". */
const sections: ReadonlySet<string> = new Set(['Conditions', 'Outputs', 'Resources']);
/** Copies that all loops of a template make together; CloudFormation takes far fewer resources. */
const maxCopies = 5000;

/** What the loops (`Fn::ForEach`) of a template are. */
export interface Loops {
  /** The template as it is written, loops and all; undefined where there are none. */
  readonly written: MapNode | undefined;
  /** The loops that were written out, and those that could not be. */
  readonly spans: readonly Span[];
  /** What is used of the template and gone once they are written out: their collections, and calls that were looked up. */
  readonly sources: readonly Node[];
  /** What keeps a loop from being written out. */
  readonly problems: readonly { readonly span: Span; readonly message: string }[];
  readonly openNames: readonly OpenName[];
}

/** A name that comes from a collection which is known only at deployment. */
export interface OpenName {
  /** What the name may be. */
  readonly pattern: RegExp;
  /** What a name that goes on behind it begins with. */
  readonly beginning: RegExp;
  /** The name that stands for all of them in the model. */
  readonly name: string;
}

export const noLoops: Loops = { written: undefined, spans: [], sources: [], problems: [], openNames: [] };

/** The template with its loops written out: every copy stands where the loop's body does. */
export function withoutLoops(root: MapNode): { root: MapNode; loops: Loops } {
  const expansion = new Expansion(root);
  const entries = root.entries.map((entry) => (sections.has(entry.key.text) ? { key: entry.key, value: expansion.of(entry.value, []) } : entry));
  return { root: { ...root, entries }, loops: expansion };
}

/** Every loop of a section of a template that does not declare the transform. */
export function loopKeys(root: MapNode): ScalarNode[] {
  return root.entries.filter(({ key }) => sections.has(key.text)).flatMap(({ value }) => keysIn(value));
}

function keysIn(node: Node): ScalarNode[] {
  if (node.kind === 'list') return node.items.flatMap(keysIn);
  if (node.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => (isLoop(key) ? [key] : keysIn(value)));
}

function isLoop(key: ScalarNode): boolean {
  return key.text.startsWith(prefix) && /^[a-zA-Z0-9]+$/.test(key.text.slice(prefix.length));
}

/** One item of a collection. */
interface Item {
  /** What stands for it in names. */
  readonly text: string;
  /** What it is where that is known only at deployment. */
  readonly value?: Node;
}

interface Binding extends Item {
  readonly name: string;
}

class Expansion implements Loops {
  readonly spans: Span[] = [];
  readonly sources: Node[] = [];
  readonly problems: { span: Span; message: string }[] = [];
  readonly openNames: OpenName[] = [];
  readonly written: MapNode;
  #copies = 0;

  constructor(written: MapNode) {
    this.written = written;
  }

  of(node: Node, bindings: readonly Binding[]): Node {
    switch (node.kind) {
      case 'scalar':
        return substituted(node, bindings);
      case 'list': {
        const items = node.items.map((item) => this.of(item, bindings));
        return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
      }
      case 'map':
        return reference(node, bindings) ?? substitution(node, bindings, (part) => this.of(part, bindings)) ?? this.#mapped(node, this.#map(node, bindings));
    }
  }

  /** What Fn::FindInMap comes to once the items of loops are put into it: the transform looks it up, too. */
  #mapped(written: MapNode, node: MapNode): Node {
    const path = node === written ? undefined : argumentOf(node, 'Fn::FindInMap');
    const steps = path?.kind === 'list' ? path.items.slice(0, 3) : [];
    if (steps.length < 3) return node;
    let found: Node | undefined = get(this.written, 'Mappings');
    for (const step of steps) found = step.kind === 'scalar' ? get(found, step.text) : undefined;
    if (found?.kind !== 'scalar') return node;
    this.sources.push(node);
    return { ...found, start: node.start, end: node.end, synthetic: true };
  }

  #map(node: MapNode, bindings: readonly Binding[]): MapNode {
    const entries: Entry[] = [];
    let changed = false;
    for (const entry of node.entries) {
      const copies = isLoop(entry.key) ? this.#loop(entry, bindings) : undefined;
      if (copies) {
        changed = true;
        for (const copy of copies) this.#add(entries, copy);
        continue;
      }
      const key = named(entry.key, bindings);
      const value = isLoop(entry.key) ? entry.value : this.of(entry.value, bindings);
      changed ||= key !== entry.key || value !== entry.value;
      entries.push(key === entry.key && value === entry.value ? entry : { key, value });
    }
    return changed ? { ...node, entries } : node;
  }

  #add(entries: Entry[], copy: Entry): void {
    if (entries.some(({ key }) => key.text === copy.key.text)) this.#problem(copy.key, `The loop makes '${copy.key.text}' twice; its name has to hold the loop's identifier`);
    else entries.push(copy);
  }

  /** The copies of a loop's body; undefined where the loop is not well-formed. */
  #loop({ key, value }: Entry, outer: readonly Binding[]): Entry[] | undefined {
    this.spans.push({ start: key.start, end: Math.max(key.end, value.end) });
    const [identifier, collection, body] = value.kind === 'list' ? value.items : [];
    if (value.kind !== 'list' || value.items.length !== 3 || !identifier || !collection || !body) {
      return this.#problem(key, 'A loop is a list of three: an identifier, a collection and what to make of each of its items');
    }
    if (identifier.kind !== 'scalar' || typeof identifier.value !== 'string') return this.#problem(identifier, 'The identifier of a loop is a string');
    if (body.kind !== 'map') return this.#problem(body, 'What a loop makes is a map of names to values');
    this.sources.push(collection);
    const items = this.#items(this.of(collection, outer), identifier.value);
    if (typeof items === 'string') return this.#problem(collection, items);
    this.#copies += items.length * body.entries.length;
    if (this.#copies > maxCopies) return this.#problem(key, `The loops of the template make more than ${maxCopies} copies`);
    return items.flatMap((item) => {
      const bindings = [...outer, { name: identifier.text, ...item }];
      if (item.value) this.openNames.push(...body.entries.filter((entry) => !isLoop(entry.key)).map(({ key: made }) => openName(made, bindings)));
      return this.#map(body, bindings).entries;
    });
  }

  #problem(span: Span, message: string): undefined {
    this.problems.push({ span: { start: span.start, end: span.end }, message });
    return undefined;
  }

  /** The items of a collection, or why there are none. */
  #items(collection: Node, identifier: string): Item[] | string {
    if (collection.kind === 'list') {
      const items = collection.items.map((item): Item => {
        if (item.kind === 'scalar') return { text: item.text };
        return this.#known(item)?.[0] ?? { text: identifier, value: item };
      });
      return items.length > 0 ? items : 'The collection of the loop is empty';
    }
    if (!argumentOf(collection, 'Ref') && !argumentOf(collection, 'Fn::FindInMap')) {
      return 'The collection of a loop is a list, a Ref to a parameter that is a list, or Fn::FindInMap';
    }
    return this.#known(collection) ?? [{ text: identifier, value: selected(collection) }];
  }

  /** What a Ref or a Fn::FindInMap comes to where the template says it. */
  #known(node: Node): Item[] | undefined {
    const name = argumentOf(node, 'Ref');
    if (name?.kind === 'scalar') {
      const parameter = get(get(this.written, 'Parameters'), name.text);
      const [type, value] = [get(parameter, 'Type'), get(parameter, 'Default')];
      if (type?.kind !== 'scalar' || value?.kind !== 'scalar' || value.value === null || type.text.startsWith('AWS::SSM::')) return undefined;
      const isList = type.text === 'CommaDelimitedList' || type.text.startsWith('List<');
      return (isList ? value.text.split(',') : [value.text]).map((text) => ({ text: text.trim() }));
    }
    const path = argumentOf(node, 'Fn::FindInMap');
    if (path?.kind !== 'list' || path.items.length < 3) return undefined;
    let found: Node | undefined = get(this.written, 'Mappings');
    for (const step of path.items.slice(0, 3)) {
      const text = step.kind === 'scalar' ? step.text : this.#known(step)?.[0]?.text;
      // What depends on the region is the same kind of thing in each.
      found = text === undefined && found?.kind === 'map' ? found.entries[0]?.value : get(found, text ?? '');
    }
    const items = found?.kind === 'list' ? found.items : found ? [found] : [];
    const texts = items.flatMap((item) => (item.kind === 'scalar' ? [{ text: item.text }] : []));
    return texts.length > 0 ? texts : undefined;
  }
}

/** A key of a loop's body with the items in place of the identifiers; `&{Name}` leaves out what no name may hold. */
function named(key: ScalarNode, bindings: readonly Binding[]): ScalarNode {
  let { text } = key;
  for (const { name, text: item } of bindings) {
    text = text.replaceAll(`\${${name}}`, () => item).replaceAll(`&{${name}}`, () => item.replaceAll(/[^a-zA-Z0-9]/g, ''));
  }
  return text === key.text ? key : { ...key, text, value: text };
}

function openName(key: ScalarNode, bindings: readonly Binding[]): OpenName {
  let pattern = key.text.replaceAll(/[.*+?^|()[\]\\]/g, String.raw`\$&`);
  for (const { name } of bindings) for (const sigil of ['$', '&']) pattern = pattern.replaceAll(`${sigil}{${name}}`, '.*');
  const beginning = `^${pattern.replaceAll(/[${}]/g, String.raw`\$&`)}`;
  return { pattern: new RegExp(`${beginning}$`), beginning: new RegExp(beginning), name: named(key, bindings).text };
}

/** A string of a loop's body with the items in place of the identifiers. */
function substituted(node: ScalarNode, bindings: readonly Binding[]): ScalarNode {
  if (bindings.length === 0 || typeof node.value !== 'string' || !node.value.includes('${')) return node;
  let text = node.value;
  for (const { name, text: item } of bindings) text = text.replaceAll(`\${${name}}`, () => item);
  return text === node.value ? node : { ...node, value: text, text, synthetic: true };
}

/** What a Ref to an identifier comes to; undefined for everything else. */
function reference(node: MapNode, bindings: readonly Binding[]): Node | undefined {
  const name = argumentOf(node, 'Ref');
  const binding = name?.kind === 'scalar' ? bindings.findLast((each) => each.name === name.text) : undefined;
  if (!binding) return undefined;
  return binding.value ? { ...binding.value, start: node.start, end: node.end } : textAt(binding.text, node);
}

/** What Fn::Sub with identifiers comes to; undefined where it has none. */
function substitution(node: MapNode, bindings: readonly Binding[], inner: (part: Node) => Node): Node | undefined {
  const argument = argumentOf(node, 'Fn::Sub');
  const [template, variables] = argument?.kind === 'list' ? argument.items : [argument, undefined];
  if (template?.kind !== 'scalar') return undefined;
  const used = bindings.filter(({ name }) => template.text.includes(`\${${name}}`) && !get(variables, name));
  if (used.length === 0) return undefined;
  const text = substituted(template, used.filter(({ value }) => !value));
  const open = used.flatMap(({ name, value }) => (value ? [{ key: textAt(name, template), value }] : []));
  const own = variables?.kind === 'map' ? variables.entries.map((entry) => ({ key: entry.key, value: inner(entry.value) })) : [];
  // Where nothing is left to substitute it is a string.
  if (!/\$\{[^!]/.test(text.text)) return { ...text, start: node.start, end: node.end };
  const key = entryOf(node, 'Fn::Sub')?.key ?? textAt('Fn::Sub', node);
  if (own.length + open.length === 0) return { ...node, entries: [{ key, value: text }] };
  const map = mapNode(template, [...own, ...open]);
  return { ...node, entries: [{ key, value: listNode(template, [text, map]) }] };
}

/** `Fn::Select` of the first item. */
function selected(collection: Node): Node {
  const first: Node = { ...textAt('0', collection), value: 0 };
  const list = listNode(collection, [first, collection]);
  return mapNode(collection, [{ key: textAt('Fn::Select', collection), value: list }]);
}

function textAt(text: string, place: Span): ScalarNode {
  return scalarNode(place, { text, synthetic: true });
}
