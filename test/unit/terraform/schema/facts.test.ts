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
    for (const { version, bodies } of facts.aws) {
      const group = bodies.block('resource aws_autoscaling_group');
      assert.equal(group?.schema.attributes.get('max_size')?.required, true, version);
      assert.equal(group?.schema.attributes.get('arn')?.computed, true, version);
      assert.equal(group?.schema.blocks.get('launch_template')?.maximum, 1, version);
      assert.ok(group?.type.kind === 'object' && group.type.attributes.get('vpc_zone_identifier')?.kind === 'set', version);
    }
  });

  test('each major version has its own', () => {
    const [six, five] = facts.aws;
    assert.match(six.version, /^6\./);
    assert.match(five?.version ?? '', /^5\./);
    assert.ok(six.bodies.block('resource aws_sns_topic')?.schema.attributes.has('region'));
    assert.equal(five?.bodies.block('resource aws_sns_topic')?.schema.attributes.has('region'), false);
    assert.ok(five?.bodies.block('resource aws_opsworks_stack'));
    assert.equal(six.bodies.block('resource aws_opsworks_stack'), undefined);
  });

  test('nested values of large types are known, and how deep they go is bounded', () => {
    for (const { bodies } of facts.aws) {
      assert.equal(bodies.block('resource aws_medialive_channel')?.schema.blocks.get('destinations')?.body.attributes.get('id')?.required, true);
    }
    let body = facts.aws[0].bodies.block('resource aws_wafv2_web_acl_rule')?.schema;
    while (body && !body.open) body = body.blocks.get('statement')?.body ?? body.blocks.get('not_statement')?.body ?? [...body.blocks.values()][0]?.body;
    assert.ok(body?.open);
  });

  test('the configuration of the AWS provider is known', () => {
    for (const { bodies } of facts.aws) {
      const provider = bodies.block('provider aws');
      assert.equal(provider?.schema.attributes.get('region')?.required, false);
      assert.equal(provider?.schema.blocks.get('assume_role')?.body.attributes.get('role_arn')?.type?.kind, 'string');
      assert.ok(provider?.schema.blocks.get('default_tags')?.body.attributes.has('tags'));
      assert.equal(bodies.block('resource aws'), undefined);
    }
  });

  test('every type in the index can be read', () => {
    for (const table of facts.aws) {
      for (const kind of ['resource', 'data', 'ephemeral']) {
        const types = table.types(kind);
        assert.ok(types.length > 5 || (kind === 'ephemeral' && table.version.startsWith('5.')), kind);
        for (const type of types) assert.ok(table.stored(`${kind} ${type}`), `${kind} ${type}`);
      }
    }
  });

  test('there is nothing under a name that does not exist', () => {
    assert.equal(facts.aws[0].bodies.block('resource aws_nothing'), undefined);
    assert.equal(facts.builtIn.block('resource google_thing'), undefined);
  });

  test('values of arguments, also in blocks', () => {
    assert.ok(facts.awsValues.of('aws_instance', 'instance_type')?.values?.includes('t3.micro'));
    assert.ok(facts.awsValues.of('aws_lambda_function', 'runtime')?.values);
    assert.equal(facts.awsValues.of('aws_instance', 'nothing'), undefined);
    // What is sent with a request of another name, as bytes, or within a structure of the request.
    assert.deepEqual(facts.awsValues.of('aws_ec2_host', 'host_recovery')?.values, ['on', 'off']);
    assert.equal(facts.awsValues.of('aws_acm_certificate', 'private_key')?.longest, 5120);
    assert.ok(facts.awsValues.of('aws_fsx_openzfs_file_system', 'deployment_type')?.values?.includes('MULTI_AZ_1'));
    assert.ok(facts.awsValues.of('aws_workspaces_workspace', 'bundle_id')?.pattern?.test('wsb-0123abcd4'));
    // A length without a limit says nothing.
    assert.equal(facts.awsValues.of('aws_redshift_cluster', 'node_type'), undefined);
  });
});
