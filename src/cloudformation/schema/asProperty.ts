import type { Node } from '../../language/tree/node.ts';
import type { JsonSchema } from './facts.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/**
 * Checks a value as a property of a resource of some type; what the type has no property for is left alone.
 * @param path the property's name, or the way to one within others: `Code/S3Bucket`, `*` for the items of a list
 */
export function asProperty(validator: Validator, type: string, path: string, value: Node, scope: Scope): Issue[] {
  const root = validator.typeSchema(type);
  if (!root) return [];
  let part: JsonSchema | undefined = root;
  let place = validator.place(`Resources/${type}/Properties`);
  for (const step of path.split('/')) {
    part = below(validator.dereference(part, root).schema, step);
    if (part === undefined) return [];
    place = place.into(step);
  }
  return validator.attribute(validator.issues(value, part, scope.at({ place }).under({ root })), validator.propertyRules);
}

function below(schema: JsonSchema, step: string): JsonSchema | undefined {
  if (typeof schema !== 'object') return undefined;
  if (step === '*') return schema['items'] as JsonSchema | undefined;
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.hasOwn(properties, step) ? properties[step] : undefined;
}
