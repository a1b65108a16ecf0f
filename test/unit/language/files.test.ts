import assert from 'node:assert/strict';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pathOf, uriOf } from '../../../src/language/files.ts';

suite('paths and URIs', () => {
  const paths = ['/a/b-c_d.e/main.tf', '/a', '/', '/a/', '//a/b', '/a/../b', '/a/.terraform.lock.hcl', '/a b/c', '/a/%20', '/a/#1/?', '/ä/ß', '/a:b', "/a'(b)", '/a\\b', '/a~'];

  for (const path of paths) {
    test(`${path} is what Node makes of it`, () => {
      assert.equal(uriOf(path), pathToFileURL(path).href);
      assert.equal(pathOf(uriOf(path)), fileURLToPath(pathToFileURL(path)));
    });
  }

  test('only files have a path', () => {
    assert.equal(pathOf('untitled:a.tf'), undefined);
    if (process.platform !== 'win32') assert.equal(pathOf('file:///a/b%20c.tf'), '/a/b c.tf');
  });
});
