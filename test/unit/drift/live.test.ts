import assert from 'node:assert/strict';
import net from 'node:net';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type FailureReason, LiveError } from '../../../src/drift/failure.ts';
import { readGroups } from '../../../src/drift/live.ts';
import { type GroupQuery } from '../../../src/drift/match.ts';
import { AwsSession, type LiveLimits, type SessionOptions } from '../../../src/drift/session.ts';
import { resolveTarget, type Target, type TargetChoice } from '../../../src/drift/target.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type EndpointGroup, type Fault, startAwsEndpoint } from '../../support/aws-endpoint.ts';

const quick: LiveLimits = { connect: 300, request: 300, total: 5_000, attempts: 2 };
const web: EndpointGroup = { name: 'web', subnets: ['subnet-b', 'subnet-a'], tags: { team: 'a&b' } };

const ask = (query: GroupQuery, target: Target, options: SessionOptions = { limits: quick }) =>
  readGroups(query, new AwsSession(target, silentLog, options));

async function reasonOf(work: Promise<unknown>): Promise<FailureReason> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof LiveError, String(error));
    assert.match(error.message, /^[A-Z'].*\. [A-Z].*\.$/, 'one sentence and one action');
    return error.reason;
  }
  throw new assert.AssertionError({ message: 'it should have failed' });
}

suite('live groups', () => {
  let home: string;
  let endpoint: AwsEndpoint;

  setup(async () => {
    home = await fs.mkdtemp(path.join(os.tmpdir(), 'plumbline-live-'));
    endpoint = await startAwsEndpoint({ groups: [web] });
  });

  teardown(async () => {
    await endpoint.close();
    await fs.rm(home, { recursive: true });
  });

  const environment = (extra: Record<string, string> = {}) => ({ HOME: home, ...endpoint.environment, ...extra });
  const read = async (names: string[], choice: TargetChoice = {}, extra: Record<string, string> = {}, signal?: AbortSignal) =>
    ask({ names, logicalIds: [], all: false }, await resolveTarget(choice, environment(extra)), { limits: quick, signal });

  test('gives the subnets in the order of the endpoint, with account, region and tags', async () => {
    const groups = await read(['web', 'absent']);
    assert.deepEqual(
      [...groups.values()],
      [
        {
          name: 'web',
          subnets: ['subnet-b', 'subnet-a'],
          zones: ['us-east-1a', 'us-east-1b'],
          tags: { team: 'a&b' },
          account: '123456789012',
          region: 'us-east-1',
        },
      ],
    );
    assert.deepEqual(
      endpoint.calls.map(({ maxRecords, includeInstances }) => ({ maxRecords, includeInstances })),
      [{ maxRecords: 100, includeInstances: 'false' }],
    );
  });

  test('sends nothing for no names, and gives nothing for names that are not there', async () => {
    assert.equal((await read([])).size, 0);
    assert.equal(endpoint.calls.length, 0);
    assert.equal((await read(['absent'])).size, 0);
  });

  test('asks for many names in batches of a hundred, each name once', async () => {
    const groups = Array.from({ length: 250 }, (_, i) => ({ name: `group-${i}`, subnets: [`subnet-${i}`] }));
    endpoint.setGroups(groups);
    const found = await read([...groups.map((group) => group.name), 'group-0']);
    assert.equal(found.size, 250);
    assert.deepEqual(
      endpoint.calls.map((call) => call.names.length).toSorted((a, b) => a - b),
      [50, 100, 100],
    );
  });

  test('follows pages where AWS gives fewer than it was asked for', async () => {
    // Names may be repeated by AWS's own paging; the endpoint pages by the records asked for, so it is made to hold more.
    endpoint.setGroups(Array.from({ length: 230 }, (_, i) => ({ name: 'web', subnets: [`subnet-${i}`] })));
    const found = await read(['web']);
    assert.equal(endpoint.calls.length, 3);
    assert.deepEqual(found.get('web')?.subnets, ['subnet-229']);
  });

  test('only sees the groups of the region it signs for', async () => {
    endpoint.setGroups([{ ...web, region: 'eu-west-1' }]);
    assert.equal((await read(['web'])).size, 0);
    assert.equal((await read(['web'], { region: 'eu-west-1' })).get('web')?.region, 'eu-west-1');
  });

  const faults: readonly (readonly [string, Fault, FailureReason])[] = [
    ...(
      [
        ['InvalidClientTokenId', 'badCredentials'],
        ['SignatureDoesNotMatch', 'badCredentials'],
        ['ExpiredToken', 'expired'],
        ['RequestExpired', 'clockSkew'],
        ['AccessDenied', 'denied'],
        ['Throttling', 'throttled'],
        ['InternalFailure', 'unavailable'],
        ['ServiceUnavailable', 'unavailable'],
        ['SomethingNew', 'unknown'],
      ] as const
    ).map(([code, reason]): [string, Fault, FailureReason] => [
      code,
      { kind: 'error', code, status: reason === 'unavailable' ? 500 : 400 },
      reason,
    ]),
    [
      'a region the signature is not for',
      { kind: 'error', code: 'SignatureDoesNotMatch', message: 'Credential should be scoped to a valid region.' },
      'wrongRegion',
    ],
    ['a server that never answers', { kind: 'hang' }, 'timeout'],
    ['a server that stops in the middle of its answer', { kind: 'hangInBody' }, 'timeout'],
    ['a connection that is reset', { kind: 'reset' }, 'interrupted'],
    ['a connection that is reset in the middle of the answer', { kind: 'resetInBody' }, 'interrupted'],
    ['a sign-in page instead of XML', { kind: 'html' }, 'malformed'],
    ['a proxy that is out of order', { kind: 'html', status: 502 }, 'unavailable'],
    ['an empty answer', { kind: 'empty' }, 'malformed'],
    ['XML that ends too soon', { kind: 'truncated' }, 'malformed'],
  ];
  for (const [title, fault, reason] of faults) {
    test(`tells ${title} as ${reason}`, async () => {
      endpoint.setFault(() => fault);
      assert.equal(await reasonOf(read(['web'])), reason);
    });
  }

  test('gets through a short storm of throttling and server errors', async () => {
    for (const code of ['Throttling', 'InternalFailure']) {
      endpoint.setFault((_, index) =>
        index % 2 === 0 ? { kind: 'error', code, status: code === 'Throttling' ? 400 : 500 } : undefined,
      );
      assert.equal((await read(['web'])).size, 1);
    }
  });

  test('a storm that does not end is given up in the time allowed', async () => {
    endpoint.setFault(() => ({ kind: 'error', code: 'Throttling' }));
    const target = await resolveTarget({}, environment());
    const reason = await reasonOf(
      ask({ names: ['web'], logicalIds: [], all: false }, target, { limits: { ...quick, total: 50, attempts: 1000 } }),
    );
    assert.equal(reason, 'timeout');
  });

  test('a ten megabyte answer and an entity bomb do no harm', async () => {
    endpoint.setFault(() => ({ kind: 'huge', bytes: 10_000_000 }));
    assert.equal(await reasonOf(read(['web'])), 'malformed');
    endpoint.setFault(() => ({ kind: 'entityBomb' }));
    assert.equal(await reasonOf(read(['web'])), 'malformed');
  });

  test('a page that fails in the middle fails the whole, rather than make groups missing', async () => {
    endpoint.setGroups(Array.from({ length: 230 }, (_, i) => ({ name: `group-${i}`, subnets: ['a'] })));
    endpoint.setFault(({ nextToken }) => (nextToken ? { kind: 'error', code: 'AccessDenied' } : undefined));
    const target = await resolveTarget({}, environment());
    assert.equal(
      await reasonOf(ask({ names: [], logicalIds: [], all: true }, target)),
      'denied',
    );
    endpoint.setFault((_, index) => (index % 3 === 2 ? { kind: 'resetInBody' } : undefined));
    const all = await ask({ names: [], logicalIds: [], all: true }, target);
    assert.equal(all.size, 230);
  });

  test('groups by the tag of their logical id, and all of them', async () => {
    endpoint.setGroups(
      Array.from({ length: 120 }, (_, i) => ({
        name: `group-${i}`,
        subnets: ['a'],
        tags: { 'aws:cloudformation:logical-id': `L${i % 60}` },
      })),
    );
    const target = await resolveTarget({}, environment());
    const tagged = await ask({ names: ['group-5'], logicalIds: ['L1', 'L2', 'absent'], all: false }, target);
    assert.deepEqual([...tagged.keys()].toSorted(), ['group-1', 'group-2', 'group-5', 'group-61', 'group-62']);
    assert.equal(
      (await ask({ names: ['x'], logicalIds: [], all: true }, target)).size,
      120,
    );
  });

  test('stops when it is cancelled', async () => {
    endpoint.setFault(() => ({ kind: 'hang' }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    assert.equal(await reasonOf(read(['web'], {}, {}, abort.signal)), 'cancelled');
  });

  test('tells a closed port and an unknown host', async () => {
    const free = await freePort();
    assert.equal(await reasonOf(read(['web'], { endpoint: `http://127.0.0.1:${free}` })), 'endpointDown');
    assert.equal(await reasonOf(read(['web'], { endpoint: 'http://no-such-host.invalid' })), 'dns');
  });

  test('tells a credential process that fails', async () => {
    await writeConfig(home, '[profile broken]\nregion = us-east-1\ncredential_process = node -e "process.exit(3)"\n');
    assert.equal(await reasonOf(read(['web'], { profile: 'broken' })), 'credentialProcess');
  });

  test('takes keys from a credential process and from the credentials file', async () => {
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'FROMPROCESS', SecretAccessKey: 'x' });
    const script = path.join(home, 'process.js');
    await fs.writeFile(script, `console.log(${JSON.stringify(answer)})`);
    await writeConfig(home, `[profile process]\nregion = eu-west-1\ncredential_process = "${process.execPath}" "${script}"\n`);
    await fs.writeFile(
      path.join(home, '.aws', 'credentials'),
      '[keys]\naws_access_key_id = FROMFILE\naws_secret_access_key = x\n',
    );
    const bare = (choice: TargetChoice) => resolveTarget(choice, { HOME: home, AWS_ENDPOINT_URL: endpoint.url });
    await ask({ names: ['web'], logicalIds: [], all: false }, await bare({ profile: 'process' }));
    await ask({ names: ['web'], logicalIds: [], all: false }, await bare({ profile: 'keys', region: 'us-west-2' }));
    assert.deepEqual(
      endpoint.calls.map(({ accessKeyId, region }) => ({ accessKeyId, region })),
      [
        { accessKeyId: 'FROMPROCESS', region: 'eu-west-1' },
        { accessKeyId: 'FROMFILE', region: 'us-west-2' },
      ],
    );
  });

  test('a role that may not be assumed is not taken for a missing permission of Auto Scaling', async () => {
    await writeConfig(
      home,
      `[profile role]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = base\nendpoint_url = ${endpoint.url}\n[profile base]\naws_access_key_id = B\naws_secret_access_key = b\n`,
    );
    // For a role of a profile the SDK looks at the process's own environment.
    const before = process.env['AWS_ENDPOINT_URL_STS'];
    process.env['AWS_ENDPOINT_URL_STS'] = endpoint.url;
    try {
      assert.equal(await reasonOf(read(['web'], { profile: 'role' })), 'roleDenied');
    } finally {
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL_STS'];
      else process.env['AWS_ENDPOINT_URL_STS'] = before;
    }
  });

  test('an SSO profile without a session asks to sign in', async () => {
    await writeConfig(
      home,
      '[profile sso]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n' +
        '[sso-session corp]\nsso_start_url = https://example.invalid/start\nsso_region = us-east-1\n',
    );
    assert.equal(await reasonOf(read(['web'], { profile: 'sso' })), 'expired');
  });
});

async function writeConfig(home: string, text: string): Promise<void> {
  await fs.mkdir(path.join(home, '.aws'), { recursive: true });
  await fs.writeFile(path.join(home, '.aws', 'config'), text);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address && typeof address === 'object');
  return address.port;
}
