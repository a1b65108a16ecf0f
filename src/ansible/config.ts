import path from 'node:path';
import type { Files } from '../language/files.ts';

/** What `ansible.cfg` says of places, as absolute paths. */
export interface AnsibleConfig {
  readonly rolesPath: readonly string[];
  /** The configured inventories: files, or folders of them. */
  readonly inventories: readonly string[];
  /** Folders of the configured inventories, which may hold `group_vars` and `host_vars`. */
  readonly inventoryFolders: readonly string[];
}

/**
 * Reads the `ansible.cfg` nearest above a folder. Ansible itself reads the one of the folder that it is started in,
 * which is nearly always that one.
 * https://docs.ansible.com/ansible/latest/reference_appendices/config.html
 */
export function readConfig(files: Files, folder: string): AnsibleConfig {
  for (let current = folder; ; current = path.dirname(current)) {
    const text = files.read(path.join(current, 'ansible.cfg'));
    if (text !== undefined) return parseConfig(text, current, files);
    if (path.dirname(current) === current) return { rolesPath: [], inventories: [], inventoryFolders: [] };
  }
}

function parseConfig(text: string, folder: string, files: Files): AnsibleConfig {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^(\w+)\s*[=:]\s*(.*?)\s*(?:\s[;#].*)?$/.exec(line) ?? [];
    if (section === 'defaults' && key && value !== undefined) settings.set(key, value);
  }
  const paths = (key: string, separator: RegExp) =>
    (settings.get(key) ?? '')
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part && !part.startsWith('~') && !part.includes('$'))
      .map((part) => path.resolve(folder, part));
  const inventories = paths('inventory', /,/);
  const folders = inventories.map((place) => {
    const isFile = files.list(path.dirname(place)).includes(path.basename(place));
    return isFile ? path.dirname(place) : place;
  });
  return { rolesPath: paths('roles_path', /:/), inventories, inventoryFolders: [...new Set(folders)] };
}
