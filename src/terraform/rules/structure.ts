import { suggest } from '../../language/suggest.ts';
import type { Attribute, Block } from '../hcl/ast.ts';
import { attributesOf, blocksOf } from '../model/module.ts';
import { languageDocs, type TerraformRule } from './rule.ts';
import { schemaBodies } from './schemaBodies.ts';

function meant(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}

function whereOf(block: Block | undefined): string {
  if (!block) return 'at the top level of a file';
  return typed.has(block.type) && block.labels[0] ? `in ${block.labels[0].text}` : `in ${block.type} blocks`;
}

/** Blocks whose first label says what they are. */
const typed = new Set(['resource', 'data', 'ephemeral', 'provisioner']);

function describeBlock(block: Block): string {
  return typed.has(block.type) && block.labels[0] ? block.labels[0].text : `a ${block.type} block`;
}

export const extraneousJsonProperty: TerraformRule = {
  id: 'terraform_extraneous_json_object_property',
  severity: 'error',
  summary: 'Properties in the JSON form must be arguments or blocks that exist where they stand',
  docs: languageDocs('syntax/json'),
  local: true,
  check(view, report) {
    if (!view.file.json) return;
    for (const { body, schema, block } of schemaBodies(view)) {
      if (schema.open) continue;
      for (const { name, nameSpan } of attributesOf(body)) {
        if (schema.attributes.has(name)) continue;
        const near = suggest(name, [...schema.attributes.keys(), ...schema.blocks.keys()]);
        report({ span: nameSpan, message: `Extraneous JSON object property: there is no argument or block "${name}" ${whereOf(block)}.${meant(near)}` });
      }
    }
  },
};

export const unsupportedBlockType: TerraformRule = {
  id: 'terraform_unsupported_block_type',
  severity: 'error',
  summary: 'Blocks must be of a type that exists where they stand',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    if (view.file.json) return;
    for (const { body, schema, block: parent, dynamic } of schemaBodies(view)) {
      if (schema.open) continue;
      for (const { label, type } of dynamic) {
        if (schema.blocks.has(type)) continue;
        report({ span: label, message: `Unsupported block type: there are no blocks "${type}" ${whereOf(parent)}.${meant(suggest(type, schema.blocks.keys()))}` });
      }
      for (const block of blocksOf(body)) {
        if (schema.blocks.has(block.type) || (block.type === 'dynamic' && parent)) continue;
        const hint = schema.attributes.has(block.type)
          ? ` To set the argument "${block.type}", write an equals sign before its value.`
          : meant(suggest(block.type, schema.blocks.keys()));
        report({ span: block.typeSpan, message: `Unsupported block type: there are no blocks "${block.type}" ${whereOf(parent)}.${hint}` });
      }
    }
  },
};

export const unsupportedArgument: TerraformRule = {
  id: 'terraform_unsupported_argument',
  severity: 'error',
  summary: 'Arguments must be ones that the block has',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    if (view.file.json) return;
    for (const { body, schema, block } of schemaBodies(view)) {
      if (schema.open) continue;
      for (const { name, nameSpan } of attributesOf(body)) {
        if (schema.attributes.has(name)) continue;
        const hint = schema.blocks.has(name)
          ? ` To write a block "${name}", leave out the equals sign.`
          : meant(suggest(name, schema.attributes.keys()));
        report({ span: nameSpan, message: `Unsupported argument: there is no argument "${name}" ${whereOf(block)}.${hint}` });
      }
    }
  },
};

export const missingRequiredArgument: TerraformRule = {
  id: 'terraform_missing_required_argument',
  severity: 'error',
  summary: 'Required arguments must be set',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    // An override file may leave out what the block it changes already has.
    if (view.file.role === 'override') return;
    for (const { body, schema, block } of schemaBodies(view)) {
      if (!block || block.broken) continue;
      const set = new Set(attributesOf(body).map((attribute: Attribute) => attribute.name));
      for (const [name, { required }] of schema.attributes) {
        if (!required || set.has(name)) continue;
        report({
          span: { start: block.start, end: body.start + 1 },
          message: `Missing required argument: ${describeBlock(block)} needs the argument "${name}".`,
        });
      }
    }
  },
};

export const missingLabel: TerraformRule = {
  id: 'terraform_missing_label',
  severity: 'error',
  summary: 'Blocks must have all their labels',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    for (const { body, schema } of schemaBodies(view)) {
      for (const block of blocksOf(body)) {
        const labels = schema.blocks.get(block.type)?.labels;
        const missing = labels?.[block.labels.length];
        if (labels === undefined || missing === undefined) continue;
        report({
          span: { start: block.start, end: block.body.start + 1 },
          message: `Missing ${missing} for ${block.type}: a ${block.type} block has ${counted(labels)}.`,
        });
      }
    }
  },
};

export const extraneousLabel: TerraformRule = {
  id: 'terraform_extraneous_label',
  severity: 'error',
  summary: 'Blocks must have no more labels than they take',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    for (const { body, schema } of schemaBodies(view)) {
      for (const block of blocksOf(body)) {
        const labels = schema.blocks.get(block.type)?.labels;
        const extra = labels && block.labels[labels.length];
        if (!extra) continue;
        report({ span: { start: extra.start, end: extra.end }, message: `Extraneous label for ${block.type}: a ${block.type} block has ${counted(labels)}.` });
      }
    }
  },
};

function counted(labels: readonly string[]): string {
  if (labels.length === 0) return 'no labels';
  return `${labels.length} label${labels.length === 1 ? '' : 's'} (${labels.join(', ')})`;
}
