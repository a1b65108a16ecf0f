import path from 'node:path';
import type { Source, Sources } from './sources.ts';
import { type Layer, layerOfFile } from './variables.ts';

/** A role's files, found in the workspace. */
export interface Role {
  readonly name: string;
  readonly folder: string;
  readonly defaults: readonly Layer[];
  readonly vars: readonly Layer[];
  /** The role's `meta/main.yml`, for its dependencies. */
  readonly meta: Source | undefined;
}

/** Which of a role's files to take instead of `main`. */
export interface RoleFiles {
  readonly defaults?: string | undefined;
  readonly vars?: string | undefined;
}

/**
 * Finds a role where Ansible looks: `roles/` beside the playbook, the configured paths, beside the playbook itself, and,
 * for a workspace with playbooks in a folder of their own, `roles/` of the folders above.
 * @param name a role's name, a path, or `namespace.collection.role` of a collection in the workspace
 */
export function findRole(
  sources: Sources,
  playbookFolder: string,
  rolesPath: readonly string[],
  name: string,
  files: RoleFiles = {},
): Role | undefined {
  const [, namespace, collection, short] = /^(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
  const relative =
    namespace && collection && short ? path.join('ansible_collections', namespace, collection, 'roles', short) : name;
  const places = namespace
    ? [playbookFolder, path.join(playbookFolder, 'collections'), ...ancestors(playbookFolder)]
    : [
        path.join(playbookFolder, 'roles'),
        ...rolesPath,
        playbookFolder,
        ...ancestors(playbookFolder).map((folder) => path.join(folder, 'roles')),
      ];
  const folder = places.map((place) => path.resolve(place, relative)).find((candidate) => isRole(sources, candidate));
  return folder === undefined ? undefined : roleAt(sources, folder, name, files);
}

/** The role whose folder this is. */
export function roleAt(sources: Sources, folder: string, name: string, files: RoleFiles = {}): Role {
  const layers = (kind: string, file: string) =>
    sources.variables(path.join(folder, kind), stem(file)).map(layerOfFile).toReversed();
  return {
    name,
    folder,
    defaults: layers('defaults', files.defaults ?? 'main'),
    vars: layers('vars', files.vars ?? 'main'),
    meta: sources.find(path.join(folder, 'meta'), 'main'),
  };
}

/** A file of a role by the name that `tasks_from` and its relatives give. */
export function roleFile(sources: Sources, role: Role, kind: 'tasks' | 'handlers', name = 'main'): Source | undefined {
  return sources.find(path.join(role.folder, kind), stem(name));
}

function isRole(sources: Sources, folder: string): boolean {
  return ['tasks', 'defaults', 'vars', 'meta', 'handlers'].some((kind) => sources.list(path.join(folder, kind)).length > 0);
}

function stem(name: string): string {
  return name.replace(/\.(ya?ml|json)$/, '');
}

/** Folders above one, nearest first; three are enough for any layout that Ansible's documentation shows. */
function ancestors(folder: string): string[] {
  const found: string[] = [];
  let current = folder;
  while (found.length < 3 && path.dirname(current) !== current) {
    current = path.dirname(current);
    found.push(current);
  }
  return found;
}
