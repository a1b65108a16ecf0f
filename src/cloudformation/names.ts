import type { Span } from '../language/diagnostic.ts';
import { get, type Entry, type Node, type ScalarNode } from '../language/tree/node.ts';
import { callOf } from './parser/intrinsics.ts';
import type { Template } from './parser/template.ts';

/** What a name is of: what Ref knows (parameters and resources), or a kind that has names of its own. */
export type NameKind = 'value' | 'condition' | 'mapping' | 'output';

/** A place where something of a template is declared or used by its name. */
export interface Occurrence {
  readonly kind: NameKind;
  readonly name: string;
  /** The name alone, without quotes. */
  readonly span: Span;
  readonly declares: boolean;
}

const declaring: ReadonlyMap<string, NameKind> = new Map([
  ['Parameters', 'value'], ['Resources', 'value'], ['Conditions', 'condition'], ['Mappings', 'mapping'], ['Outputs', 'output'],
]);

/** Everything that a template declares or uses by name, in document order. */
export function occurrencesIn(template: Template): Occurrence[] {
  return new Collector(template).collect().toSorted((a, b) => a.span.start - b.span.start);
}

/** The occurrence at an offset, its end included. */
export function occurrenceAt(template: Template, offset: number): Occurrence | undefined {
  return occurrencesIn(template).find(({ span }) => span.start <= offset && offset <= span.end);
}

class Collector {
  readonly #template: Template;
  readonly #found: Occurrence[] = [];

  constructor(template: Template) {
    this.#template = template;
  }

  collect(): Occurrence[] {
    for (const section of this.#template.root?.entries ?? []) {
      const kind = declaring.get(section.key.text);
      if (kind !== undefined && section.value.kind === 'map') {
        for (const { key } of section.value.entries) if (!key.synthetic) this.#add(kind, key, key.text, true);
      }
      if (section.key.text === 'Resources' || section.key.text === 'Outputs') this.#owners(section);
      if (section.key.text === 'Metadata') this.#interface(section.value);
      this.#walk(section.value);
    }
    for (const source of this.#template.loops.sources) this.#walk(source);
    // The body of a loop is read once for each of its copies.
    return [...new Map(this.#found.map((found) => [`${found.kind} ${found.span.start}`, found])).values()];
  }

  /** What resources and outputs name beside their functions. */
  #owners({ value: section }: Entry): void {
    for (const { value } of section.kind === 'map' ? section.entries : []) {
      // As the only entry it looks like a call, and is found as one.
      if (value.kind === 'map' && value.entries.length > 1) this.#addScalar('condition', get(value, 'Condition'));
      const depends = get(value, 'DependsOn');
      for (const item of depends?.kind === 'list' ? depends.items : [depends]) this.#addScalar('value', item);
    }
  }

  /** The parameters that the console groups and labels. */
  #interface(metadata: Node): void {
    const shown = get(metadata, 'AWS::CloudFormation::Interface');
    const groups = get(shown, 'ParameterGroups');
    for (const group of groups?.kind === 'list' ? groups.items : []) {
      const parameters = get(group, 'Parameters');
      for (const item of parameters?.kind === 'list' ? parameters.items : []) this.#addScalar('value', item);
    }
    const labels = get(shown, 'ParameterLabels');
    for (const { key } of labels?.kind === 'map' ? labels.entries : []) this.#add('value', key, key.text, false);
  }

  #walk(node: Node): void {
    if (node.kind === 'list') for (const item of node.items) this.#walk(item);
    if (node.kind !== 'map') return;
    const call = callOf(node);
    if (call) this.#call(call.name, call.argument);
    for (const { value } of node.entries) this.#walk(value);
  }

  #call(name: string, argument: Node): void {
    const first = argument.kind === 'list' ? argument.items[0] : argument;
    switch (name) {
      case 'Ref':
        this.#addScalar('value', argument);
        break;
      case 'Condition':
        this.#addScalar('condition', argument);
        break;
      case 'Fn::If':
        this.#addScalar('condition', first);
        break;
      case 'Fn::FindInMap':
        this.#addScalar('mapping', first);
        break;
      case 'Fn::ValueOf':
      case 'Fn::ValueOfAll':
        this.#addScalar('value', first);
        break;
      case 'Fn::GetAtt':
        if (first?.kind === 'scalar') this.#add('value', first, first.text.split('.')[0] ?? '', false);
        break;
      case 'Fn::Sub':
        this.#substitutions(first, argument.kind === 'list' ? argument.items[1] : undefined);
        break;
      default:
        break;
    }
  }

  /** The variables of a string, as they are written; those that the call itself defines are none of the template's names. */
  #substitutions(string: Node | undefined, own: Node | undefined): void {
    if (string?.kind !== 'scalar') return;
    for (const match of this.#template.text.slice(string.start, string.end).matchAll(/\$\{\s*([\w:]+)/g)) {
      const [whole, name = ''] = match;
      if (get(own, name)) continue;
      const end = string.start + match.index + whole.length;
      this.#found.push({ kind: 'value', name, span: { start: end - name.length, end }, declares: false });
    }
  }

  #addScalar(kind: NameKind, node: Node | undefined): void {
    if (node?.kind === 'scalar') this.#add(kind, node, node.text, false);
  }

  /** A name that is a scalar's text or its beginning, if it is written there as it is. */
  #add(kind: NameKind, node: ScalarNode, name: string, declares: boolean): void {
    const start = node.start + (node.style === 'single' || node.style === 'double' ? 1 : 0);
    const span = { start, end: start + name.length };
    if (name !== '' && this.#template.text.slice(span.start, span.end) === name) this.#found.push({ kind, name, span, declares });
  }
}
