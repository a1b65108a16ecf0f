import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KeptScripts, type Work } from '../../../src/cli/keptScripts.ts';

const require = createRequire(import.meta.url);

suite('scripts of which compiled code is kept', () => {
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

  const start = (ofBuild = build): KeptScripts => {
    const scripts = KeptScripts.in(code, ofBuild, require);
    assert.ok(scripts);
    return scripts;
  };
  /** Loads the script, does something with it, and keeps what was compiled. */
  const run = (work: Work, act: (exported: Exports) => void, ofBuild = build): void => {
    const scripts = start(ofBuild);
    act(scripts.load(script) as Exports);
    scripts.keep(work);
  };
  const kept = (): Buffer[] => readdirSync(code).map((name) => readFileSync(path.join(code, name)));

  test('a script gives what it exports, with what was kept and without', () => {
    for (const turn of [1, 2]) {
      run({ files: 1 }, ({ twice, base }) => {
        assert.equal(twice(turn), 2 * turn);
        assert.equal(base('a/b'), 'b');
      });
      assert.equal(kept().length, 1);
    }
  });

  test('functions that have been called are kept, and more once a run has done twice as much, or something new', () => {
    run({ 'lint .tf': 2 }, () => {});
    const [little] = kept();
    assert.ok(little);

    run({ 'lint .tf': 3 }, ({ twice }) => twice(1));
    assert.deepEqual(kept(), [little]);

    run({ 'lint .tf': 4 }, ({ twice }) => twice(1));
    const [larger] = kept();
    assert.ok(larger && larger.length > little.length);

    run({ 'fmt .tf': 1 }, ({ base }) => base('a'));
    const [largest] = kept();
    assert.ok(largest && largest.length > larger.length);
    assert.match(largest.toString('latin1'), /{"lint \.tf":4,"fmt \.tf":1}/);
  });

  test('each script, and each build of it, has code of its own', () => {
    run({ files: 1 }, () => {});
    run({ files: 1 }, () => {}, 'b'.repeat(64));
    const other = path.join(folder, 'other.cjs');
    writeFileSync(other, 'exports.other = 1;');
    const scripts = start();
    scripts.load(script);
    assert.deepEqual(scripts.load(other), { other: 1 });
    scripts.keep({ files: 1 });
    assert.equal(kept().length, 3);
  });

  test('what is damaged is done without, and kept anew', () => {
    run({ files: 1 }, ({ twice }) => twice(1));
    const file = path.join(code, String(readdirSync(code)[0]));
    const whole = readFileSync(file);
    for (const damage of [Buffer.alloc(0), Buffer.alloc(3), whole.subarray(0, -100), Buffer.alloc(whole.length), Buffer.concat([whole.subarray(0, -1), Buffer.of(1)])]) {
      writeFileSync(file, damage);
      run({ files: 1 }, ({ twice }) => assert.equal(twice(2), 4));
      assert.equal(readFileSync(file).length, whole.length);
    }
  });

  test('what has not been written for a month is let go of', () => {
    mkdirSync(code, { recursive: true });
    for (const [name, days] of [['old', 31], ['young', 29]] as const) {
      const file = path.join(code, name);
      writeFileSync(file, '');
      const then = Date.now() / 1000 - days * 24 * 60 * 60;
      utimesSync(file, then, then);
    }
    run({ files: 1 }, () => {});
    const names = readdirSync(code);
    assert.ok(!names.includes('old'));
    assert.ok(names.includes('young'));
  });

  test('there are none where nothing can be kept', () => {
    writeFileSync(path.join(folder, 'cache'), 'a file in the way');
    assert.equal(KeptScripts.in(code, build, require), undefined);
  });

  test('the folder is the user\'s alone', function () {
    if (process.platform === 'win32') this.skip();
    start();
    assert.equal(statSync(code).mode & 0o777, 0o700);
  });
});
