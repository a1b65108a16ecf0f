import { suggest } from '../../language/suggest.ts';
import { convert } from '../eval/convert.ts';
import type { Type } from '../eval/type.ts';
import type { Value } from '../eval/value.ts';
import type { Block } from '../hcl/ast.ts';
import { attributesOf, blocksOf } from '../model/module.ts';
import { lockedVersion, requirementOf } from '../model/providers.ts';
import { builtInBodies } from '../schema/builtIn.ts';
import { meant, renamedString } from './fixes.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { awsFactsOf, installedSchemas, providerBlock, schemaBodies, type SchemaBody, sourceOf } from './schemaBodies.ts';
import { type Values, valuesOf } from './values.ts';

const facts = {
  'Invalid resource type': { demand: 'Resource types must be ones that the provider has', page: 'resources/syntax' },
  'Invalid data source': { demand: 'Data source types must be ones that the provider has', page: 'data-sources' },
  'Invalid ephemeral resource': { demand: 'Ephemeral resource types must be ones that the provider has', page: 'resources/ephemeral' },
  'Value for unconfigurable attribute': { demand: 'What the provider decides must not be set', page: 'resources/syntax' },
  'Insufficient blocks': { demand: 'Blocks that the provider demands must be there', page: 'resources/syntax' },
  'Too many blocks': { demand: 'Blocks must not be repeated more often than the provider takes', page: 'resources/syntax' },
  'Incorrect attribute value type': { demand: 'Arguments must have a value of the type that the provider takes', page: 'expressions/types' },
} as const;

type Summary = keyof typeof facts;
type ProviderReport = FamilyReport<Summary>;

const summaries = { resource: 'Invalid resource type', data: 'Invalid data source', ephemeral: 'Invalid ephemeral resource' } as const;

/** The types of a kind that a type is certain, or likely, to be one of; undefined where that is not known, or it is one. */
function typesFor(view: FileView, kind: keyof typeof summaries, type: string): { readonly names: readonly string[]; readonly certain: boolean } | undefined {
  const installed = installedSchemas(view, type);
  if (installed) return { names: installed.types(kind, sourceOf(view, type)), certain: true };
  const prefix = type.split('_', 1)[0]?.toLowerCase() ?? '';
  const aws = prefix === 'aws' ? awsFactsOf(view) : undefined;
  if (aws) {
    if (providerBlock(view, kind, type)) return undefined;
    const names = aws.table.types(kind);
    // The source of an older table had no types of a kind that was new then.
    return names.length > 0 ? { names, certain: aws.coverage === 'exact' && hasLock(view) } : undefined;
  }
  if (prefix !== 'terraform' && !requirementOf(view.module, prefix).source.startsWith('terraform.io/builtin/')) return undefined;
  return { names: [...builtInBodies.keys()].filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1)), certain: true };
}

function checkType({ labels }: Block, kind: keyof typeof summaries, view: FileView, report: ProviderReport): void {
  const label = labels[0];
  const types = label && typesFor(view, kind, label.text);
  if (!types || types.names.includes(label.text)) return;
  const near = suggest(label.text, types.names);
  // A provider newer than the table may have a type that the table lacks; a misspelt one it has not.
  if (near === undefined && !types.certain) return;
  report(summaries[kind], label, `The provider has no ${kind === 'resource' ? 'resource' : kind === 'data' ? 'data source' : 'ephemeral resource'} "${label.text}".${meant(near)}`, { fixes: renamedString(label, near) });
}

function hasLock({ module }: FileView): boolean {
  return lockedVersion(module, 'hashicorp/aws') !== undefined;
}

function isDynamic(type: string, dynamic: SchemaBody['dynamic']): boolean {
  return dynamic.some((entry) => entry.type === type);
}

/** How many blocks of a type there are. */
function checkNumbers({ body, schema, block, dynamic }: SchemaBody, report: ProviderReport): void {
  if (!block) return;
  for (const [type, { minimum = 0, maximum = 0 }] of schema.limited) {
    const blocks = blocksOf(body, type);
    if (blocks.length < minimum && !block.broken && !isDynamic(type, dynamic)) {
      report('Insufficient blocks', { start: block.start, end: body.start + 1 }, `At least ${minimum} "${type}" block is needed here.`, { summary: `Insufficient ${type} blocks` });
    }
    const extra = maximum > 0 ? blocks[maximum] : undefined;
    if (extra) report('Too many blocks', extra.header, `No more than ${maximum} "${type}" block can stand here.`, { summary: `Too many ${type} blocks` });
  }
}

/** Why a value cannot have a type; undefined where it can, as far as is known. */
function reasonAgainst(value: Value, type: Type): string | undefined {
  if (value.type === type || value.type.kind === 'any') return undefined;
  const conversion = convert(value, type);
  return 'reason' in conversion ? conversion.reason : undefined;
}

function checkArguments({ body, schema, block }: SchemaBody, { values, planned }: Values, report: ProviderReport): void {
  for (const { name, nameSpan, value } of attributesOf(body)) {
    const { type, computed } = schema.attributes.get(name) ?? {};
    if (computed && block?.labels[0]?.text !== 'terraform_remote_state') {
      const summary = block?.labels[0]?.text === 'terraform_data' ? `"${name}" attribute is read-only` : undefined;
      report('Value for unconfigurable attribute', nameSpan, `"${name}" is set by the provider alone.`, summary === undefined ? {} : { summary });
    }
    if (!type || type.kind === 'any' || value.kind === 'invalid') continue;
    const now = values.get(value);
    const reason = now && reasonAgainst(now, type);
    const later = reason === undefined ? planned.get(value) : undefined;
    const late = later && reasonAgainst(later, type);
    if (reason !== undefined || late !== undefined) report('Incorrect attribute value type', value, `"${name}": ${reason ?? late}.`, reason === undefined ? { severity: 'warning' } : {});
  }
}

export const providerRules = family<Summary>(facts, (view, report) => {
  const { file } = view;
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body)) {
    if (block.type === 'resource' || block.type === 'data' || block.type === 'ephemeral') checkType(block, block.type, view, report);
    else if (block.type === 'check') for (const data of blocksOf(block.body, 'data')) checkType(data, 'data', view, report);
  }
  const values = view.analysis(valuesOf);
  for (const entry of schemaBodies(view)) {
    checkArguments(entry, values, report);
    checkNumbers(entry, report);
  }
}, { local: true });
