import { textsOf } from '../config.ts';
import { isMap, marked, type Value } from '../eval/value.ts';
import type { Block } from '../hcl/ast.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { awsRule } from './awsRule.ts';
import { evaluateGiven } from './given.ts';
import type { FileView, TerraformRule } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';
import { givenValues, nestedBodies } from './instances.ts';

/** Keys of tags in each instance of a resource; undefined where they are not known before a plan. */
type Keys = readonly (readonly string[])[] | undefined;

const noKeys: Keys = [[]];

function keysOf(values: readonly Value[]): Keys {
  const keys = values.map((value) => (value.data === null ? [] : isMap(value.data) && !marked(value, 'sensitive') ? [...value.data.keys()] : undefined));
  return keys.length > 0 && keys.every((entry) => entry !== undefined) ? keys : undefined;
}

/** Keys of the `tag` blocks of an Auto Scaling group. */
function tagBlockKeys(view: FileView, group: Block): Keys {
  const keys = nestedBodies(group.body, [group]).filter(({ type }) => type === 'tag').map(({ body, owners }) => {
    const key = attributeOf(body, 'key')?.value;
    return key ? givenValues(view, key, owners).map(({ data }) => data) : [undefined];
  });
  const all = keys.flat();
  return all.every((key) => typeof key === 'string') && keys.every((entry) => entry.length > 0) ? [all] : undefined;
}

/** Keys of the tags that the configuration of a provider gives to all its resources. */
function defaultKeys(view: FileView, provider: Block): readonly string[] | undefined {
  const tags = blocksOf(provider.body, 'default_tags').flatMap(({ body }) => attributeOf(body, 'tags')?.value ?? []);
  return tags.length === 0 ? [] : keysOf(tags.map((expression) => evaluateGiven(view, expression)))?.flat();
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
    const tags = attributeOf(block.body, 'tags')?.value;
    const own = inBlocks ? tagBlockKeys(view, block) : tags ? keysOf(givenValues(view, tags, [block])) : noKeys;
    // Default tags do not reach what an Auto Scaling group launches.
    const inherited = provider && !inBlocks ? defaultKeys(view, provider) : [];
    if (!own || !inherited) continue;
    const missing = required.filter((key) => !own.every((keys) => keys.includes(key)) && !inherited.includes(key));
    if (missing.length > 0) report({ span: tags ?? block.header, message: `Tags are missing: ${listed(missing)}.` });
  }
});

const providerTags: TerraformRule = awsRule('aws_provider_missing_default_tags', 'information', 'Providers must give the tags that the configuration demands', (view, report) => {
  const required = textsOf(view.config.option('aws_provider_missing_default_tags', 'tags'));
  for (const block of required.length === 0 ? [] : blocksOf(view.file.body, 'provider')) {
    if (block.labels[0]?.text !== 'aws') continue;
    const [tags] = blocksOf(block.body, 'default_tags');
    if (!tags) {
      report({ span: block.header, message: `The provider has no default_tags, where these are wanted: ${listed(required)}.` });
      continue;
    }
    const keys = defaultKeys(view, block);
    const missing = keys && required.filter((key) => !keys.includes(key));
    if (missing && missing.length > 0) report({ span: attributeOf(tags.body, 'tags') ?? tags.header, message: `The default tags lack ${listed(missing)}.` });
  }
});

export const tagRules: readonly TerraformRule[] = [resourceTags, providerTags];
