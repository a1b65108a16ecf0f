import type { Attribute, Block, Expression, Reference } from '../hcl/ast.ts';
import { placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, declaredName, type Module } from '../model/module.ts';
import type { FilePart } from '../model/parts.ts';
import { fileReferences } from '../model/walk.ts';
import { family, type FamilyReport } from './rule.ts';

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

function addNeeds(file: ModuleFile, expression: Expression, needs: Set<string>): void {
  for (const reference of fileReferences(file).get(expression) ?? []) {
    const target = targetOf(reference);
    if (target !== undefined) needs.add(target);
  }
}

function needsOf(file: ModuleFile, attributes: readonly Attribute[]): Set<string> {
  const needs = new Set<string>();
  for (const { value } of attributes) addNeeds(file, value, needs);
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
  const [block] = file.body.blocks;
  if (!block) return [];
  if (block.type === 'locals') return attributesOf(block.body).map((attribute) => ({ name: `local.${attribute.name}`, needs: needsOf(file, [attribute]) }));
  const name = declaredName(block);
  if (name === undefined) return [];
  switch (block.type) {
    case 'module':
      return nodesOfCall(file, block, `module.${name}`);
    case 'output':
      return [{ name: `output.${name}`, needs: needsOf(file, attributesOf(block.body)) }];
    case 'resource':
      return [nodeOfResource(file, block, name)];
    case 'data':
      return [nodeOfResource(file, block, `data.${name}`)];
    default:
      return [];
  }
}

function nodeOfResource(file: ModuleFile, block: Block, name: string): Node {
  const needs = new Set<string>();
  for (const { expression, context } of placesOf(file)) if (!context.onDestroy) addNeeds(file, expression, needs);
  addTriggers(file, block, needs);
  return { name, needs, ofItself: needs.has(name) && needsItself(file, block, name) };
}

function addTriggers(file: ModuleFile, { body }: Block, needs: Set<string>): void {
  for (const lifecycle of blocksOf(body, 'lifecycle')) {
    const triggers = attributeOf(lifecycle.body, 'replace_triggered_by');
    if (triggers) addNeeds(file, triggers.value, needs);
  }
}

/** Conditions, provisioners and connections come when the resource is there; what else they refer to has to be there before. */
function needsItself(file: ModuleFile, block: Block, name: string): boolean {
  const needs = new Set<string>();
  for (const { expression, context } of placesOf(file)) if (!context.onDestroy && !context.self && !context.condition) addNeeds(file, expression, needs);
  addTriggers(file, block, needs);
  return needs.has(name);
}

/** That a module is called, and each of its inputs, which are there once it is. */
function nodesOfCall(file: ModuleFile, { body }: Block, name: string): Node[] {
  const given = attributesOf(body);
  const call = given.filter((attribute) => ofTheCall.has(attribute.name));
  const inputs = given.filter((attribute) => !ofTheCall.has(attribute.name) && !fixed.has(attribute.name));
  return [
    { name: `${name} (expand)`, needs: needsOf(file, call) },
    ...inputs.map((input) => ({ name: `${name}.var.${input.name}`, needs: needsOf(file, [input]).add(`${name} (expand)`) })),
  ];
}

/** A node on the way through the graph. */
interface Visit {
  readonly name: string;
  /** Nodes that it needs and that were not gone to yet. */
  readonly needs: string[];
  readonly order: number;
  /** The earliest node that leads here and is led to from here, as far as is known. */
  low: number;
  open: boolean;
}

/** By each node that is part of one, groups of nodes that need each other (Tarjan's algorithm, without recursion). */
function cyclesOf(module: Module): ReadonlyMap<string, readonly string[]> {
  const graph = module.analysis(graphOf);
  const cycles = new Map<string, readonly string[]>();
  const visits = new Map<string, Visit>();
  const open: Visit[] = [];
  const path: Visit[] = [];
  const enter = (name: string): void => {
    const visit = { name, needs: nodesNeeded(name, graph), order: visits.size, low: visits.size, open: true };
    visits.set(name, visit);
    open.push(visit);
    path.push(visit);
  };
  for (const start of graph.keys()) {
    if (!visits.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.needs.pop();
      if (next !== undefined) {
        const known = visits.get(next);
        if (!known) enter(next);
        else if (known.open) top.low = Math.min(top.low, known.order);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) parent.low = Math.min(parent.low, top.low);
      if (top.low !== top.order) continue;
      const group = open.splice(open.lastIndexOf(top));
      for (const member of group) member.open = false;
      const names = group.map(({ name }) => name);
      if (group.length > 1) for (const name of names) cycles.set(name, names);
    }
  }
  return cycles;
}

function nodesNeeded(name: string, graph: Graph): string[] {
  const needed: string[] = [];
  for (const need of graph.get(name) ?? []) {
    // Who asks for an output that there is not waits for the whole module.
    const node = graph.has(need) || !need.startsWith('module.') ? need : need.replace(/\.output\..*$/s, '');
    if (graph.has(node)) needed.push(node);
  }
  return needed;
}

function reportNodes({ block }: FilePart, nodes: readonly Node[], cycles: ReadonlyMap<string, readonly string[]>, report: FamilyReport<'Cycle' | 'Self-referential block'>): void {
  const told = new Set<readonly string[]>();
  for (const [index, { name, ofItself }] of nodes.entries()) {
    const cycle = cycles.get(name);
    const span = block.type === 'locals' ? (attributesOf(block.body)[index]?.nameSpan ?? block.header) : block.header;
    if (cycle && (block.type === 'locals' || !told.has(cycle))) report('Cycle', span, `${cycle.filter((member) => !member.endsWith(' (expand)')).join(', ')} need each other, so none of them can be first.`);
    if (cycle) told.add(cycle);
    if (ofItself) report('Self-referential block', span, `${name} refers to itself, which it cannot before it is there.`);
  }
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
      const nodes = part.remember(nodesIn);
      if (cycles.size > 0 || nodes.some(({ ofItself }) => ofItself)) reportNodes(part, nodes, cycles, report);
    }
  },
);
