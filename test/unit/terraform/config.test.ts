import assert from 'node:assert/strict';
import { TerraformService } from '../../../src/terraform/service.ts';
import { dataFolder } from '../../support/services.ts';
import { documentOf, lintModule, MemoryFiles } from '../../support/terraform.ts';

const module = 'locals {\n  unused = 1\n}\n';

function rulesOf(files: Record<string, string>): string[] {
  return lintModule(files).map((line) => line.split(' ')[1]?.replace(/:$/, '') ?? '');
}

suite('Rule configuration and suppression', () => {
  test('tflint’s recommended rules are on by themselves', () => {
    assert.deepEqual(rulesOf({ 'main.tf': module }), ['terraform_unused_declarations']);
  });

  test('a rule is turned off by name', () => {
    const config = 'rule "terraform_unused_declarations" {\n  enabled = false\n}\n';
    assert.deepEqual(rulesOf({ '.tflint.hcl': config, 'main.tf': module }), []);
  });

  test('all rules but named ones are turned off at once', () => {
    const config = 'config {\n  disabled_by_default = true\n}\n\nrule "terraform_unused_declarations" {\n  enabled = true\n}\n';
    const text = `${module}\noutput "a" {\n  value = "\${path.module}"\n}\n`;
    assert.deepEqual(rulesOf({ '.tflint.hcl': config, 'main.tf': text }), ['terraform_unused_declarations']);
  });

  test('the preset "all" turns on the others', () => {
    const config = 'plugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\n';
    assert.ok(rulesOf({ '.tflint.hcl': config, 'outputs.tf': 'output "a" {\n  value = 1\n}\n' }).includes('terraform_documented_outputs'));
  });

  test('a comment suppresses on its line and the next', () => {
    assert.deepEqual(rulesOf({ 'main.tf': 'locals {\n  # tflint-ignore: terraform_unused_declarations\n  a = 1\n}\n' }), []);
    assert.deepEqual(rulesOf({ 'main.tf': 'locals {\n  a = 1 # tflint-ignore: terraform_unused_declarations, another\n}\n' }), []);
    assert.deepEqual(rulesOf({ 'main.tf': 'locals {\n  # tflint-ignore: all\n  a = 1\n  b = 2\n}\n' }), ['terraform_unused_declarations']);
  });

  test('a comment suppresses in the whole file where it is the first thing in it', () => {
    assert.deepEqual(rulesOf({ 'main.tf': `# tflint-ignore-file: terraform_unused_declarations\n${module}` }), []);
    assert.deepEqual(rulesOf({ 'main.tf': `// tflint-ignore-file: all // for now\n${module}` }), []);
    assert.deepEqual(rulesOf({ 'main.tf': `\n# tflint-ignore-file: terraform_unused_declarations\n${module}` }), ['plumbline_tflint', 'terraform_unused_declarations']);
  });

  test('a reason may follow the names, and comments may be of any kind', () => {
    for (const comment of ['# tflint-ignore: terraform_unused_declarations # for now', '// tflint-ignore: terraform_unused_declarations // for now', '/* tflint-ignore: terraform_unused_declarations */']) {
      assert.deepEqual(rulesOf({ 'main.tf': `locals {\n  ${comment}\n  a = 1\n}\n` }), [], comment);
    }
  });

  test('in JSON a comment property suppresses in the whole file', () => {
    const json = (comment: string) => `{"//": "${comment}", "locals": {"a": 1}}`;
    assert.deepEqual(rulesOf({ 'main.tf.json': json('tflint-ignore-file: terraform_unused_declarations # for now') }), []);
    assert.deepEqual(rulesOf({ 'main.tf.json': json('see tflint-ignore-file: all') }), ['terraform_unused_declarations']);
    assert.deepEqual(rulesOf({ 'main.tf.json': json('tflint-ignore: all') }), ['terraform_unused_declarations']);
  });

  test('a rule that is not ignorable is not suppressed', () => {
    const config = 'rule "terraform_unused_declarations" {\n  enabled = true\n  ignorable = false\n}\n';
    assert.deepEqual(rulesOf({ '.tflint.hcl': config, 'main.tf': `# tflint-ignore-file: all\n${module}` }), ['terraform_unused_declarations']);
  });

  test('a configuration in JSON is the same', () => {
    const config = { rule: { terraform_naming_convention: { enabled: true, locals: { format: 'none' } }, terraform_unused_declarations: { enabled: false } } };
    assert.deepEqual(rulesOf({ '.tflint.json': JSON.stringify(config), 'main.tf': 'locals {\n  camelCase = 1\n}\nvariable "camelCase" {\n  type = string\n}\n' }), ['terraform_naming_convention']);
    assert.deepEqual(rulesOf({ '.tflint.json': JSON.stringify(config), '.tflint.hcl': '', 'main.tf': module }), ['terraform_unused_declarations']);
  });

  test('presets: a plugin without one is all of it, one counts for more than disabled_by_default', () => {
    const plugin = (preset: string) => `plugin "terraform" {\n  enabled = true\n${preset}}\n`;
    const text = { 'main.tf': 'output "a" {\n  value = 1\n}\nlocals {\n  b = 1\n}\n' };
    assert.ok(rulesOf({ '.tflint.hcl': plugin(''), ...text }).includes('terraform_documented_outputs'));
    assert.deepEqual(rulesOf({ '.tflint.hcl': plugin('  preset = "recommended"\n'), ...text }), ['terraform_unused_declarations']);
    const none = 'config {\n  disabled_by_default = true\n}\n';
    assert.deepEqual(rulesOf({ '.tflint.hcl': none + plugin('  preset = "recommended"\n'), ...text }), ['terraform_unused_declarations']);
    assert.deepEqual(rulesOf({ '.tflint.hcl': none + plugin(''), ...text }), []);
    assert.ok(!rulesOf({ '.tflint.hcl': plugin('  preset = "all"\n'), 'main.tf': 'module "a" {\n  source = "github.com/a/b?ref=v1.0.0"\n}\n' }).includes('terraform_module_shallow_clone'));
  });

  test('syntax errors cannot be suppressed', () => {
    assert.deepEqual(rulesOf({ 'main.tf': '# tflint-ignore: all\na = \n' }).filter((rule) => rule === 'hcl_syntax'), ['hcl_syntax']);
  });
});

suite('Where the configuration of rules is', () => {
  const off = 'rule "terraform_unused_declarations" {\n  enabled = false\n}\n';
  const on = 'rule "terraform_unused_declarations" {\n  enabled = true\n}\n';
  const isOff = (texts: Record<string, string>, environment: Record<string, string>) => {
    const files = new MemoryFiles({ '/work/m/main.tf': module, ...texts });
    const service = new TerraformService({ files, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z'), environment });
    return !service.lint(documentOf(files, '/work/m/main.tf')).some(({ rule }) => rule === 'terraform_unused_declarations');
  };

  test('in the folder of the module, or the nearest above it', () => {
    assert.ok(isOff({ '/work/m/.tflint.hcl': off }, {}));
    assert.ok(isOff({ '/work/.tflint.hcl': off }, {}));
    assert.ok(!isOff({ '/work/m/.tflint.hcl': on, '/work/.tflint.hcl': off }, {}));
  });

  test('at home where there is none nearer', () => {
    assert.ok(isOff({ '/home/me/.tflint.hcl': off }, { HOME: '/home/me' }));
    assert.ok(isOff({ '/home/me/.tflint.json': '{"rule": {"terraform_unused_declarations": {"enabled": false}}}' }, { USERPROFILE: '/home/me' }));
    assert.ok(!isOff({ '/home/me/.tflint.hcl': off, '/work/.tflint.hcl': on }, { HOME: '/home/me' }));
    assert.ok(!isOff({ '/home/me/.tflint.hcl': off }, {}));
  });

  test('where TFLINT_CONFIG_FILE says, before all others', () => {
    const files = { '/etc/rules.hcl': off, '/work/m/ci/rules.hcl': off, '/work/m/.tflint.hcl': on };
    assert.ok(isOff(files, { TFLINT_CONFIG_FILE: '/etc/rules.hcl' }));
    assert.ok(isOff(files, { TFLINT_CONFIG_FILE: 'ci/rules.hcl' }));
    assert.ok(!isOff(files, { TFLINT_CONFIG_FILE: '' }));
    assert.ok(!isOff(files, { TFLINT_CONFIG_FILE: '/etc/none.hcl' }));
  });
});

suite('Values of AWS arguments, by the names of tflint’s rules', () => {
  const text = 'resource "aws_instance" "a" {\n  instance_type = "t3.mirco"\n}\n\nresource "aws_lambda_function" "b" {\n  function_name = "b"\n  role = "arn:aws:iam::123456789012:role/b"\n  runtime = "python9"\n}\n';
  const values = (config: string, main = text) => rulesOf({ '.tflint.hcl': config, 'main.tf': main }).filter((rule) => rule.includes('_invalid_'));

  test('each resource and argument has a rule of its own', () => {
    assert.deepEqual(values(''), ['aws_instance_invalid_type', 'aws_lambda_function_invalid_runtime']);
  });

  test('one is turned off by name, or on alone', () => {
    assert.deepEqual(values('rule "aws_instance_invalid_type" {\n  enabled = false\n}\n'), ['aws_lambda_function_invalid_runtime']);
    const alone = 'config {\n  disabled_by_default = true\n}\n\nrule "aws_instance_invalid_type" {\n  enabled = true\n}\n';
    assert.deepEqual(values(alone), ['aws_instance_invalid_type']);
  });

  test('all are turned off with the plugin, or with the family', () => {
    assert.deepEqual(values('plugin "aws" {\n  enabled = false\n}\n'), []);
    assert.deepEqual(values('rule "aws_invalid_value" {\n  enabled = false\n}\n'), []);
  });

  test('a comment suppresses one', () => {
    assert.deepEqual(values('', text.replace('"t3.mirco"', '"t3.mirco" # tflint-ignore: aws_instance_invalid_type')), ['aws_lambda_function_invalid_runtime']);
  });
});

suite('Options of AWS rules', () => {
  const messages = (config: string, main: string, rule: string) =>
    lintModule({ '.tflint.hcl': config, 'main.tf': main }).filter((line) => line.includes(` ${rule}: `)).map((line) => line.slice(line.indexOf(rule) + rule.length + 2));
  const demanded = 'rule "aws_resource_missing_tags" {\n  enabled = true\n  tags    = ["Owner", "Team"]\n  exclude = ["aws_vpc"]\n}\n';

  test('tags: own ones, default ones of the provider configuration, excluded types', () => {
    const providers = 'provider "aws" {\n  default_tags {\n    tags = { Owner = "a" }\n  }\n}\nprovider "aws" {\n  alias = "other"\n}\n';
    const rest = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_sqs_queue" "a" {\n  tags = { Team = "b" }\n}\nresource "aws_sqs_queue" "b" {\n  provider = aws.other\n  tags = { Team = "b" }\n}\n';
    assert.deepEqual(messages(demanded, providers + rest, 'aws_resource_missing_tags'), ['Tags are missing: "Owner".']);
  });

  test('tags that are not known are not missing', () => {
    const main = 'variable "tags" {\n  type = map(string)\n}\nresource "aws_sqs_queue" "a" {\n  tags = merge(var.tags, { A = "b" })\n}\n';
    assert.deepEqual(messages(demanded, main, 'aws_resource_missing_tags'), []);
  });

  test('tags of an Auto Scaling group stand in blocks', () => {
    const main = 'resource "aws_autoscaling_group" "a" {\n  max_size = 1\n  min_size = 1\n  tag {\n    key = "Owner"\n    value = "a"\n    propagate_at_launch = true\n  }\n}\n';
    assert.deepEqual(messages(demanded, main, 'aws_resource_missing_tags'), ['Tags are missing: "Team".']);
  });

  test('names of buckets: prefix and regex, and a regex that is none', () => {
    const rule = (option: string) => `rule "aws_s3_bucket_name" {\n  enabled = true\n  ${option}\n}\n`;
    const main = 'resource "aws_s3_bucket" "a" {\n  bucket = "Logs"\n}\n';
    assert.deepEqual(messages(rule('prefix = "my-"'), main, 'aws_s3_bucket_name'), ['The bucket name "Logs" does not begin with "my-".']);
    assert.deepEqual(messages(rule('regex = "^[a-z]+$"'), main, 'aws_s3_bucket_name'), ['The bucket name "Logs" does not match "^[a-z]+$".']);
    assert.match(messages(rule('regex = "["'), main, 'aws_s3_bucket_name').join(''), /not a regular expression/);
  });

  test('names of buckets: lengths that S3 takes, whatever else is demanded', () => {
    const of = (name: string) => messages('rule "aws_s3_bucket_name" {\n  enabled = true\n}\n', `resource "aws_s3_bucket" "a" {\n  bucket = "${name}"\n}\n`, 'aws_s3_bucket_name');
    assert.deepEqual(of('ab'), ['The bucket name "ab" has 2 characters; it is of 3 to 63.']);
    assert.deepEqual(of('a'.repeat(64)).length, 1);
    assert.deepEqual([of('abc'), of('a'.repeat(63)), of('')], [[], [], []]);
  });

  test('default tags: at what is given, or at a provider that has none', () => {
    const rule = 'aws_provider_missing_default_tags';
    const at = (body: string) => lintModule({ '.tflint.hcl': `rule "${rule}" {\n  enabled = true\n  tags    = ["Owner", "Team"]\n}\n`, 'main.tf': `provider "aws" {\n${body}}\n` }).flatMap((line) => (line.includes(` ${rule}: `) ? [line.replace(` ${rule}:`, '')] : []));
    assert.deepEqual(at(''), ['main.tf:1:1 The provider has no default_tags, where these are wanted: "Owner", "Team".']);
    assert.deepEqual(at('  default_tags {\n    tags = {\n      Owner = "a"\n    }\n  }\n'), ['main.tf:3:5 The default tags lack "Team".']);
    assert.deepEqual(at('  default_tags {\n  }\n'), ['main.tf:2:3 The default tags lack "Owner", "Team".']);
    assert.deepEqual(at('  default_tags {\n    tags = { Owner = "a", Team = "b" }\n  }\n'), []);
    assert.deepEqual(at('  default_tags {\n    tags = var.tags\n  }\n'), []);
  });

  test('the name "all" is a protocol of a rule that is a resource, and of none in a group', () => {
    const group = messages('', 'resource "aws_security_group" "a" {\n  ingress {\n    from_port = 0\n    to_port = 0\n    protocol = "all"\n  }\n}\n', 'aws_security_group_invalid_protocol');
    assert.equal(group.length, 1);
    const rule = 'resource "aws_security_group_rule" "a" {\n  type = "ingress"\n  from_port = 0\n  to_port = 0\n  protocol = "all"\n  security_group_id = "sg-1"\n}\n';
    assert.deepEqual(messages('', rule, 'aws_security_group_rule_invalid_protocol'), []);
  });

  test('an ARN of the commercial partition is told once for an argument, also where a variable gives it', () => {
    const rule = 'aws_iam_policy_document_gov_friendly_arns';
    const lines = (resources: string, more = '') => lintModule({ '.tflint.hcl': `rule "${rule}" {\n  enabled = true\n}\n`, 'main.tf': `data "aws_iam_policy_document" "a" {\n  statement {\n    actions = ["s3:*"]\n    resources = ${resources}\n  }\n}\n${more}` }).flatMap((line) => (line.includes(` ${rule}: `) ? [line.split(' ')[0]] : []));
    assert.deepEqual(lines('[\n      "arn:aws:s3:::a",\n      "arn:aws:s3:::b"\n    ]'), ['main.tf:4:17']);
    assert.deepEqual(lines('["arn:${data.aws_partition.p.partition}:s3:::a"]'), []);
    assert.deepEqual(lines('[var.bucket]', 'variable "bucket" {\n  type = string\n  default = "arn:aws:s3:::a"\n}\n'), ['main.tf:4:17']);
  });

  test('a runtime is deprecated from its date on', () => {
    // The clock of these tests stands at 2026-01-01.
    const fn = (runtime: string) => `resource "aws_lambda_function" "a" {\n  function_name = "a"\n  role = "arn:aws:iam::123456789012:role/a"\n  runtime = "${runtime}"\n}\n`;
    assert.equal(messages('', fn('nodejs18.x'), 'aws_lambda_function_deprecated_runtime').length, 1);
    assert.equal(messages('', fn('dotnet8'), 'aws_lambda_function_deprecated_runtime').length, 0);
  });

  test('generated rules: what a service calls another name, patterns for all of a string, lengths', () => {
    const found = (type: string, ...lines: string[]) => rulesOf({ 'main.tf': `resource "${type}" "a" {\n  ${lines.join('\n  ')}\n}\n` }).filter((rule) => rule.includes('_invalid_'));
    assert.deepEqual(found('aws_iam_policy', 'name = "not allowed"', 'policy = "{}"'), ['aws_iam_policy_invalid_name']);
    assert.deepEqual(found('aws_iam_policy', 'name = "all-right"', 'policy = "{}"'), []);
    assert.deepEqual(found('aws_iam_role', `name = "${'a'.repeat(65)}"`, 'assume_role_policy = "{}"'), ['aws_iam_role_invalid_name']);
    assert.deepEqual(found('aws_appmesh_mesh', `name = "${'a'.repeat(256)}"`), ['aws_appmesh_mesh_invalid_name']);
    assert.deepEqual(found('aws_backup_vault', 'name = "a b"'), ['aws_backup_vault_invalid_name']);
    assert.deepEqual(found('aws_cloudwatch_event_target', 'rule = "a"', 'arn = "arn:aws:sqs:eu-central-1:123456789012:a"', 'target_id = "a b"'), ['aws_cloudwatch_event_target_invalid_target_id']);
    assert.deepEqual(found('aws_cloudfront_distribution', 'enabled = true', 'price_class = "PriceClass_300"'), ['aws_cloudfront_distribution_invalid_price_class']);
    assert.deepEqual(found('aws_ec2_transit_gateway', 'dns_support = "yes"'), ['aws_ec2_transit_gateway_invalid_dns_support']);
    assert.deepEqual(found('aws_lb', 'load_balancer_type = "classic"'), ['aws_lb_invalid_load_balancer_type']);
    const database = (engine: string, kind: string) => found('aws_db_instance', `engine = "${engine}"`, `instance_class = "${kind}"`);
    assert.deepEqual(database('mysqll', 'db.t3.micro'), ['aws_db_instance_invalid_engine']);
    assert.deepEqual(database('mysql', 'db.t3.mirco'), ['aws_db_instance_invalid_type']);
    assert.deepEqual(database('postgres', 'db.m1.small'), []);
    assert.deepEqual(found('aws_elasticache_cluster', 'cluster_id = "a"', 'node_type = "cache.t3.mirco"'), ['aws_elasticache_cluster_invalid_type']);
    assert.deepEqual(found('aws_elasticache_replication_group', 'description = "a"', 'replication_group_id = "a"', 'node_type = "cache.t1.micro"'), []);
    assert.deepEqual(found('aws_fsx_lustre_file_system', 'subnet_ids = ["subnet-0123456789abcdef0"]', 'deployment_type = "PERSISTENT_2"'), []);
    assert.deepEqual(found('aws_sqs_queue', 'region = "eu-central-1"'), []);
  });

  test('what is secret or long is not repeated', () => {
    const about = (lines: string) => lintModule({ 'main.tf': lines }).filter((line) => line.includes('_invalid_')).join('\n');
    const secret = about('resource "aws_storagegateway_gateway" "a" {\n  gateway_name = "a"\n  gateway_timezone = "GMT"\n  smb_guest_password = "geh"\n}\n');
    assert.match(secret, /smb_guest_password: The value is shorter than 6 characters\.$/);
    const long = about(`resource "aws_iam_role" "a" {\n  name = "${'a'.repeat(500)}"\n  assume_role_policy = "{}"\n}\n`);
    assert.match(long, /name: "a{60}…" is longer than 64 characters\.$/);
  });

  test('values that the provider takes beyond the service model', () => {
    const main = 'resource "aws_s3_bucket_acl" "a" {\n  bucket = "a"\n  acl = "log-delivery-write"\n}\nresource "aws_mq_configuration" "a" {\n  name = "a"\n  data = "<broker/>"\n  engine_type = "ActiveMQ"\n  engine_version = "5.18"\n}\n';
    assert.deepEqual(rulesOf({ 'main.tf': main }).filter((rule) => rule.includes('_invalid_')), []);
  });
});

suite('AWS provider versions', () => {
  const resource = 'resource "aws_sns_topic" "a" {\n  unheard_of = 1\n}\n';
  const required = (source: string, version: string) =>
    `terraform {\n  required_version = ">= 1.5"\n\n  required_providers {\n    aws = {\n      source  = "${source}"\n      version = "${version}"\n    }\n  }\n}\n\n${resource}`;
  const unsupported = (files: Record<string, string>) => rulesOf(files).filter((rule) => rule === 'terraform_unsupported_argument').length;

  test('an unknown argument is an error in the major versions that the facts are of', () => {
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '~> 6.0') }), 1);
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '~> 5.31') }), 1);
    assert.equal(unsupported({ 'main.tf': resource }), 1);
  });

  test('each major version has its own arguments; the newest counts where several are left open', () => {
    const inRegion = (version: string) => unsupported({ 'main.tf': required('hashicorp/aws', version).replace('unheard_of = 1', 'region = "eu-west-1"') });
    assert.deepEqual(['~> 5.0', '< 6.0', '>= 5.0', '~> 6.0'].map(inRegion), [1, 1, 0, 0]);
  });

  test('nothing is said of another major version or another provider', () => {
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '~> 4.0') }), 0);
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '~> 7.0') }), 0);
    assert.equal(unsupported({ 'main.tf': required('example/aws', '~> 6.0') }), 0);
  });

  test('no ephemeral resource is called wrong where the facts have none at all', () => {
    const lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.90.0"\n}\n';
    assert.deepEqual(rulesOf({ 'main.tf': 'ephemeral "aws_ssm_parameter" "a" {\n  arn = "a"\n}\n', '.terraform.lock.hcl': lock }).filter((rule) => rule.includes('ephemeral_resource')), []);
  });

  test('blocks of a type whose description is in several parts are known', () => {
    const filters = 'resource "aws_securityhub_insight" "a" {\n  name = "a"\n  group_by_attribute = "AwsAccountId"\n  filters {\n    aws_account_id {\n      comparison = "EQUALS"\n      value = "1"\n    }\n  }\n}\n';
    assert.deepEqual(rulesOf({ 'main.tf': filters }).filter((rule) => /unsupported|missing/.test(rule)), []);
  });

  test('of a provider newer than the facts, only a name that resembles another is doubted', () => {
    const lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.999.0"\n}\n';
    const told = (line: string) => lintModule({ 'main.tf': `resource "aws_lambda_function" "a" {\n  function_name = "a"\n  role = "b"\n  ${line}\n}\noutput "o" {\n  value = aws_lambda_function.a.brandnew\n}\n`, '.terraform.lock.hcl': lock }).filter((found) => found.includes('Unsupported'));
    assert.deepEqual(told('brandnew = 1'), []);
    assert.deepEqual(told('vpc_config {\n    brandnew = 1\n    subnet_ids = []\n    security_group_ids = []\n  }'), []);
    assert.deepEqual(told('memory_sise = 128'), ['main.tf:4:3 terraform_unsupported_argument: Unsupported argument: There is no argument "memory_sise" in aws_lambda_function. Did you mean "memory_size"?']);
    assert.equal(told('vpc_confik {\n  }').length, 1);
  });

  test('the lock file decides where there is one', () => {
    const lock = (version: string) => `provider "registry.terraform.io/hashicorp/aws" {\n  version = "${version}"\n}\n`;
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '>= 4.0'), '.terraform.lock.hcl': lock('4.67.0') }), 0);
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '>= 4.0'), '.terraform.lock.hcl': lock('5.31.0') }), 1);
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '>= 4.0'), '.terraform.lock.hcl': lock('6.1.0') }), 1);
    assert.equal(unsupported({ 'main.tf': required('hashicorp/aws', '>= 4.0'), '.terraform.lock.hcl': lock('6.999.0') }), 0);
  });
});
