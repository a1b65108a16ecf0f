import type { Block, Expression, Reference } from '../hcl/ast.ts';
import { placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, declaredName, type Module } from '../model/module.ts';
import { fileReferences } from '../model/walk.ts';
import { family } from './rule.ts';

/** Something that is computed from other such things: a local value, a resource. */
interface Node {
  readonly name: string;
  readonly needs: ReadonlySet<string>;
  /** True of a resource that an argument of its own is made of. */
  readonly ofItself?: boolean;
}

/** Arguments of a module call that decide how often and when it is there. */
const ofTheCall = new Set(['count', 'for_each', 'depends_on']);

/** Arguments of a module call that are read before anything else. */
const fixed = new Set(['source', 'version', 'providers']);

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

function needsOf(file: ModuleFile, expressions: readonly Expression[]): Set<string> {
  const needs = new Set<string>();
  const references = fileReferences(file);
  for (const expression of expressions) {
    for (const reference of references.get(expression) ?? []) {
      const target = targetOf(reference);
      if (target !== undefined) needs.add(target);
    }
  }
  return needs;
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each local value, resource, output and input of a call in the module needs. */
function ownGraphOf(module: Module): Graph {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { parts } of module.configuration) {
    for (const part of parts) for (const { name, needs } of part.remember(nodesIn)) graph.set(name, needs);
  }
  return graph;
}

/** The same, and on what inputs the outputs of the modules that it calls depend. */
function graphOf(module: Module): Graph {
  const own = module.analysis(ownGraphOf);
  const calls = module.declared('module');
  if (calls.size === 0) return own;
  const graph = new Map(own);
  for (const call of calls.keys()) {
    const called = module.called(call);
    if (!called || called.broken) continue;
    const name = `module.${call}`;
    const inputs = called.analysis(inputsOfOutputs);
    for (const [output, variables] of inputs) {
      graph.set(`${name}.output.${output}`, new Set([`${name} (expand)`, ...[...variables].map((variable) => `${name}.var.${variable}`)]));
    }
    const all = [...inputs.keys()].map((output) => `${name}.output.${output}`);
    const given = [...called.declared('variable').keys()].map((variable) => `${name}.var.${variable}`);
    graph.set(name, new Set([`${name} (expand)`, ...all, ...given]));
  }
  return graph;
}

/** The variables of a module that each of its outputs is made of, as far as no other module lies between. */
function inputsOfOutputs(module: Module): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = module.analysis(ownGraphOf);
  return new Map(
    [...module.declared('output').keys()].map((output) => {
      const reached = new Set([`output.${output}`]);
      for (const name of reached) for (const need of graph.get(name) ?? []) reached.add(need);
      return [output, new Set([...reached].filter((name) => name.startsWith('var.')).map((name) => name.slice('var.'.length)))];
    }),
  );
}

/** In the order of the block's arguments. */
function nodesIn(file: ModuleFile): readonly Node[] {
  const nodes: Node[] = [];
  for (const block of file.body.blocks) {
    if (block.type === 'locals') {
      for (const { name, value } of attributesOf(block.body)) nodes.push({ name: `local.${name}`, needs: needsOf(file, [value]) });
    }
    const name = declaredName(block);
    if (block.type === 'module' && name !== undefined) nodes.push(...nodesOfCall(file, block, `module.${name}`));
    if (block.type === 'output' && name !== undefined) nodes.push({ name: `output.${name}`, needs: needsOf(file, attributesOf(block.body).map(({ value }) => value)) });
    if (block.type !== 'resource' && block.type !== 'data') continue;
    if (name === undefined) continue;
    const places = placesOf(file).filter(({ context }) => !context.onDestroy);
    const triggers = blocksOf(block.body, 'lifecycle').flatMap(({ body }) => attributeOf(body, 'replace_triggered_by')?.value ?? []);
    const address = block.type === 'data' ? `data.${name}` : name;
    const needs = needsOf(file, [...places.map(({ expression }) => expression), ...triggers]);
    // Conditions, provisioners and connections come when the resource is there; what else they refer to has to be there before.
    const first = () => places.filter(({ context }) => !context.self && !context.condition).map(({ expression }) => expression);
    nodes.push({ name: address, needs, ofItself: needs.has(address) && needsOf(file, [...first(), ...triggers]).has(address) });
  }
  return nodes;
}

/** That a module is called, and each of its inputs, which are there once it is. */
function nodesOfCall(file: ModuleFile, { body }: Block, name: string): Node[] {
  const given = attributesOf(body);
  const call = given.filter((attribute) => ofTheCall.has(attribute.name)).map(({ value }) => value);
  const inputs = given.filter((attribute) => !ofTheCall.has(attribute.name) && !fixed.has(attribute.name));
  return [
    { name: `${name} (expand)`, needs: needsOf(file, call) },
    ...inputs.map((input) => ({ name: `${name}.var.${input.name}`, needs: needsOf(file, [input.value]).add(`${name} (expand)`) })),
  ];
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
    // Who asks for an output that there is not waits for the whole module.
    const enter = (name: string) => {
      order.set(name, order.size);
      low.set(name, order.size - 1);
      open.push(name);
      isOpen.add(name);
      const needs: string[] = [];
      for (const need of nodes.get(name) ?? []) {
        const output = need.indexOf('.output.');
        const target = output < 0 || nodes.has(need) ? need : need.slice(0, output);
        if (nodes.has(target)) needs.push(target);
      }
      path.push({ name, needs });
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
    const cycles = module.analysis(cyclesOf);
    for (const part of file.parts) {
      const told = new Set<readonly string[]>();
      for (const [index, { name, ofItself }] of part.remember(nodesIn).entries()) {
        const cycle = cycles.find((group) => group.includes(name));
        if (!cycle && !ofItself) continue;
        const { block } = part;
        const span = block.type === 'locals' ? (attributesOf(block.body)[index]?.nameSpan ?? block.header) : block.header;
        if (cycle && (block.type === 'locals' || !told.has(cycle))) report('Cycle', span, `${cycle.filter((member) => !member.endsWith(' (expand)')).join(', ')} need each other, so none of them can be first.`);
        if (cycle) told.add(cycle);
        if (ofItself) {
          report('Self-referential block', span, `${name} refers to itself, which it cannot before it is there.`);
        }
      }
    }
  },
);
