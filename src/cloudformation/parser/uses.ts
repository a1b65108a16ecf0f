import type { Span } from '../../language/diagnostic.ts';
import type { Entry, ListNode, Node, ScalarNode } from '../../language/tree/node.ts';
import { callOf } from './intrinsics.ts';
import { subVariables } from './sub.ts';
import type { Template } from './template.ts';

export type UseKind = 'Ref' | 'GetAtt' | 'If' | 'FindInMap' | 'Condition';

/** One place where a template uses something by its name. */
export interface Use {
  readonly kind: UseKind;
  readonly name: string;
  /** Where the use is: the nearest key that is written in the text, or the item of a list. */
  readonly span: Span;
  /** Keys and positions from the document's root down to the call. */
  readonly path: readonly string[];
  /** Conditions of the `Fn::If`s around it, with what they must be for it to count. */
  readonly within: readonly (readonly [condition: string, value: boolean])[];
  /** Whether it is a variable of `Fn::Sub`. */
  readonly inSub: boolean;
}

/** What one declaration (`Resources/Bucket`) uses: walked now, or known from before. */
export type UsesOfDeclaration = (path: string, walk: () => readonly Use[]) => readonly Use[];

/** Everything a template uses by name, in document order. */
export function usesOf(template: Template, ofDeclaration: UsesOfDeclaration = (_path, walk) => walk()): Use[] {
  const written = (template.root?.entries ?? []).flatMap((section) => {
    const { key, value } = section;
    if (value.kind !== 'map' || callOf(value)) return walked(section, [], { start: 0, end: 0 });
    return value.entries.flatMap((entry) => ofDeclaration(`${key.text}/${entry.key.text}`, () => walked(entry, [key.text], key)));
  });
  return [...written, ...template.loops.sources.flatMap(usesOfSource)];
}

/** What the loops used is gone from the template that is written out. */
function usesOfSource(source: Node): Use[] {
  const walk = new Walk(['Fn::ForEach']);
  walk.node(source, source, []);
  return walk.uses;
}

function walked(entry: Entry, path: readonly string[], place: Span): Use[] {
  const walk = new Walk(path);
  walk.entry(entry, place, []);
  return walk.uses;
}

class Walk {
  readonly uses: Use[] = [];
  /** The steps to where the walk is. */
  readonly #path: (string | number)[];

  constructor(path: readonly string[]) {
    this.#path = [...path];
  }

  entry(entry: Entry, place: Span, within: Use['within']): void {
    if (entry.value.kind !== 'scalar') this.#into(entry.key.text, entry.value, entry.key.synthetic ? place : entry.key, within);
  }

  node(node: Node, place: Span, within: Use['within']): void {
    if (node.kind === 'list') {
      for (let index = 0; index < node.items.length; index++) {
        const item = node.items[index];
        if (item && item.kind !== 'scalar') this.#into(index, item, item, within);
      }
      return;
    }
    if (node.kind !== 'map') return;
    // A call that has something beside it is none, yet it names what it names.
    const isCall = callOf(node) !== undefined;
    for (const { key, value } of node.entries) {
      if (isCall || (node.entries.length > 1 && (key.text === 'Ref' || key.text.startsWith('Fn::')))) this.#call(key.text, value, place, within);
    }
    for (const entry of node.entries) {
      if (entry.key.text === 'Fn::If' && entry.value.kind === 'list') this.#branches(entry, entry.value, place, within);
      else this.entry(entry, place, within);
    }
  }

  #into(step: string | number, node: Node, place: Span, within: Use['within']): void {
    this.#path.push(step);
    this.node(node, place, within);
    this.#path.pop();
  }

  #branches(entry: Entry, { items }: ListNode, place: Span, within: Use['within']): void {
    // One without both branches is none, as it says nothing of when a branch counts.
    const condition = items.length === 3 && items[0]?.kind === 'scalar' ? items[0].text : undefined;
    this.#path.push('Fn::If');
    for (const [index, item] of items.entries()) {
      const truth: Use['within'] = condition === undefined || index === 0 ? within : [...within, [condition, index === 1]];
      this.#into(index, item, placeOf(item, entry.key.synthetic ? place : entry.key), truth);
    }
    this.#path.pop();
  }

  #call(name: string, argument: Node, place: Span, within: Use['within']): void {
    const path = this.#path.map(String);
    const add = (kind: UseKind, node: Node | undefined, inSub = false): void => {
      if (node?.kind === 'scalar') this.uses.push({ kind, name: node.text, span: place, path, within, inSub });
    };
    const first = argument.kind === 'list' ? argument.items[0] : argument;
    switch (name) {
      case 'Ref':
      case 'Condition':
        add(name, argument);
        break;
      case 'Fn::If':
        add('If', first);
        break;
      case 'Fn::FindInMap':
        add('FindInMap', first);
        break;
      case 'Fn::GetAtt':
        if (argument.kind === 'list') add('GetAtt', first);
        else if (argument.kind === 'scalar') add('GetAtt', named(argument, argument.text.split('.')[0] ?? ''));
        break;
      case 'Fn::Sub': {
        const own = argument.kind === 'list' && argument.items[1]?.kind === 'map' ? argument.items[1].entries : [];
        if (first?.kind !== 'scalar') break;
        for (const variable of subVariables(first.text)) {
          if (own.some((entry) => entry.key.text === variable.name)) continue;
          const dot = variable.name.indexOf('.');
          add(dot < 0 ? 'Ref' : 'GetAtt', named(first, dot < 0 ? variable.name : variable.name.slice(0, dot)), true);
        }
        break;
      }
      default:
        break;
    }
  }
}

/** Numbers and the like have no place of their own in a list. */
function placeOf(item: Node, place: Span): Span {
  return item.kind === 'scalar' ? place : item;
}

function named(node: ScalarNode, text: string): ScalarNode {
  return { ...node, value: text, text };
}
