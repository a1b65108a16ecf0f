import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeEverything, codes, diagnosticsOf, openFile, replaceText, workspaceFolder } from './support/editor.ts';
import { run, until } from './support/repositories.ts';

const template = (property: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      ${property}: hello
`;

suite('linting in the editor', () => {
  // A folder for each test: the editor may hold on to the text of a document that it has only just closed.
  let folder: string;
  let count = 0;
  setup(async () => {
    folder = path.join(workspaceFolder(), `lint-test-${++count}`);
    await mkdir(folder);
  });
  teardown(async () => {
    await closeEverything();
    await rm(folder, { recursive: true });
  });

  const write = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text);
    return openFile(path.join(folder, name));
  };

  test('a template: the error is where the property is, goes when mended, comes back when broken again', async () => {
    const { uri } = await write('template.yaml', template('TopicNam'));
    const [found] = await diagnosticsOf(uri, (all) => all.length > 0);
    assert.deepEqual(codes(vscode.languages.getDiagnostics(uri)), ['E3002']);
    assert.deepEqual(found?.range, new vscode.Range(5, 6, 5, 14));
    assert.equal(found.source, 'Plumbline');
    await replaceText(template('TopicName'));
    await diagnosticsOf(uri, (all) => all.length === 0);
    await replaceText(template('TopicNam'));
    await diagnosticsOf(uri, (all) => all.length === 1);
  });

  test('the page of a rule opens from its diagnostic, and a rule that has none says so', async () => {
    const { uri } = await write('template.yaml', template('TopicNam'));
    const [found] = await diagnosticsOf(uri, (all) => all.length > 0);
    assert(found && typeof found.code === 'object');
    assert.equal(found.code.target.toString(true), 'command:plumbline.showRule?"E3002"');
    assert.equal((await run('showRule', 'E3002')).ok, true);
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Preview E3002.md');
    assert.equal((await run('showRule', '../../package')).reason, 'noPage');
    assert.equal((await run('showRule', 'E8999')).reason, 'noPage');
    assert.equal((await run('showRule', 'E9002')).ok, true, "a rule of the user's own has the page of all of them");
  });

  test('a template in JSON', async () => {
    const { uri } = await write('stack.json', '{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"A":{"Type":"AWS::SNS::Topik"}}}');
    assert.deepEqual(codes(await diagnosticsOf(uri, (all) => all.length > 0)), ['E3006']);
  });

  test('a half-typed template is still understood', async () => {
    const { uri } = await write('template.yaml', `${template('TopicNam')}  Half: [\n`);
    const found = codes(await diagnosticsOf(uri, (all) => all.length > 1));
    assert(found.includes('E0000') && found.includes('E3002'), found.join());
  });

  test('Terraform: an undeclared variable, until its declaration is typed in the file beside it', async () => {
    const { uri } = await write('main.tf', 'output "region" {\n  value = var.region\n}\n');
    const isError = ({ severity }: vscode.Diagnostic) => severity === vscode.DiagnosticSeverity.Error;
    const [found] = await diagnosticsOf(uri, (all) => all.some(isError));
    assert.match(found?.message ?? '', /^Reference to undeclared input variable/);
    await write('variables.tf', '');
    await replaceText('variable "region" {\n  type = string\n}\n');
    await diagnosticsOf(uri, (all) => !all.some(isError));
  });

  test('closing a document takes its diagnostics away', async () => {
    const { uri } = await write('main.tf', 'output "x" {\n  value =\n}\n');
    await diagnosticsOf(uri, (all) => codes(all).includes('hcl_syntax'));
    await closeEverything();
    await diagnosticsOf(uri, (all) => all.length === 0);
  });

  test('YAML that is no template is left alone', async () => {
    const { uri } = await write('deployment.yaml', 'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {}}\n');
    const other = await write('template.yaml', template('TopicNam'));
    await diagnosticsOf(other.uri, (all) => all.length === 1);
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
  });

  test('switched off, nothing is said; switched on again, it is', async () => {
    const { uri } = await write('template.yaml', template('TopicNam'));
    await diagnosticsOf(uri, (all) => all.length === 1);
    const settings = vscode.workspace.getConfiguration('plumbline');
    await settings.update('lint.enable', false, vscode.ConfigurationTarget.Workspace);
    await diagnosticsOf(uri, (all) => all.length === 0);
    await settings.update('lint.enable', undefined, vscode.ConfigurationTarget.Workspace);
    await diagnosticsOf(uri, (all) => all.length === 1);
  });

  test('a quick fix writes the property that was meant', async () => {
    const { uri } = await write('template.yaml', template('TopicNam'));
    const [found] = await diagnosticsOf(uri, (all) => all.length > 0);
    assert(found);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, found.range);
    const fix = actions.find(({ title }) => title.includes('TopicName'));
    assert(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await diagnosticsOf(uri, (all) => all.length === 0);
  });
});
