import { didYouMean } from '../../language/suggest.ts';
import type { Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import type { Scope } from './scope.ts';
import { likeness, show, type Json } from './values.ts';

/** So many values are named one by one. */
const mostListed = 12;

const typeWords: Readonly<Record<string, string>> = {
  array: 'a list', boolean: 'true or false', date: 'a date', integer: 'an integer', null: 'nothing', number: 'a number', object: 'an object', string: 'a string',
};

/** Types as a sentence has them: `a string or a list`. */
export function typesInWords(types: readonly string[]): string {
  return either(types.filter((type) => type !== 'integer' || !types.includes('number')).map((type) => (type === 'boolean' && types.length > 1 ? 'a boolean' : (typeWords[type] ?? type))));
}

/** That a value is of none of the types. */
export function notOfType(node: Node, types: readonly string[]): string {
  const wanted = typesInWords(types);
  if (node.kind === 'scalar') return node.value === null ? `There is no value here; ${wanted} is needed` : `${show(node)} is not ${wanted}`;
  const call = callOf(node);
  if (call) return `${call.name} cannot be used here; ${wanted} is needed`;
  return `${show(node)} is ${node.kind === 'list' ? 'a list' : 'an object'}, where ${wanted} is needed`;
}

/**
 * That a value is none of the allowed ones, which are named where they are few.
 * @param similar the one that is probably meant
 */
export function notAmong(value: Json | Node, written: readonly Json[], similar?: string): string {
  // Some schemas name a value once for each way of writing it.
  const allowed = [...new Map(written.toReversed().map((each) => [likeness(each), each])).values()].toReversed();
  const hint = didYouMean(similar);
  const [only] = allowed;
  const shown = show(value) === 'null' ? 'No value' : show(value);
  if (allowed.length === 1 && only !== undefined) return `${shown} has to be ${show(only)}`;
  if (allowed.length <= mostListed) return `${shown} is not one of ${allowed.map(show).join(', ')}${hint}`;
  if (hint !== '') return `${shown} is none of the ${allowed.length} values that are allowed here${hint}`;
  const first = nearest(allowed, shown).slice(0, mostListed);
  return `${shown} is not one of ${first.map(show).join(', ')} and ${allowed.length - mostListed} more`;
}

/** Values in their order, those first that begin like the one that is shown, and among them those that do so for longest. */
function nearest(values: readonly Json[], shown: string): Json[] {
  const shared = (value: Json): number => {
    const text = show(value);
    let at = 0;
    while (at < text.length && text[at] === shown[at]) at++;
    return at;
  };
  return values.map((value) => ({ value, length: shared(value) })).toSorted((a, b) => b.length - a.length).map(({ value }) => value);
}

/** The parts as alternatives: `a, b or c`. */
export function either(parts: readonly string[], word = 'or'): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** Names as alternatives: `'a', 'b' or 'c'`. */
export function eitherOf(names: readonly string[], word?: string): string {
  return either(names.map((name) => show(name)), word);
}

/** Names one by one: `'a', 'b'`. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** Names one by one, as far as they are few: `'a', 'b' and 3 more`; `none` where there are none. */
export function someOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length - mostListed;
  return rest <= 0 ? eitherOf(names, 'and') : `${names.slice(0, mostListed).map(show).join(', ')} and ${rest} more`;
}

/** A number of something: `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

const sections: Readonly<Record<string, string>> = {
  '': 'a template', Parameters: 'a parameter', Resources: 'a resource', Outputs: 'an output', Rules: 'a rule', DeploymentFile: 'a deployment file',
};

/** What has the properties at a place, in words; undefined where there are none for it. */
export function ownerAt({ place, path, inFunction }: Scope): string | undefined {
  if (inFunction) return path.split('/').findLast((step) => step === 'Ref' || step.startsWith('Fn::'));
  const [section = '', type = '', attribute, ...steps] = place.text.split('/');
  if (section !== 'Resources' || attribute === undefined) return attribute === undefined && (section === '') === (type === '') ? sections[section] : undefined;
  // A place that begins in lower case is one of a rule's own.
  const names = [...(attribute === 'Properties' ? [] : [attribute]), ...steps.filter((step) => /^[A-Z]/.test(step))];
  if (names.length === 0) return type;
  return type === '*' ? `'${names.join('.')}'` : `'${names.join('.')}' of ${type}`;
}

/** The name of the property in hand, or of the one that the list in hand is of; undefined outside of any. */
export function propertyAt(scope: Scope): string | undefined {
  const name = scope.path.split('/').findLast((step) => step !== '' && !/^(?:\d+|Ref|Fn::.*)$/.test(step));
  return name === undefined ? undefined : writtenName(name, scope);
}

/** What a property is called where it is written. */
export function writtenName(name: string, { names }: Scope): string {
  return names?.get(name) ?? name;
}

/** Where a value stands, behind it in a sentence. */
export function inProperty(scope: Scope): string {
  const property = propertyAt(scope);
  return property === undefined ? '' : ` in '${property}'`;
}
