import type { Span } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import { anyType } from './type.ts';
import { isList, isMap, unknown, type Value, withMarks } from './value.ts';

/**
 * How evaluation says what is wrong: Terraform's summary, where, and the detail.
 * @param certain true of what Terraform tells before it evaluates anything, also where the value would not be needed
 */
export type EvaluationReport = (summary: EvaluationSummary, span: Span, detail: string, meant?: Meant, certain?: boolean) => void;

/** What was probably meant in place of what stands in a span. */
export interface Meant {
  readonly span: Span;
  readonly text: string;
}

/** Terraform's summaries of what can be wrong with a value. */
export type EvaluationSummary =
  | 'Unsupported attribute'
  | 'Invalid index'
  | 'Missing map element'
  | 'Attempt to get attribute from null value'
  | 'Attempt to index null value'
  | 'Invalid operand'
  | 'Operation failed'
  | 'Division by zero'
  | 'Incorrect condition type'
  | 'Null condition'
  | 'Inconsistent conditional result types'
  | 'Invalid template interpolation value'
  | 'Iteration over non-iterable value'
  | 'Iteration over null value'
  | 'Invalid object key'
  | 'Duplicate object key'
  | "Invalid 'for' condition"
  | 'Condition is null'
  | 'Null value as key'
  | 'Incorrect key type'
  | 'Ambiguous attribute key'
  | 'Call to unknown function'
  | 'Unknown provider function'
  | 'Not enough function arguments'
  | 'Too many function arguments'
  | 'Invalid function argument'
  | 'Invalid expanding argument value'
  | 'Error in function call';

/** The attribute of a value; unknown where it cannot have one, which is reported at `span`. */
export function attributeOfValue(value: Value, name: string, span: Span, report: EvaluationReport): Value {
  const { type, data } = value;
  if (data === null) {
    report('Attempt to get attribute from null value', span, 'This value is null and so has no attributes.');
    return unknown();
  }
  switch (type.kind) {
    case 'any':
      return withMarks(unknown(), value);
    case 'object': {
      const attribute = type.attributes.get(name);
      if (!attribute) {
        if (type.schema === 'partial') return unknown();
        const near = suggest(name, type.attributes.keys());
        // The span begins with the dot.
        const meant = near === undefined ? undefined : { span: { start: span.end - name.length, end: span.end }, text: near };
        report('Unsupported attribute', span, `There is no attribute "${name}" here.${near === undefined ? '' : ` Did you mean "${near}"?`}`, meant, type.schema !== undefined);
        return unknown();
      }
      return withMarks((isMap(data) ? data.get(name) : undefined) ?? unknown(attribute), value);
    }
    case 'map': {
      if (!isMap(data)) return withMarks(unknown(type.element), value);
      const element = data.get(name);
      if (!element) report('Missing map element', span, `The map has no element with the key "${name}".`);
      return withMarks(element ?? unknown(type.element), value);
    }
    case 'string':
    case 'number':
    case 'bool':
      report('Unsupported attribute', span, `A ${type.kind} has no attributes.`);
      return unknown();
    default:
      report('Unsupported attribute', span, `A ${type.kind} has no attributes; take one of its elements first.`);
      return unknown();
  }
}

/** The element of a value; unknown where it cannot have one, which is reported at `span`. */
export function elementOfValue(value: Value, key: Value, span: Span, report: EvaluationReport): Value {
  const { type, data } = value;
  const fail = (detail: string): Value => {
    report('Invalid index', span, detail);
    return unknown();
  };
  if (data === null) {
    report('Attempt to index null value', span, 'This value is null and so has no elements.');
    return unknown();
  }
  if (key.data === null) return fail('The key is null.');
  switch (type.kind) {
    case 'any':
      return withMarks(unknown(), value, key);
    case 'list':
    case 'tuple': {
      if (key.type.kind === 'any' || (key.data === undefined && key.type.kind === 'string')) return withMarks(unknown(), value, key);
      const index = typeof key.data === 'string' && /^\d+$/.test(key.data) ? Number(key.data) : key.data;
      if (key.type.kind !== 'number' && typeof index !== 'number') return fail('The elements of a list are numbered: a number is required.');
      if (typeof index !== 'number') return withMarks(unknown(type.kind === 'tuple' ? anyType : type.element), value, key);
      // Of a list that is not known Terraform says nothing before it is.
      const certain = isList(data) || type.kind === 'tuple';
      if (index < 0 || !Number.isInteger(index)) return certain ? fail('An index is a whole number, beginning with 0.') : unknown();
      if (isList(data)) {
        const item = data[index];
        return item ? withMarks(item, value, key) : fail(`There is no element ${index}: the list has ${data.length}.`);
      }
      if (type.kind !== 'tuple') return withMarks(unknown(type.element), value, key);
      const element = type.elements[index];
      return element ? withMarks(unknown(element), value, key) : fail(`There is no element ${index}: the list has ${type.elements.length}.`);
    }
    case 'map':
    case 'object': {
      if (!isMap(data) || key.data === undefined) return withMarks(unknown(type.kind === 'map' ? type.element : anyType), value, key);
      if (typeof key.data === 'object') return fail('The elements have names: a string is required.');
      const item = data.get(String(key.data));
      return item ? withMarks(item, value, key) : fail(`There is no element "${String(key.data)}".`);
    }
    case 'set':
      return fail('The elements of a set have neither number nor name.');
    default:
      return fail(`A ${type.kind} has no elements.`);
  }
}
