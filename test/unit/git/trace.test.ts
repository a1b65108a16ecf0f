import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Git } from '../../../src/git/git.ts';
import { ProcessTrace } from '../../../src/git/trace.ts';
import { silentLog } from '../../../src/log.ts';
import { TempFolder } from '../../support/temp.ts';

const hour = 3_600_000;

suite('what a git command tells of its hooks', () => {
  let folder: TempFolder;
  let before: string | undefined;
  setup(async () => {
    folder = await TempFolder.create();
    before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder.path;
  });
  teardown(async () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await folder.dispose();
  });

  /** A folder of the name that was last changed so many hours ago. */
  const left = (name: string, hours: number) => {
    fs.mkdirSync(folder.file(name));
    fs.writeFileSync(folder.file(`${name}/events`), '');
    const time = new Date(Date.now() - hours * hour);
    fs.utimesSync(folder.file(name), time, time);
  };

  // Elsewhere the folder for temporary files is not TMPDIR's to say.
  (process.platform === 'win32' ? test.skip : test)('what killed processes left behind goes with the next command that has hooks; nothing else does', async () => {
    assert.equal(os.tmpdir(), folder.path);
    left('plumbline-git-aB3dE6', 30);
    left('plumbline-git-young1', 2);
    left('plumbline-git-test-aB3dE6', 30);
    left('plumbline-git-', 30);
    left('other-aB3dE6', 30);
    fs.symlinkSync(folder.file('other-aB3dE6'), folder.file('plumbline-git-linked'));
    const git = new Git({ gitPath: 'git', environment: process.env, log: silentLog });
    await git.run(folder.path, ['--version'], { hooks: true });
    assert.deepEqual(fs.readdirSync(folder.path).toSorted(), ['other-aB3dE6', 'plumbline-git-', 'plumbline-git-linked', 'plumbline-git-test-aB3dE6', 'plumbline-git-young1']);
    assert.ok(fs.existsSync(path.join(folder.path, 'other-aB3dE6', 'events')));
  });

  test('a trace is gone when it is closed', async () => {
    const trace = await ProcessTrace.open();
    assert.deepEqual(await trace.hooks(), []);
    await trace.close();
    if (process.platform !== 'win32') assert.deepEqual(fs.readdirSync(folder.path), []);
  });
});
