import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { KeptFiles } from '../../../src/lint/keptFiles.ts';
import { TempFolder } from '../../support/temp.ts';

suite('files that do not change meanwhile', () => {
  let folder: TempFolder;
  suiteSetup(async () => {
    folder = await TempFolder.create({ 'a.tf': 'before', 'binary.tf': 'a\0b' });
  });
  suiteTeardown(() => folder.dispose());

  test('what was read as a neighbour is linted without another look, once', async () => {
    const files = new KeptFiles();
    const file = folder.file('a.tf');
    assert.equal(files.read(file), 'before');
    await fs.writeFile(file, 'after');
    assert.equal(files.take(file, 'a.tf'), 'before');
    assert.equal(files.take(file, 'a.tf'), 'after');
  });

  test('what is binary, or not there, is told though it was read before', () => {
    const files = new KeptFiles();
    files.read(folder.file('binary.tf'));
    assert.throws(() => files.take(folder.file('binary.tf'), 'binary.tf'), /binary\.tf: is a binary file/);
    assert.equal(files.read(folder.file('nowhere.tf')), undefined);
    assert.throws(() => files.take(folder.file('nowhere.tf'), 'nowhere.tf'), /no such file/);
  });
});
