import type { Node } from '../../language/tree/node.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/** Checks a value as a property of a resource of some type; what the type has no property for is left alone. */
export function asProperty(validator: Validator, type: string, property: string, value: Node, scope: Scope): Issue[] {
  const schema = validator.typeSchema(type);
  const properties = schema?.properties ?? {};
  const part = Object.hasOwn(properties, property) ? properties[property] : undefined;
  if (!schema || part === undefined) return [];
  const place = validator.place(`Resources/${type}/Properties`).into(property);
  return validator.attribute(validator.issues(value, part, { ...scope, place, root: schema }), validator.propertyRules);
}
