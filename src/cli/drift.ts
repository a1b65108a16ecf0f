import fs from 'node:fs/promises';
import { isDrift } from '../drift/compare.ts';
import { planFixes } from '../drift/fix.ts';
import { applyEdits } from '../language/edits.ts';
import { DriftService, type DriftReport } from '../drift/service.ts';
import { showPath } from '../lint/read.ts';
import { oneOf, parseArguments } from './arguments.ts';
import type { CliIo } from './io.ts';
import { formatReport } from './lintReport.ts';

const formats = ['text', 'json', 'sarif'] as const;

export const driftHelp = `plumbline drift [paths...] [--profile P] [--region R] [--role ARN] [--zones] [--format text|json|sarif] [--fix]

Compares the subnets of the Auto Scaling groups that Ansible, CloudFormation and Terraform files declare with those in
AWS. Folders are walked; without a path, the working directory is. Only autoscaling:DescribeAutoScalingGroups is needed.
  --profile P           profile of the shared AWS config (default: the environment's credentials, AWS_PROFILE, default)
  --region R            region (default: AWS_REGION, AWS_DEFAULT_REGION, then the profile's); one that a file names wins
  --role ARN            role that those credentials assume first
  --zones               shows each subnet's zone, and subnets that are gone or in another VPC, where ec2:DescribeSubnets is
                        allowed
  --ansible-version V   the Ansible in force, where no file of requirements says it; up to 2.3 order matters
  --format F            text (default), json or sarif
  --fix                 gives lists whose order differs AWS's order, in the files
AWS_ENDPOINT_URL and its forms for a service (_AUTO_SCALING, _STS, _EC2) are honoured. The instance metadata service is asked
only with AWS_EC2_METADATA_DISABLED=false.
Exit code: 0 in sync or unknown, 1 drift, 2 AWS gave no answer, a path cannot be read, or a bad call.
`;

/**
 * `plumbline drift`.
 * @returns 0 where all is in sync or unknown, 1 with drift that is left, 2 where AWS or a path could not be read
 * @throws UsageError
 */
export async function driftCommand(args: string[], io: CliIo, version: string): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    profile: { type: 'string' },
    region: { type: 'string' },
    role: { type: 'string' },
    zones: { type: 'boolean' },
    'ansible-version': { type: 'string' },
    format: { type: 'string', default: 'text' },
    fix: { type: 'boolean' },
  });
  const format = oneOf('format', values.format, formats);
  const service = new DriftService({
    ...io.services(),
    log: io.log,
    environment: io.env,
    now: () => new Date(),
    ansibleVersion: () => values['ansible-version'],
  });
  const paths = positionals.length ? positionals : ['.'];
  const { profile, region, role, zones } = values;
  const options = { profile, region, role, zones, signal: io.signal };
  const started = performance.now();
  let report = await service.check(paths, options, io.cwd);
  io.signal.throwIfAborted();
  // What AWS said a moment ago still holds; the files are read again.
  if (values.fix && (await fix(report, io))) report = await service.check(paths, { ...options, maxAgeMs: 60_000 }, io.cwd);
  io.stdout(print[format](report, io.cwd, service, { version, elapsedMs: performance.now() - started }));
  for (const problem of report.problems) io.stderr(problem.message);
  for (const failure of new Set(report.targets.map((target) => target.failure?.message))) if (failure) io.stderr(failure);
  if (report.problems.length || report.targets.some(({ failure }) => failure)) return 2;
  return report.groups.some(({ verdict }) => isDrift(verdict)) ? 1 : 0;
}

/** Writes the cures; true where a file has changed. */
async function fix(report: DriftReport, io: CliIo): Promise<boolean> {
  const { files, left } = planFixes(report.groups);
  for (const { file, edits, groups } of files) {
    await fs.writeFile(file, applyEdits(await fs.readFile(file, 'utf8'), edits));
    io.stderr(`${showPath(file, io.cwd)}: AWS's order for ${groups.join(', ')}.`);
  }
  for (const { group, reason } of left)
    io.stderr(`${showPath(group.file, io.cwd)}:${group.line}: ${group.name} is not fixed. ${reason}`);
  return files.length > 0;
}

type Printer = (
  report: DriftReport,
  cwd: string,
  service: DriftService,
  run: { readonly version: string; readonly elapsedMs: number },
) => string;

const print: Readonly<Record<(typeof formats)[number], Printer>> = { text, json, sarif };

function sarif(report: DriftReport, cwd: string, service: DriftService, run: { version: string; elapsedMs: number }): string {
  const files = new Set(
    report.groups.flatMap(({ file, declaration }) => [
      file,
      ...(declaration.subnets.written ? [declaration.subnets.written.file] : []),
    ]),
  );
  const diagnostics = [...files].flatMap((file) =>
    service.diagnostics(report, file).map((diagnostic) => ({ file, diagnostic })),
  );
  return formatReport({ diagnostics, linted: [...files], ignored: [], problems: report.problems }, 'sarif', { cwd, elapsedMs: run.elapsedMs, version: () => run.version });
}

function json({ groups }: DriftReport, cwd: string): string {
  return `${JSON.stringify({
    groups: groups.map(({ file, line, tool, address, name, verdict, declared, live, reason, region, zones, facts }) => ({
      file: showPath(file, cwd),
      line,
      tool,
      address,
      name,
      verdict,
      declared,
      live,
      reason,
      region,
      ...(zones && { zones: Object.fromEntries(zones), facts: facts.map(({ kind, subnet }) => ({ kind, subnet })) }),
    })),
  })}\n`;
}

function text({ groups }: DriftReport, cwd: string): string {
  const lines = groups.flatMap((group) => {
    const { file, line, tool, address, name, verdict, declared, live, reason, region, account, zones, facts } = group;
    const place = [region, account].filter(Boolean).join(' ');
    const head = `${showPath(file, cwd)}:${line}: ${verdict}: ${name || address} (${tool}${place ? `, ${place}` : ''}): ${reason}`;
    const withZones = (ids: readonly string[]) => ids.map((id) => [id, zones?.get(id)].filter(Boolean).join(' ')).join(', ');
    const lists = [`  declared: ${withZones(declared)}`, `  AWS:      ${withZones(live)}`];
    const shown = zones?.size || (isDrift(verdict) && verdict !== 'missing') ? lists : [];
    return [head, ...shown, ...facts.map((fact) => `  ${fact.text}`)];
  });
  const counts = new Map<string, number>();
  for (const { verdict } of groups) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const summary = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${[...lines, `${groups.length} group${groups.length === 1 ? '' : 's'}${summary ? `: ${summary}` : ''}`].join('\n')}\n`;
}
