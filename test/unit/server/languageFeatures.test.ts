import assert from 'node:assert/strict';
import type { CompletionItem, Hover, Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { uriOf } from '../../../src/language/files.ts';
import { LspClient } from '../../support/lspClient.ts';
import { TempFolder } from '../../support/temp.ts';

const main = 'output "x" {\n  value = var.name\n}\n';

suite('language features over the protocol', () => {
  let client: LspClient;
  let folder: TempFolder;
  let uri: string;
  const onName = { line: 1, character: 15 };
  setup(async () => {
    folder = await TempFolder.create({ 'main.tf': main, 'variables.tf': 'variable "name" {\n  type = string\n}\n' });
    client = await LspClient.start();
    uri = uriOf(folder.file('main.tf'));
    await client.open(uri, 'terraform', main);
  });
  teardown(async () => {
    client.dispose();
    await folder.dispose();
  });

  const ask = <Answer>(method: string, params: object): Promise<Answer> =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...params });

  test('definition and references', async () => {
    const [definition] = await ask<Location[]>('definition', { position: onName });
    assert.equal(definition?.uri, uriOf(folder.file('variables.tf')));
    assert.equal(definition.range.start.line, 0);
    const found = await ask<Location[]>('references', { position: onName, context: { includeDeclaration: false } });
    assert.deepEqual(found.map((place) => place.uri), [uri]);
  });

  test('hover and completion', async () => {
    const hover = await ask<Hover>('hover', { position: onName });
    assert.match(JSON.stringify(hover.contents), /name/);
    const items = await ask<CompletionItem[]>('completion', { position: { line: 1, character: 14 } });
    assert(items.some(({ label }) => label === 'name'), JSON.stringify(items));
  });

  test('rename, and why a rename is refused', async () => {
    const edit = await ask<WorkspaceEdit>('rename', { position: onName, newName: 'title' });
    const files = [...Object.keys(edit.changes ?? {}), ...(edit.documentChanges ?? []).flatMap((change) => ('textDocument' in change ? [change.textDocument.uri] : []))];
    assert.deepEqual(files.toSorted(), [uri, uriOf(folder.file('variables.tf'))]);
    await assert.rejects(ask('rename', { position: onName, newName: 'not a name' }), /not a name/);
  });

  test('formatting the document and a range', async () => {
    await client.change(uri, 'locals {\na=1\nb=2\n}\n');
    const whole = await ask<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } });
    assert.deepEqual(whole.map(({ newText }) => newText), ['locals {\n  a = 1\n  b = 2\n}\n']);
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const part = await ask<TextEdit[]>('rangeFormatting', { range, options: { tabSize: 2, insertSpaces: true } });
    assert.deepEqual(part.map(({ newText }) => newText), ['  a = 1']);
  });

  test('a template: completion as it is triggered, hover, definition, rename', async () => {
    const text = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\nOutputs:\n  Url:\n    Value: !Ref Queue\n";
    const template = uriOf(folder.file('template.yaml'));
    await client.open(template, 'yaml', text);
    const of = <Answer>(method: string, params: object): Promise<Answer> => client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: template }, ...params });
    const position = { line: 5, character: 17 };
    const items = await of<CompletionItem[]>('completion', { position });
    assert.ok(items.some(({ label }) => label === 'Queue'));
    const triggered = await of<CompletionItem[] | null>('completion', { position, context: { triggerKind: 2, triggerCharacter: '!' } });
    assert.ok(triggered?.length);
    assert.equal(await ask('completion', { position: onName, context: { triggerKind: 2, triggerCharacter: '!' } }), null);
    assert.match(JSON.stringify((await of<Hover>('hover', { position })).contents), /AWS::SQS::Queue/);
    const [definition] = await of<Location[]>('definition', { position });
    assert.equal(definition?.range.start.line, 1);
    const edit = await of<WorkspaceEdit>('rename', { position, newName: 'Orders' });
    assert.equal(edit.changes?.[template]?.length, 2);
  });

  test('a document of no linted language has no answers', async () => {
    const other = uriOf(folder.file('notes.yaml'));
    await client.open(other, 'yaml', 'a: b\n');
    assert.equal(await client.connection.sendRequest('textDocument/definition', { textDocument: { uri: other }, position: { line: 0, character: 0 } }), null);
  });
});
