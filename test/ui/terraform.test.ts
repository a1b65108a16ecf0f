import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useSession } from './support/session.ts';

const stack = `variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}

resource "aws_subnet" "web" {
  count             = length(var.zones)
  vpc_id = var.vpc
  cidr_blok         = "10.0.\${count.index}.0/24"
  availability_zone = var.zones[count.index]
}

resource "aws_autoscaling_group" "web" {
  min_size = 1
  vpc_zone_identifier = aws_subnet.web.*.id
  tags {
  }
}

output "ids" {
  value = [lenght(var.zones), aws_subnet.web[0].ids]
}
`;

suite('a person writes Terraform', () => {
  const session = useSession({ settings: { '[terraform]': { 'editor.formatOnSave': true } } });

  test('mistakes are underlined, fixed by what is proposed, and the file is formatted when it is saved', async () => {
    const { workbench, samples } = session();
    const file = join(samples.folder, 'broken/stack.tf');
    await writeFile(file, stack);
    await workbench.openFile('broken/stack.tf');
    const problems = await workbench.waitForProblems((found) => found.filter((problem) => problem.file === 'broken/stack.tf').length >= 6);
    const rules = new Set(problems.filter((problem) => problem.file === 'broken/stack.tf').map(({ rule }) => rule));
    for (const rule of ['terraform_unsupported_argument', 'terraform_missing_required_argument', 'terraform_call_to_unknown_function', 'terraform_unsupported_attribute', 'terraform_deprecated_index']) {
      assert.ok(rules.has(rule), `${rule} is among ${[...rules].join(', ')}`);
    }
    await workbench.screenshot('terraform-broken');
    await workbench.openFile('broken/stack.tf');
    await workbench.goTo(21, 13);
    await workbench.applyQuickFix('Replace with length');
    await workbench.waitForProblems((found) => !found.some(({ rule }) => rule === 'terraform_call_to_unknown_function'));
    await workbench.openFile('broken/stack.tf');
    await workbench.goTo(9, 6);
    await workbench.applyQuickFix('Replace with cidr_block');
    await workbench.openFile('broken/stack.tf');
    await workbench.save();
    for (let waited = 0; !(await readFile(file, 'utf8')).includes('  vpc_id            = var.vpc') && waited < 10_000; waited += 100) await workbench.page.waitForTimeout(100);
    assert.match(await readFile(file, 'utf8'), / {2}vpc_id {12}= var\.vpc\n {2}cidr_block {8}= /);
    await workbench.screenshot('terraform-fixed');
  });
});
