import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createProtocolConnection, type PublishDiagnosticsParams, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { cliProgram } from '../../support/cli.ts';

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
});
