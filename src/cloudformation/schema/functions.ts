import type { Mark, Span } from '../../language/diagnostic.ts';
import { mapNode, type Node, type ScalarNode } from '../../language/tree/node.ts';
import { pseudoParameters, type Call } from '../parser/intrinsics.ts';
import { parameterKind } from '../parser/parameterTypes.ts';
import { subVariables, type SubVariable } from '../parser/sub.ts';
import { argumentScope, asFunctions, checkArgument, checkStructure, isWrong, functionFacts, typesOf } from './calls.ts';
import { dynamicReference } from './dynamicReferences.ts';
import type { SchemaObject } from './facts.ts';
import { renaming, similarTarget } from './fixes.ts';
import { checkGetAtt } from './getAtt.ts';
import { stringNode } from './resolution.ts';
import { intoEntry, intoItem, type Issue, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { jsonOf, show } from './values.ts';
import { notOfType, typesInWords } from './words.ts';

/** What a variable of Fn::Sub has to come to. */
const string = { type: ['string'] };

/** Checks a call: its argument, what it returns, and what it comes to where that is known. */
export function checkCall(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
  const known = functionFacts[call.name];
  if (!known) return;
  switch (call.name) {
    case 'Fn::If':
      checkIf(validator, call, schema, scope, issues);
      return;
    case 'Fn::GetAtt':
      checkGetAtt(validator, call, node, schema, scope, issues);
      return;
    case 'Fn::Sub':
      checkSub(validator, call, node, schema, scope, issues);
      return;
    case 'Fn::Length':
    case 'Fn::ToJsonString':
      if (!validator.template.transforms.includes('AWS::LanguageExtensions')) {
        const message = `${call.name} is not supported without the transform 'AWS::LanguageExtensions'`;
        issues.push(validator.issue(node, scope, { keyword: known.keyword, ...(known.rule === undefined ? {} : { rule: known.rule }), message }));
        return;
      }
      break;
    default:
      break;
  }
  const found = checkStructure(validator, call, node, schema, scope);
  issues.push(...found);
  if (call.name === 'Fn::Split' && !isWrong(found)) checkSplit(validator, call, scope, issues);
  if (call.name === 'Ref') {
    if (!scope.composite && !checkReferenceType(validator, call, node, schema, scope, issues)) return;
    validator.inspectCall(scope.place.text, node, schema, scope, issues);
  } else if (!scope.composite) {
    const argument = intoEntry(scope, { key: call.key, value: call.argument }, undefined);
    validator.inspectCall(call.name, node, schema, argument.under({ callPlace: scope.here, isCallWrong: isWrong(found) }), issues);
  }
}

/** What is resolved at deployment is split before that. Source: AWS CloudFormation's "Get values stored in other services using dynamic references". */
function checkSplit(validator: Validator, call: Call, scope: Scope, issues: Issue[]): void {
  const source = call.argument.kind === 'list' ? call.argument.items[1] : undefined;
  if (scope.composite || source?.kind !== 'scalar' || !dynamicReference.test(source.text)) return;
  const inner = intoItem(intoEntry(scope, { key: call.key, value: call.argument }, undefined), source, 1);
  issues.push(validator.issue(source, inner, { keyword: 'fn_split', message: `${show(source)} is split before it is resolved: Fn::Split takes no dynamic references` }));
}

/** A type of parameter has to suit the place: a list where a list is wanted, a single value where one is. Says whether it does. */
function checkReferenceType(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): boolean {
  if (call.argument.kind !== 'scalar') return true;
  const name = call.argument.text;
  const type = validator.parameters.get(name)?.type;
  if (type === undefined) return true;
  const types = typesOf(validator, schema, scope);
  if (types.length === 0) return true;
  const kind = parameterKind(type);
  const wrong = types.every((each) => each === 'array' || each === 'object') ? kind !== 'list' : !types.includes('array') && kind !== 'single';
  if (!wrong) return true;
  issues.push(validator.issue(node, scope, { keyword: 'ref', message: () => `Parameter '${name}' is of the ${kind === undefined ? 'unknown type' : 'type'} ${type}, where ${typesInWords(types)} is needed` }));
  return false;
}

function checkIf(validator: Validator, call: Call, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
  const found = checkArgument(validator, call, scope);
  issues.push(...asFunctions(found, { keyword: 'fn_if' }));
  if (isWrong(found)) return;
  const { argument } = call;
  const [condition] = argument.kind === 'list' ? argument.items : [];
  if (argument.kind !== 'list' || condition?.kind !== 'scalar') return;
  const inner = intoEntry(scope, { key: call.key, value: argument }, undefined).at({ inFunction: scope.inFunction });
  for (const [index, truth] of [[1, true], [2, false]] as const) {
    const branch = argument.items[index];
    if (!branch) continue;
    const branchScope = intoItem(inner, branch, index, '');
    const assumptions = validator.conditions.assume(scope.assumptions, condition.text, truth);
    if (!assumptions) {
      const message = `This branch of Fn::If can never be taken: '${condition.text}' cannot be ${truth} here`;
      issues.push(validator.issue(branch, branchScope, { keyword: 'fn_if', rule: 'W1028', message }));
    }
    validator.validate(branch, schema, branchScope.under({ assumptions: assumptions ?? scope.assumptions }), issues);
  }
}

function checkSub(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
  const found = checkStructure(validator, call, node, schema, scope);
  issues.push(...found);
  if (isWrong(found)) return;
  const { argument } = call;
  const [template, variables] = argument.kind === 'list' ? argument.items : [argument, undefined];
  if (template?.kind !== 'scalar') return;
  if (typeof template.value !== 'string') {
    // With a tag whatever is written is a string.
    if (!call.key.synthetic) issues.push(validator.issue(template, argumentScope(scope, call), { keyword: 'fn_sub', message: () => notOfType(template, string.type) }));
    return;
  }
  const own = new Map((variables?.kind === 'map' ? variables.entries : []).map((entry) => [entry.key.text, entry.value]));
  const inner: Scope = intoEntry(scope, { key: call.key, value: argument }, undefined).under({ strict: true, inspect: false });
  const before = issues.length;
  for (const { name, offset } of subVariables(template.value)) {
    const value = own.get(name);
    const isSelf = value !== undefined && JSON.stringify(jsonOf(value)) === JSON.stringify({ Ref: name });
    if (value !== undefined && !isSelf && !name.includes('.')) continue;
    const { span, written } = placeOf(validator, template, { name, offset }, inner);
    const [pseudo = '', attribute] = name.split('.', 2);
    if (attribute !== undefined && pseudoParameters.has(pseudo)) {
      const fix = written ? renaming(validator, written, name, pseudo) : {};
      issues.push(validator.issue(template, scope, { keyword: 'rawPseudoParameter', rule: 'W1054', span, message: `'${pseudo}' is a pseudo parameter, which has no attributes; use '\${${pseudo}}'`, ...fix }));
      continue;
    }
    const wrong = validator.issues(variableCall(name, template), string, inner.at({ here: span, anchor: span }));
    for (const issue of wrong) {
      if (issue.unknown) continue;
      const { fixes } = scope.composite || scope.judging || !written ? {} : renaming(validator, written, name, similarTarget(validator, inner, name));
      issues.push({ ...issue, keyword: 'fn_sub', span, fixes });
    }
  }
  if (issues.length === before) validator.inspectCall(call.name, node, schema, inner.under({ strict: scope.strict }), issues);
}

/** The call that a variable of `Fn::Sub` stands for. */
function variableCall(name: string, place: Node): Node {
  return mapNode(place, [{ key: stringNode(name.includes('.') ? 'Fn::GetAtt' : 'Ref', place), value: stringNode(name, place) }]);
}

/** Where a variable of a string is written; all of the string where that cannot be told, as behind escapes. */
function placeOf(validator: Validator, node: ScalarNode, { name, offset }: SubVariable, scope: Scope): { span: Mark; written?: Span } {
  const whole = validator.spanOf(node, scope.here);
  if (node.start < scope.here.start) return { span: whole };
  const opened = node.text.slice(node.text.lastIndexOf('${', offset), offset + name.length);
  const source = validator.written(node);
  let at = node.style === 'literal' || node.style === 'folded' ? source.indexOf('\n') : -1;
  for (let from = node.text.indexOf(opened); from >= 0 && from < offset; from = node.text.indexOf(opened, from + 1)) {
    at = source.indexOf(opened, at + 1);
    if (at < 0) return { span: whole };
  }
  const end = node.start + at + opened.length;
  const written = { start: end - name.length, end };
  return { span: whole === node && !source.slice(0, at).includes('\n') ? written : { start: whole.start, end: whole.end, shown: written }, written };
}
