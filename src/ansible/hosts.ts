import path from 'node:path';
import { get, type Node } from '../language/tree/node.ts';
import type { Sources } from './sources.ts';

/** Which host is in which group, as far as inventories of text say it. */
export class Inventory {
  /** Hosts by group, those of child groups not included. */
  readonly #hosts = new Map<string, Set<string>>();
  readonly #children = new Map<string, Set<string>>();

  addHost(group: string, host: string): void {
    for (const name of expandRange(host)) setOf(this.#hosts, group).add(name);
  }

  addChild(group: string, child: string): void {
    setOf(this.#children, group).add(child);
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

  /** The groups that a host is in, the more general ones first, equals in the order of their names; without `all`. */
  groupsOf(host: string): string[] {
    const depths = new Map<string, number>();
    const visit = (group: string, depth: number) => {
      if (group === 'all' || depth > 50 || (depths.get(group) ?? Number.POSITIVE_INFINITY) <= depth) return;
      depths.set(group, depth);
      for (const [parent, children] of this.#children) if (children.has(group)) visit(parent, depth - 1);
    };
    for (const [group, hosts] of this.#hosts) if (hosts.has(host)) visit(group, 0);
    return [...depths].toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([group]) => group);
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
    if (/\.(ya?ml|json)$/.test(file)) readGroups(source.root, inventory);
    else readIni(source.text, inventory);
  }
  return inventory;
}

function readIni(text: string, inventory: Inventory): void {
  let group = 'ungrouped';
  let kind = '';
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)[#;].*$/, '').trim();
    const [, name, suffix] = /^\[([^\]:]+)(?::(\w+))?\]$/.exec(line) ?? [];
    if (name !== undefined) {
      group = name;
      kind = suffix ?? '';
    } else if (line && kind === 'children') {
      inventory.addChild(group, line);
    } else if (line && kind === '') {
      inventory.addHost(group, line.split(/\s+/)[0] ?? line);
    }
  }
}

function readGroups(node: Node | undefined, inventory: Inventory): void {
  for (const { key, value } of node?.kind === 'map' ? node.entries : []) readGroup(key.text, value, inventory, 0);
}

function readGroup(name: string, node: Node, inventory: Inventory, depth: number): void {
  if (depth > 50) return;
  const hosts = get(node, 'hosts');
  const children = get(node, 'children');
  for (const { key } of hosts?.kind === 'map' ? hosts.entries : []) inventory.addHost(name, key.text);
  for (const { key, value } of children?.kind === 'map' ? children.entries : []) {
    inventory.addChild(name, key.text);
    readGroup(key.text, value, inventory, depth + 1);
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
