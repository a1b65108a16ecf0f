import assert from 'node:assert/strict';
import type { Diagnostic, Fix } from '../../../src/language/diagnostic.ts';
import { parseHcl } from '../../../src/terraform/hcl/parser.ts';
import { documentOf, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/**
 * A finding that has a fix: the rule, the file with what is wrong, the beginning of the fix's title where there are
 * several, and what is said of a value that the fix leaves to be written over.
 */
type Case = readonly [rule: string, text: string, title?: string, open?: string];

/** The places that a text is put into; undefined where it has no such form. */
const places: Readonly<Record<string, (text: string) => string | undefined>> = {
  'as it is': (text) => text,
  'with the line breaks of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'without a line break at the end': (text) => text.trimEnd(),
  'after characters of several units': (text) => `/* 👩‍👩‍👧 日本 é */ ${text}`,
  'with comments around': (text) => `# before\n${text.replaceAll('\n', ' # c\n')}# after\n`,
  'indented by tabs': (text) => (text.includes('\n  ') ? text.replaceAll('  ', '\t') : undefined),
  'in blocks of one line': (text) => oneLine(text, text.replaceAll(/\{\n +([^\n{}]+)\n\}/g, '{ $1 }')),
  'in the middle of others': (text) => `${other('before')}\n${text}\n${other('after')}`,
};

function other(name: string): string {
  return `output "${name}" {\n  description = "Another."\n  value       = 1\n}\n`;
}

function oneLine(text: string, joined: string): string | undefined {
  return joined === text ? undefined : joined;
}

function service(files: Readonly<Record<string, string>>, rule: string) {
  const memory = new MemoryFiles({ '/m/.tflint.hcl': `rule "${rule}" {\n  enabled = true\n}\n`, ...files });
  return { memory, over: serviceOver(memory) };
}

function apply(text: string, { edits }: Fix): string {
  let fixed = text;
  for (const { span, newText } of edits.toSorted((a, b) => b.span.start - a.span.start)) fixed = fixed.slice(0, span.start) + newText + fixed.slice(span.end);
  return fixed;
}

const said = ({ rule, message }: Diagnostic) => `${rule}: ${message}`;

/**
 * Applies the first fix of the title that a rule offers and lints again: nothing of the rule is left, nothing new is said,
 * no comment is gone but on the lines of what is removed, and line breaks are as they were.
 */
function check(file: string, [rule, , title = '', open]: Case, text: string, others: Readonly<Record<string, string>> = {}): void {
  const { memory, over } = service({ ...others, [file]: text }, rule);
  const lint = () => over.lint(documentOf(memory, file));
  const before = lint();
  const found = before.filter((diagnostic) => diagnostic.rule === rule);
  const fix = found.flatMap(({ fixes = [] }) => fixes).find((candidate) => candidate.title.startsWith(title));
  assert.ok(fix, `${rule} offers no fix "${title}" in ${JSON.stringify(text)}\n${before.map(said).join('\n')}`);
  const fixed = apply(text, fix);
  memory.texts.set(file, fixed);
  const after = lint();
  const context = `${fix.title}\n${JSON.stringify(text)}\n${JSON.stringify(fixed)}`;
  assert.deepEqual(after.filter((diagnostic) => diagnostic.rule === rule).map(said), [], context);
  const known = new Set(before.map(said));
  assert.deepEqual(after.map(said).filter((line) => !known.has(line) && line !== open), [], context);
  if (text.includes('\r\n')) assert.ok(!/(?<!\r)\n/.test(fixed), context);
  if (!fix.title.startsWith('Remove the ')) assert.equal(commentsIn(file, fixed), commentsIn(file, text), context);
  else if (text.startsWith('# before')) assert.ok(fixed.startsWith('# before') && fixed.endsWith('# after\n'), context);
}

function commentsIn(file: string, text: string): number {
  return file.endsWith('.json') ? 0 : parseHcl(text).comments.length;
}

const data = 'resource "terraform_data" "b" {\n  count = 2\n}\n';
const child = { '/m/child/main.tf': 'variable "size" {\n  type    = number\n  default = 1\n}\n\noutput "result" {\n  value = var.size\n}\n' };

const noSource = 'terraform_invalid_module_source_address: Invalid module source address: The source is empty.';

const cases: readonly Case[] = [
  ['plumbline_tflint', 'output "a" {\n  # tflint-ignore:terraform_documented_outputs\n  value = 1\n}\n', 'Add a space'],
  ['terraform_required_providers', 'terraform {\n  required_providers {\n    random = "~> 3.0"\n  }\n}\n\nresource "random_id" "a" {\n}\n', 'Add source'],
  ['terraform_required_providers', 'terraform {\n  required_providers {\n    random = {\n      version = "~> 3.0"\n    }\n  }\n}\n\nresource "random_id" "a" {\n}\n', 'Add source'],
  ['terraform_required_providers', 'terraform {\n  required_providers {\n    random = { version = "~> 3.0" }\n  }\n}\n\nresource "random_id" "a" {\n}\n', 'Add source'],
  ['terraform_reference_to_undeclared_input_variable', 'output "a" {\n  value = var.nam\n}\n\nvariable "name" {\n  type = string\n}\n', 'Replace'],
  ['terraform_reference_to_undeclared_input_variable', 'output "a" {\n  value = var.x\n}\n', 'Declare'],
  ['terraform_reference_to_undeclared_input_variable', 'output "a" {\n  value = "${var.x}-é"\n}\n', 'Declare'],
  ['terraform_reference_to_undeclared_local_value', 'output "a" {\n  value = local.x\n}\n', 'Declare'],
  ['terraform_reference_to_undeclared_local_value', 'locals {\n  name = 1\n}\n\noutput "a" {\n  value = [local.nme, local.name]\n}\n', 'Replace'],
  ['terraform_reference_to_undeclared_resource', `output "a" {\n  value = terraform_data.c[0].id\n}\n\n${data}`],
  ['terraform_reference_to_undeclared_resource', 'output "a" {\n  value = data.terraform_remote_state.c.outputs\n}\n\ndata "terraform_remote_state" "b" {\n  backend = "local"\n}\n'],
  ['terraform_reference_to_undeclared_module', 'module "child" {\n  source = "./child"\n}\n\noutput "a" {\n  value = module.chld.result\n}\n'],
  ['terraform_invalid_path_attribute', 'output "a" {\n  value = path.modul\n}\n', 'Replace'],
  ['terraform_invalid_terraform_attribute', 'output "a" {\n  value = terraform.workspce\n}\n', 'Replace'],
  ['terraform_invalid_count_attribute', 'resource "terraform_data" "a" {\n  count = 2\n  input = count.idx\n}\n', 'Replace'],
  ['terraform_invalid_each_attribute', 'resource "terraform_data" "a" {\n  for_each = { a = 1 }\n  input    = each.vale\n}\n', 'Replace'],
  ['terraform_unexpected_resource_instance_key', 'output "a" {\n  value = terraform_data.b[0].id\n}\n\nresource "terraform_data" "b" {\n}\n'],
  ['terraform_unsupported_attribute', 'locals {\n  a = { name = 1 }\n  b = local.a.nam\n}\n\noutput "b" {\n  value = local.b\n}\n'],
  ['terraform_unsupported_attribute', 'module "child" {\n  source = "./child"\n}\n\noutput "a" {\n  value = module.child.reslt\n}\n'],
  ['terraform_unsupported_attribute', 'resource "aws_sns_topic" "t" {\n}\n\noutput "a" {\n  value = aws_sns_topic.t.arm\n}\n'],
  ['terraform_unsupported_argument', 'output "a" {\n  vale = 1\n}\n'],
  ['terraform_unsupported_argument', 'module "child" {\n  source = "./child"\n  siz    = 2\n}\n'],
  ['terraform_unsupported_argument', 'resource "terraform_data" "a" {\n  lifecycle {\n    prevent_destry = true\n  }\n}\n'],
  ['terraform_unsupported_argument', 'resource "aws_instance" "a" {\n  ami           = "ami-0"\n  instance_type = "t3.micro"\n  root_block_device = {\n    volume_size = 8\n  }\n}\n', 'Leave out'],
  ['terraform_unsupported_block_type', 'varable "a" {\n  type = string\n}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_unsupported_block_type', 'resource "aws_sns_topic" "a" {\n  tags {\n    Name = "x"\n  }\n}\n', 'Write an equals'],
  ['terraform_unsupported_block_type', 'resource "aws_instance" "a" {\n  ami           = "ami-0"\n  instance_type = "t3.micro"\n\n  dynamic "ebs_blok_device" {\n    for_each = []\n    content {\n      device_name = "x"\n    }\n  }\n}\n'],
  ['terraform_invalid_resource_type', 'resource "terraform_dta" "a" {\n}\n'],
  ['terraform_invalid_data_source', 'data "terraform_remotestate" "a" {\n  backend = "local"\n}\n\noutput "a" {\n  value = data.terraform_remote_state.a.outputs\n}\n'],
  ['terraform_invalid_data_source', 'check "a" {\n  data "aws_regio" "a" {\n  }\n\n  assert {\n    condition     = data.aws_region.a.region != ""\n    error_message = "é"\n  }\n}\n'],
  ['terraform_provider_configuration_not_present', 'provider "aws" {\n  alias = "eu"\n}\n\nresource "aws_sns_topic" "a" {\n  provider = aws.euu\n}\n\nresource "aws_sns_topic" "b" {\n  provider = aws.eu\n}\n'],
  ['terraform_invalid_type_specification', 'variable "a" {\n  type = object({ é = strin, b = number })\n}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_invalid_type_specification', 'variable "a" {\n  type = lst(string)\n}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_invalid_required_providers_object', 'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      versoin = "~> 6.0"\n    }\n  }\n}\n'],
  ['terraform_call_to_unknown_function', 'output "a" {\n  value = lenght("x")\n}\n'],
  ['terraform_missing_required_argument', 'module "a" {\n}\n', 'Add source', noSource],
  ['terraform_missing_required_argument', 'module "a" {}\n', 'Add source', noSource],
  ['terraform_missing_required_argument', 'resource "aws_subnet" "a" {\n  cidr_block = "10.0.0.0/24"\n}\n'],
  ['terraform_missing_required_argument', 'resource "aws_autoscaling_group" "a" {}\n', 'Add all'],
  ['terraform_missing_required_argument', 'resource "terraform_data" "a" {\n  lifecycle {\n    precondition {\n      condition = path.module != ""\n    }\n  }\n}\n'],
  ['terraform_deprecated_index', `output "a" {\n  value = terraform_data.b.0.id\n}\n\n${data}`],
  ['terraform_deprecated_index', `output "a" {\n  value = terraform_data.b.*.id\n}\n\n${data}`],
  ['terraform_deprecated_index', 'resource "terraform_data" "a" {\n  lifecycle {\n    precondition {\n      condition     = tolist(["é", path.module]).0 != ""\n      error_message = "x"\n    }\n  }\n}\n'],
  ['terraform_deprecated_interpolation', 'output "a" {\n  value = "${path.module}"\n}\n'],
  ['terraform_deprecated_interpolation', 'output "a" {\n  value = ["${path.module}", "é"]\n}\n'],
  ['terraform_deprecated_interpolation', 'output "a" {\n  value = upper("${path.module}") == "" ? "${path.root}-" : "b"\n}\n'],
  ['terraform_deprecated_interpolation', 'output "a" {\n  value = { "${path.module}" = 1 }\n}\n'],
  ['terraform_deprecated_interpolation', 'output "a" {\n  value = "${path.module != "" ? 1 : 2}" + 1\n}\n'],
  ['terraform_deprecated_interpolation', 'locals {\n  a = { b = "x" }\n}\n\noutput "a" {\n  value = "${upper(\n    local.a.b\n  )}"\n}\n'],
  ['terraform_deprecated_lookup', 'output "a" {\n  value = lookup({ x = 1 }, "x")\n}\n'],
  ['terraform_deprecated_lookup', 'variable "m" {\n  type = map(string)\n}\n\noutput "a" {\n  value = lookup(var.m == null ? {} : var.m, "x")\n}\n'],
  ['terraform_empty_list_equality', 'variable "l" {\n  type = list(string)\n}\n\noutput "a" {\n  value = var.l == []\n}\n'],
  ['terraform_empty_list_equality', 'variable "l" {\n  type = list(string)\n}\n\noutput "a" {\n  value = !([] != var.l)\n}\n'],
  ['terraform_comment_syntax', '// A comment.\noutput "a" {\n  value = 1\n}\n'],
  ['terraform_typed_variables', 'variable "a" {\n  default = ["x"]\n}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_typed_variables', 'variable "a" {}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_documented_variables', 'variable "a" {\n  type = string\n}\n\noutput "a" {\n  value = var.a\n}\n', 'Add a description'],
  ['terraform_documented_variables', 'variable "a" {}\n\noutput "a" {\n  value = var.a\n}\n', 'Add a description'],
  ['terraform_documented_outputs', 'output "a" {\n  value = 1\n}\n', 'Add a description'],
  ['terraform_unused_declarations', 'locals {\n  a = 1\n}\n'],
  ['terraform_unused_declarations', 'locals {\n  a = {\n    b = 1\n  }\n  c = 2\n}\n\noutput "c" {\n  value = local.c\n}\n'],
  ['terraform_unused_declarations', 'variable "a" {\n  type = string\n}\n'],
  ['terraform_unused_declarations', 'data "aws_region" "a" {\n}\n'],
  ['terraform_unused_declarations', 'provider "aws" {\n  alias = "a"\n}\n'],
  ['terraform_unused_required_providers', 'terraform {\n  required_version = ">= 1.0"\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'],
  ['terraform_quoted_references_are_deprecated', 'resource "terraform_data" "a" {\n  depends_on = ["terraform_data.b"]\n}\n\nresource "terraform_data" "b" {\n}\n'],
  ['terraform_quoted_references_are_deprecated', 'resource "terraform_data" "a" {\n  lifecycle {\n    ignore_changes = ["input"]\n  }\n}\n'],
  ['terraform_quoted_references_are_deprecated', 'provider "aws" {\n  alias = "eu"\n}\n\nresource "aws_sns_topic" "a" {\n  provider = "aws.eu"\n}\n', 'Remove the quotes'],
  ['terraform_quoted_keywords_are_deprecated', 'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    when    = "destroy"\n    command = "true"\n  }\n}\n'],
  ['terraform_invalid_quoted_type_constraints', 'variable "a" {\n  type = "list"\n}\n\noutput "a" {\n  value = var.a\n}\n'],
  ['terraform_unsupported_attribute', 'resource "aws_sns_topic" "t" {\n  lifecycle {\n    ignore_changes = [tag, name]\n  }\n}\n', 'Replace with tags'],
  ['aws_instance_invalid_type', 'resource "aws_instance" "a" {\n  ami           = "ami-é"\n  instance_type = "t3.mirco"\n}\n', 'Replace with t3.micro'],
  ['plumbline_duplicate_subnet', 'resource "aws_autoscaling_group" "g" {\n  max_size            = 1\n  min_size            = 1\n  availability_zones  = ["eu-central-1a", "eu-central-1b"]\n  vpc_zone_identifier = ["subnet-0é", "subnet-1", "subnet-1"]\n}\n'],
  ['aws_write_only_arguments', 'resource "aws_db_instance" "a" {\n  instance_class = "db.t4g.micro"\n  password       = "x"\n}\n'],
  ['aws_ephemeral_resources', 'data "aws_secretsmanager_random_password" "a" {\n  password_length = 50\n}\n'],
  ['terraform_module_shallow_clone', 'module "a" {\n  source = "github.com/a/b?ref=v1.0.0"\n}\n'],
];

suite('Terraform quick fixes: applied and linted again', () => {
  for (const entry of cases) {
    const [rule, text, title] = entry;
    test(`${rule}${title ? `, ${title}` : ''}: ${JSON.stringify(text.slice(0, 60))}`, () => {
      for (const [place, put] of Object.entries(places)) {
        const placed = put(text);
        if (placed === undefined) continue;
        try {
          check('/m/main.tf', entry, placed, child);
        } catch (error) {
          throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      }
    });
  }
});

suite('Terraform quick fixes in other files: applied and linted again', () => {
  const others = { '/m/variables.tf': 'variable "name" {\n  type = string\n}\n\nvariable "size" {\n  type = number\n}\n\noutput "a" {\n  value = [var.name, var.size]\n}\n', ...child };
  const files: readonly (readonly [file: string, ...Case])[] = [
    ['/m/a.tfvars', 'terraform_value_for_undeclared_variable', 'nam  = "é"\nsize = 1\n'],
    ['/m/a.tfvars.json', 'terraform_value_for_undeclared_variable', '{"size": 1, "nam": "é"}'],
    ['/m/a.tf.json', 'terraform_reference_to_undeclared_input_variable', '{"//": "é", "output": {"b": {"value": "日本 ${var.nme}"}}}', 'Replace'],
    ['/m/a.tf.json', 'terraform_reference_to_undeclared_resource', '{"output": {"b": {"value": "${terraform_data.on.id}"}}, "resource": {"terraform_data": {"one": {}}}}'],
    ['/m/a.tf.json', 'terraform_call_to_unknown_function', '{"output": {"b": {"value": "é ${uper(\\"x\\")}"}}}'],
    ['/m/a.tf.json', 'terraform_extraneous_json_object_property', '{"output": {"b": {"value": 1, "sensitve": true}}}'],
    ['/m/a.tf.json', 'terraform_extraneous_json_object_property', '{"outptu": {"b": {"value": 1}}}'],
    ['/m/a.tf.json', 'terraform_invalid_resource_type', '{"resource": {"terraform_dta": {"a": {}}}}'],
    ['/m/a.tf.json', 'terraform_deprecated_index', '{"output": {"b": {"value": "${tolist([var.name]).0}"}}}'],
    ['/m/a.tf.json', 'terraform_deprecated_lookup', '{"output": {"b": {"value": "${lookup({a = 1}, \\"a\\")}"}}}'],
    ['/m/a.tf.json', 'aws_instance_invalid_type', '{"resource": {"aws_instance": {"a": {"ami": "é", "instance_type": "t3.mirco"}}}}'],
    ['/m/a.tf.json', 'terraform_json_syntax', '[{"output": {"b": {"value": "é"}}}, {"output": {"c": {"value": 1}}}]'],
    ['/m/a.tf.json', 'terraform_json_syntax', '\n[\n  {"output": [{"b": {"value": 1}}], "locals": {"x": 1.50}},\n  {"output": {"c": {"value": "${local.x}"}}}\n]\n'],
    ['/m/a.tftest.hcl', 'terraform_unsupported_block_type', 'rn "a" {\n  command = plan\n}\n'],
    ['/m/a.tftest.hcl', 'terraform_unsupported_argument', 'run "a" {\n  comand = plan\n}\n'],
    ['/m/a.tftest.hcl', 'terraform_reference_to_undeclared_input_variable', 'run "a" {\n  assert {\n    condition     = var.nam != "é"\n    error_message = "é"\n  }\n}\n'],
    ['/m/a.tftest.hcl', 'terraform_reference_to_undeclared_output_value', 'run "a" {\n  assert {\n    condition     = "é" != output.aa[0]\n    error_message = "é"\n  }\n}\n'],
    ['/m/a.tftest.hcl', 'terraform_value_for_undeclared_variable', 'run "a" {\n  variables { nam = "é" }\n}\n'],
    ['/m/a.tftest.hcl', 'terraform_missing_required_argument', 'run "a" {\n  assert {\n    condition = var.name != ""\n  }\n}\n'],
  ];
  for (const [file, ...entry] of files) {
    const [rule, text] = entry;
    test(`${rule} in ${file.slice(3)}: ${JSON.stringify(text.slice(0, 60))}`, () => {
      check(file, entry, text, others);
      check(file, entry, text.replaceAll('\n', '\r\n'), others);
      check(file, entry, text.trimEnd(), others);
    });
  }

  test('what several objects of a list have becomes a list, each as it was written', () => {
    const text = '[{"output": {"a": {"value": 1.50}}},\n {"output": [{"b": {"value": 12345678901234567890}}], "locals": {"c": 1}}]';
    const { memory, over } = service({ '/m/a.tf.json': text }, 'terraform_json_syntax');
    const [fix] = over.lint(documentOf(memory, '/m/a.tf.json')).flatMap(({ rule, fixes = [] }) => (rule === 'terraform_json_syntax' ? fixes : []));
    const joined = '{\n  "output": [\n    {"a": {"value": 1.50}},\n    {"b": {"value": 12345678901234567890}}\n  ],\n  "locals": {"c": 1}\n}\n';
    assert.equal(fix && apply(text, fix), joined);
  });
});
