import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SchemaUpdateError, type SchemaUpdateReason } from '../../../../src/cloudformation/schema/update/error.ts';
import { mergedType } from '../../../../src/cloudformation/schema/update/providerSchema.ts';
import { updateSchemas } from '../../../../src/cloudformation/schema/update/update.ts';
import { SchemaUpdate } from '../../../../src/cloudformation/schema/update/updateFile.ts';
import { uriOf } from '../../../../src/language/files.ts';
import { schemasMethod } from '../../../../src/server/protocol.ts';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';
import { LspClient } from '../../../support/lspClient.ts';
import { TempFolder } from '../../../support/temp.ts';
import { zipOf } from '../../../support/zip.ts';

const newType = { typeName: 'AWS::Quantum::Entangler', description: 'prose', properties: { Name: { type: 'string', description: 'prose' }, Pairs: { type: 'integer' }, Arn: { type: 'string' } }, required: ['Name'], readOnlyProperties: ['/properties/Arn'], additionalProperties: false };
const newProperty = { typeName: 'AWS::SNS::Topic', properties: { TopicName: { type: 'string' }, Colour: { type: 'string', enum: ['blue'] } }, additionalProperties: false };
const good = zipOf({ 'aws-quantum-entangler.json': JSON.stringify(newType), 'aws-sns-topic.json': JSON.stringify(newProperty), 'README.txt': 'x' });

suite('updating the CloudFormation schemas', () => {
  let folder: TempFolder;
  let server: http.Server;
  let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;
  let asked: string[];

  setup(async () => {
    folder = await TempFolder.create();
    asked = [];
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  teardown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await folder.dispose();
  });

  const url = (name = 'schemas.zip') => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  const file = () => folder.file('kept/cloudformation.schemas');
  const sends = (body: Buffer | string, headers: http.OutgoingHttpHeaders = {}, status = 200) => {
    answer = (_request, response) => response.writeHead(status, headers).end(body);
  };
  const run = (options: Partial<Parameters<typeof updateSchemas>[0]> = {}) =>
    updateSchemas({ url: url(), region: 'eu-central-1', file: file(), now: new Date(0), signal: new AbortController().signal, progress: () => {}, fewest: 1, ...options });

  const template = 'Resources:\n  New:\n    Type: AWS::Quantum::Entangler\n    Properties:\n      Name: x\n      Pairs: 2\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      Colour: blue\nOutputs:\n  Arn:\n    Value: !GetAtt New.Arn\n';

  test('new types and properties are known, and what was known stays', async () => {
    sends(good, { 'content-length': good.length });
    const parts: number[] = [];
    assert.deepEqual(await run({ progress: (part) => parts.push(part) }), { types: 2 });
    assert.equal(parts.at(-1), 1);
    const service = cloudFormationService();
    assert.deepEqual(lintText(service, template).map((line) => line.split(' ')[0]), ['E3006', 'E3002']);
    service.useSchemas(SchemaUpdate.read(file()));
    assert.deepEqual(lintText(service, template), []);
    const wrong = template.replace('      Name: x\n', '').replace('Pairs: 2', 'Pairs: many').replace('Colour: blue', 'Colours: blue\n      TopicName: [x]');
    assert.deepEqual(lintText(service, wrong).map((line) => line.split(' ')[0]), ['E3003', 'E3012', 'E3002', 'E3012']);
    assert.ok(service.complete(templateDocument('Resources:\n  A:\n    Type: '), { line: 2, character: 10 }).some(({ label }) => label === 'AWS::Quantum::Entangler'));
    service.useSchemas(undefined);
    assert.deepEqual(lintText(service, template).map((line) => line.split(' ')[0]), ['E3006', 'E3002']);
  });

  test('the region stands in the address', async () => {
    sends(good);
    await run({ url: url('{region}/schemas.zip') });
    assert.deepEqual(asked, ['/eu-central-1/schemas.zip']);
  });

  const bomb = zipOf({ 'a.json': Buffer.alloc(9_000_000, ' ') });
  const failures: [string, SchemaUpdateReason, () => void][] = [
    ['a web page', 'notAnArchive', () => sends('<!doctype html><p>Sign in to the network</p>')],
    ['nothing', 'notAnArchive', () => sends('')],
    ['an error', 'refused', () => sends('no', {}, 503)],
    ['half of the archive, its length said', 'unreachable', () => {
      answer = (_request, response) => {
        response.writeHead(200, { 'content-length': good.length });
        response.write(good.subarray(0, good.length / 2), () => response.destroy());
      };
    }],
    ['half of the archive, its length not said', 'notAnArchive', () => sends(good.subarray(0, good.length / 2), { 'transfer-encoding': 'chunked' })],
    ['an archive with a broken file', 'damaged', () => {
      const broken = Buffer.from(good);
      broken.fill(0xff, 60, 90);
      sends(broken);
    }],
    ['an archive with a file that is no JSON', 'damaged', () => sends(zipOf({ 'a.json': '{' }))],
    ['an archive that unpacks to very much', 'tooLarge', () => sends(bomb)],
    ['an archive that unpacks to more than it says', 'damaged', () => sends(zipOf({ 'a.json': Buffer.alloc(9_000_000, ' ') }, 100))],
    ['an archive of something else', 'noSchemas', () => sends(zipOf({ 'package.json': '{"name": "x"}' }))],
    ['a length beyond all bounds', 'tooLarge', () => sends('', { 'content-length': 10_000_000_000 })],
  ];
  for (const [title, reason, prepare] of failures) {
    test(`${title}: ${reason}, and the schemas stay as they are`, async () => {
      sends(good);
      await run();
      const before = fs.readFileSync(file());
      prepare();
      await assert.rejects(run(), (error) => error instanceof SchemaUpdateError && error.reason === reason);
      assert.deepEqual(fs.readFileSync(file()), before);
      assert.deepEqual(fs.readdirSync(path.dirname(file())), ['cloudformation.schemas']);
    });
  }

  test('nobody there, and no address', async () => {
    await assert.rejects(run({ url: 'http://127.0.0.1:1/x.zip' }), (error) => error instanceof SchemaUpdateError && error.reason === 'unreachable');
    await assert.rejects(run({ url: 'file:///etc/passwd' }), (error) => error instanceof SchemaUpdateError && error.reason === 'badUrl');
    await assert.rejects(run({ fewest: 50, url: (sends(good), url()) }), (error) => error instanceof SchemaUpdateError && error.reason === 'noSchemas');
  });

  test('cancelled while the server takes its time', async () => {
    answer = () => {};
    const controller = new AbortController();
    const cancelled = new Error('cancelled');
    const running = run({ signal: controller.signal });
    setTimeout(() => controller.abort(cancelled), 50);
    await assert.rejects(running, cancelled);
    assert.ok(!fs.existsSync(file()));
  });

  test('the server takes the schemas up, tells of a damaged file once, and goes back', async () => {
    sends(good);
    await run();
    const client = await LspClient.start({ schemas: file() });
    try {
      const messages: string[] = [];
      client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
      const uri = uriOf(folder.file('template.yaml'));
      await client.open(uri, 'yaml', template);
      assert.deepEqual(await client.diagnostics(uri), []);
      fs.writeFileSync(file(), 'PLS1 nonsense');
      await client.connection.sendNotification(schemasMethod, file());
      await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
      assert.match(messages.join('\n'), /cannot be read .*update them again/);
      fs.rmSync(file());
      await client.connection.sendNotification(schemasMethod, file());
      await client.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
      assert.equal(messages.length, 1);
    } finally {
      client.dispose();
    }
  });

  test('what an open document was told changes with the schemas', async () => {
    sends(good);
    await run();
    const service = cloudFormationService();
    const document = templateDocument(template);
    const lint = () => {
      TextDocument.update(document, [{ text: template }], document.version + 1);
      return service.lint(document).length;
    };
    assert.deepEqual([lint(), lint(), lint()], [2, 2, 2]);
    service.useSchemas(SchemaUpdate.read(file()));
    assert.deepEqual([lint(), lint()], [0, 0]);
  });

  test('merging adds names, values and attributes, and takes nothing away', () => {
    const known = { properties: { A: { type: 'string', enum: ['x'], pattern: 'p' }, Old: { type: 'string' } }, definitions: { D: { properties: { P: { type: 'string' } } } }, required: ['A'], attributes: ['Arn'] };
    const fresh = { properties: { A: { type: 'string', enum: ['y'] }, B: { type: 'integer' } }, definitions: { D: { properties: { Q: {} } }, E: {} }, required: ['A', 'B'], attributes: ['Id'] };
    assert.deepEqual(mergedType(known, fresh), {
      properties: { A: { type: 'string', enum: ['x', 'y'], pattern: 'p' }, Old: { type: 'string' }, B: { type: 'integer' } },
      definitions: { D: { properties: { P: { type: 'string' }, Q: {} } }, E: {} }, required: ['A'], attributes: ['Arn', 'Id'],
    });
  });
});
