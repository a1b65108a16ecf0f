import path from 'node:path';
import { attributeOf, blocksOf, stringOf, type Module } from './module.ts';
import { allowsMajor } from './version.ts';

/** What a module says of the provider behind a local name. */
export interface ProviderRequirement {
  /** As written, or what the local name stands for by itself. */
  readonly source: string;
  readonly constraint: string | undefined;
}

/** The requirement for a provider by its local name. */
export function requirementOf(module: Module, localName: string): ProviderRequirement {
  for (const { block } of module.blocks('terraform')) {
    for (const required of blocksOf(block.body, 'required_providers')) {
      const value = attributeOf(required.body, localName)?.value;
      if (!value) continue;
      if (value.kind !== 'object') return { source: `hashicorp/${localName}`, constraint: stringOf(value) };
      const item = (name: string) =>
        stringOf(value.items.find(({ key }) => (key.kind === 'reference' ? key.root.text : stringOf(key)) === name)?.value);
      return { source: item('source') ?? `hashicorp/${localName}`, constraint: item('version') };
    }
  }
  return { source: `hashicorp/${localName}`, constraint: undefined };
}

/** Whether a module states that it needs a provider of this local name; true where part of it was not understood. */
export function isRequired(module: Module, localName: string): boolean {
  const stated = module.blocks('terraform').flatMap(({ block }) => blocksOf(block.body, 'required_providers'));
  return stated.some(({ body }) => attributeOf(body, localName) !== undefined) || module.broken;
}

/** The version of a provider that the lock file beside the module has chosen. */
export function lockedVersion(module: Module, source: string): string | undefined {
  const lock = module.file(path.join(module.folder, '.terraform.lock.hcl'));
  if (!lock) return undefined;
  const address = source.split('/').length === 2 ? `registry.terraform.io/${source}` : source;
  const block = blocksOf(lock.body, 'provider').find(({ labels }) => labels[0]?.text === address);
  return stringOf(block && attributeOf(block.body, 'version')?.value);
}

/** How far the facts of one version of the AWS provider hold for a module. */
export type Coverage = 'exact' | 'older';

/**
 * Whether a table of the AWS provider's types describes the provider that the module uses: undefined for another provider
 * or major version, `older` where the lock file has a newer minor version, which may know more than the table.
 * @param table which is read for its version only where that matters
 */
export function awsCoverage(module: Module, table: { readonly major: number; readonly version: string }): Coverage | undefined {
  const { source, constraint } = requirementOf(module, 'aws');
  if (!/^(?:registry\.terraform\.io\/)?hashicorp\/aws$/.test(source)) return undefined;
  const locked = lockedVersion(module, 'hashicorp/aws')?.split('.').map(Number);
  if (locked) {
    if (locked[0] !== table.major) return undefined;
    return (locked[1] ?? 0) > Number(table.version.split('.')[1]) ? 'older' : 'exact';
  }
  return constraint !== undefined && allowsMajor(constraint, table.major) === false ? undefined : 'exact';
}
