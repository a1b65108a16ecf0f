import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { Table, unpack } from '../../../../src/terraform/schema/table.ts';

suite('Generated tables', () => {
  let folder: string;
  let file: string;

  setup(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-table-'));
    file = path.join(folder, 'table');
  });
  teardown(() => fs.rmSync(folder, { recursive: true }));

  function write(texts: readonly string[], index?: (chunks: readonly Buffer[]) => object): void {
    const chunks = texts.map((text) => zlib.brotliCompressSync(text));
    fs.writeFileSync(`${file}.bin`, Buffer.concat(chunks));
    if (index) fs.writeFileSync(`${file}.json`, JSON.stringify(index(chunks)));
  }

  /** Puts the table as the build lays it out in the place of the packed one. */
  function layOut(): void {
    const { index, bytes } = unpack(file);
    fs.rmSync(`${file}.bin`);
    fs.writeFileSync(`${file}.json`, JSON.stringify(index));
    fs.writeFileSync(`${file}.txt`, bytes);
  }

  function checkChunked(): void {
    const table = Table.read(file);
    assert.equal(table.version, '6.1.0');
    assert.deepEqual(table.names, ['a', 'b', 'c']);
    assert.deepEqual(['a', 'b', 'c', 'd'].map((name) => table.named(name)), [{ a: '–' }, [2], 'three', undefined]);
  }

  test('one in chunks is read packed and laid out', () => {
    write(['{"a":"–"}\n[2]', '"three"'], ([first, second]) => ({ provider: '6.1.0', names: 'a\nb\nc', chunks: [[0, 0, first?.length], [2, first?.length, second?.length]] }));
    checkChunked();
    layOut();
    checkChunked();
  });

  function checkWhole(): void {
    const table = Table.read(file);
    assert.deepEqual(table.names, ['aws_a', 'aws_b']);
    assert.deepEqual(['aws_a', 'aws_b'].map((name) => table.named(name)), [{ x: 1 }, { y: 0 }]);
    assert.deepEqual([0, 1, 2].map((number) => table.at(table.names.length + number)), [{ e: ['a b'] }, { p: '–' }, undefined]);
  }

  test('one that is packed as a whole is read packed and laid out', () => {
    write(['{"generatedBy":"a test"}\n{"e":["a b"]}\n{"p":"–"}\n\naws_a {"x":1}\naws_b {"y":0}']);
    checkWhole();
    layOut();
    checkWhole();
  });
});
