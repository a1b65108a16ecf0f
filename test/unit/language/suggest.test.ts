import assert from 'node:assert/strict';
import { didYouMean, suggest, suggestValue } from '../../../src/language/suggest.ts';

suite('suggesting the name that was meant', () => {
  const properties = ['QueueName', 'VisibilityTimeout', 'DelaySeconds', 'KmsMasterKeyId', 'Tags', 'FifoQueue'];
  const cases: [string, string | undefined][] = [
    ['QueueNam', 'QueueName'],
    ['queuename', 'QueueName'],
    ['QeuueName', 'QueueName'],
    ['VisibilityTimeoutSeconds', 'VisibilityTimeout'],
    ['SqsQueueName', 'QueueName'],
    ['KmsMasterKey', 'KmsMasterKeyId'],
    ['Name', undefined],
    ['Encryption', undefined],
    ['Tag', 'Tags'],
    ['X', undefined],
  ];
  for (const [written, meant] of cases) {
    test(`${written}: ${meant ?? 'nothing'}`, () => assert.equal(suggest(written, properties.values()), meant));
  }
});

suite('suggesting the value that was meant', () => {
  const values = ['t2.micro', 't3.micro', 't3.small', 'm5.large', 'm6i.large', 'nodejs20.x', 'nodejs22.x', 'Enabled', '2012-10-17'];
  const cases: [string, string | undefined][] = [
    ['t3.mirco', 't3.micro'],
    ['m9.large', undefined],
    ['m5.larg', 'm5.large'],
    ['t3.enormous', undefined],
    ['nodejs21.x', undefined],
    ['nodejs22', 'nodejs22.x'],
    ['enabled', 'Enabled'],
    ['2012-10-18', undefined],
  ];
  for (const [written, meant] of cases) {
    test(`${written}: ${meant ?? 'nothing'}`, () => assert.equal(suggestValue(written, values), meant));
  }

  test('in the end of a message', () => {
    assert.equal(didYouMean('t3.micro'), "; did you mean 't3.micro'?");
    assert.equal(didYouMean(undefined), '');
  });
});
