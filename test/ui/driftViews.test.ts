import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { useSession } from './support/session.ts';

const [a, b, c] = ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02', 'subnet-0c81f3a7d2e94b610'];
const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern', contrast: 'Default High Contrast' } as const;

suite('a person looks at drift', () => {
  const session = useSession({ settings: { 'plumbline.drift.zones': true } });
  const tree = () => session().workbench.page.locator('.part.sidebar .pane', { hasText: 'Auto Scaling Groups' }).locator('.monaco-list-row');
  const useTheme = async (name: string) => {
    const { samples, workbench } = session();
    await mkdir(samples.file('.vscode'), { recursive: true });
    await writeFile(samples.file('.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': name }));
    await workbench.page.locator(`.monaco-workbench.${name.includes('Contrast') ? 'hc-black' : name.includes('Light') ? 'vs' : 'vs-dark'}`).waitFor();
  };

  test('the view asks AWS when it is opened, tells verdicts apart, and opens the declaration', async () => {
    const { workbench, aws } = session();
    assert.equal(aws.calls.length, 0);
    await workbench.page.locator('.activitybar').getByRole('tab', { name: /Plumbline/ }).click();
    await tree().filter({ hasText: 'shop-web' }).waitFor();
    const rows = await Promise.all(
      (await tree().all()).map(async (row) => (await row.locator('.label-name, .label-description').allInnerTexts()).join(' ').replace(/:\d+$/, '')),
    );
    assert.deepEqual(rows, [
      'us-east-1 account 123456789012',
      'subnets differ 1',
      'shop-worker cloudformation/worker.yaml',
      'order differs 1',
      'shop-web ansible/site.yml',
      'in sync 1',
    ]);
    await tree().filter({ hasText: 'shop-web' }).click();
    await workbench.page.locator('.tab.active', { hasText: 'site.yml' }).waitFor();
    await workbench.page.locator('.codelens-decoration', { hasText: 'order differs · us-east-1 · just now' }).waitFor();
    await workbench.page.locator('.view-line', { hasText: `${a}` }).filter({ hasText: 'us-east-1a' }).waitFor();
  });

  test('declared and live subnets in a diff editor', async () => {
    const { workbench } = session();
    await workbench.runCommand('Plumbline: Compare Declared Subnets with AWS');
    await workbench.pick('shop-web');
    const diff = workbench.page.locator('.monaco-diff-editor');
    for (const [side, first] of [['.original', a], ['.modified', c]] as const) {
      await diff.locator(`${side} .view-line`).first().filter({ hasText: `${first}` }).waitFor();
    }
  });

  test('the picture in light, dark and high contrast', async () => {
    const { workbench } = session();
    for (const [name, verdict] of [['shop-web', 'order differs'], ['shop-worker', 'subnets differ']] as const) {
      await workbench.runCommand('Plumbline: Show Subnet Picture');
      await workbench.pick(name);
      const page = pictureIn(workbench.page);
      await page.getByRole('heading', { name: `${name}: ${verdict}` }).waitFor();
      assert.match((await page.getByRole('img').getAttribute('aria-label')) ?? '', /^Declared: subnet-.*\. AWS: subnet-/);
      const papers = new Set<string>();
      for (const [label, theme] of Object.entries(themes)) {
        await useTheme(theme);
        await workbench.screenshot(`picture-${name}-${label}`);
        const ink = await page.locator('text.id').first().evaluate(colorOf, 'fill');
        const paper = await page.locator('body').evaluate(colorOf, 'background-color');
        assert.notEqual(ink, paper);
        papers.add(paper);
      }
      assert.equal(papers.size, 3, 'each theme has a background of its own');
      await workbench.runCommand('View: Close Editor');
    }
    await useTheme(themes.dark);
  });

  test("Use AWS's Order Everywhere shows a preview and changes nothing before it is confirmed", async () => {
    const { workbench, samples } = session();
    await workbench.openFile('ansible/site.yml');
    const before = await samples.read('ansible/site.yml');
    await workbench.runCommand("Plumbline: Use AWS's Order Everywhere");
    const preview = workbench.page.locator('.bulk-edit-panel');
    await preview.locator('.edit-checkbox').first().click();
    await workbench.screenshot('drift-everywhere');
    assert.equal(await samples.read('ansible/site.yml'), before);
    await preview.getByRole('button', { name: 'Apply' }).click();
    await preview.waitFor({ state: 'hidden' });
    assert.equal(await workbench.waitForStatus(/ASG: 1 membership$/), 'ASG: 1 membership');
    await workbench.page.keyboard.press('Control+S');
    await workbench.waitForProblems((problems) => !problems.some(({ rule }) => rule === 'plumbline_subnet_order'));
    const after = await samples.read('ansible/site.yml');
    assert.deepEqual([...after.matchAll(/- (subnet-\w+)/g)].map(([, id]) => id), [c, a, b]);
  });

  test('the last answer stays, marked, when the session expires, and signing in is offered', async () => {
    const { workbench, aws } = session();
    aws.setFault(() => ({ kind: 'error', code: 'ExpiredToken', status: 403 }));
    await workbench.runCommand('Plumbline: Check Auto Scaling Drift');
    const notification = workbench.page.locator('.notification-list-item', { hasText: 'session has expired' });
    await notification.getByText('Run aws sso login').waitFor();
    await workbench.waitForStatus(/^ASG: 1 .*membership \(last known\)$/);
    await tree().filter({ hasText: 'The AWS session has expired.' }).waitFor();
    await workbench.screenshot('drift-stale');
    aws.setFault(undefined);
    await workbench.runCommand('Plumbline: Check Auto Scaling Drift');
    await workbench.waitForStatus(/^ASG: 1 .*membership$/);
    await notification.waitFor({ state: 'detached' });
  });

  test('the chosen profile and region are kept in the settings', async () => {
    const { workbench, samples, aws } = session();
    await workbench.openFile('ansible/site.yml');
    await workbench.runCommand('Plumbline: Choose AWS Profile…');
    await workbench.pick('Default credentials');
    await workbench.screenshot('drift-region');
    await workbench.pick('Another region…');
    await workbench.answer('eu-central-1');
    const asked = aws.calls.length;
    await workbench.pick('ansible/**');
    await workbench.screenshot('drift-role');
    await workbench.answer('');
    // The play names its own region, so its verdict stays; AWS is asked again.
    while (aws.calls.length === asked) await workbench.page.waitForTimeout(100);
    const settings: Record<string, unknown> = JSON.parse(await samples.read('.vscode/settings.json'));
    assert.deepEqual(settings['plumbline.aws.targets'], [{ files: 'ansible/**', region: 'eu-central-1' }]);
    await workbench.waitForStatus(/^ASG: 1 .*membership$/);
  });
});

/** A colour as the page has computed it; it runs inside the page. */
function colorOf(element: unknown, property: string): string {
  const page = globalThis as unknown as { getComputedStyle(of: unknown): { getPropertyValue(name: string): string } };
  return page.getComputedStyle(element).getPropertyValue(property);
}

/** The document of the picture's panel: a webview is a frame in a frame. */
function pictureIn(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
}
