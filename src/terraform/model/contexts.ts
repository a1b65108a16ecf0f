import { settled } from '../../language/settled.ts';
import type { Block, Body, Expression } from '../hcl/ast.ts';
import type { BodySchema } from '../schema/body.ts';
import { configurationSchema } from '../schema/core.ts';
import type { ModuleFile } from './file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf } from './module.ts';

/** What the expressions of a place may refer to, besides what the module declares. */
export interface Context {
  /** The top-level block around. */
  readonly owner: Block;
  readonly counted: boolean;
  readonly repeated: boolean;
  readonly self: boolean;
  /** Names that dynamic blocks give to their elements. */
  readonly iterators: ReadonlySet<string>;
  /** A condition block that the expression belongs to. */
  readonly condition: 'precondition' | 'postcondition' | 'validation' | 'assert' | undefined;
  /** Inside a provisioner that runs on destroy. */
  readonly onDestroy: boolean;
}

/** An expression that Terraform evaluates, where it stands and under what name. */
export interface Place {
  readonly expression: Expression;
  /** The argument; empty for items of depends_on. */
  readonly name: string;
  readonly block: Block;
  readonly context: Context;
}

const noIterators: ReadonlySet<string> = new Set();

/** Arguments that are not evaluated as ordinary expressions, by the type of their block. */
const setAside = new Map<string, ReadonlySet<string>>([
  ['variable', new Set(['type', 'default', 'description', 'sensitive', 'nullable', 'ephemeral', 'deprecated'])],
  ['output', new Set(['description', 'sensitive', 'ephemeral', 'deprecated'])],
  ['module', new Set(['source', 'version', 'providers'])],
  ['provider', new Set(['version', 'alias'])],
  ['resource', new Set(['provider'])],
  ['data', new Set(['provider'])],
  ['ephemeral', new Set(['provider'])],
  ['action', new Set(['provider'])],
  ['action_trigger', new Set(['events', 'actions'])],
  ['import', new Set(['to', 'provider'])],
  ['removed', new Set(['from'])],
  ['lifecycle', new Set(['destroy', 'create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by'])],
  ['provisioner', new Set(['when', 'on_failure'])],
  ['dynamic', new Set(['iterator', 'labels'])],
]);

const evaluatedTypes = new Set(['variable', 'output', 'locals', 'module', 'provider', 'resource', 'data', 'ephemeral', 'action', 'check', 'import', 'removed']);

/** Every expression of the file that may refer to something, with what it may refer to. */
export function placesOf(file: ModuleFile): readonly Place[] {
  return file.analysis(allPlaces);
}

function allPlaces(file: ModuleFile): Place[] {
  return file.each(collectPlaces).flat();
}

function collectPlaces(file: ModuleFile): readonly Place[] {
  if (file.role !== 'configuration' && file.role !== 'override') return [];
  const places: Place[] = [];
  for (const block of blocksOf(file.body)) {
    // The provider that Terraform brings along has no configuration, so nothing in it is looked at.
    const unread = block.type === 'provider' && block.labels[0]?.text === 'terraform';
    if (!evaluatedTypes.has(block.type) || unread) continue;
    collect(block, contextOf(block, block), configurationSchema.blocks.get(block.type)?.body, places);
  }
  return settled(places);
}

function contextOf(owner: Block, repeatedBy: Block): Context {
  // What is removed may have had instances once, which its provisioners are run for.
  const removed = owner.type === 'removed';
  const counted = removed || attributeOf(repeatedBy.body, 'count') !== undefined;
  const repeated = removed || attributeOf(repeatedBy.body, 'for_each') !== undefined;
  return { owner, counted, repeated, self: false, iterators: noIterators, condition: undefined, onDestroy: false };
}

/** @param schema of Terraform's own for the block: what it does not know is reported as such and not looked into */
function collect(block: Block, context: Context, schema: BodySchema | undefined, places: Place[]): void {
  const skipped = setAside.get(block.type);
  const closed = schema && !schema.open ? schema : undefined;
  for (const { name, value } of attributesOf(block.body)) {
    if (skipped?.has(name) || (closed && !closed.attributes.has(name))) continue;
    // What says how often a block is there, and what it waits for, comes before its instances.
    const early = block === context.owner && (name === 'count' || name === 'for_each' || name === 'depends_on');
    places.push({ expression: value, name, block, context: early ? { ...context, counted: false, repeated: false } : context });
  }
  for (const inner of blocksOf(block.body)) {
    if (!closed || closed.blocks.has(inner.type)) collect(inner, innerContext(inner, context), schema?.blocks.get(inner.type)?.body, places);
  }
}

function innerContext(block: Block, context: Context): Context {
  switch (block.type) {
    case 'precondition':
    case 'validation':
    case 'assert':
      return { ...context, condition: block.type };
    case 'postcondition':
      return { ...context, condition: block.type, self: true };
    case 'provisioner':
      return { ...context, self: true, onDestroy: isDestroy(block.body) };
    case 'connection':
      return { ...context, self: true };
    case 'dynamic':
      return { ...context, iterators: new Set([...context.iterators, iteratorOf(block)]) };
    default:
      return context;
  }
}

function isDestroy(body: Body): boolean {
  const value = attributeOf(body, 'when')?.value;
  return (value?.kind === 'reference' && value.root.text === 'destroy') || stringOf(value) === 'destroy';
}

/** The name under which the content of a dynamic block knows its element. */
export function iteratorOf(block: Block): string {
  const iterator = attributeOf(block.body, 'iterator')?.value;
  if (iterator?.kind === 'reference') return iterator.root.text;
  return block.labels[0]?.text ?? '';
}
