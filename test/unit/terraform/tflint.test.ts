import assert from 'node:assert/strict';
import { TerraformService } from '../../../src/terraform/service.ts';
import { dataFolder } from '../../support/services.ts';
import { documentOf, lintModule, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** What one rule says of a module: `file:line message`. */
function said(rule: string, files: Readonly<Record<string, string>>): string[] {
  return lintModule(files).flatMap((line) => {
    const [, place, id, message] = /^(\S+):\d+ (\w+): (.*)$/.exec(line) ?? [];
    return id === rule ? [`${place} ${message}`] : [];
  });
}

function on(rule: string, options = ''): string {
  return `rule "${rule}" {\n  enabled = true\n${options}\n}\n`;
}

suite('Options of terraform_naming_convention', () => {
  const rule = 'terraform_naming_convention';
  const main = 'variable "camelCase" {\n}\n\nresource "terraform_data" "Mixed_Case" {\n}\n\nlocals {\n  with-dash = 1\n}\n\ncheck "Health" {\n  data "terraform_remote_state" "OneState" {\n    backend = "local"\n  }\n}\n';
  const names = (options: string) => said(rule, { '.tflint.hcl': on(rule, options), 'main.tf': main }).map((line) => /"(.*?)" is not of/.exec(line)?.[1] ?? line);

  test('snake_case by default, of every kind of name', () => {
    assert.deepEqual(names(''), ['camelCase', 'Mixed_Case', 'with-dash', 'Health', 'OneState']);
  });

  test('formats', () => {
    assert.deepEqual(names('  format = "mixed_snake_case"'), ['with-dash']);
    assert.deepEqual(names('  format = "none"'), []);
    assert.match(names('  format = "kebab"').join('\n'), /"kebab" is not a format/);
  });

  test('a regular expression of one’s own', () => {
    const found = said(rule, { '.tflint.hcl': on(rule, '  custom = "^[a-z-]+$"'), 'main.tf': main });
    assert.ok(found.includes('main.tf:1 The variable name "camelCase" is not of the form ^[a-z-]+$.'), found.join('\n'));
    assert.ok(!found.some((line) => line.includes('with-dash')));
    assert.match(names('  custom = "("').join('\n'), /not a regular expression/);
  });

  test('formats of one’s own', () => {
    const options = '  format = "kebab"\n  custom_formats = {\n    kebab = {\n      regex = "^[a-z]+(-[a-z]+)*$"\n      description = "kebab-case"\n    }\n  }';
    const found = said(rule, { '.tflint.hcl': on(rule, options), 'main.tf': main });
    assert.ok(found.includes('main.tf:4 The resource name "Mixed_Case" is not of the format kebab-case.'), found.join('\n'));
    assert.equal(found.length, 4);
  });

  test('one kind of name alone', () => {
    assert.deepEqual(names('  format = "none"\n  locals {\n    format = "snake_case"\n  }'), ['with-dash']);
    assert.deepEqual(names('  variable {\n    custom = "^[a-zA-Z]+$"\n  }\n  data {\n    format = "none"\n  }'), ['Mixed_Case', 'with-dash', 'Health']);
  });
});

suite('Options of the rules on modules and providers', () => {
  const call = (source: string, more = '') => ({ 'main.tf': `module "a" {\n  source = "${source}"\n${more}}\n` });

  test('terraform_module_pinned_source: what is a repository, and what a revision', () => {
    const rule = 'terraform_module_pinned_source';
    const about = (source: string, options?: string) => said(rule, { ...call(source), ...(options !== undefined && { '.tflint.hcl': on(rule, options) }) });
    for (const source of ['github.com/a/b', 'git@github.com:a/b.git', 'git::https://a.example/b.git', 'git::ssh://git@a.example/b.git', 'git://a.example/b.git', 'bitbucket.org/a/b', 'hg::http://a.example/b.hg', 'github.com/a/b//c?depth=1']) {
      assert.match(about(source).join('\n'), /changes with its repository/, source);
      assert.deepEqual(about(`${source}${source.includes('?') ? '&' : '?'}ref=v1.2.0`), [], source);
    }
    for (const source of ['./b', 'a/b/c', 'https://a.example/b.git', 'https://a.example/b.zip', 's3::https://a.example/b.zip']) assert.deepEqual(about(source), [], source);
    assert.match(about('git::https://a.example/b.git?ref=main').join('\n'), /The ref of ".*" is a branch \(main\)/);
    assert.match(about('hg::http://a.example/b.hg?rev=default').join('\n'), /The rev of ".*" is a branch \(default\)/);
    assert.deepEqual(about('git::https://a.example/b.git?ref=trunk'), []);
    assert.match(about('git::https://a.example/b.git?ref=trunk', '  default_branches = ["trunk"]').join('\n'), /is a branch/);
    assert.match(about('git::https://a.example/b.git?ref=main', '  default_branches = ["trunk"]').join('\n'), /is a branch/);
    assert.match(about('git::https://a.example/b.git?ref=feature', '  style = "semver"').join('\n'), /is no semantic version/);
    assert.deepEqual(about('git::https://a.example/b.git?ref=v1.2.0', '  style = "semver"'), []);
    assert.match(about('git::https://a.example/b.git?ref=v1', '  style = "strict"').join('\n'), /The option style/);
    assert.match(about('git::b/c').join('\n'), /is no URL that/);
  });

  test('terraform_module_shallow_clone: every revision but a commit', () => {
    const rule = 'terraform_module_shallow_clone';
    const about = (source: string) => said(rule, { ...call(source), '.tflint.hcl': on(rule) }).length;
    assert.equal(about('git::https://a.example/b.git?ref=v1.2.0'), 1);
    assert.equal(about('github.com/a/b?ref=feature'), 1);
    assert.equal(about('github.com/a/b?ref=0123abcd'), 0);
    assert.equal(about('github.com/a/b?ref=v1.0.0&depth=1'), 0);
    assert.equal(about('github.com/a/b'), 0);
    assert.equal(about('hg::http://a.example/b.hg?ref=v1.0.0'), 0);
  });

  test('terraform_module_version: exact', () => {
    const rule = 'terraform_module_version';
    const about = (version: string, options = '  exact = true') => said(rule, { ...call('a/b/aws', `  version = "${version}"\n`), '.tflint.hcl': on(rule, options) });
    assert.deepEqual(about('~> 1.2', ''), []);
    assert.deepEqual(about('1.2.3'), []);
    assert.deepEqual(about('= 1.2.3-beta.1'), []);
    assert.deepEqual(about('~> 1.2'), ['main.tf:3 The version of module "a" is a range; one exact version is wanted.']);
    assert.deepEqual(about('>= 1.2, < 2.0'), ['main.tf:3 The version of module "a" is several constraints; one exact version is wanted.']);
  });

  test('sources and versions that variables give, as far as they are known', () => {
    const about = (rule: string, declared: string, more = '') => said(rule, { 'variables.tf': declared, 'main.tf': `module "a" {\n  source = var.from\n${more}}\n` });
    const from = (value: string, more = '') => `variable "from" {\n  type = string\n  default = ${value}\n${more}}\n`;
    assert.deepEqual(about('terraform_module_pinned_source', from('"github.com/a/b"')), ['main.tf:2 The module "a" changes with its repository "github.com/a/b": add ?ref= with a tag or a commit.']);
    assert.deepEqual(about('terraform_module_pinned_source', from('"github.com/a/b?ref=v1.0.0"')), []);
    assert.deepEqual(about('terraform_module_pinned_source', 'variable "from" {\n  type = string\n}\n'), []);
    assert.deepEqual(about('terraform_module_pinned_source', from('"github.com/a/b"', '  sensitive = true\n')), []);
    assert.deepEqual(about('terraform_module_version', from('"a/b/c"')), ['main.tf:1 The call of module "a" sets no version.']);
    const version = (value: string) => `variable "at" {\n  type = string\n${value}}\n`;
    assert.deepEqual(about('terraform_module_version', from('"a/b/c"') + version('  default = null\n'), '  version = var.at\n'), ['main.tf:1 The call of module "a" sets no version.']);
    assert.deepEqual(about('terraform_module_version', from('"a/b/c"') + version(''), '  version = var.at\n'), []);
    assert.deepEqual(about('terraform_module_version', from('"a/b/c"') + version('  default = "1.0.0"\n'), '  version = var.at\n'), []);
  });

  test('a source that may come from the environment is repeated in no message', () => {
    const files = new MemoryFiles({ '/module/main.tf': 'variable "from" {\n  type = string\n}\nmodule "a" {\n  source = var.from\n}\n' });
    const service = new TerraformService({ files, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z'), environment: { TF_VAR_from: 'git::https://key@a.example/b.git?ref=main' } });
    const found = service.lint(documentOf(files, '/module/main.tf')).filter(({ rule }) => rule === 'terraform_module_pinned_source');
    assert.deepEqual(found.map(({ message }) => message), ['The ref of "…" is a branch (…), which moves: name a tag or a commit.']);
  });

  const requires = (content: string) => `terraform {\n  required_version = ">= 1.0"\n  required_providers {\n${content}\n  }\n}\n`;

  test('terraform_required_providers: once for a module, and only for what is used', () => {
    const rule = 'terraform_required_providers';
    const files = { 'a.tf': 'resource "aws_sns_topic" "a" {\n}\n', 'b.tf': 'resource "aws_sns_topic" "b" {\n}\n' };
    assert.deepEqual(said(rule, files), ['a.tf:1 required_providers sets no version of the provider "aws".']);
    assert.deepEqual(said(rule, { 'main.tf': requires('    aws = "~> 6.0"') }), []);
    assert.match(said(rule, { ...files, 'main.tf': requires('    aws = "~> 6.0"') }).join('\n'), /^main.tf:4 The provider "aws" is given its version alone/);
    assert.match(said(rule, { 'main.tf': `${requires('    aws = { source = "hashicorp/aws", version = "~> 6.0" }')}provider "aws" {\n  version = "~> 6.0"\n}\n` }).join('\n'), /belongs in required_providers/);
    assert.match(said(rule, { 'main.tf': 'module "a" {\n  source = "./a"\n  providers = {\n    x = google.eu\n  }\n}\n' }).join('\n'), /provider "google"/);
    assert.match(said(rule, { 'main.tf': 'locals {\n  a = provider::time::x()\n}\n' }).join('\n'), /provider "time"/);
    assert.deepEqual(said(rule, { 'main.tf': 'resource "terraform_data" "a" {\n}\n' }), []);
  });

  test('terraform_required_providers: source and version', () => {
    const rule = 'terraform_required_providers';
    const about = (requirement: string, options = '') => said(rule, { 'a.tf': 'resource "aws_sns_topic" "a" {\n}\n', 'main.tf': requires(`    aws = ${requirement}`), '.tflint.hcl': on(rule, options) });
    assert.deepEqual(about('{ version = "~> 6.0" }'), ['main.tf:4 required_providers sets no source of the provider "aws".']);
    assert.deepEqual(about('{ version = "~> 6.0" }', '  source = false'), []);
    assert.deepEqual(about('{ source = "hashicorp/aws" }'), ['main.tf:4 required_providers sets no version of the provider "aws".']);
    assert.deepEqual(about('{ source = "hashicorp/aws" }', '  version = false'), []);
    assert.deepEqual(about('{ source = "hashicorp/aws", configuration_aliases = [aws.b] }').length, 1);
  });

  test('terraform_unused_required_providers: a pass to a module or a function call is a use', () => {
    const rule = 'terraform_unused_required_providers';
    const about = (rest: string, requirement = '{ source = "hashicorp/aws", version = "~> 6.0" }') => said(rule, { 'main.tf': `${requires(`    aws = ${requirement}`)}${rest}`, '.tflint.hcl': on(rule) }).length;
    assert.equal(about(''), 1);
    assert.equal(about('module "a" {\n  source = "./a"\n  providers = { aws = aws.b }\n}\n'), 0);
    assert.equal(about('output "a" {\n  value = provider::aws::arn_parse("x")\n}\n'), 0);
    assert.equal(about('check "a" {\n  data "aws_region" "b" {\n  }\n}\n'), 0);
    const nullProvider = (rest: string) => said(rule, { 'main.tf': `${requires('    null = { source = "hashicorp/null", version = "~> 3.0", configuration_aliases = [null.b] }')}${rest}`, '.tflint.hcl': on(rule) }).length;
    assert.equal(nullProvider('module "a" {\n  source = "./a"\n  providers = { null = null.b }\n}\n'), 0);
    assert.equal(nullProvider('module "a" {\n  source = "./a"\n}\n'), 1);
    assert.equal(about('', '{ source = "hashicorp/aws", version = "~> 6.0", configuration_aliases = [aws.b] }'), 1);
  });

  test('terraform_required_version: at the first terraform block, or the main file', () => {
    const rule = 'terraform_required_version';
    const used = { 'b.tf': 'resource "aws_sns_topic" "a" {\n}\n' };
    assert.deepEqual(said(rule, used), ['b.tf:1 No terraform block says which versions of Terraform the module is for: required_version is missing.']);
    assert.match(said(rule, { ...used, 'main.tf': 'locals {\n}\n', 'a.tf': 'locals {\n}\n' })[0] ?? '', /^main.tf:1/);
    assert.match(said(rule, { ...used, 'main.tf': 'locals {\n}\n', 'z.tf': '\nterraform {\n}\n' })[0] ?? '', /^z.tf:2/);
    assert.deepEqual(said(rule, { 'main.tf': 'locals {\n}\nresource "terraform_data" "a" {\n}\n' }), []);
    assert.equal(said(rule, { 'main.tf': 'module "a" {\n  source = "./a"\n}\n' }).length, 1);
    assert.equal(said(rule, { 'main.tf': 'provider "aws" {\n}\n' }).length, 1);
    assert.equal(said(rule, { 'main.tf': 'locals {\n}\n', '.tflint.hcl': on(rule) }).length, 1);
  });

  test('terraform_standard_module_structure: files that are missing, and outputs', () => {
    const rule = 'terraform_standard_module_structure';
    const about = (files: Record<string, string>, options = '') => said(rule, { ...files, '.tflint.hcl': on(rule, options) });
    assert.deepEqual(about({ 'a.tf': '' }), ['a.tf:1 Module should include a main.tf file as the primary entrypoint.', 'a.tf:1 Module should include an empty variables.tf file.', 'a.tf:1 Module should include an empty outputs.tf file.']);
    assert.equal(about({ 'a.tf': '' }, '  outputs = false').length, 2);
    assert.deepEqual(about({ 'main.tf': 'variable "a" {\n}\n', 'outputs.tf': '' }), ['main.tf:1 variable "a" belongs in variables.tf, not in main.tf.']);
    assert.deepEqual(about({ 'a.tf.json': '{"variable": {"a": {}}}' }), []);
  });

  test('terraform_workspace_remote: where Terraform 1.0 is allowed', () => {
    const about = (version: string) => said('terraform_workspace_remote', { 'main.tf': `terraform {\n  required_version = "${version}"\n  backend "remote" {\n  }\n}\noutput "a" {\n  value = terraform.workspace\n}\n` }).length;
    assert.deepEqual(['~> 1.0', '>= 0.13', '1.0.11', '>= 1.1', '~> 1.2', '< 1.0'].map((version) => about(version)), [1, 1, 1, 0, 0, 0]);
  });
});

suite('Descriptions', () => {
  test('unique: those that stand more than once, in whichever file', () => {
    for (const type of ['output', 'variable']) {
      const rule = `terraform_documented_${type}s`;
      const block = (name: string, text: string) => `${type} "${name}" {\n  description = "${text}"\n}\n`;
      const about = (files: Record<string, string>, options = '  unique = true') => said(rule, { ...files, '.tflint.hcl': on(rule, options) });
      const twice = { 'a.tf': block('a', 'Same.') + block('b', 'Other.'), 'b.tf': block('c', 'Same.') };
      assert.deepEqual(about(twice), [`a.tf:2 The ${type} "a" is described as another one is: "Same."`, `b.tf:2 The ${type} "c" is described as another one is: "Same."`]);
      assert.deepEqual(about(twice, ''), []);
      assert.deepEqual(about(twice, '  unique = false'), []);
      assert.deepEqual(about({ 'a.tf': block('a', 'One.') + block('b', 'Two.') }), []);
      assert.deepEqual(about({ 'a.tf': block('a', '') + block('b', '') }), [`a.tf:1 The ${type} "a" has no description.`, `a.tf:4 The ${type} "b" has no description.`]);
    }
  });
});

suite('Override files', () => {
  const all = 'plugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\nrule "terraform_documented_variables" {\n  enabled = true\n  unique  = true\n}\n';
  const rules = (files: Record<string, string>) => lintModule({ '.tflint.hcl': all, 'outputs.tf': '', 'variables.tf': '', ...files }).flatMap((line) => (/required_version/.test(line) ? [] : [line.replace(/^(\S+:\d+):\d+ (\w+):.*$/, '$1 $2')]));

  test('what an override file gives counts, and its blocks are parts of others', () => {
    const files = {
      'main.tf': 'module "m" {\n  source = "a/b/c"\n  size   = var.a\n}\n',
      'variables.tf': 'variable "a" {\n}\n',
      'a_override.tf': 'variable "a" {\n  type        = string\n  description = "A."\n}\n\nmodule "m" {\n  version = "1.0.0"\n}\n',
    };
    assert.deepEqual(rules(files), []);
    assert.deepEqual(rules({ ...files, 'a_override.tf': 'variable "a" {\n  default = 1\n}\n' }), ['variables.tf:1 terraform_documented_variables', 'variables.tf:1 terraform_typed_variables', 'main.tf:1 terraform_module_version']);
  });

  test('what is unused, or named otherwise, is told once', () => {
    assert.deepEqual(rules({ 'main.tf': '', 'variables.tf': 'variable "aB" {\n  type = string\n  description = "A."\n}\n', 'override.tf': 'variable "aB" {\n  default = "x"\n}\n' }), ['variables.tf:1 terraform_naming_convention', 'variables.tf:1 terraform_unused_declarations']);
  });

  test('what an override file changes is not removed without it', () => {
    const declarations = 'variable "a" {\n}\n\nlocals {\n  b = 1\n}\n\ndata "aws_region" "c" {\n}\n\nprovider "aws" {\n  alias = "d"\n}\n';
    const fixes = (override: string) => {
      const files = new MemoryFiles({ '/m/main.tf': declarations, '/m/override.tf': override });
      const found = serviceOver(files).lint(documentOf(files, '/m/main.tf'));
      return found.flatMap(({ rule, fixes: offered = [] }) => (rule === 'terraform_unused_declarations' ? [offered.map(({ title }) => title).join()] : []));
    };
    assert.deepEqual(fixes(''), ['Remove the variable', 'Remove the local value', 'Remove the data source', 'Remove the provider configuration']);
    assert.deepEqual(fixes('variable "x" {\n}\n'), fixes(''));
    assert.deepEqual(fixes(declarations), ['', '', '', '']);
  });
});

suite('Declarations that nothing uses', () => {
  const unused = (files: Record<string, string>) => said('terraform_unused_declarations', files);

  test('aliases of providers and data sources in checks', () => {
    assert.deepEqual(unused({ 'main.tf': 'provider "aws" {\n  alias = "eu"\n}\n' }), ['main.tf:1 Nothing uses provider "aws" with alias "eu".']);
    assert.deepEqual(unused({ 'main.tf': 'provider "aws" {\n  alias = "eu"\n}\nresource "aws_sns_topic" "a" {\n  provider = aws.eu\n}\n' }), []);
    assert.deepEqual(unused({ 'main.tf': 'provider "null" {\n  alias = "a"\n}\nresource "null_resource" "a" {\n  provider = null.a\n}\n' }), []);
    assert.deepEqual(unused({ 'main.tf': 'provider "aws" {\n  alias = "eu"\n}\nresource "aws_sns_topic" "a" {\n  provider = "aws.eu"\n}\n' }), []);
    assert.deepEqual(unused({ 'main.tf': 'provider "aws" {\n  alias = "eu"\n}\nmodule "a" {\n  source = "./a"\n  providers = {\n    aws = "aws.eu"\n  }\n}\n' }), []);
    assert.deepEqual(unused({ 'main.tf': 'provider "aws" {\n  alias = "eu"\n}\nresource "aws_sns_topic" "a" {\n  display_name = "aws.eu"\n}\n' }), ['main.tf:1 Nothing uses provider "aws" with alias "eu".']);
    assert.deepEqual(unused({ 'main.tf': 'provider "null" {\n  alias = "a"\n}\ncheck "a" {\n  data "null_data_source" "b" {\n    provider = null.a\n  }\n  assert {\n    condition = data.null_data_source.b.id != ""\n    error_message = "x"\n  }\n}\n' }), []);
    assert.deepEqual(unused({ 'main.tf.json': '{"provider": {"aws": {"alias": "eu"}}, "resource": {"aws_sns_topic": {"a": {"provider": "aws.eu"}}}}' }), []);
    assert.deepEqual(unused({ 'main.tf.json': '{"provider": {"aws": {"alias": "eu"}}, "module": {"a": {"source": "./a", "providers": {"aws": "aws.eu"}}}}' }), []);
    assert.deepEqual(unused({ 'main.tf': 'check "a" {\n  data "aws_region" "b" {\n  }\n  assert {\n    condition = true\n    error_message = "x"\n  }\n}\n' }), ['main.tf:2 Nothing uses data "aws_region" "b".']);
  });

  test('a variable that only its own validation looks at is unused; another one’s validation is a use', () => {
    const validation = (name: string) => `  validation {\n    condition = var.${name} != ""\n    error_message = "x"\n  }\n`;
    assert.equal(unused({ 'main.tf': `variable "a" {\n${validation('a')}}\n` }).length, 1);
    assert.deepEqual(unused({ 'main.tf': `variable "a" {\n}\nvariable "b" {\n${validation('a')}}\n` }), ['main.tf:3 Nothing uses variable "b".']);
  });
});

suite('Keys that stand twice', () => {
  test('whatever they are written as', () => {
    const about = (items: string) => said('terraform_map_duplicate_keys', { 'main.tf': `locals {\n  name = "a"\n  x = {\n    ${items}\n  }\n}\n` }).length;
    assert.equal(about('a = 1, "a" = 2'), 1);
    assert.equal(about('a = 1, (local.name) = 2'), 1);
    assert.equal(about('1 = 1, "1" = 2'), 1);
    assert.equal(about('true = 1, "true" = 2'), 1);
    assert.equal(about('"x-${local.name}" = 1, "x-a" = 2'), 1);
    assert.equal(about('a = 1, (var.b) = 2, (terraform_data.c.id) = 3'), 0);
  });
});
