import assert from 'node:assert/strict';
import { type FailureContext, type FailureReason, LiveError, toLiveError } from '../../../src/drift/failure.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const named = (name: string, message = 'x', status?: number) =>
  Object.assign(new Error(message), { name, ...(status && { $metadata: { httpStatusCode: status } }) });

suite('failures of AWS', () => {
  const cases: readonly (readonly [string, unknown, FailureReason, FailureContext?])[] = [
    ['a code of the network', coded('ECONNREFUSED'), 'endpointDown'],
    ['a reset that the SDK calls a time-out', Object.assign(coded('ECONNRESET'), { name: 'TimeoutError' }), 'interrupted'],
    ['an error on every address', new AggregateError([coded('EHOSTUNREACH'), coded('EHOSTUNREACH')], ''), 'endpointDown'],
    ['a cause within', new Error('fetch failed', { cause: coded('ENOTFOUND') }), 'dns'],
    ['a host of no region', coded('ENOTFOUND'), 'wrongRegion', { region: 'us-esat-1' }],
    ['a host of a region', coded('ENOTFOUND'), 'dns', { region: 'us-gov-east-1' }],
    ['a host of an endpoint', coded('ENOTFOUND'), 'dns', { region: 'local', endpoint: 'http://aws.test' }],
    ['a host while signing in', coded('ENOTFOUND'), 'dns', { region: 'local', signingIn: true }],
    ['a certificate', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'certificate'],
    ['a missing region', new Error('Region is missing'), 'noRegion'],
    [
      'a region of a bad form',
      new Error('Region not accepted: region="x y" is not a valid hostname component.'),
      'wrongRegion',
    ],
    ['an old signature', named('SignatureDoesNotMatch', 'Signature expired: 20240101T000000Z is now earlier'), 'clockSkew'],
    [
      'an SSO session',
      named(
        'CredentialsProviderError',
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      ),
      'expired',
    ],
    [
      'credentials that are not there',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'noCredentials',
    ],
    [
      'a denied role',
      named('AccessDenied', 'not authorized to perform: sts:AssumeRole', 403),
      'roleDenied',
      { signingIn: true },
    ],
    ['too many requests without a code', named('UnknownError', 'x', 429), 'throttled'],
    ['a gateway without a code', named('UnknownError', 'x', 504), 'unavailable'],
    ['an answer that cannot be read', new SyntaxError('Unexpected token <'), 'malformed'],
    ['something that is no error', 'oops', 'unknown'],
    [
      'a circle of causes',
      (() => {
        const error = new Error('x');
        error.cause = error;
        return error;
      })(),
      'unknown',
    ],
  ];
  for (const [title, error, reason, context] of cases) {
    test(`${title} is ${reason}`, () => {
      const failure = toLiveError(error, context ?? {});
      assert.equal(failure.reason, reason);
      assert.match(failure.message, /^[A-Z'].*\. [A-Z].*\.$/s);
    });
  }

  test('what the profile is decides what missing credentials mean', () => {
    const error = named('CredentialsProviderError');
    assert.equal(toLiveError(error, {}, 'sso').reason, 'expired');
    assert.equal(toLiveError(error, {}, 'process').reason, 'credentialProcess');
    assert.equal(toLiveError(error, {}, 'other').reason, 'noCredentials');
  });

  test('an expired session brings the command that cures it', () => {
    assert.deepEqual(new LiveError('expired', { profile: 'dev' }).command, ['aws', 'sso', 'login', '--profile', 'dev']);
    assert.equal(new LiveError('denied').command, undefined);
  });

  test('a long or broken text is one short line', () => {
    const failure = toLiveError(new Error(`a\n  b${'c'.repeat(1000)}`), {});
    assert.ok(failure.message.length < 400 && !failure.message.includes('\n'));
  });
});
