import { textsOf } from '../config.ts';
import { isMap, marked } from '../eval/value.ts';
import type { Block, Body } from '../hcl/ast.ts';
import { attributeOf, blocksOf, stringOf } from '../model/module.ts';
import { awsRule } from './awsRule.ts';
import type { FileView, TerraformRule } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';
import { evaluateGiven } from './given.ts';

/** Keys of the tags that a body sets; undefined where they are not known before a plan. */
function tagKeys(view: FileView, body: Body): string[] | undefined {
  const tags = attributeOf(body, 'tags')?.value;
  if (!tags) return [];
  const value = evaluateGiven(view, tags);
  const { data } = value;
  if (marked(value, 'sensitive')) return undefined;
  if (data === null) return [];
  return isMap(data) ? [...data.keys()] : undefined;
}

/** Keys of the `tag` blocks of an Auto Scaling group; undefined where one is not written out. */
function tagBlockKeys(body: Body): string[] | undefined {
  if (blocksOf(body, 'dynamic').some(({ labels }) => labels[0]?.text === 'tag')) return undefined;
  const keys = blocksOf(body, 'tag').map((block) => stringOf(attributeOf(block.body, 'key')?.value));
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** Keys of the tags that the configuration of a provider gives to all its resources. */
function defaultKeys(view: FileView, provider: Block): string[] | undefined {
  const keys = blocksOf(provider.body, 'default_tags').map(({ body }) => tagKeys(view, body));
  return keys.every((entry) => entry !== undefined) ? keys.flat() : undefined;
}

/** The provider configuration that a resource is managed by. */
function configurationOf({ module }: FileView, { body }: Block): Block | undefined {
  const stated = attributeOf(body, 'provider')?.value;
  const alias = stated?.kind === 'reference' ? stated.steps[0]?.key : undefined;
  const name = stated?.kind === 'reference' ? stated.root.text : 'aws';
  return module.declared('provider').get(alias === undefined ? name : `${name}.${alias}`)?.[0]?.block;
}

function listed(keys: readonly string[]): string {
  return keys.toSorted().map((key) => `"${key}"`).join(', ');
}

const resourceTags: TerraformRule = awsRule('aws_resource_missing_tags', 'information', 'Resources must have the tags that the configuration demands', (view, report) => {
  const required = textsOf(view.config.option('aws_resource_missing_tags', 'tags'));
  const excluded = new Set(textsOf(view.config.option('aws_resource_missing_tags', 'exclude')));
  if (required.length === 0) return;
  for (const block of blocksOf(view.file.body, 'resource')) {
    const type = block.labels[0]?.text ?? '';
    const schema = type.startsWith('aws_') && !excluded.has(type) ? providerBlock(view, 'resource', type)?.schema : undefined;
    const inBlocks = schema?.blocks.has('tag') === true && !schema.attributes.has('tags');
    if (!inBlocks && !schema?.attributes.has('tags')) continue;
    const provider = configurationOf(view, block);
    const own = inBlocks ? tagBlockKeys(block.body) : tagKeys(view, block.body);
    // Default tags do not reach what an Auto Scaling group launches.
    const inherited = provider && !inBlocks ? defaultKeys(view, provider) : [];
    if (!own || !inherited) continue;
    const missing = required.filter((key) => !own.includes(key) && !inherited.includes(key));
    if (missing.length > 0) report({ span: attributeOf(block.body, 'tags') ?? block.header, message: `The resource is missing the following tags: ${listed(missing)}.` });
  }
});

const providerTags: TerraformRule = awsRule('aws_provider_missing_default_tags', 'information', 'Providers must give the tags that the configuration demands', (view, report) => {
  const required = textsOf(view.config.option('aws_provider_missing_default_tags', 'tags'));
  for (const block of required.length === 0 ? [] : blocksOf(view.file.body, 'provider')) {
    if (block.labels[0]?.text !== 'aws') continue;
    const keys = defaultKeys(view, block);
    const missing = keys && required.filter((key) => !keys.includes(key));
    if (missing && missing.length > 0) report({ span: block.header, message: `The provider is missing the following tags: ${listed(missing)}.` });
  }
});

export const tagRules: readonly TerraformRule[] = [resourceTags, providerTags];
