import assert from 'node:assert/strict';
import { type FailureReason, LiveError } from '../../../src/drift/failure.ts';
import { listProfiles, resolveTarget } from '../../../src/drift/target.ts';
import { TempFolder } from '../../support/temp.ts';

const config =
  '[default]\nregion = eu-central-1\naws_access_key_id = D\naws_secret_access_key = d\n' +
  '[profile dev]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n' +
  '[profile bare]\nregion = eu-west-2\n' +
  '[profile near]\nregion = eu-west-3\naws_access_key_id = N\naws_secret_access_key = n\nservices = local\n' +
  '[services local]\nauto_scaling =\n  endpoint_url = http://127.0.0.1:9\n' +
  '[sso-session corp]\nsso_region = eu-west-1\n';
const keys = { AWS_ACCESS_KEY_ID: 'E', AWS_SECRET_ACCESS_KEY: 'e' };

suite('drift target', () => {
  let folder: TempFolder;

  setup(async () => {
    folder = await TempFolder.create({
      '.aws/config': config,
      '.aws/credentials': '[extra]\naws_access_key_id = X\naws_secret_access_key = x\n',
    });
  });

  teardown(() => folder.dispose());

  const resolve = (choice: Parameters<typeof resolveTarget>[0], environment: Record<string, string> = {}) =>
    resolveTarget(choice, { HOME: folder.path, ...environment });

  async function failure(work: Promise<unknown>): Promise<[FailureReason, string]> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LiveError, String(error));
    return [error.reason, error.message];
  }

  test('region: the choice, then the environment, then the profile', async () => {
    assert.equal((await resolve({ region: 'r' }, { AWS_REGION: 's', AWS_DEFAULT_REGION: 't' })).region, 'r');
    assert.equal((await resolve({}, { AWS_REGION: 's', AWS_DEFAULT_REGION: 't' })).region, 's');
    assert.equal((await resolve({}, { AWS_DEFAULT_REGION: 't' })).region, 't');
    assert.equal((await resolve({})).region, 'eu-central-1');
    assert.equal((await resolve({ profile: 'dev' })).region, 'eu-west-1');
    assert.deepEqual((await failure(resolve({ profile: 'extra' })))[0], 'noRegion');
  });

  test('credentials: a chosen profile, then keys of the environment, then AWS_PROFILE, then default', async () => {
    const who = async (...args: Parameters<typeof resolve>) => {
      const { profile, keys: own } = await resolve(...args);
      return profile ?? own?.accessKeyId;
    };
    assert.equal(await who({ profile: 'dev' }, { ...keys, AWS_PROFILE: 'near' }), 'dev');
    assert.equal(await who({}, { ...keys, AWS_PROFILE: 'near' }), 'E');
    assert.equal(await who({}, { AWS_PROFILE: 'near' }), 'near');
    assert.equal(await who({}), 'default');
    assert.equal(
      await who({ region: 'r' }, { HOME: '/nonexistent', AWS_ROLE_ARN: 'x', AWS_WEB_IDENTITY_TOKEN_FILE: 'y' }),
      undefined,
    );
  });

  test('no credentials and unknown profiles are told before anything is sent', async () => {
    assert.deepEqual(await failure(resolve({ profile: 'prod' })), [
      'unknownProfile',
      "There is no AWS profile 'prod' (there is bare, default, dev, extra, near). Check its name in ~/.aws/config.",
    ]);
    assert.equal((await failure(resolve({ profile: 'bare' })))[0], 'noCredentials');
    assert.equal((await failure(resolve({ region: 'r' }, { HOME: '/nonexistent' })))[0], 'noCredentials');
    // On an EC2 instance the metadata service is asked when it is explicitly allowed.
    assert.equal(
      (await resolve({ region: 'r' }, { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'false' })).profile,
      undefined,
    );
  });

  test('endpoint: the choice, the service of the environment, the environment, the profile', async () => {
    const at = async (...args: Parameters<typeof resolve>) => (await resolve(...args)).endpoints.autoScaling;
    const both = { AWS_ENDPOINT_URL_AUTO_SCALING: 'http://s', AWS_ENDPOINT_URL: 'http://g' };
    assert.equal(await at({ endpoint: 'http://c' }, both), 'http://c');
    assert.equal(await at({}, both), 'http://s');
    assert.equal(await at({}, { AWS_ENDPOINT_URL: 'http://g' }), 'http://g');
    assert.equal(await at({ profile: 'near' }), 'http://127.0.0.1:9');
    assert.equal(await at({}, { ...both, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }), undefined);
    assert.equal(await at({}), undefined);
    assert.equal((await failure(resolve({}, { AWS_ENDPOINT_URL: 'localhost:4566' })))[0], 'badEndpoint');
  });

  test('the profiles of both files, without what is no profile', async () => {
    assert.deepEqual(await listProfiles({ HOME: folder.path }), ['bare', 'default', 'dev', 'extra', 'near']);
    assert.deepEqual(await listProfiles({ HOME: '/nonexistent' }), []);
  });

  test('the files can be elsewhere', async () => {
    await folder.write('elsewhere', '[profile there]\nregion = us-east-2\naws_access_key_id = T\naws_secret_access_key = t\n');
    assert.equal((await resolve({ profile: 'there' }, { AWS_CONFIG_FILE: folder.file('elsewhere') })).region, 'us-east-2');
  });
});
