import assert from 'node:assert/strict';
import { suggest } from '../../../src/language/suggest.ts';

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
  ];
  for (const [written, meant] of cases) {
    test(`${written}: ${meant ?? 'nothing'}`, () => assert.equal(suggest(written, properties.values()), meant));
  }
});
