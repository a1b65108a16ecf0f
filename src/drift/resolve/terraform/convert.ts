import type { Expression } from '../../../terraform/hcl/ast.ts';
import { asText, isList, isMap, type StaticValue, Unknown } from '../value.ts';
import { evaluate, type References } from './evaluate.ts';
import { toSet } from './functions.ts';

/**
 * A value as a type constraint makes it: scalars converted, sets without repetition, objects with the attributes that
 * are declared, optional ones with their defaults. What does not fit is left as it is: Terraform reports it.
 * https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function convert(value: StaticValue, type: Expression, references: References): StaticValue {
  if (value instanceof Unknown || value === null) return value;
  if (type.kind === 'reference') return convertScalar(value, type.root.text);
  if (type.kind !== 'call') return value;
  const [inner] = type.args;
  if (!inner) return value;
  const items = () => (isList(value) ? value.map((item) => convert(item, inner, references)) : value);
  switch (type.name) {
    case 'list':
      return items();
    case 'set':
      return toSet(items());
    case 'map':
      return isMap(value) ? new Map([...value].map(([key, item]) => [key, convert(item, inner, references)])) : value;
    case 'object':
      return isMap(value) && inner.kind === 'object' ? convertObject(value, inner, references) : value;
    default:
      return value;
  }
}

function convertScalar(value: StaticValue, type: string): StaticValue {
  if (type === 'string') return asText(value) ?? value;
  if (type === 'number' && typeof value === 'string' && value.trim() && !Number.isNaN(Number(value))) return Number(value);
  if (type === 'bool' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function convertObject(
  value: ReadonlyMap<string, StaticValue>,
  { items }: Expression & { kind: 'object' },
  references: References,
): StaticValue {
  const attributes = new Map<string, StaticValue>();
  for (const { key, value: declared } of items) {
    const name = key.kind === 'reference' ? key.root.text : asText(evaluate(key, references));
    if (name === undefined) return new Unknown('an attribute of a type is not understood');
    const optional = declared.kind === 'call' && declared.name === 'optional' ? declared.args : undefined;
    const [type = declared, fallback] = optional ?? [];
    const given = value.get(name);
    // Without the attribute a value does not fit; looking for it tells.
    if (given === undefined && !optional) continue;
    const missing = given === undefined || given === null;
    attributes.set(name, convert(missing && fallback ? evaluate(fallback, references) : (given ?? null), type, references));
  }
  return attributes;
}
