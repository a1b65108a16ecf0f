import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { uriOf } from '../../../src/language/files.ts';
import { findProgram } from '../../../src/language/program.ts';
import { cloudFormationMethod, trustMethod } from '../../../src/server/protocol.ts';
import { LspClient } from '../../support/lspClient.ts';
import { standInProgram, startsOf } from '../../support/standIn.ts';
import { TempFolder } from '../../support/temp.ts';

const template = (property: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      ${property}: hello
`;

/** A finding as cfn-lint writes it. */
const match = (rule: string, line: number, message: string, file: string | null = null) => ({
  Filename: file, Level: rule.startsWith('E') ? 'Error' : 'Warning', Message: message, Rule: { Id: rule, Source: 'https://example.com/rule' },
  Location: { Start: { LineNumber: line, ColumnNumber: 7 }, End: { LineNumber: line, ColumnNumber: 12 }, Path: null },
});

suite("the user's own cfn-lint", () => {
  let folder: TempFolder;
  const clients: LspClient[] = [];
  setup(async () => {
    folder = await TempFolder.create();
  });
  teardown(async () => {
    for (const client of clients.splice(0)) client.dispose();
    await folder.dispose();
  });

  const standIn = (script: string) => standInProgram(folder, 'cfn-lint', script);
  const says = (...matches: object[]) => standIn(`process.stdin.resume().on('end', () => process.stdout.write(${JSON.stringify(JSON.stringify(matches))}))`);
  const starts = () => startsOf(folder).map(({ pid }) => pid);

  async function open(options: object, environment: NodeJS.ProcessEnv, text = template('Colour')) {
    const client = await LspClient.start(options, environment);
    clients.push(client);
    const messages: string[] = [];
    client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
    const uri = uriOf(folder.file('template.yaml'));
    await client.open(uri, 'yaml', text);
    return { client, uri, messages };
  }
  const codes = (diagnostics: { code?: unknown }[]) => diagnostics.map(({ code }) => code);

  test('also: its findings stand beside the others, the same one once', async () => {
    const { client, uri } = await open({ cloudformation: { cfnLint: 'also' } }, says(match('E3002', 6, 'the same'), match('W9001', 4, 'one of its own'), match('E0002', 1, 'of another file', 'other.yaml')));
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 1);
    assert.deepEqual(codes(found), ['E3002', 'W9001']);
    assert.match(String(found[1]?.message), /one of its own.*cfn-lint/);
    assert.deepEqual(found[1]?.range, { start: { line: 3, character: 6 }, end: { line: 3, character: 11 } });
  });

  test('only: its findings stand alone', async () => {
    const { client, uri } = await open({ cloudformation: { cfnLint: 'only' } }, says(match('W9001', 4, 'x')));
    assert.deepEqual(codes(await client.diagnostics(uri, (diagnostics) => diagnostics.some(({ code }) => code === 'W9001'))), ['W9001']);
  });

  test('switched on and off by the setting', async () => {
    const { client, uri } = await open({}, says(match('W9001', 4, 'x')));
    assert.deepEqual(codes(await client.diagnostics(uri)), ['E3002']);
    await client.connection.sendNotification(cloudFormationMethod, { cfnLint: 'also' });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
    await client.connection.sendNotification(cloudFormationMethod, { cfnLint: 'off' });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
  });

  test('waits for trust', async () => {
    const { client, uri } = await open({ trusted: false, cloudformation: { cfnLint: 'also' } }, says(match('W9001', 4, 'x')));
    assert.deepEqual(codes(await client.diagnostics(uri)), ['E3002']);
    await sleep(800);
    assert.deepEqual(starts(), []);
    await client.connection.sendNotification(trustMethod);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
  });

  const failures: [string, () => NodeJS.ProcessEnv, RegExp][] = [
    ['a program that is not there', () => ({ PATH: folder.file('nothing') }), /cfn-lint is not on PATH/],
    ['a crash', () => standIn('console.error("Traceback\\nValueError: no"); process.exit(1)'), /exit code 1 and no findings: ValueError: no/],
    ['an answer that is none of its', () => standIn('console.log("{}")'), /no findings/],
  ];
  for (const [title, environment, message] of failures) {
    test(`${title} is told once, and the other findings stay`, async () => {
      const { client, uri, messages } = await open({ cloudformation: { cfnLint: 'only' } }, environment());
      for (let waited = 0; messages.length === 0 && waited < 10_000; waited += 50) await sleep(50);
      assert.deepEqual(codes(await client.diagnostics(uri)), ['E3002']);
      await client.change(uri, template('Colours'));
      await client.diagnostics(uri);
      await sleep(1000);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', message);
    });
  }

  test('what runs for an earlier text is ended', async () => {
    const { client, uri } = await open({ cloudformation: { cfnLint: 'also' } }, standIn('setInterval(() => {}, 1000)'));
    for (let waited = 0; starts().length === 0 && waited < 10_000; waited += 50) await sleep(50);
    const [pid] = starts();
    await client.change(uri, template('Colours'));
    await client.diagnostics(uri);
    for (let waited = 0; isAlive(Number(pid)) && waited < 10_000; waited += 50) await sleep(50);
    assert.ok(!isAlive(Number(pid)));
  });

  test(`the real one${findProgram('cfn-lint', process.env) === undefined ? ' (needs cfn-lint on PATH)' : ''}`, async function () {
    if (findProgram('cfn-lint', process.env) === undefined) this.skip();
    this.timeout(120_000);
    const { client, uri } = await open({ cloudformation: { cfnLint: 'only' } }, process.env, template('Colour'));
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.some(({ message }) => String(message).endsWith('(cfn-lint)')));
    assert.deepEqual(found.map(({ code, range }) => [code, range.start]), [['E3002', { line: 5, character: 6 }]]);
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
