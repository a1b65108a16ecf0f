import path from 'node:path';
import type { ListNode, MapNode, Node, ScalarNode } from '../language/tree/node.ts';
import type { Source, Sources } from './sources.ts';
import { evaluateCondition, evaluateTemplate, type Names } from './template/evaluate.ts';
import {
  type ListItem,
  type ListStyle,
  originOf,
  plainValue,
  textOffset,
  textValue,
  toText,
  unknown,
  type Value,
} from './value.ts';

/** What a name stands for: a node that is evaluated when asked for, as Ansible does, or a value. */
export type Binding = { readonly node: Node; readonly source: Source } | { readonly value: Value };

/** Variables of one origin and precedence. */
export interface Layer {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Set where the layer may hold more than is known: names that no higher layer has are unknown for this reason. */
  readonly opaque?: string | undefined;
}

/** The variables that a YAML mapping defines. */
export function layerOf(node: Node | undefined, source: Source): Layer {
  const bindings = new Map<string, Binding>();
  if (node?.kind === 'map') for (const { key, value } of node.entries) bindings.set(key.text, { node: value, source });
  return { bindings };
}

/** The variables of a whole file. */
export function layerOfFile(source: Source): Layer {
  if (source.encrypted) return { bindings: new Map(), opaque: `${path.basename(source.file)} is encrypted with Ansible Vault` };
  return layerOf(source.root, source);
}

/** `group_vars/NAME` and `host_vars/NAME` below each folder, the last one winning, so highest first. */
export function inventoryLayers(
  sources: Sources,
  folders: readonly string[],
  kind: 'group_vars' | 'host_vars',
  names: readonly string[],
): Layer[] {
  return names
    .flatMap((name) => folders.flatMap((folder) => sources.variables(path.join(folder, kind), name)))
    .map(layerOfFile)
    .toReversed();
}

/** Evaluations that one task may cost; a variable that doubles itself over and over ends here. */
const budget = 20_000;
const maxDepth = 60;

/** The variables that a task sees, highest precedence first, evaluated when they are asked for. */
export class Scope implements Names {
  /** Highest precedence first. */
  readonly layers: readonly Layer[];
  readonly #open = new Set<string>();
  readonly #known = new Map<string, Value>();
  #left = budget;
  #depth = 0;

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** A scope with one more layer above all others. */
  with(layer: Layer): Scope {
    return new Scope([layer, ...this.layers]);
  }

  lookup(name: string): Value {
    const known = this.#known.get(name);
    if (known) return known;
    if (this.#open.has(name)) return unknown(`'${name}' is defined by itself`);
    this.#open.add(name);
    const value = this.#find(name);
    this.#open.delete(name);
    this.#known.set(name, value);
    return value;
  }

  #find(name: string): Value {
    if (name === 'vars') return unknown("'vars' is known only when the play runs");
    for (const { bindings, opaque } of this.layers) {
      const binding = bindings.get(name);
      if (binding) return 'value' in binding ? binding.value : this.evaluate(binding.node, binding.source);
      if (opaque !== undefined) return unknown(`'${name}' may be defined where it cannot be read: ${opaque}`);
    }
    return { kind: 'undefined', name };
  }

  /** The value of a YAML node, its templates evaluated. */
  evaluate(node: Node, source: Source): Value {
    if (--this.#left < 0 || this.#depth > maxDepth) return unknown('its variables are nested too deeply');
    if (node.tag === '!vault' || node.tag === '!vault-encrypted') return unknown('it is encrypted with Ansible Vault');
    this.#depth++;
    const value = this.#evaluate(node, source);
    this.#depth--;
    return value;
  }

  #evaluate(node: Node, source: Source): Value {
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node, source);
      case 'list':
        return this.#list(node, source);
      case 'map':
        return this.#map(node, source);
    }
  }

  #scalar(node: ScalarNode, source: Source): Value {
    const origin = originOf(node, source.file, source.text);
    if (typeof node.value !== 'string') return plainValue(node.value);
    const template = node.value;
    if (node.tag === '!unsafe' || !/\{[{%#]/.test(template)) return textValue(template, origin);
    return evaluateTemplate(template, this, { origin, offset: textOffset(node, source.text) });
  }

  #list(node: ListNode, source: Source): Value {
    const style: ListStyle = node.flow ? 'flow' : 'block';
    const items: ListItem[] = node.items.map((item) => ({
      value: this.evaluate(item, source),
      slot: originOf(item, source.file, source.text),
    }));
    return { kind: 'list', items, written: { origin: originOf(node, source.file, source.text), style } };
  }

  #map(node: MapNode, source: Source): Value {
    const entries = new Map<string, Value>();
    for (const { key, value } of node.entries) entries.set(key.text, this.evaluate(value, source));
    return { kind: 'map', entries };
  }

  /** The text of a node, or the reason why it is not known. */
  text(node: Node, source: Source): { readonly text: string } | { readonly reason: string } {
    const value = this.evaluate(node, source);
    const text = toText(value);
    if (text !== undefined) return { text };
    if (value.kind === 'unknown') return { reason: value.reason };
    if (value.kind === 'undefined') return { reason: `'${value.name}' is defined nowhere in these files` };
    return { reason: 'it is not a text' };
  }

  /** Whether a `when:` holds; undefined where only a run can tell. All of a list must hold. */
  condition(node: Node): boolean | undefined {
    if (node.kind === 'list') {
      const results = node.items.map((item) => this.condition(item));
      return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
    }
    if (node.kind !== 'scalar') return undefined;
    if (typeof node.value === 'boolean') return node.value;
    return evaluateCondition(node.text.replace(/^\s*\{\{(.*)\}\}\s*$/s, '$1'), this);
  }
}
