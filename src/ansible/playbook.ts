import path from 'node:path';
import { get, type MapNode, type Node } from '../language/tree/node.ts';
import type { AnsibleConfig } from './config.ts';
import { type Inventory, readInventory } from './hosts.ts';
import { hostLayers } from './inventory.ts';
import { findRole, type Role, roleAt } from './roles.ts';
import type { Source, Sources } from './sources.ts';
import { type Context, type GroupTask, RunState, TaskWalker } from './tasks.ts';
import { type Binding, type Layer, layerOf, layerOfFile, Scope } from './variables.ts';
import { unknown } from './value.ts';

/** True for a file whose content is a list of plays. */
export function isPlaybook(source: Source): boolean {
  return (
    source.root?.kind === 'list' &&
    source.root.items.some(
      (item) => get(item, 'hosts') || get(item, 'import_playbook') || get(item, 'ansible.builtin.import_playbook'),
    )
  );
}

/** The playbooks that a playbook imports by name, as absolute paths. */
export function importsOf(source: Source): string[] {
  if (source.root?.kind !== 'list') return [];
  return source.root.items.flatMap((play) => {
    const imported = get(play, 'import_playbook') ?? get(play, 'ansible.builtin.import_playbook');
    return imported?.kind === 'scalar' ? [path.resolve(path.dirname(source.file), imported.text)] : [];
  });
}

const sections = ['pre_tasks', 'tasks', 'post_tasks', 'handlers'] as const;

/** The chain of `import_playbook` that leads to a playbook. */
interface Importer {
  /** Variables that it gives, innermost first. */
  readonly above: readonly Layer[];
  readonly conditional: boolean;
  readonly files: readonly string[];
}

/** Walks playbooks as Ansible would, without running anything, and collects the tasks that declare groups. */
export class PlaybookWalker {
  readonly #sources: Sources;
  readonly #config: AnsibleConfig;
  readonly #tasks: TaskWalker;
  readonly #inventory: Inventory | undefined;

  constructor(sources: Sources, config: AnsibleConfig) {
    this.#sources = sources;
    this.#config = config;
    this.#inventory = readInventory(sources, config.inventories);
    this.#tasks = new TaskWalker(sources, config.rolesPath);
  }

  /** Files whose tasks a playbook reached. */
  get visited(): ReadonlySet<string> {
    return this.#tasks.visited;
  }

  /** The groups that a playbook declares, playbooks that it imports included. */
  playbook(source: Source): GroupTask[] {
    return this.#plays(source, { above: [], conditional: false, files: [] });
  }

  #plays(source: Source, from: Importer): GroupTask[] {
    if (source.root?.kind !== 'list' || from.files.includes(source.file)) return [];
    const files = [...from.files, source.file];
    return source.root.items.flatMap((play) => {
      if (play.kind !== 'map') return [];
      const imported = get(play, 'import_playbook') ?? get(play, 'ansible.builtin.import_playbook');
      if (imported?.kind !== 'scalar') return this.#play(play, source, from);
      const other = this.#sources.read(path.resolve(path.dirname(source.file), imported.text));
      const above = [layerOf(get(play, 'vars'), source), ...from.above];
      return other
        ? this.#plays(other, { above, conditional: from.conditional || get(play, 'when') !== undefined, files })
        : [];
    });
  }

  #play(play: MapNode, source: Source, from: Importer): GroupTask[] {
    const folder = path.dirname(source.file);
    const layers = this.#playLayers(play, source, folder);
    const state = new RunState();
    const defaults = get(play, 'module_defaults');
    const context: Context = {
      playbookFolder: folder,
      folder,
      above: from.above,
      below: layers,
      roleDefaults: [],
      role: undefined,
      state,
      moduleDefaults: defaults ? [{ node: defaults, source }] : [],
      conditional: from.conditional,
      files: [source.file],
    };
    const roles = this.#roles(play, source, context);
    // Variables of the play's roles are there for all of its tasks.
    const shared: Context = {
      ...context,
      below: [...roles.flatMap(({ role }) => role.vars), ...layers],
      roleDefaults: roles.flatMap(({ role }) => role.defaults),
    };
    this.#tasks.visited.add(source.file);
    const tasks = (section: string) => {
      const node = get(play, section);
      return node ? this.#tasks.tasks(node, source, shared) : [];
    };
    return [
      ...tasks(sections[0]),
      ...roles.flatMap(({ role, params, conditional }) =>
        this.#tasks.role(
          role,
          { ...shared, above: [...params, ...shared.above], conditional: shared.conditional || conditional },
          {},
        ),
      ),
      ...sections.slice(1).flatMap(tasks),
    ];
  }

  #playLayers(play: MapNode, source: Source, folder: string): Layer[] {
    const hosts = get(play, 'hosts');
    const playVars = layerOf(get(play, 'vars'), source);
    const pattern =
      hosts?.kind === 'list'
        ? hosts.items.map((item) => (item.kind === 'scalar' ? item.text : '*')).join(',')
        : hosts?.kind === 'scalar'
          ? hosts.text
          : undefined;
    const host = hostLayers(this.#sources, [...this.#config.inventoryFolders, folder], pattern, this.#inventory);
    const lower = [playVars, ...host];
    return [
      ...this.#varsFiles(get(play, 'vars_files'), source, folder, lower),
      promptLayer(get(play, 'vars_prompt')),
      playVars,
      ...host,
    ];
  }

  /** `vars_files`, the last one first. A file whose name is not known, or that is not here, hides what lies below it. */
  #varsFiles(node: Node | undefined, source: Source, folder: string, lower: readonly Layer[]): Layer[] {
    const entries = node?.kind === 'list' ? node.items : node ? [node] : [];
    const layers: Layer[] = [];
    for (const entry of entries) {
      // A list inside the list means: the first file that is there.
      const candidates = entry.kind === 'list' ? entry.items : [entry];
      layers.unshift(this.#firstFile(candidates, source, folder, [...layers, ...lower]));
    }
    return layers;
  }

  #firstFile(candidates: readonly Node[], source: Source, folder: string, lower: readonly Layer[]): Layer {
    const names: string[] = [];
    for (const candidate of candidates) {
      const name = new Scope(lower).text(candidate, source);
      if ('reason' in name) return { bindings: new Map(), opaque: `the name of a vars file is not known (${name.reason})` };
      names.push(name.text);
      const file = path.resolve(folder, name.text);
      const inVars = path.resolve(folder, 'vars', name.text);
      const found = this.#sources.read(file) ?? this.#sources.read(inVars);
      if (found) return layerOfFile(found);
    }
    return { bindings: new Map(), opaque: `the vars file ${names.join(' or ')} is not here` };
  }

  #roles(play: MapNode, source: Source, context: Context): { role: Role; params: Layer[]; conditional: boolean }[] {
    const node = get(play, 'roles');
    if (node?.kind !== 'list') return [];
    const scope = new Scope(context.below);
    return node.items.flatMap((entry) => {
      const named = entry.kind === 'scalar' ? entry : (get(entry, 'role') ?? get(entry, 'name'));
      const name = named && scope.text(named, source);
      if (!name || 'reason' in name) return [];
      const role = findRole(this.#sources, context.playbookFolder, this.#config.rolesPath, name.text);
      if (!role) return [];
      const condition = get(entry, 'when');
      const holds = condition ? scope.condition(condition) : true;
      if (holds === false) return [];
      const params = entry.kind === 'map' ? [layerOf(get(entry, 'vars'), source), layerOf(entry, source)] : [];
      return [{ role, params, conditional: holds === undefined }];
    });
  }

  /** The groups of a file of tasks that no playbook reached: only its role's own variables are known. */
  taskFile(source: Source): GroupTask[] {
    const folder = path.dirname(source.file);
    const roleFolder = path.dirname(folder);
    const role = ['tasks', 'handlers'].includes(path.basename(folder))
      ? roleAt(this.#sources, roleFolder, path.basename(roleFolder))
      : undefined;
    if (source.root?.kind !== 'list') return [];
    return this.#tasks.tasks(source.root, source, {
      playbookFolder: role ? path.dirname(path.dirname(roleFolder)) : folder,
      folder,
      above: [],
      below: role?.vars ?? [],
      roleDefaults: role?.defaults ?? [],
      role,
      state: new RunState(),
      moduleDefaults: [],
      conditional: false,
      files: [source.file],
    });
  }
}

function promptLayer(node: Node | undefined): Layer {
  const bindings = new Map<string, Binding>();
  for (const prompt of node?.kind === 'list' ? node.items : []) {
    const name = get(prompt, 'name');
    if (name?.kind === 'scalar') bindings.set(name.text, { value: unknown(`'${name.text}' is asked for when the play runs`) });
  }
  return { bindings };
}
