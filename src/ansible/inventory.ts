import path from 'node:path';
import { type Inventory, readInventory, type VariableKind } from './hosts.ts';
import type { Sources } from './sources.ts';
import { type Binding, inventoryLayers, type Layer, layerOfFile } from './variables.ts';
import { unknown } from './value.ts';

const localNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** Group and host names of a `hosts:` pattern; undefined where it selects by wildcard or exclusion. */
function hostNames(pattern: string): string[] | undefined {
  const names = pattern
    .split(/[,:;\s]+/)
    .map((name) => name.trim())
    .filter(Boolean);
  return names.some((name) => /[!&*?~[{]/.test(name)) ? undefined : names;
}

/** What is known of the hosts of a play. */
interface Membership {
  /** Groups that every host is in, the more general ones first. */
  readonly groups: readonly string[];
  /** True where these are all of the groups. */
  readonly allGroups: boolean;
  /** The hosts, where they are known. */
  readonly hosts: readonly string[] | undefined;
}

function membership(names: readonly string[] | undefined, inventory: Inventory | undefined): Membership {
  const local = names?.length && names.every((name) => localNames.has(name)) ? names[0] : undefined;
  const hosts = inventory && names?.map((name) => inventory.hostsOf(name));
  if (inventory && hosts?.length && hosts.every((found) => found !== undefined)) {
    const all = [...new Set(hosts.flatMap((found) => [...found]))];
    const groups = all.map((host) => inventory.groupsOf(host));
    const [first = []] = groups;
    // Hosts that are in different groups have different variables.
    if (groups.every((found) => found.join() === first.join())) return { groups: first, allGroups: true, hosts: all };
  }
  // localhost that no inventory names is in no group.
  if (local !== undefined)
    return { groups: [], allGroups: inventory !== undefined && !inventory.hostsOf(local), hosts: [local] };
  const [only, ...more] = names ?? [];
  return {
    groups: only !== undefined && only !== 'all' && more.length === 0 ? [only] : [],
    allGroups: false,
    hosts: undefined,
  };
}

/**
 * The `group_vars` and `host_vars` that a play's hosts get, highest precedence first. Which hosts belong to which group
 * stands in an inventory that need not be here: what another group's file says as well is then unknown rather than
 * ignored. That holds for localhost too, which may be in a group.
 * https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 * @param folders those that hold `group_vars` and `host_vars`, lowest precedence first
 */
export function hostLayers(
  sources: Sources,
  folders: readonly string[],
  pattern: string | undefined,
  inventory: Inventory | undefined,
): Layer[] {
  const playbookFolder = folders.at(-1) ?? '';
  // Without a configured inventory any of those nearby may be the one that is given with -i.
  const others = inventory ? [] : inventoriesNear(sources, playbookFolder).filter((folder) => !folders.includes(folder));
  const names = pattern === undefined ? undefined : hostNames(pattern);
  const { groups, allGroups, hosts } = membership(names, inventory);
  const one = hosts?.length === 1 ? hosts : undefined;
  const given = inventory ? fileLayers(inventory, membership(names, inventory)) : possibleFileLayers(sources, playbookFolder, names);
  return [
    ...possibleLayers(sources, others, 'host_vars', () => true, playbookFolder),
    ...(one
      ? []
      : possibleLayers(
          sources,
          folders,
          'host_vars',
          (name) => hosts?.includes(name) ?? !groups.includes(name),
          playbookFolder,
        )),
    // A name that is no group's may be a host's.
    ...inventoryLayers(sources, folders, 'host_vars', one ?? (hosts ? [] : groups)),
    ...given.host,
    ...possibleLayers(sources, others, 'group_vars', (name) => name !== 'all', playbookFolder),
    ...(allGroups
      ? []
      : possibleLayers(sources, folders, 'group_vars', (name) => name !== 'all' && !groups.includes(name), playbookFolder)),
    ...inventoryLayers(sources, folders, 'group_vars', groups),
    ...inventoryLayers(sources, folders, 'group_vars', ['all']),
    // What the inventory says of all hosts, the playbook's own group_vars overrule.
    ...possibleLayers(sources, others, 'group_vars', (name) => name === 'all', playbookFolder),
    ...given.group,
  ];
}

/** What inventories themselves say; the files of `host_vars` and `group_vars` overrule each. */
interface FileLayers {
  readonly host: readonly Layer[];
  readonly group: readonly Layer[];
}

function fileLayers(inventory: Inventory, { groups, allGroups, hosts }: Membership): FileLayers {
  const reason = (name: string, owner: string) => `'${name}' depends on the host: the inventory sets it for ${owner}`;
  const layers = (kind: VariableKind, names: readonly string[]) =>
    names.flatMap((name) => inventory.variablesOf(kind, name) ?? []).toReversed();
  const others = (kind: VariableKind, possible: (name: string) => boolean) =>
    unknownLayers(inventory, kind, possible, reason);
  return {
    host: hosts?.length === 1 ? layers('host_vars', hosts) : others('host_vars', (name) => hosts?.includes(name) ?? true),
    group: [
      ...(allGroups ? [] : others('group_vars', (name) => name !== 'all' && !groups.includes(name))),
      ...layers('group_vars', ['all', ...groups]),
    ],
  };
}

/** The names that an inventory sets for any of some groups or hosts, none of them known. */
function unknownLayers(
  inventory: Inventory,
  kind: VariableKind,
  possible: (name: string) => boolean,
  reason: (name: string, owner: string) => string,
): Layer[] {
  const bindings = new Map<string, Binding>();
  for (const owner of inventory.withVariables(kind).filter(possible)) {
    for (const name of inventory.variablesOf(kind, owner)?.bindings.keys() ?? [])
      bindings.set(name, { value: unknown(reason(name, owner)) });
  }
  return bindings.size ? [{ bindings }] : [];
}

const inventoryFile = /^(hosts|inventory)([._-].*)?$|\.ini$/;

/** Inventories beside a playbook that may be given with -i: whether what they say holds is not known. */
function possibleFileLayers(sources: Sources, playbookFolder: string, names: string[] | undefined): FileLayers {
  const host: Layer[] = [];
  const group: Layer[] = [];
  for (const folder of [playbookFolder, path.join(playbookFolder, 'inventory'), ...inventoriesNear(sources, playbookFolder)]) {
    for (const file of sources.list(folder).filter((name) => inventoryFile.test(name))) {
      const inventory = readInventory(sources, [path.join(folder, file)]);
      if (!inventory) continue;
      const { groups, allGroups, hosts } = membership(names, inventory);
      const place = path.relative(playbookFolder, path.join(folder, file));
      const reason = (name: string) => `'${name}' depends on the inventory that is given: ${place} sets it`;
      host.push(...unknownLayers(inventory, 'host_vars', (name) => hosts?.includes(name) ?? true, reason));
      group.push(
        ...unknownLayers(inventory, 'group_vars', (name) => name === 'all' || !allGroups || groups.includes(name), reason),
      );
    }
  }
  return { host, group };
}

/** Folders near a playbook that hold an inventory with variables of its own. */
function inventoriesNear(sources: Sources, playbookFolder: string): string[] {
  const above = path.dirname(playbookFolder);
  const below = path.dirname(above) === above ? playbookFolder : above;
  return sources
    .foldersWith(['group_vars', 'host_vars'], below)
    .filter((folder) => sources.list(folder).some((name) => inventoryFile.test(name)));
}

/** The names that files of groups or hosts define of which it is not known whether they hold for the play's hosts. */
function possibleLayers(
  sources: Sources,
  folders: readonly string[],
  kind: VariableKind,
  possible: (name: string) => boolean,
  playbookFolder: string,
): Layer[] {
  const bindings = new Map<string, Binding>();
  for (const folder of folders) {
    const place = path.join(folder, kind);
    const names = new Set([
      ...sources
        .list(place)
        .filter((file) => /\.(ya?ml|json)$|^[^.]+$/.test(file))
        .map(stem),
      ...sources.subfolders(place),
    ]);
    for (const other of names) {
      if (!possible(other)) continue;
      for (const source of sources.variables(place, other)) {
        for (const name of layerOfFile(source).bindings.keys()) {
          bindings.set(name, {
            value: unknown(`'${name}' depends on the host: ${path.relative(playbookFolder, source.file)} sets it too`),
          });
        }
      }
    }
  }
  return bindings.size ? [{ bindings }] : [];
}

function stem(file: string): string {
  return file.replace(/\.(ya?ml|json)$/, '');
}
