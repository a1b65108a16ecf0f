import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Fix, Span } from '../language/diagnostic.ts';
import { uriOf } from '../language/files.ts';
import { driftRules, factRules, noteRules } from './rules.ts';
import type { GroupReport } from './service.ts';

/**
 * The diagnostics of one file. A list that is written in another file than its group, such as a file of variables, is
 * reported at both: at the group, and with the cure where the list is.
 */
export function groupDiagnostics(groups: readonly GroupReport[], file: string, read: Read): Diagnostic[] {
  const found = groups.flatMap((group) => [
    ...verdictDiagnostics(group, file, read),
    ...factDiagnostics(group, file, read),
    ...noteDiagnostics(group, file, read),
  ]);
  // Several groups may share a list with something to say about it.
  const seen = new Set<string>();
  return found.filter(({ rule, range, message }) => {
    const key = JSON.stringify([rule, range, message]);
    return !seen.has(key) && seen.add(key);
  });
}

type Read = (file: string) => string | undefined;

function noteDiagnostics({ declaration }: GroupReport, file: string, read: Read): Diagnostic[] {
  return declaration.notes
    .filter(({ place }) => place.file === file)
    .map(({ rule, place, message, fix }) => {
      const { severity, docs } = noteRules[rule];
      return {
        rule,
        severity,
        docs,
        message,
        source: declaration.tool,
        range: rangeOf(file, place.span, read),
        fixes: fix && [fix],
      };
    });
}

function verdictDiagnostics(group: GroupReport, file: string, read: Read): Diagnostic[] {
  const rule = driftRules.find(({ verdict }) => verdict === group.verdict);
  if (!rule) return [];
  // A template's own rule, plumbline_duplicate_subnet, says so without asking AWS.
  if (group.verdict === 'duplicate' && group.tool === 'cloudformation') return [];
  const found: Diagnostic[] = [];
  const base = {
    rule: rule.id,
    severity: rule.severity(group),
    message: messageOf(group),
    source: group.tool,
    docs: rule.docs,
  };
  const written = group.declaration.subnets.written;
  const elsewhere = written && written.file !== group.file ? written : undefined;
  if (group.file === file) {
    const related = elsewhere
      ? [{ path: elsewhere.file, range: rangeOf(elsewhere.file, elsewhere.span, read), message: 'The list is written here.' }]
      : undefined;
    found.push({ ...base, range: group.range, fixes: fixesOf(group, file), related });
  }
  if (elsewhere?.file === file) {
    const related = [{ path: group.file, range: group.range, message: `The group '${group.name}' uses the list here.` }];
    found.push({ ...base, range: rangeOf(file, elsewhere.span, read), fixes: fixesOf(group, file), related });
  }
  return found;
}

/** What EC2 tells of single subnets: each where it stands, where that is known, and otherwise at the list. */
function factDiagnostics(group: GroupReport, file: string, read: Read): Diagnostic[] {
  const { written, items } = group.declaration.subnets;
  return group.facts.flatMap(({ kind, subnet, text }) => {
    const slot = items.find(({ id }) => id === subnet)?.slot;
    const place = slot ?? (written && written.file !== group.file ? written : undefined);
    if ((place?.file ?? group.file) !== file) return [];
    const { id, severity, docs } = factRules[kind];
    const range = place ? rangeOf(file, place.span, read) : group.range;
    return [{ rule: id, severity, docs, message: messageOf({ ...group, reason: text }), source: group.tool, range }];
  });
}

function messageOf({ name, reason, region, account, stale }: GroupReport): string {
  const place = [region, account && `account ${account}`, stale && "AWS's last answer"].filter(Boolean).join(', ');
  return `${name}${place ? ` (${place})` : ''}: ${reason}`;
}

function fixesOf({ cure, verdict, declaration }: GroupReport, file: string): Fix[] | undefined {
  const fixes: Fix[] = [];
  if (cure?.file === file) fixes.push({ title: "Use AWS's order", edits: cure.edits, preferred: true });
  const orderSafe = verdict === 'order' && declaration.file === file ? declaration.orderSafe?.() : undefined;
  if (orderSafe) fixes.push({ title: 'Insert the order-safe tasks', edits: orderSafe });
  return fixes.length ? fixes : undefined;
}

function rangeOf(file: string, span: Span, read: Read) {
  const document = TextDocument.create(uriOf(file), '', 0, read(file) ?? '');
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}
