import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { findFiles } from '../../../src/lint/walk.ts';
import { TempFolder } from '../../support/temp.ts';

suite('finding files to lint', () => {
  let folder: TempFolder;
  suiteSetup(async () => {
    folder = await TempFolder.create({
      'a.tf': '',
      'notes.md': '',
      'UPPER.TF': '',
      '.hidden/b.tf': '',
      'sub [x]/c.tf': '',
      '.terraform/modules/d.tf': '',
      'sub [x]/node_modules/e.tf': '',
      'cdk.out/f.tf': '',
      'live/.terragrunt-cache/x/h.tf': '',
      '.aws-sam/build/i.tf': '',
      '.git/g.tf': '',
    });
    await fs.symlink(folder.path, folder.file('sub [x]/loop'));
    await fs.symlink(folder.file('a.tf'), folder.file('link.tf'));
  });
  suiteTeardown(() => folder.dispose());

  const names = async (...paths: string[]) => {
    const { files, problems } = await findFiles(paths, folder.path, ['.tf']);
    return { files: files.map(({ path: file }) => path.relative(folder.path, file)), problems: problems.map((problem) => problem.message) };
  };

  test('walks folders, but never into other people\'s files, and does not follow a link', async () => {
    assert.deepEqual(await names('.'), { files: ['.hidden/b.tf', 'UPPER.TF', 'a.tf', 'sub [x]/c.tf'], problems: [] });
  });

  test('a named file is taken whatever its name, and once', async () => {
    assert.deepEqual(await names('notes.md', 'sub [x]', 'sub [x]/c.tf'), { files: ['notes.md', 'sub [x]/c.tf'], problems: [] });
  });

  test('a missing path is named and does not stop the others', async () => {
    assert.deepEqual(await names('nowhere', 'a.tf'), {
      files: ['a.tf'],
      problems: ['nowhere: no such file or folder; check the path.'],
    });
  });
});
