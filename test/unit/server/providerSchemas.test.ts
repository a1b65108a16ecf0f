import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { uriOf } from '../../../src/language/files.ts';
import { terraformMethod, trustMethod } from '../../../src/server/protocol.ts';
import { LspClient } from '../../support/lspClient.ts';
import { standInProgram, startsOf } from '../../support/standIn.ts';
import { TempFolder } from '../../support/temp.ts';

const text = `terraform {
  required_version = ">= 1.5"

  required_providers {
    lamp = {
      source  = "example.com/light/lamp"
      version = ">= 1.0"
    }
  }
}

provider "lamp" {
  adress = "10.0.0.1"
}

resource "lamp_bulb" "a" {
  colour = ["red"]
  state  = "on"

  socket {
    width = 27
  }
}

resource "lamp_bulp" "b" {
}

output "colour" {
  value = lamp_bulb.a.color
}
`;

const schemas = {
  format_version: '1.0',
  provider_schemas: {
    'example.com/light/lamp': {
      provider: { version: 0, block: { attributes: { address: { type: 'string', optional: true } } } },
      resource_schemas: {
        lamp_bulb: {
          version: 0,
          block: {
            attributes: {
              colour: { type: 'string', optional: true },
              state: { type: 'string', computed: true },
              watts: { type: 'number', required: true },
              tags: { type: ['map', 'string'], optional: true },
            },
            block_types: { socket: { nesting_mode: 'list', max_items: 1, block: { attributes: { size: { type: 'number', required: true } } } } },
          },
        },
      },
    },
  },
};

suite('the schemas of installed providers', () => {
  let folder: TempFolder;
  const clients: LspClient[] = [];
  setup(async () => {
    folder = await TempFolder.create();
    fs.mkdirSync(folder.file('.terraform/providers'), { recursive: true });
    fs.writeFileSync(folder.file('.terraform.lock.hcl'), 'provider "example.com/light/lamp" {\n  version = "1.2.3"\n}\n');
    fs.writeFileSync(folder.file('main.tf'), text);
  });
  teardown(async () => {
    for (const client of clients.splice(0)) client.dispose();
    await folder.dispose();
  });

  const standIn = (script: string) => standInProgram(folder, 'terraform', script);
  const lamp = () => standIn(`process.stdout.write(${JSON.stringify(JSON.stringify(schemas))})`);
  const starts = () => startsOf(folder).map(({ args }) => args);

  async function open(options: object, environment: NodeJS.ProcessEnv) {
    const client = await LspClient.start(options, environment);
    clients.push(client);
    const uri = uriOf(folder.file('main.tf'));
    await client.open(uri, 'terraform', text);
    return { client, uri };
  }

  test('any provider is checked: types, arguments, blocks, values, attributes of references', async () => {
    const { client, uri } = await open({}, lamp());
    const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    assert.deepEqual(
      found.map(({ code, range }) => `${range.start.line + 1} ${code}`),
      [
        '13 terraform_unsupported_argument',
        '16 terraform_missing_required_argument',
        '17 terraform_incorrect_attribute_value_type',
        '18 terraform_value_for_unconfigurable_attribute',
        '20 terraform_missing_required_argument',
        '21 terraform_unsupported_argument',
        '25 terraform_invalid_resource_type',
        '29 terraform_unsupported_attribute',
      ],
    );
    assert.deepEqual(starts(), ['providers schema -json -no-color']);
  });

  test('they are asked for once for a lock file, and again when it changes', async () => {
    const { client, uri } = await open({}, lamp());
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    const save = () => client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await save();
    await sleep(700);
    assert.equal(starts().length, 1);
    fs.appendFileSync(folder.file('.terraform.lock.hcl'), '# changed\n');
    await save();
    for (let waited = 0; starts().length < 2 && waited < 10_000; waited += 50) await sleep(50);
    assert.equal(starts().length, 2);
  });

  test('not before the workspace is trusted, and not where the setting says no', async () => {
    const { client, uri } = await open({ trusted: false }, lamp());
    assert.deepEqual(await client.diagnostics(uri), []);
    await sleep(700);
    assert.deepEqual(starts(), []);
    await client.connection.sendNotification(trustMethod);
    await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    await client.connection.sendNotification(terraformMethod, { providerSchemas: false });
    await client.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('a provider that does not answer changes nothing', async () => {
    const { client, uri } = await open({}, standIn('console.error("no"); process.exit(1)'));
    for (let waited = 0; starts().length === 0 && waited < 10_000; waited += 50) await sleep(50);
    await sleep(300);
    assert.deepEqual(await client.diagnostics(uri), []);
  });
});
