import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf, type Module } from '../model/module.ts';
import { requirementOf } from '../model/providers.ts';
import { isRoot } from '../model/root.ts';
import { meant, renamed } from './fixes.ts';
import { family, type FamilyReport } from './rule.ts';
import { addressOf, keywordOf, listItems } from './static.ts';

const page = 'modules/develop/providers';

const facts = {
  'Provider configuration not present': { demand: 'Provider configurations that are referred to must exist', page: 'meta-arguments/resource-provider' },
  'Missing required provider configuration': { demand: 'Modules must be given the provider configurations that they expect', page },
  'Reference to undefined provider': { demand: 'Modules must be given no provider configurations that they do not know', page },
  'Provider type mismatch': { demand: 'A provider configuration must be of the provider that the module expects', page },
  'Duplicate provider address': { demand: 'A module must be given each provider configuration once', page },
} as const;

type ConfigurationReport = FamilyReport<keyof typeof facts>;

/** `name` or `name.alias`; undefined where the expression is no address of a provider configuration. */
function nameOf(expression: Expression): string | undefined {
  const address = addressOf(expression, true);
  const alias = address?.steps[0]?.key;
  if (!address || address.steps.length > 1) return undefined;
  return typeof alias === 'string' ? `${address.root}.${alias}` : address.root;
}

/** The configurations that a module expects from whoever calls it: `name.alias`. */
function expectedBy(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { block } of module.blocks('terraform')) {
    for (const required of blocksOf(block.body, 'required_providers')) {
      for (const { value } of attributesOf(required.body)) {
        const aliases = value.kind === 'object' ? value.items.find(({ key }) => keywordOf(key)?.word === 'configuration_aliases')?.value : undefined;
        for (const alias of (aliases && listItems(aliases)) ?? []) {
          const name = nameOf(alias);
          if (name !== undefined) names.add(name);
        }
      }
    }
  }
  return names;
}

/** What is named with an alias is configured in the module, or expected from its caller. */
function isKnown(name: string, module: Module): boolean {
  return !name.includes('.') || module.declared('provider').has(name) || module.analysis(expectedBy).has(name);
}

function checkReference(value: Expression, module: Module, report: ConfigurationReport): void {
  const name = nameOf(value);
  if (name === undefined || isKnown(name, module)) return;
  const near = module.nearest('provider', name);
  const fixes = value.kind === 'reference' ? renamed(value, near) : [];
  report('Provider configuration not present', value, `No provider block here has this name and alias: "${name}".${meant(near)}`, { fixes });
}

function checkCall(block: Block, module: Module, report: ConfigurationReport): void {
  const called = module.called(block.labels[0]?.text ?? '');
  const passed = attributeOf(block.body, 'providers')?.value;
  const items = passed?.kind === 'object' ? passed.items : [];
  const seen = new Set<string>();
  for (const { key, value } of items) {
    const name = nameOf(key);
    const given = nameOf(value);
    if (name === undefined || given === undefined) continue;
    if (seen.has(name)) report('Duplicate provider address', key, `"${name}" is given before.`);
    seen.add(name);
    if (!isKnown(given, module)) {
      // Terraform names its own node here, and of a module that is called the way to it, too.
      const summary = isRoot(module) ? { summary: `missing provider provider["${sourceOf(module, given)}"].${given.split('.')[1] ?? ''}` } : {};
      report('Provider configuration not present', value, `No provider block here has this name and alias: "${given}".${meant(module.nearest('provider', given))}`, summary);
    }
    if (!called || called.broken) continue;
    if (!isKnown(name, called)) report('Reference to undefined provider', key, `The module has no configuration "${name}"; it states those that it takes in configuration_aliases.`);
    const [ours, theirs] = [sourceOf(module, given), sourceOf(called, name)];
    if (ours !== theirs) report('Provider type mismatch', value, `"${given}" is ${ours}, but the module expects ${theirs}.`);
  }
  if (!called || called.broken || (passed && passed.kind !== 'object')) return;
  for (const name of called.analysis(expectedBy)) {
    if (!seen.has(name)) report('Missing required provider configuration', block.header, `The module expects a provider configuration "${name}": hand it over in the argument providers.`);
  }
}

/** The source of a provider with its parts that may be left out. */
function sourceOf(module: Module, name: string): string {
  const localName = name.split('.')[0] ?? '';
  const { source } = requirementOf(module, localName);
  if (localName === 'terraform' && source === 'hashicorp/terraform') return 'terraform.io/builtin/terraform';
  const parts = source.toLowerCase().split('/');
  return ['registry.terraform.io', 'hashicorp'].slice(0, 3 - parts.length).concat(parts).join('/');
}

/** https://developer.hashicorp.com/terraform/language/modules/develop/providers */
export const providerConfigurationRules = family(facts, ({ file, module }, report) => {
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body)) {
    const provider = ['resource', 'data', 'ephemeral'].includes(block.type) ? attributeOf(block.body, 'provider') : undefined;
    if (provider && !module.broken) checkReference(provider.value, module, report);
    if (block.type === 'module' && file.role === 'configuration' && !module.broken) checkCall(block, module, report);
  }
}, { local: true });
