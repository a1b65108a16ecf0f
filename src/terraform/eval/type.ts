/** A type of Terraform's: https://developer.hashicorp.com/terraform/language/expressions/types */
export type Type = PrimitiveType | AnyType | SequenceType | MapType | TupleType | ObjectType;

export interface PrimitiveType {
  readonly kind: 'string' | 'number' | 'bool';
}

/** Not known (yet): fits everything. */
export interface AnyType {
  readonly kind: 'any';
}

export interface SequenceType {
  readonly kind: 'list' | 'set';
  readonly element: Type;
}

export interface MapType {
  readonly kind: 'map';
  readonly element: Type;
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly elements: readonly Type[];
}

export interface ObjectType {
  readonly kind: 'object';
  readonly attributes: ReadonlyMap<string, Type>;
  /** Attributes that a value may leave out. */
  readonly optional: ReadonlySet<string>;
  /**
   * There where the attributes are a schema's, which changes what an unknown attribute is called; of a part of them, none
   * is certainly unknown.
   */
  readonly schema?: 'whole' | 'partial';
}

export const stringType: Type = { kind: 'string' };
export const numberType: Type = { kind: 'number' };
export const boolType: Type = { kind: 'bool' };
export const anyType: Type = { kind: 'any' };

export function listOf(element: Type): Type {
  return { kind: 'list', element };
}

export function setOf(element: Type): Type {
  return { kind: 'set', element };
}

export function mapOf(element: Type): Type {
  return { kind: 'map', element };
}

export function tupleOf(elements: readonly Type[]): Type {
  return { kind: 'tuple', elements };
}

const none: ReadonlySet<string> = new Set();

export function objectOf(attributes: ReadonlyMap<string, Type>, optional = none): Type {
  return { kind: 'object', attributes, optional };
}

export function isPrimitive(type: Type): type is PrimitiveType {
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool';
}

/** A type in a few words, as in "list of string required". */
export function describe(type: Type): string {
  switch (type.kind) {
    case 'any':
      return 'any value';
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind} of ${describe(type.element)}`;
    default:
      return type.kind;
  }
}

export function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if ((a.kind === 'list' || a.kind === 'set' || a.kind === 'map') && a.kind === b.kind) return sameType(a.element, b.element);
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return a.elements.length === b.elements.length && a.elements.every((element, index) => sameType(element, b.elements[index] ?? anyType));
  }
  if (a.kind === 'object' && b.kind === 'object') {
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, type]) => {
        const other = b.attributes.get(name);
        return other !== undefined && sameType(type, other);
      })
    );
  }
  return true;
}

/** The one type that values of all these types can have, as elements of a collection do; undefined where there is none. */
export function unify(types: readonly Type[]): Type | undefined {
  const first = types[0];
  if (!first) return anyType;
  if (types.some(({ kind }) => kind === 'any')) return anyType;
  if (types.every((type) => type === first || sameType(first, type))) return first;
  if (types.every((type) => isPrimitive(type))) {
    return types.some(({ kind }) => kind === 'string') ? stringType : undefined;
  }
  const elements = types.map((type) => elementsOf(type));
  if (types.every(({ kind }) => kind === 'object' || kind === 'map')) {
    return common(elements, mapOf);
  }
  if (types.every(({ kind }) => kind === 'tuple' || kind === 'list')) return common(elements, listOf);
  if (types.every(({ kind }) => kind === 'tuple' || kind === 'list' || kind === 'set')) return common(elements, setOf);
  return undefined;
}

function common(elements: readonly (readonly Type[])[], make: (element: Type) => Type): Type | undefined {
  const element = unify(elements.flat());
  return element && make(element);
}

/** The types of what is in a collection, tuple or object. */
export function elementsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return [type.element];
    case 'tuple':
      return type.elements;
    case 'object':
      return [...type.attributes.values()];
    default:
      return [];
  }
}
