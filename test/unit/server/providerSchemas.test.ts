import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompletionItem, Hover } from 'vscode-languageserver/node';
import { uriOf } from '../../../src/language/files.ts';
import { terraformMethod, trustMethod } from '../../../src/server/protocol.ts';
import { LspClient } from '../../support/lspClient.ts';
import { lampFindings, lampFolder, lampText, standInTerraform, timesAsked } from '../../support/lamp.ts';
import type { TempFolder } from '../../support/temp.ts';

suite('the schemas of installed providers', () => {
  let folder: TempFolder;
  const clients: LspClient[] = [];
  setup(async () => {
    folder = await lampFolder();
  });
  teardown(async () => {
    for (const client of clients.splice(0)) client.dispose();
    await folder.dispose();
  });

  async function open(options: object, environment: NodeJS.ProcessEnv) {
    const client = await LspClient.start(options, environment);
    clients.push(client);
    const uri = uriOf(folder.file('main.tf'));
    await client.open(uri, 'terraform', lampText);
    return { client, uri };
  }

  test('any provider is checked: types, arguments, blocks, values, attributes of references', async () => {
    const { client, uri } = await open({}, standInTerraform(folder));
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    assert.deepEqual(
      found.map(({ code, range }) => `${range.start.line + 1} ${code}`),
      lampFindings,
    );
    assert.equal(timesAsked(folder), 1);
  });

  test('they are asked for once for a lock file, and again when it changes', async () => {
    const { client, uri } = await open({}, standInTerraform(folder));
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    const save = () => client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await save();
    await sleep(700);
    assert.equal(timesAsked(folder), 1);
    fs.appendFileSync(folder.file('.terraform.lock.hcl'), '# changed\n');
    await save();
    for (let waited = 0; timesAsked(folder) < 2 && waited < 10_000; waited += 50) await sleep(50);
    assert.equal(timesAsked(folder), 2);
  });

  test('not before the workspace is trusted, and not where the setting says no', async () => {
    const { client, uri } = await open({ trusted: false }, standInTerraform(folder));
    assert.deepEqual(await client.diagnostics(uri), []);
    await sleep(700);
    assert.equal(timesAsked(folder), 0);
    await client.connection.sendNotification(trustMethod);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    await client.connection.sendNotification(terraformMethod, { providerSchemas: false });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('a provider that does not answer changes nothing', async () => {
    const { client, uri } = await open({}, standInTerraform(folder, 'console.error("no"); process.exit(1)'));
    for (let waited = 0; timesAsked(folder) === 0 && waited < 10_000; waited += 50) await sleep(50);
    await sleep(300);
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  test('another server knows them without asking, and asks where what was kept is broken', async () => {
    const options = { providerSchemas: folder.file('kept') };
    const first = await open(options, standInTerraform(folder));
    await first.client.diagnostics(first.uri, (diagnostics) => diagnostics.length > 0);
    const second = await open(options, standInTerraform(folder));
    await second.client.diagnostics(second.uri, (diagnostics) => diagnostics.length === lampFindings.length);
    assert.equal(timesAsked(folder), 1);
    for (const name of fs.readdirSync(folder.file('kept'))) fs.truncateSync(folder.file(`kept/${name}`), 100);
    const third = await open(options, standInTerraform(folder));
    await third.client.diagnostics(third.uri, (diagnostics) => diagnostics.length === lampFindings.length);
    assert.equal(timesAsked(folder), 2);
  });

  test('a module in a folder below is checked by the providers of the root that has installed it', async () => {
    await folder.write('.terraform/modules/modules.json', JSON.stringify({ Modules: [{ Key: 'lit', Source: './modules/lit', Dir: 'modules/lit' }] }));
    const client = await LspClient.start({}, standInTerraform(folder));
    clients.push(client);
    const uri = uriOf(folder.file('modules/lit/main.tf'));
    await client.open(uri, 'terraform', lampText);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === lampFindings.length);
  });

  test('hover and completion know the types, arguments and attributes of any provider', async () => {
    const { client, uri } = await open({}, standInTerraform(folder));
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    const at = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });
    const labels = async (line: number, character: number) => (await client.connection.sendRequest<CompletionItem[]>('textDocument/completion', at(line, character))).map(({ label }) => label);
    const hover = async (line: number, character: number) => ((await client.connection.sendRequest<Hover>('textDocument/hover', at(line, character))).contents as { value: string }).value;
    assert.equal(await hover(15, 12), '**lamp_bulb**, example.com/light/lamp 1.2.3\n\nRequired: `watts`.');
    assert.match(await hover(16, 4), /colour = string[^]*Optional/);
    assert.match(await hover(17, 4), /state = string[^]*Set by the provider alone/);
    assert.match(await hover(19, 4), /socket \{ \}[^]*At most 1/);
    const types = await labels(24, 14);
    assert.ok(types.includes('lamp_bulb') && types.includes('aws_vpc') && types.includes('terraform_data'));
    const inBulb = await labels(18, 0);
    assert.ok(inBulb.includes('watts') && inBulb.includes('tags') && !inBulb.includes('state'), inBulb.join());
    assert.deepEqual((await labels(28, 24)).toSorted(), ['colour', 'socket', 'state', 'tags', 'watts']);
  });
});
