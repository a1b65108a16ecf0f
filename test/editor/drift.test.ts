import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { pictureRows, picturePage } from '../../src/editor/driftPictureMarkup.ts';
import type { DriftGroup } from '../../src/server/driftProtocol.ts';
import { closeEverything, codes, diagnosticsOf, openFile, workspaceFolder } from './support/editor.ts';
import { Person } from './support/person.ts';

interface Outcome<T = unknown> {
  readonly ok: boolean;
  readonly reason?: string;
  readonly message?: string;
  readonly value?: T;
}

const [a, b, c] = ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02', 'subnet-0c81f3a7d2e94b610'] as const;

const check = () => vscode.commands.executeCommand<Outcome<{ groups: readonly DriftGroup[] }>>('plumbline.checkDrift');

async function groupNamed(name: string): Promise<DriftGroup> {
  const group = (await check()).value?.groups.find((known) => known.name === name);
  assert(group);
  return group;
}

/** The tab with a label once it is there; the test's own time limit ends the wait. */
async function openedTab(label: string): Promise<vscode.Tab> {
  for (;;) {
    const tab = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((open) => open.label === label);
    if (tab) return tab;
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

suite('drift in the editor', () => {
  teardown(closeEverything);

  test('the line above the list, the hover and the quick fixes say what AWS has', async () => {
    const { uri } = await openFile('ansible/site.yml');
    await check();
    await diagnosticsOf(uri, (diagnostics) => codes(diagnostics).includes('plumbline_subnet_order'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const [title = ''] = lenses.map(({ command }) => command?.title ?? '').filter((text) => text.startsWith('AWS:'));
    assert.equal(title, 'AWS: subnet-0c81f3…, subnet-0a5d7e…, subnet-0e47b9… · order differs · us-east-1 · just now');
    const list = new vscode.Position(20, 14);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, list);
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
    assert(text.includes(`| 1 | \`${a}\``) && text.includes('account 123456789012'), text);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, new vscode.Range(list, list));
    const titles = actions.map((action) => action.title);
    for (const wanted of ["Use AWS's order", 'Insert the order-safe tasks', "Copy AWS's order"]) assert(titles.includes(wanted), titles.join(', '));
  });

  test('of two groups that a declaration fits, the chosen one is kept in the settings and compared', async () => {
    const file = path.join(workspaceFolder(), 'batch', 'main.tf');
    await fs.mkdir(path.dirname(file));
    await fs.writeFile(file, `resource "aws_autoscaling_group" "batch" {\n  name_prefix         = "shop-batch-"\n  vpc_zone_identifier = ["${a}", "${b}"]\n}\n`);
    const batch = async () => {
      const group = (await check()).value?.groups.find(({ address }) => address === 'aws_autoscaling_group.batch');
      assert(group);
      return group;
    };
    const settings = () => vscode.workspace.getConfiguration('plumbline').get('drift.groups');
    try {
      const group = await batch();
      assert.equal(group.verdict, 'unmatched');
      assert.equal(group.candidates.length, 2);
      const second = group.candidates.find((name) => name.includes('20261103')) ?? '';
      {
        using person = new Person();
        assert.equal((await vscode.commands.executeCommand<Outcome>('plumbline.chooseAwsGroup', { group })).reason, 'cancelled');
        assert.deepEqual(person.picks[0], group.candidates);
      }
      using _ = new Person(second);
      assert.equal((await vscode.commands.executeCommand<Outcome>('plumbline.chooseAwsGroup', { group })).ok, true);
      assert.deepEqual(settings(), { 'batch/main.tf#aws_autoscaling_group.batch': second });
      assert.equal((await batch()).verdict, 'in-sync');
    } finally {
      await vscode.workspace.getConfiguration('plumbline').update('drift.groups', undefined, vscode.ConfigurationTarget.Workspace);
      await fs.rm(path.dirname(file), { recursive: true });
    }
  });

  test("Copy AWS's Order puts the list on the clipboard", async () => {
    const group = await groupNamed('shop-web');
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.copyAwsOrder', { group });
    assert.equal(outcome.ok, true, outcome.message);
    assert.equal(await vscode.env.clipboard.readText(), [c, a, b].join('\n'));
  });

  test('Compare Declared Subnets with AWS opens both as text', async () => {
    const group = await groupNamed('shop-web');
    await vscode.commands.executeCommand('plumbline.compareSubnets', { group });
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert(input instanceof vscode.TabInputTextDiff);
    const texts = await Promise.all([input.original, input.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()));
    const ids = texts.map((text) => text.trim().split('\n').map((line) => line.split(' ')[0]));
    assert.deepEqual(ids, [[a, b, c], [c, a, b]]);
  });

  test('the picture opens in a panel of its own', async () => {
    const group = await groupNamed('shop-worker');
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.showSubnetPicture', { group });
    assert.equal(outcome.ok, true, outcome.message);
    const tab = await openedTab('shop-worker: Subnets');
    assert(tab.input instanceof vscode.TabInputWebview);
  });

  test('a wrong entry of plumbline.aws.targets is named', async () => {
    const configuration = vscode.workspace.getConfiguration('plumbline');
    await configuration.update('aws.targets', [{ profile: 'shop' }], vscode.ConfigurationTarget.Workspace);
    try {
      const outcome = await check();
      assert.equal(outcome.ok, false);
      assert.match(outcome.message ?? '', /^Entry 1 of the setting plumbline\.aws\.targets has no "files"/);
    } finally {
      await configuration.update('aws.targets', undefined, vscode.ConfigurationTarget.Workspace);
    }
    assert.equal((await check()).ok, true);
  });

  test('a profile that is not there is a failure with its reason', async () => {
    const configuration = vscode.workspace.getConfiguration('plumbline');
    const entry = { files: '**/*', profile: 'no-such-profile' };
    await configuration.update('aws.targets', [entry], vscode.ConfigurationTarget.Workspace);
    try {
      const outcome = await check();
      assert.equal(outcome.reason, 'unknownProfile');
      assert.match(outcome.message ?? '', /no-such-profile/);
    } finally {
      await configuration.update('aws.targets', undefined, vscode.ConfigurationTarget.Workspace);
    }
    assert.equal((await check()).ok, true);
  });

  test('a profile that comes into the shared AWS configuration is seen without asking', async () => {
    const folder = path.join(os.homedir(), '.aws');
    await fs.mkdir(folder, { recursive: true });
    const configuration = vscode.workspace.getConfiguration('plumbline');
    const { uri } = await openFile('ansible/site.yml');
    const hasVerdict = (diagnostics: readonly vscode.Diagnostic[]) => codes(diagnostics).includes('plumbline_subnet_order');
    try {
      await configuration.update('aws.targets', [{ files: '**/*', profile: 'late' }], vscode.ConfigurationTarget.Workspace);
      assert.equal((await check()).reason, 'unknownProfile');
      await diagnosticsOf(uri, (diagnostics) => !hasVerdict(diagnostics));
      await fs.writeFile(path.join(folder, 'config'), '[profile late]\nregion = us-east-1\naws_access_key_id = any\naws_secret_access_key = any\n');
      await diagnosticsOf(uri, hasVerdict);
    } finally {
      await configuration.update('aws.targets', undefined, vscode.ConfigurationTarget.Workspace);
      await fs.rm(folder, { recursive: true });
    }
    assert.equal((await check()).ok, true);
  });

  test('what says that a session has expired goes when AWS answers again', async () => {
    const folder = path.join(os.homedir(), '.aws');
    await fs.mkdir(folder, { recursive: true });
    const configuration = vscode.workspace.getConfiguration('plumbline');
    const window = vscode.window as { withProgress: unknown };
    const original = window.withProgress;
    const shown: { title: string; gone: boolean; close: () => void }[] = [];
    window.withProgress = async ({ title }: vscode.ProgressOptions, task: (progress: unknown, token: vscode.CancellationToken) => Promise<void>) => {
      const source = new vscode.CancellationTokenSource();
      const entry = { title: title ?? '', gone: false, close: () => source.cancel() };
      shown.push(entry);
      await task({ report() {} }, source.token);
      entry.gone = true;
    };
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    try {
      await fs.writeFile(path.join(folder, 'config'), '[profile late]\nregion = us-east-1\nsso_start_url = https://example.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = reader\n');
      await configuration.update('aws.targets', [{ files: '**/*', profile: 'late' }], vscode.ConfigurationTarget.Workspace);
      await check();
      assert.match(shown[0]?.title ?? '', /^The AWS session .*late.* has expired\. \[Run aws sso login\]\(command:plumbline\.signInToAws /);
      assert.deepEqual(shown.map(({ gone }) => gone), [false]);
      // a second one takes the first one's place; a person may close it, and AWS's answer takes it away
      await check();
      await until(() => shown[0]?.gone === true);
      shown[1]?.close();
      await until(() => shown[1]?.gone === true);
      await check();
      assert.deepEqual(shown.map(({ gone }) => gone), [true, true, false]);
      await fs.writeFile(path.join(folder, 'config'), '[profile late]\nregion = us-east-1\naws_access_key_id = any\naws_secret_access_key = any\n');
      await until(() => shown[2]?.gone === true);
    } finally {
      window.withProgress = original;
      await configuration.update('aws.targets', undefined, vscode.ConfigurationTarget.Workspace);
      await fs.rm(folder, { recursive: true });
    }
    assert.equal((await check()).ok, true);
  });

  test('signing in is refused where no session has expired', async () => {
    await check();
    const outcome = await vscode.commands.executeCommand<Outcome>('plumbline.signInToAws');
    assert.equal(outcome.reason, 'notExpired');
  });
});

suite('the picture of a group', () => {
  const group: DriftGroup = {
    file: '/site.yml',
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    tool: 'ansible',
    address: 'Web',
    name: 'web "<1>"',
    verdict: 'membership',
    declared: ['s-a', 's-b', 's-c'],
    live: ['s-c', 's-d', 's-a'],
    zones: { 's-a': 'us-east-1a', 's-d': 'us-east-1d' },
    facts: [],
    complete: true,
    reason: 'They differ.',
    region: 'us-east-1',
    account: '123456789012',
    stale: false,
    candidates: [],
  };

  test('gives what only one side has a gap on the other', () => {
    assert.deepEqual(pictureRows(group), [
      { declared: 's-a', live: 's-c' },
      { declared: 's-b', live: undefined },
      { declared: undefined, live: 's-d' },
      { declared: 's-c', live: 's-a' },
    ]);
    assert.deepEqual(pictureRows({ declared: ['s-a', 's-a'], live: ['s-a'] }), [
      { declared: 's-a', live: 's-a' },
      { declared: 's-a', live: undefined },
    ]);
  });

  test('says in words what it shows, and runs nothing', () => {
    const page = picturePage(group, { sheet: 'vscode-resource:/drift.css', source: 'vscode-resource:' });
    assert(page.includes("default-src 'none'; style-src vscode-resource:"));
    assert(!/<script|style="|\son\w+=/.test(page));
    assert(page.includes('web &quot;&lt;1&gt;&quot;: subnets differ'));
    assert(page.includes('aria-label="Declared: s-a, s-b, s-c. AWS: s-c, s-d, s-a."'));
    const row = (id: string) => page.split('\n').find((line) => line.startsWith(`<tr><th scope="row"><code>${id}<`));
    assert.match(row('s-b') ?? '', /<td><\/td><td>2<\/td><td><\/td><td>not in AWS<\/td>/);
    assert.match(row('s-d') ?? '', /<td>us-east-1d<\/td><td><\/td><td>2<\/td><td>not declared<\/td>/);
    assert.match(row('s-a') ?? '', /<td>1<\/td><td>3<\/td><td>another position<\/td>/);
  });
});
