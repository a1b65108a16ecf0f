import type { Node } from '../language/tree/node.ts';
import type { Role } from './roles.ts';
import type { Source } from './sources.ts';
import type { GroupTask } from './tasks.ts';
import { type Binding, type Layer, Scope } from './variables.ts';

/** What tasks have done so far in a run of a playbook: what they set stays for the plays that follow. */
export class RunState {
  readonly facts: Map<string, Binding>;
  /** What `include_vars` read, the last first. */
  readonly included: Layer[];
  /** Variables of the play's roles, which all of its tasks see, highest precedence first. */
  readonly roleVars: Layer[] = [];
  readonly roleDefaults: Layer[] = [];
  /** Roles that `import_role` names anywhere in the play; they count as roles of the play, before the import too. */
  readonly imported: Layers[] = [];
  /** What runs once the tasks of the play are done: handlers of roles. */
  readonly atTheEnd: (() => GroupTask[])[] = [];

  /** @param before what earlier plays of the run have set */
  constructor(before?: Pick<RunState, 'facts' | 'included'>) {
    this.facts = new Map(before?.facts);
    this.included = [...(before?.included ?? [])];
  }
}

/** A role's variables. */
export interface Layers {
  readonly vars: readonly Layer[];
  readonly defaults: readonly Layer[];
}

/** A YAML node and the file that it stands in. */
export interface Placed {
  readonly node: Node;
  readonly source: Source;
}

/** Where a task stands. Layers are highest precedence first. */
export interface Context {
  readonly playbookFolder: string;
  /** Folder of the file in hand. */
  readonly folder: string;
  /** Parameters of roles and dynamic includes, and loop variables: above everything that a play sets. */
  readonly params: readonly Layer[];
  /** Variables of the task, of the blocks around it, and of imports. */
  readonly taskVars: readonly Layer[];
  /** Variables of the role in hand: its own, those given with its name, those of the roles that it needs and that led to it. */
  readonly roleVars: readonly Layer[];
  /** Of the role in hand and those that led to it, the files' alone. */
  readonly inheritedVars: readonly Layer[];
  readonly roleDefaults: readonly Layer[];
  readonly inheritedDefaults: readonly Layer[];
  /** The play's and the inventory's. */
  readonly play: readonly Layer[];
  readonly role: Role | undefined;
  readonly state: RunState;
  /** `module_defaults`, innermost first. */
  readonly moduleDefaults: readonly Placed[];
  /** `environment`, innermost first. */
  readonly environment: readonly Placed[];
  readonly conditional: boolean;
  /** True in a block that is rescued: a failure of one task keeps those after it from running, and the play goes on. */
  readonly guarded: boolean;
  /** The files that lead here, so that a circle ends. */
  readonly files: readonly string[];
}

/**
 * The variables that a task sees, in the order that Ansible's variable manager has, command line aside.
 * https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 */
export function scopeOf({ params, state, taskVars, roleVars, play, roleDefaults }: Context): Scope {
  return new Scope([
    ...params,
    { bindings: state.facts },
    ...state.included,
    ...taskVars,
    ...roleVars,
    ...state.roleVars,
    ...play,
    ...roleDefaults,
    ...state.roleDefaults,
  ]);
}
