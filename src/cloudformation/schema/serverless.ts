import { entryOf, mapNode, type MapNode, type Node } from '../../language/tree/node.ts';
import { callOf, functions } from '../parser/intrinsics.ts';
import { samTransform, type Template } from '../parser/template.ts';
import { besidesOf, counterpartOf, counterpartProperty } from '../sam/counterparts.ts';
import { isGeneratedName } from '../sam/generatedNames.ts';
import { asProperty } from './asProperty.ts';
import { checkCallsWithin } from './callsWithin.ts';
import type { JsonSchema, SchemaObject } from './facts.ts';
import type { KeywordContext } from './keywords.ts';
import { stringsOf } from './pointers.ts';
import { checkServerlessEvents } from './serverlessEvents.ts';
import { asWithinSub, checkServerlessRole } from './serverlessRole.ts';
import { besides, refusedTypes } from './serverlessTypes.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import type { Attribution } from './inspection.ts';
import type { Validator } from './validator.ts';
import { show } from './values.ts';
import { notAmong } from './words.ts';

const attribution: Attribution = { default: 'E0001' };

/**
 * Checks a serverless resource's properties as they are written, against SAM's own schema.
 * Source: the schema of aws-sam-translator, which is compiled with the other facts.
 */
export function checkServerless(validator: Validator, type: string, node: Node, scope: Scope): Issue[] {
  const schema = validator.typeSchema(type);
  const properties = entryOf(node, 'Properties');
  if (!schema || node.kind !== 'map') return [];
  if (!properties) return checkWithoutProperties(validator, type, node, scope, schema);
  const target = (schema['properties'] as Readonly<Record<string, JsonSchema>>)['Properties'] ?? true;
  const inner = intoEntry(scope, properties, undefined).at({ place: validator.place(`Resources/${type}/Properties`) }).under({ root: schema });
  const found = [...validator.issues(properties.value, target, inner), ...checkCounterpart(validator, type, properties.value, inner), ...checkBesides(validator, type, properties.value, inner)];
  const name = scope.path.slice(scope.path.indexOf('/') + 1);
  const refused = refusedTypes(validator, type, properties.value, inner);
  const others = [
    ...validator.attribute(concise(found), attribution),
    ...checkServerlessRole(validator, name, type, properties.value, inner),
    ...checkServerlessEvents(validator, name, type, properties.value, inner),
    ...validator.attribute(checkCallsWithin(validator, properties.value, inner.under({ root: {} })), attribution),
  ];
  return [...refused, ...asWithinSub(validator, besides(others, refused))];
}

/** What a resource lacks that has no properties at all; where their heading is misspelt that is what is told. */
function checkWithoutProperties(validator: Validator, type: string, node: MapNode, scope: Scope, schema: SchemaObject): Issue[] {
  const definitions = (schema['definitions'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (node.incomplete || node.entries.some(({ key }) => suggest(key.text, ['Properties']) !== undefined)) return [];
  const empty = mapNode({ start: node.start, end: node.start }, []);
  const inner = scope.at({ place: validator.place(`Resources/${type}/Properties`) }).under({ root: schema });
  return validator.attribute(validator.issues(empty, definitions['Properties'] ?? true, inner), attribution);
}

/** Checks the connectors that stand in a resource of a serverless template, of whatever type it is. */
export function checkConnectors(validator: Validator, resource: string, scope: Scope): Issue[] {
  const connectors = isServerless(validator.template) ? entryOf(validator.template.resources.get(resource)?.value, 'Connectors') : undefined;
  const root = connectors && validator.typeSchema('AWS::Serverless::Function');
  if (connectors?.value.kind !== 'map' || !root) return [];
  const schema = { $ref: '#/definitions/EmbeddedConnectorProperties' };
  const inner = intoEntry(scope, connectors, undefined).at({ place: validator.place('Resources/AWS::Serverless::Function/Connectors/*/Properties') }).under({ functions, strict: false, inspect: false, root });
  const found = connectors.value.entries.flatMap((connector) => {
    const own = intoEntry(inner, connector, undefined);
    const properties = entryOf(connector.value, 'Properties');
    const ofProperties = properties?.value.kind === 'map' ? validator.issues(properties.value, schema, intoEntry(own, properties, undefined)) : [];
    return [...ofProperties, ...checkConnectorNames(validator, connector.value, own)];
  });
  return validator.attribute(concise(found), attribution);
}

/** The condition of a connector, and what it waits for, are names like those of a resource. */
function checkConnectorNames(validator: Validator, connector: Node, scope: Scope): Issue[] {
  const { template, conditions, resources } = validator;
  const missing = (name: Node, at: Scope, rule: string, what: string, known: Iterable<string>): Issue => {
    const similar = name.kind === 'scalar' ? suggest(name.text, known) : undefined;
    return validator.issue(name, at, { keyword: 'enum', rule, message: `${show(name)} is no ${what} of this template${didYouMean(similar)}` });
  };
  const issues: Issue[] = [];
  const condition = entryOf(connector, 'Condition');
  if (condition?.value.kind === 'scalar' && !conditions.has(condition.value.text)) {
    issues.push(missing(condition.value, intoEntry(scope, condition, undefined), 'E3015', 'condition', template.conditions.keys()));
  }
  const waits = entryOf(connector, 'DependsOn');
  for (const name of waits?.value.kind === 'list' ? waits.value.items : waits ? [waits.value] : []) {
    if (!waits || name.kind !== 'scalar' || resources.has(name.text) || isGenerated(template, name.text)) continue;
    issues.push(missing(name, intoEntry(scope, waits, undefined), 'E3005', 'resource', resources.keys()));
  }
  return issues;
}

/** Checks what SAM's schema leaves to the resource that is generated, without naming its property. */
function checkCounterpart(validator: Validator, type: string, node: Node, scope: Scope): Issue[] {
  const counterpart = counterpartOf(type);
  const definitions = (validator.typeSchema(type)?.['definitions'] ?? {}) as Readonly<Record<string, { properties?: Readonly<Record<string, JsonSchema>> }>>;
  const own = definitions['Properties']?.properties ?? {};
  if (counterpart === undefined || node.kind !== 'map') return [];
  const generated = validator.typeSchema(counterpart)?.readOnlyProperties;
  return node.entries.flatMap((entry) => {
    const schema = Object.hasOwn(own, entry.key.text) ? own[entry.key.text] : undefined;
    const property = counterpartProperty(type, entry.key.text);
    if (JSON.stringify(schema) !== leftToOthers || generated?.includes(`/properties/${property}`)) return [];
    return asProperty(validator, counterpart, property, entry.value, intoEntry(scope, entry, undefined));
  });
}

/** Checks what becomes a property of a resource that is generated beside the main one. That a value is of the wrong kind, SAM's own schema says. */
function checkBesides(validator: Validator, type: string, node: Node, scope: Scope): Issue[] {
  return besidesOf(type).flatMap(({ type: other, within, properties }) => {
    const holder = within === undefined ? undefined : entryOf(node, within);
    const value = within === undefined ? node : holder?.value;
    if (value?.kind !== 'map') return [];
    if (holder && callOf(value)) return [];
    const inner = holder ? intoEntry(scope, holder, undefined) : scope;
    return value.entries.flatMap((entry) => {
      const isNamed = Object.hasOwn(properties, entry.key.text);
      const path = isNamed ? properties[entry.key.text] : properties['*'];
      const at = intoEntry(inner, entry, undefined);
      const found = path === undefined ? [] : asProperty(validator, other, path, entry.value, at);
      return holder && isNamed ? found.filter((issue) => issue.keyword !== 'type' || issue.path !== at.path) : found;
    });
  });
}

/** How SAM's schema says that it does not know what a property may be. */
const leftToOthers = JSON.stringify({ allOf: [{ $ref: '#/definitions/PassThroughProp' }] });

/** The issues; of alternatives that all failed only what is wrong with those that are of the value's kind. */
function concise(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    // Null counts as not there, for the transform, too.
    if (isOfNull(issue)) return [];
    if (!issue.context || issue.context.length === 0) return [issue];
    const told = concise(issue.context).filter(({ keyword, span }) => !(keyword === 'type' && span.start === issue.span.start));
    return told.length > 0 ? told : [{ ...issue, context: undefined }];
  });
}

function isOfNull({ isNull, keyword, context, path }: Issue): boolean {
  return (isNull === true && keyword === 'type') || context?.some((issue) => issue.path === path && isOfNull(issue)) === true;
}

/**
 * Checks an object that is one of many by its `Type`, such as an event, against the schema of that type alone.
 * @returns false where the alternatives are told apart in another way
 */
export function checkByType({ validator, value, node, scope, issues }: KeywordContext): boolean {
  if (!/^(?:Resources\/AWS::Serverless::|Globals)/.test(scope.place.text) || node.kind !== 'map') return false;
  const alternatives = (value as readonly JsonSchema[]).map((alternative) => ({ alternative, types: typesOf(validator.dereference(alternative, scope.root).schema) }));
  const types = alternatives.flatMap((each) => each.types);
  if (types.length < 2 || alternatives.some((each) => each.types.length === 0)) return false;
  const type = entryOf(node, 'Type');
  if (!type) {
    issues.push(validator.issue(node, scope, { keyword: 'required', message: "'Type' is missing; an event needs it", span: scope.here }));
  } else if (type.value.kind === 'scalar') {
    const { text } = type.value;
    const fitting = alternatives.find((each) => each.types.includes(text));
    const similar = fitting ? undefined : suggest(text, types);
    const message = notAmong(text, types, similar);
    if (fitting) validator.validate(node, fitting.alternative, scope, issues);
    else issues.push(validator.issue(type.value, intoEntry(scope, type, undefined), { keyword: 'enum', message }));
  }
  return true;
}

/** The values that a schema allows for `Type`. */
function typesOf(schema: JsonSchema): readonly string[] {
  const properties = typeof schema === 'object' ? (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined) : undefined;
  const type = properties?.['Type'];
  return typeof type === 'object' ? stringsOf(type['enum']) : [];
}

/** Checks the section Globals of a serverless template. */
export function checkGlobals(validator: Validator): Issue[] {
  const scope = isServerless(validator.template) ? validator.sectionScope('Globals') : undefined;
  const globals = validator.section('Globals');
  if (!scope || !globals) return [];
  const schema = validator.facts.schema('sam-globals');
  const inner = scope.under({ functions, strict: false, root: schema });
  const perType = (check: (type: string, node: Node, scope: Scope) => Issue[]): Issue[] =>
    globals.kind === 'map' ? globals.entries.flatMap((entry) => check(`AWS::Serverless::${entry.key.text}`, entry.value, intoEntry(inner, entry, entry.key.text))) : [];
  const passedOn = perType((type, node, at) => checkCounterpart(validator, type, node, at));
  const refused = perType((type, node, at) => refusedTypes(validator, type, node, at));
  const others = concise([...validator.issues(globals, schema, inner), ...passedOn, ...checkCallsWithin(validator, globals, inner.under({ root: {} }))]);
  return [...refused, ...besides(validator.attribute(others, attribution), refused)];
}

/** The keyword `passThrough`: the value becomes a property of a CloudFormation resource, and is checked as one. */
export function checkPassThrough({ validator, value, node, scope, issues }: KeywordContext): void {
  const [type = '', part, property = '', ...deeper] = typeof value === 'string' ? value.split('/') : [];
  if (part !== 'Properties' || deeper.length > 0) return;
  issues.push(...asProperty(validator, type, property, node, scope));
}

export function isServerless(template: Template): boolean {
  return template.transforms.includes(samTransform);
}

/**
 * Whether the name is one of a resource that a transform may generate: `ApiProdStage` of `Api`, `FunctionRole`, or what
 * a loop makes of a collection that is not known.
 */
export function isGenerated(template: Template, name: string): boolean {
  if (template.loops.openNames.some(({ pattern }) => pattern.test(name))) return true;
  return isServerless(template) && isGeneratedName(template, name);
}
