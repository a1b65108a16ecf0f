import assert from 'node:assert/strict';
import { lintModule } from '../../support/terraform.ts';

/** Texts of `main.tf`, and the lines at which a rule says something of each. */
type Cases = readonly (readonly [text: string, ...lines: number[]])[];

function check(rule: string, cases: Cases, config = ''): void {
  for (const [text, ...lines] of cases) {
    const found = lintModule({ 'main.tf': text, '.tflint.hcl': `rule "${rule}" {\n  enabled = true\n${config}}\n` }).flatMap((line) => {
      const [, at, id] = /^main\.tf:(\d+):\d+ (\w+):/.exec(line) ?? [];
      return id === rule ? [Number(at)] : [];
    });
    assert.deepEqual(found, lines, `${rule}\n${text}`);
  }
}

const local = (value: string) => `locals {\n  a = ${value}\n}\n`;
const required = (content: string) => `terraform {\n  required_providers {\n${content}  }\n}\n`;
const remote = (version: string, rest: string) => `terraform {\n  required_version = "${version}"\n  backend "remote" {\n  }\n}\n${rest}`;

suite('Rules of tflint’s Terraform ruleset', () => {
  const rules: Readonly<Record<string, Cases>> = {
    terraform_comment_syntax: [
      ['# a\n'],
      ['// a\n', 1],
      ['locals { // a\n}\n', 1],
      ['/* // a */\n'],
      ['locals {\n  a = "// b"\n  b = <<EOT\n// c\nEOT\n}\n'],
      ['a = 1 //\n', 1],
    ],
    terraform_deprecated_index: [
      [local('var.b.0'), 2],
      [local('local.b.0.c'), 2],
      [local('local.b.*.c'), 2],
      [local('f().0'), 2],
      [local('[1.5, "a.0", local.b[0], local.b[*].c]')],
      [local('"${local.b.0}-${local.b[0]}"'), 2],
      [local('<<EOT\n%{ for c in local.b.*.d }\n%{ endfor }\nEOT'), 3],
    ],
    terraform_deprecated_interpolation: [
      [local('"${local.b}"'), 2],
      [local('"${local.b} "')],
      [local('["${local.b}", { c = "${local.d}" }]'), 2, 2],
      [local('"${"${local.b}"}"'), 2, 2],
      [local('<<EOT\n${local.b}\nEOT')],
      ['resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "${path.module}"\n  }\n}\n', 3],
    ],
    terraform_deprecated_lookup: [
      [local('lookup(local.b, "c")'), 2],
      [local('lookup(local.b, "c", 1)')],
      [local('[for k in local.b : lookup(k, "c")]'), 2],
      [local('lookup(lookup(local.b, "c"), "d")'), 2, 2],
      [local('"lookup(b, c)"')],
    ],
    terraform_documented_outputs: [
      ['output "a" {\n  value = 1\n}\n', 1],
      ['output "a" {\n  value = 1\n  description = "A."\n}\n'],
      ['output "a" {\n  value = 1\n  description = ""\n}\n', 1],
      ['output "a" {\n  value = 1\n}\noutput "b" {\n  value = 1\n}\n', 1, 4],
      ['variable "a" {\n}\n'],
    ],
    terraform_documented_variables: [
      ['variable "a" {\n}\n', 1],
      ['variable "a" {\n  description = "A."\n}\n'],
      ['variable "a" {\n  description = ""\n}\n', 1],
      ['variable "a" {}\n', 1],
      ['output "a" {\n  value = 1\n}\n'],
    ],
    terraform_empty_list_equality: [
      [local('local.b == []'), 2],
      [local('[] != local.b'), 2],
      [local('local.b == [1]')],
      [local('length(local.b) == 0')],
      [local('local.b == [] ? 1 : local.c != [] ? 2 : 3'), 2, 2],
      ['resource "terraform_data" "a" {\n  count = var.b == [] ? 0 : 1\n}\n', 2],
    ],
    terraform_map_duplicate_keys: [
      [local('{ b = 1, b = 2 }'), 2],
      [local('{ b = 1, c = { b = 2 } }')],
      [local('{ b = 1\n    "b" = 2\n    b = 3 }'), 3, 4],
      ['variable "b" {\n  default = "c"\n}\nlocals {\n  a = { (var.b) = 1, c = 2 }\n}\n', 5],
      ['variable "b" {\n  default   = "c"\n  sensitive = true\n}\nlocals {\n  a = { (var.b) = 1, c = 2 }\n}\n'],
      ['variable "b" {\n}\nlocals {\n  a = { (var.b) = 1, c = 2 }\n}\n'],
    ],
    terraform_module_pinned_source: [
      ['module "a" {\n  source = "github.com/a/b"\n}\n', 2],
      ['module "a" {\n  source = "github.com/a/b?ref=v1"\n}\n'],
      ['module "a" {\n  source = "git::https://a.example/b.git?ref=develop"\n}\n', 2],
      ['module "a" {\n  source = "git@a.example:b/c.git"\n}\n', 2],
      ['module "a" {\n  source = "./b"\n}\nmodule "b" {\n  source = "a/b/c"\n}\n'],
    ],
    terraform_module_shallow_clone: [
      ['module "a" {\n  source = "github.com/a/b?ref=v1.0.0"\n}\n', 2],
      ['module "a" {\n  source = "github.com/a/b?ref=v1.0.0&depth=1"\n}\n'],
      ['module "a" {\n  source = "github.com/a/b?depth=1&ref=v1.0.0"\n}\n'],
      ['module "a" {\n  source = "github.com/a/b"\n}\n'],
      ['module "a" {\n  source = "git::https://a.example/b.git//c?ref=1.0"\n}\n', 2],
    ],
    terraform_module_version: [
      ['module "a" {\n  source = "a/b/c"\n}\n', 1],
      ['module "a" {\n  source  = "a/b/c"\n  version = "~> 1"\n}\n'],
      ['module "a" {\n  source = "registry.example/a/b/c//d"\n}\n', 1],
      ['module "a" {\n  source = "./a/b/c"\n}\n'],
      ['module "a" {\n  source = "https://a.example/b.zip"\n}\nmodule "b" {\n  source = "s3::https://a.example/b.zip"\n}\n'],
    ],
    terraform_naming_convention: [
      ['locals {\n  a_b = 1\n  aB = 1\n  a-b = 1\n}\n', 3, 4],
      ['resource "terraform_data" "A" {\n}\n', 1],
      ['data "terraform_remote_state" "a__b" {\n}\n', 1],
      ['module "a1_b2" {\n  source = "./b"\n}\n'],
      ['output "_a" {\n  value = 1\n}\nvariable "a_" {\n}\n', 1, 4],
    ],
    terraform_required_providers: [
      ['resource "random_id" "a" {\n}\n', 1],
      ['data "random_x" "a" {\n}\nprovider "random" {\n}\n', 1],
      [`${required('    random = { source = "hashicorp/random", version = "~> 3.0" }\n')}resource "random_id" "a" {\n}\n`],
      [`${required('    random = {}\n')}resource "random_id" "a" {\n}\n`, 3, 3],
      ['output "a" {\n  value = 1\n}\noutput "b" {\n  value = [\n    provider::time::x("")\n  ]\n}\n', 6],
      ['resource "google_x" "a" {\n  provider = google-beta\n}\n', 1],
    ],
    terraform_required_version: [
      ['locals {\n}\n', 1],
      ['terraform {\n  required_version = ">= 1.0"\n}\n'],
      ['locals {\n}\nterraform {\n}\n', 3],
      ['terraform {\n}\nterraform {\n  required_version = ">= 1.0"\n}\n'],
      ['resource "aws_sns_topic" "a" {\n}\n', 1],
    ],
    terraform_standard_module_structure: [
      ['', 1, 1],
      ['variable "a" {\n}\n', 1, 1],
      ['output "a" {\n  value = 1\n}\n', 1, 1],
      ['locals {\n}\nvariable "a" {\n}\noutput "a" {\n  value = 1\n}\n', 3, 5],
      ['resource "terraform_data" "a" {\n}\n', 1, 1],
    ],
    terraform_typed_variables: [
      ['variable "a" {\n}\n', 1],
      ['variable "a" {\n  type = any\n}\n'],
      ['variable "a" {\n  default = 1\n}\nvariable "b" {\n  type = string\n}\n', 1],
      ['variable "a" {}\nvariable "b" {}\n', 1, 2],
      ['output "a" {\n  value = 1\n}\n'],
    ],
    terraform_unused_declarations: [
      ['variable "a" {\n}\n', 1],
      ['variable "a" {\n}\noutput "a" {\n  value = "${var.a.b[0]}"\n}\n'],
      ['locals {\n  a = 1\n  b = local.a\n}\n', 3],
      ['data "aws_region" "a" {\n}\noutput "a" {\n  value = data.aws_region.a\n}\n'],
      ['variable "a" {\n  validation {\n    condition     = var.a != ""\n    error_message = "x"\n  }\n}\n', 1],
      ['locals {\n  a = [for local in [1] : local]\n}\n', 2],
    ],
    terraform_unused_required_providers: [
      [required('    null = {\n      source = "hashicorp/null"\n    }\n'), 3],
      [`${required('    null = {\n      source = "hashicorp/null"\n    }\n')}resource "null_resource" "a" {\n}\n`],
      [`${required('    mine = {\n      source = "a/null"\n    }\n')}resource "null_resource" "a" {\n  provider = mine\n}\n`],
      [`${required('    null = {\n      source = "hashicorp/null"\n    }\n')}module "a" {\n  source = "./a"\n}\n`, 3],
      [`${required('    null = {\n      source = "hashicorp/null"\n    }\n')}provider "null" {\n}\n`],
    ],
    terraform_workspace_remote: [
      [remote('>= 1.0', local('terraform.workspace')), 7],
      [remote('>= 1.1', local('terraform.workspace'))],
      [remote('>= 1.0', local('"terraform.workspace"'))],
      [remote('>= 1.0', 'module "a" {\n  source = "./a"\n  b = { c = [terraform.workspace] }\n}\n'), 8],
      [local('terraform.workspace')],
    ],
  };
  for (const [rule, cases] of Object.entries(rules)) test(rule, () => check(rule, cases));

  test('terraform_json_syntax', () => {
    const about = (text: string) => lintModule({ 'main.tf.json': text }).filter((line) => line.includes('terraform_json_syntax')).length;
    assert.deepEqual(['[]', '[{"locals": {}}]', '{"locals": []}', '{}', '\n [{}]'].map((text) => about(text)), [1, 1, 0, 0, 1]);
  });
});
