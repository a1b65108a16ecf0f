import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Outcome } from '../../src/editor/commands.ts';
import { zipOf } from '../support/zip.ts';
import { closeEverything, codes, diagnosticsOf, openFile, workspaceFolder } from './support/editor.ts';

const template = 'Resources:\n  New:\n    Type: AWS::Quantum::Entangler\n    Properties:\n      Name: x\n';

suite('updating the CloudFormation schemas in the editor', () => {
  let server: http.Server;
  let body: Buffer | string;
  let folder: string;
  const settings = () => vscode.workspace.getConfiguration('plumbline.cloudformation');

  setup(async () => {
    const schema = (name: string) => JSON.stringify({ typeName: name, properties: { Name: { type: 'string' } }, required: ['Name'], additionalProperties: false });
    const others = Array.from({ length: 60 }, (_, number) => [`${number}.json`, schema(`AWS::Quantum::Other${number}`)]);
    body = zipOf(Object.fromEntries([['entangler.json', schema('AWS::Quantum::Entangler')], ...others]));
    server = http.createServer((_request, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await settings().update('schemaUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}/{region}.zip`, vscode.ConfigurationTarget.Global);
    folder = path.join(workspaceFolder(), 'schemas-test');
    await mkdir(folder);
  });
  teardown(async () => {
    await vscode.commands.executeCommand('plumbline.resetSchemas');
    await settings().update('schemaUrl', undefined, vscode.ConfigurationTarget.Global);
    await new Promise((resolve) => server.close(resolve));
    await closeEverything();
    await rm(folder, { recursive: true });
  });

  test('an open template is linted by them at once; a bad download leaves them, and the way back is there', async () => {
    const file = path.join(folder, 'template.yaml');
    await writeFile(file, template);
    const { uri } = await openFile(file);
    assert.deepEqual(codes(await diagnosticsOf(uri, (all) => all.length > 0)), ['E3006']);
    const updated = await vscode.commands.executeCommand<Outcome>('plumbline.updateSchemas');
    assert.deepEqual(updated, { ok: true, value: { types: 61 } });
    await diagnosticsOf(uri, (all) => all.length === 0);
    body = '<!doctype html><p>Sign in</p>';
    const refused = await vscode.commands.executeCommand<Outcome>('plumbline.updateSchemas');
    assert.ok(!refused.ok);
    assert.equal(refused.reason, 'notAnArchive');
    assert.match(refused.message, /web page/);
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    await vscode.commands.executeCommand('plumbline.resetSchemas');
    assert.deepEqual(codes(await diagnosticsOf(uri, (all) => all.length > 0)), ['E3006']);
  });
});
