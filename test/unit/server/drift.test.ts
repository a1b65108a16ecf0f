import assert from 'node:assert/strict';
import type { CodeAction, CodeLens, Diagnostic, Hover, InlayHint } from 'vscode-languageserver-types';
import { startSampleAws } from '../../../scripts/samples.ts';
import { uriOf } from '../../../src/language/files.ts';
import { askCommand, type DriftChanged, type DriftFixes, type DriftResult } from '../../../src/server/driftProtocol.ts';
import type { AwsEndpoint } from '../../support/aws-endpoint.ts';
import { LspClient } from '../../support/lspClient.ts';
import { TempFolder } from '../../support/temp.ts';

const [a, b, c] = ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02', 'subnet-0c81f3a7d2e94b610'];
/** AWS has c, a, b. */
const playbook = (list: string, name = 'shop-web') => `- hosts: localhost
  tasks:
    - ec2_asg:
        name: ${name}
        region: us-east-1
        vpc_zone_identifier: ${list}
`;
const block = (...ids: (string | undefined)[]) => ids.map((id) => `\n          - ${id}`).join('');
const isDrift = ({ code }: Diagnostic) => String(code).startsWith('plumbline_');

suite('drift in the language server', () => {
  let aws: AwsEndpoint;
  let client: LspClient;
  let folder: TempFolder;
  setup(async () => {
    folder = await TempFolder.create();
    aws = await startSampleAws();
    client = await LspClient.start({ copyCommand: 'copy' }, aws.environment);
  });
  teardown(async () => {
    client.dispose();
    await aws.close();
    await folder.dispose();
  });

  const ask = (): Promise<DriftResult> => client.connection.sendRequest('plumbline/drift', { paths: [folder.path] });
  const changed = () =>
    new Promise<DriftChanged>((resolve) => void client.connection.onNotification('plumbline/driftChanged', resolve));
  const open = async (name: string, text: string) => {
    const uri = uriOf(await folder.write(name, text));
    await client.open(uri, 'yaml', text);
    return uri;
  };
  const actionsAt = (uri: string, line: number): Promise<CodeAction[]> =>
    client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line, character: 12 }, end: { line, character: 12 } },
      context: { diagnostics: [] },
    });
  const lensTitles = async (uri: string): Promise<string[]> => {
    const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ command }) => command?.title ?? '');
  };

  test('the verdict, and the cure where the list is written', async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    const { groups, failures } = await ask();
    assert.deepEqual(failures, []);
    assert.deepEqual(
      groups.map(({ name, verdict, region }) => ({ name, verdict, region })),
      [{ name: 'shop-web', verdict: 'order', region: 'us-east-1' }],
    );
    const [found] = await client.diagnostics(uri, (diagnostics) => diagnostics.some(isDrift));
    assert.equal(found?.code, 'plumbline_subnet_order');
    const actions = await actionsAt(uri, 6);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ["Use AWS's order", 'Insert the order-safe tasks', "Copy AWS's order"],
    );
    assert.deepEqual(actions.at(-1)?.command?.arguments, [`- ${c}\n- ${a}\n- ${b}`]);
  });

  test('a verdict moves along with the text, and goes once the text has the order of AWS; AWS is asked once', async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    await ask();
    await client.diagnostics(uri, (diagnostics) => diagnostics.some(isDrift));
    let told = changed();
    await client.change(uri, `# one line more\n${playbook(block(a, b, c))}`);
    const [moved] = (await client.diagnostics(uri)).filter(isDrift);
    assert.equal(moved?.range.start.line, 7);
    assert.equal((await told).result.groups[0]?.range.start.line, 7);
    told = changed();
    await client.change(uri, playbook(block(c, a, b)));
    assert.equal((await told).result.groups[0]?.verdict, 'in-sync');
    await client.diagnostics(uri, (diagnostics) => !diagnostics.some(isDrift));
    told = changed();
    await client.change(uri, playbook(block(c, a)));
    assert.equal((await told).result.groups[0]?.verdict, 'membership');
    await client.diagnostics(uri, (diagnostics) => diagnostics.some(({ code }) => code === 'plumbline_subnet_membership'));
    assert.equal(aws.calls.length, 1);
  });

  test('of a group that AWS was not asked about nothing is said', async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    await ask();
    const told = changed();
    await client.change(uri, playbook(block(a, b, c), 'shop-reports'));
    const [group] = (await told).result.groups;
    assert.equal(group?.verdict, 'unknown');
    assert.match(group.reason, /was not asked/);
    await client.diagnostics(uri, (diagnostics) => !diagnostics.some(({ code }) => code === 'plumbline_group_missing'));
    assert.equal(aws.calls.length, 1);
  });

  test("the last answer stays, marked, when AWS gives none; typing does not change that it is the last known", async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    await ask();
    aws.setFault(() => ({ kind: 'error', code: 'AccessDenied', status: 403 }));
    const { groups, targets } = await ask();
    assert.deepEqual(groups.map(({ verdict, stale }) => ({ verdict, stale })), [{ verdict: 'order', stale: true }]);
    assert.equal(targets[0]?.failure?.reason, 'denied');
    const told = changed();
    await client.change(uri, playbook(block(b, a, c)));
    const { result } = await told;
    assert.equal(result.groups[0]?.stale, true);
    assert.equal(result.targets[0]?.failure?.reason, 'denied');
    assert.match((await lensTitles(uri))[0] ?? '', /· last known, just now$/);
  });

  test('a line above the list and a hover with both orders say what AWS has', async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    assert.deepEqual(await lensTitles(uri), []);
    await ask();
    assert.deepEqual(await lensTitles(uri), ['AWS: subnet-0c81f3…, subnet-0a5d7e…, subnet-0e47b9… · order differs · us-east-1 · just now']);
    const hover: Hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 7, character: 14 },
    });
    const { value } = hover.contents as { value: string };
    assert.match(value, /^\*\*shop-web\*\*: order differs\n\nus-east-1 · account 123456789012 · just now/);
    assert(value.includes(`| | declared | AWS |\n| --- | --- | --- |\n| 1 | \`${a}\` | \`${c}\` |\n| 2 | \`${b}\` | \`${a}\` |`));
  });

  test('a list in a vars file is cured from the play too, and everywhere at once', async () => {
    const site = await open('site.yml', playbook('"{{ subnets }}"'));
    const vars = await folder.write('group_vars/all.yml', `subnets:\n  - ${a}\n  - ${b}\n  - ${c}\n`);
    await ask();
    const [cure] = await actionsAt(site, 5).then((actions) => actions.filter(({ title }) => title === "Use AWS's order, in all.yml"));
    const [change] = cure?.edit?.documentChanges ?? [];
    assert(change && 'edits' in change);
    assert.equal(change.textDocument.uri, uriOf(vars));
    const { files, left }: DriftFixes = await client.connection.sendRequest('plumbline/driftFixes', {});
    assert.deepEqual(left, []);
    assert.deepEqual(files.map(({ file, groups }) => ({ file, groups })), [{ file: vars, groups: ['shop-web'] }]);
    // One edit for the whole list: half of an exchange would lose a subnet.
    assert.deepEqual(
      files[0]?.edits.map(({ newText }) => newText),
      [`- ${c}\n  - ${a}\n  - ${b}`],
    );
    assert.equal(aws.calls.length, 1);
  });

  test('the zone of each subnet stands behind it where EC2 may be asked', async () => {
    const uri = await open('site.yml', playbook(block(a, b, c)));
    await client.connection.sendRequest('plumbline/drift', { paths: [folder.path], zones: true });
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = async (): Promise<InlayHint[]> => client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
    assert.deepEqual(
      (await hints()).map(({ label, position }) => [label, position.line]),
      [['us-east-1a', 6], ['us-east-1b', 7], ['us-east-1c', 8]],
    );
    await client.change(uri, `# one line more\n${playbook(block(a, b, c))}`);
    assert.deepEqual((await hints()).map(({ position }) => position.line), [7, 8, 9]);
  });

  test('CloudFormation is offered only a copy, which says that it changes nothing', async () => {
    const uri = await open(
      'stack.yaml',
      `Resources:\n  G:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      AutoScalingGroupName: shop-web\n      VPCZoneIdentifier: [${a}, ${b}, ${c}]\n`,
    );
    assert.deepEqual((await ask()).groups.map(({ verdict }) => verdict), ['in-sync']);
    const actions = (await actionsAt(uri, 5)).filter(({ title }) => title.includes('order'));
    assert.deepEqual(
      actions.map(({ title }) => title),
      ["Copy AWS's order (it changes nothing here: to CloudFormation the subnets are a set)"],
    );
  });

  test('another editor asks with the command of the server', async () => {
    const own = await LspClient.start({}, aws.environment, [folder.path]);
    try {
      const text = playbook(block(a, b, c));
      const uri = uriOf(await folder.write('site.yml', text));
      await own.open(uri, 'yaml', text);
      await own.connection.sendRequest('workspace/executeCommand', { command: askCommand, arguments: [] });
      await own.diagnostics(uri, (diagnostics) => diagnostics.some(({ code }) => code === 'plumbline_subnet_order'));
    } finally {
      own.dispose();
    }
  });
});
