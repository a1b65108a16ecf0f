import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { schemasCommand } from '../../../src/cli/schemas.ts';
import { withServices } from '../../../src/cli/withServices.ts';
import { recordingIo } from '../../support/cliIo.ts';
import { TempFolder } from '../../support/temp.ts';
import { zipOf } from '../../support/zip.ts';

// Elsewhere the place of caches is not the environment's to say.
const where = process.platform === 'linux' ? suite : suite.skip;

where('plumbline update-schemas', () => {
  let folder: TempFolder;
  let server: http.Server;
  let body: Buffer | string;
  const asked: string[] = [];

  setup(async () => {
    folder = await TempFolder.create({ 'template.yaml': 'Resources:\n  New:\n    Type: AWS::Quantum::Other7\n    Properties:\n      Name: x\n' });
    const schema = (name: string) => JSON.stringify({ typeName: name, properties: { Name: { type: 'string' } }, required: ['Name'], additionalProperties: false });
    body = zipOf(Object.fromEntries(Array.from({ length: 60 }, (_, number) => [`${number}.json`, schema(`AWS::Quantum::Other${number}`)])));
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  teardown(async () => {
    await new Promise((resolve) => server.close(resolve));
    await folder.dispose();
  });

  test('lint knows what was fetched; a bad download leaves it; --reset goes back', async () => {
    const environment = { XDG_CACHE_HOME: folder.file('cache'), AWS_REGION: 'eu-west-1' };
    const io = recordingIo(folder.path, environment);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{region}.zip`;
    const rules = async () => (await (await withServices(recordingIo(folder.path, environment))).linter().lint(['template.yaml'], folder.path)).diagnostics.map(({ diagnostic }) => diagnostic.rule);
    assert.deepEqual(await rules(), ['E3006']);
    assert.equal(await schemasCommand(['--url', url], io), 0);
    assert.equal(asked.at(-1), '/eu-west-1.zip');
    assert.match(io.printed.stdout, /^60 resource types of eu-west-1, kept in .*cloudformation\.schemas\n$/);
    assert.deepEqual(await rules(), []);
    body = '<html>';
    assert.equal(await schemasCommand(['--url', url, '--region', 'eu-north-1'], io), 1);
    assert.match(io.printed.stderr, /web page/);
    assert.deepEqual(await rules(), []);
    assert.equal(await schemasCommand(['--reset'], io), 0);
    assert.deepEqual(await rules(), ['E3006']);
  });

  test('a file that cannot be read is told, and the built-in schemas are used', async () => {
    await folder.write('cache/plumbline/cloudformation.schemas', 'nonsense');
    const io = recordingIo(folder.path, { XDG_CACHE_HOME: folder.file('cache') });
    const report = await (await withServices(io)).linter().lint(['template.yaml'], folder.path);
    assert.deepEqual(report.diagnostics.map(({ diagnostic }) => diagnostic.rule), ['E3006']);
    assert.match(io.printed.stderr, /cannot be read/);
    assert.ok(fs.existsSync(folder.file('cache/plumbline/cloudformation.schemas')));
  });

  test('a bad call', async () => {
    await assert.rejects(schemasCommand(['x'], recordingIo(folder.path, {})), /takes no paths/);
  });
});
