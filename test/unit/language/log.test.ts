import assert from 'node:assert/strict';
import { redact } from '../../../src/log.ts';

suite('log redaction', () => {
  const cases: [string, string][] = [
    ['push https://ada:s3cret@example.com/x.git', 'push https://***@example.com/x.git'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key AKIA*** used'],
    ['aws_secret_access_key = wJalrXUtnFEMI', 'aws_secret_access_key = ***'],
    ['token: ghp_abcdefghijklmnopqrstuv', 'token: ***'],
    ['Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=c', 'Authorization: ***'],
  ];
  for (const [text, expected] of cases) {
    test(text.slice(0, 20), () => assert.equal(redact(text), expected));
  }
  test('leaves ordinary text alone', () => assert.equal(redact('git push -- origin main:main'), 'git push -- origin main:main'));
});
