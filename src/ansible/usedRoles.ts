import path from 'node:path';
import { get, type Node } from '../language/tree/node.ts';
import { findRole, type Role, type RoleFiles } from './roles.ts';
import type { Source, Sources } from './sources.ts';
import { type Layer, layerOf, type Scope } from './variables.ts';

/** A role where a play, another role or a task names it. */
export interface UsedRole {
  readonly role: Role;
  /** What is given beside its name, such as `{ role: web, port: 80 }`: nothing in a play is stronger. */
  readonly params: readonly Layer[];
  /** What is given in `vars:`: the role's own variables are stronger. */
  readonly vars: readonly Layer[];
  readonly condition: Node | undefined;
  /** The roles that it depends on, which run before it. */
  readonly needs: readonly UsedRole[];
}

const maxDepth = 20;

/** Finds roles and those that they depend on. */
export class RoleBook {
  readonly #sources: Sources;
  readonly #rolesPath: readonly string[];

  constructor(sources: Sources, rolesPath: readonly string[]) {
    this.#sources = sources;
    this.#rolesPath = rolesPath;
  }

  /** A role by an entry of `roles:`; undefined for one that is not in these files. */
  entry(entry: Node, source: Source, playbookFolder: string, scope: Scope): UsedRole | undefined {
    return this.#entry(entry, source, { playbookFolder, scope, beside: [], depth: 0 });
  }

  /** A role by the name that a task gives it. */
  named(name: string, playbookFolder: string, scope: Scope, files: RoleFiles): UsedRole | undefined {
    const role = findRole(this.#sources, playbookFolder, this.#rolesPath, name, files);
    if (!role) return undefined;
    return { role, params: [], vars: [], condition: undefined, needs: this.#needs(role, { playbookFolder, scope, beside: [], depth: 0 }) };
  }

  #entry(entry: Node, source: Source, place: Place): UsedRole | undefined {
    const node = entry.kind === 'scalar' ? entry : (get(entry, 'role') ?? get(entry, 'name'));
    const name = node && place.scope.text(node, source);
    if (!name || 'reason' in name) return undefined;
    const role = findRole(this.#sources, place.playbookFolder, [...place.beside, ...this.#rolesPath], name.text);
    if (!role) return undefined;
    const given = entry.kind === 'map';
    return {
      role,
      params: given ? [layerOf(entry, source)] : [],
      vars: given ? [layerOf(get(entry, 'vars'), source)] : [],
      condition: get(entry, 'when'),
      needs: this.#needs(role, place),
    };
  }

  #needs(role: Role, place: Place): UsedRole[] {
    const { meta } = role;
    const dependencies = get(meta?.root, 'dependencies');
    if (!meta || dependencies?.kind !== 'list' || place.depth >= maxDepth) return [];
    const below = { ...place, beside: [path.dirname(role.folder)], depth: place.depth + 1 };
    return dependencies.items.flatMap((entry) => this.#entry(entry, meta, below) ?? []);
  }
}

interface Place {
  readonly playbookFolder: string;
  readonly scope: Scope;
  /** Folders that are looked into before the configured ones. */
  readonly beside: readonly string[];
  readonly depth: number;
}

/** A role's variables as its own tasks see them, highest precedence first. */
export function varsOf({ role, vars, needs }: UsedRole): Layer[] {
  return [...role.vars, ...vars, ...needs.toReversed().flatMap(varsOf)];
}

/** A role's defaults and those of the roles that it depends on, highest precedence first. */
export function defaultsOf({ role, needs }: UsedRole): Layer[] {
  return [...role.defaults, ...needs.toReversed().flatMap(defaultsOf)];
}
