import { marked, numberValue, pairsOf, type Value, whollyKnown, withMarks } from '../eval/value.ts';
import type { Block, Body, Expression } from '../hcl/ast.ts';
import { iteratorOf } from '../model/contexts.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { referencesIn } from '../model/walk.ts';
import { evaluateGiven, givenValue, type Instance } from './given.ts';
import type { FileView } from './rule.ts';

/** So many instances of a block are looked at. */
const mostInstances = 100;

/** The blocks that something stands in and that may be repeated, outermost first: a resource, and dynamic blocks in it. */
export type Owners = readonly Block[];

/** A body that is written in a resource, and where. */
export interface NestedBody {
  /** The type of its block, or of those that a dynamic block makes of it. */
  readonly type: string;
  readonly body: Body;
  /** The block that it is written in. */
  readonly block: Block;
  readonly owners: Owners;
}

const none: readonly NestedBody[] = [];

/** What is in a body, contents of dynamic blocks among it. */
export function nestedBodies(body: Body, owners: Owners): readonly NestedBody[] {
  const blocks = blocksOf(body);
  return blocks.length === 0 ? none : blocks.flatMap((block): NestedBody[] => {
    if (block.type !== 'dynamic') return [{ type: block.type, body: block.body, block, owners }];
    const [content] = blocksOf(block.body, 'content');
    const [label] = block.labels;
    return content && label ? [{ type: label.text, body: content.body, block, owners: [...owners, block] }] : [];
  });
}

/**
 * The value of an expression with what variables are set to, for each instance of the blocks that it stands in where it
 * depends on them. Nothing is told of what is sensitive.
 */
export function givenValues(view: FileView, expression: Expression, owners: Owners): readonly Value[] {
  const value = givenValue(view, expression);
  if (!value || whollyKnown(value) || marked(value, 'sensitive')) return value ? [value] : [];
  const instances = instancesOf(view, owners, [expression]);
  if (instances === only) return [value];
  const found = instances.map((instance) => evaluateGiven(view, expression, instance));
  return found.filter((instance) => !marked(instance, 'sensitive'));
}

/** The one instance of what is not repeated. */
const only: readonly Instance[] = [new Map()];

/** The instances of some blocks that expressions in them tell apart. */
export function instancesOf(view: FileView, owners: Owners, expressions: readonly Expression[]): readonly Instance[] {
  const tellsApart = (name: string) => owners.some((owner) => (owner.type === 'dynamic' ? iteratorOf(owner) === name : name === 'each' || name === 'count'));
  if (!expressions.some((expression) => referencesIn(expression).some(({ root }) => tellsApart(root.text)))) return only;
  return owners.reduce<readonly Instance[]>(
    (around, owner) => around.flatMap((outer) => repetitionsOf(view, owner, outer).map((own): Instance => new Map([...outer, ...own]))).slice(0, mostInstances),
    only,
  );
}

/** What the names of a block stand for in each of its instances; where that is not known, one of which nothing is. */
function repetitionsOf(view: FileView, owner: Block, outer: Instance): readonly Instance[] {
  const argument = (name: string) => {
    const expression = attributeOf(owner.body, name)?.value;
    return expression && evaluateGiven(view, expression, outer);
  };
  const count = owner.type === 'dynamic' ? undefined : argument('count');
  if (typeof count?.data === 'number') return Array.from({ length: Math.min(count.data, mostInstances) }, (_, index) => new Map([['count.index', numberValue(index)]]));
  const name = owner.type === 'dynamic' ? iteratorOf(owner) : 'each';
  const all = argument('for_each');
  const pairs = all && pairsOf(all);
  if (!pairs) return [new Map()];
  return pairs.slice(0, mostInstances).map(([key, value]) => new Map([[`${name}.key`, withMarks(key, all)], [`${name}.value`, withMarks(value, all)]]));
}
