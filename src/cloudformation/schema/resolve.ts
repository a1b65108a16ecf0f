import type { Span } from '../../language/diagnostic.ts';
import { entryOf, type Node } from '../../language/tree/node.ts';
import { ifBranches } from '../conditions/conditions.ts';
import { subjectOf } from '../conditions/formula.ts';
import { callOf, pseudoParameters, type Call } from '../parser/intrinsics.ts';
import { subVariables } from '../parser/sub.ts';
import { listOf, scalarText, stringNode, type Resolution } from './resolution.ts';
import { resolveFindInMap } from './resolveMap.ts';
import type { Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { jsonOf, show, type Json } from './values.ts';

/** Values of one expression that are looked at. */
const maxValues = 512;

/** Every value that a node may come to; a node that is no function call comes to itself. */
export function* resolve(validator: Validator, node: Node, scope: Scope): Generator<Resolution> {
  const call = callOf(node);
  if (!call) {
    yield { value: node, scope };
    return;
  }
  let count = 0;
  for (const resolution of resolveCall(validator, call, node, scope)) {
    if (++count > maxValues) return;
    if (!resolution.value) {
      yield resolution;
      continue;
    }
    const withRegion: Scope = resolution.scope.under({ resolved: true });
    if (canBe(validator, withRegion)) {
      yield { value: resolution.value, scope: withRegion };
    }
  }
}

/** Whether the conditions allow the values in hand; where that is known only at deployment, nothing is said of them. */
function canBe({ conditions }: Validator, scope: Scope): boolean {
  const { assumptions } = scope;
  return assumptions.size === 0 || (conditions.areDecidable(assumptions.keys()) && conditions.possible(assumptions, subjectValues(scope)));
}

function* resolveCall(validator: Validator, call: Call, node: Node, scope: Scope): Generator<Resolution> {
  const { argument } = call;
  switch (call.name) {
    case 'Ref':
      for (const name of stringsFrom(validator, argument, scope)) {
        yield* resolveReference(validator, name.text, node, name.scope);
        return;
      }
      break;
    case 'Fn::FindInMap':
      yield* resolveFindInMap(validator, (part, at) => resolve(validator, part, at), argument, scope);
      break;
    case 'Fn::GetAZs':
      for (const region of stringsFrom(validator, argument, scope)) {
        const zones = validator.zones(region.text === '' ? (validator.regions[0] ?? '') : region.text);
        if (zones) yield { value: listOf(zones, node), scope: region.scope };
      }
      break;
    case 'Fn::If': {
      const branches = ifBranches(node);
      if (!branches) return;
      for (const [branch, truth] of [[branches.whenTrue, true], [branches.whenFalse, false]] as const) {
        const assumptions = validator.conditions.assume(scope.assumptions, branches.condition, truth);
        if (!assumptions) continue;
        for (const found of resolve(validator, branch, scope.under({ assumptions }))) {
          yield { ...found, scope: found.scope.under({ valuePlace: undefined }) };
        }
      }
      break;
    }
    case 'Fn::Join':
      yield* resolveJoin(validator, argument, node, scope);
      break;
    case 'Fn::Select':
      yield* resolveSelect(validator, argument, scope);
      break;
    case 'Fn::Split':
      yield* resolveSplit(validator, argument, node, scope);
      break;
    case 'Fn::Sub':
      yield* resolveSub(validator, argument, node, scope);
      break;
    case 'Fn::ToJsonString':
      for (const resolution of resolve(validator, argument, scope)) {
        if (resolution.value) yield { value: stringNode(JSON.stringify(jsonOf(resolution.value)), node), scope: resolution.scope };
      }
      break;
    default:
      // What the other functions come to is known only at deployment.
      break;
  }
}

/** The values of a pseudo parameter, a parameter or a name of `Fn::Sub`. */
export function* resolveReference(validator: Validator, name: string, node: Node, scope: Scope): Generator<Resolution> {
  const isPseudo = pseudoParameters.has(name);
  if (isPseudo && !scope.pseudoParameters) return;
  const known = scope.values.get(name);
  if (known) {
    yield { value: known, scope };
    return;
  }
  if (isPseudo) {
    const value = validator.pseudoValue(name);
    if (value === undefined) return;
    const resolved = typeof value === 'string' ? stringNode(value, node) : listOf(value, node);
    yield { value: resolved, scope: scope.under({ values: new Map(scope.values).set(name, resolved) }) };
    return;
  }
  for (const { value, place } of parameterValues(validator, name, node)) {
    // A parameter takes no functions: one that is written there counts as the object that it is.
    const functions = value.kind === 'map' ? noFunctions : scope.functions;
    yield { value, scope: scope.under({ functions, fromParameter: true, valuePlace: place, values: new Map(scope.values).set(name, value) }) };
  }
}

const noFunctions: ReadonlySet<string> = new Set();

/** What a parameter may be, and where it says so: its allowed values, else its default and the ends of its range. */
function parameterValues(validator: Validator, name: string, place: Node): { value: Node; place: Span | undefined }[] {
  const parameter = validator.parameters.get(name);
  // The default of an SSM parameter is the name of the stored value, not the value.
  if (parameter?.type === undefined || parameter.type.startsWith('AWS::SSM::Parameter::')) return [];
  const isList = parameter.type === 'CommaDelimitedList' || parameter.type.startsWith('List<');
  const asValue = (node: Node, at: Span): { value: Node; place: Span }[] => {
    if (node.kind === 'list') {
      return [{ value: listOf(node.items.map((item) => (item.kind === 'scalar' ? scalarText(item) : '')), place), place: at }];
    }
    if (node.kind === 'map') return [{ value: node, place: at }];
    if (node.value === null) return [];
    const text = scalarText(node);
    return [{ value: isList ? listOf(text.split(',').map((part) => part.trim()), place) : stringNode(text, place), place: at }];
  };
  const given = validator.given.get(name);
  if (given) {
    return given.map((value) => {
      const texts = (Array.isArray(value) ? (value as readonly Json[]) : isList ? String(value).split(',') : [value]).map((part) => String(part).trim());
      return { value: isList ? listOf(texts, place) : stringNode(texts[0] ?? '', place), place: undefined };
    });
  }
  const allowed = parameter.entry('AllowedValues');
  if (allowed?.value.kind === 'list' && allowed.value.items.length > 0) {
    return allowed.value.items.flatMap((item) => asValue(item, item.kind !== 'scalar' || typeof item.value === 'string' ? item : allowed.key));
  }
  return ['Default', ...(isList ? [] : ['MinValue', 'MaxValue'])].flatMap((key) => {
    const entry = parameter.entry(key);
    return entry ? asValue(entry.value, validator.spanOf(entry.value, entry.key)) : [];
  });
}

function* resolveJoin(validator: Validator, argument: Node, node: Node, scope: Scope): Generator<Resolution> {
  if (argument.kind !== 'list' || argument.items.length !== 2) return;
  const [delimiterNode, listNode] = argument.items;
  if (!delimiterNode || !listNode) return;
  for (const delimiter of stringsFrom(validator, delimiterNode, scope)) {
    for (const list of resolve(validator, listNode, delimiter.scope)) {
      if (list.value?.kind !== 'list') continue;
      for (const parts of expand(validator, list.value.items, list.scope)) {
        yield { value: stringNode(parts.texts.join(delimiter.text), node), scope: parts.scope.under({ valuePlace: undefined }) };
      }
    }
  }
}

/** Every combination of what the items may come to; ends where an item comes to something that is no text. */
function* expand(validator: Validator, items: readonly Node[], scope: Scope): Generator<{ texts: string[]; scope: Scope }> {
  const [first, ...rest] = items;
  if (!first) {
    yield { texts: [], scope };
    return;
  }
  for (const resolution of resolve(validator, first, scope)) {
    if (!resolution.value) continue;
    if (resolution.value.kind !== 'scalar') return;
    for (const tail of expand(validator, rest, resolution.scope)) {
      yield { texts: [scalarText(resolution.value), ...tail.texts], scope: tail.scope };
    }
  }
}

function* resolveSelect(validator: Validator, argument: Node, scope: Scope): Generator<Resolution> {
  if (argument.kind !== 'list' || argument.items.length !== 2) return;
  const [indexNode, listNode] = argument.items;
  if (!indexNode || !listNode) return;
  for (const index of resolve(validator, indexNode, scope)) {
    if (!index.value) continue;
    const at = index.value.kind === 'scalar' ? Number.parseInt(String(index.value.value), 10) : Number.NaN;
    if (Number.isNaN(at)) {
      yield { scope, issue: validator.issue(indexNode, scope.at({ here: indexNode }), { keyword: 'fn_select', message: `${show(index.value)} is no position in a list` }) };
      return;
    }
    for (const list of resolve(validator, listNode, scope)) {
      const item = list.value?.kind === 'list' ? list.value.items[at] : undefined;
      if (item) yield* resolve(validator, item, list.scope);
    }
    return;
  }
}

function* resolveSplit(validator: Validator, argument: Node, node: Node, scope: Scope): Generator<Resolution> {
  if (argument.kind !== 'list' || argument.items.length !== 2) return;
  const [delimiterNode, sourceNode] = argument.items;
  if (!delimiterNode || !sourceNode) return;
  for (const delimiter of stringsFrom(validator, delimiterNode, scope)) {
    if (delimiter.text === '') return;
    for (const source of stringsFrom(validator, sourceNode, scope)) {
      yield { value: listOf(source.text.split(delimiter.text), node), scope: source.scope };
    }
  }
}

function* resolveSub(validator: Validator, argument: Node, node: Node, scope: Scope): Generator<Resolution> {
  const [template, variables] = argument.kind === 'list' ? argument.items : [argument, undefined];
  if (template?.kind !== 'scalar' || typeof template.value !== 'string') return;
  if (argument.kind === 'list' && (argument.items.length !== 2 || variables?.kind !== 'map')) return;
  const text = template.value;
  const names = [...new Set(subVariables(text).map((variable) => variable.name))];
  for (const found of substitute(validator, names, variables, node, scope)) {
    const value = text.replaceAll(/\$\{\s*([^!].*?)\s*\}/g, (written, name: string) => found.texts.get(name) ?? written);
    yield { value: stringNode(value.replaceAll('${!', '${'), node), scope: found.scope.under({ valuePlace: undefined }) };
  }
}

function* substitute(
  validator: Validator,
  names: readonly string[],
  variables: Node | undefined,
  node: Node,
  scope: Scope,
): Generator<{ texts: Map<string, string>; scope: Scope }> {
  const [name, ...rest] = names;
  if (name === undefined) {
    yield { texts: new Map(), scope };
    return;
  }
  const own = entryOf(variables, name)?.value;
  // An attribute of a resource is known only at deployment.
  if (!own && name.includes('.')) return;
  for (const resolution of own ? resolve(validator, own, scope) : resolveReference(validator, name, node, scope)) {
    if (resolution.value?.kind !== 'scalar') continue;
    const text = scalarText(resolution.value);
    for (const found of substitute(validator, rest, variables, node, resolution.scope)) {
      yield { texts: found.texts.set(name, text), scope: found.scope };
    }
  }
}

/** The strings that a node may come to. */
export function* stringsFrom(validator: Validator, node: Node, scope: Scope): Generator<{ text: string; scope: Scope }> {
  for (const { value, scope: found } of resolve(validator, node, scope)) {
    if (value?.kind === 'scalar' && typeof value.value === 'string') yield { text: value.value, scope: found };
  }
}

function subjectValues(scope: Scope): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, node] of scope.values) if (node.kind === 'scalar') values.set(subjectOf(name), scalarText(node));
  return values;
}
