import type { Edit, Fix } from '../../language/diagnostic.ts';
import type { Attribute, Block, Body, Expression } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf, type Module } from '../model/module.ts';
import { requirementOf } from '../model/providers.ts';
import { expressionsOf } from '../model/walk.ts';
import { removal } from './fixes.ts';
import { linksOf, ownProviderOf } from './links.ts';
import { tflintRule } from './tflintRule.ts';

/** By local name of a provider, the first block of a file that refers to it. */
function providersIn(file: ModuleFile): ReadonlyMap<string, Block> {
  const used = new Map<string, Block>();
  for (const part of file.parts) {
    for (const name of linksOf(part).providers) if (!used.has(name)) used.set(name, part.block);
  }
  return used;
}

/** A block that refers to a provider. */
interface Use {
  readonly file: ModuleFile;
  readonly block: Block;
}

/** Where in a module each provider is first referred to, by local name. */
function providerUses({ configuration }: Module): ReadonlyMap<string, Use> {
  const used = new Map<string, Use>();
  for (const file of configuration) {
    for (const [name, block] of file.analysis(providersIn)) if (!used.has(name)) used.set(name, { file, block });
  }
  return used;
}

/** The call of a provider's function that is the reason why a block refers to it; undefined where something else is. */
function callOf(name: string, { file, block }: Use): Expression | undefined {
  if (ownProviderOf(block) === name) return undefined;
  const part = file.parts.find((candidate) => candidate.block === block);
  return part && expressionsOf(part.file, 'call').find((inner) => inner.name.startsWith(`provider::${name}::`));
}

/** The local names of the providers that a module requires. */
function requiredBy({ configuration }: Module): ReadonlySet<string> {
  return new Set(configuration.flatMap(({ body }) => requirementsIn(body).map(({ name }) => name)));
}

/** The providers that a file requires. */
function requirementsIn(body: Body): Attribute[] {
  return blocksOf(body, 'terraform').flatMap((block) => blocksOf(block.body, 'required_providers').flatMap((required) => attributesOf(required.body)));
}

const id = 'terraform_required_providers';

export const requiredProviders = tflintRule('required_providers', 'warning', 'Providers must be required with a source and a version', ({ file, module, config }, report) => {
  const demands = (name: string) => config.option(id, name)?.data !== false;
  for (const { labels, header, body } of blocksOf(file.body, 'provider')) {
    if (attributeOf(body, 'version')) report({ span: header, message: `The version of the provider "${labels[0]?.text ?? ''}" belongs in required_providers.` });
  }
  const uses = module.analysis(providerUses);
  const required = module.analysis(requiredBy);
  for (const [name, use] of uses) {
    if (use.file !== file || name === 'terraform' || required.has(name)) continue;
    report({ span: callOf(name, use) ?? use.block.header, message: `required_providers sets no version of the provider "${name}".` });
  }
  for (const { name, value } of requirementsIn(file.body)) {
    if (!uses.has(name) || value.kind === 'invalid' || isBuiltIn(module, name)) continue;
    if (value.kind !== 'object') {
      report({ span: value, message: `The provider "${name}" is given its version alone, as before Terraform 0.13: write an object with source and version.`, fixes: withSource(file, name, value) });
      continue;
    }
    const keys = value.items.map(({ key }) => (key.kind === 'reference' ? key.root.text : stringOf(key)));
    if (!keys.includes('source') && demands('source')) report({ span: value, message: `required_providers sets no source of the provider "${name}".`, fixes: withSource(file, name, value) });
    if (!keys.includes('version') && demands('version')) report({ span: value, message: `required_providers sets no version of the provider "${name}".` });
  }
});

/** The fix that states the source that Terraform takes where none is stated. */
function withSource(file: ModuleFile, name: string, value: Expression): readonly Fix[] {
  if (file.json) return [];
  const { text } = file.parsed;
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', value.start) + 1))?.[0] ?? '';
  const lines = (...inner: string[]) => `{\n${inner.map((line) => `${indent}  ${line}\n`).join('')}${indent}}`;
  const source = `"hashicorp/${name}"`;
  const edit = (): Edit | undefined => {
    if (value.kind === 'template') return { span: value, newText: lines(`source  = ${source}`, `version = ${text.slice(value.start, value.end)}`) };
    if (value.kind !== 'object') return undefined;
    const [first] = value.items;
    if (!first) return { span: value, newText: lines(`source = ${source}`) };
    const { start } = first.key;
    const before = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? '';
    const onOwnLine = text[start - before.length - 1] === '\n';
    const padding = text.startsWith('version ', start) ? ' ' : '';
    return { span: { start, end: start }, newText: onOwnLine ? `source ${padding}= ${source}\n${before}` : `source = ${source}, ` };
  };
  const found = edit();
  return found ? [{ title: `Add source = ${source}`, preferred: true, automatic: true, edits: [found] }] : [];
}

/** True for a provider that Terraform brings along. */
function isBuiltIn(module: Module, name: string): boolean {
  return requirementOf(module, name).source.startsWith('terraform.io/builtin/');
}

export const unusedRequiredProviders = tflintRule('unused_required_providers', 'warning', 'Required providers must be used', ({ file, module }, report) => {
  if (module.broken) return;
  const uses = module.analysis(providerUses);
  for (const attribute of requirementsIn(file.body)) {
    if (uses.has(attribute.name)) continue;
    report({
      span: attribute.nameSpan,
      message: `Nothing uses the provider "${attribute.name}" that is required.`,
      tags: ['unnecessary'],
      fixes: file.json ? [] : removal(file, attribute, 'required provider'),
    });
  }
});
