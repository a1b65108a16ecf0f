import { useSession } from './support/session.ts';

suite('a person begins with the walkthrough', () => {
  const session = useSession();
  /** Titles, and words of the pages beside them. */
  const steps = [
    ['See mistakes while you type', 'Reference to undeclared input variable'],
    ['Push with one key', 'undo the last commit'],
    ['Chain your own', 'says why, and offers to retry'],
    ['Compare subnets with AWS', 'order differs'],
  ] as const;

  test('its four steps show what to press and what will be seen', async () => {
    const { workbench } = session();
    // the pages beside the steps need room
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.pick('Get Started with Plumbline');
    const { page } = workbench;
    for (const [index, [title, words]] of steps.entries()) {
      const step = page.locator('.getting-started-step').filter({ hasText: title });
      await step.click();
      await page.locator('.getting-started-step.expanded').filter({ hasText: title }).waitFor();
      await page.frameLocator('iframe.webview').last().frameLocator('#active-frame').getByText(words).first().waitFor();
      await workbench.screenshot(`walkthrough-${index + 1}`);
    }
  });
});
