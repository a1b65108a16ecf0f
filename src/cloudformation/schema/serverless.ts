import { entryOf, type Node } from '../../language/tree/node.ts';
import { functions } from '../parser/intrinsics.ts';
import { samTransform, type Template } from '../parser/template.ts';
import type { JsonSchema } from './facts.ts';
import type { KeywordContext } from './keywords.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import type { Attribution, Validator } from './validator.ts';

const attribution: Attribution = { default: 'E0001' };

/**
 * Checks a serverless resource's properties as they are written, against SAM's own schema.
 * Source: the schema of aws-sam-translator, which is compiled with the other facts.
 */
export function checkServerless(validator: Validator, type: string, node: Node, scope: Scope): Issue[] {
  const schema = validator.typeSchema(type);
  const properties = entryOf(node, 'Properties');
  if (!schema || !properties) return [];
  const target = (schema['properties'] as Readonly<Record<string, JsonSchema>>)['Properties'] ?? true;
  const inner = { ...intoEntry(scope, properties, undefined), generic: `Resources/${type}/Properties`, root: schema };
  return validator.run(properties.value, target, inner, attribution);
}

/** Checks the section Globals of a serverless template. */
export function checkGlobals(validator: Validator): Issue[] {
  const scope = isServerless(validator.template) ? validator.sectionScope('Globals') : undefined;
  const globals = validator.section('Globals');
  if (!scope || !globals) return [];
  const schema = validator.facts.schema('sam-globals');
  return validator.run(globals, schema, { ...scope, functions, strict: false, root: schema }, attribution);
}

/** The keyword `passThrough`: the value becomes a property of a CloudFormation resource, and is checked as one. */
export function checkPassThrough({ validator, value, node, scope, issues }: KeywordContext): void {
  const [type = '', part, property = '', ...deeper] = typeof value === 'string' ? value.split('/') : [];
  if (part !== 'Properties' || deeper.length > 0) return;
  const schema = validator.typeSchema(type);
  const properties = schema?.properties ?? {};
  const target = Object.hasOwn(properties, property) ? properties[property] : undefined;
  if (!schema || target === undefined) return;
  const generic = `Resources/${type}/Properties/${property}`;
  issues.push(...validator.attribute(validator.issues(node, target, { ...scope, generic, root: schema }), validator.propertyRules));
}

export function isServerless(template: Template): boolean {
  return template.transforms.includes(samTransform);
}

/**
 * Whether the name is one of a resource that a transform may generate: `ApiProdStage` of `Api`, `FunctionRole`, or what
 * a loop makes of a collection that is not known.
 */
export function isGenerated(template: Template, name: string): boolean {
  if (template.loops.openNames.some((pattern) => pattern.test(name))) return true;
  if (!isServerless(template)) return false;
  if (/^Serverless(?:RestApi|HttpApi|DeploymentApplication)|^CodeDeployServiceRole$/.test(name)) return true;
  return [...template.resources.values()].some(
    ({ name: owner, type }) => type?.startsWith('AWS::Serverless::') && name.startsWith(owner) && name !== owner,
  );
}
