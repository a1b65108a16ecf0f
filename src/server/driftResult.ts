import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver-types';
import type { Place } from '../drift/declaration.ts';
import type { DriftReport, GroupReport } from '../drift/service.ts';
import { uriOf } from '../language/files.ts';
import type { DriftGroup, DriftPlace, DriftResult } from './driftProtocol.ts';

/** Gives a file's text, as the report saw it. */
type Read = (file: string) => string | undefined;

/** A report as the protocol carries it; its groups keep their order. */
export function toResult(report: DriftReport, read: Read): DriftResult {
  const failures = [
    ...report.targets.flatMap(({ failure }) => (failure ? [failure.message] : [])),
    ...report.problems.map(({ message }) => message),
  ];
  return {
    groups: report.groups.map((group) => toGroup(group, read)),
    targets: report.targets.map(({ profile, region, failure }) => ({
      profile,
      region,
      failure: failure && { reason: failure.reason, sentence: failure.sentence, action: failure.action, command: failure.command },
    })),
    failures: [...new Set(failures)],
  };
}

function toGroup(group: GroupReport, read: Read): DriftGroup {
  const { file, range, tool, address, name, verdict, declared, live, reason, region, account, profile, stale, candidates } = group;
  const { subnets } = group.declaration;
  return {
    file,
    range,
    written: subnets.written && { file: subnets.written.file, range: rangeOf(subnets.written, read) },
    tool,
    address,
    name,
    verdict,
    declared,
    live,
    zones: Object.fromEntries(group.zones ?? []),
    facts: group.facts.map(({ text }) => text),
    complete: subnets.unknown === undefined,
    reason,
    region,
    account,
    profile,
    stale,
    answered: group.answered?.toISOString(),
    candidates,
  };
}

function rangeOf({ file, span }: Place, read: Read): Range {
  const document = TextDocument.create(uriOf(file), '', 0, read(file) ?? '');
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** Where a group is to be seen: at its own list, and where the list is written if that is another file. */
export function placesOf(group: DriftGroup): DriftPlace[] {
  return [group, ...(group.written && group.written.file !== group.file ? [group.written] : [])];
}

const setTools = { terraform: 'Terraform', cloudformation: 'CloudFormation' } as const;

/**
 * AWS's order as it would be written in the place of the declared list, and what to call the copying of it.
 * @returns undefined where AWS has no subnets
 */
export function copyable({ declaration }: GroupReport, { live, tool, file }: DriftGroup): { title: string; text: string } | undefined {
  if (!live.length) return undefined;
  const title =
    tool === 'ansible' ? "Copy AWS's order" : `Copy AWS's order (it changes nothing here: to ${setTools[tool]} the subnets are a set)`;
  const { written } = declaration.subnets;
  const quoted = `[${live.map((id) => JSON.stringify(id)).join(', ')}]`;
  if (path.extname(written?.file ?? file) !== '.yaml' && path.extname(written?.file ?? file) !== '.yml') return { title, text: quoted };
  if (written?.style === 'inline') return { title, text: live.join(',') };
  return { title, text: written?.style === 'flow' ? quoted : live.map((id) => `- ${id}`).join('\n') };
}
