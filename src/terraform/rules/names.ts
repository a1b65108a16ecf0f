import type { Block } from '../hcl/ast.ts';
import { isIdentifier } from '../hcl/identifier.ts';
import { attributeOf, attributesOf, blocksOf, stringOf } from '../model/module.ts';
import { family, type FamilyReport } from './rule.ts';
import { addressOf } from './static.ts';

const shape = 'a name begins with a letter or an underscore and goes on with letters, digits, underscores and dashes.';

/** Arguments of a module block itself, which no variable can be set under. */
const reservedVariables = new Set(['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals']);

const facts = {
  'Invalid variable name': { demand: 'Variables must have a valid name that is not reserved', page: 'values/variables' },
  'Invalid local value name': { demand: 'Local values must have a valid name', page: 'values/locals' },
  'Invalid output name': { demand: 'Outputs must have a valid name', page: 'values/outputs' },
  'Invalid module instance name': { demand: 'Module calls must have a valid name', page: 'modules/syntax' },
  'Invalid resource type name': { demand: 'Resource types must be valid names', page: 'resources/syntax' },
  'Invalid resource name': { demand: 'Resources must have a valid name', page: 'resources/syntax' },
  'Invalid data source name': { demand: 'Data source types must be valid names', page: 'data-sources' },
  'Invalid data resource name': { demand: 'Data sources must have a valid name', page: 'data-sources' },
  'Invalid ephemeral resource type': { demand: 'Ephemeral resource types must be valid names', page: 'resources/ephemeral' },
  'Invalid ephemeral resource name': { demand: 'Ephemeral resources must have a valid name', page: 'resources/ephemeral' },
  'Invalid check block name': { demand: 'Checks must have a valid name', page: 'checks' },
  'Invalid provider local name': { demand: 'Providers must have a valid local name', page: 'providers/requirements' },
  'Invalid provider configuration alias': { demand: 'Aliases of provider configurations must be valid names', page: 'providers/configuration' },
} as const;

type Summary = keyof typeof facts;

const resourceTypes = new Set(['resource', 'data', 'ephemeral']);

/** Block types whose labels are names, and what a wrong one is called. */
const labelled = new Map<string, readonly Summary[]>([
  ['variable', ['Invalid variable name']],
  ['output', ['Invalid output name']],
  ['module', ['Invalid module instance name']],
  ['resource', ['Invalid resource type name', 'Invalid resource name']],
  ['data', ['Invalid data source name', 'Invalid data resource name']],
  ['ephemeral', ['Invalid ephemeral resource type', 'Invalid ephemeral resource name']],
  ['check', ['Invalid check block name']],
]);

/** Why a text cannot be the local name of a provider; undefined where it can. */
function providerNameProblem(name: string): string | undefined {
  const isMadeOfLetters = /^[A-Za-z\d-]+$/.test(name) || /^[\p{L}\p{N}-]+$/u.test(name);
  if (!isMadeOfLetters || name.startsWith('-') || name.endsWith('-') || name.includes('--')) {
    return `"${name}" is not one: it holds letters, digits and dashes only, with no dash at either end.`;
  }
  return name === name.toLowerCase() ? undefined : `"${name}" is written in lower case, as "${name.toLowerCase()}".`;
}

function aliasProblem(block: Block): string | undefined {
  const value = attributeOf(block.body, 'alias')?.value;
  if (!value || value.kind === 'invalid') return undefined;
  const alias = value.kind === 'literal' && value.value !== null ? value.text : stringOf(value);
  // What cannot be read before anything else is known comes to an empty name.
  return alias !== undefined && isIdentifier(alias) ? undefined : (alias ?? '');
}

function checkProvider(block: Block, report: FamilyReport<Summary>): void {
  const [name] = block.labels;
  if (!name) return;
  const problem = providerNameProblem(name.text);
  if (problem !== undefined) report('Invalid provider local name', block.header, problem);
  const alias = aliasProblem(block);
  if (alias !== undefined) report('Invalid provider configuration alias', attributeOf(block.body, 'alias') ?? block.header, `"${alias}": ${shape}`);
}

export const nameRules = family<Summary>(facts, ({ file }, report) => {
  if (file.role === 'test') for (const type of ['provider', 'mock_provider']) for (const block of blocksOf(file.body, type)) checkProvider(block, report);
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body)) {
    const summaries = labelled.get(block.type) ?? [];
    for (let index = 0; index < summaries.length; index++) {
      const label = block.labels[index];
      const summary = summaries[index];
      if (label && summary && !isIdentifier(label.text)) report(summary, label, shape);
    }
    const name = block.labels[0];
    const provider = resourceTypes.has(block.type) ? attributeOf(block.body, 'provider') : undefined;
    const address = provider && addressOf(provider.value, true);
    const providerProblem = address && providerNameProblem(address.root);
    if (address && providerProblem !== undefined) report('Invalid provider local name', address, providerProblem);
    if (block.type === 'variable' && name && reservedVariables.has(name.text)) {
      report('Invalid variable name', name, `"${name.text}" means something of its own in a module block, so no caller could set the variable.`);
    }
    if (block.type === 'locals') {
      for (const { name: local, nameSpan } of attributesOf(block.body)) {
        if (!isIdentifier(local)) report('Invalid local value name', nameSpan, shape);
      }
    }
    for (const required of block.type === 'terraform' ? blocksOf(block.body, 'required_providers') : []) {
      for (const { name: local, value } of attributesOf(required.body)) {
        const problem = providerNameProblem(local);
        if (problem !== undefined) report('Invalid provider local name', value, problem);
      }
    }
    if (block.type === 'provider') checkProvider(block, report);
  }
}, { local: true });
