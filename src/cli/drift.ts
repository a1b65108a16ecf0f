import { isDrift } from '../drift/compare.ts';
import { DriftService, type DriftReport } from '../drift/service.ts';
import { showPath } from '../lint/linter.ts';
import { oneOf, parseArguments } from './arguments.ts';
import type { CliIo } from './io.ts';

export const driftHelp = `plumbline drift [paths...] [--profile P] [--region R] [--format text|json]

Compares the subnets of the Auto Scaling groups that Ansible, CloudFormation and Terraform files declare with those in
AWS. Folders are walked; without a path, the working directory is. Only autoscaling:DescribeAutoScalingGroups is needed.
  --profile P   profile of the shared AWS config (default: the environment's credentials, AWS_PROFILE, then default)
  --region R    region (default: AWS_REGION, AWS_DEFAULT_REGION, then the profile's); one that a file names itself wins
  --format F    text (default) or json
AWS_ENDPOINT_URL_AUTO_SCALING and AWS_ENDPOINT_URL are honoured. The instance metadata service is asked only with
AWS_EC2_METADATA_DISABLED=false.
Exit code: 0 in sync or unknown, 1 drift, 2 AWS gave no answer, a path cannot be read, or a bad call.
`;

/**
 * `plumbline drift`.
 * @returns 0 where all is in sync or unknown, 1 with drift, 2 where AWS or a path could not be read
 * @throws UsageError
 */
export async function driftCommand(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    profile: { type: 'string' },
    region: { type: 'string' },
    format: { type: 'string', default: 'text' },
  });
  const format = oneOf('format', values.format, ['text', 'json']);
  const service = new DriftService({ ...io.services(), log: io.log, environment: io.env, now: () => new Date() });
  const report = await service.check(
    positionals.length ? positionals : ['.'],
    { profile: values.profile, region: values.region, signal: io.signal },
    io.cwd,
  );
  io.signal.throwIfAborted();
  io.stdout(format === 'json' ? json(report, io.cwd) : text(report, io.cwd));
  for (const problem of report.problems) io.stderr(problem.message);
  for (const failure of new Set(report.targets.map((target) => target.failure?.message))) if (failure) io.stderr(failure);
  if (report.problems.length || report.targets.some(({ failure }) => failure)) return 2;
  return report.groups.some(({ verdict }) => isDrift(verdict)) ? 1 : 0;
}

function json({ groups }: DriftReport, cwd: string): string {
  return `${JSON.stringify({
    groups: groups.map(({ file, line, tool, address, name, verdict, declared, live, reason, region }) => ({
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
    })),
  })}\n`;
}

function text({ groups }: DriftReport, cwd: string): string {
  const lines = groups.flatMap((group) => {
    const { file, line, tool, address, name, verdict, declared, live, reason, region, account } = group;
    const place = [region, account].filter(Boolean).join(' ');
    const head = `${showPath(file, cwd)}:${line}: ${verdict}: ${name || address} (${tool}${place ? `, ${place}` : ''}): ${reason}`;
    if (!isDrift(verdict) || verdict === 'missing') return [head];
    return [head, `  declared: ${declared.join(', ')}`, `  AWS:      ${live.join(', ')}`];
  });
  const counts = new Map<string, number>();
  for (const { verdict } of groups) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const summary = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${[...lines, `${groups.length} group${groups.length === 1 ? '' : 's'}${summary ? `: ${summary}` : ''}`].join('\n')}\n`;
}
