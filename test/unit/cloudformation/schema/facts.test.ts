import assert from 'node:assert/strict';
import path from 'node:path';
import { Facts } from '../../../../src/cloudformation/schema/facts.ts';

suite('CloudFormation facts', () => {
  const facts = new Facts(path.join(import.meta.dirname, '../../../../src/cloudformation/schema/data'));

  test('know types, and where they are', () => {
    assert.ok(facts.types().length > 1500);
    assert.ok(facts.hasType('AWS::S3::Bucket'));
    assert.ok(facts.hasType('AWS::S3::Bucket', 'eu-central-1'));
    assert.ok(!facts.hasType('AWS::S3::Bukcet'));
    assert.ok(!facts.hasType('AWS::DeviceFarm::Project', 'us-east-1'));
    assert.ok(facts.hasType('AWS::DeviceFarm::Project', 'us-west-2'));
  });

  test('do not take the names of object members for types', () => {
    assert.equal(facts.type('constructor'), undefined);
    assert.ok(!facts.hasType('__proto__'));
  });

  test('hold what rules need of a type', () => {
    const queue = facts.type('AWS::SQS::Queue');
    assert.ok(queue?.properties?.['QueueName']);
    assert.ok(queue.attributes?.includes('Arn'));
    assert.deepEqual(facts.type('AWS::CloudFormation::Stack')?.attributes, ['Outputs.*']);
    assert.ok(facts.type('AWS::SNS::Subscription')?.required?.includes('TopicArn'));
  });

  test('say so when a schema is asked for that they do not hold', () => {
    assert.throws(() => facts.schema('other:nothing'), /no schema named other:nothing/);
  });

  test('every record can be read', () => {
    for (const type of facts.types()) assert.equal(typeof facts.type(type), 'object', type);
  });
});
