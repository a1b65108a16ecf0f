import type { DeclaredSubnet, DeclaredSubnets, GroupName } from '../declaration.ts';

/** What a template's or a module's expression comes to, as far as it is known without running anything. */
export type StaticValue =
  string | number | boolean | null | readonly StaticValue[] | ReadonlyMap<string, StaticValue> | Unknown;

/** A value that only a run can tell, or that is not understood. */
export class Unknown {
  /** A sentence without its beginning capital and its full stop. */
  readonly reason: string;
  /** As an item of a list: stands for any number of items. */
  readonly many: boolean;
  /** True where the expression is certain to fail, so that a `try` takes its next argument. */
  readonly failed: boolean;

  constructor(reason: string, { many = false, failed = false }: { readonly many?: boolean; readonly failed?: boolean } = {}) {
    this.reason = reason;
    this.many = many;
    this.failed = failed;
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

/** Values looked at, and items or characters of one value, beyond which an expression is given up. */
const maxValues = 100_000;

/** The first part of the value that is not known, nested values included; a value too large to search counts as not known. */
export function unknownIn(value: StaticValue): Unknown | undefined {
  const pending = [value];
  for (let seen = 0; pending.length; seen++) {
    if (seen > maxValues) return tooLarge();
    const next = pending.pop();
    if (next instanceof Unknown) return next;
    if (next !== undefined && isList(next)) pending.push(...next);
    else if (next !== undefined && isMap(next)) pending.push(...next.values());
  }
  return undefined;
}

/** The value, or that it is unknown because it is too large to be meant: values that double each other grow fast. */
export function bounded(value: StaticValue): StaticValue {
  const size = typeof value === 'string' ? value.length : isList(value) ? value.length * 10 : 0;
  return size > maxValues ? tooLarge() : value;
}

function tooLarge(): Unknown {
  return new Unknown('it grows too large');
}

/** A list of subnet ids as a declaration has it. */
export function subnetsOfValue(value: StaticValue): DeclaredSubnets {
  if (value instanceof Unknown) return { items: [], unknown: value.reason };
  if (!isList(value)) return { items: [], unknown: 'the subnets are not a list' };
  const items: DeclaredSubnet[] = [];
  let unknown: string | undefined;
  for (const item of value) {
    if (typeof item === 'string')
      items.push(
        ...item
          .split(',')
          .map((id) => ({ id: id.trim() }))
          .filter(({ id }) => id),
      );
    else unknown ??= item instanceof Unknown ? item.reason : 'an item of the list is not a text';
  }
  if (!items.length) unknown ??= 'the list of subnets is empty';
  return { items, unknown };
}

/**
 * A group's name as a declaration has it.
 * @param fallback what is known of the name where the code gives none
 */
export function nameOfValue(value: StaticValue, fallback: GroupName): GroupName {
  if (value instanceof Unknown) return { unknown: `the group's name is not known: ${value.reason}` };
  const text = asText(value);
  return text ? { text } : fallback;
}
