import path from 'node:path';
import type { Files } from '../../../language/files.ts';
import type { Block } from '../../../terraform/hcl/ast.ts';
import { attributeOf, type Module, stringOf } from '../../../terraform/model/module.ts';

/** The folder of a module that is called by a relative path; undefined for one from a registry or another repository. */
export function localFolder(caller: Module, { body }: Block): string | undefined {
  const source = stringOf(attributeOf(body, 'source')?.value);
  return source !== undefined && /^\.\.?(\/|$)/.test(source) ? path.resolve(caller.folder, source) : undefined;
}

/** Where `terraform init` put the modules that a root module calls from elsewhere. */
export class InstalledModules {
  readonly #folders: ReadonlyMap<string, string>;

  constructor(files: Files, root: string) {
    this.#folders = readManifest(files.read(path.join(root, '.terraform', 'modules', 'modules.json')), root);
  }

  /**
   * The folder of a module by its place in the tree of calls; undefined where it is not installed.
   * @param address `module.network.module.subnets`; indexes are of no account
   */
  folder(address: string): string | undefined {
    const key = address
      .replaceAll(/\[[^\]]*\]/g, '')
      .split('.')
      .filter((_, i) => i % 2 === 1)
      .join('.');
    return this.#folders.get(key);
  }
}

function readManifest(text: string | undefined, root: string): Map<string, string> {
  const folders = new Map<string, string>();
  const manifest = parse(text) as { Modules?: unknown } | null;
  for (const entry of Array.isArray(manifest?.Modules) ? manifest.Modules : []) {
    const { Key: key, Dir: folder } = (entry ?? {}) as { Key?: unknown; Dir?: unknown };
    if (typeof key === 'string' && typeof folder === 'string') folders.set(key, path.resolve(root, folder));
  }
  return folders;
}

/** A manifest that cannot be read is as good as none: what it would lead to is unknown. */
function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
