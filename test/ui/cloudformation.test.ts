import assert from 'node:assert/strict';
import path from 'node:path';
import { useSession } from './support/session.ts';

suite('a person writes a template', () => {
  const session = useSession();

  test('properties and targets are offered while they are typed, a hover explains, and a comment leaves a finding out', async () => {
    const { workbench } = session();
    const { page } = workbench;
    await workbench.openFile('broken/template.yaml');
    await workbench.waitForSquiggle('error');

    await workbench.goTo(8, 1);
    await page.keyboard.press('End');
    await workbench.type('\nMess');
    const offered = page.locator('.suggest-widget.visible');
    await offered.getByText('MessageRetentionPeriod').first().waitFor();
    await workbench.screenshot('completion-property');
    await page.keyboard.press('Enter');
    await workbench.type('1209600');
    assert.match(await workbench.visibleText(), /MessageRetentionPeriod: 1209600/);

    await workbench.type('\nQueueName: ');
    await workbench.type('!');
    await offered.getByText('!GetAtt').first().waitFor();
    assert.equal(await offered.getByText('!Equals').count(), 0);
    await workbench.screenshot('completion-function');
    await workbench.type('Sub "${');
    await offered.getByText('AWS::Region').first().waitFor();
    await workbench.screenshot('completion-variable');
    await page.keyboard.press('Escape');
    await workbench.type('AWS::Region}-jobs"');

    await page.locator('.view-line span').filter({ hasText: /^MessageRetentionPeriod$/ }).first().hover();
    await page.locator('.monaco-hover').getByText('A change does not replace the resource.').waitFor();
    // A picture taken the usual way would have the mouse leave first.
    await page.screenshot({ path: path.join(import.meta.dirname, '../../test-results/hover-property.png'), animations: 'disabled' });

    await workbench.goTo(8, 10);
    const fixes = await workbench.quickFixes();
    assert.ok(fixes.includes('Ignore E3002 on this line'), fixes.join('\n'));
    await page.keyboard.press('Escape');
    await workbench.applyQuickFix('Ignore E3002 on this line');
    await workbench.waitForProblems((found) => !found.some(({ file, rule }) => file === 'broken/template.yaml' && rule === 'E3002'));
    assert.match(await workbench.visibleText(), /# plumbline-ignore: E3002/);
    await workbench.screenshot('ignore-line');
  });
});
