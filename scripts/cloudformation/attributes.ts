import type { Tables } from './cfnLintFacts.ts';

type Json = Record<string, unknown>;

/**
 * What `Fn::GetAtt` returns of a resource type: dotted names. Where any name may follow, the name ends in `.*`; types
 * whose attributes nobody knows give `*`.
 */
export function attributesOf(type: string, schema: Json, tables: Tables): string[] {
  const names = new Set<string>();
  if (tables.allProperties.includes(type)) {
    for (const [name, property] of Object.entries(object(schema['properties']))) collect(names, schema, object(property), [name], 0);
    return [...names];
  }
  for (const name of tables.extraAttributes[type] ?? []) names.add(name);
  if (type === 'AWS::CloudFormation::Stack') return ['Outputs.*'];
  if (['AWS::CloudFormation::CustomResource', 'Module'].includes(type)) names.add('*');
  for (const pointer of list(schema['readOnlyProperties'])) {
    const name = String(pointer).split('/').slice(2).join('.');
    names.add(type === 'AWS::ServiceCatalog::CloudFormationProvisionedProduct' && name === 'Outputs' ? 'Outputs.*' : name);
  }
  return [...names];
}

function collect(names: Set<string>, schema: Json, property: Json, path: readonly string[], depth: number): void {
  if (depth > 8) return;
  const types = [property['type']].flat();
  if (types.includes('object')) {
    for (const [name, part] of Object.entries(object(property['properties']))) {
      collect(names, schema, object(part), [...path, name], depth + 1);
    }
  } else if (types.includes('array')) {
    // Lists of lists and of objects cannot be returned.
    if (!['object', 'array'].includes(String(object(property['items'])['type']))) names.add(path.join('.'));
  } else if (typeof property['$ref'] === 'string') {
    const definition = property['$ref'].split('/').at(-1) ?? '';
    collect(names, schema, object(object(schema['definitions'])[definition]), path, depth + 1);
  } else {
    names.add(path.join('.'));
  }
}

function object(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
