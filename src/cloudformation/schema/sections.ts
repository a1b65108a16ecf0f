import { entryOf, mapNode, type Node } from '../../language/tree/node.ts';
import { loopKeys } from '../parser/loops.ts';
import { languageExtensions, samTransform } from '../parser/template.ts';
import { conditionFunctions, functions, isNoValue } from '../parser/intrinsics.ts';
import { propertyRules } from './propertyRules.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import { checkGlobals, checkServerless, isServerless } from './serverless.ts';
import type { Attribution } from './inspection.ts';
import type { Validator } from './validator.ts';
import { isTrue } from './values.ts';
import { notOfType } from './words.ts';

/** A section, its schema and whose findings they are. */
interface Section {
  readonly name: string;
  readonly schema: string;
  readonly attribution: Attribution;
  /** Whether a string may not stand for a number and the like. */
  readonly strict?: boolean;
  /** The functions that may be used anywhere in the section. */
  readonly functions?: ReadonlySet<string>;
  /** Whether resources cannot be referred to. */
  readonly noResources?: boolean;
  /** Whether its strings mean what they say: dynamic references are not resolved. */
  readonly literal?: boolean;
}

const sections: readonly Section[] = [
  {
    name: 'Parameters', schema: 'parameters/configuration', strict: false,
    attribution: {
      default: 'E2001',
      keywords: { maxLength: 'E2011', enum: 'E2002', propertyNames: 'E2001' },
    },
  },
  { name: 'Mappings', schema: 'mappings/configuration', strict: false, attribution: { default: 'E7001', keywords: { maxProperties: 'E7010', maxLength: 'E7002' } } },
  { name: 'Conditions', schema: 'conditions/conditions', strict: false, functions: conditionFunctions, noResources: true, attribution: { default: 'E8001' } },
  { name: 'Rules', schema: 'rules/configuration', strict: false, noResources: true, attribution: { default: 'E1700' } },
  // Nothing resolves what is written in the metadata.
  { name: 'Metadata', schema: 'metadata/configuration', literal: true, attribution: { default: 'E4002' } },
  { name: 'Transform', schema: 'transforms/configuration', attribution: { default: 'E1005' } },
  { name: 'Description', schema: 'template/description', attribution: { default: 'E1004', keywords: { maxLength: 'E1003' } } },
  {
    name: 'Resources', schema: 'resources/configuration',
    attribution: { default: 'E3001', keywords: { maxProperties: 'E3010', propertyNames: 'E3011', maxLength: 'E3011' } },
  },
  {
    name: 'Outputs', schema: 'outputs/configuration', strict: false,
    attribution: {
      default: 'E6001',
      keywords: { propertyNames: 'E6011', maxLength: 'E6011', required: 'E6002', type: 'E6003', maxProperties: 'E6010' },
    },
  },
];

/** Runs the schemas of every section over the template; what they find, attributed to rules. */
export function checkSections(validator: Validator): Issue[] {
  const issues: Issue[] = [];
  const { root, value, problems } = validator.template;
  if (!root) {
    const isEmpty = value === undefined || (value.kind === 'scalar' && value.value === null);
    if (!isEmpty || problems.length > 0) return issues;
    return [{ keyword: 'required', rule: 'E1001', span: { start: 0, end: 0 }, message: "'Resources' is missing; a template needs it", depth: 0 }];
  }
  const scope = validator.rootScope().at({ here: { start: root.start, end: root.start }, anchor: { start: root.start, end: root.start } });
  const isSam = validator.template.transforms.includes(samTransform);
  const more = validator.settings['E1001']?.['sections'];
  const own = { ...root, entries: root.entries.filter(({ key }) => !(isSam && key.text === 'Globals') && key.text !== more) };
  issues.push(...validator.run(own, validator.facts.schema('other:template/configuration'), scope.under({ inspect: false }), { default: 'E1001' }));
  for (const section of sections) issues.push(...checkSection(validator, section));
  issues.push(...checkGlobals(validator), ...checkLoops(validator));
  return issues;
}

/** What keeps the loops from being written out. */
function checkLoops({ template }: Validator): Issue[] {
  const { root, text, loops, transforms } = template;
  const found = loops.problems.map(({ span, message }): Issue => ({ keyword: 'loop', rule: 'E0001', span, message, depth: 0 }));
  if (!root || transforms.includes(languageExtensions) || !text.includes('Fn::ForEach::')) return found;
  const message = `A loop needs 'Transform: ${languageExtensions}'`;
  return [...found, ...loopKeys(root).map((span): Issue => ({ keyword: 'loop', rule: 'E1032', span, message, depth: 0 }))];
}

function checkSection(validator: Validator, section: Section): Issue[] {
  const outer = validator.sectionScope(section.name);
  const value = validator.section(section.name);
  if (!outer || !value) return [];
  const schema = validator.facts.schema(`other:${section.schema}`);
  const scope: Scope = outer.under({ root: schema, strict: section.strict ?? true, functions: section.functions ?? outer.functions, resources: section.noResources !== true, dynamicReferences: section.literal !== true });
  const node = section.name === 'Resources' ? withoutSamAttributes(value, isServerless(validator.template)) : value;
  return validator.runSection(node, schema, scope, section.attribution);
}

/** The resources without the attributes that only serverless resources have, and in a serverless template any may have. */
function withoutSamAttributes(node: Node, isSam: boolean): Node {
  if (node.kind !== 'map') return node;
  const entries = node.entries.map((entry) => {
    const type = entryOf(entry.value, 'Type')?.value;
    if (entry.value.kind !== 'map' || type?.kind !== 'scalar') return entry;
    const isOfSam = type.text.startsWith('AWS::Serverless::');
    if (!isOfSam && !isSam) return entry;
    const own = entry.value.entries.filter(({ key }) => !(isOfSam && key.text === 'IgnoreGlobals') && key.text !== 'Connectors');
    return own.length === entry.value.entries.length ? entry : { key: entry.key, value: { ...entry.value, entries: own } };
  });
  return { ...node, entries };
}

/** Checks one resource's properties against the schema of its type. */
export function checkProperties(validator: Validator, node: Node, outer: Scope): Issue[] {
  if (node.kind !== 'map') return [];
  const type = entryOf(node, 'Type')?.value;
  if (type?.kind !== 'scalar' || typeof type.value !== 'string') return [];
  const scope: Scope = outer.under({ assumptions: withCondition(validator, node, outer), strict: isTrue(validator.settings['E3012']?.['strict']), functions, inspect: true });
  const entry = entryOf(node, 'Properties');
  const properties: Node = entry?.value ?? mapNode({ start: node.start, end: node.start }, [], { incomplete: node.incomplete });
  const inner = entry ? intoEntry(scope, entry, undefined) : scope.at({ path: `${scope.path}/Properties` });
  if (properties.kind !== 'map' || isNoValue(properties)) {
    if (properties.incomplete) return [];
    const message = notOfType(properties, ['object']);
    return [validator.issue(properties, inner, { keyword: 'type', rule: 'E3012', message })];
  }
  const schema = validator.typeSchema(type.value);
  if (!schema) return [];
  if (type.value.startsWith('AWS::Serverless::')) return isServerless(validator.template) ? checkServerless(validator, type.value, node, scope) : [];
  const place = validator.place(`Resources/${type.value}/Properties`);
  // cfn-lint leaves null to CloudFormation here, since what a macro or a package step makes of it is not known.
  return validator.runProperties(outer.path, properties, schema, inner.at({ place }).under({ root: schema }), propertyRules).filter((issue) => issue.isNull !== true);
}

/** The assumptions under which an object with a `Condition` exists. */
export function withCondition(validator: Validator, owner: Node, scope: Scope): Scope['assumptions'] {
  const condition = entryOf(owner, 'Condition')?.value;
  if (condition?.kind !== 'scalar' || typeof condition.value !== 'string') return scope.assumptions;
  return validator.conditions.assume(scope.assumptions, condition.value, true) ?? scope.assumptions;
}
