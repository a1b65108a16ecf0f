import type { Node } from '../../language/tree/node.ts';
import { quoting, unquoting } from './fixes.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { isStrictly, show, type TypeName } from './values.ts';
import { typesInWords } from './words.ts';

type Taken = Readonly<Record<string, Readonly<Record<string, readonly TypeName[]>>>>;

/**
 * The properties whose values are of types that the transform does not take. It converts nothing, where CloudFormation
 * turns strings into numbers and booleans and back.
 * Source: the property types of aws-sam-translator, which are compiled with the other facts.
 * @param owner `AWS::Serverless::Function`, or one of its events: `AWS::Serverless::Function/SQS`
 * @param node the properties
 */
export function refusedTypes(validator: Validator, owner: string, node: Node, scope: Scope): Issue[] {
  const all = validator.facts.record('sam-taken') as Taken;
  const taken = Object.hasOwn(all, owner) ? all[owner] : undefined;
  if (!taken || node.kind !== 'map') return [];
  return node.entries.flatMap((entry) => {
    const { key, value } = entry;
    const types = Object.hasOwn(taken, key.text) ? taken[key.text] : undefined;
    if (!types || value.incomplete || isLikeCall(value) || isStrictly(value, 'null') || types.some((type) => isStrictly(value, type))) return [];
    return [refusal(validator, value, types, intoEntry(scope, entry, undefined))];
  });
}

/** Whatever has one entry is a call for the transform. */
function isLikeCall(value: Node): boolean {
  return value.kind === 'map' && value.entries.length === 1;
}

function refusal(validator: Validator, value: Node, types: readonly TypeName[], scope: Scope): Issue {
  // An integer may be true or false for the transform, but nobody means that.
  const meant = types.includes('integer') ? types.filter((type) => type !== 'boolean') : types;
  const fix = meant.includes('string') ? quoting(value, scope) : unquoting(validator, value, scope, meant);
  const message = (): string => `${show(value)} is ${ownType(value)}, where ${typesInWords(meant)} is needed; the transform converts nothing`;
  return validator.issue(value, scope, { keyword: 'type', rule: 'E0001', message, ...fix });
}

function ownType(value: Node): string {
  if (isStrictly(value, 'boolean')) return 'a boolean';
  return typesInWords((['array', 'number', 'object', 'string'] as const).filter((type) => isStrictly(value, type)));
}

/** The issues that are not about something that another issue calls wrong as a whole. */
export function besides(issues: readonly Issue[], refused: readonly Issue[]): Issue[] {
  if (refused.length === 0) return [...issues];
  return issues.filter(({ path = '' }) => !refused.some((whole) => path === whole.path || path.startsWith(`${whole.path ?? ''}/`)));
}
