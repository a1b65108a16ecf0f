import { suggest } from '../../language/suggest.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf, stringOf, type Module, type PlacedBlock } from '../model/module.ts';
import { allowsMajor, isVersionConstraint } from '../model/version.ts';
import { isBareKey } from '../model/walk.ts';
import { renamed } from './fixes.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { fixedValue } from './values.ts';
import { addressOf, keywordOf, listItems } from './static.ts';

const facts = {
  'Unsupported Terraform Core version': { demand: 'A version of Terraform must be able to run the module', page: 'terraform' },
  'Invalid version constraint': { demand: 'Version constraints must be well-formed', page: 'expressions/version-constraints' },
  'Version constraints inside provider configuration blocks are deprecated': {
    demand: 'The version of a provider must be stated in required_providers',
    page: 'providers/requirements',
    severity: 'warning',
  },
  'Module uses experimental features': { demand: 'Modules must not use experiments: only alpha releases of Terraform have them', page: 'terraform' },
  'Unsupported language edition': { demand: 'The language edition must be one that Terraform knows', page: 'terraform' },
  'Invalid language edition': { demand: 'The language edition must be a bare word', page: 'terraform' },
  'Both a backend and cloud configuration are present': { demand: 'A module must have a backend or a cloud block, not both', page: 'terraform' },
  'Duplicate HCP Terraform configurations': { demand: 'A module must have one cloud block at most', page: 'terraform' },
  'Duplicate provider_meta block': { demand: 'A module must have one provider_meta block per provider', page: 'providers/requirements' },
  'Invalid required_providers block': { demand: 'required_providers must stand inside a terraform block', page: 'providers/requirements' },
  'Invalid required_providers object': { demand: 'A required provider must have a source, a version and configuration aliases only', page: 'providers/requirements' },
  'Invalid source': { demand: 'The source of a provider must be a string', page: 'providers/requirements' },
  'Invalid provider source string': { demand: 'The source of a provider must be [hostname/][namespace/]type', page: 'providers/requirements' },
  'Invalid provider type': { demand: 'The source of a provider must end with its short name', page: 'providers/requirements' },
  'Invalid provider namespace': { demand: 'The namespace of a provider must be a valid name', page: 'providers/requirements' },
  'Invalid provider source hostname': { demand: 'The host in the source of a provider must be a valid name', page: 'providers/requirements' },
  'Invalid configuration_aliases value': { demand: 'Configuration aliases must begin with the name of their provider', page: 'providers/requirements' },
} as const;

type Summary = keyof typeof facts;
type SettingsReport = FamilyReport<Summary>;

function checkVersion(value: Expression | undefined, report: SettingsReport): void {
  if (!value) return;
  const { data } = fixedValue(value).value;
  if (data !== undefined && data !== null && (typeof data === 'object' || !isVersionConstraint(String(data)))) {
    report('Invalid version constraint', value, 'A constraint is written as "~> 1.2", ">= 1.2.0, < 2.0.0" or alike.');
  }
}

function checkRequiredProvider(name: string, value: Expression, report: SettingsReport): void {
  if (value.kind !== 'object') {
    if (value.kind === 'template') checkVersion(value, report);
    else if (value.kind !== 'invalid') report('Invalid required_providers object', value, 'A required provider is an object, or a version constraint alone.');
    return;
  }
  for (const { key, value: inner } of value.items) {
    const word = keywordOf(key)?.word ?? stringOf(key);
    switch (word) {
      case 'source':
        checkSource(inner, report);
        break;
      case 'version':
        if (stringOf(inner) === undefined && inner.kind !== 'invalid') report('Invalid version constraint', inner, 'A version constraint is a string that is written out.');
        else checkVersion(inner, report);
        break;
      case 'configuration_aliases':
        for (const alias of listItems(inner) ?? []) {
          const root = addressOf(alias, false)?.root;
          if (root !== undefined && root !== name) report('Invalid configuration_aliases value', alias, `The alias should begin with "${name}".`);
        }
        break;
      default:
        report('Invalid required_providers object', key, 'A required provider has "source", "version" and "configuration_aliases".', {
          fixes: isBareKey(key) ? renamed(key, suggest(word ?? '', ['source', 'version', 'configuration_aliases'])) : [],
        });
        return;
    }
  }
}

function checkSource(value: Expression, report: SettingsReport): void {
  const source = stringOf(value);
  if (source === undefined) {
    if (value.kind !== 'invalid') report('Invalid source', value, 'The source of a provider is a string that is written out.');
    return;
  }
  const parts = source.split('/');
  const [type = '', namespace, host] = parts.toReversed();
  const prefix = namespace === undefined ? undefined : /^terraform-(?:provider-)?/.exec(type)?.[0];
  if (parts.length > 3 || parts.includes('')) {
    report('Invalid provider source string', value, `"${source}" is not of the form [hostname/][namespace/]type.`);
  } else if (!isProviderPart(type)) {
    report('Invalid provider type', value, `"${type}" is not made of letters, digits and single dashes between them.`);
  } else if (namespace !== undefined && namespace !== '-' && !isProviderPart(namespace)) {
    report('Invalid provider namespace', value, `"${namespace}" is not made of letters, digits and single dashes between them.`);
  } else if (host !== undefined && !/^[\p{L}\p{N}.-]+(?::\d+)?$/u.test(host)) {
    report('Invalid provider source hostname', value, `"${host}" is not the name of a host.`);
  } else if (prefix !== undefined) {
    report('Invalid provider type', value, `"${type}" is the name of a repository; the source ends with "${type.slice(prefix.length)}".`);
  }
}

/** Whether a text can be a namespace, or the name of a provider in one. */
function isProviderPart(text: string): boolean {
  // A pattern for letters of all scripts takes long to make.
  return /^[A-Za-z\d]+(?:-[A-Za-z\d]+)*$/.test(text) || /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.test(text);
}

/** Blocks of a type inside all terraform blocks. */
function settingsBlocks(module: Module, type: string): PlacedBlock[] {
  return module.blocks('terraform').flatMap(({ block, file }) => blocksOf(block.body, type).map((inner) => ({ block: inner, file })));
}

function cloudsOf(module: Module): readonly PlacedBlock[] {
  return settingsBlocks(module, 'cloud');
}

function checkBackends({ module, file }: FileView, report: SettingsReport): void {
  const all = module.analysis(cloudsOf);
  if (all.length === 0) return;
  // Override files replace what the others say.
  for (const role of ['configuration', 'override'] as const) {
    const [cloud, ...moreClouds] = all.filter((placed) => placed.file.role === role);
    for (const repeat of moreClouds) {
      if (repeat.file === file) report('Duplicate HCP Terraform configurations', repeat.block.header, 'A module has one cloud block; remove the others.');
    }
    const backend = settingsBlocks(module, 'backend').find((placed) => placed.file.role === role);
    if (cloud && backend) {
      // Terraform points at the backend, wherever the two stand.
      if (backend.file === file) {
        report('Both a backend and cloud configuration are present', backend.block.header, 'State is kept in one place; remove one of the two.');
      }
    }
  }
}

/** The major version of every Terraform that this project knows of. */
const currentMajor = 1;

function checkTerraform(block: Block, report: SettingsReport): void {
  const required = attributeOf(block.body, 'required_version')?.value;
  checkVersion(required, report);
  const constraint = stringOf(required);
  if (required && constraint !== undefined && allowsMajor(constraint, currentMajor) === false) {
    report('Unsupported Terraform Core version', required, `No Terraform ${currentMajor}.x satisfies "${constraint}".`);
  }
  const experiments = attributeOf(block.body, 'experiments');
  if (experiments && !(experiments.value.kind === 'tuple' && experiments.value.items.length === 0)) {
    report('Module uses experimental features', experiments.nameSpan, 'Released versions of Terraform refuse to read the module.');
  }
  const language = attributeOf(block.body, 'language');
  if (language) {
    const keyword = addressOf(language.value, false);
    if (!keyword) report('Invalid language edition', language.value, 'The edition is a bare word: TF2021.');
    else if (keyword.root !== 'TF2021') report('Unsupported language edition', language.value, 'There is one edition: TF2021.');
  }
  const seen = new Set<string>();
  for (const meta of blocksOf(block.body, 'provider_meta')) {
    const name = meta.labels[0]?.text ?? '';
    if (seen.has(name)) report('Duplicate provider_meta block', meta.header, `The module already has one for "${name}".`);
    seen.add(name);
  }
  for (const { body } of blocksOf(block.body, 'required_providers')) {
    for (const { name, value } of attributesOf(body)) checkRequiredProvider(name, value, report);
  }
}

export const settingsRules = family<Summary>(facts, (view, report) => {
  const { file } = view;
  if (file.role !== 'configuration' && file.role !== 'override') return;
  checkBackends(view, report);
  for (const block of blocksOf(file.body)) {
    switch (block.type) {
      case 'terraform':
        checkTerraform(block, report);
        break;
      case 'required_providers':
        report('Invalid required_providers block', block.header, 'Put it inside a terraform block.');
        break;
      case 'module':
        checkVersion(attributeOf(block.body, 'version')?.value, report);
        break;
      case 'provider': {
        const version = attributeOf(block.body, 'version');
        if (!version) break;
        report('Version constraints inside provider configuration blocks are deprecated', version.value, 'State the version in required_providers.', {
          tags: ['deprecated'],
        });
        checkVersion(version.value, report);
        break;
      }
    }
  }
});
