import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Hints } from '../../../src/drift/hints.ts';
import { DiskFiles, OverlayFiles } from '../../../src/language/files.ts';
import { TempFolder } from '../../support/temp.ts';

suite('which files may declare a group', () => {
  test('a file is read again only after it has changed, an open one always', async () => {
    await using folder = await TempFolder.create({ 'a.yml': 'group', 'b.yml': 'nothing', 'c.yml': 'nothing' });
    const paths = ['a.yml', 'b.yml', 'c.yml'].map((name) => folder.file(name));
    const [, b = '', c = ''] = paths;
    let text = 'nothing';
    const read: string[] = [];
    const open = new Map([[c, { getText: () => text }]]);
    const hints = new Hints(new OverlayFiles(new DiskFiles(), open), (content, file) => {
      read.push(path.basename(file));
      return content.includes('group');
    });
    assert.deepEqual(await hints.filter(paths), [folder.file('a.yml')]);
    assert.deepEqual(read.splice(0), ['a.yml', 'b.yml', 'c.yml']);
    text = 'group';
    assert.deepEqual(await hints.filter(paths), [folder.file('a.yml'), c]);
    assert.deepEqual(read.splice(0), ['c.yml']);
    await fs.writeFile(b, 'a group now');
    open.delete(c);
    await fs.rm(folder.file('a.yml'));
    assert.deepEqual(await hints.filter(paths), [b]);
    assert.deepEqual(read.splice(0), ['b.yml', 'c.yml']);
  });
});
