import path from 'node:path';
import type { Span } from '../language/diagnostic.ts';
import { type Entry, get, type MapNode, type Node } from '../language/tree/node.ts';
import { type Context, type Layers, scopeOf } from './context.ts';
import { loopRounds } from './loops.ts';
import { describesGroups, groupModules, type ModuleCall, moduleCall } from './modules.ts';
import { roleFile } from './roles.ts';
import type { Source, Sources } from './sources.ts';
import { defaultsOf, type RoleBook, type UsedRole, varsOf } from './usedRoles.ts';
import { type Layer, layerOf, layerOfFile, Scope } from './variables.ts';
import { omitted, toText, truth, type UnknownValue, unknown, type Value } from './value.ts';

/** A task that declares an Auto Scaling group. */
export interface GroupTask {
  readonly source: Source;
  readonly task: MapNode;
  /** The module's arguments as the task has them. */
  readonly arguments: ReadonlyMap<string, Entry>;
  readonly module: string;
  /** The task as Ansible prints it: `role : name`. */
  readonly address: string;
  /** The place of the module's name. */
  readonly at: Span;
  /** The text of that place. */
  readonly written: string;
  /** The argument with the subnets as the task has it; undefined where the task says nothing of subnets. */
  readonly list: Entry | undefined;
  readonly name: Value;
  readonly subnets: Value;
  readonly region: Value;
  readonly profile: Value;
  /** True where it signs in with keys that it names itself, or may. */
  readonly ownKeys: boolean;
  /** True where a `when:` decides at run time whether the task runs at all. */
  readonly conditional: boolean;
}

const builtin = (name: string) => [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`];
const includeTasks = new Set(['include_tasks', 'include'].flatMap(builtin));
const importTasks = new Set(builtin('import_tasks'));
const includeRole = new Set(builtin('include_role'));
const importRole = new Set(builtin('import_role'));
const includeVars = new Set(builtin('include_vars'));
const setFact = new Set(builtin('set_fact'));
/** Tasks that one walk looks at, includes counted every time; a workspace that includes in circles ends here. */
const maxTasks = 50_000;

/** Walks lists of tasks in order. */
export class TaskWalker {
  readonly visited = new Set<string>();
  readonly #sources: Sources;
  readonly #roles: RoleBook;
  #left = maxTasks;

  constructor(sources: Sources, roles: RoleBook) {
    this.#sources = sources;
    this.#roles = roles;
  }

  /** The groups that a role's tasks declare, those of the roles that it depends on first, and with the play its handlers'. */
  role(used: UsedRole, outer: Context, { tasksFrom }: { readonly tasksFrom?: string | undefined } = {}): GroupTask[] {
    const { role } = used;
    if (outer.files.includes(role.folder)) return [];
    const within: Context = {
      ...outer,
      role,
      params: [...used.params, ...outer.params],
      roleVars: [...varsOf(used), ...outer.inheritedVars],
      inheritedVars: [...role.vars, ...outer.inheritedVars],
      roleDefaults: [...role.defaults, ...outer.inheritedDefaults, ...used.needs.toReversed().flatMap(defaultsOf)],
      inheritedDefaults: [...role.defaults, ...outer.inheritedDefaults],
      files: [...outer.files, role.folder],
    };
    const context = used.condition ? this.#conditioned(used.condition, within, scopeOf(within)) : within;
    if (!context) return [];
    context.state.atTheEnd.push(() => this.#file(roleFile(this.#sources, role, 'handlers'), { ...context, conditional: true }));
    return [
      ...used.needs.flatMap((needed) => this.role(needed, context)),
      ...this.#file(roleFile(this.#sources, role, 'tasks', tasksFrom), context),
    ];
  }

  #file(source: Source | undefined, context: Context): GroupTask[] {
    if (!source?.root || context.files.includes(source.file)) return [];
    this.visited.add(source.file);
    return this.tasks(source.root, source, {
      ...context,
      folder: path.dirname(source.file),
      files: [...context.files, source.file],
    });
  }

  /** The groups that a list of tasks declares. */
  tasks(list: Node, source: Source, context: Context): GroupTask[] {
    if (list.kind !== 'list') return [];
    return list.items.flatMap((task) => (task.kind === 'map' && this.#left-- > 0 ? this.#task(task, source, context) : []));
  }

  #task(task: MapNode, source: Source, outer: Context): GroupTask[] {
    const defaults = get(task, 'module_defaults');
    const environment = get(task, 'environment');
    const context: Context = {
      ...outer,
      taskVars: [layerOf(get(task, 'vars'), source), ...outer.taskVars],
      moduleDefaults: [...(defaults ? [{ node: defaults, source }] : []), ...outer.moduleDefaults],
      environment: [...(environment ? [{ node: environment, source }] : []), ...outer.environment],
      conditional: outer.conditional || isTaggedNever(task),
    };
    const block = get(task, 'block');
    if (block) {
      const inside = this.#conditioned(get(task, 'when'), context, scopeOf(context));
      if (!inside) return [];
      return ['block', 'rescue', 'always'].flatMap((part) => {
        const node = get(task, part);
        if (!node) return [];
        // A rescue runs only after a failure, and that may have kept any task of the block from running.
        const guarded = inside.guarded || get(task, 'rescue') !== undefined;
        return this.tasks(node, source, { ...inside, guarded, conditional: inside.conditional || part === 'rescue' });
      });
    }
    const call = moduleCall(task);
    if (!call) return [];
    return loopRounds(task, source, context).flatMap((round) => this.#call(call, task, source, round));
  }

  /** The context under a `when:`; undefined where it never holds. */
  #conditioned(condition: Node | undefined, context: Context, scope: Scope): Context | undefined {
    const holds = condition ? scope.condition(condition) : true;
    if (holds === false) return undefined;
    return holds === undefined ? { ...context, conditional: true } : context;
  }

  #call(call: ModuleCall, task: MapNode, source: Source, outer: Context): GroupTask[] {
    const scope = scopeOf(outer);
    // A task that is skipped registers just that.
    const registered = get(task, 'register');
    if (registered?.kind === 'scalar') outer.state.facts.set(registered.text, { value: registeredValue(registered.text, call) });
    const context = this.#conditioned(get(task, 'when'), outer, scope);
    if (!context) return [];
    if (setFact.has(call.module)) setFacts(call, task, source, context, scope);
    else if (includeVars.has(call.module)) this.#includeVars(call, task, source, context, scope);
    else if (includeTasks.has(call.module) || importTasks.has(call.module)) return this.#includeTasks(call, task, source, context, scope);
    else if (includeRole.has(call.module) || importRole.has(call.module)) return this.#includeRole(call, task, source, context, scope);
    else if (groupModules.has(call.module)) return groupTask(call, task, source, context, scope);
    return [];
  }

  #includeTasks(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): GroupTask[] {
    const name = fileArgument(call, task, source, scope);
    if (name === undefined) return [];
    const candidates = [
      context.folder,
      ...(context.role ? [path.join(context.role.folder, 'tasks')] : []),
      context.playbookFolder,
    ];
    const found = candidates
      .map((folder) => this.#sources.read(path.resolve(folder, name)))
      .find((candidate) => candidate !== undefined);
    return this.#file(found, importTasks.has(call.module) ? context : withParams(context, task, source));
  }

  #includeRole(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): GroupTask[] {
    const argument = (key: string) => argumentText(call, key, source, scope);
    const name = argument('name');
    const files = { defaults: argument('defaults_from'), vars: argument('vars_from') };
    const used = name === undefined ? undefined : this.#roles.named(name, context.playbookFolder, scope, files);
    if (!used) return [];
    const isImport = importRole.has(call.module);
    const tasks = this.role(used, isImport ? context : withParams(context, task, source), { tasksFrom: argument('tasks_from') });
    const layers = { vars: varsOf(used), defaults: defaultsOf(used) };
    if (isImport) context.state.imported.push(layers);
    else if (isPublic(call, source, scope)) exposeRole(context, layers);
    return tasks;
  }

  #includeVars(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): void {
    const { included } = context.state;
    const hidden = (opaque: string) => included.unshift({ bindings: new Map(), opaque });
    const folder = argumentText(call, 'dir', source, scope);
    const name = folder ?? fileArgument(call, task, source, scope);
    // Which files of a folder, and how deep, other arguments decide.
    const selective = ['depth', 'files_matching', 'ignore_files', 'extensions', 'ignore_unknown_extensions', 'hash_behaviour'];
    if (name === undefined || selective.some((key) => call.args.has(key))) {
      hidden('an include_vars reads files that are not known');
      return;
    }
    const candidates = [
      ...(context.role ? [path.join(context.role.folder, 'vars'), context.role.folder] : []),
      path.join(context.folder, 'vars'),
      context.folder,
      path.join(context.playbookFolder, 'vars'),
      context.playbookFolder,
    ].map((candidate) => path.resolve(candidate, name));
    const layers = folder === undefined ? this.#variablesFile(candidates) : this.#variablesFolder(candidates);
    if (!layers) hidden(`${name} of include_vars is not here`);
    else if (context.conditional || context.guarded) hidden(`whether include_vars reads ${name} is known only when the play runs`);
    else if (!call.args.has('name')) included.unshift(...layers);
    else this.#includedAs(call, source, context, scope, layers);
  }

  #variablesFile(candidates: readonly string[]): Layer[] | undefined {
    const found = candidates.map((file) => this.#sources.read(file)).find((candidate) => candidate !== undefined);
    return found && [layerOfFile(found)];
  }

  /** The files of a folder, the last one first; undefined where there are none, or folders in it. */
  #variablesFolder(candidates: readonly string[]): Layer[] | undefined {
    const folder = candidates.find((candidate) => this.#sources.list(candidate).length > 0);
    if (folder === undefined || this.#sources.subfolders(folder).length) return undefined;
    const files = this.#sources.list(folder).filter((file) => /\.(ya?ml|json)$/.test(file));
    return files.flatMap((file) => this.#sources.read(path.join(folder, file)) ?? []).map(layerOfFile).toReversed();
  }

  /** `include_vars` with `name:`: everything read becomes one dictionary. */
  #includedAs(call: ModuleCall, source: Source, context: Context, scope: Scope, layers: readonly Layer[]): void {
    const name = argumentText(call, 'name', source, scope);
    const opaque = layers.find((layer) => layer.opaque !== undefined)?.opaque;
    if (name === undefined || opaque !== undefined) {
      context.state.included.unshift({ bindings: new Map(), opaque: opaque ?? 'the name that include_vars gives is not known' });
      return;
    }
    const inside = new Scope([...layers, ...scope.layers]);
    const entries = new Map(layers.toReversed().flatMap(({ bindings }) => [...bindings.keys()]).map((key) => [key, inside.lookup(key)]));
    context.state.included.unshift({ bindings: new Map([[name, { value: { kind: 'map', entries } }]]) });
  }
}

/** False where nothing is said; a value that is not known may be true. */
function isPublic(call: ModuleCall, source: Source, scope: Scope): boolean {
  const entry = call.args.get('public');
  return entry !== undefined && truth(scope.evaluate(entry.value, source)) !== false;
}

function withParams(context: Context, task: MapNode, source: Source): Context {
  return { ...context, params: [layerOf(get(task, 'vars'), source), ...context.params] };
}

/** From here on the play sees the variables of a role that a task included with `public: true`. */
function exposeRole({ state, conditional, guarded }: Context, { vars, defaults }: Layers): void {
  const maybe = (layers: readonly Layer[]): readonly Layer[] => {
    if (!conditional && !guarded) return layers;
    const names = layers.flatMap(({ bindings }) => [...bindings.keys()]);
    const value = unknown('whether the role that sets it is included is known only when the play runs');
    return [{ bindings: new Map(names.map((name) => [name, { value }])) }];
  };
  state.roleVars.unshift(...maybe(vars));
  state.roleDefaults.unshift(...maybe(defaults));
}

/** Tasks with the tag `never` run only where somebody asks for them. */
export function isTaggedNever(task: Node): boolean {
  const tags = get(task, 'tags');
  const names = tags?.kind === 'list' ? tags.items : tags ? [tags] : [];
  return names.some((tag) => tag.kind === 'scalar' && tag.text.split(',').some((name) => name.trim() === 'never'));
}

function registeredValue(name: string, call: ModuleCall): UnknownValue {
  if (describesGroups(call))
    return { kind: 'unknown', orderSafe: true, reason: `'${name}' is AWS's own answer, so its order is AWS's` };
  return unknown(`'${name}' is the result of a task, known only when the play runs`);
}

/** What `set_fact` sets, where it is certain that it does. */
function setFacts(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): void {
  const { state } = context;
  const certain = !context.conditional && !context.guarded && get(task, 'delegate_facts') === undefined;
  for (const [key, { key: node, value }] of call.args) {
    if (key === 'cacheable') continue;
    const name = scope.text({ kind: 'scalar', value: key, text: key, style: 'plain', start: node.start, end: node.end }, source);
    if ('reason' in name) {
      state.included.unshift({ bindings: new Map(), opaque: `the name of a fact is not known (${name.reason})` });
      continue;
    }
    const result = scope.evaluate(value, source);
    const orderSafe = result.kind === 'unknown' && result.orderSafe === true;
    const known = certain && result.kind !== 'undefined';
    state.facts.set(name.text, { value: orderSafe || known ? result : unknown(`'${name.text}' is set by set_fact while the play runs`) });
  }
}

function argumentText(call: ModuleCall, key: string, source: Source, scope: Scope): string | undefined {
  const entry = call.args.get(key);
  const value = entry && scope.text(entry.value, source);
  return value && 'text' in value ? value.text : undefined;
}

/** The file that an include names: its free form, or `file:`. */
function fileArgument(call: ModuleCall, task: MapNode, source: Source, scope: Scope): string | undefined {
  const entry =
    call.args.get('file') ?? task.entries.find(({ key, value }) => key.text === call.module && value.kind === 'scalar');
  const value = entry && scope.text(entry.value, source);
  if (!value || 'reason' in value) return undefined;
  return value.text.trim().split(/\s+/)[0];
}

const absent: Value = { kind: 'undefined', name: 'the argument' };
const subnetArguments = ['vpc_zone_identifier'];

function groupTask(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): GroupTask[] {
  const argument = (...names: string[]) => {
    for (const name of names) {
      const entry = call.args.get(name);
      if (entry) return { entry, value: scope.evaluate(entry.value, source) };
    }
    for (const defaults of context.moduleDefaults) {
      const own = defaultsFor(call.module, defaults.node);
      for (const name of names) {
        const node = own.map((candidate) => get(candidate, name)).find((candidate) => candidate !== undefined);
        if (node) return { entry: undefined, value: scope.evaluate(node, defaults.source) };
      }
    }
    return { entry: undefined, value: absent };
  };
  const given = (names: readonly string[], variables: readonly string[]): Value => {
    const { value } = argument(...names);
    return isGiven(value) ? value : environmentValue(context, scope, variables);
  };
  const state = argument('state').value;
  if (toText(state) === 'absent') return [];
  const subnets = argument(...subnetArguments);
  if (subnets.value.kind === 'undefined' && subnets.value.name === omitted) return [];
  const title = get(task, 'name');
  const named = title && scope.text(title, source);
  const own = named && 'text' in named ? named.text : title?.kind === 'scalar' ? title.text : call.module;
  return [
    {
      source,
      task,
      arguments: call.args,
      module: call.module,
      address: context.role ? `${context.role.name} : ${own}` : own,
      at: { start: call.at.start, end: call.at.end },
      written: source.text.slice(call.at.start, call.at.end),
      list: subnets.entry,
      name: argument('name').value,
      subnets: subnets.value,
      region: given(['region', 'aws_region', 'ec2_region'], ['AWS_REGION', 'AWS_DEFAULT_REGION', 'EC2_REGION']),
      profile: given(['profile', 'aws_profile'], ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']),
      ownKeys: isGiven(given(['access_key', 'aws_access_key', 'aws_access_key_id', 'ec2_access_key'], ['AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY', 'EC2_ACCESS_KEY'])),
      // A state that is not known may be that there shall be no such group.
      conditional: context.conditional || (state !== absent && toText(state) === undefined),
    },
  ];
}

/** False for an argument that is not there, or left out by `default(omit)`. */
function isGiven(value: Value): boolean {
  return value !== absent && !(value.kind === 'undefined' && value.name === omitted);
}

/** The first of some environment variables that `environment:` sets around a task; unknown where it may. */
function environmentValue({ environment }: Context, scope: Scope, variables: readonly string[]): Value {
  for (const { node, source } of environment) {
    for (const part of node.kind === 'list' ? node.items.toReversed() : [node]) {
      const value = scope.evaluate(part, source);
      if (value.kind === 'unknown') return unknown(`the environment of the task is not known: ${value.reason}`);
      if (value.kind === 'undefined') return unknown(`the environment of the task is not known: '${value.name}' is defined nowhere in these files`);
      if (value.kind !== 'map') continue;
      const name = variables.find((variable) => value.entries.has(variable));
      if (name !== undefined) return value.entries.get(name) ?? absent;
    }
  }
  return absent;
}

/** The entries of `module_defaults` that hold for a module: its own, in any of its names, before its group's. */
function defaultsFor(module: string, node: Node): Node[] {
  if (node.kind !== 'map') return [];
  const short = module.split('.').at(-1) ?? module;
  const own = node.entries.filter(
    ({ key }) => key.text === module || key.text === short || (groupModules.has(key.text) && key.text.endsWith(`.${short}`)),
  );
  const group = node.entries.filter(({ key }) =>
    ['group/aws', 'group/amazon.aws.aws', 'group/community.aws.aws'].includes(key.text),
  );
  return [...own, ...group].map(({ value }) => value);
}
