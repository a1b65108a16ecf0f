import type { Attribute, Block, Body } from '../hcl/ast.ts';
import type { ModuleFile } from './file.ts';
import { attributeOf, blocksOf, type Module } from './module.ts';
import { possibleNames } from './possibleNames.ts';

/**
 * What the findings in one block of a module can depend on, the block itself and the modules above aside: what is
 * declared, how often and of what type, what local values are made of, the settings, and the modules that it calls.
 */
export function surfaceOf(module: Module): string {
  const calls = [...module.declared('module').keys()].map((name) => {
    const called = module.called(name);
    return called ? `${name} ${called.broken} ${called.analysis(ownSurface)}` : name;
  });
  return [String(module.broken), module.analysis(ownSurface), ...calls].join('\n');
}

/** The same of the module alone. */
export function ownSurface({ files }: Module): string {
  return files.map((file) => file.analysis(surfaceIn)).join('\n');
}

/** What others can see of each top-level block of a file. */
export function surfacesOf(file: ModuleFile): ReadonlyMap<Block, string> {
  return file.analysis(surfaces);
}

function surfaces({ parts }: ModuleFile): ReadonlyMap<Block, string> {
  return new Map(parts.map((part) => [part.block, part.remember(surfaceOfBlock)]));
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
      return [contentOf(block.body, text)];
    default:
      return [];
  }
}

/** What a body holds, without comments and in one layout. */
function contentOf({ items }: Body, text: string): string {
  const shown = items.map((item) => {
    if (item.kind === 'attribute') return `${item.name} = ${text.slice(item.value.start, item.value.end)}`;
    return `${[item.type, ...item.labels.map((label) => label.text)].join(' ')} {\n${contentOf(item.body, text)}\n}`;
  });
  return shown.join('\n');
}

function textOf(attribute: Attribute | undefined, text: string): string {
  return attribute ? text.slice(attribute.value.start, attribute.value.end) : '';
}

function repetitionOf({ body }: Block): string {
  return `${attributeOf(body, 'count') !== undefined} ${attributeOf(body, 'for_each') !== undefined}`;
}
