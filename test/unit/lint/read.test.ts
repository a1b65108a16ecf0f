import assert from 'node:assert/strict';
import { readText, UnreadableFileError, type UnreadableReason } from '../../../src/lint/read.ts';
import { TempFolder } from '../../support/temp.ts';

suite('reading files to lint', () => {
  let folder: TempFolder;
  suiteSetup(async () => {
    folder = await TempFolder.create({
      'fine.tf': '\uFEFFlocals {}\r\n',
      'empty.tf': '',
      'binary.tf': new Uint8Array([1, 0, 2]),
      'latin1.tf': Buffer.from('a = 1\n# caf\xe9\n', 'latin1'),
      'folder/x.tf': '',
    });
  });
  suiteTeardown(() => folder.dispose());

  test('keeps a byte order mark and line ends, so offsets are the file\'s own', () => {
    assert.equal(readText(folder.file('fine.tf'), 'fine.tf'), '\uFEFFlocals {}\r\n');
  });

  test('an empty file is an empty text', () => assert.equal(readText(folder.file('empty.tf'), 'empty.tf'), ''));

  const failures: [string, UnreadableReason, RegExp][] = [
    ['none.tf', 'missing', /^none\.tf: no such file/],
    ['folder', 'notAFile', /^folder: is a folder/],
    ['binary.tf', 'binary', /^binary\.tf: is a binary file/],
    ['latin1.tf', 'notUtf8', /^latin1\.tf: is not UTF-8 text \(line 2\)/],
  ];
  for (const [name, reason, message] of failures) {
    test(`${name}: ${reason}`, () => {
      assert.throws(() => readText(folder.file(name), name), (error) => {
        assert(error instanceof UnreadableFileError);
        assert.equal(error.reason, reason);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
