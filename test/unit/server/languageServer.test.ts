import assert from 'node:assert/strict';
import { uriOf } from '../../../src/language/files.ts';
import type { DriftResult } from '../../../src/server/driftProtocol.ts';
import { LspClient } from '../../support/lspClient.ts';
import { TempFolder } from '../../support/temp.ts';

const template = (property: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      ${property}: hello
`;

suite('language server', () => {
  let client: LspClient;
  let folder: TempFolder;
  setup(async () => {
    folder = await TempFolder.create();
    client = await LspClient.start();
  });
  teardown(async () => {
    client.dispose();
    await folder.dispose();
  });

  test('an error comes while typing, and goes when it is mended', async () => {
    const uri = uriOf(folder.file('template.yaml'));
    await client.open(uri, 'yaml', template('TopicNam'));
    const [found] = await client.diagnostics(uri);
    assert.equal(found?.code, 'E3002');
    assert.deepEqual(found.range, { start: { line: 5, character: 6 }, end: { line: 5, character: 14 } });
    assert.equal(found.source, 'Plumbline');
    await client.change(uri, template('TopicName'));
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  test('a value below its key is what is underlined', async () => {
    const uri = uriOf(folder.file('template.yaml'));
    await client.open(uri, 'yaml', template('DisplayName').replace(' hello', '\n        - hello'));
    const [found] = await client.diagnostics(uri);
    assert.equal(found?.code, 'E3012');
    assert.deepEqual(found.range, { start: { line: 6, character: 8 }, end: { line: 6, character: 15 } });
  });

  test('a diagnostic links to the rule: to where it comes from, or to the page that the client has', async () => {
    const uri = uriOf(folder.file('template.yaml'));
    await client.open(uri, 'yaml', template('TopicNam'));
    const [plain] = await client.diagnostics(uri);
    assert.match(plain?.codeDescription?.href ?? '', /^https:/);
    const other = await LspClient.start({ rulePages: 'pages:{rule}.md' });
    try {
      await other.open(uri, 'yaml', template('TopicNam'));
      const [linked] = await other.diagnostics(uri);
      assert.equal(linked?.codeDescription?.href, 'pages:E3002.md');
    } finally {
      other.dispose();
    }
  });

  test('diagnostics go when the document is closed', async () => {
    const uri = uriOf(folder.file('template.yaml'));
    await client.open(uri, 'yaml', template('Nonsense'));
    assert.equal((await client.diagnostics(uri)).length, 1);
    await client.close(uri);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('an unsaved document is linted too', async () => {
    await client.open('untitled:Untitled-1', 'yaml', template('Nonsense'));
    assert.equal((await client.diagnostics('untitled:Untitled-1')).length, 1);
  });

  test('a YAML file that is no template is left alone', async () => {
    const uri = uriOf(folder.file('deployment.yaml'));
    await client.open(uri, 'yaml', 'apiVersion: apps/v1\nkind: Deployment\nResources: [1]\n');
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  test('a change in one file of a module reaches its open neighbour', async () => {
    const main = uriOf(await folder.write('main.tf', 'output "x" {\n  value = var.name\n}\n'));
    const variables = uriOf(await folder.write('variables.tf', ''));
    await client.open(main, 'terraform', 'output "x" {\n  value = var.name\n}\n');
    assert.match(String((await client.diagnostics(main))[0]?.message), /^Reference to undeclared input variable/);
    await client.open(variables, 'terraform', 'variable "name" {\n  type = string\n}\n');
    await client.diagnostics(main, (diagnostics) => diagnostics.every(({ severity }) => severity !== 1));
  });

  test('what the client has already is not sent again', async () => {
    const [main, variables] = [uriOf(folder.file('main.tf')), uriOf(folder.file('variables.tf'))];
    const declared = 'variable "name" {\n  type = string\n}\n';
    await client.open(variables, 'terraform', declared);
    await client.open(main, 'terraform', 'output "x" {\n  value = [var.name, var.other]\n}\n');
    await client.diagnostics(main, (diagnostics) => diagnostics.filter(({ severity }) => severity === 1).length === 1);
    const before = client.publications(main);
    await client.change(variables, `# What others set.\n${declared}`);
    await client.diagnostics(variables);
    await client.change(variables, `${declared}\nvariable "other" {\n  type = string\n}\n`);
    await client.diagnostics(main, (diagnostics) => diagnostics.every(({ severity }) => severity !== 1));
    assert.equal(client.publications(main), before + 1);
  });

  test('drift is refused until the workspace is trusted', async () => {
    const own = await LspClient.start({ trusted: false });
    await assert.rejects(own.connection.sendRequest('plumbline/drift', { paths: [folder.path] }), /not trusted/);
    await own.connection.sendNotification('plumbline/trust');
    const { groups }: DriftResult = await own.connection.sendRequest('plumbline/drift', { paths: [folder.path] });
    assert.deepEqual(groups, []);
    own.dispose();
  });

  test('lints the disk on request, whatever is open', async () => {
    const file = await folder.write('main.tf', 'output "x" {\n  value = local.nothing\n}\n');
    await client.open(uriOf(file), 'terraform', '');
    const result: { diagnostics: { file: string; severity: string }[]; files: number; problems: string[] } =
      await client.connection.sendRequest('plumbline/lint', { folders: [folder.path, folder.file('gone.tf')] });
    assert.equal(result.files, 1);
    assert.deepEqual(
      result.diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => diagnostic.file),
      [file],
    );
    assert.equal(result.problems.length, 1);
  });
});
