import assert from 'node:assert/strict';
import { useSession } from './support/session.ts';

suite('a person meets lint errors', () => {
  const session = useSession();

  test('in a broken template: squiggles, problems, and the quick fix that writes what was meant', async () => {
    const { workbench } = session();
    await workbench.openFile('broken/template.yaml');
    await workbench.waitForSquiggle('error');
    const problems = await workbench.waitForProblems((found) => found.filter(({ file }) => file === 'broken/template.yaml').length >= 3);
    const rules = problems.filter(({ file }) => file === 'broken/template.yaml').map(({ rule }) => rule);
    assert.deepEqual(rules.toSorted(), ['E1020', 'E3002', 'E3003']);
    await workbench.screenshot('lint-template');
    await workbench.page.locator('.part.panel a').filter({ hasText: 'E3002' }).click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'Preview E3002.md' }).waitFor();
    const page = workbench.page.frameLocator('iframe.webview').last().frameLocator('#active-frame');
    await page.getByText('A resource has only properties that its type has').waitFor();
    await workbench.screenshot('lint-rule-page');
    await workbench.openFile('broken/template.yaml');
    await workbench.goTo(8, 10);
    await workbench.applyQuickFix('VisibilityTimeout');
    assert.match(await workbench.visibleText(), /VisibilityTimeout: 300/);
    await workbench.waitForProblems((found) => !found.some(({ rule }) => rule === 'E3002'));
  });

  test('in a broken module: an undeclared variable, and a syntax error while it is typed', async () => {
    const { workbench } = session();
    await workbench.openFile('broken/main.tf');
    await workbench.waitForSquiggle('error');
    const [found] = await workbench.waitForProblems((problems) => problems.some(({ file }) => file === 'broken/main.tf'));
    assert(found);
    await workbench.openFile('broken/main.tf');
    await workbench.goTo(4, 35);
    await workbench.type('0 +');
    await workbench.waitForProblems((problems) => problems.some(({ rule }) => rule === 'hcl_syntax'));
    await workbench.screenshot('lint-terraform');
  });

  test('not in a template that is fine', async () => {
    const { workbench } = session();
    await workbench.openFile('cloudformation/worker.yaml');
    await workbench.openFile('broken/template.yaml');
    const problems = await workbench.waitForProblems((found) => found.some(({ file }) => file === 'broken/template.yaml'));
    assert.deepEqual(problems.filter(({ file, rule }) => file === 'cloudformation/worker.yaml' && !rule.startsWith('plumbline_')), []);
  });
});
