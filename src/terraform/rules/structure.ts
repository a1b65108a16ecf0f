import type { Edit, Fix } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import type { Type } from '../eval/type.ts';
import type { Block, Body } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, type Module, stringOf } from '../model/module.ts';
import { demandsAtLeast } from '../model/version.ts';
import { type AttributeSchema, type BodySchema } from '../schema/body.ts';
import { firstLines, meant, renamed, renamedString } from './fixes.ts';
import { languageDocs, type TerraformRule } from './rule.ts';
import { schemaBodies } from './schemaBodies.ts';

/** True where the module cannot be used with a Terraform older than a version. */
function isDemanded(module: Module, version: string): boolean {
  return module.blocks('terraform').some(({ block }) => demandsAtLeast(stringOf(attributeOf(block.body, 'required_version')?.value) ?? '', version));
}

function stateIt(version: string): string {
  return `State required_version = ">= ${version}.0" where the module is for such.`;
}

function isSet(body: Body, name: string): boolean {
  return attributeOf(body, name) !== undefined;
}

function whereOf(block: Block | undefined): string {
  if (!block) return 'at the top level of a file';
  return typed.has(block.type) && block.labels[0] ? `in ${block.labels[0].text}` : `in ${block.type} blocks`;
}

/** Of a provider newer than what is known of it, a name is only said to be wrong where it resembles another, and with less certainty. */
function certaintyOf({ partial }: BodySchema, near: string | undefined): { readonly silent: boolean; readonly severity?: 'warning' } {
  return partial ? { silent: near === undefined, severity: 'warning' } : { silent: false };
}

/** Blocks whose first label says what they are. */
const typed = new Set(['resource', 'data', 'ephemeral', 'provisioner']);

function describeBlock(block: Block): string {
  return typed.has(block.type) && block.labels[0] ? block.labels[0].text : `${/^[aeiou]/.test(block.type) ? 'An' : 'A'} ${block.type} block`;
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
        const { silent, ...certainty } = certaintyOf(schema, near);
        if (!silent) report({ ...certainty, span: nameSpan, message: `Extraneous JSON object property: There is no argument or block "${name}" ${whereOf(block)}.${meant(near)}`, fixes: renamed(nameSpan, near) });
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
        const own = parent !== undefined && expanded.has(parent.type) && never.has(type);
        if (schema.blocks.has(type) && !own) continue;
        const near = own ? undefined : suggest(type, schema.blocks.keys());
        const { silent, ...certainty } = certaintyOf(schema, near);
        if (!silent) report({ ...certainty, span: label, message: `Unsupported block type: There are no blocks "${type}" ${whereOf(parent)}.${meant(near)}`, fixes: renamedString(label, near) });
      }
      for (const block of blocksOf(body)) {
        const known = schema.blocks.get(block.type);
        if (known || (block.type === 'dynamic' && parent)) {
          const since = known?.since;
          if (since !== undefined && !isDemanded(view.module, since)) report({ span: block.typeSpan, message: `Unsupported block type: Blocks "${block.type}" are there from Terraform ${since} on. ${stateIt(since)}`, severity: 'warning' });
          continue;
        }
        const isArgument = schema.attributes.has(block.type);
        const near = isArgument ? undefined : suggest(block.type, schema.blocks.keys());
        const hint = isArgument ? ` To set the argument "${block.type}", write an equals sign before its value.` : meant(near);
        const equals = { title: 'Write an equals sign', edits: [{ span: { start: block.typeSpan.end, end: block.body.start }, newText: ' = ' }] };
        const fixes = isArgument && block.labels.length === 0 ? [equals] : renamed(block.typeSpan, near);
        const { silent, ...certainty } = certaintyOf(schema, isArgument ? block.type : near);
        if (!silent) report({ ...certainty, span: block.typeSpan, message: `Unsupported block type: There are no blocks "${block.type}" ${whereOf(parent)}.${hint}`, fixes });
      }
    }
  },
};

/** Blocks whose content an override file adds to. */
const merged = new Set(['resource', 'data', 'ephemeral', 'module', 'provider']);

/**
 * True for what is added to another block: of what an override file adds, and the connection of a provisioner to that of
 * its resource, Terraform leaves out in silence what there is not.
 */
function isAddition(block: Block, { role, body }: ModuleFile): boolean {
  if (block.type !== 'connection') return role === 'override' && merged.has(block.type);
  const inProvisioner = (owner: Block) => blocksOf(owner.body, 'provisioner').some((provisioner) => provisioner.body.blocks.includes(block));
  return blocksOf(body, 'resource').some((owner) => blocksOf(owner.body, 'connection').length > 0 && inProvisioner(owner));
}

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
      for (const { name, nameSpan, value } of attributesOf(body)) {
        const argument = schema.attributes.get(name);
        const since = argument?.since;
        if (since !== undefined && !isDemanded(view.module, since)) report({ span: nameSpan, message: `Unsupported argument: "${name}" is there from Terraform ${since} on. ${stateIt(since)}`, severity: 'warning' });
        if (argument) continue;
        const isBlock = schema.blocks.has(name);
        const near = isBlock ? undefined : suggest(name, [...schema.attributes.keys()].filter((known) => !isSet(body, known)));
        const hint = isBlock ? ` To write a block "${name}", leave out the equals sign.` : meant(near);
        const bare = { title: 'Leave out the equals sign', edits: [{ span: { start: nameSpan.end, end: value.start }, newText: ' ' }] };
        const fixes = isBlock && value.kind === 'object' ? [bare] : renamed(nameSpan, near);
        const { silent, ...certainty } = certaintyOf(schema, isBlock ? name : near);
        const isDropped = block !== undefined && isAddition(block, view.file);
        if (!silent) report({ ...certainty, span: nameSpan, message: `Unsupported argument: There is no argument "${name}" ${whereOf(block)}.${hint}`, fixes, ...(isDropped && { severity: 'warning' }) });
      }
    }
  },
};

/** True for a connection that is made whole by another one: of a provisioner by its resource's, of a resource by its provisioners'. */
function isCompleted(connection: Block, { body }: ModuleFile): boolean {
  const owners = [...blocksOf(body, 'resource'), ...blocksOf(body, 'removed')];
  const owner = owners.find(({ body: inner }) => inner.start <= connection.start && connection.end <= inner.end);
  if (!owner) return false;
  const own = blocksOf(owner.body, 'connection');
  if (!own.includes(connection)) return own.length > 0;
  return blocksOf(owner.body, 'provisioner').every(({ body: inner }) => blocksOf(inner, 'connection').some((other) => isSet(other.body, 'host')));
}

/** Arguments of Terraform's own that hold text, though no schema says so. */
const texts = new Set(['error_message', 'id']);

/** Puts arguments at the beginning of a block, each with a value of its type to be written over. */
function addition(file: ModuleFile, block: Block, missing: readonly (readonly [string, AttributeSchema])[]): Edit {
  return firstLines(file, block, missing.map(([name, { type, form }]) => `${name} = ${form === 'constant-string' || texts.has(name) ? '""' : placeholder(type)}`));
}

/** A value that a type takes, to be written over. */
function placeholder(type: Type | undefined): string {
  switch (type?.kind) {
    case 'number':
      return '0';
    case 'bool':
      return 'false';
    case 'list':
    case 'set':
    case 'tuple':
      return '[]';
    case 'map':
    case 'object':
      return '{}';
    case 'string':
      return '""';
    default:
      return 'null';
  }
}

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
      const { required } = schema;
      if (required.length === 0 || !block || block.broken || (block.type === 'connection' && isCompleted(block, view.file))) continue;
      const missing = required.filter(([name, { unless }]) => !isSet(body, name) && !(unless !== undefined && isSet(body, unless)));
      for (const [name, argument] of missing) {
        const all: Fix = { title: 'Add all required arguments', preferred: true, edits: [addition(view.file, block, missing)] };
        const one: Fix = { title: `Add ${name}`, edits: [addition(view.file, block, [[name, argument]])] };
        report({
          // In JSON it is where the block ends.
          span: view.file.json ? { start: body.end - 1, end: body.end } : { start: block.start, end: body.start + 1 },
          message: `Missing required argument: ${describeBlock(block)} needs the argument "${name}".`,
          fixes: view.file.json ? [] : missing.length > 1 ? [all, one] : [{ ...one, preferred: true }],
        });
      }
    }
  },
};

/** The labels that a block has where it stands; undefined where nothing is known of such blocks there. */
function labelsOf({ type }: Block, { blocks }: BodySchema, parent: Block | undefined): readonly string[] | undefined {
  const labels = blocks.get(type)?.labels;
  return labels === undefined && type === 'dynamic' && parent && expanded.has(parent.type) ? ['type'] : labels;
}

/** Blocks in which dynamic blocks are read whatever the provider. */
const expanded = new Set(['resource', 'data', 'ephemeral', 'provider']);

/** Blocks of Terraform's own, which it reads before there are dynamic ones. */
const never = new Set(['lifecycle', 'provisioner', 'connection']);

export const missingLabel: TerraformRule = {
  id: 'terraform_missing_label',
  severity: 'error',
  summary: 'Blocks must have all their labels',
  docs: languageDocs('syntax/configuration'),
  local: true,
  check(view, report) {
    for (const { body, schema, block: parent } of schemaBodies(view)) {
      for (const block of blocksOf(body)) {
        const labels = labelsOf(block, schema, parent);
        const missing = labels?.[block.labels.length];
        if (labels === undefined || missing === undefined) continue;
        report({
          span: { start: block.start, end: block.body.start + 1 },
          message: `Missing ${missing} for ${block.type}: A ${block.type} block has ${counted(labels)}.`,
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
    for (const { body, schema, block: parent } of schemaBodies(view)) {
      for (const block of blocksOf(body)) {
        const labels = labelsOf(block, schema, parent);
        const extra = labels && block.labels[labels.length];
        if (!extra) continue;
        report({
          ...(schema.late && { severity: 'warning' }),
          span: { start: extra.start, end: extra.end },
          message: `Extraneous label for ${block.type}: A ${block.type} block has ${counted(labels)}.`,
        });
      }
    }
  },
};

function counted(labels: readonly string[]): string {
  if (labels.length === 0) return 'no labels';
  return `${labels.length} label${labels.length === 1 ? '' : 's'} (${labels.join(', ')})`;
}
