import type { Declaration, DeclaredSubnet, DeclaredSubnets } from '../declaration.ts';

/** What a template's or a module's expression comes to, as far as it is known without running anything. */
export type StaticValue = string | number | boolean | null | readonly StaticValue[] | ReadonlyMap<string, StaticValue> | Unknown;

/** A value that only a run can tell, or that is not understood. */
export class Unknown {
  /** A sentence without its beginning capital and its full stop. */
  readonly reason: string;
  /** As an item of a list: stands for any number of items. */
  readonly many: boolean;

  constructor(reason: string, many = false) {
    this.reason = reason;
    this.many = many;
  }
}

export function isList(value: StaticValue): value is readonly StaticValue[] {
  return Array.isArray(value);
}

export function isMap(value: StaticValue): value is ReadonlyMap<string, StaticValue> {
  return value instanceof Map;
}

/** A scalar as text; undefined for everything else. */
export function asText(value: StaticValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The first part of the value that is not known, nested values included. */
export function unknownIn(value: StaticValue): Unknown | undefined {
  if (value instanceof Unknown) return value;
  const inner = isList(value) ? value : isMap(value) ? [...value.values()] : [];
  for (const item of inner) {
    const found = unknownIn(item);
    if (found) return found;
  }
  return undefined;
}

/** A list of subnet ids as a declaration has it. */
export function subnetsOfValue(value: StaticValue): DeclaredSubnets {
  if (value instanceof Unknown) return { items: [], unknown: value.reason };
  if (!isList(value)) return { items: [], unknown: 'the subnets are not a list' };
  const items: DeclaredSubnet[] = [];
  let unknown: string | undefined;
  for (const item of value) {
    if (typeof item === 'string') items.push(...item.split(',').map((id) => ({ id: id.trim() })).filter(({ id }) => id));
    else unknown ??= item instanceof Unknown ? item.reason : 'an item of the list is not a text';
  }
  if (!items.length) unknown ??= 'the list of subnets is empty';
  return { items, unknown };
}

/** A group's name as a declaration has it. */
export function nameOfValue(value: StaticValue, missing: string): Declaration['name'] {
  if (value instanceof Unknown) return { unknown: `the group's name is not known: ${value.reason}` };
  const text = asText(value);
  return text ? { text } : { unknown: missing };
}
