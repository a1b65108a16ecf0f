import assert from 'node:assert/strict';
import { pictureFailure, Session } from './support/session.ts';

suite('a folder that is not trusted', () => {
  let session: Session;
  suiteSetup(async () => {
    session = await Session.start({ asksForTrust: true });
  });
  teardown(async function () {
    await pictureFailure(this.currentTest, session);
  });
  suiteTeardown(() => session[Symbol.asyncDispose]());

  test('is linted, and nothing else: AWS is not asked, a push is refused', async () => {
    const { workbench, aws } = session;
    await workbench.page.getByText("No, I don't trust the authors").click();
    await workbench.openFile('broken/template.yaml');
    await workbench.waitForSquiggle('error');
    await workbench.openFile('ansible/site.yml');
    await workbench.runCommand('Plumbline: Push Current Branch');
    await workbench.waitForNotification(/not trusted/);
    await workbench.screenshot('untrusted');
    assert.equal(aws.requests.length, 0);
    assert(!(await workbench.statusBar()).some((text) => text.includes('ASG')));
  });
});
