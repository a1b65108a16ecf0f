import assert from 'node:assert/strict';
import { useSession } from './support/session.ts';

suite('a folder that is not trusted', () => {
  const session = useSession({ asksForTrust: true });

  test('is linted, and nothing else: AWS is not asked, a push is refused', async () => {
    const { workbench, aws } = session();
    await workbench.waitForStatus(/Restricted Mode/);
    await workbench.openFile('broken/template.yaml');
    await workbench.waitForSquiggle('error');
    await workbench.openFile('ansible/site.yml');
    await workbench.runCommand('Plumbline: Push Current Branch');
    await workbench.waitForNotification(/not trusted/);
    await workbench.screenshot('untrusted');
    assert.equal(aws.calls.length, 0);
    assert(!(await workbench.statusBar()).some((text) => text.includes('ASG')));
  });
});
