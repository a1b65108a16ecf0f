import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeLauncher } from '../../src/launcher.ts';
import { TempFolder } from '../support/temp.ts';

suite('the launcher of the command line', () => {
  test('hands its arguments on, names itself, and follows the program and script to where they have moved', async () => {
    await using temp = await TempFolder.create();
    const folder = path.join(temp.path, "it's a folder", 'bin');
    const old = path.join(temp.path, 'old $1 "version"', 'cli.js');
    const current = path.join(temp.path, 'new', 'cli.js');
    for (const script of [old, current]) {
      mkdirSync(path.dirname(script));
      const told = 'JSON.stringify([process.argv.slice(1), process.env.PLUMBLINE_LAUNCHER, process.env.ELECTRON_RUN_AS_NODE])';
      writeFileSync(script, `process.stdout.write(${told});`);
    }
    const run = (launcher: string): unknown => JSON.parse(execFileSync(launcher, ['run', 'a b', '$(id)', "'"], { encoding: 'utf8' }));
    const launcher = await writeLauncher(folder, process.execPath, old);
    assert.deepEqual(run(launcher), [[old, 'run', 'a b', '$(id)', "'"], launcher, '1']);
    assert.equal(await writeLauncher(folder, process.execPath, current), launcher);
    assert.deepEqual(run(launcher), [[current, 'run', 'a b', '$(id)', "'"], launcher, '1']);
  });

  test('is left alone where nothing has moved', async () => {
    await using temp = await TempFolder.create();
    const launcher = await writeLauncher(temp.path, process.execPath, '/cli.js');
    const { mtimeMs, ino } = statSync(launcher);
    await writeLauncher(temp.path, process.execPath, '/cli.js');
    assert.deepEqual([statSync(launcher).mtimeMs, statSync(launcher).ino], [mtimeMs, ino]);
  });

  test('Windows gets a batch file beside it', async () => {
    await using temp = await TempFolder.create();
    const launcher = await writeLauncher(temp.path, String.raw`C:\100%\Code.exe`, String.raw`C:\ext\cli.js`);
    assert.ok(readFileSync(`${launcher}.cmd`, 'utf8').includes('"C:\\100%%\\Code.exe" "C:\\ext\\cli.js" %*\r\n'));
  });
});
