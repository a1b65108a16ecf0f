import assert from 'node:assert/strict';
import fs from 'node:fs';
import { findProgram } from '../../../../src/language/program.ts';
import { InstalledProviders } from '../../../../src/terraform/peer/installedProviders.ts';
import { ProviderSchemaStore } from '../../../../src/terraform/peer/providerSchemaStore.ts';
import { lampFolder, lampSchemas, standInTerraform, timesAsked } from '../../../support/lamp.ts';
import type { TempFolder } from '../../../support/temp.ts';

const never = new AbortController().signal;
const lamp = 'example.com/light/lamp';

suite('the providers that are installed in a folder', () => {
  let folder: TempFolder;
  const logged: string[] = [];
  setup(async () => {
    folder = await lampFolder();
    logged.length = 0;
  });
  teardown(() => folder.dispose());

  const kept = () => fs.readdirSync(folder.file('kept'));

  /** What a process of its own finds out. */
  function read(environment: NodeJS.ProcessEnv, storeAt = 'kept', signal = never) {
    const installed = new InstalledProviders({ environment, store: new ProviderSchemaStore(folder.file(storeAt)), log: (line) => logged.push(line) });
    const lock = installed.lockOf(folder.path);
    assert.ok(lock);
    return installed.read(folder.path, lock, signal);
  }

  test('are asked once, whatever process asks; nothing of where or whose they are is kept', async () => {
    const environment = { ...standInTerraform(folder), TF_TOKEN_example_com: 'hush' };
    for (const schemas of [await read(environment), await read(environment)]) {
      assert.deepEqual(schemas?.types('resource', lamp), ['lamp_bulb']);
      assert.equal(schemas?.block('resource', 'lamp_bulb', lamp)?.schema.attributes.get('watts')?.required, true);
    }
    assert.equal(timesAsked(folder), 1);
    const [name = ''] = kept();
    const bytes = fs.readFileSync(folder.file(`kept/${name}`), 'latin1');
    assert.ok(!bytes.includes(folder.path) && !bytes.includes('hush'));
  });

  test('are asked again by another version of Terraform, and after a change of the lock file', async () => {
    await read(standInTerraform(folder));
    await read(standInTerraform(folder, undefined, '1.12.0'));
    assert.equal(timesAsked(folder), 2);
    fs.appendFileSync(folder.file('.terraform.lock.hcl'), '# changed\n');
    await read(standInTerraform(folder, undefined, '1.12.0'));
    assert.equal(timesAsked(folder), 3);
    assert.equal(kept().length, 3);
  });

  test('what was kept and cannot be read is asked for again', async () => {
    const environment = standInTerraform(folder);
    await read(environment);
    const [name = ''] = kept();
    for (const broken of ['', 'nonsense', fs.readFileSync(folder.file(`kept/${name}`)).subarray(0, 200)]) {
      fs.writeFileSync(folder.file(`kept/${name}`), broken);
      assert.deepEqual((await read(environment))?.types('resource', lamp), ['lamp_bulb']);
    }
    assert.equal(timesAsked(folder), 4);
    assert.equal(logged.length, 3);
    assert.match(logged[0] ?? '', /^Kept schemas of providers cannot be read \(.*\); they are asked for again\.$/);
  });

  test('without terraform, or before terraform init, what was kept still holds', async () => {
    await read(standInTerraform(folder));
    assert.deepEqual((await read({}))?.types('resource', lamp), ['lamp_bulb']);
    fs.rmSync(folder.file('.terraform'), { recursive: true });
    assert.deepEqual((await read(standInTerraform(folder)))?.types('resource', lamp), ['lamp_bulb']);
    assert.equal(await read(standInTerraform(folder, undefined, '1.12.0')), undefined);
    assert.equal(timesAsked(folder), 1);
  });

  test('a provider under development is asked each time', async () => {
    await folder.write('terraform.rc', `provider_installation {\n  dev_overrides {\n    "${lamp}" = "/home"\n  }\n}\n`);
    const environment = { ...standInTerraform(folder), TF_CLI_CONFIG_FILE: folder.file('terraform.rc') };
    await read(environment);
    await read(environment);
    assert.equal(timesAsked(folder), 2);
    assert.ok(!fs.existsSync(folder.file('kept')));
  });

  test('where nothing can be kept they are known all the same', async () => {
    await folder.write('taken', 'a file');
    assert.deepEqual((await read(standInTerraform(folder), 'taken'))?.types('resource', lamp), ['lamp_bulb']);
    assert.match(logged.join(), /^The schemas of the installed providers cannot be kept: /);
  });

  test('are those of a root further up, or beside the modules, that has installed a folder as its module', () => {
    const at = (name: string) => folder.file(name);
    const init = (root: string, ...modules: string[]) => {
      fs.mkdirSync(at(`${root}/.terraform/modules`), { recursive: true });
      fs.writeFileSync(at(`${root}/.terraform/modules/modules.json`), JSON.stringify({ Modules: modules.map((module) => ({ Key: module, Dir: module })) }));
    };
    init('company/live/production', '../../modules/network', 'own');
    init('company', 'modules/database');
    for (const name of ['company/modules/network/deep', 'company/modules/database', 'company/modules/unused', 'company/live/production/own', 'company/.hidden']) fs.mkdirSync(at(name), { recursive: true });
    init('company/.hidden/root', '../../modules/unused');
    const rootOf = (name: string) => new InstalledProviders({ environment: {}, store: undefined, log: () => undefined }).rootOf(at(name));
    assert.equal(rootOf('company/modules/network'), at('company/live/production'));
    assert.equal(rootOf('company/modules/database'), at('company'));
    assert.equal(rootOf('company/live/production/own'), at('company/live/production'));
    assert.equal(rootOf('company/modules/unused'), at('company/modules/unused'));
    fs.mkdirSync(at('company/modules/.git'));
    assert.equal(rootOf('company/modules/network'), at('company/modules/network'));
  });

  test('where TF_DATA_DIR says', async () => {
    fs.renameSync(folder.file('.terraform'), folder.file('elsewhere'));
    assert.equal(await read(standInTerraform(folder)), undefined);
    assert.ok(await read({ ...standInTerraform(folder), TF_DATA_DIR: 'elsewhere' }));
  });

  const failures: [string, string, RegExp][] = [
    ['fails', 'console.error("Error: no plugin"); process.exit(1)', /^terraform providers schema ended with exit code 1 in .*: Error: no plugin\.$/],
    ['fails in the middle', `process.stdout.write(${JSON.stringify(JSON.stringify(lampSchemas).slice(0, 300))}); process.exitCode = 3`, /ended with exit code 3/],
    ['says something else', 'process.stdout.write("hello")', /^What terraform providers schema wrote in .* cannot be read: /],
    ['says half of it', `process.stdout.write(${JSON.stringify(JSON.stringify(lampSchemas).slice(0, 300))})`, /cannot be read: the text ends too early\.$/],
    ['says nothing', '', /cannot be read: the text ends too early\.$/],
  ];
  for (const [what, script, message] of failures) {
    test(`a terraform that ${what} is told, and nothing is kept`, async () => {
      await assert.rejects(read(standInTerraform(folder, script)), (error: Error) => {
        assert.match(error.message, message);
        return true;
      });
      assert.ok(!fs.existsSync(folder.file('kept')));
    });
  }

  test('a terraform that has no version is told', async () => {
    await assert.rejects(read(standInTerraform(folder, undefined, '../../x')), /^PeerError: terraform version ended with exit code 0 and no version in /);
  });

  test('cancelled', async () => {
    const controller = new AbortController();
    const asking = read(standInTerraform(folder, 'setTimeout(() => {}, 60_000)'), 'kept', controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 300);
    await assert.rejects(asking, /enough/);
  });

  const real = findProgram('terraform', process.env);
  test(`the real terraform's own provider${real === undefined ? ' (needs terraform on PATH)' : ''}`, async function () {
    if (real === undefined) this.skip();
    await folder.write('main.tf', 'resource "terraform_data" "a" {\n}\n');
    await folder.write('.terraform.lock.hcl', '');
    const schemas = await read(process.env);
    const own = 'terraform.io/builtin/terraform';
    assert.deepEqual(schemas?.types('resource', own), ['terraform_data']);
    assert.deepEqual([...(schemas.block('resource', 'terraform_data', own)?.schema.attributes.keys() ?? [])].toSorted(), ['id', 'input', 'output', 'triggers_replace']);
    assert.deepEqual((await read(process.env))?.id, schemas.id);
  });
});
