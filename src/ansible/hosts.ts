import path from 'node:path';
import { get, type Node } from '../language/tree/node.ts';
import { readIni } from './ini.ts';
import type { Source, Sources } from './sources.ts';
import { type Binding, type Layer, layerOf } from './variables.ts';

/** Whose variables: a group's or a host's. */
export type VariableKind = 'group_vars' | 'host_vars';

/** Which host is in which group, and the variables of both, as far as inventories of text say it. */
export class Inventory {
  /** Hosts by group, those of child groups not included. */
  readonly #hosts = new Map<string, Set<string>>();
  readonly #children = new Map<string, Set<string>>();
  /** By group or host. */
  readonly #variables: Readonly<Record<VariableKind, Map<string, Map<string, Binding>>>> = {
    group_vars: new Map(),
    host_vars: new Map(),
  };

  addHost(group: string, host: string): void {
    for (const name of expandRange(host)) setOf(this.#hosts, group).add(name);
  }

  addChild(group: string, child: string): void {
    setOf(this.#children, group).add(child);
  }

  /** Adds variables of a group, or of a host or range of hosts; those added later win. */
  addVariables(kind: VariableKind, name: string, bindings: ReadonlyMap<string, Binding>): void {
    if (!bindings.size) return;
    for (const own of kind === 'host_vars' ? expandRange(name) : [name]) {
      const known = this.#variables[kind].get(own) ?? new Map<string, Binding>();
      for (const [variable, binding] of bindings) known.set(variable, binding);
      this.#variables[kind].set(own, known);
    }
  }

  /** The variables that the inventory itself gives a group or a host; undefined where it gives none. */
  variablesOf(kind: VariableKind, name: string): Layer | undefined {
    const bindings = this.#variables[kind].get(name);
    return bindings && { bindings };
  }

  /** The groups or hosts that the inventory itself gives variables. */
  withVariables(kind: VariableKind): readonly string[] {
    return [...this.#variables[kind].keys()];
  }

  /** The hosts that a name stands for: its own, of a group all of them; undefined for a name that is nowhere. */
  hostsOf(name: string): ReadonlySet<string> | undefined {
    const found = new Set<string>();
    const pending = [name];
    const seen = new Set(pending);
    for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
      for (const host of this.#hosts.get(group) ?? []) found.add(host);
      for (const child of this.#children.get(group) ?? []) {
        if (!seen.has(child)) pending.push(child);
        seen.add(child);
      }
    }
    if (found.size) return found;
    return [...this.#hosts.values()].some((hosts) => hosts.has(name)) ? new Set([name]) : undefined;
  }

  /**
   * The groups that a host is in, the more general ones first, equals by their priority and in the order of their names;
   * without `all`.
   */
  groupsOf(host: string): string[] {
    const depths = new Map<string, number>();
    const visit = (group: string, depth: number) => {
      if (group === 'all' || depth > 50 || (depths.get(group) ?? Number.POSITIVE_INFINITY) <= depth) return;
      depths.set(group, depth);
      for (const [parent, children] of this.#children) if (children.has(group)) visit(parent, depth - 1);
    };
    for (const [group, hosts] of this.#hosts) if (hosts.has(host)) visit(group, 0);
    return [...depths]
      .toSorted(([a, x], [b, y]) => x - y || this.#priority(a) - this.#priority(b) || (a < b ? -1 : 1))
      .map(([group]) => group);
  }

  /** Only inventories themselves may set it. */
  #priority(group: string): number {
    const binding = this.#variables.group_vars.get(group)?.get('ansible_group_priority');
    const priority = binding && 'node' in binding && binding.node.kind === 'scalar' ? Number(binding.node.text) : Number.NaN;
    return Number.isNaN(priority) ? 1 : priority;
  }
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const found = map.get(key) ?? new Set<string>();
  map.set(key, found);
  return found;
}

/**
 * Reads the configured inventories.
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
 * @returns undefined where none is configured or one of them is made by a plugin or a program
 */
export function readInventory(sources: Sources, places: readonly string[]): Inventory | undefined {
  const inventory = new Inventory();
  const files = places.flatMap((place) =>
    sources.exists(place) ? [place] : sources.list(place).map((name) => path.join(place, name)),
  );
  if (!files.length) return undefined;
  for (const file of files) {
    const source = sources.read(file);
    if (!source || source.encrypted || source.text.startsWith('#!') || get(source.root, 'plugin')) return undefined;
    if (/\.(ya?ml|json)$/.test(file)) readGroups(source, inventory);
    else readIni(source, inventory);
  }
  return inventory;
}

function readGroups(source: Source, inventory: Inventory): void {
  const { root } = source;
  for (const { key, value } of root?.kind === 'map' ? root.entries : []) readGroup(key.text, value, source, inventory, 0);
}

function readGroup(name: string, node: Node, source: Source, inventory: Inventory, depth: number): void {
  if (depth > 50) return;
  const hosts = get(node, 'hosts');
  const children = get(node, 'children');
  inventory.addVariables('group_vars', name, layerOf(get(node, 'vars'), source).bindings);
  for (const { key, value } of hosts?.kind === 'map' ? hosts.entries : []) {
    inventory.addHost(name, key.text);
    inventory.addVariables('host_vars', key.text, layerOf(value, source).bindings);
  }
  for (const { key, value } of children?.kind === 'map' ? children.entries : []) {
    inventory.addChild(name, key.text);
    readGroup(key.text, value, source, inventory, depth + 1);
  }
}

/** `web[01:03].example` is three hosts. */
function expandRange(host: string): string[] {
  const [, before = '', from, to, after = ''] = /^(.*?)\[(\d+):(\d+)\](.*)$/.exec(host) ?? [];
  if (from === undefined || to === undefined || Number(to) - Number(from) > 10_000) return [host];
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from(
    { length: Math.max(0, Number(to) - Number(from) + 1) },
    (_, i) => `${before}${String(Number(from) + i).padStart(width, '0')}${after}`,
  );
}
