import type { Formula } from './formula.ts';

/**
 * Conditions that have to do with each other: each compares something that another compares, or names another. What they
 * are says nothing of conditions that are not among them.
 */
export interface Component {
  /** In the order in which they are declared. */
  readonly names: readonly string[];
  /** What they compare. */
  readonly subjects: ReadonlySet<string>;
}

/** The component of each condition, by its name. */
export function componentsOf(formulas: ReadonlyMap<string, Formula>): ReadonlyMap<string, Component> {
  const groups = new Groups();
  for (const [name, formula] of formulas) for (const part of partsOf(formula)) groups.unite(`condition ${name}`, keyOf(part));
  const byGroup = new Map<string, { readonly names: string[]; readonly subjects: Set<string> }>();
  const components = new Map<string, Component>();
  for (const [name, formula] of formulas) {
    const group = groups.of(`condition ${name}`);
    const component = byGroup.get(group) ?? { names: [], subjects: new Set() };
    byGroup.set(group, component);
    component.names.push(name);
    for (const part of partsOf(formula)) if (part.kind === 'equals') component.subjects.add(part.subject);
    components.set(name, component);
  }
  return components;
}

type Leaf = Exclude<Formula, { readonly kind: 'constant' | 'not' | 'and' | 'or' }>;

/** What a formula is made of; not by recursion, since a template may nest more than a call stack holds. */
function partsOf(formula: Formula): Leaf[] {
  const leaves: Leaf[] = [];
  const left = [formula];
  for (let next = left.pop(); next; next = left.pop()) {
    if (next.kind === 'not') left.push(next.part);
    else if ('parts' in next) left.push(...next.parts);
    else if (next.kind !== 'constant') leaves.push(next);
  }
  return leaves;
}

function keyOf(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'equals':
      return `subject ${leaf.subject}`;
    case 'opaque':
      return `opaque ${leaf.id}`;
    case 'condition':
      return `condition ${leaf.name}`;
  }
}

/** Sets that grow together; each is known by one of its members. */
class Groups {
  readonly #above = new Map<string, string>();

  of(member: string): string {
    let top = member;
    for (let above = this.#above.get(top); above !== undefined; above = this.#above.get(top)) top = above;
    // What is asked for again is found at once.
    if (top !== member) this.#above.set(member, top);
    return top;
  }

  unite(one: string, two: string): void {
    const [from, to] = [this.of(two), this.of(one)];
    if (from !== to) this.#above.set(from, to);
  }
}
