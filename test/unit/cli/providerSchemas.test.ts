import assert from 'node:assert/strict';
import fs from 'node:fs';
import { lintCommand } from '../../../src/cli/lint.ts';
import { lintThread } from '../../support/services.ts';
import { recordingIo } from '../../support/cliIo.ts';
import { lampFindings, lampFolder, lampText, standInTerraform, timesAsked } from '../../support/lamp.ts';
import type { TempFolder } from '../../support/temp.ts';

// Elsewhere the place of caches is not the environment's to say.
const where = process.platform === 'linux' ? suite : suite.skip;

where('plumbline lint --provider-schemas', () => {
  let folder: TempFolder;
  setup(async () => {
    folder = await lampFolder();
  });
  teardown(() => folder.dispose());

  /** A call of its own: what it found as line and rule, what it said on standard error, and its exit code. */
  async function lint(environment: NodeJS.ProcessEnv, ...options: string[]) {
    const io = recordingIo(folder.path, { XDG_CACHE_HOME: folder.file('cache'), ...environment });
    const code = await lintCommand(['main.tf', '--format', 'json', ...options], io, () => '0.0.0', lintThread);
    const { diagnostics } = JSON.parse(io.printed.stdout) as { diagnostics: { rule: string; range: { start: { line: number } } }[] };
    return { code, found: diagnostics.map(({ rule, range }) => `${range.start.line} ${rule}`), stderr: io.printed.stderr };
  }

  test('checks any provider, and asks it once for all calls', async () => {
    for (let call = 0; call < 2; call++) assert.deepEqual(await lint(standInTerraform(folder), '--provider-schemas'), { code: 1, found: lampFindings, stderr: '' });
    assert.equal(timesAsked(folder), 1);
  });

  test('a module in a folder below is checked by the providers of the root that has installed it, and no other folder is', async () => {
    for (const name of ['modules/lit', 'modules/other']) await folder.write(`${name}/main.tf`, lampText);
    await folder.write('.terraform/modules/modules.json', JSON.stringify({ Modules: [{ Key: '', Source: '', Dir: '.' }, { Key: 'lit', Source: './modules/lit', Dir: 'modules/lit' }] }));
    const io = recordingIo(folder.path, { XDG_CACHE_HOME: folder.file('cache'), ...standInTerraform(folder) });
    assert.equal(await lintCommand(['modules', '--format', 'json', '--provider-schemas'], io, () => '0.0.0', lintThread), 1);
    const { diagnostics } = JSON.parse(io.printed.stdout) as { diagnostics: { file: string }[] };
    assert.deepEqual([...new Set(diagnostics.map(({ file }) => file))], ['modules/lit/main.tf']);
    assert.equal(diagnostics.length, lampFindings.length);
    assert.equal(timesAsked(folder), 1);
  });

  test('starts no program unless it is told to', async () => {
    assert.deepEqual(await lint(standInTerraform(folder)), { code: 0, found: [], stderr: '' });
    assert.ok(!fs.existsSync(folder.file('starts')));
  });

  test('without terraform: one sentence, and the findings that there are; what was kept still holds', async () => {
    const stderr = 'plumbline: terraform is not on PATH, so the installed providers are not asked; install it, or leave out --provider-schemas.\n';
    assert.deepEqual(await lint({}, '--provider-schemas'), { code: 2, found: [], stderr });
    await lint(standInTerraform(folder), '--provider-schemas');
    assert.deepEqual(await lint({}, '--provider-schemas'), { code: 1, found: lampFindings, stderr: '' });
  });

  test('a terraform that fails: its last words', async () => {
    const { code, found, stderr } = await lint(standInTerraform(folder, 'console.error("Error: no plugin"); process.exit(1)'), '--provider-schemas');
    assert.deepEqual({ code, found }, { code: 2, found: [] });
    assert.equal(stderr, `plumbline: terraform providers schema ended with exit code 1 in ${folder.path}: Error: no plugin. The built-in schemas are used.\n`);
  });

  test('before terraform init: what to do, and no failure', async () => {
    fs.rmSync(folder.file('.terraform'), { recursive: true });
    assert.deepEqual(await lint(standInTerraform(folder), '--provider-schemas'), { code: 0, found: [], stderr: '.: its providers are not installed; run terraform init there to have them checked by their own schemas.\n' });
  });
});
