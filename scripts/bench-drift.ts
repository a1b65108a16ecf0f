// Measures drift against a loopback stand-in for AWS with 2,000 groups and 80 ms a page, in one run with the AWS CLI
// where it is on PATH: 200 groups by name against listing them all, in one process (warm) and as a command (cold), and one
// group as a command. Prints the medians and their ratios against the targets; the exit code is 1 where one is missed.
// The command is dist/cli.js, so build first.
//   npm run bench:drift [turns]
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readGroups } from '../src/drift/live.ts';
import { DriftService } from '../src/drift/service.ts';
import { AwsSession } from '../src/drift/session.ts';
import { resolveTarget } from '../src/drift/target.ts';
import { DiskFiles } from '../src/language/files.ts';
import { createServices } from '../src/lint/services.ts';
import { silentLog } from '../src/log.ts';
import { type EndpointGroup, startAwsEndpoint } from '../test/support/aws-endpoint.ts';
import { dataFolder } from '../test/support/services.ts';
import { TempFolder } from '../test/support/temp.ts';

const turns = Number(process.argv[2] ?? 7);
const latencyMs = 80;
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
if (!fs.existsSync(cli)) throw new Error('dist/cli.js is not there; run npm run build first.');

const groups: EndpointGroup[] = Array.from({ length: 2_000 }, (_, i) => ({
  name: `service-${String(i).padStart(4, '0')}`,
  subnets: [1, 2, 3].map((subnet) => `subnet-${String(subnet * 10_000 + i).padStart(17, '0')}`),
  tags: { team: `team-${i % 40}`, environment: 'production' },
}));
/** Every tenth group is declared. */
const declared = groups.filter((_, i) => i % 10 === 0);

function ansible({ name, subnets }: EndpointGroup): string {
  return `    - name: ${name}\n      ec2_asg:\n        name: ${name}\n        vpc_zone_identifier: [${subnets.toReversed().join(', ')}]\n`;
}

function terraform({ name, subnets }: EndpointGroup): string {
  return `resource "aws_autoscaling_group" "${name}" {\n  name = "${name}"\n  min_size = 1\n  max_size = 2\n  vpc_zone_identifier = ${JSON.stringify(subnets)}\n}\n`;
}

function cloudformation({ name, subnets }: EndpointGroup, i: number): string {
  return (
    `  Group${i}:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      AutoScalingGroupName: ${name}\n` +
    `      MinSize: "1"\n      MaxSize: "2"\n      VPCZoneIdentifier: [${subnets.join(', ')}]\n`
  );
}

/** A workspace of the three tools that declares the groups by name, twenty in a file. */
function workspaceOf(own: readonly EndpointGroup[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (let i = 0; i * 20 < own.length; i++) {
    const part = own.slice(i * 20, (i + 1) * 20);
    if (i % 3 === 0) files[`ansible/${i}.yml`] = `- hosts: localhost\n  tasks:\n${part.map(ansible).join('')}`;
    if (i % 3 === 1) files[`terraform/${i}/main.tf`] = part.map(terraform).join('\n');
    if (i % 3 === 2)
      files[`cloudformation/${i}.yaml`] =
        `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n${part.map(cloudformation).join('')}`;
  }
  return files;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await using endpoint = Object.assign(await startAwsEndpoint({ groups, latencyMs }), {
  [Symbol.asyncDispose]: () => endpoint.close(),
});
await using many = await TempFolder.create(workspaceOf(declared));
await using one = await TempFolder.create(workspaceOf(declared.slice(0, 1)));
await using home = await TempFolder.create();
// The AWS CLI's first version knows the region by its older name.
const region = { AWS_DEFAULT_REGION: endpoint.environment['AWS_REGION'] ?? '' };
const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path, ...endpoint.environment, ...region };

/** Runs a command and gives its output; an exit code other than those expected is an error. */
function run(command: string, args: readonly string[], expected: readonly number[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: environment, cwd: home.path, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === 'number' && expected.includes(code)) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}\n${stderr}`));
    });
  });
}

/** Checks a folder with the command; a third of the workspace differs in its order. */
async function checkByCommand(folder: string, expected: number): Promise<void> {
  const report = JSON.parse(await run(process.execPath, [cli, 'drift', folder, '--format', 'json'], [1]));
  if (report.groups.length !== expected) throw new Error(`${report.groups.length} groups were checked, not ${expected}`);
}

const account = await resolveTarget({}, environment);
const session = () => new AwsSession(account, silentLog);

async function list(): Promise<void> {
  const found = await readGroups({ names: [], logicalIds: [], all: true }, session());
  if (found.size !== groups.length) throw new Error(`${found.size} groups were listed, not ${groups.length}`);
}

async function byName(): Promise<void> {
  const names = declared.map(({ name }) => name);
  const found = await readGroups({ names, logicalIds: [], all: false }, session());
  if (found.size !== names.length) throw new Error(`${found.size} groups were found, not ${names.length}`);
}

const service = new DriftService({
  ...createServices(new DiskFiles(), dataFolder, () => new Date()),
  log: silentLog,
  environment,
  now: () => new Date(),
});

async function check(): Promise<void> {
  const report = await service.check([many.path]);
  const wrong = report.groups.length !== declared.length || report.targets.some(({ failure }) => failure);
  if (wrong) throw new Error(`${report.groups.length} groups were checked`);
}

async function awsCli(): Promise<void> {
  // A hundred a page, as many as AWS gives at once; without it the AWS CLI would take forty pages.
  const args = ['autoscaling', 'describe-auto-scaling-groups', '--page-size', '100', '--output', 'json'];
  const answer = JSON.parse(await run('aws', args, [0])) as { AutoScalingGroups: unknown[] };
  if (answer.AutoScalingGroups.length !== groups.length) throw new Error('the AWS CLI did not list all groups');
}

const aws = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const measures: Record<string, () => Promise<void>> = {
  'list all, warm': list,
  '200 by name, warm': byName,
  'check of 200, warm': check,
  'command, 200 groups, cold': () => checkByCommand(many.path, declared.length),
  'command, one group, cold': () => checkByCommand(one.path, 1),
  ...(aws.status === 0 && { 'AWS CLI, list all, cold': awsCli }),
};
const times = new Map(Object.keys(measures).map((name): [string, number[]] => [name, []]));
// The first turn loads what every later one has in the disk's cache.
for (let turn = 0; turn <= turns; turn++) {
  for (const [name, measure] of Object.entries(measures)) {
    const started = performance.now();
    await measure();
    if (turn > 0) times.get(name)?.push(performance.now() - started);
  }
}

const result = new Map([...times].map(([name, values]) => [name, median(values)]));
const of = (name: string) => result.get(name) ?? Number.NaN;
console.log(
  `${groups.length} groups, ${latencyMs} ms a page of 100; ${declared.length} declared by name; medians of ${turns} turns`,
);
console.log(`Node ${process.version}; ${aws.status === 0 ? (aws.stdout || aws.stderr).trim() : 'no AWS CLI on PATH'}\n`);
for (const [name, value] of result) console.log(`${name.padEnd(28)}${value.toFixed(0).padStart(6)} ms`);
console.log('');

let missed = 0;
function compareWith(what: string, value: number, unit: string, target: string, reached: boolean): void {
  if (!reached) missed++;
  console.log(`${reached ? 'reached' : 'MISSED '}  ${what}: ${value.toFixed(unit === 'ms' ? 0 : 2)} ${unit} (target: ${target})`);
}

const faster = of('list all, warm') / of('200 by name, warm');
compareWith('by name against listing', faster, 'times faster', 'at least 5', faster >= 5);
if (aws.status === 0) {
  const share = of('command, 200 groups, cold') / of('AWS CLI, list all, cold');
  compareWith('command against the AWS CLI', share, 'of its time', 'under 0.5', share < 0.5);
} else {
  console.log('skipped  command against the AWS CLI: there is no aws on PATH');
}
const single = of('command, one group, cold');
compareWith('one group, cold', single, 'ms', 'under 350', single < 350);
process.exitCode = missed ? 1 : 0;
