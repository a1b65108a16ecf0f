import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Fix, Severity } from '../language/diagnostic.ts';
import { uriOf } from '../language/files.ts';
import type { Verdict } from './compare.ts';
import type { GroupReport } from './service.ts';

/** A rule about a difference between code and AWS. */
interface DriftRule {
  readonly id: string;
  readonly summary: string;
  severity(group: GroupReport): Severity;
}

/** The rules by the verdict that they report. */
export const driftRules: Readonly<Partial<Record<Verdict, DriftRule>>> = {
  order: {
    id: 'plumbline_subnet_order',
    summary: "Subnets of an Auto Scaling group are declared in AWS's order",
    severity: ({ declaration }) => (declaration.order === 'positional' ? 'warning' : 'information'),
  },
  membership: {
    id: 'plumbline_subnet_membership',
    summary: 'An Auto Scaling group has the subnets that are declared',
    severity: () => 'warning',
  },
  missing: {
    id: 'plumbline_group_missing',
    summary: 'A declared Auto Scaling group is in AWS',
    severity: () => 'warning',
  },
};

const docs = 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html';

/**
 * The diagnostics of one file. A list that is written in another file than its group, such as a file of variables, is
 * reported at both: at the group, and with the cure where the list is.
 */
export function groupDiagnostics(groups: readonly GroupReport[], file: string, read: (file: string) => string | undefined): Diagnostic[] {
  return groups.flatMap((group) => {
    const rule = driftRules[group.verdict];
    if (!rule) return [];
    const found: Diagnostic[] = [];
    const base = { rule: rule.id, severity: rule.severity(group), message: messageOf(group), source: group.tool, docs };
    const written = group.declaration.subnets.written;
    const elsewhere = written && written.file !== group.file ? written : undefined;
    if (group.file === file) {
      const related = elsewhere ? [{ path: elsewhere.file, range: rangeOf(elsewhere.file, elsewhere.span, read), message: 'The list is written here.' }] : undefined;
      found.push({ ...base, range: group.range, fixes: fixesOf(group, file), related });
    }
    if (elsewhere?.file === file) {
      const related = [{ path: group.file, range: group.range, message: `The group '${group.name}' uses the list here.` }];
      found.push({ ...base, range: rangeOf(file, elsewhere.span, read), fixes: fixesOf(group, file), related });
    }
    return found;
  });
}

function messageOf({ name, reason, region, account, stale }: GroupReport): string {
  const place = [region, account && `account ${account}`, stale && "AWS's last answer"].filter(Boolean).join(', ');
  return `${name}${place ? ` (${place})` : ''}: ${reason}`;
}

function fixesOf({ cure }: GroupReport, file: string): Fix[] | undefined {
  if (cure?.file !== file) return undefined;
  return [{ title: "Use AWS's order", edits: cure.edits, preferred: true }];
}

function rangeOf(file: string, span: { start: number; end: number }, read: (file: string) => string | undefined) {
  const document = TextDocument.create(uriOf(file), '', 0, read(file) ?? '');
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}
