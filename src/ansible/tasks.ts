import path from 'node:path';
import type { Span } from '../language/diagnostic.ts';
import { type Entry, get, type MapNode, type Node } from '../language/tree/node.ts';
import { describesGroups, groupModules, type ModuleCall, moduleCall } from './modules.ts';
import { findRole, type Role, roleFile } from './roles.ts';
import type { Source, Sources } from './sources.ts';
import { type Binding, type Layer, layerOf, layerOfFile, Scope } from './variables.ts';
import { type ListItem, omitted, toText, type UnknownValue, unknown, type Value } from './value.ts';

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
  /** True where a `when:` decides at run time whether the task runs at all. */
  readonly conditional: boolean;
}

/** What tasks have done so far in a play: variables that only a run fills, and files that `include_vars` read. */
export class RunState {
  readonly facts = new Map<string, Binding>();
  readonly included: Layer[] = [];
}

/** Where a task stands. Layers are highest precedence first. */
export interface Context {
  readonly playbookFolder: string;
  /** Folder of the file in hand. */
  readonly folder: string;
  /** Parameters of includes and roles, above everything that a play sets. */
  readonly above: readonly Layer[];
  /** Blocks, role variables, the play's and the inventory's. */
  readonly below: readonly Layer[];
  readonly roleDefaults: readonly Layer[];
  readonly role: Role | undefined;
  readonly state: RunState;
  /** `module_defaults`, innermost first. */
  readonly moduleDefaults: readonly { readonly node: Node; readonly source: Source }[];
  readonly conditional: boolean;
  /** The files that lead here, so that a circle ends. */
  readonly files: readonly string[];
}

const builtin = (name: string) => [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`];
const includeTasks = new Set(['include_tasks', 'import_tasks', 'include'].flatMap(builtin));
const includeRole = new Set(['include_role', 'import_role'].flatMap(builtin));
const includeVars = new Set(builtin('include_vars'));
const setFact = new Set(builtin('set_fact'));
/** Tasks that one walk looks at, includes counted every time; a workspace that includes in circles ends here. */
const maxTasks = 50_000;

/** Walks lists of tasks in order. */
export class TaskWalker {
  readonly visited = new Set<string>();
  readonly #sources: Sources;
  readonly #rolesPath: readonly string[];
  #left = maxTasks;

  constructor(sources: Sources, rolesPath: readonly string[]) {
    this.#sources = sources;
    this.#rolesPath = rolesPath;
  }

  /** The groups that a role's tasks and handlers declare, those of the roles that it depends on first. */
  role(role: Role, context: Context, { tasksFrom }: { readonly tasksFrom?: string | undefined }): GroupTask[] {
    if (context.files.includes(role.folder)) return [];
    const inside: Context = {
      ...context,
      role,
      below: [...role.vars, ...context.below],
      roleDefaults: [...role.defaults, ...context.roleDefaults],
      files: [...context.files, role.folder],
    };
    const { meta } = role;
    const dependencies = get(meta?.root, 'dependencies');
    const needed = (dependencies?.kind === 'list' && meta ? dependencies.items : []).flatMap((entry) => {
      const node = entry.kind === 'scalar' ? entry : (get(entry, 'role') ?? get(entry, 'name'));
      const name = node && meta && scopeOf(inside).text(node, meta);
      const other =
        name && 'text' in name
          ? findRole(this.#sources, context.playbookFolder, [path.dirname(role.folder), ...this.#rolesPath], name.text)
          : undefined;
      const params = meta && entry.kind === 'map' ? [layerOf(get(entry, 'vars'), meta), layerOf(entry, meta)] : [];
      return other ? this.role(other, { ...inside, above: [...params, ...inside.above] }, {}) : [];
    });
    return [
      ...needed,
      ...this.#file(roleFile(this.#sources, role, 'tasks', tasksFrom), inside),
      ...this.#file(roleFile(this.#sources, role, 'handlers'), inside),
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
    const context: Context = {
      ...outer,
      below: [layerOf(get(task, 'vars'), source), ...outer.below],
      moduleDefaults: [...(defaults ? [{ node: defaults, source }] : []), ...outer.moduleDefaults],
    };
    const block = get(task, 'block');
    if (block) {
      const inside = this.#conditioned(task, context, scopeOf(context));
      if (!inside) return [];
      return ['block', 'rescue', 'always'].flatMap((part) => {
        const node = get(task, part);
        // A rescue runs only after a failure.
        return node ? this.tasks(node, source, part === 'rescue' ? { ...inside, conditional: true } : inside) : [];
      });
    }
    const call = moduleCall(task);
    if (!call) return [];
    return this.#rounds(task, source, context).flatMap((round) => this.#call(call, task, source, round));
  }

  /** One context per round of the task's loop; one without a loop. */
  #rounds(task: MapNode, source: Source, context: Context): Context[] {
    const entry = task.entries.find(({ key }) => key.text === 'loop' || key.text.startsWith('with_'));
    if (!entry) return [context];
    const loopVariable = get(get(task, 'loop_control'), 'loop_var');
    const name = loopVariable?.kind === 'scalar' ? loopVariable.text : 'item';
    const rounds = loopItems(entry, scopeOf(context).evaluate(entry.value, source));
    return rounds.map((value) => ({ ...context, above: [{ bindings: new Map([[name, { value }]]) }, ...context.above] }));
  }

  /** The context under the task's `when:`; undefined where it never holds. */
  #conditioned(task: MapNode, context: Context, scope: Scope): Context | undefined {
    const condition = get(task, 'when');
    const holds = condition ? scope.condition(condition) : true;
    if (holds === false) return undefined;
    return holds === undefined ? { ...context, conditional: true } : context;
  }

  #call(call: ModuleCall, task: MapNode, source: Source, outer: Context): GroupTask[] {
    const scope = scopeOf(outer);
    const context = this.#conditioned(task, outer, scope);
    if (!context) return [];
    const registered = get(task, 'register');
    if (registered?.kind === 'scalar')
      context.state.facts.set(registered.text, { value: registeredValue(registered.text, call) });
    if (setFact.has(call.module)) setFacts(call, source, context, scope);
    else if (includeVars.has(call.module)) this.#includeVars(call, task, source, context, scope);
    else if (includeTasks.has(call.module)) return this.#includeTasks(call, task, source, context, scope);
    else if (includeRole.has(call.module)) return this.#includeRole(call, task, source, context, scope);
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
    return this.#file(found, { ...context, above: [layerOf(get(task, 'vars'), source), ...context.above] });
  }

  #includeRole(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): GroupTask[] {
    const argument = (key: string) => {
      const entry = call.args.get(key);
      const value = entry && scope.text(entry.value, source);
      return value && 'text' in value ? value.text : undefined;
    };
    const name = argument('name');
    const role =
      name === undefined
        ? undefined
        : findRole(this.#sources, context.playbookFolder, this.#rolesPath, name, {
            defaults: argument('defaults_from'),
            vars: argument('vars_from'),
          });
    if (!role) return [];
    return this.role(
      role,
      { ...context, above: [layerOf(get(task, 'vars'), source), ...context.above] },
      { tasksFrom: argument('tasks_from') },
    );
  }

  #includeVars(call: ModuleCall, task: MapNode, source: Source, context: Context, scope: Scope): void {
    const name = fileArgument(call, task, source, scope);
    const hidden = (opaque: string) => context.state.included.unshift({ bindings: new Map(), opaque });
    if (name === undefined || call.args.has('dir') || call.args.has('name')) {
      hidden('an include_vars reads files that are not known');
      return;
    }
    const candidates = [
      ...(context.role ? [path.join(context.role.folder, 'vars')] : []),
      path.join(context.folder, 'vars'),
      context.folder,
      context.playbookFolder,
    ];
    const found = candidates
      .map((folder) => this.#sources.read(path.resolve(folder, name)))
      .find((candidate) => candidate !== undefined);
    if (!found) hidden(`the file ${name} of include_vars is not here`);
    else if (context.conditional) hidden(`whether include_vars reads ${name} is known only when the play runs`);
    else context.state.included.unshift(layerOfFile(found));
  }
}

function scopeOf({ above, state, below, roleDefaults }: Context): Scope {
  return new Scope([...above, { bindings: state.facts }, ...state.included, ...below, ...roleDefaults]);
}

function registeredValue(name: string, call: ModuleCall): UnknownValue {
  if (describesGroups(call))
    return { kind: 'unknown', orderSafe: true, reason: `'${name}' is AWS's own answer, so its order is AWS's` };
  return unknown(`'${name}' is the result of a task, known only when the play runs`);
}

function setFacts(call: ModuleCall, source: Source, context: Context, scope: Scope): void {
  for (const [name, { value }] of call.args) {
    if (name === 'cacheable') continue;
    const result = scope.evaluate(value, source);
    const orderSafe = result.kind === 'unknown' && result.orderSafe === true;
    context.state.facts.set(name, {
      value: orderSafe ? result : unknown(`'${name}' is set by set_fact while the play runs`),
    });
  }
}

/** The file that an include names: its free form, or `file:`. */
function fileArgument(call: ModuleCall, task: MapNode, source: Source, scope: Scope): string | undefined {
  const entry =
    call.args.get('file') ?? task.entries.find(({ key, value }) => key.text === call.module && value.kind === 'scalar');
  const value = entry && scope.text(entry.value, source);
  if (!value || 'reason' in value) return undefined;
  return value.text.trim().split(/\s+/)[0];
}

function loopItems({ key }: Entry, value: Value): Value[] {
  if (value.kind === 'unknown') return [value];
  if (value.kind === 'undefined') return [unknown(`'${value.name}' is defined nowhere in these files`)];
  switch (key.text.replace(/^with_(ansible\.builtin\.)?/, '')) {
    case 'loop':
    case 'list':
      return value.kind === 'list'
        ? value.items.map((item) => item.value)
        : [unknown('a loop over something other than a list')];
    case 'items':
    case 'flattened':
      return value.kind === 'list' ? value.items.flatMap(flatten) : [value];
    case 'dict':
      if (value.kind === 'map') {
        return [...value.entries].map(([name, entry]): Value => ({
          kind: 'map',
          entries: new Map<string, Value>([
            ['key', { kind: 'text', text: name }],
            ['value', entry],
          ]),
        }));
      }
      return [unknown('a loop over something other than a dictionary')];
    default:
      return [unknown(`a loop by ${key.text} is known only when the play runs`)];
  }
}

function flatten({ value }: ListItem): Value[] {
  return value.kind === 'list' ? value.items.map((item) => item.value) : [value];
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
      region: argument('region', 'aws_region', 'ec2_region').value,
      profile: argument('profile', 'aws_profile').value,
      // A state that is not known may be that there shall be no such group.
      conditional: context.conditional || (state !== absent && toText(state) === undefined),
    },
  ];
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
