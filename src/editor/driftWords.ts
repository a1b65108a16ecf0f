import type { Verdict } from '../drift/compare.ts';
import type { FailureReason } from '../drift/failure.ts';
import type { DriftGroup } from '../server/driftProtocol.ts';

/** As lists show them: what needs a person first. */
export const verdictOrder: readonly Verdict[] = ['missing', 'membership', 'duplicate', 'order', 'unmatched', 'single-zone', 'unknown', 'in-sync'];

/** Ids of the editor's own icons. */
export const verdictIcons: Readonly<Record<Verdict, string>> = {
  'in-sync': 'check',
  order: 'arrow-swap',
  membership: 'diff-modified',
  duplicate: 'files',
  'single-zone': 'info',
  missing: 'circle-slash',
  unmatched: 'question',
  unknown: 'question',
};

export const verdictWords: Readonly<Record<Verdict, string>> = {
  'in-sync': 'in sync',
  order: 'order differs',
  membership: 'subnets differ',
  duplicate: 'a subnet twice',
  'single-zone': 'one zone only',
  missing: 'not in AWS',
  unmatched: 'which group?',
  unknown: 'unknown',
};

/** As the status bar has room for them; the sentence is in its tooltip. */
export const failureWords: Readonly<Partial<Record<FailureReason, string>>> = {
  noCredentials: 'no credentials',
  unknownProfile: 'unknown profile',
  expired: 'session expired',
  badCredentials: 'credentials refused',
  denied: 'not allowed',
  roleDenied: 'role refused',
  noRegion: 'no region',
  wrongRegion: 'no such region',
  throttled: 'throttled',
  timeout: 'no answer in time',
};

/** As the status bar counts them. */
const countedVerdicts: readonly Verdict[] = ['order', 'membership', 'duplicate', 'missing', 'unmatched', 'single-zone', 'unknown'];

/** `1 order, 1 membership`; `3 in sync` where there is nothing to say. */
export function summarise(groups: readonly DriftGroup[]): string {
  const counts = countedVerdicts
    .map((verdict) => ({ verdict, count: groups.filter((group) => group.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  return counts.length ? counts.join(', ') : `${groups.length} in sync`;
}

/** What needs a person first. */
export function byVerdict(groups: readonly DriftGroup[]): DriftGroup[] {
  return groups.toSorted((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
}

/** What people call a group: its name in AWS, else what the code calls it. */
export function titleOf({ name, address }: DriftGroup): string {
  return name || address;
}

/** `us-east-1 · account 123456789012 · profile shop`, as far as it is known. */
export function placeOf({ region, account, profile }: Pick<DriftGroup, 'region' | 'account' | 'profile'>): string {
  return [region, account && `account ${account}`, profile && `profile ${profile}`].filter(Boolean).join(' · ');
}

/** What is the same for a group from one answer to the next. */
export function keyOf({ file, address, name, region }: Pick<DriftGroup, 'file' | 'address' | 'name' | 'region'>): string {
  return JSON.stringify([file, address, name, region]);
}
