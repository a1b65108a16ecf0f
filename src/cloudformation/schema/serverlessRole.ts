import { entryOf, get, listNode, mapNode, type MapNode, type Node } from '../../language/tree/node.ts';
import { argumentOf, callOf, isNoValue } from '../parser/intrinsics.ts';
import { stringOf, type Template } from '../parser/template.ts';
import { ServerlessResource } from '../sam/serverlessResource.ts';
import { asProperty } from './asProperty.ts';
import { functionFacts } from './calls.ts';
import { stringNode } from './resolution.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { valuesAt } from './valuesAt.ts';
import { notOfType, typesInWords } from './words.ts';

/** Where the role goes that a resource names itself. */
const roleProperties: Readonly<Record<string, readonly [type: string, property: string]>> = {
  'AWS::Serverless::Function': ['AWS::Lambda::Function', 'Role'],
  'AWS::Serverless::StateMachine': ['AWS::StepFunctions::StateMachine', 'RoleArn'],
};

/**
 * Checks what a function or a state machine says of its role as what it becomes: the role that it names, or else the
 * policies of the one that is generated.
 * @param node the resource's properties
 */
export function checkServerlessRole(validator: Validator, name: string, type: string, node: Node, scope: Scope): Issue[] {
  const target = roleProperties[type];
  const resource = validator.template.resources.get(name);
  if (!target || !resource || node.kind !== 'map') return [];
  const role = entryOf(node, 'Role');
  if (role) return asProperty(validator, target[0], target[1], role.value, intoEntry(scope, role, undefined));
  if (new ServerlessResource(validator.template, resource).entry('Role')) return [];
  const trust = entryOf(node, 'AssumeRolePolicyDocument');
  const policies = entryOf(node, 'Policies');
  return [
    ...(trust ? asProperty(validator, 'AWS::IAM::Role', 'AssumeRolePolicyDocument', trust.value, intoEntry(scope, trust, undefined)) : []),
    ...(policies ? checkPolicies(validator, policies.value, intoEntry(scope, policies, undefined)) : []),
  ];
}

function checkPolicies(validator: Validator, node: Node, scope: Scope): Issue[] {
  const issues: Issue[] = [];
  for (const whole of valuesAt(validator, node, [], scope)) {
    const items = whole.value?.kind === 'list' ? valuesAt(validator, whole.value, ['*'], whole.scope) : [whole];
    for (const { value, scope: at } of items) {
      if (!value || isNoValue(value) || isManagedPolicy(validator, value)) continue;
      if (get(value, 'Statement')) issues.push(...asProperty(validator, 'AWS::IAM::Role', 'Policies', listOfOne(inlinePolicy(value)), at));
      else if (isPolicyTemplate(validator, value)) issues.push(...checkPolicyTemplate(validator, value, at));
      else if (stringOf(value) !== undefined || callOf(value)) issues.push(...asProperty(validator, 'AWS::IAM::Role', 'ManagedPolicyArns', listOfOne(value), at));
    }
  }
  return issues;
}

function isPolicyTemplate(validator: Validator, value: Node): value is MapNode {
  const [entry] = value.kind === 'map' ? value.entries : [];
  return entry !== undefined && Object.hasOwn(validator.facts.record('sam-policy-templates') as object, entry.key.text);
}

/** What a policy template is given goes into a string, by Fn::Sub. */
function checkPolicyTemplate(validator: Validator, { entries }: MapNode, scope: Scope): Issue[] {
  return entries.flatMap((template) => {
    const inner = intoEntry(scope, template, undefined);
    if (template.value.kind !== 'map' || callOf(template.value)) return [];
    return template.value.entries.flatMap((entry) => {
      const message = whyNoString(entry.value);
      return message === undefined ? [] : [validator.issue(entry.value, intoEntry(inner, entry, undefined), { keyword: 'type', rule: 'E1019', message })];
    });
  });
}

/** The rules of calls that say it of the Fn::Sub around them: all but those of Ref. */
const ofCalls = /^E10(?:1\d|2[1-9]|3[0-3])$/;

/** The issues; what is wrong within a call that a policy template is given is said of the Fn::Sub that it goes into. */
export function asWithinSub(validator: Validator, issues: readonly Issue[]): Issue[] {
  const templates = validator.facts.record('sam-policy-templates') as object;
  return issues.map((issue) => {
    const [, name = ''] = /^Resources\/[^/]+\/Properties\/Policies\/(?:\d+\/)?([^/]+)\/./.exec(issue.path ?? '') ?? [];
    const isOfSub = ofCalls.test(issue.rule ?? '') && Object.hasOwn(templates, name);
    return isOfSub ? { ...issue, rule: 'E1019' } : issue;
  });
}

function whyNoString(value: Node): string | undefined {
  const call = callOf(value);
  if (!call) return value.kind === 'scalar' ? undefined : notOfType(value, ['string']);
  const returns = functionFacts[call.name]?.returns;
  return returns && !returns.includes('string') ? `${call.name} gives ${typesInWords(returns)}, where a string is needed` : undefined;
}

/** Whether a policy is one of AWS's by its name, which the transform turns into its ARN. */
function isManagedPolicy(validator: Validator, value: Node): boolean {
  const name = stringOf(value) ?? defaultOf(validator.template, value);
  return name !== undefined && Object.hasOwn(validator.facts.record('sam-managed-policies') as object, name);
}

/** The default of the parameter that a Ref names. */
function defaultOf(template: Template, value: Node): string | undefined {
  const name = argumentOf(value, 'Ref');
  return name?.kind === 'scalar' ? stringOf(template.parameters.get(name.text)?.entry('Default')?.value) : undefined;
}

function listOfOne(item: Node): Node {
  return listNode(item, [item]);
}

/** What a document becomes, which the transform gives a name. */
function inlinePolicy(document: Node): Node {
  const entries = [
    { key: stringNode('PolicyName', document), value: stringNode('Policy', document) },
    { key: stringNode('PolicyDocument', document), value: document },
  ];
  return mapNode(document, entries);
}
