import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KeptScript } from '../../../src/cli/keptScript.ts';

const require = createRequire(import.meta.url);

suite('a script of which compiled code is kept', () => {
  let folder: string;
  let code: string;
  let script: string;
  const build = 'a'.repeat(64);

  setup(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plumbline-script-'));
    code = path.join(folder, 'cache/code');
    script = path.join(folder, 'script.cjs');
    writeFileSync(script, "\"use strict\"; const path = require('node:path'); exports.twice = (a) => a + a; exports.base = (file) => path.basename(file);");
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  interface Exports {
    twice(a: number): number;
    base(file: string): string;
  }

  const load = (): KeptScript => {
    const loaded = KeptScript.load(script, code, build);
    assert.ok(loaded);
    return loaded;
  };
  const run = (loaded: KeptScript): Exports => loaded.run(require) as Exports;
  const kept = (): Buffer[] => readdirSync(code).map((name) => readFileSync(path.join(code, name)));

  test('gives what it exports, with what was kept and without', () => {
    for (const turn of [1, 2]) {
      const loaded = load();
      const exported = run(loaded);
      assert.equal(exported.twice(turn), 2 * turn);
      assert.equal(exported.base('a/b'), 'b');
      loaded.keep({ files: 1 });
      assert.equal(kept().length, 1);
    }
  });

  test('keeps the functions that have been called, and keeps more once a run has done twice as much, or something new', () => {
    const first = load();
    run(first);
    first.keep({ 'lint .tf': 2 });
    const [little] = kept();
    assert.ok(little);

    const same = load();
    run(same).twice(1);
    same.keep({ 'lint .tf': 3 });
    assert.deepEqual(kept(), [little]);

    const more = load();
    run(more).twice(1);
    more.keep({ 'lint .tf': 4 });
    const [larger] = kept();
    assert.ok(larger && larger.length > little.length);

    const other = load();
    run(other).base('a');
    other.keep({ 'fmt .tf': 1 });
    const [largest] = kept();
    assert.ok(largest && largest.length > larger.length);
    assert.match(largest.toString('latin1'), /{"lint \.tf":4,"fmt \.tf":1}/);
  });

  test('is of no use to another build', () => {
    load().keep({ files: 1 });
    const other = KeptScript.load(script, code, 'b'.repeat(64));
    other?.keep({ files: 1 });
    assert.equal(kept().length, 2);
  });

  test('does without what is damaged, and keeps it anew', () => {
    const first = load();
    run(first).twice(1);
    first.keep({ files: 1 });
    const file = path.join(code, String(readdirSync(code)[0]));
    const whole = readFileSync(file);
    for (const damage of [Buffer.alloc(0), Buffer.alloc(3), whole.subarray(0, -100), Buffer.alloc(whole.length), Buffer.concat([whole.subarray(0, -1), Buffer.of(1)])]) {
      writeFileSync(file, damage);
      const loaded = load();
      assert.equal(run(loaded).twice(2), 4);
      loaded.keep({ files: 1 });
      assert.equal(readFileSync(file).length, whole.length);
    }
  });

  test('lets go of what has not been written for a month', () => {
    mkdirSync(code, { recursive: true });
    for (const [name, days] of [['old', 31], ['young', 29]] as const) {
      const file = path.join(code, name);
      writeFileSync(file, '');
      const then = Date.now() / 1000 - days * 24 * 60 * 60;
      utimesSync(file, then, then);
    }
    load().keep({ files: 1 });
    const names = readdirSync(code);
    assert.ok(!names.includes('old'));
    assert.ok(names.includes('young'));
  });

  test('is not loaded where nothing can be kept', () => {
    writeFileSync(path.join(folder, 'cache'), 'a file in the way');
    assert.equal(KeptScript.load(script, code, build), undefined);
  });

  test('makes its folder for the user alone', function () {
    if (process.platform === 'win32') this.skip();
    load();
    assert.equal(statSync(code).mode & 0o777, 0o700);
  });
});
