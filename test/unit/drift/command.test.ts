import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AwsEndpoint, type EndpointGroup, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { TempFolder } from '../../support/temp.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

suite('plumbline drift', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;

  setup(async () => {
    const groups = JSON.parse(await fs.readFile(`${samples}aws/groups.json`, 'utf8')) as EndpointGroup[];
    endpoint = await startAwsEndpoint({ groups, roles: ['arn:aws:iam::123456789012:role/reader'], subnets: [{ id: 'subnet-0a5d7e2c9b1f48360', zone: 'us-east-1a' }] });
    folder = await TempFolder.create();
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  /** A process of its own, as a terminal starts it, with nothing of this machine's AWS configuration. */
  function plumbline(
    args: string[],
    cwd: string,
    environment: Record<string, string> = { ...endpoint.environment },
  ): Promise<Run> {
    const env = { PATH: process.env['PATH'], HOME: folder.path, ...environment };
    return new Promise((resolve) => {
      execFile(process.execPath, [`${root}src/cli.ts`, 'drift', ...args], { cwd, env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      });
    });
  }

  test('the samples: one order, one membership, one in sync', async () => {
    const { code, stdout, stderr } = await plumbline(['--format', 'json'], samples);
    assert.equal(stderr, '');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      groups: [
        {
          file: 'ansible/site.yml',
          line: 21,
          tool: 'ansible',
          address: 'Web servers',
          name: 'shop-web',
          verdict: 'order',
          declared: ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02', 'subnet-0c81f3a7d2e94b610'],
          live: ['subnet-0c81f3a7d2e94b610', 'subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02'],
          reason:
            'AWS has the same subnets in another order, and Ansible up to 2.3 compares position by position: there the task reports changed on every run.',
          region: 'us-east-1',
        },
        {
          file: 'cloudformation/worker.yaml',
          line: 40,
          tool: 'cloudformation',
          address: 'WorkerGroup',
          name: 'shop-worker',
          verdict: 'membership',
          declared: ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02'],
          live: ['subnet-0a5d7e2c9b1f48360', 'subnet-0f92d6b83c7a15e44'],
          reason: 'Declared but not in AWS: subnet-0e47b9c15a6d83f02; in AWS but not declared: subnet-0f92d6b83c7a15e44.',
          region: 'us-east-1',
        },
        {
          file: 'terraform/main.tf',
          line: 34,
          tool: 'terraform',
          address: 'aws_autoscaling_group.reports',
          name: 'shop-reports',
          verdict: 'in-sync',
          declared: ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02'],
          live: ['subnet-0e47b9c15a6d83f02', 'subnet-0a5d7e2c9b1f48360'],
          reason: 'AWS has the same subnets.',
          region: 'us-east-1',
        },
      ],
    });
  });

  test('--fix gives the order, keeps all else, and leaves no drift behind', async () => {
    const before = await fs.readFile(`${samples}ansible/site.yml`, 'utf8');
    await folder.write('site.yml', before);
    await folder.write('group_vars/all.yml', await fs.readFile(`${samples}ansible/group_vars/all.yml`, 'utf8'));
    const { code, stdout, stderr } = await plumbline(['--fix'], folder.path);
    assert.deepEqual([code, stderr], [0, "site.yml: AWS's order for shop-web.\n"]);
    assert.match(stdout, /1 group: 1 in-sync/);
    assert.equal(endpoint.calls.length, 1);
    const lines = (text: string) => text.split('\n').toSorted();
    const after = await folder.read('site.yml');
    assert.notEqual(after, before);
    assert.deepEqual(lines(after), lines(before));
  });

  test('SARIF names the rules and the places', async () => {
    const { code, stdout } = await plumbline(['--format', 'sarif'], samples);
    assert.equal(code, 1);
    const { runs } = JSON.parse(stdout) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
    };
    assert.deepEqual(
      runs[0]?.results.map(({ ruleId, locations }) => `${ruleId} ${locations[0]?.physicalLocation.artifactLocation.uri}`),
      ['plumbline_subnet_order ansible/site.yml', 'plumbline_subnet_membership cloudformation/worker.yaml'],
    );
  });

  test('text, for one folder that is in sync', async () => {
    const { code, stdout } = await plumbline(['terraform'], samples);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'terraform/main.tf:34: in-sync: shop-reports (terraform, us-east-1 123456789012): AWS has the same subnets.\n1 group: 1 in-sync\n',
    );
  });

  test('without an answer of AWS: unknown with the reason, and exit code 2', async () => {
    endpoint.setFault(() => ({ kind: 'error', code: 'ExpiredToken' }));
    const { code, stdout, stderr } = await plumbline(['ansible', '--format=json'], samples);
    assert.equal(code, 2);
    assert.equal(stderr, 'The AWS session has expired. Sign in again, for example with aws sso login.\n');
    assert.equal(JSON.parse(stdout).groups[0].verdict, 'unknown');
  });

  test('a file that cannot be read gets one line, and the others are checked', async () => {
    const { code, stdout, stderr } = await plumbline(['gone.yml', 'terraform'], samples);
    assert.equal(code, 2);
    assert.equal(stderr, 'gone.yml: no such file or folder; check the path.\n');
    assert.match(stdout, /1 group: 1 in-sync/);
  });

  test('profile and region of the command', async () => {
    await folder.write(
      '.aws/config',
      `[profile dev]\nregion = eu-west-1\naws_access_key_id = DEV\naws_secret_access_key = x\nendpoint_url = ${endpoint.url}\n`,
    );
    await plumbline(['cloudformation', '--profile', 'dev'], samples, {});
    await plumbline(['cloudformation', '--profile', 'dev', '--region', 'us-west-1'], samples, {});
    assert.deepEqual(
      endpoint.calls.map(({ accessKeyId, region }) => `${accessKeyId} ${region}`),
      ['DEV eu-west-1', 'DEV us-west-1'],
    );
  });

  test('a role of the command', async () => {
    const role = (name: string) => ['cloudformation', '--role', `arn:aws:iam::123456789012:role/${name}`];
    const refused = await plumbline(role('other'), samples);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^The credentials may not assume the role arn:aws:iam::123456789012:role\/other/);
    assert.equal((await plumbline(role('reader'), samples)).code, 1);
    assert.equal(endpoint.calls.at(-1)?.accessKeyId, 'ASSUMED-reader');
  });

  test('--zones shows the zones, and nothing of them where they may not be asked for', async () => {
    const known = await plumbline(['terraform', '--zones'], samples);
    assert.deepEqual(
      known.stdout.split('\n').slice(1, 3),
      [
        '  declared: subnet-0a5d7e2c9b1f48360 us-east-1a, subnet-0e47b9c15a6d83f02',
        '  AWS:      subnet-0e47b9c15a6d83f02, subnet-0a5d7e2c9b1f48360 us-east-1a',
      ],
    );
    assert.match(known.stdout, /\n {2}There is no subnet subnet-0e47b9c15a6d83f02 in us-east-1 of account 123456789012\.\n/);
    const [group] = JSON.parse((await plumbline(['terraform', '--zones', '--format', 'json'], samples)).stdout).groups;
    assert.deepEqual(group.zones, { 'subnet-0a5d7e2c9b1f48360': 'us-east-1a' });
    assert.deepEqual(group.facts, [{ kind: 'deleted', subnet: 'subnet-0e47b9c15a6d83f02' }]);
    endpoint.setFault(({ service }) => (service === 'ec2' ? { kind: 'error', code: 'UnauthorizedOperation' } : undefined));
    const refused = await plumbline(['terraform', '--zones'], samples);
    assert.deepEqual([refused.code, refused.stderr, refused.stdout.split('\n').length], [0, '', 3]);
  });

  test('no credentials, an unknown profile and a bad call', async () => {
    assert.deepEqual(
      await plumbline(['cloudformation', '--region', 'us-east-1'], samples, {}).then(({ code, stderr }) => [code, stderr]),
      [
        2,
        'There are no AWS credentials. Choose a profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
      ],
    );
    assert.match((await plumbline(['--profile', 'nobody'], samples)).stderr, /^There is no AWS profile 'nobody'/);
    const bad = await plumbline(['--format', 'xml'], samples);
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /--format cannot be 'xml'/);
  });

  test('nothing declared needs neither AWS nor credentials', async () => {
    const { code, stdout } = await plumbline(['--format', 'json'], folder.path, {});
    assert.deepEqual([code, stdout], [0, '{"groups":[]}\n']);
  });
});
