import type { Node } from '../../language/tree/node.ts';
import type { Call } from '../parser/intrinsics.ts';
import { attributedType } from '../sam/counterparts.ts';
import { generatedType } from '../sam/generatedNames.ts';
import type { JsonSchema, SchemaObject, TypeSchema } from './facts.ts';
import { attributeParts } from './attributeParts.ts';
import { argumentScope, checkStructure, isWrong } from './calls.ts';
import { placeOfName, renaming } from './fixes.ts';
import { resolvePointer, stringsOf } from './pointers.ts';
import { stringsFrom } from './resolve.ts';
import { isGenerated } from './serverless.ts';
import { intoItem, type Issue, type Scope } from './scope.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import type { Validator } from './validator.ts';
import { show } from './values.ts';
import { someOf, typesInWords } from './words.ts';

/** Checks `Fn::GetAtt`: the resource, the attribute, and whether what it returns suits the place. */
export function checkGetAtt(validator: Validator, call: Call, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
  const found = checkStructure(validator, call, node, schema, scope);
  issues.push(...found);
  if (isWrong(found)) return;
  const { argument } = call;
  const parts = attributeParts(argument);
  if (!parts) {
    if (argument.kind === 'scalar') issues.push(validator.issue(argument, argumentScope(scope, call), { keyword: 'fn_getatt', message: `${show(argument)} is no resource with one of its attributes, such as 'Resource.Arn'` }));
    return;
  }
  const before = issues.length;
  const inner = argumentScope(scope, call);
  for (const [index, part] of [parts.resource, parts.attribute].entries()) {
    if (part.kind === 'scalar' && part.value !== null && typeof part.value !== 'string') issues.push(validator.issue(part, place(inner, part, index), { keyword: 'fn_getatt', message: `${show(part)} is not a string` }));
  }
  if (issues.length > before) return;
  checkTarget(validator, call, node, schema, scope, parts, issues);
  if (issues.length === before) validator.inspectCall(scope.place.text, node, schema, scope, issues);
}

function checkTarget(
  validator: Validator,
  call: Call,
  node: Node,
  schema: SchemaObject,
  scope: Scope,
  parts: { readonly resource: Node; readonly attribute: Node },
  issues: Issue[],
): void {
  const inner = argumentScope(scope, call);
  const resources = scope.resources ? validator.resources : new Map<string, never>();
  for (const name of stringsFrom(validator, parts.resource, inner)) {
    const resource = resources.get(name.text);
    const generated = !resource && isGenerated(validator.template, name.text);
    if (!resource && !generated) {
      const similar = suggest(name.text, resources.keys());
      const message = `'${name.text}' is no resource of this template${didYouMean(similar)}`;
      const fix = renaming(validator, placeOfName(validator, parts.resource, name.text), name.text, similar);
      issues.push(validator.issue(parts.resource, place(inner, parts.resource, 0), { keyword: 'fn_getatt', message, ...fix }));
      return;
    }
    const ownType = resource?.type ?? (generated ? generatedType(validator.template, name.text) : undefined);
    if (ownType === undefined) return;
    const typeName = attributedType(ownType);
    const type = validator.typeSchema(typeName);
    if (!type) return;
    for (const attribute of stringsFrom(validator, parts.attribute, inner)) {
      // What the transform makes of a resource has names like an attribute (`Fn.Version`).
      if (typeName !== ownType && isGenerated(validator.template, `${name.text}.${attribute.text}`)) continue;
      checkAttribute(validator, { call, node, schema, scope, inner, parts, type, typeName, attribute: attribute.text }, issues);
    }
    return;
  }
}

interface AttributeContext {
  readonly call: Call;
  readonly node: Node;
  readonly schema: SchemaObject;
  readonly scope: Scope;
  readonly inner: Scope;
  readonly parts: { readonly attribute: Node };
  readonly type: TypeSchema;
  readonly typeName: string;
  readonly attribute: string;
}

function checkAttribute(validator: Validator, context: AttributeContext, issues: Issue[]): void {
  const { node, schema, scope, inner, parts, type, typeName, attribute } = context;
  const names = type.attributes ?? [];
  if (!hasAttribute(names, attribute)) {
    const similar = suggest(attribute, names);
    const message = `'${attribute}' is no attribute of ${typeName}${similar === undefined ? `, which has ${someOf(names)}` : didYouMean(similar)}`;
    const fix = renaming(validator, placeOfName(validator, parts.attribute, attribute, true), attribute, similar);
    issues.push(validator.issue(parts.attribute, place(inner, parts.attribute, 1), { keyword: 'fn_getatt', message, ...fix }));
    return;
  }
  const returned = attributeSchema(type, attribute);
  const given = typeof returned === 'object' ? stringsOf(returned['type']) : [];
  const wanted = stringsOf(schema['type']);
  if (given.length === 0 || wanted.length === 0 || wanted.some((each) => each === 'boolean' || each === 'integer')) return;
  // The one property that is a number where the attribute is a string.
  const actual = typeName === 'AWS::DocDB::DBCluster' && attribute === 'Port' ? ['string'] : given;
  if (wanted.some((each) => actual.includes(each))) return;
  const message = `'${attribute}' of ${typeName} is ${typesInWords(actual)}, where ${typesInWords(wanted)} is needed`;
  issues.push(validator.issue(node, scope.at({ here: inner.here }), { keyword: 'fn_getatt', message }));
}

/** Whether a type with these attribute names (`Outputs.*`, `*`) has the attribute. */
export function hasAttribute(names: readonly string[], attribute: string): boolean {
  return names.some((name) => {
    if (name === '*') return true;
    return name.endsWith('.*') ? attribute.startsWith(name.slice(0, -1)) : name === attribute;
  });
}

/** The schema of what an attribute returns; true where it is not known. */
export function attributeSchema(type: TypeSchema, attribute: string): JsonSchema {
  let current: JsonSchema = type;
  for (const step of attribute.split('.')) {
    current = follow(type, current);
    if (typeof current !== 'object') return true;
    const properties = (current['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
    const next: JsonSchema | undefined = Object.hasOwn(properties, step) ? properties[step] : undefined;
    if (next === undefined) return true;
    current = next;
  }
  return follow(type, current);
}

function follow(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; hops < 20 && typeof current === 'object' && typeof current['$ref'] === 'string'; hops++) {
    current = resolvePointer(root, current['$ref']);
  }
  return current;
}

function place(scope: Scope, part: Node, index: number): Scope {
  return part.kind === 'scalar' && part.synthetic ? scope : intoItem(scope, part, index);
}
