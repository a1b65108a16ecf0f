import assert from 'node:assert/strict';
import { convert } from '../../../../src/terraform/eval/convert.ts';
import { anyType, boolType, listOf, mapOf, numberType, objectOf, setOf, stringType, tupleOf, type Type } from '../../../../src/terraform/eval/type.ts';
import { boolValue, itemsOf, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from '../../../../src/terraform/eval/value.ts';

const optionalB = objectOf(new Map([['a', stringType], ['b', numberType]]), new Set(['b']));

suite('Type conversion', () => {
  const failing: readonly [string, Value, Type, string][] = [
    ['a word to a number', stringValue('many'), numberType, 'a number is required'],
    ['a bool to a number', boolValue(true), numberType, 'number required'],
    ['a word to a bool', stringValue('yes'), boolType, 'a bool is required'],
    ['a list to a string', tupleValue([]), stringType, 'string required'],
    ['an object to a list', objectValue(new Map()), listOf(stringType), 'list of string required'],
    ['an element', tupleValue([boolValue(true)]), listOf(numberType), 'element 0: number required'],
    ['an object without a required attribute', objectValue(new Map()), optionalB, 'attribute "a" is required'],
    ['a tuple of another length', tupleValue([]), tupleOf([stringType]), 'tuple required'],
    ['an unknown list to a map', unknown(listOf(stringType)), mapOf(stringType), 'map of string required'],
  ];
  for (const [what, value, type, reason] of failing) {
    test(`${what}: ${reason}`, () => assert.deepEqual(convert(value, type), { reason }));
  }

  const passing: readonly [string, Value, Type, unknown][] = [
    ['a number to a string', numberValue(1.5), stringType, '1.5'],
    ['a string of digits to a number', stringValue('12'), numberType, 12],
    ['"true" to a bool', stringValue('true'), boolType, true],
    ['null to anything', nullValue, listOf(stringType), null],
    ['anything to any', stringValue('x'), anyType, 'x'],
    ['the unknown to anything', unknown(), numberType, undefined],
  ];
  for (const [what, value, type, data] of passing) {
    test(what, () => {
      const converted = convert(value, type);
      assert.ok('value' in converted);
      assert.equal(converted.value.data, data);
    });
  }

  test('a set keeps each value once', () => {
    const converted = convert(tupleValue([stringValue('a'), stringValue('a'), numberValue(1)]), setOf(stringType));
    assert.ok('value' in converted);
    assert.deepEqual(itemsOf(converted.value).map(({ data }) => data), ['a', '1']);
  });

  test('optional attributes that are left out are null', () => {
    const converted = convert(objectValue(new Map([['a', numberValue(1)]])), optionalB);
    assert.ok('value' in converted && converted.value.data instanceof Map);
    assert.deepEqual([...converted.value.data].map(([name, { data }]) => [name, data]), [['a', '1'], ['b', null]]);
  });

  test('what is made of something sensitive is sensitive', () => {
    const converted = convert({ ...stringValue('x'), sensitive: true }, stringType);
    assert.ok('value' in converted && converted.value.sensitive);
  });
});
