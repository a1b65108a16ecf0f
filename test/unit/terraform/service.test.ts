import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { documentOf, lintModule, lintText, MemoryFiles, serviceOver } from '../../support/terraform.ts';

suite('Terraform service: lint', () => {
  test('a sound module has no diagnostics', () => {
    assert.deepEqual(
      lintModule({
        'main.tf': 'terraform {\n  required_version = ">= 1.5"\n}\n\nlocals {\n  name = "x-${var.suffix}"\n}\n\noutput "name" {\n  description = "The name."\n  value       = local.name\n}\n',
        'variables.tf': 'variable "suffix" {\n  description = "What the name ends in."\n  type        = string\n}\n',
      }),
      [],
    );
  });

  test('a syntax error does not hide the rest of the file', () => {
    const found = lintText('locals {\n  a = [1 2]\n}\n\noutput "b" {\n  value = var.missing\n}\n');
    assert.ok(found.some((line) => line.startsWith('2:10 hcl_syntax: Missing item separator')), found.join('\n'));
    assert.ok(found.some((line) => line.startsWith('6:11 terraform_reference_to_undeclared_input_variable:')), found.join('\n'));
  });

  test('declarations in other files of the folder count', () => {
    const found = lintModule({
      'a.tf': 'variable "x" {\n  type = string\n}\n',
      'b.tf': 'variable "x" {\n  type = string\n}\n\noutput "y" {\n  value = var.x\n}\n',
    }).filter((line) => line.includes('_duplicate_') || line.includes('undeclared'));
    assert.deepEqual(found.map((line) => line.split(':').slice(0, 3).join(':').split(' ')[0]), ['b.tf:1:1']);
  });

  test('an override file changes what is declared elsewhere', () => {
    const found = lintModule({
      'main.tf': 'variable "x" {\n  type = string\n}\n\noutput "y" {\n  value = var.x\n}\n',
      'override.tf': 'variable "x" {\n  default = "z"\n}\n',
    });
    assert.deepEqual(found.filter((line) => line.includes('_duplicate_')), []);
  });

  test('a misspelt name comes with the one that was meant', () => {
    const [found] = lintText('variable "region" {\n  type = string\n}\n\noutput "r" {\n  value = var.regoin\n}\n').filter((line) => line.includes('undeclared'));
    assert.match(found ?? '', /Did you mean "region"\?/);
  });

  test('the configuration of the AWS provider is checked, other providers and versions are not', () => {
    const provider = 'provider "aws" {\n  regoin = "eu-west-1"\n  assume_role {\n    role = "x"\n  }\n  default_tags {\n    tags = "x"\n  }\n}\n';
    const found = lintText(provider).filter((line) => !line.includes('terraform_required_'));
    assert.deepEqual(found.map((line) => line.split(': ')[0]), ['2:3 terraform_unsupported_argument', '4:5 terraform_unsupported_argument', '7:12 terraform_incorrect_attribute_value_type']);
    const older = 'terraform {\n  required_version = ">= 1.0"\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 4.0"\n    }\n  }\n}\n';
    assert.deepEqual(lintText(older + provider), []);
    assert.deepEqual(lintText(provider.replaceAll('aws', 'other')).filter((line) => !line.includes('terraform_required_')), []);
  });

  test('what Terraform 1.12 to 1.15 brought is known', () => {
    const newer = {
      'main.tf': `terraform {
  required_version = ">= 1.15"
}

action "aws_lambda_invoke" "warm" {
  config {
    function_name = terraform_data.a.id
  }
}

resource "terraform_data" "a" {
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.aws_lambda_invoke.warm]
    }
  }
}

import {
  to = terraform_data.a
  identity = {
    id = "x"
  }
}

variable "old" {
  type       = object({ a = string })
  default    = null
  deprecated = "Use new."
}

output "a" {
  value      = var.old != null && var.old.a != ""
  deprecated = "Use b."
}

locals {
  a = false && null.b
  b = true || [][0]
}

output "b" {
  value = [local.a, local.b]
}
`,
      'find.tfquery.hcl': 'list "aws_instance" "all" {\n  provider = aws\n  limit    = 10\n\n  config {\n    region = "eu-west-1"\n  }\n}\n',
    };
    assert.deepEqual(lintModule(newer).filter((line) => !line.includes('terraform_required_')), []);
    const older = lintModule({ 'main.tf': newer['main.tf'].replace('>= 1.15', '>= 1.5') }).filter((line) => !line.includes('terraform_required_'));
    assert.deepEqual(
      older.map((line) => line.split(': ')[0]),
      ['5:1 terraform_unsupported_block_type', '13:5 terraform_unsupported_block_type', '22:3 terraform_unsupported_argument', '30:3 terraform_unsupported_argument', '35:3 terraform_unsupported_argument'].map((line) => `main.tf:${line}`),
    );
    const wrong = lintModule({ 'main.tf': 'terraform {\n  required_version = "~> 1.14"\n}\naction "a" "b" {\n  x = 1\n}\n\nimport {\n  to = terraform_data.a\n}\n', 'find.tfquery.hcl': 'list "aws_instance" "all" {\n}\n' });
    assert.deepEqual(wrong.map((line) => line.split(': ')[0]), ['main.tf:5:3 terraform_unsupported_argument', 'main.tf:8:1 terraform_missing_required_argument', 'find.tfquery.hcl:1:1 terraform_missing_required_argument']);
  });

  test('a long chain of local values is followed to its end, and a long circle is told in one line each', () => {
    const last = 4000;
    const chain = (end: string) => `locals {\n${Array.from({ length: last }, (_, index) => `  a${index} = local.a${index + 1}\n`).join('')}  a${last} = ${end}\n}\n`;
    const found = lintText(`${chain('0')}\noutput "o" {\n  description = "Nothing."\n  value       = 1 / local.a0\n}\n`).filter((line) => !line.includes('required_version'));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', /terraform_division_by_zero/);
    const circle = lintText(chain('local.a0')).filter((line) => line.includes('terraform_cycle'));
    assert.equal(circle.length, last + 1);
    assert.match(circle[0] ?? '', /local\.a0, local\.a1, .* and 3991 more need each other/);
  });

  test('the JSON form is read like the native one', () => {
    const found = lintModule({ 'main.tf.json': '{"variable":{"a":{}},"output":{"b":{"value":"${var.c}"},"d":{}},"lcals":{}}' });
    const rules = found.map((line) => line.split(' ')[1]);
    assert.ok(rules.includes('terraform_reference_to_undeclared_input_variable:'));
    assert.ok(rules.includes('terraform_missing_required_argument:'));
  });

  test('a virtual document is linted on its own', () => {
    const service = serviceOver(new MemoryFiles({}));
    const document = TextDocument.create('untitled:/new.tf', 'terraform', 1, 'a = \n');
    assert.ok(service.accepts(document));
    assert.ok(service.lint(document).some(({ rule }) => rule === 'hcl_syntax'));
  });
});

suite('Terraform service: documents', () => {
  test('names decide what is Terraform', () => {
    const service = serviceOver(new MemoryFiles({}));
    const accepted = (name: string) => service.accepts(TextDocument.create(`file:///m/${name}`, '', 1, ''));
    for (const name of ['a.tf', 'a.tf.json', 'x.tfvars', 'x.auto.tfvars.json', 't.tftest.hcl', '.terraform.lock.hcl']) assert.ok(accepted(name), name);
    for (const name of ['a.json', 'a.hcl', 'tf', 'a.tfx', 'x.tfstate']) assert.ok(!accepted(name), name);
  });

  test('files of the same module and callers of it depend on a file', () => {
    const files = new MemoryFiles({
      '/m/main.tf': 'module "child" {\n  source = "./child"\n}\n',
      '/m/other.tf': '',
      '/m/child/main.tf': '',
      '/n/main.tf': '',
    });
    const open = ['/m/main.tf', '/m/other.tf', '/m/child/main.tf', '/n/main.tf'];
    const service = serviceOver(files);
    assert.deepEqual(service.dependents('/m/other.tf', open), ['/m/main.tf', '/m/child/main.tf'].slice(0, 1));
    assert.deepEqual(service.dependents('/m/child/main.tf', open), ['/m/main.tf', '/m/other.tf']);
  });

  test('a change in an open document is seen by the next lint of its neighbours', () => {
    const files = new MemoryFiles({ '/m/a.tf': 'output "o" {\n  value = var.x\n}\n', '/m/b.tf': '' });
    const service = serviceOver(files);
    const undeclared = () => service.lint(documentOf(files, '/m/a.tf')).filter(({ rule }) => rule.includes('undeclared')).length;
    assert.equal(undeclared(), 1);
    files.texts.set('/m/b.tf', 'variable "x" {\n}\n');
    assert.equal(undeclared(), 0);
  });

  test('the outline names blocks by type and labels', () => {
    const files = new MemoryFiles({ '/m/a.tf': 'resource "aws_x" "y" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n' });
    const [symbol] = serviceOver(files).symbols(documentOf(files, '/m/a.tf'));
    assert.equal(symbol?.name, 'resource "aws_x" "y"');
    assert.equal(symbol?.children?.[0]?.children?.[0]?.name, 'prevent_destroy');
  });

  test('a file with a syntax error is not formatted', () => {
    const files = new MemoryFiles({ '/m/a.tf': 'a =\n\nb =   1\n', '/m/b.tf': 'b =   1\n' });
    const service = serviceOver(files);
    const refused = service.format(documentOf(files, '/m/a.tf'));
    assert.ok('refused' in refused && refused.refused.includes('line 1'));
    const done = service.format(documentOf(files, '/m/b.tf'));
    assert.ok('edits' in done && done.edits[0]?.newText === 'b = 1\n');
  });

  test('lines that are chosen are formatted as they would be with the rest, which stays', () => {
    const files = new MemoryFiles({ '/m/a.tf': 'a=1\r\n  # b\r\nlonger=2\r\nc=3\r\n' });
    const service = serviceOver(files);
    const document = documentOf(files, '/m/a.tf');
    const of = (start: number, end: number) => service.formatRange(document, { start: { line: start, character: 0 }, end: { line: end, character: 0 } });
    assert.deepEqual(of(2, 3), { edits: [{ span: { start: 12, end: 21 }, newText: 'longer = 2\r' }] });
    assert.deepEqual(of(1, 2), { edits: [{ span: { start: 5, end: 11 }, newText: '# b\r' }] });
  });

  test('the module model knows blocks, locals and their files', () => {
    const files = new MemoryFiles({
      '/m/a.tf': 'resource "aws_autoscaling_group" "web" {\n}\nresource "aws_vpc" "main" {\n}\n',
      '/m/b.tf': 'locals {\n  a = 1\n}\nvariable "v" {\n}\n',
    });
    const module = serviceOver(files).module('/m');
    assert.deepEqual(module.blocks('resource', 'aws_autoscaling_group').map(({ file, block }) => [file.name, block.labels[1]?.text]), [['a.tf', 'web']]);
    assert.equal(module.locals.get('a')?.[0]?.file.name, 'b.tf');
    assert.equal(module.declared('variable').size, 1);
  });
});
