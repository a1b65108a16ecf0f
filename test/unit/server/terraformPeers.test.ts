import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from 'vscode-languageserver-types';
import { uriOf } from '../../../src/language/files.ts';
import { findProgram } from '../../../src/language/program.ts';
import { terraformMethod, trustMethod } from '../../../src/server/protocol.ts';
import { LspClient } from '../../support/lspClient.ts';
import { standInProgram, startsOf } from '../../support/standIn.ts';
import { TempFolder } from '../../support/temp.ts';

const text = 'output "a" {\n  value = var.none\n}\n';
const undeclared = 'terraform_reference_to_undeclared_input_variable';

const range = (line: number, column: number, file = 'main.tf') => ({ filename: file, start: { line, column, byte: 0 }, end: { line, column: column + 3, byte: 0 } });
const validateSays = (...diagnostics: object[]) => ({ format_version: '1.0', valid: false, diagnostics });
const error = (summary: string, line: number, column = 3, file = 'main.tf') => ({ severity: 'error', summary, detail: 'Because.', range: range(line, column, file) });
const issue = (name: string, severity: string, line: number) => ({ rule: { name, severity, link: 'https://example.com/rule' }, message: `about ${name}`, range: range(line, 3) });

suite("the user's own terraform and tflint", () => {
  let folder: TempFolder;
  const clients: LspClient[] = [];
  setup(async () => {
    folder = await TempFolder.create();
    fs.writeFileSync(folder.file('main.tf'), text);
  });
  teardown(async () => {
    for (const client of clients.splice(0)) client.dispose();
    await folder.dispose();
  });

  const standIn = (name: string, script: string) => standInProgram(folder, name, script);
  const prints = (name: string, answer: object, code = 1) => standIn(name, `process.stdout.write(${JSON.stringify(JSON.stringify(answer))}); process.exitCode = ${code};`);
  const starts = () => startsOf(folder).map(({ pid, args }) => `${pid} ${args}`);

  async function open(options: object, environment: NodeJS.ProcessEnv) {
    const client = await LspClient.start(options, environment);
    clients.push(client);
    const messages: string[] = [];
    client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
    const uri = uriOf(folder.file('main.tf'));
    await client.open(uri, 'terraform', text);
    return { client, uri, messages };
  }
  const codes = (diagnostics: Diagnostic[]) => diagnostics.map(({ code }) => code);
  const waitFor = async (condition: () => boolean) => {
    for (let waited = 0; !condition() && waited < 10_000; waited += 50) await sleep(50);
    assert.ok(condition());
  };

  test('terraform validate: its findings stand beside the others, the same one once', async () => {
    const environment = prints('terraform', validateSays(error('Reference to undeclared input variable', 2, 11), error('Something new', 3, 1), error('In another file', 1, 1, 'gone.tf')));
    const { client, uri } = await open({ terraform: { validate: 'also' } }, environment);
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 1);
    assert.deepEqual(codes(found), [undeclared, 'terraform_something_new']);
    assert.match(String(found[1]?.message), /Something new: Because\. \(terraform validate\)/);
    assert.deepEqual(found[1]?.range.start, { line: 2, character: 0 });
    assert.match(starts()[0] ?? '', / validate -json -no-color$/);
  });

  test('tflint: its findings stand beside the others, the same rule once', async () => {
    const environment = prints('tflint', { issues: [issue('terraform_new_rule', 'notice', 1), issue(undeclared, 'error', 2)], errors: [] }, 0);
    const { client, uri } = await open({ terraform: { tflint: 'also' } }, environment);
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 1);
    assert.deepEqual(codes(found).toSorted(), ['terraform_new_rule', undeclared]);
    assert.equal(found.find(({ code }) => code === 'terraform_new_rule')?.severity, 3);
  });

  test('findings move along with what is typed, and are asked for again on save', async () => {
    const { client, uri } = await open({ terraform: { validate: 'also' } }, prints('terraform', validateSays(error('Something new', 2, 3))));
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 1);
    await client.change(uri, `# new\n${text}`);
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 1);
    assert.equal(found.find(({ code }) => code === 'terraform_something_new')?.range.start.line, 2);
    assert.equal(starts().length, 1);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await waitFor(() => starts().length === 2);
  });

  test('switched on and off by the setting', async () => {
    const { client, uri } = await open({}, prints('terraform', validateSays(error('Something new', 2, 3))));
    assert.deepEqual(codes(await client.diagnostics(uri)), [undeclared]);
    await client.connection.sendNotification(terraformMethod, { validate: 'also' });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
    await client.connection.sendNotification(terraformMethod, { validate: 'off' });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
  });

  test('waits for trust', async () => {
    const { client, uri } = await open({ trusted: false, terraform: { validate: 'also', tflint: 'also' } }, prints('terraform', validateSays(error('Something new', 2, 3))));
    assert.deepEqual(codes(await client.diagnostics(uri)), [undeclared]);
    await sleep(800);
    assert.deepEqual(starts(), []);
    await client.connection.sendNotification(trustMethod);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
  });

  test('a folder without init is told once, and init is never run', async () => {
    const { client, uri, messages } = await open({ terraform: { validate: 'also' } }, prints('terraform', validateSays({ severity: 'error', summary: 'Missing required provider', detail: 'x' })));
    await waitFor(() => messages.length > 0);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await waitFor(() => starts().length === 2);
    await sleep(300);
    assert.deepEqual(messages, [`terraform validate cannot check ${folder.file('.')} in full until you run terraform init there.`.replace('/.', '')]);
    assert.ok(starts().every((line) => !line.includes('init')));
    assert.deepEqual(codes(await client.diagnostics(uri)), [undeclared]);
  });

  const failures: [string, object, () => NodeJS.ProcessEnv, RegExp][] = [
    ['no terraform', { validate: 'also' }, () => ({ PATH: folder.file('nothing') }), /^terraform is not on PATH/],
    ['no tflint', { tflint: 'also' }, () => ({ PATH: folder.file('nothing') }), /^tflint is not on PATH/],
    ['a crash', { validate: 'also' }, () => standIn('terraform', 'console.error("panic: no"); process.exit(2)'), /exit code 2 and no findings: panic: no/],
    ['an answer that is none of its', { tflint: 'also' }, () => standIn('tflint', 'console.log("{}")'), /no findings/],
  ];
  for (const [title, settings, environment, message] of failures) {
    test(`${title} is told once, and the other findings stay`, async () => {
      const { client, uri, messages } = await open({ terraform: settings }, environment());
      await waitFor(() => messages.length > 0);
      await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
      await sleep(1000);
      assert.deepEqual(codes(await client.diagnostics(uri)), [undeclared]);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', message);
    });
  }

  test('what runs for an earlier state of the folder is ended', async () => {
    const { client, uri } = await open({ terraform: { validate: 'also' } }, standIn('terraform', 'setInterval(() => {}, 1000)'));
    await waitFor(() => starts().length > 0);
    const pid = Number(starts()[0]?.split(' ')[0]);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await waitFor(() => !isAlive(pid));
  });

  test(`the real terraform${findProgram('terraform', process.env) === undefined ? ' (needs terraform on PATH)' : ''}`, async function () {
    if (findProgram('terraform', process.env) === undefined) this.skip();
    this.timeout(120_000);
    fs.writeFileSync(folder.file('b.tf'), 'terraform {\n  required_version = ">= 99.0"\n}\n');
    const { client, uri } = await open({ terraform: { validate: 'also' } }, process.env);
    await client.open(uriOf(folder.file('b.tf')), 'terraform', 'terraform {\n  required_version = ">= 99.0"\n}\n');
    const found = await client.diagnostics(uriOf(folder.file('b.tf')), (diagnostics) => diagnostics.length > 0);
    assert.deepEqual(codes(found), ['terraform_unsupported_terraform_core_version']);
    assert.deepEqual(codes(await client.diagnostics(uri)), [undeclared]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
