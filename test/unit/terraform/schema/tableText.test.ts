import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { TableText } from '../../../../src/terraform/schema/tableText.ts';

suite('Text of a generated table', () => {
  let folder: string;
  const parts = ['first\n', 'second – a word\n'].map((text) => Buffer.from(text));

  setup(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-table-'));
  });
  teardown(() => fs.rmSync(folder, { recursive: true }));

  function write(name: string, [first, second]: Buffer[]): number[] {
    fs.writeFileSync(path.join(folder, name), Buffer.concat([first ?? Buffer.of(), second ?? Buffer.of()]));
    return [first?.length ?? 0, second?.length ?? 0];
  }

  test('is read as it is', () => {
    const [first = 0, second] = write('table.txt', parts);
    const table = new TableText(path.join(folder, 'table'));
    assert.equal(table.part(), 'first\nsecond – a word\n');
    assert.equal(table.part(first, second), 'second – a word\n');
  });

  test('is unpacked where it is packed', () => {
    const [first = 0, second] = write('table.bin', parts.map((part) => zlib.brotliCompressSync(part)));
    assert.equal(new TableText(path.join(folder, 'table')).part(first, second), 'second – a word\n');
  });
});
