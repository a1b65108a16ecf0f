import type { Fix, Mark, Span } from '../../language/diagnostic.ts';
import type { Entry, Node } from '../../language/tree/node.ts';
import type { Assumptions } from '../conditions/conditions.ts';
import { conditionFunctions } from '../parser/intrinsics.ts';
import type { JsonSchema } from './facts.ts';
import type { Place } from './place.ts';

/** A violation of a schema at one place. */
export interface Issue {
  /** The keyword that was violated, or the function it was violated in (`fn_join`). */
  readonly keyword: string;
  /** The rule that the issue belongs to; undefined until it is attributed. */
  rule?: string | undefined;
  readonly span: Mark;
  readonly message: string;
  /** Steps from the document to the place: of several issues the one nearest to the root says most. */
  readonly depth: number;
  /** No violation: whether there is one depends on a value that is not known. */
  readonly unknown?: true | undefined;
  /** Why every alternative failed. */
  readonly context?: readonly Issue[] | undefined;
  readonly fixes?: readonly Fix[] | undefined;
  /** What is wrong is that the value is null. */
  readonly isNull?: true | undefined;
  /** The scope's path. */
  readonly path?: string;
}

/** Where a check is and what holds there. One is made for every value: all have the same fields, which engines are quickest with. */
export interface Scope {
  /** Steps from the document's root, `/` between them (`Resources/Bucket/Properties`). */
  readonly path: string;
  readonly depth: number;
  readonly place: Place;
  /** The functions that may be used here. */
  readonly functions: ReadonlySet<string>;
  readonly assumptions: Assumptions;
  /** Whether a string may not stand for a number and the like. */
  readonly strict: boolean;
  /** Whether an issue that depends on a function's value is unknown rather than looked into. */
  readonly composite: boolean;
  /** Whether only the number of issues matters, not what they say. */
  readonly judging: boolean;
  /** Whether the rules registered for places are run. */
  readonly inspect: boolean;
  /** Whether `{{resolve:...}}` is looked at. */
  readonly dynamicReferences: boolean;
  /** The value is what a function came to, not what is written. */
  readonly resolved: boolean;
  /** The value comes from a parameter. */
  readonly fromParameter: boolean;
  /** Where the parameter says the value, if the value is a parameter's as it stands. */
  readonly valuePlace: Span | undefined;
  /** Names that `Ref` knows here beside the template's own, with their values where known. */
  readonly values: ReadonlyMap<string, Node>;
  readonly pseudoParameters: boolean;
  /** Whether `Ref` knows resources here. */
  readonly resources: boolean;
  /** The place of the nearest enclosing key that is written in the text. */
  readonly anchor: Span;
  /** The place of the value in hand. */
  readonly here: Span;
  /** Where the call is whose argument a rule about calls looks into. */
  readonly callPlace: Span | undefined;
  /** Whether something else is wrong with the call, in an inspection of it. */
  readonly isCallWrong: boolean | undefined;
  /** The schema that `$ref` refers to. */
  readonly root: JsonSchema;
  /** What properties are called where they are written, by the names that they have in the value in hand. */
  readonly names: ReadonlyMap<string, string> | undefined;
  /** Whether the step before was into `Fn::If`, where AWS::NoValue still means something. */
  readonly inIf: boolean;
  /** Whether the place is inside the argument of a function other than `Fn::If` and those of conditions. */
  readonly inFunction: boolean;
  /** Whether the place is inside `Ref`. */
  readonly inRef: boolean;
}

type Draft = { -readonly [Field in keyof Scope]: Scope[Field] };

/** A copy to be changed; its fields are written out, since engines take many times as long to spread an object and set fields of it. */
function draftOf(scope: Scope): Draft {
  const { path, depth, place, functions, assumptions, strict, composite, judging, inspect, dynamicReferences, resolved, fromParameter, valuePlace } = scope;
  const { values, pseudoParameters, resources, anchor, here, callPlace, isCallWrong, root, names, inIf, inFunction, inRef } = scope;
  return {
    path, depth, place, functions, assumptions, strict, composite, judging, inspect, dynamicReferences, resolved, fromParameter, valuePlace,
    values, pseudoParameters, resources, anchor, here, callPlace, isCallWrong, root, names, inIf, inFunction, inRef,
  };
}

/** The scope of an entry's value. */
export function intoEntry(scope: Scope, { key }: Entry, step: string | undefined): Scope {
  const name = key.text;
  const inner = draftOf(scope);
  inner.path = scope.path === '' ? name : `${scope.path}/${name}`;
  inner.depth++;
  if (step !== undefined) inner.place = scope.place.into(step);
  if (!key.synthetic) inner.anchor = key;
  inner.here = inner.anchor;
  inner.inIf = name === 'Fn::If';
  inner.inFunction ||= (name === 'Ref' || name.startsWith('Fn::')) && name !== 'Fn::If' && !conditionFunctions.has(name);
  inner.inRef ||= name === 'Ref';
  return inner;
}

/** The scope of a list's item. */
export function intoItem(scope: Scope, item: Node, index: number, step = '*'): Scope {
  const inner = draftOf(scope);
  inner.path = `${scope.path}/${index}`;
  inner.depth++;
  if (step !== '') inner.place = scope.place.into(step);
  // Numbers, booleans and nulls in a list have no place of their own: cfn-lint gives that of the list's key.
  const placed = item.kind === 'scalar' ? typeof item.value === 'string' && !item.synthetic : true;
  inner.here = placed ? item : scope.anchor;
  inner.inIf = false;
  return inner;
}

/** The scope in which the rules registered for places are not run. */
export function withoutInspections(scope: Scope): Scope {
  if (!scope.inspect) return scope;
  const inner = draftOf(scope);
  inner.inspect = false;
  return inner;
}

/** The scope of one of several schemas. */
export function compositeScope(scope: Scope): Scope {
  if (scope.composite && !scope.inspect) return scope;
  const inner = draftOf(scope);
  inner.inspect = false;
  inner.composite = true;
  return inner;
}

/** The scope in which only whether there is an issue counts. */
export function judgingScope(scope: Scope): Scope {
  if (scope.judging && scope.composite && !scope.inspect) return scope;
  const inner = draftOf(scope);
  inner.inspect = false;
  inner.composite = true;
  inner.judging = true;
  return inner;
}
