import path from 'node:path';
import type { Source, Sources } from './sources.ts';
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

/**
 * The `group_vars` and `host_vars` that a play's hosts get, highest precedence first. Which hosts belong to which group
 * stands in an inventory that need not be here: what another group's file says as well is unknown rather than ignored.
 * That holds for localhost too, which may be in a group.
 * https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 * @param folders those that hold `group_vars` and `host_vars`, lowest precedence first
 */
export function hostLayers(sources: Sources, folders: readonly string[], pattern: string | undefined): Layer[] {
  const names = pattern === undefined ? undefined : hostNames(pattern);
  const local = names?.length && names.every((name) => localNames.has(name)) ? names : undefined;
  const [only, ...more] = names ?? [];
  const group = only !== undefined && only !== 'all' && more.length === 0 && !local ? only : undefined;
  const hosts = local ?? (group ? [group] : []);
  return [
    // Where the host is known, other hosts' files are not its own.
    ...(local ? [] : possibleLayers(sources, folders, 'host_vars', group)),
    ...inventoryLayers(sources, folders, 'host_vars', hosts),
    ...possibleLayers(sources, folders, 'group_vars', group),
    ...(group ? inventoryLayers(sources, folders, 'group_vars', [group]) : []),
    ...inventoryLayers(sources, folders, 'group_vars', ['all']),
  ];
}

/** The names that files of other groups or hosts define; whether they hold for the play's hosts is not known. */
function possibleLayers(
  sources: Sources,
  folders: readonly string[],
  kind: 'group_vars' | 'host_vars',
  certain: string | undefined,
): Layer[] {
  const bindings = new Map<string, Binding>();
  for (const folder of folders) {
    for (const source of otherFiles(sources, path.join(folder, kind), certain)) {
      for (const name of layerOfFile(source).bindings.keys()) {
        bindings.set(name, {
          value: unknown(`'${name}' depends on the host: ${kind}/${path.basename(source.file)} sets it too`),
        });
      }
    }
  }
  return bindings.size ? [{ bindings }] : [];
}

function otherFiles(sources: Sources, folder: string, certain: string | undefined): Source[] {
  return sources
    .list(folder)
    .filter((file) => /\.(ya?ml|json)$|^[^.]+$/.test(file))
    .filter((file) => ![certain, 'all'].includes(file.replace(/\.(ya?ml|json)$/, '')))
    .map((file) => sources.read(path.join(folder, file)))
    .filter((source) => source !== undefined);
}
