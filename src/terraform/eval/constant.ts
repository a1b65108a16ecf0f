import type { Expression, TemplatePart } from '../hcl/ast.ts';
import { isBareKey } from '../model/walk.ts';
import { boolValue, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from './value.ts';
import { stringType } from './type.ts';

/** The value of an expression that is written out; unknown wherever something would have to be computed. */
export function evaluateConstant(expression: Expression): Value {
  switch (expression.kind) {
    case 'literal':
      if (expression.value === null) return nullValue;
      return typeof expression.value === 'number' ? numberValue(expression.value) : boolValue(expression.value);
    case 'template':
      return constantTemplate(expression.parts);
    case 'tuple':
      return tupleValue(expression.items.map((item) => evaluateConstant(item)));
    case 'object': {
      const attributes = new Map<string, Value>();
      for (const { key, value } of expression.items) {
        const name = isBareKey(key) ? stringValue(key.kind === 'reference' ? key.root.text : '') : evaluateConstant(key);
        if (typeof name.data !== 'string' && typeof name.data !== 'number' && typeof name.data !== 'boolean') return unknown();
        attributes.set(String(name.data), evaluateConstant(value));
      }
      return objectValue(attributes);
    }
    case 'parentheses':
      return evaluateConstant(expression.inner);
    case 'unary': {
      const { data } = evaluateConstant(expression.operand);
      if (expression.operator === '-' && typeof data === 'number') return numberValue(-data);
      if (expression.operator === '!' && typeof data === 'boolean') return boolValue(!data);
      return unknown();
    }
    default:
      return unknown();
  }
}

function constantTemplate(parts: readonly TemplatePart[]): Value {
  if (!parts.every((part) => part.kind === 'text')) return unknown(stringType);
  return stringValue(parts.map((part) => part.value).join(''));
}
