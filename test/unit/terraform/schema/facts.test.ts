import assert from 'node:assert/strict';
import { Facts } from '../../../../src/terraform/schema/facts.ts';
import { dataFolder } from '../../../support/services.ts';

suite('Generated facts of Terraform', () => {
  const facts = new Facts(dataFolder('terraform'));

  test('functions have their parameters', () => {
    const join = facts.signatures.get('join');
    assert.deepEqual(join?.parameters.map(({ name, type }) => [name, type.kind]), [['separator', 'string']]);
    assert.equal(join?.variadic?.type.kind, 'list');
  });

  test('resources of AWS have arguments, blocks and what only the provider sets', () => {
    const group = facts.block('resource', 'aws_autoscaling_group');
    assert.equal(group?.schema.attributes.get('max_size')?.required, true);
    assert.equal(group?.schema.attributes.get('arn')?.computed, true);
    assert.equal(group?.schema.blocks.get('launch_template')?.maximum, 1);
    assert.ok(group?.type.kind === 'object' && group.type.attributes.get('vpc_zone_identifier')?.kind === 'set');
  });

  test('the configuration of the AWS provider is known', () => {
    const provider = facts.block('provider', 'aws');
    assert.equal(provider?.schema.attributes.get('region')?.required, false);
    assert.equal(provider?.schema.blocks.get('assume_role')?.body.attributes.get('role_arn')?.type?.kind, 'string');
    assert.ok(provider?.schema.blocks.get('default_tags')?.body.attributes.has('tags'));
    assert.equal(facts.block('resource', 'aws'), undefined);
  });

  test('every type in the index can be read', () => {
    for (const kind of ['resource', 'data', 'ephemeral']) {
      const types = facts.aws.types(kind);
      assert.ok(types.length > 5, kind);
      for (const type of types) assert.ok(facts.aws.body(kind, type), `${kind} ${type}`);
    }
  });

  test('there is nothing under a name that does not exist', () => {
    assert.equal(facts.block('resource', 'aws_nothing'), undefined);
    assert.equal(facts.block('resource', 'google_thing'), undefined);
  });

  test('values of arguments, also in blocks', () => {
    assert.ok(facts.awsValues.of('aws_instance', 'instance_type')?.values?.includes('t3.micro'));
    assert.ok(facts.awsValues.of('aws_lambda_function', 'runtime')?.values);
    assert.equal(facts.awsValues.of('aws_instance', 'nothing'), undefined);
  });
});
