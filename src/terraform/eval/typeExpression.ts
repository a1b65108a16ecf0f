import type { Span } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import type { Call, Expression, ObjectExpression } from '../hcl/ast.ts';
import { anyType, boolType, numberType, objectOf, stringType, tupleOf, type Type } from './type.ts';

/** `near` is the name that was probably meant. */
export type TypeProblem = (span: Span, detail: string, near?: string) => void;

/** The default of an optional attribute, to be checked against the attribute's type. */
export interface OptionalDefault {
  readonly value: Expression;
  readonly type: Type;
}

/** A type constraint, and the defaults that its optional attributes have. */
export interface TypeConstraint {
  readonly type: Type;
  readonly defaults: readonly OptionalDefault[];
}

const keywords = new Map<string, Type>([
  ['string', stringType],
  ['number', numberType],
  ['bool', boolType],
  ['any', anyType],
]);

const constructors = new Set(['list', 'set', 'map', 'object', 'tuple']);

/**
 * Reads a type constraint; what is wrong with it is reported and taken as `any`.
 * https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function readType(expression: Expression, report: TypeProblem): TypeConstraint {
  const defaults: OptionalDefault[] = [];
  // At the top, a bare collection keyword is the old way to leave the element type open.
  const bare = wordOf(expression);
  if (bare === 'list' || bare === 'map') return { type: { kind: bare, element: anyType }, defaults };
  return { type: read(expression, report, defaults), defaults };
}

function wordOf(expression: Expression): string | undefined {
  if (expression.kind === 'reference' && expression.steps.length === 0) return expression.root.text;
  if (expression.kind === 'literal' && typeof expression.value !== 'number') return expression.text;
  return undefined;
}

function read(expression: Expression, report: TypeProblem, defaults: OptionalDefault[]): Type {
  const word = wordOf(expression);
  if (word !== undefined) {
    const type = keywords.get(word);
    if (type) return type;
    if (constructors.has(word)) report(expression, `The type ${word} needs ${argumentOf(word)} in parentheses.`);
    else if (word === 'optional') report(expression, 'Only attributes of an object type can be optional.');
    else report(expression, `There is no type "${word}".`, suggest(word, [...keywords.keys(), ...constructors]));
    return anyType;
  }
  if (expression.kind === 'call') return readConstructor(expression, report, defaults);
  if (expression.kind !== 'invalid') {
    report(expression, 'A type is a word (string, number, bool, any) or a constructor such as list(string).');
  }
  return anyType;
}

function argumentOf(constructor: string): string {
  if (constructor === 'object') return 'its attributes, as in object({ name = string }),';
  return constructor === 'tuple' ? 'its element types, as in tuple([string, number]),' : 'its element type';
}

function readConstructor(call: Call, report: TypeProblem, defaults: OptionalDefault[]): Type {
  const { name, args } = call;
  const [argument, extra] = args;
  const parentheses = { start: call.nameSpan.end, end: call.end };
  if (keywords.has(name)) {
    report(parentheses, `The type ${name} takes no arguments.`);
    return anyType;
  }
  if (name === 'optional') {
    report(call.nameSpan, 'Only attributes of an object type can be optional.');
    return anyType;
  }
  if (!constructors.has(name)) {
    report(call.nameSpan, `There is no type constructor "${name}".`, suggest(name, constructors));
    return anyType;
  }
  if (!argument || extra) {
    report(extra ?? parentheses, `The type ${name} needs ${argumentOf(name)} and nothing else.`);
    return anyType;
  }
  if (name === 'object') {
    if (argument.kind === 'object') return readObject(argument, report, defaults);
    report(argument, 'The attributes of an object type are written as { name = type }.');
    return anyType;
  }
  if (name === 'tuple') {
    if (argument.kind === 'tuple') return tupleOf(argument.items.map((item) => read(item, report, defaults)));
    report(argument, 'The element types of a tuple are written as [type, type].');
    return anyType;
  }
  return { kind: name as 'list' | 'set' | 'map', element: read(argument, report, defaults) };
}

function readObject(argument: ObjectExpression, report: TypeProblem, defaults: OptionalDefault[]): Type {
  const attributes = new Map<string, Type>();
  const optional = new Set<string>();
  for (const { key, value } of argument.items) {
    const name = wordOf(key) ?? (key.kind === 'template' && key.style === 'json' && key.parts[0]?.kind === 'text' ? key.parts[0].value : undefined);
    if (name === undefined) {
      report(key, 'The attributes of an object type are named by bare words.');
      continue;
    }
    if (attributes.has(name)) {
      report(key, `The attribute "${name}" is already part of this object type.`);
      continue;
    }
    if (value.kind === 'call' && value.name === 'optional') {
      optional.add(name);
      attributes.set(name, readOptional(value, report, defaults));
    } else {
      attributes.set(name, read(value, report, defaults));
    }
  }
  return objectOf(attributes, optional);
}

function readOptional(call: Call, report: TypeProblem, defaults: OptionalDefault[]): Type {
  const [typeExpression, value, extra] = call.args;
  if (!typeExpression || extra) {
    report({ start: call.nameSpan.end, end: call.end }, 'An optional attribute takes its type and, after it, a default.');
    return anyType;
  }
  const type = read(typeExpression, report, defaults);
  if (value) defaults.push({ value, type });
  return type;
}
