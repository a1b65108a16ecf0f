import { entryOf, type Node } from '../../language/tree/node.ts';
import { conditionFunctions, functions, isNoValue, argumentOf } from '../parser/intrinsics.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import type { Attribution, Validator } from './validator.ts';
import { show } from './values.ts';

/** The rules of a resource's properties, by keyword. */
const propertyRules: Attribution = {
  default: 'E3002',
  keywords: {
    additionalProperties: 'E3002', anyOf: 'E3017', properties: 'E3002', dependentExcluded: 'E3020', dependentRequired: 'E3021',
    required: 'E3003', requiredOr: 'E3058', requiredXor: 'E3014', enum: 'E3030', enumCaseInsensitive: 'E3030', type: 'E3012',
    minLength: 'E3033', maxLength: 'E3033', uniqueItems: 'E3037', maximum: 'E3034', minimum: 'E3034', exclusiveMaximum: 'E3034',
    exclusiveMinimum: 'E3034', maxItems: 'E3032', minItems: 'E3032', pattern: 'E3031', prefixItems: 'E3008', oneOf: 'E3018',
  },
};

/** Runs the schemas of every section over the template; what they find, attributed to rules. */
export function checkSections(validator: Validator): Issue[] {
  return [...checkResources(validator), ...checkOutputs(validator), ...checkConditions(validator)];
}

function checkResources(validator: Validator): Issue[] {
  const section = validator.sectionScope('Resources');
  if (!section) return [];
  const { node, scope } = section;
  const schema = validator.facts.schema('other:resources/configuration');
  const issues = validator.run(node, schema, { ...scope, root: schema }, {
    default: 'E3001',
    keywords: { maxProperties: 'E3010', propertyNames: 'E3011', maxLength: 'E3011' },
  });
  if (node.kind !== 'map') return issues;
  for (const entry of node.entries) {
    if (entry.key.text.startsWith('Fn::')) continue;
    issues.push(...checkResource(validator, entry.value, intoEntry(scope, entry, '*')));
  }
  return issues;
}

function checkResource(validator: Validator, node: Node, outer: Scope): Issue[] {
  if (node.kind !== 'map') return [];
  const type = entryOf(node, 'Type')?.value;
  if (type?.kind !== 'scalar' || typeof type.value !== 'string') return [];
  const condition = entryOf(node, 'Condition')?.value;
  const assumptions =
    condition?.kind === 'scalar' && typeof condition.value === 'string'
      ? (validator.conditions.assume(outer.assumptions, condition.value, true) ?? outer.assumptions)
      : outer.assumptions;
  const scope: Scope = { ...outer, assumptions, strict: false, functions: allFunctions };
  const entry = entryOf(node, 'Properties');
  const properties: Node = entry?.value ?? { kind: 'map', start: node.start, end: node.start, entries: [], flow: true };
  const inner = entry ? intoEntry(scope, entry, undefined) : { ...scope, path: `${scope.path}/Properties` };
  if (properties.kind !== 'map' || isNoValue(properties)) {
    const message = `${show(properties)} is not of type 'object'`;
    const issue = validator.issue(properties, inner, { keyword: 'type', rule: 'E3012', message });
    return [issue];
  }
  const schema = validator.typeSchema(type.value);
  if (!schema || type.value.startsWith('AWS::Serverless::')) return [];
  const generic = `Resources/${type.value}/Properties`;
  return validator.run(properties, schema, { ...inner, generic, root: schema }, propertyRules);
}

const allFunctions: ReadonlySet<string> = functions;

const outputFunctions: ReadonlySet<string> = new Set([...functions].filter((name) => name !== 'Fn::Transform'));

function checkOutputs(validator: Validator): Issue[] {
  const section = validator.sectionScope('Outputs');
  if (section?.node.kind !== 'map') return [];
  const issues: Issue[] = [];
  for (const entry of section.node.entries) {
    const value = entryOf(entry.value, 'Value');
    if (!value) continue;
    const scope = intoEntry(intoEntry(section.scope, entry, '*'), value, 'Value');
    const condition = entryOf(entry.value, 'Condition')?.value;
    const assumptions = condition?.kind === 'scalar' ? validator.conditions.assume(scope.assumptions, condition.text, true) : undefined;
    const functionScope = { ...scope, functions: outputFunctions, assumptions: assumptions ?? scope.assumptions };
    issues.push(...validator.run(value.value, { type: ['string'] }, functionScope, { default: 'E6101', functions: 'default' }));
  }
  return issues;
}

function checkConditions(validator: Validator): Issue[] {
  const section = validator.sectionScope('Conditions');
  if (section?.node.kind !== 'map') return [];
  const allowed: ReadonlySet<string> = conditionFunctions;
  return section.node.entries.flatMap((entry) => {
    if (argumentOf(entry.value, 'Fn::Transform')) return [];
    const scope = { ...intoEntry(section.scope, entry, '*'), functions: allowed };
    return validator.run(entry.value, { type: ['boolean'] }, scope, { default: 'E8001' });
  });
}
