import assert from 'node:assert/strict';
import { useSession } from './support/session.ts';

suite('a person sees drift', () => {
  const session = useSession({ settings: { 'plumbline.drift.refreshOnFocusMinutes': 0.001 } });

  test('the status bar counts it, the list opens the declaration, and the quick fix cures the order', async () => {
    const { workbench, samples } = session();
    await workbench.openFile('ansible/site.yml');
    assert.match(await workbench.waitForStatus(/ASG: 1/), /ASG: 1 order, 1 membership$/);
    const tooltip = (await workbench.statusTooltip(/ASG:/)).replaceAll('\u00a0', ' ');
    assert.match(tooltip, /shop-web: order differs/);
    assert.match(tooltip, /shop-worker: subnets differ/);
    await workbench.waitForSquiggle('warning');
    await workbench.screenshot('drift-playbook');

    await workbench.clickStatus(/ASG:/);
    const choices = await workbench.choices();
    const labels = choices.map((choice) => choice.trim()).filter((choice) => !/:\d+ /.test(choice));
    assert.deepEqual(labels, ['shop-worker', 'shop-web', 'shop-reports', 'Ask AWS again', 'Choose AWS profile…']);
    await workbench.screenshot('drift-list');
    await workbench.pick('shop-web');
    await workbench.applyQuickFix("Use AWS's order");
    await workbench.save();
    const cured = await samples.read('ansible/site.yml');
    const subnets = [...cured.matchAll(/- (subnet-\w+) +# (zone \w)/g)].map(([, id, zone]) => `${id} ${zone}`);
    assert.deepEqual(subnets, ['subnet-0c81f3a7d2e94b610 zone c', 'subnet-0a5d7e2c9b1f48360 zone a', 'subnet-0e47b9c15a6d83f02 zone b']);
    assert.equal(await workbench.waitForStatus(/ASG: 1 membership$/), 'ASG: 1 membership');
    await workbench.waitForProblems((problems) => !problems.some(({ rule }) => rule === 'plumbline_subnet_order'));
    await workbench.screenshot('drift-cured');
  });

  test('AWS is asked again when the window is back in front and the last answer is old', async () => {
    const { workbench, aws } = session();
    // a page of a browser without a screen always says that it has the focus
    const bring = (focused: boolean) =>
      workbench.page.evaluate(`document.hasFocus = () => ${focused}; window.dispatchEvent(new Event('${focused ? 'focus' : 'blur'}'));`);
    await workbench.openFile('ansible/site.yml');
    await workbench.waitForStatus(/ASG: 1/);
    const before = aws.calls.length;
    await bring(false);
    await bring(true);
    while (aws.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 100));
    await workbench.waitForStatus(/ASG: 1/);
  });
});
