import assert from 'node:assert/strict';
import { DriftService } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type AwsEndpointOptions, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const task = (name: string, subnets: string) => `  - ec2_asg: {name: ${name}, vpc_zone_identifier: ${subnets}}\n`;
const play = (...tasks: string[]) => `- hosts: localhost\n  tasks:\n${tasks.join('')}`;
const ec2 = [
  { id: 'a', zone: 'us-east-1a' },
  { id: 'b', zone: 'us-east-1b' },
  { id: 'far', zone: 'us-east-1a', vpc: 'vpc-2' },
];

suite('zones of subnets', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;
  let service: DriftService;

  async function start(options: Partial<AwsEndpointOptions> = {}) {
    endpoint = await startAwsEndpoint({
      groups: [
        { name: 'web', subnets: ['b', 'a'] },
        { name: 'old', subnets: ['a', 'gone'] },
      ],
      subnets: ec2,
      ...options,
    });
    service = new DriftService({
      ...createServices(new DiskFiles(), dataFolder, () => new Date()),
      log: silentLog,
      environment: { HOME: folder.path, ...endpoint.environment },
      now: () => new Date(),
      limits: { connect: 300, request: 300, total: 3_000, attempts: 2 },
    });
  }

  setup(async () => {
    folder = await TempFolder.create({
      'site.yml': play(task('web', '[a, b, far]'), task('old', '[a, gone]'), task('absent', '[a, x]')),
    });
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  const actions = () => endpoint.calls.map(({ service: name }) => name);

  test('are there for each subnet that is declared or live; what is gone or elsewhere is told', async () => {
    await start();
    const { groups } = await service.check([folder.path], { zones: true });
    assert.deepEqual(
      groups.map(({ name, verdict, zones }) => [name, verdict, Object.fromEntries(zones ?? [])]),
      [
        ['web', 'membership', { a: 'us-east-1a', b: 'us-east-1b', far: 'us-east-1a' }],
        ['old', 'in-sync', { a: 'us-east-1a' }],
        ['absent', 'missing', { a: 'us-east-1a' }],
      ],
    );
    assert.deepEqual(
      groups.map(({ facts }) => facts),
      [
        [{ kind: 'otherVpc', subnet: 'far', text: 'The subnet far is in vpc-2, and the group is in vpc-1.' }],
        [{ kind: 'deleted', subnet: 'gone', text: 'There is no subnet gone in us-east-1 of account 123456789012.' }],
        // Where AWS has no group, it may be that another account was asked.
        [],
      ],
    );
    assert.deepEqual(actions(), ['autoscaling', 'ec2']);
    const found = service.diagnostics({ groups, targets: [], problems: [] }, folder.file('site.yml'));
    assert.deepEqual(
      found.map(({ rule, range, message }) => [rule, range.start.line, range.end.character - range.start.character, message.includes('vpc-2')]),
      [
        ['plumbline_subnet_membership', 2, '[a, b, far]'.length, false],
        ['plumbline_subnet_vpc', 2, 'far'.length, true],
        ['plumbline_subnet_deleted', 3, 'gone'.length, false],
        ['plumbline_group_missing', 4, '[a, x]'.length, false],
      ],
    );
  });

  test('are asked for only on demand, and once', async () => {
    await start();
    const [group] = (await service.check([folder.path])).groups;
    assert.deepEqual([group?.zones, group?.facts], [undefined, []]);
    assert.deepEqual(actions(), ['autoscaling']);
    const later = { zones: true, maxAgeMs: 60_000 };
    for (let i = 0; i < 2; i++)
      assert.equal((await service.check([folder.path], later)).groups[0]?.zones?.get('b'), 'us-east-1b');
    assert.deepEqual(actions(), ['autoscaling', 'ec2']);
    assert.equal((await service.check([folder.path], { zones: true, ask: false })).groups[0]?.zones?.get('b'), 'us-east-1b');
    await folder.write('site.yml', play(task('web', '[a, new]')));
    const [typed] = (await service.check([folder.path], { zones: true, ask: false })).groups;
    assert.deepEqual([...(typed?.zones ?? [])], [['a', 'us-east-1a'], ['b', 'us-east-1b']]);
    // Of a subnet that EC2 was not asked about nothing is said.
    assert.deepEqual(typed?.facts, []);
    assert.deepEqual(actions(), ['autoscaling', 'ec2']);
  });

  test('without the permission they are absent, and the verdicts are there', async () => {
    await start({ subnets: undefined });
    const { groups, targets } = await service.check([folder.path], { zones: true });
    assert.deepEqual(
      groups.map(({ verdict, zones, facts }) => [verdict, zones, facts]),
      ['membership', 'in-sync', 'missing'].map((verdict) => [verdict, undefined, []]),
    );
    assert.deepEqual(
      targets.map(({ failure }) => failure),
      [undefined],
    );
    assert.ok(actions().includes('ec2'));
  });

  for (const kind of ['hang', 'reset', 'html', 'empty', 'truncated', 'entityBomb'] as const) {
    test(`an EC2 that fails (${kind}) costs nothing but the zones, and those of before stay`, async () => {
      await start();
      endpoint.setFault(({ service: name }) => (name === 'ec2' ? { kind } : undefined));
      const before = await service.check([folder.path], { zones: true });
      assert.deepEqual(
        before.groups.map(({ verdict, zones }) => [verdict, zones]),
        ['membership', 'in-sync', 'missing'].map((verdict) => [verdict, undefined]),
      );
      endpoint.setFault(undefined);
      await service.check([folder.path], { zones: true });
      endpoint.setFault(({ service: name }) => (name === 'ec2' ? { kind } : undefined));
      const after = await service.check([folder.path], { zones: true });
      assert.equal(after.groups[0]?.zones?.get('b'), 'us-east-1b');
    });
  }

  test('the role that was assumed for the groups serves for the subnets', async () => {
    const role = 'arn:aws:iam::123456789012:role/reader';
    await start({ roles: [role] });
    const { groups } = await service.check([folder.path], { zones: true, role });
    assert.equal(groups[0]?.zones?.get('a'), 'us-east-1a');
    assert.deepEqual(
      endpoint.calls.map(({ service: name, accessKeyId }) => `${name} ${accessKeyId}`),
      ['sts plumbline-stand-in', 'autoscaling ASSUMED-reader', 'ec2 ASSUMED-reader'],
    );
  });

  test('hundreds of subnets are asked for in portions', async () => {
    const ids = Array.from({ length: 450 }, (_, i) => `s${i}`);
    await start({
      groups: [{ name: 'web', subnets: ids }],
      subnets: ids.map((id, i) => ({ id, zone: `us-east-1${'abc'[i % 3]}` })),
    });
    await folder.write('site.yml', play(task('web', `[${ids.join(', ')}]`)));
    const [group] = (await service.check([folder.path], { zones: true })).groups;
    assert.deepEqual([group?.verdict, group?.zones?.size, group?.zones?.get('s449')], ['in-sync', 450, 'us-east-1c']);
    assert.deepEqual(actions(), ['autoscaling', 'ec2', 'ec2', 'ec2']);
  });
});
