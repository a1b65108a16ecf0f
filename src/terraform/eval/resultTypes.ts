import { patternType } from './patterns.ts';
import { anyType, listOf, mapOf, setOf, stringType, tupleOf, type Type, unify } from './type.ts';
import type { Value } from './value.ts';

type Typed = (types: readonly Type[], args: readonly Value[]) => Type | undefined;

function elementOf(type: Type | undefined): Type | undefined {
  return type?.kind === 'list' || type?.kind === 'set' ? type.element : undefined;
}

/** The type itself, of a list. */
const sameList: Typed = ([list]) => (list?.kind === 'list' ? list : undefined);

/** What functions give whose result has a type that follows from their arguments, as Terraform infers it. */
const results: ReadonlyMap<string, Typed> = new Map<string, Typed>([
  ['element', ([list]) => (list?.kind === 'list' ? list.element : undefined)],
  ['one', ([list]) => elementOf(list)],
  ['slice', sameList],
  ['distinct', sameList],
  ['matchkeys', sameList],
  ['reverse', ([list]) => (list?.kind === 'set' ? listOf(list.element) : list?.kind === 'list' ? list : undefined)],
  ['concat', (lists) => (lists.every(({ kind }) => kind === 'list') ? unify(lists) : undefined)],
  ['merge', (maps) => (maps.every(({ kind }) => kind === 'map') ? mapOf(unify(maps.map((map) => (map.kind === 'map' ? map.element : anyType))) ?? anyType) : undefined)],
  ['coalesce', (types) => unify(types)],
  ['zipmap', ([, values]) => (values?.kind === 'list' ? mapOf(values.element) : undefined)],
  ['chunklist', ([list]) => (list?.kind === 'list' ? listOf(list) : undefined)],
  ['setproduct', productType],
  ['formatlist', (types) => (types.slice(1).some(({ kind }) => kind === 'list') ? listOf(stringType) : undefined)],
  ['regex', (_, [pattern]) => (typeof pattern?.data === 'string' ? patternType(pattern.data) : undefined)],
  ['regexall', (_, [pattern]) => (typeof pattern?.data === 'string' ? listOf(patternType(pattern.data) ?? anyType) : undefined)],
]);

function productType(types: readonly Type[]): Type | undefined {
  const elements = types.flatMap((type) => elementOf(type) ?? []);
  if (elements.length < types.length || types.length < 2) return undefined;
  return types.every(({ kind }) => kind === 'list') ? listOf(tupleOf(elements)) : setOf(tupleOf(elements));
}

/** The type of what a function gives for arguments of which little more than the types is known; undefined where it may be any. */
export function resultType(name: string, args: readonly Value[]): Type | undefined {
  const typed = results.get(name);
  return typed && args.length > 0 ? typed(args.map(({ type }) => type), args) : undefined;
}
