import assert from 'node:assert/strict';
import { documentOf, MemoryFiles, serviceOver } from '../../support/terraform.ts';

const main = 'variable "name" {\n  type = string\n}\n\nvariable "size" {\n  type    = number\n  default = 1\n}\n\nlocals {\n  part = var.size\n}\n\nresource "terraform_data" "one" {\n  input = "${var.name}${local.part}"\n}\n\noutput "id" {\n  value = terraform_data.one.id\n}\n';

/** What is said of a test: `line severity message`. */
function said(text: string, file = '/m/a.tftest.hcl'): string[] {
  const files = new MemoryFiles({ '/m/main.tf': main, [file]: text });
  return serviceOver(files)
    .lint(documentOf(files, file))
    .map(({ range, severity, message }) => `${range.start.line + 1} ${severity} ${message.replace(/, so terraform test stops here\./, '')}`);
}

const run = (condition: string, more = '') => `run "one" {\n${more}  assert {\n    condition     = ${condition}\n    error_message = "x"\n  }\n}\n`;

suite('Terraform test files: names and values', () => {
  test('what is there is not reported', () => {
    assert.deepEqual(said(`variables {\n  name = "a"\n  mine = 1\n}\n\n${run('var.name != "" && var.mine == 1 && local.part == 1 && output.id != "" && terraform_data.one.id != "" && path.module != ""')}\nrun "two" {\n  variables {\n    name = run.one.id\n    size = 2\n  }\n}\n`), []);
  });

  test('names that are not there, each a warning with the one that was meant', () => {
    assert.deepEqual(said(run('var.nam != ""')), ['3 warning Reference to undeclared input variable: there is no variable "nam" in this module or among those of the test Did you mean "name"?']);
    assert.match(said(run('output.idd != ""')).join(), /^3 warning Reference to undeclared output value: .*Did you mean "id"\?$/);
    assert.match(said(run('terraform_data.on.id != ""')).join(), /^3 warning Reference to undeclared resource: .*Did you mean "terraform_data.one"\?$/);
    assert.match(said(run('data.terraform_remote_state.x.outputs != ""')).join(), /^3 warning Reference to undeclared resource: there is no data source/);
    assert.match(said(run('local.prt == 1')).join(), /^3 warning Reference to undeclared local value/);
    assert.match(said(run('run.other.id == ""')).join(), /^3 warning Reference to undeclared run block: there is no run "other"/);
  });

  test('what failures are expected of, and the outputs of earlier runs', () => {
    const expecting = (items: string) => said(`run "one" {\n  command         = plan\n  expect_failures = [${items}]\n}\n`);
    assert.deepEqual(expecting('var.name, output.id, terraform_data.one'), []);
    assert.deepEqual(expecting('var.nam'), ['3 warning Missing expected failure: there is no variable "nam" in this module or among those of the test, so nothing can fail there. Did you mean "name"?']);
    assert.deepEqual(expecting('check.none, terraform_data.on'), ['3 warning Missing expected failure: there is no check "none" in this module, so nothing can fail there.', '3 warning Missing expected failure: there is no resource "terraform_data.on" in this module, so nothing can fail there. Did you mean "terraform_data.one"?']);
    const after = (condition: string, more = '') => said(`run "zero" {\n${more}}\n${run(condition)}`);
    assert.deepEqual(after('run.zero.id != ""'), []);
    assert.match(after('run.zero.idd != ""').join(), /^\d warning Reference to undeclared output value: there is no output "idd" in this module.*Did you mean "id"\?$/);
    assert.deepEqual(after('run.zero.idd != ""', '  module {\n    source = "./setup"\n  }\n'), []);
  });

  test('variables of the run and of the file are there in it; values must fit', () => {
    assert.deepEqual(said(run('var.own == 1', '  variables {\n    own = 1\n  }\n')), ['3 warning Value for undeclared variable: There is no variable "own" in this module.']);
    assert.deepEqual(said(`variables {\n  size = "big"\n}\n\n${run('var.size == 1', '  variables {\n    size = []\n  }\n')}`).map((line) => line.slice(0, 50)), ['2 warning Unsuitable value for variable: "size": a', '7 warning Unsuitable value for variable: "size": n']);
  });

  test('nothing is said of another module than the one beside the test', () => {
    assert.deepEqual(said(run('output.other != "" && var.other == 1', '  module {\n    source = "./setup"\n  }\n  variables {\n    other = 1\n  }\n')), []);
  });

  test('tests in a folder of their own are of the module above', () => {
    assert.match(said(run('output.idd != ""'), '/m/tests/a.tftest.hcl').join(), /Did you mean "id"/);
    const files = new MemoryFiles({ '/m/main.tf': main, '/m/tests/a.tftest.hcl': run('var.given == var.of_root'), '/m/tests/terraform.tfvars': 'given = 1\n', '/m/a.auto.tfvars': 'of_root = 1\n' });
    assert.deepEqual(serviceOver(files).lint(documentOf(files, '/m/tests/a.tftest.hcl')), []);
    assert.deepEqual(serviceOver(files).dependents('/m/main.tf', ['/m/tests/a.tftest.hcl']), ['/m/tests/a.tftest.hcl']);
  });
});
