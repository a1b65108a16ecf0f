import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LiveGroup, readGroups } from '../../../src/drift/live.ts';
import { DriftService } from '../../../src/drift/service.ts';
import { AwsSession } from '../../../src/drift/session.ts';
import { resolveTarget } from '../../../src/drift/target.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const installed = spawnSync('moto_server', ['--help']).status === 0;

/** moto models a whole account, where our own endpoint answers what it was told; but it echoes the order it was given. */
suite('drift against moto_server', () => {
  let server: ChildProcess | undefined;
  let url = '';

  suiteSetup(async function () {
    this.timeout(60_000);
    if (!installed) return;
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    for (
      let i = 0;
      i < 200 &&
      !(await fetch(`${url}/moto-api/`).then(
        (answer) => answer.ok,
        () => false,
      ));
      i++
    )
      await sleep(200);
  });

  suiteTeardown(() => {
    server?.kill();
  });

  /** One AwsQuery call; moto looks at the scope of the signature and not at the signature. */
  async function call(service: string, action: string, parameters: Record<string, string>): Promise<string> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: action, Version: service === 'ec2' ? '2016-11-15' : '2011-01-01', ...parameters }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return text;
  }

  const read = async (names: string[], environment: Record<string, string> = {}): Promise<Map<string, LiveGroup>> => {
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
    const target = await resolveTarget({ endpoint: url }, { HOME: '/nonexistent', ...keys, ...environment });
    return readGroups({ names, logicalIds: [], all: false }, new AwsSession(target, silentLog));
  };

  test('groups by name, over pages and regions (needs moto_server)', async function () {
    if (!installed) this.skip();
    this.timeout(60_000);
    const vpc = /<vpcId>(.*?)<\/vpcId>/.exec(await call('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }))?.[1] ?? '';
    const subnets: string[] = [];
    for (const [i, zone] of ['us-east-1a', 'us-east-1b'].entries()) {
      const answer = await call('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: zone });
      subnets.push(/<subnetId>(.*?)<\/subnetId>/.exec(answer)?.[1] ?? '');
    }
    await call('autoscaling', 'CreateLaunchConfiguration', {
      LaunchConfigurationName: 'lc',
      ImageId: 'ami-12c6146b',
      InstanceType: 't3.small',
    });
    const names = Array.from({ length: 130 }, (_, i) => `group-${i}`);
    for (const [i, name] of names.entries()) {
      await call('autoscaling', 'CreateAutoScalingGroup', {
        AutoScalingGroupName: name,
        LaunchConfigurationName: 'lc',
        MinSize: '0',
        MaxSize: '0',
        VPCZoneIdentifier: (i % 2 ? subnets : subnets.toReversed()).join(','),
      });
    }
    const found = await read([...names, 'absent']);
    assert.equal(found.size, 130);
    assert.deepEqual(found.get('group-1')?.subnets, subnets);
    assert.deepEqual(found.get('group-2')?.subnets, subnets.toReversed());
    assert.equal(found.get('group-1')?.account, '123456789012');
    assert.equal((await read(['group-1'], { AWS_REGION: 'eu-west-1' })).size, 0);
    const [a = '', b = ''] = subnets;
    assert.deepEqual(await verdicts(a, b), ['in-sync', 'order', 'membership', 'missing', 'in-sync', 'duplicate', 'unknown']);
  });

  /** What a play makes of the groups that are there, of which those with odd numbers have the subnets in this order. */
  async function verdicts(a: string, b: string): Promise<string[]> {
    const task = (name: string, list: string) => `  - ec2_asg: {name: ${name}, vpc_zone_identifier: ${list}}\n`;
    const tasks = [
      task('group-1', `[${a}, ${b}]`),
      task('group-2', `[${a}, ${b}]`),
      task('group-3', `[${a}]`),
      task('gone', `[${a}]`),
      task('group-5', `"${a},${b}"`),
      task('group-7', `[${a}, ${b}, ${a}]`),
      task('group-9', `[${a}, "{{ more }}"]`),
    ];
    await using folder = await TempFolder.create({ 'site.yml': `- hosts: localhost\n  tasks:\n${tasks.join('')}` });
    const services = createServices(new DiskFiles(), dataFolder, () => new Date());
    const environment = {
      HOME: folder.path,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: url,
    };
    const service = new DriftService({ ...services, log: silentLog, environment, now: () => new Date() });
    return (await service.check([folder.path])).groups.map(({ verdict }) => verdict);
  }
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address && typeof address === 'object');
  return address.port;
}
