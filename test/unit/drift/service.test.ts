import assert from 'node:assert/strict';
import { DriftService, type DriftReport } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type EndpointGroup, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const live: EndpointGroup[] = [
  { name: 'web', subnets: ['b', 'a'] },
  { name: 'worker', subnets: ['a', 'c'] },
];

const ansible = (subnets: string, extra = '') =>
  `- hosts: localhost\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: ${subnets}${extra}}\n`;
const cloudformation = (subnets: string, extra = '') =>
  `AWSTemplateFormatVersion: "2010-09-09"\n${extra}Resources:\n  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n` +
  `      AutoScalingGroupName: web\n      MinSize: "1"\n      MaxSize: "1"\n      VPCZoneIdentifier: ${subnets}\n`;
const terraform = (subnets: string, extra = '') =>
  `${extra}\nresource "aws_autoscaling_group" "web" {\n  name = "web"\n  min_size = 1\n  max_size = 1\n  vpc_zone_identifier = ${subnets}\n}\n`;

suite('drift', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;
  let service: DriftService;

  setup(async () => {
    endpoint = await startAwsEndpoint({ groups: live });
    folder = await TempFolder.create();
    service = create(endpoint.environment);
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  function create(environment: Record<string, string>): DriftService {
    const services = createServices(new DiskFiles(), dataFolder, () => new Date());
    const limits = { connect: 300, request: 300, total: 3_000, attempts: 2 };
    return new DriftService({
      ...services,
      log: silentLog,
      environment: { HOME: folder.path, ...environment },
      now: () => new Date(),
      limits,
    });
  }

  const verdicts = ({ groups }: DriftReport) => groups.map(({ tool, verdict }) => `${tool} ${verdict}`);

  async function check(files: Record<string, string>): Promise<DriftReport> {
    for (const [name, text] of Object.entries(files)) await folder.write(name, text);
    return service.check([folder.path]);
  }

  test('every tool, every verdict', async () => {
    const cases: readonly (readonly [Record<string, string>, string])[] = [
      [{ 'site.yml': ansible('[b, a]') }, 'ansible in-sync'],
      [{ 'site.yml': ansible('[a, b]') }, 'ansible order'],
      [{ 'site.yml': ansible('[a]') }, 'ansible membership'],
      [{ 'site.yml': ansible('[a, b, c]') }, 'ansible membership'],
      [{ 'site.yml': ansible('[a]').replace('web', 'gone') }, 'ansible missing'],
      [{ 'site.yml': ansible('"{{ s }}"') }, 'ansible unknown'],
      [{ 'site.yml': ansible('[a, "{{ s }}"]') }, 'ansible unknown'],
      [{ 'web.yaml': cloudformation('[a, b]') }, 'cloudformation in-sync'],
      [{ 'web.yaml': cloudformation('[a, d]') }, 'cloudformation membership'],
      [
        { 'web.yaml': cloudformation('!Ref S', 'Parameters:\n  S:\n    Type: List<AWS::EC2::Subnet::Id>\n    Default: a,b\n') },
        'cloudformation unknown',
      ],
      [{ 'web.yaml': cloudformation('[a, !Ref Subnet]') }, 'cloudformation unknown'],
      [{ 'web.yaml': cloudformation('[a]').replace('Name: web', 'Name: gone') }, 'cloudformation missing'],
      [
        {
          'web.json': JSON.stringify({
            Resources: {
              G: {
                Type: 'AWS::AutoScaling::AutoScalingGroup',
                Properties: {
                  AutoScalingGroupName: 'web',
                  MinSize: '1',
                  MaxSize: '1',
                  VPCZoneIdentifier: { 'Fn::Split': [',', 'a,b'] },
                },
              },
            },
          }),
        },
        'cloudformation in-sync',
      ],
      [{ 'main.tf': terraform('["a", "b"]') }, 'terraform in-sync'],
      [{ 'main.tf': terraform('["a"]') }, 'terraform membership'],
      [{ 'main.tf': terraform('["a"]').replace('"web"\n', '"gone"\n') }, 'terraform missing'],
      [{ 'main.tf': terraform('[aws_subnet.a.id, "a"]') }, 'terraform unknown'],
      [
        {
          'main.tf': terraform(
            'local.s',
            'locals {\n  s = sort(concat(["b"], [var.x]))\n}\nvariable "x" {\n  default = "a"\n}\n',
          ),
        },
        'terraform in-sync',
      ],
    ];
    for (const [files, expected] of cases) {
      await folder.dispose();
      folder = await TempFolder.create();
      assert.deepEqual(verdicts(await check(files)), [expected], JSON.stringify(files));
    }
  });

  test('a partly known list says that known ids are absent, and no more', async () => {
    const report = await check({ 'site.yml': ansible('[x, "{{ s }}"]') });
    assert.deepEqual(
      report.groups.map(({ verdict, reason }) => [verdict, reason]),
      [['unknown', "'s' is defined nowhere in these files; declared but not in AWS: x."]],
    );
  });

  test('a report says where, what, and which account', async () => {
    const report = await check({ 'play/site.yml': ansible('[a, b]') });
    const [group] = report.groups;
    assert.ok(group);
    const { declaration: _declaration, cure, answered, ...rest } = group;
    assert.ok(answered);
    assert.deepEqual(rest, {
      file: folder.file('play/site.yml'),
      line: 3,
      tool: 'ansible',
      address: 'ec2_asg',
      name: 'web',
      verdict: 'order',
      declared: ['a', 'b'],
      live: ['b', 'a'],
      reason:
        'AWS has the same subnets in another order, and Ansible up to 2.3 compares position by position: there the task reports changed on every run.',
      region: 'us-east-1',
      account: '123456789012',
      profile: undefined,
      range: { start: { line: 2, character: 46 }, end: { line: 2, character: 52 } },
      candidates: [],
      stale: false,
      zones: undefined,
      facts: [],
    });
    assert.equal(cure?.file, group.file);
  });

  test('the diagnostic of an order has the cure, that of a list elsewhere stands at both places', async () => {
    const report = await check({ 'site.yml': ansible('"{{ s }}"'), 'group_vars/all.yml': 's: [a, b]\n' });
    const [atTask] = service.diagnostics(report, folder.file('site.yml'));
    const [atList] = service.diagnostics(report, folder.file('group_vars/all.yml'));
    assert.equal(atTask?.rule, 'plumbline_subnet_order');
    assert.equal(atTask?.severity, 'warning');
    assert.equal(atTask?.fixes, undefined);
    assert.deepEqual(
      atTask?.related?.map(({ path }) => path),
      [folder.file('group_vars/all.yml')],
    );
    assert.equal(atList?.rule, 'plumbline_subnet_order');
    assert.deepEqual(
      atList?.fixes?.map(({ title, preferred }) => [title, preferred]),
      [["Use AWS's order", true]],
    );
  });

  test('an order that nobody compares is information, other drift a warning', async () => {
    const severities = async (files: Record<string, string>) => {
      const report = await check(files);
      return report.groups
        .flatMap(({ file }) => service.diagnostics(report, file))
        .map(({ rule, severity }) => `${rule} ${severity}`);
    };
    assert.deepEqual(await severities({ 'site.yml': ansible('[a, b]').replace('ec2_asg', 'amazon.aws.autoscaling_group') }), [
      'plumbline_subnet_order information',
    ]);
    assert.deepEqual(await severities({ 'site.yml': ansible('[a, c]') }), ['plumbline_subnet_membership warning']);
    assert.deepEqual(await severities({ 'site.yml': ansible('[a]').replace('web', 'gone') }), [
      'plumbline_group_missing warning',
    ]);
  });

  test('every region that a declaration names is asked', async () => {
    endpoint.setGroups([{ name: 'web', subnets: ['a'], region: 'eu-west-1' }]);
    const report = await check({
      'site.yml': ansible('[a]', ', region: eu-west-1'),
      'main.tf': terraform('["a"]', 'provider "aws" {\n  region = "eu-west-1"\n}\n'),
      'web.yaml': cloudformation('[a]'),
    });
    assert.deepEqual(verdicts(report).toSorted(), ['ansible in-sync', 'cloudformation missing', 'terraform in-sync']);
    assert.deepEqual(new Set(endpoint.calls.map(({ region }) => region)), new Set(['us-east-1', 'eu-west-1']));
  });

  test('a group whose region only a run tells is not missing', async () => {
    const reasons = async (files: Record<string, string>) =>
      (await check(files)).groups.map(({ verdict, reason }) => `${verdict}: ${reason}`);
    const reason = "unknown: AWS has no Auto Scaling group 'gone' here, but the region that it belongs to is not known.";
    assert.deepEqual(
      await reasons({ 'site.yml': ansible('[a]', ", region: \"{{ lookup('env', 'X') }}\"").replace('web', 'gone') }),
      [reason],
    );
    await folder.dispose();
    folder = await TempFolder.create();
    const provider = 'variable "r" {}\nprovider "aws" {\n  region = var.r\n}\n';
    assert.deepEqual(await reasons({ 'main.tf': terraform('["a"]', provider).replace('"web"\n', '"gone"\n') }), [reason]);
  });

  test('without an answer the last good one stays, marked stale', async () => {
    const files = { 'site.yml': ansible('[a, b]') };
    endpoint.setFault(() => ({ kind: 'error', code: 'AccessDenied' }));
    const before = await check(files);
    assert.deepEqual(
      before.groups.map(({ verdict, stale }) => [verdict, stale]),
      [['unknown', false]],
    );
    assert.match(before.groups[0]?.reason ?? '', /autoscaling:DescribeAutoScalingGroups/);
    assert.equal(before.targets[0]?.failure?.reason, 'denied');
    endpoint.setFault(undefined);
    await check(files);
    endpoint.setFault(() => ({ kind: 'reset' }));
    const after = await check(files);
    assert.deepEqual(
      after.groups.map(({ verdict, stale, live: order }) => [verdict, stale, order]),
      [['order', true, ['b', 'a']]],
    );
    assert.equal(after.targets[0]?.failure?.reason, 'interrupted');
    assert.ok(after.targets[0]?.answered);
  });

  test('without asking, answers that are already there serve, and nothing is missing for want of one', async () => {
    const site = await folder.write('site.yml', ansible('[a, b]'));
    const read = async () => (await service.check([folder.path], { ask: false })).groups;
    const shown = async () => (await read()).map(({ name, verdict, stale }) => `${name} ${verdict}${stale ? ' stale' : ''}`);
    assert.deepEqual(
      (await read()).map(({ verdict, reason, stale }) => [verdict, reason, stale]),
      [['unknown', 'AWS was not asked yet.', false]],
    );
    assert.equal(endpoint.calls.length, 0);

    await service.check([folder.path]);
    await folder.write('site.yml', ansible('[b, a]'));
    assert.deepEqual(await shown(), ['web in-sync']);
    await folder.write('other.yml', ansible('[a]').replace('web', 'worker'));
    await folder.write('third.yml', ansible('[a]').replace('web', 'gone'));
    assert.deepEqual(await shown(), ['worker unknown', 'web in-sync', 'gone unknown']);
    assert.equal(endpoint.calls.length, 1);

    // A question about another file leaves what is known of the first.
    await service.check([folder.file('other.yml'), folder.file('third.yml')]);
    assert.deepEqual(await shown(), ['worker membership', 'web in-sync', 'gone missing']);
    assert.equal(endpoint.calls.length, 2);

    // A failure in between is no matter of a look at old answers.
    endpoint.setFault(() => ({ kind: 'error', code: 'AccessDenied' }));
    assert.deepEqual(
      (await service.check([site])).groups.map(({ verdict, stale }) => [verdict, stale]),
      [['in-sync', true]],
    );
    assert.deepEqual(await shown(), ['worker membership', 'web in-sync', 'gone missing']);
  });

  test('after a failure a group that the last answer was not about is unknown rather than missing', async () => {
    await check({ 'site.yml': ansible('[b, a]') });
    endpoint.setFault(() => ({ kind: 'error', code: 'Throttling' }));
    const report = await check({ 'worker.yml': ansible('[a, c]').replace('web', 'worker') });
    assert.deepEqual(
      report.groups.map(({ name, verdict, stale }) => [name, verdict, stale]),
      [
        ['web', 'in-sync', true],
        ['worker', 'unknown', false],
      ],
    );
    assert.match(report.groups[1]?.reason ?? '', /throttling/);
  });

  test('asks nothing where nothing is declared or no name is known', async () => {
    assert.deepEqual(
      (await check({ 'main.tf': terraform('["a"]').replace('"web"\n', 'aws_x.y.z\n') })).groups.map(({ verdict }) => verdict),
      ['unknown'],
    );
    assert.equal(endpoint.calls.length, 0);
  });

  test('a path that is not there is a problem, and the others are checked', async () => {
    await folder.write('site.yml', ansible('[b, a]'));
    const report = await service.check(['gone', 'site.yml'], {}, folder.path);
    assert.deepEqual(verdicts(report), ['ansible in-sync']);
    assert.deepEqual(
      report.problems.map(({ message }) => message),
      ['gone: no such file or folder; check the path.'],
    );
  });
});
