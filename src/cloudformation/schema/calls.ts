import type { Node } from '../../language/tree/node.ts';
import type { Call } from '../parser/intrinsics.ts';
import type { JsonSchema, SchemaObject } from './facts.ts';
import { stringsOf } from './pointers.ts';
import { resolve } from './resolve.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { show } from './values.ts';
import { typesInWords } from './words.ts';

/** What is known of a function. */
interface FunctionFacts {
  /** The keyword its issues carry. */
  readonly keyword: string;
  /** The rule for its structure and its result's type. */
  readonly rule?: string;
  /** The rule for values it comes to. */
  readonly resolvedRule?: string;
  /** What it may return. */
  readonly returns: readonly string[];
}

const single = ['boolean', 'integer', 'number', 'string'];
const any = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Every function that can be checked, by its name. */
export const functionFacts: Readonly<Record<string, FunctionFacts>> = {
  Condition: { keyword: 'condition', returns: any },
  Ref: { keyword: 'ref', rule: 'E1020', resolvedRule: 'W1030', returns: any },
  'Fn::And': { keyword: 'fn_and', rule: 'E8004', returns: ['boolean'] },
  'Fn::Base64': { keyword: 'fn_base64', rule: 'E1021', returns: ['string'] },
  'Fn::Cidr': { keyword: 'fn_cidr', rule: 'E1024', returns: ['array'] },
  'Fn::Equals': { keyword: 'fn_equals', rule: 'E8003', returns: ['boolean'] },
  'Fn::FindInMap': { keyword: 'fn_findinmap', rule: 'E1011', resolvedRule: 'W1034', returns: ['array', ...single] },
  'Fn::GetAtt': { keyword: 'fn_getatt', rule: 'E1010', returns: any },
  'Fn::GetAZs': { keyword: 'fn_getazs', rule: 'E1015', resolvedRule: 'W1036', returns: ['array'] },
  'Fn::GetStackOutput': { keyword: 'fn_getstackoutput', rule: 'E1033', returns: single },
  'Fn::If': { keyword: 'fn_if', rule: 'E1028', returns: any },
  'Fn::ImportValue': { keyword: 'fn_importvalue', rule: 'E1016', returns: single },
  'Fn::Join': { keyword: 'fn_join', rule: 'E1022', resolvedRule: 'W1032', returns: ['string'] },
  'Fn::Length': { keyword: 'fn_length', rule: 'E1030', returns: ['integer'] },
  'Fn::Not': { keyword: 'fn_not', rule: 'E8005', returns: ['boolean'] },
  'Fn::Or': { keyword: 'fn_or', rule: 'E8006', returns: ['boolean'] },
  'Fn::Select': { keyword: 'fn_select', rule: 'E1017', resolvedRule: 'W1035', returns: any },
  'Fn::Split': { keyword: 'fn_split', rule: 'E1018', resolvedRule: 'W1033', returns: ['array'] },
  'Fn::Sub': { keyword: 'fn_sub', rule: 'E1019', resolvedRule: 'W1031', returns: ['string'] },
  'Fn::ToJsonString': { keyword: 'fn_tojsonstring', rule: 'E1031', resolvedRule: 'W1040', returns: ['string'] },
};

/** The rule of each function's keyword. What is wrong with `Condition` belongs to whoever asks for the condition. */
export const functionRules: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(functionFacts).flatMap(({ keyword, rule }) => (rule === undefined ? [] : [[keyword, rule]])),
);

/** Checks a call's result type and argument, then whatever it comes to. */
export function checkStructure(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope): Issue[] {
  const known = functionFacts[call.name];
  if (!known) return [];
  if (scope.composite) return [validator.issue(node, scope, { keyword: known.keyword, message: 'not known', unknown: true })];
  const found = [...checkResultType(validator, known, node, schema, scope), ...checkArgument(validator, call, scope)];
  const own = asFunctions(found, known);
  return isWrong(found) ? own : [...own, ...checkValues(validator, call, node, schema, scope)];
}

/** Whether issues are more than information: what is checked after them would go by a call that is wrong. */
export function isWrong(issues: readonly Issue[]): boolean {
  return issues.some(({ rule }) => rule === undefined || !rule.startsWith('I'));
}

function checkResultType(validator: Validator, known: FunctionFacts, node: Node, schema: SchemaObject, scope: Scope): Issue[] {
  const types = typesOf(validator, schema, scope);
  if (types.length === 0 || compatible(known.returns, types)) return [];
  return [validator.issue(node, scope, { keyword: known.keyword, message: () => `${show(node)} gives ${typesInWords(known.returns)}, where ${typesInWords(types)} is needed` })];
}

/** Checks a call's argument against the function's own schema. */
export function checkArgument(validator: Validator, call: Call, scope: Scope): Issue[] {
  const schema = validator.functionSchema(call.name);
  const inner = intoEntry(scope, { key: call.key, value: call.argument }, undefined).under({ strict: false, inspect: false, root: schema });
  const found = validator.issues(call.argument, schema, inner);
  // A call of nothing is wrong whatever a null elsewhere may stand for.
  const nothing = found.find(({ isNull, path }) => isNull === true && path === inner.path);
  return nothing ? [{ ...nothing, isNull: undefined }] : found;
}

/** The scope of a call's argument. */
export function argumentScope(scope: Scope, call: Call): Scope {
  const inner = intoEntry(scope, { key: call.key, value: call.argument }, undefined);
  return inner.under({ strict: false, inspect: false });
}

/** Functions of the language extensions: even what is wrong with a `Ref` within is theirs. */
const extended: ReadonlySet<string> = new Set(['fn_length', 'fn_tojsonstring']);

/** Issues within a function are the function's, those of `Ref` excepted. */
export function asFunctions(issues: readonly Issue[], known: { readonly keyword: string }): Issue[] {
  return issues.map((issue) => (issue.rule !== undefined || (issue.keyword === 'ref' && !extended.has(known.keyword)) ? issue : { ...issue, keyword: known.keyword }));
}

/** Checks what the call comes to; wrong is only what is wrong for every value, or for a parameter's. */
function checkValues(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope): Issue[] {
  const known = functionFacts[call.name];
  const isConstrained = validator.derived(schema, 'constrains', () => constrains(schema)) as boolean;
  if (known?.resolvedRule === undefined || (!isConstrained && !validator.isInspected(scope.place.text))) return [];
  const found: Issue[] = [];
  const inner = intoEntry(scope, { key: call.key, value: call.argument }, undefined);
  for (const { value, scope: valueScope, issue } of resolve(validator, node, scope.under({ strict: false }))) {
    if (issue) {
      found.push(...asFunctions([issue], known));
      continue;
    }
    const { path, here, anchor, depth, inFunction, inRef } = inner;
    const at: Scope = valueScope.at({ path, here, anchor, depth, inIf: false, inFunction, inRef });
    // What only a rule looks into is of no other interest; that a parameter's value is no string is said of the parameter.
    const issues = validator.issues(value, isConstrained ? schema : {}, at).filter(({ keyword }) => value.kind !== 'map' || keyword !== 'type' || !valueScope.fromParameter);
    const wrong = asFunctions(issues, known);
    if (wrong.length === 0 && !valueScope.fromParameter) return [];
    for (const each of wrong) {
      if (each.unknown) continue;
      found.push({ ...each, rule: known.resolvedRule, context: undefined, span: each.span === valueScope.valuePlace ? each.span : validator.spanOf(node, inner.here), message: `What ${call.name} can come to does not suit: ${each.message}` });
    }
  }
  return found;
}

const constraining = new Set([
  '$ref', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
  'format', 'allOf', 'anyOf', 'oneOf', 'not', 'if',
]);

/** Whether the schema asks more of a value than its type. */
function constrains(schema: unknown): boolean {
  if (schema === null || typeof schema !== 'object') return false;
  const keywords = schema as SchemaObject;
  if (Object.keys(keywords).some((keyword) => constraining.has(keyword))) return true;
  if (constrains(keywords['items']) || constrains(keywords['additionalProperties'])) return true;
  return ['properties', 'patternProperties'].some((keyword) => Object.values((keywords[keyword] ?? {}) as SchemaObject).some(constrains));
}

/** The types that a schema asks for: itself, or where it only refers to another, that one. */
export function typesOf(validator: Validator, schema: JsonSchema, scope: Scope): readonly string[] {
  if (typeof schema === 'object' && schema['type'] !== undefined) return stringsOf(schema['type']);
  const { schema: target } = validator.dereference(schema, scope.root);
  return typeof target === 'object' ? stringsOf(target['type']) : [];
}

/** Whether something of these types can be turned into one that is wanted. */
export function compatible(returns: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.some((type) => returns.includes(type))) return true;
  const possible = new Set<string>(returns);
  for (const type of returns) {
    if (type === 'string') for (const other of ['number', 'boolean', 'integer']) possible.add(other);
    if (type === 'integer') for (const other of ['number', 'string']) possible.add(other);
    if (type === 'boolean' || type === 'number') possible.add('string');
  }
  return wanted.some((type) => possible.has(type));
}
