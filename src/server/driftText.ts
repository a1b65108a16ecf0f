import { isDrift, type Verdict } from '../drift/compare.ts';
import type { DriftGroup } from './driftProtocol.ts';

const verdictWords: Readonly<Record<Verdict, string>> = {
  'in-sync': 'in sync',
  order: 'order differs',
  membership: 'subnets differ',
  duplicate: 'a subnet twice',
  'single-zone': 'one zone only',
  missing: 'not in AWS',
  unmatched: 'which group?',
  unknown: 'not compared',
};

/** More subnets than this, and more characters, make a line above a list too long to read. */
const [shownSubnets, shownCharacters] = [4, 48];

/** The line above a list: `AWS: subnet-b, subnet-a · order differs · us-east-1 · 2 min ago`. */
export function lensTitle(group: DriftGroup, now: Date): string {
  const { verdict, live, region } = group;
  const subnets = isDrift(verdict) && live.length ? shorten(live) : '';
  return `AWS: ${[subnets, verdictWords[verdict], ...(verdict === 'unknown' ? [] : [region, ageOf(group, now)])].filter(Boolean).join(' · ')}`;
}

/**
 * The same group at length, as Markdown: where it was looked for, and both orders side by side. What a difference means
 * is in its diagnostic, which editors show beside a hover; without one it is here.
 */
export function hoverText(group: DriftGroup, now: Date): string {
  const { name, address, verdict, declared, live, region, account, profile, reason, zones, facts } = group;
  const place = [region, account && `account ${account}`, profile && `profile ${profile}`, ageOf(group, now)].filter(Boolean).join(' · ');
  const cell = (id: string | undefined, others: readonly string[], lacking: string) =>
    id === undefined ? '' : [`\`${id}\``, zones[id], !others.includes(id) && `**${lacking}**`].filter(Boolean).join(' ');
  const rows = Array.from(
    { length: Math.max(declared.length, live.length) },
    (_, i) => `| ${i + 1} | ${cell(declared[i], live, 'not in AWS')} | ${cell(live[i], declared, 'not declared')} |`,
  );
  const table = live.length ? ['| | declared | AWS |', '| --- | --- | --- |', ...rows].join('\n') : '';
  return [`**${escape(name || address)}**: ${verdictWords[verdict]}`, escape(place), table, isDrift(verdict) ? '' : escape(reason), escape(facts.join(' '))].filter(Boolean).join('\n\n');
}

/** `2 min ago`, with a word of warning where AWS has not answered since. */
function ageOf({ answered, stale }: DriftGroup, now: Date): string {
  if (answered === undefined) return '';
  const minutes = Math.floor((now.getTime() - Date.parse(answered)) / 60_000);
  const age =
    minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago` : minutes < 60 * 24 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 60 / 24)} d ago`;
  return stale ? `last known, ${age}` : age;
}

function shorten(ids: readonly string[]): string {
  const shown = abbreviate(ids.slice(0, shownSubnets), ids).join(', ');
  return ids.length > shownSubnets ? `${shown} and ${ids.length - shownSubnets} more` : shown;
}

/** As few of the characters of each as tell it from the others, `subnet-0c81f3…`; all of them where there is room. */
function abbreviate(ids: readonly string[], all: readonly string[]): string[] {
  if (ids.join(', ').length <= shownCharacters) return [...ids];
  const longest = Math.max(...ids.map((id) => id.length));
  for (let length = 'subnet-'.length + 6; length < longest; length++) {
    if (new Set(all.map((id) => id.slice(0, length))).size === all.length) return ids.map((id) => (id.length > length ? `${id.slice(0, length)}…` : id));
  }
  return [...ids];
}

function escape(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
