import { useSession } from './support/session.ts';

suite("the README's picture", () => {
  const session = useSession();

  // media/screenshot.png is test-results/readme.png of this test.
  test('shows squiggles, problems and the drift of the workspace', async () => {
    const { workbench } = session();
    await workbench.openFile('ansible/site.yml');
    await workbench.waitForStatus(/ASG: 1 order, 1 membership$/);
    await workbench.openFile('broken/template.yaml');
    await workbench.waitForProblems((found) => found.length >= 4);
    await workbench.openFile('broken/template.yaml');
    await workbench.screenshot('readme');
  });
});
