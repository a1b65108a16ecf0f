import assert from 'node:assert/strict';
import { documentOf, lintModule, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** What is said of a configuration: `line severity rule: message`. */
function said(config: string, files: Readonly<Record<string, string>> = {}, name = '.tflint.hcl'): string[] {
  const memory = new MemoryFiles(Object.fromEntries(Object.entries({ ...files, [name]: config }).map(([file, text]) => [`/m/${file}`, text])));
  return serviceOver(memory)
    .lint(documentOf(memory, `/m/${name}`))
    .map(({ range, severity, rule, message }) => `${range.start.line + 1} ${severity} ${rule}: ${message}`);
}

const rule = (name: string, more = '') => `rule "${name}" {\n  enabled = true\n${more}}\n`;
const config = (setting: string) => `config {\n  ${setting}\n}\n`;

suite('A .tflint.hcl', () => {
  test('that is sound has no findings', () => {
    const text = `tflint {\n}\n\n${config('call_module_type    = "all"\n  disabled_by_default = false\n  varfile             = ["a.tfvars"]\n  variables           = ["a=b"]\n  ignore_module       = { "./a" = true }')}\nplugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\n\nplugin "aws" {\n  enabled = true\n  version = "0.40.0"\n  source  = "github.com/terraform-linters/tflint-ruleset-aws"\n}\n\n${rule('terraform_naming_convention', '  ignorable = false\n  format = "none"\n  locals {\n    format = "snake_case"\n  }\n')}${rule('aws_instance_invalid_type')}`;
    assert.deepEqual(said(text, { 'a.tfvars': '' }), []);
  });

  test('names of rules: unknown ones, removed ones, Plumbline’s own, those that ask AWS, those of other plugins', () => {
    assert.deepEqual(said(rule('terraform_unused_declaration')), ['1 warning plumbline_tflint: There is no rule "terraform_unused_declaration". Did you mean "terraform_unused_declarations"?']);
    assert.deepEqual(said(rule('aws_instance_invalid_tpe')), ['1 warning plumbline_tflint: There is no rule "aws_instance_invalid_tpe". Did you mean "aws_instance_invalid_type"?']);
    assert.deepEqual(said(rule('nothing_like_it')), ['1 warning plumbline_tflint: There is no rule "nothing_like_it".']);
    assert.match(said(rule('terraform_dash_in_output_name')).join(), /^1 warning .*part of "terraform_naming_convention"/);
    assert.match(said(rule('plumbline_single_zone_group')).join(), /^1 information .*Only Plumbline has the rule/);
    assert.match(said(rule('terraform_cycle')).join(), /^1 information .*Only Plumbline has the rule/);
    assert.match(said(rule('aws_instance_invalid_ami')).join(), /^1 information .*it asks AWS/);
    assert.match(said(rule('aws_instance_invalid_user_data')).join(), /^1 information .*say nothing of the argument/);
    assert.match(said(`${rule('google_compute_instance_invalid_machine_type')}plugin "google" {\n  enabled = true\n}\n`).join(), /^4 information .*those of "google" are run by your own tflint/);
    assert.match(said(rule('google_compute_instance_invalid_machine_type')).join(), /There is no rule/);
  });

  test('settings that change nothing are told so', () => {
    for (const setting of ['format = "compact"', 'force = true', 'plugin_dir = "~/x"']) assert.match(said(config(setting)).join(), /^2 information plumbline_tflint: \w+ has no effect in Plumbline: /, setting);
    assert.match(said('tflint {\n  required_version = ">= 0.50"\n}\n').join(), /^2 information .*required_version has no effect/);
    const asking = said('plugin "aws" {\n  enabled    = true\n  deep_check = true\n  assume_role {\n    role_arn = "x"\n  }\n}\n');
    assert.deepEqual(asking.map((line) => line.split(' has ')[0]), ['3 information plumbline_tflint: deep_check', '4 information plumbline_tflint: assume_role']);
  });

  test('wrong values, and files that are not there', () => {
    assert.deepEqual(said(config('call_module_type = "locals"')), ['2 warning plumbline_tflint: call_module_type is "all" or "local" or "none". Did you mean "local"?']);
    assert.match(said('plugin "terraform" {\n  enabled = true\n  preset = "al"\n}\n').join(), /preset is "recommended" or "all"/);
    assert.deepEqual(said(config('varfile = ["a.tfvars", "b/c.tfvars"]'), { 'a.tfvars': '' }), ['2 warning plumbline_tflint: There is no file "b/c.tfvars" in this folder.']);
    assert.deepEqual(said(config('module = true')), ['2 warning plumbline_tflint: tflint has no setting "module" any more: call_module_type says which modules are looked into.']);
  });

  test('options that a rule does not have', () => {
    assert.deepEqual(said(rule('aws_s3_bucket_name', '  prefx = "a"\n')), ['3 warning plumbline_tflint: The rule "aws_s3_bucket_name" has no option "prefx". Did you mean "prefix"?']);
    assert.deepEqual(said(rule('terraform_typed_variables', '  style = "a"\n')), ['3 warning plumbline_tflint: The rule "terraform_typed_variables" has no option "style".']);
    assert.deepEqual(said(rule('terraform_naming_convention', '  resourc {\n    format = "none"\n  }\n')), ['3 warning plumbline_tflint: The rule "terraform_naming_convention" has no options for "resourc". Did you mean "resource"?']);
  });

  test('blocks and arguments that there are not, and what is missing, by HCL’s own summaries', () => {
    assert.match(said('rul "a" {\n}\n').join(), /^1 error terraform_unsupported_block_type: .*Did you mean "rule"/);
    assert.match(said(config('disabled_by_defalt = true')).join(), /^2 error terraform_unsupported_argument: .*Did you mean "disabled_by_default"/);
    assert.match(said('rule "terraform_typed_variables" {\n}\n').join(), /^1 error terraform_missing_required_argument: .*"enabled"/);
    assert.match(said('plugin "aws" {\n').join(), /^1 error hcl_syntax: /);
  });

  test('in JSON', () => {
    const json = JSON.stringify({ config: { force: true }, rule: { terraform_typed_variable: { enabled: true } } });
    assert.deepEqual(said(json, {}, '.tflint.json').map((line) => line.split(':')[0]), ['1 information plumbline_tflint', '1 warning plumbline_tflint']);
  });

  test('is no part of the module beside it, and files below it depend on it', () => {
    const files = new MemoryFiles({ '/m/.tflint.hcl': rule('terraform_typed_variables'), '/m/a/main.tf': 'locals {\n}\n', '/n/main.tf': '' });
    const service = serviceOver(files);
    assert.deepEqual(service.module('/m').files, []);
    assert.deepEqual(service.dependents('/m/.tflint.hcl', ['/m/a/main.tf', '/n/main.tf']), ['/m/a/main.tf']);
  });

  test('an annotation for the file that is not the first thing in it', () => {
    const text = 'locals {\n  # tflint-ignore-file: all\n}\n';
    assert.deepEqual(lintModule({ 'main.tf': text }), ['main.tf:2:3 plumbline_tflint: tflint-ignore-file has no effect here: it must be the first thing in the file.']);
  });

  test('an annotation without a space after the colon', () => {
    const text = 'locals {\n  # tflint-ignore:terraform_unused_declarations\n  a = 1\n}\n';
    assert.deepEqual(lintModule({ 'main.tf': text }), ['main.tf:2:3 plumbline_tflint: tflint-ignore: has no effect without a space after it.', 'main.tf:3:3 terraform_unused_declarations: Nothing uses local.a.']);
    assert.deepEqual(lintModule({ 'main.tf': text.replace('ignore:', 'ignore: ') }), []);
  });
});
