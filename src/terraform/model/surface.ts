import type { Attribute, Block } from '../hcl/ast.ts';
import { configurationSchema } from '../schema/core.ts';
import type { ModuleFile } from './file.ts';
import { attributeOf, blocksOf, type Module } from './module.ts';
import { isRoot } from './root.ts';

/**
 * Everything about a module that the findings in one of its blocks can depend on, the block itself aside: what is
 * declared, how often and of what type, what local values are made of, the settings, and the modules that it calls.
 * Where it is the same as before, so are the findings in a block that has not changed.
 */
export function surfaceOf(module: Module): string {
  return module.analysis(collectSurface);
}

function collectSurface(module: Module): string {
  const calls = [...module.declared('module').keys()].map((name) => {
    const called = module.called(name);
    return called ? `${name} ${called.broken} ${called.analysis(ownSurface)}` : name;
  });
  return [String(isRoot(module)), String(module.broken), module.analysis(ownSurface), ...calls].join('\n');
}

function ownSurface({ files }: Module): string {
  return files.map((file) => file.analysis(surfaceIn)).join('\n');
}

function surfaceIn(file: ModuleFile): string {
  const { role, parsed } = file;
  switch (role) {
    case 'lock':
    case 'override':
      return parsed.text;
    case 'configuration': {
      const parts = file.parts.map((part) => part.remember(surfaceOfBlock)).filter(Boolean);
      return [...parts, ...file.analysis(possibleNames)].join('\n');
    }
    default:
      return '';
  }
}

function surfaceOfBlock({ parsed: { text }, body }: ModuleFile): string {
  const [block] = body.blocks;
  return block ? [block.type, ...block.labels.map((label) => label.text), ...shownOf(block, text)].join(' ') : '';
}

function shownOf(block: Block, text: string): string[] {
  const shown = (name: string) => textOf(attributeOf(block.body, name), text);
  switch (block.type) {
    case 'variable':
      return [...['type', 'sensitive', 'ephemeral', 'nullable'].map(shown), String(attributeOf(block.body, 'default') !== undefined)];
    case 'output':
      return ['sensitive', 'ephemeral'].map(shown);
    case 'resource':
    case 'data':
    case 'ephemeral':
      return [repetitionOf(block)];
    case 'module':
      return [shown('source'), repetitionOf(block)];
    case 'check':
      return blocksOf(block.body, 'data').flatMap(({ labels }) => labels.map((label) => label.text));
    case 'locals':
    case 'terraform':
    case 'provider':
      return [text.slice(block.start, block.end)];
    default:
      return [];
  }
}

function textOf(attribute: Attribute | undefined, text: string): string {
  return attribute ? text.slice(attribute.value.start, attribute.value.end) : '';
}

function repetitionOf({ body }: Block): string {
  return `${attributeOf(body, 'count') !== undefined} ${attributeOf(body, 'for_each') !== undefined}`;
}

/**
 * Names that stand where a declaration could have them and that nothing declares, sorted: anywhere in a file with a
 * syntax error, and in blocks of a type that there is not, which may be a misspelt one.
 */
export function possibleNames({ parsed: { text, problems }, body }: ModuleFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const block of body.blocks) {
    if (configurationSchema.blocks.has(block.type)) continue;
    for (const name of [...block.labels.map((label) => label.text), ...block.body.attributes.map((attribute) => attribute.name)]) names.add(name);
  }
  if (problems.length === 0) return names;
  for (const [, quoted, set] of text.matchAll(/"([\p{ID_Start}_][\p{ID_Continue}-]*)"|^[^\S\n]*([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*=/gmu)) {
    names.add(quoted ?? set ?? '');
  }
  return new Set([...names].toSorted());
}
