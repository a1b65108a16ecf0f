/** The circles that are met first from each node, every node of them with the one it goes on to. */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): [name: string, next: string][] {
  const found: [string, string][] = [];
  /** Nodes from which no circle is reached. */
  const clear = new Set<string>();
  for (const start of edges.keys()) {
    const circle = firstCircle(edges, start, clear);
    for (const [at, name] of circle.entries()) {
      const next = circle[(at + 1) % circle.length] ?? name;
      if (!found.some(([from, to]) => from === name && to === next)) found.push([name, next]);
    }
  }
  return found;
}

/** The circle that is met first on the way from a node; empty where there is none. */
function firstCircle(edges: ReadonlyMap<string, ReadonlySet<string>>, start: string, clear: Set<string>): string[] {
  const path: { name: string; rest: string[] }[] = [];
  const enter = (name: string): void => void path.push({ name, rest: [...(edges.get(name) ?? [])].toReversed() });
  if (!clear.has(start)) enter(start);
  for (let step = path.at(-1); step; step = path.at(-1)) {
    const next = step.rest.pop();
    if (next === undefined) {
      clear.add(step.name);
      path.pop();
    } else if (!clear.has(next)) {
      const at = path.findIndex(({ name }) => name === next);
      if (at >= 0) return path.slice(at).map(({ name }) => name);
      enter(next);
    }
  }
  return [];
}
