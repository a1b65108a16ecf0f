import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createProtocolConnection, type PublishDiagnosticsParams, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { SchemaUpdate } from '../../../src/cloudformation/schema/update/updateFile.ts';
import { cliProgram } from '../../support/cli.ts';
import { TempFolder } from '../../support/temp.ts';

suite('plumbline lsp', () => {
  test('serves another editor on standard input and output, and ends with it', async () => {
    const child = spawn(process.execPath, [cliProgram, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    connection.listen();
    const { capabilities } = await connection.sendRequest<{ capabilities: { documentFormattingProvider?: boolean } }>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(capabilities.documentFormattingProvider, true);
    const published = new Promise<PublishDiagnosticsParams>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', resolve);
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'untitled:main.tf', languageId: 'terraform', version: 1, text: 'output "x" {\n  value = local.nothing\n}\n' },
    });
    const { diagnostics } = await published;
    assert(diagnostics.some(({ code }) => code === 'terraform_reference_to_undeclared_local_value'), JSON.stringify(diagnostics));
    await connection.sendRequest('shutdown');
    const exited = once(child, 'exit');
    await connection.sendNotification('exit');
    assert.deepEqual(await exited, [0, null]);
    connection.dispose();
  });

  // Elsewhere the place of caches is not the environment's to say.
  (process.platform === 'linux' ? test : test.skip)('knows the schemas that `plumbline update-schemas` has fetched, unless the client has others', async () => {
    await using folder = await TempFolder.create();
    const schema = { properties: {} };
    SchemaUpdate.write(folder.file('cache/plumbline/cloudformation.schemas'), 'https://example.com', new Date(), new Map([['AWS::Quantum::Fetched', schema]]));
    SchemaUpdate.write(folder.file('own.schemas'), 'https://example.com', new Date(), new Map([['AWS::Quantum::Own', schema]]));
    const template = 'Resources:\n  A:\n    Type: AWS::Quantum::Fetched\n  B:\n    Type: AWS::Quantum::Own\n';
    for (const [options, line] of [[{}, 4], [{ schemas: folder.file('own.schemas') }, 2]] as const) {
      const child = spawn(process.execPath, [cliProgram, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, XDG_CACHE_HOME: folder.file('cache') } });
      const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
      connection.listen();
      await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: options });
      const published = new Promise<PublishDiagnosticsParams>((resolve) => void connection.onNotification('textDocument/publishDiagnostics', resolve));
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 'untitled:a.yaml', languageId: 'yaml', version: 1, text: template } });
      const { diagnostics } = await published;
      assert.deepEqual(diagnostics.map(({ code, range }) => [code, range.start.line]), [['E3006', line]]);
      const exited = once(child, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await exited;
      connection.dispose();
    }
  });
});
