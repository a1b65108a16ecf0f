import assert from 'node:assert/strict';
import { type FailureReason, LiveError } from '../../../src/drift/failure.ts';
import { readGroups } from '../../../src/drift/live.ts';
import { AwsSession, type LiveLimits } from '../../../src/drift/session.ts';
import { resolveTarget, type TargetChoice } from '../../../src/drift/target.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type Fault, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { TempFolder } from '../../support/temp.ts';

const quick: LiveLimits = { connect: 300, request: 300, total: 5_000, attempts: 2 };
const role = 'arn:aws:iam::999999999999:role/deep/reader';

suite('a role to assume', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;

  setup(async () => {
    endpoint = await startAwsEndpoint({
      groups: [
        { name: 'web', subnets: ['a'], account: '123456789012' },
        { name: 'web', subnets: ['b'], account: '999999999999' },
      ],
      roles: [role],
    });
    folder = await TempFolder.create({
      '.aws/config': `[profile base]\nregion = eu-west-1\naws_access_key_id = BASE\naws_secret_access_key = b\n[profile broken]\nregion = eu-west-1\ncredential_process = node -e "process.exit(3)"\n`,
    });
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  async function read(choice: TargetChoice, environment: Record<string, string> = endpoint.environment) {
    const target = await resolveTarget(choice, { HOME: folder.path, ...environment });
    return readGroups({ names: ['web'], logicalIds: [], all: false }, new AwsSession(target, silentLog, { limits: quick }));
  }

  async function failure(work: Promise<unknown>): Promise<LiveError> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LiveError, String(error));
    assert.match(error.message, /^[A-Z'].*\. [A-Z].*\.$/);
    return error;
  }

  test("the keys of the environment assume it, and AWS is asked as the role's account", async () => {
    const web = (await read({ role })).get('web');
    assert.deepEqual([web?.subnets, web?.account], [['b'], '999999999999']);
    assert.deepEqual(
      endpoint.calls.map(({ service, action, accessKeyId }) => `${service} ${action} ${accessKeyId}`),
      ['sts AssumeRole plumbline-stand-in', 'autoscaling DescribeAutoScalingGroups ASSUMED-reader'],
    );
    assert.deepEqual((await read({})).get('web')?.subnets, ['a']);
  });

  test('the credentials of a profile assume it, in the region of the profile', async () => {
    const { AWS_REGION: _, ...environment } = endpoint.environment;
    assert.deepEqual((await read({ profile: 'base', role }, environment)).get('web')?.subnets, ['b']);
    assert.deepEqual(
      endpoint.calls.map(({ service, region, accessKeyId }) => `${service} ${region} ${accessKeyId}`),
      ['sts eu-west-1 BASE', 'autoscaling eu-west-1 ASSUMED-reader'],
    );
  });

  test('AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'K', AWS_SECRET_ACCESS_KEY: 'k', AWS_REGION: 'us-east-1' };
    const at = async (environment: Record<string, string>) =>
      (await resolveTarget({ role }, { HOME: folder.path, ...keys, ...environment })).endpoints.sts;
    const both = { AWS_ENDPOINT_URL_STS: 'http://sts', AWS_ENDPOINT_URL: 'http://all' };
    assert.equal(await at(both), 'http://sts');
    assert.equal(await at({ AWS_ENDPOINT_URL: 'http://all' }), 'http://all');
    assert.equal(await at({ AWS_ENDPOINT_URL_AUTO_SCALING: 'http://groups' }), undefined);
    assert.equal((await read({ role }, { ...keys, AWS_ENDPOINT_URL: endpoint.url })).get('web')?.account, '999999999999');
  });

  test('what is no ARN of a role is told before anything is sent', async () => {
    for (const bad of ['reader', 'arn:aws:iam::12:role/x', 'arn:aws:iam::123456789012:user/x']) {
      const { reason, sentence } = await failure(read({ role: bad }));
      assert.deepEqual([reason, sentence], ['badRole', `'${bad}' is no role that can be assumed.`]);
    }
    assert.equal(endpoint.calls.length, 0);
  });

  test('a role that may not be assumed names the role and what is needed', async () => {
    const { reason, sentence, action } = await failure(read({ role: 'arn:aws:iam::999999999999:role/admin' }));
    assert.equal(reason, 'roleDenied');
    assert.match(sentence, /^The credentials may not assume the role arn:aws:iam::999999999999:role\/admin \(/);
    assert.match(action, /sts:AssumeRole/);
  });

  const faults: readonly (readonly [Fault, FailureReason])[] = [
    [{ kind: 'error', code: 'ExpiredToken' }, 'expired'],
    [{ kind: 'error', code: 'InvalidClientTokenId', status: 403 }, 'badCredentials'],
    [{ kind: 'error', code: 'RegionDisabledException', status: 403 }, 'stsDisabled'],
    [{ kind: 'error', code: 'ValidationError', message: 'roleArn is invalid' }, 'badRole'],
    [{ kind: 'error', code: 'Throttling' }, 'throttled'],
    [{ kind: 'error', code: 'InternalFailure', status: 500 }, 'unavailable'],
    [{ kind: 'hang' }, 'timeout'],
    [{ kind: 'reset' }, 'interrupted'],
    [{ kind: 'html' }, 'malformed'],
    [{ kind: 'empty' }, 'malformed'],
  ];
  for (const [fault, reason] of faults) {
    test(`while it is assumed, ${'code' in fault ? fault.code : fault.kind} is ${reason}`, async () => {
      endpoint.setFault(({ action }) => (action === 'AssumeRole' ? fault : undefined));
      assert.equal((await failure(read({ role }))).reason, reason);
      assert.ok(endpoint.calls.every(({ action }) => action === 'AssumeRole'));
    });
  }

  test("what the role may not do is not the base credentials' matter, and the other way round", async () => {
    endpoint.setFault(({ action }) => (action === 'AssumeRole' ? undefined : { kind: 'error', code: 'AccessDenied' }));
    assert.equal((await failure(read({ role }))).reason, 'denied');
    assert.equal((await failure(read({ profile: 'broken', role }))).reason, 'credentialProcess');
  });
});
