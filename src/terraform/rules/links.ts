import type { Block, Expression, Reference } from '../hcl/ast.ts';
import { type Context, placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, declaredName } from '../model/module.ts';
import type { FilePart } from '../model/parts.ts';
import { expressionsOf, fileReferences } from '../model/walk.ts';
import { addressOf } from './static.ts';

/** Something that is computed from other such things: a local value, a resource. */
export interface Node {
  readonly name: string;
  readonly needs: ReadonlySet<string>;
  /** How many expressions say what it needs. */
  readonly expressions: number;
  /** True of a resource that an argument of its own is made of. */
  readonly ofItself?: boolean;
}

/** What a block has to do with the rest of its module. */
export interface Links {
  /** What is computed in it, in the order of its arguments. */
  readonly nodes: readonly Node[];
  /** Addresses of all that it refers to. */
  readonly mentions: ReadonlySet<string>;
  /** Local names of the providers that it refers to. */
  readonly providers: readonly string[];
}

export function linksOf(part: FilePart): Links {
  return part.remember(linksIn);
}

function linksIn(file: ModuleFile): Links {
  const block = file.body.blocks[0];
  if (!block) return { nodes: [], mentions: new Set(), providers: [] };
  const references = fileReferences(file);
  const nodes = nodesIn(file, block, references);
  return { nodes, mentions: mentionsIn(block, nodes, references), providers: providersIn(file, block) };
}

type References = ReadonlyMap<Expression, readonly Reference[]>;

/** The object that a reference is to, by its address; undefined where the module declares none such. */
function targetOf({ root, steps }: Reference): string | undefined {
  switch (root.text) {
    case 'local':
      return `local.${steps[0]?.key}`;
    case 'data':
      return `data.${steps[0]?.key}.${steps[1]?.key}`;
    case 'resource':
      return `${steps[0]?.key}.${steps[1]?.key}`;
    case 'var':
      return `var.${steps[0]?.key}`;
    case 'module': {
      const output = steps.slice(1).find(({ key, dotted }) => dotted && typeof key === 'string');
      return output ? `module.${steps[0]?.key}.output.${output.key}` : `module.${steps[0]?.key}`;
    }
    case 'count':
    case 'each':
    case 'self':
    case 'path':
    case 'terraform':
    case 'ephemeral':
      return undefined;
    default:
      return `${root.text}.${steps[0]?.key}`;
  }
}

function addTargets(references: readonly Reference[], targets: Set<string>): void {
  for (const reference of references) {
    const target = targetOf(reference);
    if (target !== undefined) targets.add(target);
  }
}

function nodesIn(file: ModuleFile, block: Block, references: References): readonly Node[] {
  if (block.type === 'locals') return attributesOf(block.body).map(({ name, value }) => nodeOf(`local.${name}`, [value], references));
  const name = declaredName(block);
  if (name === undefined) return [];
  switch (block.type) {
    case 'module':
      return nodesOfCall(block, `module.${name}`, references);
    case 'output':
      return [nodeOf(`output.${name}`, attributesOf(block.body).map(({ value }) => value), references)];
    case 'resource':
      return [nodeOfResource(file, block, name, references)];
    case 'data':
      return [nodeOfResource(file, block, `data.${name}`, references)];
    default:
      return [];
  }
}

function nodeOf(name: string, expressions: readonly Expression[], references: References): Node {
  const needs = new Set<string>();
  let count = 0;
  for (const expression of expressions) {
    const found = references.get(expression);
    if (!found) continue;
    count++;
    addTargets(found, needs);
  }
  return { name, needs, expressions: count };
}

function nodeOfResource(file: ModuleFile, block: Block, name: string, references: References): Node {
  const node = nodeOf(name, expressionsBefore(file, block, ({ onDestroy }) => !onDestroy), references);
  if (!node.needs.has(name)) return node;
  // Conditions, provisioners and connections come when the resource is there; what else they refer to has to be there before.
  const first = nodeOf(name, expressionsBefore(file, block, ({ onDestroy, self, condition }) => !onDestroy && !self && !condition), references);
  return { ...node, ofItself: first.needs.has(name) };
}

/** The expressions of a resource whose context is such, and those that say what else makes it be replaced. */
function expressionsBefore(file: ModuleFile, { body }: Block, isSuch: (context: Context) => boolean): Expression[] {
  const expressions: Expression[] = [];
  for (const { expression, context } of placesOf(file)) if (isSuch(context)) expressions.push(expression);
  for (const lifecycle of blocksOf(body, 'lifecycle')) {
    const triggers = attributeOf(lifecycle.body, 'replace_triggered_by');
    if (triggers) expressions.push(triggers.value);
  }
  return expressions;
}

/** Arguments of a module call that decide how often and when it is there. */
const ofTheCall = new Set(['count', 'for_each', 'depends_on']);

/** Arguments of a module call that are read before anything else. */
const fixed = new Set(['source', 'version', 'providers']);

/** That a module is called, and each of its inputs, which are there once it is. */
function nodesOfCall({ body }: Block, name: string, references: References): Node[] {
  const call: Expression[] = [];
  const inputs: Node[] = [];
  for (const { name: argument, value } of attributesOf(body)) {
    if (ofTheCall.has(argument)) call.push(value);
    else if (!fixed.has(argument)) {
      const { needs, ...node } = nodeOf(`${name}.var.${argument}`, [value], references);
      inputs.push({ ...node, needs: new Set([...needs, `${name} (expand)`]) });
    }
  }
  return [nodeOf(`${name} (expand)`, call, references), ...inputs];
}

function mentionsIn(block: Block, nodes: readonly Node[], references: References): ReadonlySet<string> {
  const [node] = nodes;
  const configurations = configurationsIn(block);
  // Mostly that is what the one thing in the block needs.
  if (node && nodes.length === 1 && node.expressions === references.size && configurations.length === 0) return node.needs;
  const mentions = new Set<string>();
  for (const found of references.values()) addTargets(found, mentions);
  // A variable that only its own validation looks at is unused.
  if (block.type === 'variable') mentions.delete(`var.${block.labels[0]?.text ?? ''}`);
  for (const name of configurations) mentions.add(name);
  return mentions;
}

/** The provider configurations that a block names, `name.alias`: in quotes or not, and those of a provider that is called `null`. */
function configurationsIn({ body }: Block): string[] {
  const provider = attributeOf(body, 'provider')?.value;
  const passed = attributeOf(body, 'providers')?.value;
  const data = blocksOf(body, 'data');
  if (!provider && !passed && data.length === 0) return [];
  const named = passed?.kind === 'object' ? passed.items.map(({ value }) => value) : [];
  if (provider) named.push(provider);
  const own = named.flatMap((value) => {
    const address = addressOf(value, true);
    return address ? [`${address.root}.${address.steps[0]?.key}`] : [];
  });
  return [...own, ...data.flatMap(configurationsIn)];
}

/** Blocks that a provider manages. */
const managed = new Set(['resource', 'data', 'ephemeral']);

function providersIn(file: ModuleFile, block: Block): readonly string[] {
  const names: (string | undefined)[] = [];
  if (managed.has(block.type)) names.push(providerOf(block));
  else if (block.type === 'provider') names.push(block.labels[0]?.text);
  else if (block.type === 'check') names.push(...blocksOf(block.body, 'data').map(providerOf));
  else if (block.type === 'module') {
    const passed = attributeOf(block.body, 'providers')?.value;
    if (passed?.kind === 'object') names.push(...passed.items.map(({ value }) => addressOf(value, true)?.root));
  }
  // Most blocks hold nothing that could be a call of a provider's function.
  if (file.json || file.parsed.text.slice(block.start, block.end).includes('::')) {
    for (const { name } of expressionsOf(file, 'call')) if (name.startsWith('provider::')) names.push(name.split('::')[1]);
  }
  return names.filter((name): name is string => name !== undefined && name !== '');
}

/** The local name of the provider that manages a resource. */
function providerOf({ labels, body }: Block): string | undefined {
  const stated = attributeOf(body, 'provider')?.value;
  return stated ? addressOf(stated, true)?.root : /^[^_]*/.exec(labels[0]?.text ?? '')?.[0];
}

/** The local name of the provider that a block itself is of, whatever is called in it. */
export function ownProviderOf(block: Block): string | undefined {
  return managed.has(block.type) ? providerOf(block) : block.type === 'provider' ? block.labels[0]?.text : undefined;
}
