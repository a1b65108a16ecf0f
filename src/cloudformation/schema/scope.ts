import type { Fix, Mark, Span } from '../../language/diagnostic.ts';
import type { Entry, Node } from '../../language/tree/node.ts';
import type { Assumptions } from '../conditions/logic.ts';
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

/** What holds where a check is. */
export interface Terms {
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
  /** Where the call is whose argument a rule about calls looks into. */
  readonly callPlace: Span | undefined;
  /** Whether something else is wrong with the call, in an inspection of it. */
  readonly isCallWrong: boolean | undefined;
  /** The schema that `$ref` refers to. */
  readonly root: JsonSchema;
  /** What properties are called where they are written, by the names that they have in the value in hand. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

/** Terms that scopes share, and those that are often made of them, once they have been. */
interface SharedTerms extends Terms {
  uninspected: SharedTerms | undefined;
  composed: SharedTerms | undefined;
  judged: SharedTerms | undefined;
}

/** The terms with some changed; all are written out, since engines take many times as long to spread an object and set fields of it. */
function changed(terms: Terms, changes: Partial<Terms>): SharedTerms {
  const { functions, assumptions, strict, composite, judging, inspect, dynamicReferences, resolved, fromParameter } = terms;
  const { valuePlace, values, pseudoParameters, resources, callPlace, isCallWrong, root, names } = terms;
  const copy: SharedTerms = {
    functions, assumptions, strict, composite, judging, inspect, dynamicReferences, resolved, fromParameter,
    valuePlace, values, pseudoParameters, resources, callPlace, isCallWrong, root, names, uninspected: undefined, composed: undefined, judged: undefined,
  };
  return Object.assign(copy, changes);
}

type Position = Pick<Scope, 'path' | 'depth' | 'place' | 'anchor' | 'here' | 'inIf' | 'inFunction' | 'inRef'>;

/**
 * Where a check is and what holds there. One is made for every value that is checked, so it is small, and all have one
 * shape, since engines read objects of few shapes many times faster than those of many.
 */
export class Scope implements Terms {
  /** Steps from the document's root, `/` between them (`Resources/Bucket/Properties`). */
  readonly path: string;
  readonly depth: number;
  readonly place: Place;
  /** The place of the nearest enclosing key that is written in the text. */
  readonly anchor: Span;
  /** The place of the value in hand. */
  readonly here: Span;
  /** Whether the step before was into `Fn::If`, where AWS::NoValue still means something. */
  readonly inIf: boolean;
  /** Whether the place is inside the argument of a function other than `Fn::If` and those of conditions. */
  readonly inFunction: boolean;
  /** Whether the place is inside `Ref`. */
  readonly inRef: boolean;
  readonly terms: SharedTerms;

  constructor(path: string, depth: number, place: Place, anchor: Span, here: Span, inIf: boolean, inFunction: boolean, inRef: boolean, terms: SharedTerms) {
    this.path = path;
    this.depth = depth;
    this.place = place;
    this.anchor = anchor;
    this.here = here;
    this.inIf = inIf;
    this.inFunction = inFunction;
    this.inRef = inRef;
    this.terms = terms;
  }

  /** The scope at another position, on the same terms. */
  at({ path = this.path, depth = this.depth, place = this.place, anchor = this.anchor, here = this.here, inIf = this.inIf, inFunction = this.inFunction, inRef = this.inRef }: Partial<Position>): Scope {
    return new Scope(path, depth, place, anchor, here, inIf, inFunction, inRef, this.terms);
  }

  /** The scope of the same position, on other terms. */
  under(changes: Partial<Terms>): Scope {
    for (const name in changes) {
      const term = name as keyof Terms;
      if (changes[term] !== this.terms[term]) return this.#on(changed(this.terms, changes));
    }
    return this;
  }

  /** The scope in which the rules registered for places are not run. */
  get uninspected(): Scope {
    const { terms } = this;
    return terms.inspect ? this.#on((terms.uninspected ??= changed(terms, { inspect: false }))) : this;
  }

  /** The scope of one of several schemas. */
  get composed(): Scope {
    const { terms } = this;
    return terms.inspect || !terms.composite ? this.#on((terms.composed ??= changed(terms, { inspect: false, composite: true }))) : this;
  }

  /** The scope in which only whether there is an issue counts. */
  get judged(): Scope {
    const { terms } = this;
    return terms.inspect || !terms.composite || !terms.judging ? this.#on((terms.judged ??= changed(terms, { inspect: false, composite: true, judging: true }))) : this;
  }

  get functions() {
    return this.terms.functions;
  }
  get assumptions() {
    return this.terms.assumptions;
  }
  get strict() {
    return this.terms.strict;
  }
  get composite() {
    return this.terms.composite;
  }
  get judging() {
    return this.terms.judging;
  }
  get inspect() {
    return this.terms.inspect;
  }
  get dynamicReferences() {
    return this.terms.dynamicReferences;
  }
  get resolved() {
    return this.terms.resolved;
  }
  get fromParameter() {
    return this.terms.fromParameter;
  }
  get valuePlace() {
    return this.terms.valuePlace;
  }
  get values() {
    return this.terms.values;
  }
  get pseudoParameters() {
    return this.terms.pseudoParameters;
  }
  get resources() {
    return this.terms.resources;
  }
  get callPlace() {
    return this.terms.callPlace;
  }
  get isCallWrong() {
    return this.terms.isCallWrong;
  }
  get root() {
    return this.terms.root;
  }
  get names() {
    return this.terms.names;
  }

  #on(terms: SharedTerms): Scope {
    return new Scope(this.path, this.depth, this.place, this.anchor, this.here, this.inIf, this.inFunction, this.inRef, terms);
  }
}

/** The scope of a document's root. */
export function rootScope(place: Place, terms: Terms): Scope {
  const beginning = { start: 0, end: 0 };
  return new Scope('', 0, place, beginning, beginning, false, false, false, changed(terms, {}));
}

/** The scope of an entry's value. */
export function intoEntry(scope: Scope, { key }: Entry, step: string | undefined): Scope {
  const name = key.text;
  const path = scope.path === '' ? name : `${scope.path}/${name}`;
  const place = step === undefined ? scope.place : scope.place.into(step);
  const anchor = key.synthetic ? scope.anchor : key;
  const inIf = name === 'Fn::If';
  const inFunction = scope.inFunction || ((name === 'Ref' || name.startsWith('Fn::')) && !inIf && !conditionFunctions.has(name));
  return new Scope(path, scope.depth + 1, place, anchor, anchor, inIf, inFunction, scope.inRef || name === 'Ref', scope.terms);
}

/** The scope of a list's item. */
export function intoItem(scope: Scope, item: Node, index: number, step = '*'): Scope {
  const place = step === '' ? scope.place : scope.place.into(step);
  // Numbers, booleans and nulls in a list have no place of their own: cfn-lint gives that of the list's key.
  const placed = item.kind === 'scalar' ? typeof item.value === 'string' && !item.synthetic : true;
  return new Scope(`${scope.path}/${index}`, scope.depth + 1, place, scope.anchor, placed ? item : scope.anchor, false, scope.inFunction, scope.inRef, scope.terms);
}
