import assert from 'node:assert/strict';
import { DriftService } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type EndpointGroup, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const template = (properties: string, parameters = '') =>
  `AWSTemplateFormatVersion: "2010-09-09"\n${parameters}Resources:\n  Web:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: "1"\n      MaxSize: "1"\n${properties}`;
const list = '      VPCZoneIdentifier: [a, b]\n';
const stack = (name: string, stackName: string, subnets = ['a', 'b']): EndpointGroup => ({
  name,
  subnets,
  tags: { 'aws:cloudformation:logical-id': 'Web', 'aws:cloudformation:stack-name': stackName },
});
const asg = (body: string) => `resource "aws_autoscaling_group" "web" {\n  min_size = 1\n  max_size = 1\n${body}}\n`;
const digits = '20240102030405123400000001';
const arn = (account: string, region = 'eu-west-1') =>
  `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:x:autoScalingGroupName/web`;
const state = (resources: unknown[]) => JSON.stringify({ version: 4, terraform_version: '1.9.0', resources });
const group = (attributes: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  mode: 'managed',
  type: 'aws_autoscaling_group',
  name: 'web',
  ...more,
  instances: [{ attributes }],
});

suite('matching declarations to groups', () => {
  let endpoint: AwsEndpoint;

  setup(async () => {
    endpoint = await startAwsEndpoint({ groups: [] });
  });

  teardown(() => endpoint.close());

  /** Verdict and, where it says more, what it says; of the one group that the files declare. */
  async function check(files: Record<string, string>, groups: EndpointGroup[], pins: Record<string, string> = {}) {
    await using folder = await TempFolder.create(files);
    endpoint.setGroups(groups);
    const services = createServices(new DiskFiles(), dataFolder, () => new Date());
    const service = new DriftService({
      ...services,
      log: silentLog,
      environment: { HOME: folder.path, ...endpoint.environment },
      now: () => new Date(),
    });
    const report = await service.check([folder.path], {
      pins: new Map(Object.entries(pins).map(([place, name]) => [folder.file(place), name])),
    });
    const [found, ...others] = report.groups;
    assert.deepEqual(others, []);
    assert.ok(found);
    return {
      verdict: found.verdict,
      name: found.name,
      reason: found.reason,
      candidates: found.candidates,
      region: found.region,
      profile: found.declaration.profile,
    };
  }

  test('a group that CloudFormation named: by its tags, where the stack is known', async () => {
    const files = {
      'web.yaml': template(list),
      'samconfig.toml': '# deploy\nversion = 0.1\n[default.deploy.parameters]\nstack_name = "shop"\nregion = "us-east-1"\n',
    };
    const found = await check(files, [stack('other-Web-1', 'other', ['x']), stack('shop-Web-2', 'shop')]);
    assert.deepEqual([found.verdict, found.name], ['in-sync', 'shop-Web-2']);
    assert.equal((await check(files, [stack('other-Web-1', 'other')])).verdict, 'missing');
  });

  test('without a known stack a person is asked, and the answer is taken', async () => {
    const files = { 'web.yaml': template(list) };
    const groups = [stack('other-Web-1', 'other', ['x', 'y']), stack('shop-Web-2', 'shop')];
    const asked = await check(files, groups);
    assert.deepEqual([asked.verdict, asked.candidates], ['unmatched', ['other-Web-1', 'shop-Web-2']]);
    assert.equal(
      asked.reason,
      "It is not known whether one of the stacks 'other', 'shop' is this template's: other-Web-1, shop-Web-2.",
    );
    assert.equal((await check(files, groups, { 'web.yaml#Web': 'shop-Web-2' })).verdict, 'in-sync');
    assert.equal((await check(files, groups, { 'web.yaml#Web': 'other-Web-1' })).verdict, 'membership');
    assert.equal((await check(files, [])).verdict, 'unknown');
    assert.equal(
      (await check({ 'web.yaml': template('      VPCZoneIdentifier: [!Ref A]\n') }, groups)).reason,
      'A is known only to the stack.',
    );
  });

  test('parameters: a file of parameters and a SAM configuration give values, a default gives none', async () => {
    const parameters =
      'Parameters:\n  Ids:\n    Type: List<AWS::EC2::Subnet::Id>\n    Default: x,y\n  Name:\n    Type: String\n';
    const text = template('      AutoScalingGroupName: !Sub "${Name}-group"\n      VPCZoneIdentifier: !Ref Ids\n', parameters);
    const live = [{ name: 'web-group', subnets: ['b', 'a'] }];
    const cli = JSON.stringify([
      { ParameterKey: 'Ids', ParameterValue: 'a,b' },
      { ParameterKey: 'Name', ParameterValue: 'web' },
    ]);
    const pipeline = JSON.stringify({ Parameters: { Ids: 'a,b', Name: 'web' } });
    for (const [name, content] of [
      ['web.parameters.json', cli],
      ['parameters.json', cli],
      ['web-params.json', pipeline],
    ] as const) {
      assert.equal((await check({ 'web.yaml': text, [name]: content }, live)).verdict, 'in-sync', name);
      // Two files that contradict each other: which one the stack is made with, nobody can say.
      const other = 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Ids=x,y Name=web"\n';
      assert.equal((await check({ 'web.yaml': text, [name]: content, 'samconfig.toml': other }, live)).verdict, 'unknown', name);
    }
    for (const overrides of [
      '"Ids=a,b Name=web"',
      '["Ids=\\"a,b\\"", "Name=web"]',
      '"ParameterKey=Name,ParameterValue=web ParameterKey=Ids,ParameterValue=\\"a,b\\""',
      "'''Ids=a,b Name=web'''",
    ]) {
      const toml = `[default.deploy.parameters]\nconfirm_changeset = true\nparameter_overrides = ${overrides}\n`;
      assert.equal((await check({ 'web.yaml': text, 'samconfig.toml': toml }, live)).verdict, 'in-sync', overrides);
    }
    assert.match((await check({ 'web.yaml': text }, live)).reason, /the value of the parameter Name is not in these files/);
    const both = await check({ 'web.yaml': text, 'web.parameters.json': cli, 'web-params.json': pipeline }, live);
    assert.equal(both.verdict, 'unknown');
  });

  test('a name that Terraform made up from a prefix', async () => {
    const files = { 'main.tf': asg('  name_prefix = "web-"\n  vpc_zone_identifier = ["a"]\n') };
    const made = { name: `web-${digits}`, subnets: ['a'] };
    assert.equal(
      (await check(files, [made, { name: 'web-other', subnets: ['x'] }, { name: `web-${digits}0`, subnets: ['x'] }])).verdict,
      'in-sync',
    );
    const two = await check(files, [made, { ...made, name: `web-${digits.replace('1', '2')}` }]);
    assert.equal(two.verdict, 'unmatched');
    assert.equal((await check(files, [])).verdict, 'missing');
    assert.equal(
      (await check({ 'main.tf': asg('  vpc_zone_identifier = ["a"]\n') }, [{ name: `terraform-${digits}`, subnets: ['b'] }]))
        .verdict,
      'membership',
    );
  });

  test('a state gives the name, the region and what resources and data sources are', async () => {
    const files = {
      'main.tf':
        asg(
          '  name_prefix = "web-"\n  vpc_zone_identifier = concat([aws_subnet.a.id], aws_subnet.b[*].id, data.aws_subnets.c.ids, [module.net.id])\n',
        ) + 'module "net" {\n  source = "./net"\n}\n',
      'net/main.tf': 'output "id" {\n  value = aws_subnet.d["x"].id\n}\n',
      'terraform.tfstate': state([
        group({ name: 'web-from-state', arn: arn('123456789012') }),
        { mode: 'managed', type: 'aws_subnet', name: 'a', instances: [{ attributes: { id: 'a' } }] },
        {
          mode: 'managed',
          type: 'aws_subnet',
          name: 'b',
          instances: [
            { index_key: 1, attributes: { id: 'b1' } },
            { index_key: 0, attributes: { id: 'b0' } },
          ],
        },
        { mode: 'data', type: 'aws_subnets', name: 'c', instances: [{ attributes: { ids: ['c'] } }] },
        {
          module: 'module.net',
          mode: 'managed',
          type: 'aws_subnet',
          name: 'd',
          instances: [{ index_key: 'x', attributes: { id: 'd' } }],
        },
      ]),
    };
    const found = await check(files, [{ name: 'web-from-state', subnets: ['d', 'c', 'b0', 'b1', 'a'] }]);
    assert.deepEqual([found.verdict, found.region], ['in-sync', 'eu-west-1']);
  });

  test('what terraform show -json wrote serves as well', async () => {
    const shown = JSON.stringify({
      format_version: '1.0',
      values: {
        root_module: {
          resources: [{ address: 'aws_subnet.a', mode: 'managed', type: 'aws_subnet', name: 'a', values: { id: 'a' } }],
          child_modules: [
            { address: 'module.m', resources: [{ mode: 'managed', type: 'aws_subnet', name: 'b', values: { id: 'b' } }] },
          ],
        },
      },
    });
    const files = {
      'main.tf':
        asg('  name = "web"\n  vpc_zone_identifier = [aws_subnet.a.id, module.m.id]\n') + 'module "m" {\n  source = "./m"\n}\n',
      'm/main.tf': 'output "id" {\n  value = aws_subnet.b.id\n}\n',
      'show.json': shown,
    };
    assert.equal((await check(files, [{ name: 'web', subnets: ['a', 'b'] }])).verdict, 'in-sync');
  });

  test("a state's account guards against asking another one", async () => {
    const files = (account: string) => ({
      'main.tf': asg('  name = "web"\n  vpc_zone_identifier = ["a"]\n'),
      'terraform.tfstate': state([group({ name: 'web', arn: arn(account) })]),
    });
    const live = [{ name: 'web', subnets: ['x'] }];
    assert.equal((await check(files('123456789012'), live)).verdict, 'membership');
    const other = await check(files('999999999999'), live);
    assert.deepEqual(
      [other.verdict, other.reason],
      ['unknown', 'The group belongs to account 999999999999, and account 123456789012 was asked.'],
    );
    assert.equal((await check(files('999999999999'), [])).verdict, 'unknown');
  });

  test('modules that terraform init installed, and the providers that they are passed', async () => {
    const files = {
      'main.tf':
        'provider "aws" {\n  region = "us-east-1"\n}\nprovider "aws" {\n  alias = "eu"\n  region = local.eu\n  profile = "europe"\n}\nlocals {\n  eu = "eu-west-1"\n}\n' +
        'module "web" {\n  source = "example/web/aws"\n  name = "web"\n  providers = {\n    aws = aws.eu\n  }\n}\n',
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [
          { Key: '', Dir: '.' },
          { Key: 'web', Source: 'x', Dir: '.terraform/modules/web' },
          { Key: 'web.net', Dir: '.terraform/modules/net' },
        ],
      }),
      '.terraform/modules/web/main.tf':
        'variable "name" {}\nmodule "net" {\n  source = "other/net/aws"\n}\n' +
        asg('  name = var.name\n  vpc_zone_identifier = module.net.ids\n'),
      '.terraform/modules/net/main.tf': 'output "ids" {\n  value = ["a", "b"]\n}\n',
    };
    const keys = { AWS_REGION: '' };
    assert.deepEqual(keys, { AWS_REGION: '' });
    await assert.doesNotReject(
      check({ ...files, '.aws/config': '[profile europe]\naws_access_key_id = E\naws_secret_access_key = x\n' }, [
        { name: 'web', subnets: ['a', 'b'], region: 'eu-west-1' },
      ]).then((found) => {
        assert.deepEqual([found.verdict, found.region, found.profile], ['in-sync', 'eu-west-1', 'europe']);
      }),
    );
  });

  test('a role or a list of accounts in the provider guards as well', async () => {
    const resource = asg('  name = "web"\n  vpc_zone_identifier = ["a"]\n');
    const live = [{ name: 'web', subnets: ['x'] }];
    for (const provider of [
      'assume_role {\n    role_arn = "arn:aws:iam::999999999999:role/deploy"\n  }',
      'allowed_account_ids = ["999999999999"]',
    ]) {
      assert.equal(
        (await check({ 'main.tf': `provider "aws" {\n  ${provider}\n}\n${resource}` }, live)).verdict,
        'unknown',
        provider,
      );
    }
    assert.equal(
      (await check({ 'main.tf': `provider "aws" {\n  allowed_account_ids = ["123456789012"]\n}\n${resource}` }, live)).verdict,
      'membership',
    );
  });

  test('override files replace arguments, and ignore_changes leaves the subnets to AWS', async () => {
    const live = [{ name: 'web', subnets: ['b'] }];
    const files = {
      'main.tf': 'variable "n" {\n  default = "web"\n}\n' + asg('  name = var.n\n  vpc_zone_identifier = ["a"]\n'),
      'x_override.tf':
        'variable "n" {\n  type = string\n}\nresource "aws_autoscaling_group" "web" {\n  vpc_zone_identifier = ["b"]\n}\n',
    };
    assert.equal((await check(files, live)).verdict, 'in-sync');
    for (const ignored of ['[vpc_zone_identifier]', '[min_size, vpc_zone_identifier]', 'all']) {
      const text = asg(`  name = "web"\n  vpc_zone_identifier = ["a"]\n  lifecycle {\n    ignore_changes = ${ignored}\n  }\n`);
      const found = await check({ 'main.tf': text }, live);
      assert.deepEqual(
        [found.verdict, found.reason],
        ['unknown', 'ignore_changes leaves the subnets to AWS; declared but not in AWS: a.'],
      );
    }
    const other = asg('  name = "web"\n  vpc_zone_identifier = ["a"]\n  lifecycle {\n    ignore_changes = [min_size]\n  }\n');
    assert.equal((await check({ 'main.tf': other }, live)).verdict, 'membership');
  });

  test('the state of the chosen workspace, and states that cannot be read', async () => {
    const files = {
      'main.tf': asg('  vpc_zone_identifier = [aws_subnet.a.id]\n  name = "web"\n'),
      '.terraform/environment': 'prod\n',
      'terraform.tfstate': state([]),
      'terraform.tfstate.d/prod/terraform.tfstate': state([
        { mode: 'managed', type: 'aws_subnet', name: 'a', instances: [{ attributes: { id: 'a' } }] },
      ]),
    };
    assert.equal((await check(files, [{ name: 'web', subnets: ['a'] }])).verdict, 'in-sync');
    for (const broken of ['', '{', '[]', 'null', '{"version":4,"resources":[null,{"instances":[3]},{"type":5}]}']) {
      const found = await check({ 'main.tf': files['main.tf'], 'terraform.tfstate': broken }, [
        { name: 'web', subnets: ['a'] },
      ]);
      assert.equal(found.verdict, 'unknown', broken);
    }
  });
});
