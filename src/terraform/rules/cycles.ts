import { attributesOf, type Module } from '../model/module.ts';
import type { FilePart } from '../model/parts.ts';
import { linksOf, type Node } from './links.ts';
import { family, type FamilyReport } from './rule.ts';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each local value, resource, output and input of a call in the module needs. */
function ownGraphOf(module: Module): Graph {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { parts } of module.configuration) {
    for (const part of parts) for (const { name, needs } of linksOf(part).nodes) graph.set(name, needs);
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

/** By each node that is part of one, the nodes that need each other, as messages name them (Tarjan's algorithm, without recursion). */
function cyclesOf(module: Module): ReadonlyMap<string, string> {
  const graph = entangled(module.analysis(graphOf));
  const cycles = new Map<string, string>();
  const visits = new Map<string, Visit>();
  const open: Visit[] = [];
  const path: Visit[] = [];
  const enter = (name: string): void => {
    const visit = { name, needs: [...(graph.get(name) ?? [])], order: visits.size, low: visits.size, open: true };
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
      const members = group.length > 1 ? named(group) : '';
      if (members) for (const { name } of group) cycles.set(name, members);
    }
  }
  return cycles;
}

/** How many nodes of a cycle are named. */
const mostNames = 10;

function named(cycle: readonly Visit[]): string {
  const names = cycle.map(({ name }) => name).filter((name) => !name.endsWith(' (expand)'));
  const others = names.length - mostNames;
  return others > 0 ? `${names.slice(0, mostNames).join(', ')} and ${others} more` : names.join(', ');
}

/** Times that all nodes are looked at to leave some out: few follow from others through more. */
const mostRounds = 10;

/** The nodes that may lead to a cycle, mostly none: those that can be had in some order are left out. */
function entangled(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const free = new Set<string>();
  const isFree = (need: string) => free.has(need) || !graph.has(need);
  let left = [...graph.keys()];
  for (let before = Infinity, round = 0; left.length < before && round < mostRounds; round++) {
    before = left.length;
    left = left.filter((name) => {
      for (const need of graph.get(name) ?? []) if (!isFree(nodeOf(need, graph))) return true;
      free.add(name);
      return false;
    });
  }
  return new Map(left.map((name) => [name, [...(graph.get(name) ?? [])].map((need) => nodeOf(need, graph)).filter((node) => !isFree(node))]));
}

/** Who asks for an output that there is not waits for the whole module. */
function nodeOf(need: string, graph: Graph): string {
  return need.startsWith('module.') && !graph.has(need) ? need.replace(/\.output\..*$/s, '') : need;
}

function reportNodes({ block }: FilePart, nodes: readonly Node[], cycles: ReadonlyMap<string, string>, report: FamilyReport<'Cycle' | 'Self-referential block'>): void {
  const told = new Set<string>();
  for (const [index, { name, ofItself }] of nodes.entries()) {
    const cycle = cycles.get(name);
    const span = block.type === 'locals' ? (attributesOf(block.body)[index]?.nameSpan ?? block.header) : block.header;
    if (cycle && (block.type === 'locals' || !told.has(cycle))) report('Cycle', span, `${cycle} need each other, so none of them can be first.`);
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
      const { nodes } = linksOf(part);
      if (cycles.size > 0 || nodes.some(({ ofItself }) => ofItself)) reportNodes(part, nodes, cycles, report);
    }
  },
);
