import type { Declaration } from './declaration.ts';
import type { LiveGroup } from './live.ts';

/** What to ask AWS for, so that every declaration can be matched. */
export interface GroupQuery {
  readonly names: readonly string[];
  /** Logical ids of CloudFormation resources whose groups CloudFormation named. */
  readonly logicalIds: readonly string[];
  /** True where only a look at every group can tell: Terraform made a name up from a prefix. */
  readonly all: boolean;
}

/** The live group of a declaration, or the groups that it may be. */
export type Match =
  { readonly group: LiveGroup | undefined } | { readonly candidates: readonly LiveGroup[]; readonly question: string };

export const logicalIdTag = 'aws:cloudformation:logical-id';
const stackTag = 'aws:cloudformation:stack-name';

/** What the declarations of one target need to know of AWS; nothing is asked for those that cannot be matched. */
export function queryFor(declarations: readonly Declaration[]): GroupQuery {
  const names: string[] = [];
  const logicalIds: string[] = [];
  let all = false;
  for (const { name, subnets } of declarations) {
    if ('text' in name) names.push(name.text);
    else if (subnets.items.length === 0 && subnets.unknown !== undefined) continue;
    else if ('logicalId' in name) logicalIds.push(name.logicalId);
    else if ('prefix' in name) all = true;
  }
  return { names, logicalIds, all };
}

export function isEmpty({ names, logicalIds, all }: GroupQuery): boolean {
  return names.length === 0 && logicalIds.length === 0 && !all;
}

/** True where the answer to one query answers the other. */
export function covers(asked: GroupQuery, wanted: GroupQuery): boolean {
  if (asked.all) return true;
  return (
    !wanted.all &&
    wanted.names.every((name) => asked.names.includes(name)) &&
    wanted.logicalIds.every((id) => asked.logicalIds.includes(id))
  );
}

/** Terraform appends a time stamp and a counter, 26 digits in all. */
const generatedSuffix = /^[0-9a-f]{26}$/;

/** Finds the live group of a declaration whose name is known or can be found out. */
export function matchGroup({ name }: Declaration, groups: ReadonlyMap<string, LiveGroup>): Match {
  if ('text' in name) return { group: groups.get(name.text) };
  if ('prefix' in name) {
    const { prefix } = name;
    const found = [...groups.values()].filter(
      (group) => group.name.startsWith(prefix) && generatedSuffix.test(group.name.slice(prefix.length)),
    );
    return found.length > 1
      ? { candidates: found, question: `AWS has ${found.length} groups with names that Terraform made up from '${prefix}'` }
      : { group: found[0] };
  }
  if ('logicalId' in name) {
    const { logicalId, stack } = name;
    const found = [...groups.values()].filter(({ tags }) => tags[logicalIdTag] === logicalId);
    if (stack !== undefined) return { group: found.find(({ tags }) => tags[stackTag] === stack) };
    if (!found.length) return { group: undefined };
    const stacks = found.map(({ tags }) => `'${tags[stackTag] ?? ''}'`).join(', ');
    const which = found.length > 1 ? `one of the stacks ${stacks} is` : `the stack ${stacks} is`;
    return { candidates: found, question: `it is not known whether ${which} this template's` };
  }
  return { group: undefined };
}
