import type { Declaration, GroupName } from './declaration.ts';
import type { Match } from './match.ts';

/**
 * `duplicate`: the same subnets, one declared twice. `single-zone`: the same subnets, all of them in one zone.
 * `unmatched`: AWS has groups that may be the declared one, and only a person can tell. The others are what they say.
 */
export type Verdict = 'in-sync' | 'order' | 'membership' | 'duplicate' | 'single-zone' | 'missing' | 'unmatched' | 'unknown';

/** True for a verdict that says that code and AWS differ. */
export function isDrift(verdict: Verdict): boolean {
  return verdict === 'order' || verdict === 'membership' || verdict === 'duplicate' || verdict === 'missing';
}

/** What comparing a declaration with AWS gives; `reason` is a sentence. */
export interface Comparison {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * Compares a declaration with what it matches in AWS. Only what is fully known gets a verdict: of a partly known list it
 * says no more than that known subnets are not in AWS.
 */
export function compare(declaration: Declaration, match: Match): Comparison {
  const { name, subnets, account } = declaration;
  if ('unknown' in name) return unknown(sentence(name.unknown));
  // Which group it is matters only where there is something to compare.
  if (!('text' in name) && !subnets.items.length && subnets.unknown !== undefined) return unknown(sentence(subnets.unknown));
  if ('candidates' in match) {
    const candidates = list(match.candidates.map((group) => group.name));
    return { verdict: 'unmatched', reason: sentence(`${match.question}: ${candidates}`) };
  }
  const declared = subnets.items.map(({ id }) => id);
  const live = match.group;
  if (!live) return withoutGroup(declaration);
  if (account && live.account && account !== live.account) {
    return unknown(`The group belongs to account ${account}, and account ${live.account} was asked.`);
  }
  const inAws = new Set(live.subnets);
  const absent = unique(declared.filter((id) => !inAws.has(id)));
  // A subnet is in one account and region only: one that both have says that it is the same group.
  const elsewhere = placeUnknown(declaration);
  if (elsewhere !== undefined && absent.length && !declared.some((id) => inAws.has(id))) {
    return unknown(`AWS has a group of this name here, with none of these subnets, but ${elsewhere}.`);
  }
  if (subnets.unknown !== undefined) {
    const known = absent.length ? `; declared but not in AWS: ${list(absent)}` : '';
    return unknown(sentence(`${subnets.unknown}${known}`));
  }
  const extra = live.subnets.filter((id) => !declared.includes(id));
  if (absent.length || extra.length) return { verdict: 'membership', reason: membershipReason(absent, extra) };
  const repeated = unique(declared.filter((id, i) => declared.indexOf(id) !== i));
  // Terraform's set holds nothing twice.
  if (repeated.length && declaration.tool !== 'terraform') {
    return { verdict: 'duplicate', reason: `Declared more than once: ${list(repeated)}.` };
  }
  if (declaration.order !== 'set' && declared.some((id, i) => id !== live.subnets[i])) {
    return { verdict: 'order', reason: orderReason(declaration) };
  }
  const [zone, ...others] = unique(live.zones);
  // A single subnet says plainly that it is one zone; several look like more.
  if (zone !== undefined && others.length === 0 && live.subnets.length > 1) {
    return {
      verdict: 'single-zone',
      reason: `AWS has the same subnets, and all of them are in ${zone}: the group does not survive the loss of that zone.`,
    };
  }
  return { verdict: 'in-sync', reason: 'AWS has the same subnets.' };
}

/** AWS has no such group: it is missing, unless it may just be elsewhere. */
function withoutGroup(declaration: Declaration): Comparison {
  const { name, conditional, account } = declaration;
  const elsewhere = placeUnknown(declaration);
  const absent = `AWS has no ${described(name)} here`;
  if (conditional) return unknown(`${absent}, but the declaration holds only under a condition.`);
  if (elsewhere !== undefined) return unknown(`${absent}, but ${elsewhere}.`);
  if (account) return unknown(`${absent}; it belongs to account ${account}, which may be another one than was asked.`);
  // A template alone does not say that there shall be a stack of it here.
  const stackUnknown = 'logicalId' in name && name.stack === undefined;
  return stackUnknown
    ? unknown(`${absent}; which stack is made from the template is not known.`)
    : { verdict: 'missing', reason: `${absent}.` };
}

/** Why it is not known in which account or region the group is, if it is not. */
function placeUnknown({ regionUnknown, ownKeys }: Declaration): string | undefined {
  if (regionUnknown) return 'the region that it belongs to is not known';
  return ownKeys ? 'the account that it belongs to is not known: it signs in with keys of its own' : undefined;
}

function unknown(reason: string): Comparison {
  return { verdict: 'unknown', reason };
}

function membershipReason(absent: readonly string[], extra: readonly string[]): string {
  const parts = [
    ...(absent.length ? [`declared but not in AWS: ${list(absent)}`] : []),
    ...(extra.length ? [`in AWS but not declared: ${list(extra)}`] : []),
  ];
  return sentence(parts.join('; '));
}

function orderReason({ order }: Declaration): string {
  const same = 'AWS has the same subnets in another order';
  return order === 'positional'
    ? `${same}, and Ansible up to 2.3 compares position by position: there the task reports changed on every run.`
    : `${same}; this module does not compare their order, so nothing comes of it.`;
}

function described(name: GroupName): string {
  if ('text' in name) return `Auto Scaling group '${name.text}'`;
  if ('prefix' in name) return `Auto Scaling group with a name made up from '${name.prefix}'`;
  if ('logicalId' in name)
    return `Auto Scaling group of the logical id ${name.logicalId}${name.stack ? ` in the stack '${name.stack}'` : ''}`;
  return 'such Auto Scaling group';
}

function list(ids: readonly string[]): string {
  return ids.join(', ');
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** With a capital and a full stop; a name at the beginning stays as it is. */
function sentence(text: string): string {
  const word = /^[a-z]+(?=[ ,:])/.test(text);
  return `${word ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`;
}
