import assert from 'node:assert/strict';
import { TerraformService } from '../../../src/terraform/service.ts';
import { dataFolder } from '../../support/services.ts';
import { documentOf, lintModule, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** What rules on AWS values say of a module: `file:line rule`, and the message where it is asked for. */
function said(files: Readonly<Record<string, string>>): string[] {
  return lintModule(files).flatMap((line) => {
    const [, place, rule] = /^(\S+:\d+):\d+ (aws_\w+): /.exec(line) ?? [];
    return place !== undefined && rule !== undefined ? [`${place} ${rule}`] : [];
  });
}

function variable(name: string, more = ''): string {
  return `variable "${name}" {\n  type = string\n${more}}\n`;
}

const instance = 'resource "aws_instance" "a" {\n  ami           = "ami-1"\n  instance_type = var.kind\n}\n';
const atInstance = ['main.tf:3 aws_instance_invalid_type'];

suite('What variables are set to, for tflint’s rules', () => {
  const about = (files: Readonly<Record<string, string>>, declared = variable('kind')) => said({ 'main.tf': instance, 'variables.tf': declared, ...files });

  test('a default', () => {
    assert.deepEqual(about({}), []);
    assert.deepEqual(about({}, variable('kind', '  default = "t3.micro"\n')), []);
    assert.deepEqual(about({}, variable('kind', '  default = "t3.mirco"\n')), atInstance);
    assert.deepEqual(about({}, variable('kind', '  default = null\n')), []);
  });

  test('what is sensitive is not looked at', () => {
    assert.deepEqual(about({}, variable('kind', '  default = "t3.mirco"\n  sensitive = true\n')), []);
  });

  test('files of values that Terraform reads by itself, the last of which counts', () => {
    const declared = variable('kind', '  default = "t3.micro"\n');
    assert.deepEqual(about({ 'terraform.tfvars': 'kind = "x"\n' }, declared), atInstance);
    assert.deepEqual(about({ 'terraform.tfvars': 'kind = "x"\n', 'a.auto.tfvars': 'kind = "t3.micro"\n' }, declared), []);
    assert.deepEqual(about({ 'a.auto.tfvars': 'kind = "t3.micro"\n', 'b.auto.tfvars.json': '{"kind": "x"}' }, declared), atInstance);
    assert.deepEqual(about({ 'terraform.tfvars': 'kind = "t3.micro"\n', 'terraform.tfvars.json': '{"kind": "x"}' }, declared), atInstance);
    assert.deepEqual(about({ 'other.tfvars': 'kind = "x"\n' }, declared), []);
  });

  test('the environment, after defaults and before files of values', () => {
    const inEnvironment = (files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>) => {
      const memory = new MemoryFiles(Object.fromEntries(Object.entries({ 'main.tf': instance, ...files }).map(([name, text]) => [`/module/${name}`, text])));
      const service = new TerraformService({ files: memory, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z'), environment });
      const found = service.lint(documentOf(memory, '/module/main.tf')).filter(({ rule }) => rule.startsWith('aws_'));
      // What is in the environment is repeated nowhere.
      for (const { message } of found) assert.match(message, /: The value is not a value|^"…" is of a previous generation/);
      return found.map(({ rule }) => rule);
    };
    const declared = { 'variables.tf': variable('kind', '  default = "t3.micro"\n') };
    assert.deepEqual(inEnvironment(declared, { TF_VAR_kind: 'x' }), ['aws_instance_invalid_type']);
    assert.deepEqual(inEnvironment(declared, { TF_VAR_kind: '"t3.micro"' }), ['aws_instance_invalid_type']);
    assert.deepEqual(inEnvironment(declared, { kind: 'x', TF_VAR_other: 'x' }), []);
    assert.deepEqual(inEnvironment(declared, { TF_VAR_kind: 't1.micro' }), ['aws_instance_previous_type']);
    assert.deepEqual(inEnvironment({ ...declared, 'a.auto.tfvars': 'kind = "t3.micro"\n' }, { TF_VAR_kind: 'x' }), []);
    assert.deepEqual(inEnvironment({ 'variables.tf': variable('kind', '  default = "x"\n') }, { TF_VAR_kind: 't3.micro' }), []);
    assert.deepEqual(inEnvironment({ ...declared, '.tflint.hcl': 'config {\n  variables = ["kind=t3.micro"]\n}\n' }, { TF_VAR_kind: 'x' }), []);
    const chosen = { 'main.tf': instance.replace('var.kind', 'var.kinds[0]'), 'variables.tf': 'variable "kinds" {\n  type = list(string)\n}\n' };
    assert.deepEqual(inEnvironment(chosen, { TF_VAR_kinds: '["x"]' }), ['aws_instance_invalid_type']);
    assert.deepEqual(inEnvironment(chosen, { TF_VAR_kinds: '["t3.micro"]' }), []);
  });

  test('files of values and values of the configuration', () => {
    const config = (setting: string) => ({ '.tflint.hcl': `config {\n  ${setting}\n}\n` });
    const files = { 'a.auto.tfvars': 'kind = "t3.micro"\n', 'other.tfvars': 'kind = "x"\n', 'env/prod.tfvars': 'kind = "y"\n' };
    assert.deepEqual(about({ ...files, ...config('varfile = ["other.tfvars"]') }), atInstance);
    assert.deepEqual(about({ ...files, ...config('varfile = ["env/prod.tfvars"]') }), atInstance);
    assert.deepEqual(about({ ...files, ...config('varfile = ["env/none.tfvars"]') }), []);
    assert.deepEqual(about({ ...files, ...config('varfile = ["other.tfvars"]\n  variables = ["kind=t3.micro"]') }), []);
    assert.deepEqual(about(config('variables = ["kind=x"]')), atInstance);
    assert.deepEqual(about(config('variables = ["kind=\\"x\\""]')), atInstance);
  });

  test('what each instance of a block is given', () => {
    const of = (repetition: string, kind: string, more = '') => said({ 'main.tf': `resource "aws_instance" "a" {\n  ${repetition}\n  ami           = "ami-1"\n  instance_type = ${kind}\n}\n${more}` });
    const atKind = ['main.tf:4 aws_instance_invalid_type'];
    assert.deepEqual(of('for_each = { a = "t3.micro", b = "t3.mirco" }', 'each.value'), atKind);
    assert.deepEqual(of('for_each = { a = "t3.micro", b = "t3.small" }', 'each.value'), []);
    assert.deepEqual(of('for_each = toset(["x", "x", "y"])', 'each.key'), [...atKind, ...atKind]);
    assert.deepEqual(of('for_each = toset(["t3.micro"])', 'each.value'), []);
    assert.deepEqual(of('for_each = var.kinds', 'each.value.kind', 'variable "kinds" {\n  type = map(object({ kind = string }))\n  default = { a = { kind = "x" } }\n}\n'), atKind);
    assert.deepEqual(of('for_each = var.kinds', 'each.value', 'variable "kinds" {\n  type = map(string)\n}\n'), []);
    assert.deepEqual(of('for_each = var.kinds', 'each.value', 'variable "kinds" {\n  type = map(string)\n  sensitive = true\n  default = { a = "x" }\n}\n'), []);
    assert.deepEqual(of('count = 2', '["t3.micro", "x"][count.index]'), atKind);
    assert.deepEqual(of('count = 1', '["t3.micro", "x"][count.index]'), []);
    assert.deepEqual(of('count = 2', '"t3.${count.index == 0 ? "micro" : "small"}"'), []);
  });

  test('what each instance of a block is given, in the rules that are written by hand', () => {
    const of = (type: string, body: string) => said({ 'main.tf': `resource "${type}" "a" {\n${body}}\n` });
    assert.deepEqual(of('aws_instance', '  for_each = { a = "t3.micro", b = "m1.small" }\n  instance_type = each.value\n'), ['main.tf:3 aws_instance_previous_type']);
    assert.deepEqual(of('aws_instance', '  count = 2\n  instance_type = ["t3.micro", "t3.small", "m1.small"][count.index]\n'), []);
    assert.deepEqual(of('aws_db_instance', '  for_each = toset(["default.mysql8.0", "own"])\n  instance_class = "db.t3.micro"\n  parameter_group_name = each.key\n'), ['main.tf:4 aws_db_instance_default_parameter_group']);
    assert.deepEqual(of('aws_route', '  for_each = { a = null, b = "igw-1" }\n  route_table_id = "rtb-1"\n  gateway_id = each.value\n'), []);
    assert.deepEqual(of('aws_route', '  for_each = { a = null, b = null }\n  route_table_id = "rtb-1"\n  gateway_id = each.value\n'), ['main.tf:1 aws_route_not_specified_target']);
    assert.deepEqual(of('aws_route', '  for_each = { a = "igw-1", b = "igw-2" }\n  route_table_id = "rtb-1"\n  gateway_id = each.value\n  nat_gateway_id = "nat-1"\n'), ['main.tf:1 aws_route_specified_multiple_targets']);
  });

  test('what dynamic blocks make', () => {
    const group = (content: string, around = '') => said({ 'main.tf': `resource "aws_security_group" "a" {\n${around}  dynamic "ingress" {\n${content}  }\n}\n` });
    const protocol = (value: string) => `    content {\n      protocol = ${value}\n      from_port = 1\n      to_port = 1\n    }\n`;
    assert.deepEqual(group(`    for_each = ["tcp", "http"]\n${protocol('ingress.value')}`), ['main.tf:5 aws_security_group_invalid_protocol']);
    assert.deepEqual(group(`    for_each = ["tcp", "udp"]\n${protocol('ingress.value')}`), []);
    assert.deepEqual(group(`    for_each = { http = 1 }\n    iterator = rule\n${protocol('rule.key')}`), ['main.tf:6 aws_security_group_invalid_protocol']);
    assert.deepEqual(group(`    for_each = toset([each.key])\n${protocol('ingress.value')}`, '  for_each = toset(["tcp", "http"])\n'), ['main.tf:6 aws_security_group_invalid_protocol']);
    assert.deepEqual(group(`    for_each = var.unknown\n${protocol('ingress.value')}`), []);
    assert.deepEqual(group(`    for_each = var.unknown\n${protocol('"http"')}`), ['main.tf:5 aws_security_group_invalid_protocol']);
    const disks = (type: string) => said({ 'main.tf': `resource "aws_instance" "a" {\n  ami = "ami-1"\n  instance_type = "t3.micro"\n  dynamic "ebs_block_device" {\n    for_each = { a = "${type}" }\n    content {\n      device_name = ebs_block_device.key\n      volume_type = ebs_block_device.value\n    }\n  }\n}\n` });
    assert.deepEqual(disks('gp3'), []);
    assert.deepEqual(disks('gp33'), ['main.tf:8 aws_instance_invalid_ebs_block_device_volume_type']);
  });

  test('tags that differ from instance to instance, and those of dynamic blocks', () => {
    const config = { '.tflint.hcl': 'rule "aws_resource_missing_tags" {\n  enabled = true\n  tags    = ["Owner"]\n}\n' };
    const queue = (tags: string) => said({ ...config, 'main.tf': `resource "aws_sqs_queue" "a" {\n  for_each = { a = { Owner = "x" }, b = ${tags} }\n  tags = each.value\n}\n` });
    assert.deepEqual(queue('{ Owner = "y" }'), []);
    assert.deepEqual(queue('{ Team = "y" }'), ['main.tf:3 aws_resource_missing_tags']);
    const group = (keys: string) => said({ ...config, 'main.tf': `resource "aws_autoscaling_group" "a" {\n  max_size = 1\n  min_size = 1\n  dynamic "tag" {\n    for_each = ${keys}\n    content {\n      key = tag.key\n      value = tag.value\n      propagate_at_launch = true\n    }\n  }\n}\n` });
    assert.deepEqual(group('{ Owner = "x", Team = "y" }'), []);
    assert.deepEqual(group('{ Team = "y" }'), ['main.tf:1 aws_resource_missing_tags']);
    assert.deepEqual(group('var.tags'), []);
  });

  test('through local values, templates and functions, and lists of one’s own', () => {
    const main = 'locals {\n  kind = "${var.family}.${lower("MICRO")}"\n}\nresource "aws_instance" "a" {\n  ami           = "ami-1"\n  instance_type = local.kind\n}\n';
    assert.deepEqual(said({ 'main.tf': main, 'variables.tf': variable('family', '  default = "t3"\n') }), []);
    assert.deepEqual(said({ 'main.tf': main, 'variables.tf': variable('family', '  default = "t33"\n') }), ['main.tf:6 aws_instance_invalid_type']);
    const tags = 'rule "aws_resource_missing_tags" {\n  enabled = true\n  tags    = ["Owner"]\n}\n';
    const queue = 'variable "tags" {\n  type    = map(string)\n  default = { Team = "a" }\n}\nresource "aws_sqs_queue" "a" {\n  tags = var.tags\n}\n';
    assert.deepEqual(said({ '.tflint.hcl': tags, 'main.tf': queue }), ['main.tf:6 aws_resource_missing_tags']);
  });
});

suite('What a call sets, for tflint’s rules', () => {
  const child = { 'child/main.tf': `${variable('kind')}${instance}` };
  const call = (argument: string, more = '') => `module "m" {\n  source = "./child"\n  ${argument}\n${more}}\n`;
  const inMain = (files: Readonly<Record<string, string>>) => said(files).filter((line) => line.startsWith('main.tf'));

  test('a finding that depends on an argument is told at the call', () => {
    assert.deepEqual(inMain({ ...child, 'main.tf': call('kind = "x"') }), ['main.tf:3 aws_instance_invalid_type']);
    assert.deepEqual(inMain({ ...child, 'main.tf': call('kind = "t3.micro"') }), []);
    const text = lintModule({ ...child, 'main.tf': call('kind = "x"') }).find((line) => line.includes('aws_instance_invalid_type'));
    assert.match(text ?? '', /It is used in child\/main\.tf:6\.$/);
  });

  test('what the argument is made of counts', () => {
    assert.deepEqual(inMain({ ...child, 'main.tf': `${variable('size', '  default = "x"\n')}${call('kind = "t3.${var.size}"')}` }), ['main.tf:7 aws_instance_invalid_type']);
  });

  test('what each instance of a call is given, told once', () => {
    assert.deepEqual(inMain({ ...child, 'main.tf': call('for_each = { a = "t3.micro", b = "x" }\n  kind = each.value') }), ['main.tf:4 aws_instance_invalid_type']);
    assert.deepEqual(inMain({ ...child, 'main.tf': call('for_each = toset(["t3.micro"])\n  kind = each.key') }), []);
    assert.deepEqual(inMain({ ...child, 'main.tf': call('count = 3\n  kind = count.index < 2 ? "x" : "t3.micro"') }), ['main.tf:4 aws_instance_invalid_type']);
    assert.deepEqual(inMain({ ...child, 'main.tf': call('for_each = var.unknown\n  kind = each.value') }), []);
  });

  test('what depends on no argument is told in the module alone', () => {
    const files = { 'child/main.tf': `${variable('kind', '  default = "x"\n')}${instance}` };
    assert.deepEqual(said({ ...files, 'main.tf': 'module "m" {\n  source = "./child"\n}\n' }), ['child/main.tf:7 aws_instance_invalid_type']);
  });

  test('through calls of calls', () => {
    const middle = { 'child/main.tf': `${variable('size')}module "inner" {\n  source = "./inner"\n  kind   = "t3.\${var.size}"\n}\n`, 'child/inner/main.tf': `${variable('kind')}${instance}` };
    assert.deepEqual(inMain({ ...middle, 'main.tf': call('size = "x"') }), ['main.tf:3 aws_instance_invalid_type']);
    assert.deepEqual(inMain({ ...middle, 'main.tf': call('size = "micro"') }), []);
  });

  test('a module that calls itself ends', () => {
    assert.deepEqual(inMain({ 'main.tf': `${variable('kind')}${instance}module "m" {\n  source = "./"\n  kind = "x"\n}\n` }), []);
  });

  test('call_module_type and ignore_module', () => {
    const config = (setting: string) => ({ '.tflint.hcl': `config {\n  ${setting}\n}\n` });
    const main = { ...child, 'main.tf': call('kind = "x"') };
    assert.deepEqual(inMain({ ...main, ...config('call_module_type = "none"') }), []);
    assert.deepEqual(inMain({ ...main, ...config('ignore_module = { "./child" = true }') }), []);
    assert.deepEqual(inMain({ ...main, ...config('ignore_module = { "./child" = false }') }), ['main.tf:3 aws_instance_invalid_type']);
    const installed = {
      '.terraform/modules/modules.json': '{"Modules": [{"Key": "m", "Source": "a/b/aws", "Dir": ".terraform/modules/m"}]}',
      '.terraform/modules/m/main.tf': `${variable('kind')}${instance}`,
      'main.tf': 'module "m" {\n  source  = "a/b/aws"\n  version = "1.0.0"\n  kind    = "x"\n}\n',
    };
    assert.deepEqual(inMain(installed), []);
    assert.deepEqual(inMain({ ...installed, ...config('call_module_type = "all"') }), ['main.tf:4 aws_instance_invalid_type']);
  });

  test('a change of the called module, of a default or of a file of values is seen', () => {
    const files = new MemoryFiles({ '/m/main.tf': `${call('kind = "x"')}${instance}`, '/m/variables.tf': variable('kind'), '/m/child/main.tf': `${variable('kind')}${instance}` });
    const service = serviceOver(files);
    const lines = () => {
      service.dependents('/m/main.tf', []);
      return service.lint(documentOf(files, '/m/main.tf')).flatMap(({ rule, range }) => (rule === 'aws_instance_invalid_type' ? [range.start.line + 1] : []));
    };
    assert.deepEqual(lines(), [3]);
    files.texts.set('/m/child/main.tf', variable('kind'));
    assert.deepEqual(lines(), []);
    files.texts.set('/m/variables.tf', variable('kind', '  default = "x"\n'));
    assert.deepEqual(lines(), [7]);
    files.texts.set('/m/terraform.tfvars', 'kind = "t3.micro"\n');
    assert.deepEqual(lines(), []);
    files.texts.set('/m/child/main.tf', `${variable('kind')}${instance}`);
    assert.deepEqual(lines(), [3]);
  });
});
