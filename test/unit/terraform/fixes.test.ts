import assert from 'node:assert/strict';
import { documentOf, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** Applies the first fix that a rule offers and lints again: what the rule still says, and the text. */
function applyFirst(rule: string, text: string, title?: RegExp): { left: number; text: string } {
  const config = `rule "${rule}" {\n  enabled = true\n}\n`;
  const files = new MemoryFiles({ '/m/main.tf': text, '/m/.tflint.hcl': config });
  const service = serviceOver(files);
  const lint = () => service.lint(documentOf(files, '/m/main.tf')).filter((diagnostic) => diagnostic.rule === rule);
  const fixes = lint().flatMap((diagnostic) => diagnostic.fixes ?? []);
  const fix = title ? fixes.find((candidate) => title.test(candidate.title)) : fixes[0];
  assert.ok(fix, `${rule} offers a fix`);
  let fixed = text;
  for (const { span, newText } of fix.edits.toSorted((a, b) => b.span.start - a.span.start)) fixed = fixed.slice(0, span.start) + newText + fixed.slice(span.end);
  files.texts.set('/m/main.tf', fixed);
  return { left: lint().length, text: fixed };
}

suite('Terraform quick fixes: applied, the finding is gone', () => {
  const data = 'resource "terraform_data" "b" {\n  count = 2\n}\n';
  const cases: readonly [string, string, RegExp?][] = [
    ['terraform_reference_to_undeclared_input_variable', 'output "a" {\n  value = var.nam\n}\n\nvariable "name" {\n  type = string\n}\n', /^Replace/],
    ['terraform_reference_to_undeclared_input_variable', 'output "a" {\n  value = var.x\n}\n', /^Declare/],
    ['terraform_reference_to_undeclared_local_value', 'output "a" {\n  value = local.x\n}\n', /^Declare/],
    ['terraform_reference_to_undeclared_resource', `output "a" {\n  value = terraform_data.c[0].id\n}\n\n${data}`],
    ['terraform_reference_to_undeclared_resource', 'output "a" {\n  value = data.terraform_remote_state.c.outputs\n}\n\ndata "terraform_remote_state" "b" {\n  backend = "local"\n}\n'],
    ['terraform_unexpected_resource_instance_key', 'output "a" {\n  value = terraform_data.b[0].id\n}\n\nresource "terraform_data" "b" {\n}\n'],
    ['terraform_deprecated_index', `output "a" {\n  value = terraform_data.b.0.id\n}\n\n${data}`],
    ['terraform_deprecated_index', `output "a" {\n  value = terraform_data.b.*.id\n}\n\n${data}`],
    ['terraform_deprecated_interpolation', 'output "a" {\n  value = "${path.module}"\n}\n'],
    ['terraform_deprecated_lookup', 'output "a" {\n  value = lookup({ x = 1 }, "x")\n}\n'],
    ['terraform_empty_list_equality', 'output "a" {\n  value = [1] == []\n}\n'],
    ['terraform_unused_declarations', 'locals {\n  a = 1\n}\n'],
    ['terraform_quoted_references_are_deprecated', 'resource "terraform_data" "a" {\n  depends_on = ["terraform_data.b"]\n}\n\nresource "terraform_data" "b" {\n}\n'],
    ['terraform_quoted_keywords_are_deprecated', 'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    when    = "destroy"\n    command = "true"\n  }\n}\n'],
    ['terraform_invalid_quoted_type_constraints', 'variable "a" {\n  type = "list"\n}\n'],
    ['terraform_unsupported_argument', 'output "a" {\n  vale = 1\n}\n'],
    ['terraform_unsupported_argument', 'resource "aws_instance" "a" {\n  root_block_device = {\n    volume_size = 8\n  }\n}\n', /equals/],
    ['terraform_unsupported_block_type', 'varable "a" {\n  type = string\n}\n'],
    ['terraform_unsupported_block_type', 'resource "aws_instance" "a" {\n  tags {\n    Name = "x"\n  }\n}\n', /equals/],
    ['terraform_unsupported_block_type', 'resource "aws_instance" "a" {\n  dynamic "ebs_blok_device" {\n    for_each = []\n    content {\n    }\n  }\n}\n'],
    ['terraform_missing_required_argument', 'module "a" {\n}\n', /^Add source/],
    ['terraform_missing_required_argument', 'resource "aws_subnet" "a" {\n  cidr_block = "10.0.0.0/24"\n}\n'],
    ['terraform_missing_required_argument', 'resource "aws_autoscaling_group" "a" {}\n', /^Add all/],
    ['terraform_call_to_unknown_function', 'locals {\n  a = lenght("x")\n}\n'],
    ['terraform_unsupported_attribute', 'locals {\n  a = { name = 1 }\n  b = local.a.nam\n}\n'],
    ['terraform_reference_to_undeclared_module', 'module "child" {\n  source = "./child"\n}\n\noutput "a" {\n  value = module.chld.x\n}\n'],
    ['terraform_typed_variables', 'variable "a" {\n  default = ["x"]\n}\n'],
    ['terraform_typed_variables', 'variable "a" {}\n'],
    ['terraform_documented_variables', 'variable "a" {\n  type = string\n}\n', /description/],
    ['terraform_documented_variables', 'variable "a" {}\n', /description/],
    ['terraform_documented_outputs', 'output "a" {\n  value = 1\n}\n', /description/],
    ['terraform_deprecated_interpolation', 'variable "k" {\n  type = string\n}\n\noutput "a" {\n  value = { "${var.k}" = 1 }\n}\n'],
    ['terraform_module_shallow_clone', 'module "a" {\n  source = "github.com/a/b?ref=v1.0.0"\n}\n'],
    ['terraform_comment_syntax', '// A comment.\nlocals {\n}\n'],
    ['terraform_unused_required_providers', 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'],
    ['terraform_unused_declarations', 'variable "a" {\n  type = string\n}\n'],
    ['terraform_unused_declarations', 'data "aws_region" "a" {\n}\n'],
    ['terraform_unused_declarations', 'provider "aws" {\n  alias = "a"\n}\n'],
    ['terraform_invalid_data_source', 'data "terraform_remotestate" "a" {\n  backend = "local"\n}\n'],
  ];
  for (const [rule, text, title] of cases) {
    test(`${rule}: ${JSON.stringify(text.slice(0, 60))}`, () => {
      const { left, text: fixed } = applyFirst(rule, text, title);
      assert.equal(left, 0, fixed);
      const files = new MemoryFiles({ '/m/main.tf': fixed });
      assert.deepEqual(serviceOver(files).lint(documentOf(files, '/m/main.tf')).filter((diagnostic) => diagnostic.rule === 'hcl_syntax'), []);
    });
  }
});
