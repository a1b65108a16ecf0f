import path from 'node:path';
import { get, type MapNode, type Node } from '../language/tree/node.ts';
import type { AnsibleConfig } from './config.ts';
import { type Inventory, readInventory } from './hosts.ts';
import { hostLayers } from './inventory.ts';
import { type Context, RunState } from './context.ts';
import { roleAt } from './roles.ts';
import type { Source, Sources } from './sources.ts';
import { type GroupTask, isTaggedNever, TaskWalker } from './tasks.ts';
import { defaultsOf, RoleBook, type UsedRole, varsOf } from './usedRoles.ts';
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

/** The chain of `import_playbook` that leads to a playbook. */
interface Importer {
  /** Variables that it gives to the plays, outermost first. */
  readonly vars: readonly Layer[];
  readonly conditional: boolean;
  readonly files: readonly string[];
  readonly run: Run;
}

/** What plays leave to those after them. */
interface Run {
  state: RunState;
  /** Whom the last play was for. */
  hosts: string | undefined;
}

/** Walks playbooks as Ansible would, without running anything, and collects the tasks that declare groups. */
export class PlaybookWalker {
  readonly #sources: Sources;
  readonly #config: AnsibleConfig;
  readonly #roles: RoleBook;
  readonly #tasks: TaskWalker;
  readonly #inventory: Inventory | undefined;

  constructor(sources: Sources, config: AnsibleConfig) {
    this.#sources = sources;
    this.#config = config;
    this.#inventory = readInventory(sources, config.inventories);
    this.#roles = new RoleBook(sources, config.rolesPath);
    this.#tasks = new TaskWalker(sources, this.#roles);
  }

  /** Files whose tasks a playbook reached. */
  get visited(): ReadonlySet<string> {
    return this.#tasks.visited;
  }

  /** The groups that a playbook declares, playbooks that it imports included. */
  playbook(source: Source): GroupTask[] {
    return this.#plays(source, { vars: [], conditional: false, files: [], run: { state: new RunState(), hosts: undefined } });
  }

  #plays(source: Source, from: Importer): GroupTask[] {
    if (source.root?.kind !== 'list' || from.files.includes(source.file)) return [];
    const files = [...from.files, source.file];
    return source.root.items.flatMap((play) => {
      if (play.kind !== 'map') return [];
      const imported = get(play, 'import_playbook') ?? get(play, 'ansible.builtin.import_playbook');
      if (imported?.kind !== 'scalar') return this.#play(play, source, from);
      const other = this.#sources.read(path.resolve(path.dirname(source.file), imported.text));
      const vars = [...from.vars, layerOf(get(play, 'vars'), source)];
      const conditional = from.conditional || get(play, 'when') !== undefined || isTaggedNever(play);
      return other ? this.#plays(other, { vars, conditional, files, run: from.run }) : [];
    });
  }

  #play(play: MapNode, source: Source, from: Importer): GroupTask[] {
    const hosts = get(play, 'hosts');
    const pattern = hosts && source.text.slice(hosts.start, hosts.end);
    const begin = continued(from.run, pattern);
    let state = new RunState(begin);
    let tasks = this.#tasksOf(play, source, from, state);
    const { imported } = state;
    if (imported.length) {
      // Imports are looked up before anything runs, so what they bring is there from the beginning.
      state = new RunState(begin);
      state.roleVars.push(...imported.toReversed().flatMap(({ vars }) => vars));
      state.roleDefaults.push(...imported.toReversed().flatMap(({ defaults }) => defaults));
      tasks = this.#tasksOf(play, source, from, state);
    }
    from.run.state = state;
    from.run.hosts = pattern;
    return tasks;
  }

  #tasksOf(play: MapNode, source: Source, from: Importer, state: RunState): GroupTask[] {
    const folder = path.dirname(source.file);
    const defaults = get(play, 'module_defaults');
    const environment = get(play, 'environment');
    const context: Context = {
      playbookFolder: folder,
      folder,
      params: [],
      taskVars: [],
      roleVars: [],
      inheritedVars: [],
      roleDefaults: [],
      inheritedDefaults: [],
      play: this.#playLayers(play, source, folder, from.vars),
      role: undefined,
      state,
      moduleDefaults: defaults ? [{ node: defaults, source }] : [],
      environment: environment ? [{ node: environment, source }] : [],
      conditional: from.conditional || isTaggedNever(play),
      guarded: false,
      files: [source.file],
    };
    const roles = this.#rolesOf(play, source, context);
    // Variables of the play's roles are there for all of its tasks, the last role's before the others'.
    state.roleVars.push(...roles.toReversed().flatMap(varsOf));
    state.roleDefaults.push(...roles.toReversed().flatMap(defaultsOf));
    this.#tasks.visited.add(source.file);
    const section = (name: string, within = context) => {
      const node = get(play, name);
      return node ? this.#tasks.tasks(node, source, within) : [];
    };
    return [
      ...section('pre_tasks'),
      ...roles.flatMap((used) => this.#tasks.role(used, context)),
      ...section('tasks'),
      ...section('post_tasks'),
      // A handler runs only where something has changed.
      ...section('handlers', { ...context, conditional: true }),
      ...state.atTheEnd.flatMap((run) => run()),
    ];
  }

  #playLayers(play: MapNode, source: Source, folder: string, given: readonly Layer[]): Layer[] {
    const hosts = get(play, 'hosts');
    const playVars = layerOf(get(play, 'vars'), source);
    const pattern =
      hosts?.kind === 'list'
        ? hosts.items.map((item) => (item.kind === 'scalar' ? item.text : '*')).join(',')
        : hosts?.kind === 'scalar'
          ? hosts.text
          : undefined;
    const host = hostLayers(this.#sources, [...this.#config.inventoryFolders, folder], pattern, this.#inventory);
    const lower = [...given, playVars, ...host];
    return [
      ...this.#varsFiles(get(play, 'vars_files'), source, folder, lower),
      promptLayer(get(play, 'vars_prompt')),
      ...lower,
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

  #rolesOf(play: MapNode, source: Source, { playbookFolder, play: layers }: Context): UsedRole[] {
    const node = get(play, 'roles');
    if (node?.kind !== 'list') return [];
    const scope = new Scope(layers);
    return node.items.flatMap((entry) => this.#roles.entry(entry, source, playbookFolder, scope) ?? []);
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
      params: [],
      taskVars: [],
      roleVars: role?.vars ?? [],
      inheritedVars: role?.vars ?? [],
      roleDefaults: role?.defaults ?? [],
      inheritedDefaults: role?.defaults ?? [],
      play: [],
      role,
      state: new RunState(),
      moduleDefaults: [],
      environment: [],
      conditional: false,
      guarded: false,
      files: [source.file],
    });
  }
}

/** What the plays before have set, as a play for these hosts finds it: for other hosts it may not be set at all. */
function continued({ state, hosts }: Run, pattern: string | undefined): Pick<RunState, 'facts' | 'included'> {
  if (hosts === pattern) return state;
  const maybe = (name: string): [string, Binding] => [name, { value: unknown(`whether an earlier play sets '${name}' for these hosts is not known`) }];
  return {
    facts: new Map([...state.facts.keys()].map(maybe)),
    included: state.included.map(({ bindings, opaque }) => ({ bindings: new Map([...bindings.keys()].map(maybe)), opaque })),
  };
}

function promptLayer(node: Node | undefined): Layer {
  const bindings = new Map<string, Binding>();
  for (const prompt of node?.kind === 'list' ? node.items : []) {
    const name = get(prompt, 'name');
    if (name?.kind === 'scalar') bindings.set(name.text, { value: unknown(`'${name.text}' is asked for when the play runs`) });
  }
  return { bindings };
}
