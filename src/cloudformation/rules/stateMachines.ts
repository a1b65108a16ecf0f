import { parseJson } from '../../language/tree/json.ts';
import { entryOf, get, type Entry, type Node, type ScalarNode } from '../../language/tree/node.ts';
import { argumentOf, callOf } from '../parser/intrinsics.ts';
import { placed, scalarText, stringNode } from '../schema/resolution.ts';
import type { JsonSchema, SchemaObject } from '../schema/facts.ts';
import { intoEntry, intoItem, type Issue, type Scope } from '../schema/scope.ts';
import type { Validator } from '../schema/validator.ts';
import { show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

/** What stands for a value that is known only at deployment (`${Function}`). */
const placeholder = /\$\{[^}]*\}/;

export const stateMachine = placeRule({
  id: 'E3601',
  summary: 'The definition of a state machine is well-formed, its states exist and are reached',
  docs: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  places: places(['AWS::StepFunctions::StateMachine/P', 'AWS::Serverless::StateMachine/P']),
  inspect(node, scope, validator, _schema, report) {
    const { values, names } = substitutions(node);
    for (const { value, scope: at } of valuesAt(validator, node, ['Definition'], scope)) {
      if (value) checkDefinition(validator, value, values, at, (name) => names?.has(name) ?? true, report);
    }
    for (const { value, scope: at } of textsAt(validator, node, scope)) {
      const { root, problems } = parseJson(withUnknowns(scalarText(value), values));
      if (problems[0] || !root) {
        report(validator.issue(value, at, { keyword: 'type', message: `The definition is no JSON: ${problems[0]?.message ?? 'it is empty'}` }));
        continue;
      }
      const whole = at.under({ functions: new Set<string>() });
      checkDefinition(validator, placed(root, value), values, whole, () => true, (issue) => {
        const path = (issue.path ?? '').slice(at.path.length);
        report(path === '' ? issue : { ...issue, message: `${issue.message}, at ${path}` });
      });
    }
  },
});

/** The texts of DefinitionString: a string, one with variables, or one that is joined, whose unknown parts are variables too. */
function* textsAt(validator: Validator, node: Node, scope: Scope): Generator<{ value: ScalarNode; scope: Scope }> {
  const entry = entryOf(node, 'DefinitionString');
  if (!entry) return;
  for (const { value, scope: at } of valuesAt(validator, node, ['DefinitionString'], scope)) {
    if (value?.kind === 'scalar') yield { value, scope: at };
  }
  const text = substitutedText(entry.value) ?? joinedText(entry.value);
  if (text !== undefined) yield { value: stringNode(text, entry.value), scope: intoEntry(scope, entry, 'DefinitionString') };
}

function substitutedText(node: Node): string | undefined {
  const argument = argumentOf(node, 'Fn::Sub');
  const text = argument?.kind === 'list' ? argument.items[0] : argument;
  return text?.kind === 'scalar' ? text.text : undefined;
}

function joinedText(node: Node): string | undefined {
  const argument = argumentOf(node, 'Fn::Join');
  const [delimiter, parts] = argument?.kind === 'list' ? argument.items : [];
  if (delimiter?.kind !== 'scalar' || parts?.kind !== 'list') return undefined;
  return parts.items.map((part, at) => (part.kind === 'scalar' ? scalarText(part) : `\${part${at}}`)).join(delimiter.text);
}

/** What DefinitionSubstitutions puts in: the names, unless a function gives them, and the values as far as they are known. */
function substitutions(node: Node): { values: ReadonlyMap<string, string>; names: ReadonlySet<string> | undefined } {
  const given = get(node, 'DefinitionSubstitutions');
  const entries = given?.kind === 'map' ? given.entries : [];
  return {
    values: new Map(entries.flatMap(({ key, value }) => (value.kind === 'scalar' ? [[key.text, scalarText(value)] as const] : []))),
    names: callOf(given) ? undefined : new Set(entries.map(({ key }) => key.text)),
  };
}

/** The text with every variable outside of strings made one, so that JSON remains. */
function withUnknowns(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\$\{([^}"]*)\}/g, (found, name: string | undefined) => {
    if (name === undefined) return found;
    return values.get(name.trim()) ?? JSON.stringify(found);
  });
}

/** The definition with the variables replaced whose values are known. */
function substituted(node: Node, values: ReadonlyMap<string, string>): Node {
  if (values.size === 0) return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => substituted(item, values)) };
  if (node.kind === 'map') return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: substituted(value, values) })) };
  if (typeof node.value !== 'string' || !placeholder.test(node.value)) return node;
  const text = node.value.replaceAll(/\$\{([^}]*)\}/g, (found, name: string) => values.get(name.trim()) ?? found);
  return { ...node, value: text, text };
}

/** A machine whose states, and the machines within them, say the query language that they take over from it. */
function withLanguage(machine: Node, outer: Entry | undefined): Node {
  if (machine.kind !== 'map') return machine;
  const language = entryOf(machine, 'QueryLanguage') ?? outer;
  if (!language) return machine;
  return mapEntries(machine, (key, value) => (key === 'States' ? mapEntries(value, (_name, state) => stateWithLanguage(state, language)) : value));
}

function stateWithLanguage(state: Node, outer: Entry): Node {
  if (state.kind !== 'map') return state;
  const own = entryOf(state, 'QueryLanguage');
  const inner = mapEntries(state, (key, value) => {
    if (key === 'Branches' && value.kind === 'list') return { ...value, items: value.items.map((item) => withLanguage(item, own ?? outer)) };
    return key === 'ItemProcessor' || key === 'Iterator' ? withLanguage(value, own ?? outer) : value;
  });
  return own || inner.kind !== 'map' ? inner : { ...inner, entries: [...inner.entries, { key: { ...outer.key, synthetic: true }, value: outer.value }] };
}

function mapEntries(node: Node, change: (key: string, value: Node) => Node): Node {
  return node.kind === 'map' ? { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: change(key.text, value) })) } : node;
}

const isOther = { not: { properties: { QueryLanguage: { const: 'JSONata' } }, required: ['QueryLanguage'] } };
const extended = new WeakMap<SchemaObject, SchemaObject>();

/**
 * The schema with what else holds where the query language is JSONata: a choice has one condition, and no paths lead to
 * items. Source: AWS Step Functions' "Transforming data with JSONata".
 */
function withJsonata(schema: JsonSchema): JsonSchema {
  if (typeof schema !== 'object') return schema;
  let result = extended.get(schema);
  if (!result) {
    const definitions = schema['definitions'] as Readonly<Record<string, SchemaObject>>;
    const further = (name: string, properties: SchemaObject): SchemaObject => ({ ...definitions[name], allOf: [...((definitions[name]?.['allOf'] ?? []) as readonly JsonSchema[]), { if: isOther, else: { properties } }] });
    const choice = { properties: Object.fromEntries(['Assign', 'Comment', 'Condition', 'Next', 'Output'].map((name) => [name, true])), additionalProperties: false };
    result = { ...schema, definitions: { ...definitions, choice: further('choice', { Choices: { items: choice } }), map: further('map', { ItemsPath: false, MaxConcurrencyPath: false }) } };
    extended.set(schema, result);
  }
  return result;
}

type Report = (issue: Issue) => void;
/** Whether a variable is given at deployment. */
type IsGiven = (name: string) => boolean;

function checkDefinition(validator: Validator, written: Node, values: ReadonlyMap<string, string>, scope: Scope, isGiven: IsGiven, report: Report): void {
  const definition = withLanguage(written, undefined);
  const schema = withJsonata(validator.facts.schema('other:step_functions/statemachine'));
  for (const issue of validator.run(definition, schema, scope.under({ strict: false, dynamicReferences: false, root: schema }), { default: 'E3601' })) {
    if (!isException(validator, issue, definition, scope, isGiven)) report(issue);
  }
  // What is put in names states; whether it suits the place is for whoever puts it in.
  checkTransitions(validator, substituted(written, values), scope, report);
}

/** Whether an issue is about a value that is known only at deployment, or about a partition that the schema leaves out. */
function isException(validator: Validator, issue: Issue, definition: Node, scope: Scope, isGiven: IsGiven): boolean {
  if (issue.rule !== 'E3601' || issue.path === undefined) return false;
  let value: Node | undefined = definition;
  for (const step of issue.path.slice(scope.path.length).split('/').filter(Boolean)) {
    value = value?.kind === 'list' ? value.items[Number(step)] : get(value, step);
  }
  if (value?.kind !== 'scalar') return false;
  const variables = [...value.text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name.trim());
  return variables.some(isGiven) || (issue.keyword === 'pattern' && validator.patterns.matches('^arn:aws-[a-z-]+:', value.text));
}

interface Target {
  readonly node: Node;
  readonly scope: Scope;
}

/** Checks that a machine goes only to states that there are, and to all of them; the same for the machines within. */
function checkTransitions(validator: Validator, machine: Node, scope: Scope, report: Report): void {
  const states = entryOf(machine, 'States');
  const start = entryOf(machine, 'StartAt');
  if (states?.value.kind !== 'map' || callOf(states.value)) return;
  const statesScope = intoEntry(scope, states, undefined);
  const byName = new Map(states.value.entries.map((entry) => [entry.key.text, entry]));
  const targets = (entry: Entry): Target[] => [...transitions(entry.value, intoEntry(statesScope, entry, undefined))];
  let known = true;
  const check = ({ node, scope: at }: Target, from: string): string | undefined => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || placeholder.test(node.value)) {
      known = false;
      return undefined;
    }
    if (byName.has(node.value)) return node.value;
    report(validator.issue(node, at, { keyword: 'enum', message: `${from} goes to the state ${show(node)}, which does not exist` }));
    known = false;
    return undefined;
  };
  const first = start && check({ node: start.value, scope: intoEntry(scope, start, undefined) }, "'StartAt'");
  const next = new Map([...byName].map(([name, entry]) => [name, targets(entry).map((target) => check(target, `'${name}'`)).filter((target) => target !== undefined)]));
  for (const entry of byName.values()) for (const { node, scope: at } of machinesIn(entry.value, intoEntry(statesScope, entry, undefined))) checkTransitions(validator, node, at, report);
  // Where a target is missing, what it was meant to be is not known, nor what is reached from there.
  if (!known || first === undefined) return;
  const reached = new Set<string>();
  const stack = [first];
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    stack.push(...(next.get(name) ?? []));
  }
  for (const [name, entry] of byName) {
    if (reached.has(name)) continue;
    const at = intoEntry(statesScope, entry, undefined);
    report(validator.issue(entry.value, at, { keyword: 'enum', span: at.here, message: `No state goes to '${name}'` }));
  }
}

/** Where a state may go to. */
function* transitions(state: Node, scope: Scope): Generator<Target> {
  for (const key of ['Next', 'Default']) {
    const entry = entryOf(state, key);
    if (entry) yield { node: entry.value, scope: intoEntry(scope, entry, undefined) };
  }
  for (const key of ['Choices', 'Catch']) {
    for (const { node, scope: at } of itemsOf(state, key, scope)) yield* transitions(node, at);
  }
}

/** The machines within a state. */
function* machinesIn(state: Node, scope: Scope): Generator<Target> {
  yield* itemsOf(state, 'Branches', scope);
  for (const key of ['ItemProcessor', 'Iterator']) {
    const entry = entryOf(state, key);
    if (entry) yield { node: entry.value, scope: intoEntry(scope, entry, undefined) };
  }
}

function* itemsOf(state: Node, key: string, scope: Scope): Generator<Target> {
  const entry = entryOf(state, key);
  if (entry?.value.kind !== 'list') return;
  const inner = intoEntry(scope, entry, undefined);
  for (const [index, node] of entry.value.items.entries()) yield { node, scope: intoItem(inner, node, index, '') };
}
