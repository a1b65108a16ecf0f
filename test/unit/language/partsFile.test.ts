import assert from 'node:assert/strict';
import { PartsFile, PartsWriter } from '../../../src/language/partsFile.ts';

function packed(): Buffer {
  const writer = new PartsWriter();
  writer.add('größe', { value: 'é'.repeat(50) });
  writer.add('__proto__', [1, 2]);
  writer.add('null', null);
  return writer.bytes('TEST', { from: 'a test' });
}

suite('a file of many JSON values', () => {
  test('gives back what went in', () => {
    const file = PartsFile.of(packed(), 'TEST');
    assert.deepEqual(file.head, { from: 'a test' });
    assert.deepEqual(file.names(), ['größe', '__proto__', 'null']);
    assert.deepEqual(file.names().map((name) => file.part(name)), [{ value: 'é'.repeat(50) }, [1, 2], null]);
    assert.equal(file.part('constructor'), undefined);
  });

  test('without values', () => {
    assert.deepEqual(PartsFile.of(new PartsWriter().bytes('TEST', {}), 'TEST').names(), []);
  });

  test('a file that is cut off, longer, or changed anywhere is refused', () => {
    const whole = packed();
    for (let at = 0; at < whole.length; at++) {
      assert.throws(() => PartsFile.of(whole.subarray(0, at), 'TEST'), Error, `cut off at ${at}`);
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      assert.throws(() => PartsFile.of(changed, 'TEST'), Error, `changed at ${at}`);
    }
    assert.throws(() => PartsFile.of(Buffer.concat([whole, Buffer.from('x')]), 'TEST'));
    assert.throws(() => PartsFile.of(whole, 'ELSE'), /other letters/);
  });
});
