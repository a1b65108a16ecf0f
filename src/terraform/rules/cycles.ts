import type { Block, Expression, Reference } from '../hcl/ast.ts';
import { placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { blocksOf, declaredName, attributesOf, type Module } from '../model/module.ts';
import { fileReferences } from '../model/walk.ts';
import { family } from './rule.ts';
import type { Span } from '../../language/diagnostic.ts';

/** Something that is computed from other such things: a local value, a resource. */
interface Node {
  readonly file: ModuleFile;
  readonly span: Span;
  readonly needs: ReadonlySet<string>;
}

/** The object that a reference needs, by its address; undefined where it can be part of no cycle. */
function targetOf({ root, steps }: Reference): string | undefined {
  switch (root.text) {
    case 'local':
      return `local.${steps[0]?.key}`;
    case 'data':
      return `data.${steps[0]?.key}.${steps[1]?.key}`;
    case 'resource':
      return `${steps[0]?.key}.${steps[1]?.key}`;
    case 'var':
    case 'module':
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

function needsOf(file: ModuleFile, expressions: readonly Expression[]): Set<string> {
  const needs = new Set<string>();
  for (const expression of expressions) {
    for (const reference of fileReferences(file).get(expression) ?? []) {
      const target = targetOf(reference);
      if (target !== undefined) needs.add(target);
    }
  }
  return needs;
}

function graphOf(module: Module): ReadonlyMap<string, Node> {
  return new Map(module.configuration.flatMap((file) => [...file.analysis(nodesIn)]));
}

function nodesIn(file: ModuleFile): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  const byOwner = new Map<Block, Expression[]>();
  for (const { context, expression } of placesOf(file)) {
    // What a condition, a provisioner or a connection refers to is needed later, when the resource is there.
    if (context.self || context.condition) continue;
    const known = byOwner.get(context.owner);
    if (known) known.push(expression);
    else byOwner.set(context.owner, [expression]);
  }
  for (const block of blocksOf(file.body)) {
    if (block.type === 'locals') {
      for (const { name, value, nameSpan } of attributesOf(block.body)) nodes.set(`local.${name}`, { file, span: nameSpan, needs: needsOf(file, [value]) });
    }
    if (block.type !== 'resource' && block.type !== 'data') continue;
    const name = declaredName(block);
    if (name !== undefined) nodes.set(block.type === 'data' ? `data.${name}` : name, { file, span: block.header, needs: needsOf(file, byOwner.get(block) ?? []) });
  }
  return nodes;
}

/** Groups of nodes that need each other, in no particular order (Tarjan's algorithm, without recursion). */
function cyclesOf(module: Module): readonly (readonly string[])[] {
  const nodes = module.analysis(graphOf);
  const cycles: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  for (const start of nodes.keys()) {
    if (order.has(start)) continue;
    const path: { name: string; needs: string[] }[] = [];
    const enter = (name: string) => {
      order.set(name, order.size);
      low.set(name, order.size - 1);
      open.push(name);
      isOpen.add(name);
      path.push({ name, needs: [...(nodes.get(name)?.needs ?? [])].filter((need) => nodes.has(need)) });
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { name, needs } = top;
      const next = needs.pop();
      if (next !== undefined) {
        if (!order.has(next)) enter(next);
        else if (isOpen.has(next)) low.set(name, Math.min(low.get(name) ?? 0, order.get(next) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.name, Math.min(low.get(parent.name) ?? 0, low.get(name) ?? 0));
      if (low.get(name) !== order.get(name)) continue;
      const group = open.splice(open.indexOf(name));
      for (const member of group) isOpen.delete(member);
      if (group.length > 1) cycles.push(group);
    }
  }
  return cycles;
}

export const cycleRules = family(
  {
    Cycle: { demand: 'Objects must not need each other in a circle', page: 'expressions/references' },
    // terraform validate lets it pass, a plan does not.
    'Self-referential block': { demand: 'A resource must not need its own attributes', page: 'expressions/references', severity: 'warning' },
  },
  ({ file, module }, report) => {
    if (file.role !== 'configuration' && file.role !== 'override') return;
    const own = file.analysis(nodesIn);
    for (const cycle of module.analysis(cyclesOf)) {
      for (const name of cycle) {
        const node = own.get(name);
        if (node) report('Cycle', node.span, `${cycle.join(', ')} need each other, so none of them can be first.`);
      }
    }
    for (const [name, node] of own) {
      if (node.needs.has(name) && !name.startsWith('local.')) {
        report('Self-referential block', node.span, `${name} refers to itself, which it cannot before it is there.`);
      }
    }
  },
);
