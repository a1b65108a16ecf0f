import { convert } from '../eval/convert.ts';
import type { Block } from '../hcl/ast.ts';
import { attributeOf, blocksOf, stringOf } from '../model/module.ts';
import { ModuleScope } from '../model/scope.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { valuesOf } from './values.ts';

const facts = {
  'Invalid module source address': { demand: 'The source of a module must be a path or an address', page: 'modules/sources' },
  'Invalid registry module source address': { demand: 'Only modules of a registry have a version', page: 'modules/syntax' },
  'Module is incompatible with count, for_each, and depends_on': { demand: 'Modules with provider configurations of their own must be called once', page: 'modules/develop/providers' },
  'Required variable not set': { demand: 'Variables that cannot be null must be set', page: 'values/variables' },
  'Invalid value for input variable': { demand: 'Values for a module must fit the types of its variables', page: 'modules/syntax' },
} as const;

type Summary = keyof typeof facts;

/** An address of a registry: [hostname/]namespace/name/system. */
const registryAddress = /^(?:[a-zA-Z0-9.:-]+\.[a-zA-Z0-9:-]+\/)?[0-9A-Za-z][0-9A-Za-z_-]*\/[0-9A-Za-z][0-9A-Za-z_-]*\/[0-9a-z]+(?:\/\/.*)?$/;

function checkSource(block: Block, report: FamilyReport<Summary>): void {
  const value = attributeOf(block.body, 'source')?.value;
  const source = (value?.kind === 'literal' && typeof value.value === 'number' ? value.text : stringOf(value))?.trim();
  if (!value || source === undefined) return;
  const isPath = /^\.\.?(?:[/\\]|$)/.test(source) || source.startsWith('/');
  if (source === '' || source.includes('${') || (/^[\w-]+(?:\/[\w-]+)?$/.test(source) && !isPath)) {
    report('Invalid module source address', value, source === '' ? 'The source is empty.' : `"${source}" is neither a path, which begins with ./ or ../, nor an address.`);
  } else if (attributeOf(block.body, 'version') && !registryAddress.test(source)) {
    report('Invalid registry module source address', value, 'A version is set, which only modules of a registry have; leave it out, or put it into the address.');
  }
}

function checkInputs(block: Block, view: FileView, report: FamilyReport<Summary>): void {
  const called = view.module.called(block.labels[0]?.text ?? '');
  if (!called || called.broken) return;
  const { values } = view.analysis(valuesOf);
  const types = new ModuleScope(called, view.facts.signatures, () => undefined, 'validate');
  for (const [name, placed] of called.declared('variable')) {
    const value = attributeOf(block.body, name)?.value;
    const evaluated = value && values.get(value);
    if (!value || !evaluated) continue;
    const nullable = placed.map((entry) => attributeOf(entry.block.body, 'nullable')?.value).find((entry) => entry !== undefined);
    if (evaluated.data === null && nullable?.kind === 'literal' && nullable.value === false && !placed.some((entry) => attributeOf(entry.block.body, 'default'))) {
      report('Required variable not set', value, `"${name}" of the module cannot be null.`);
      continue;
    }
    const conversion = convert(evaluated, types.variableType(name));
    if ('reason' in conversion) report('Invalid value for input variable', value, `"${name}" of the module: ${conversion.reason}.`);
  }
}

/** A module that configures providers itself cannot be repeated: its instances would share them. */
function checkLegacy(block: Block, { module }: FileView, report: FamilyReport<Summary>): void {
  const repeated = ['count', 'for_each', 'depends_on'].map((name) => attributeOf(block.body, name)).find((attribute) => attribute !== undefined);
  const called = repeated && module.called(block.labels[0]?.text ?? '');
  const configures = called?.blocks('provider').some((provider) => provider.block.body.items.some((item) => item.kind === 'block' || (item.name !== 'alias' && item.name !== 'version')));
  if (repeated && configures) {
    report('Module is incompatible with count, for_each, and depends_on', repeated.nameSpan, 'The module configures a provider itself; pass it one with the argument providers instead.');
  }
}

export const moduleCallRules = family<Summary>(facts, (view, report) => {
  const { file } = view;
  if (file.role === 'test') for (const run of blocksOf(file.body, 'run')) for (const block of blocksOf(run.body, 'module')) checkSource(block, report);
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body, 'module')) {
    checkSource(block, report);
    checkInputs(block, view, report);
    checkLegacy(block, view, report);
  }
}, { local: true });
