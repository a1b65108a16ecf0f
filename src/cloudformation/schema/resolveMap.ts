import { get, type MapNode, type Node } from '../../language/tree/node.ts';
import { argumentOf, pseudoParameters } from '../parser/intrinsics.ts';
import { placed, scalarText, type Resolution, type Resolver } from './resolution.ts';
import type { Scope } from './scope.ts';
import type { Validator } from './validator.ts';
import { show } from './values.ts';
import { someOf } from './words.ts';

/** Everything that `Fn::FindInMap` may come to; what is not in the mapping is an issue at the argument that names it. */
export function* resolveFindInMap(validator: Validator, resolve: Resolver, argument: Node, scope: Scope): Generator<Resolution> {
  if (argument.kind !== 'list' || (argument.items.length !== 3 && argument.items.length !== 4)) return;
  const [mapNode, topNode, secondNode, options] = argument.items;
  if (!mapNode || !topNode || !secondNode) return;
  const fallback = get(options, 'DefaultValue');
  if (fallback) yield* resolve(fallback, scope);
  const { mappings } = validator.template;
  const issue = (node: Node, message: string): Resolution => ({
    scope,
    issue: validator.issue(node, scope.at({ here: node.kind === 'scalar' && node.synthetic ? scope.here : node }), { keyword: 'fn_findinmap', message }),
  });
  if (mappings.has('Fn::Transform')) return;
  if (mappings.size === 0 && !fallback) {
    if (validator.template.dropped.length === 0) yield issue(mapNode, 'The template has no mappings');
    return;
  }
  if (isPseudo(mapNode)) return;
  const misses: Resolution[] = [];
  let found = false;
  for (const mapName of resolve(mapNode, scope)) {
    if (mapName.value?.kind !== 'scalar' || typeof mapName.value.value !== 'string') continue;
    const mapping = mappings.get(mapName.value.value)?.value;
    if (!mapping) {
      if (!fallback) misses.push(issue(mapNode, `${show(mapName.value)} is no mapping of this template, which has ${someOf([...mappings.keys()])}`));
      continue;
    }
    if (mapping.kind !== 'map' || hasTransform(mapping) || isPseudo(secondNode)) continue;
    if (isPseudo(topNode)) {
      yield* byPseudoParameter(validator, mapping, mapName.value.value, topNode, secondNode, scope, issue);
      found = true;
      continue;
    }
    for (const top of resolve(topNode, scope)) {
      if (top.value?.kind !== 'scalar' || typeof top.value.value === 'boolean') continue;
      const level = get(mapping, scalarText(top.value));
      if (!level) {
        if (!fallback) misses.push(issue(topNode, `${show(top.value)} is no first-level key of mapping ${show(mapName.value)}, which has ${someOf(keysOf(mapping))}`));
        continue;
      }
      if (level.kind !== 'map' || hasTransform(level)) continue;
      for (const second of resolve(secondNode, top.scope.under({ pseudoParameters: false }))) {
        if (second.value?.kind !== 'scalar' || typeof second.value.value === 'boolean') continue;
        const value = get(level, scalarText(second.value));
        if (value) {
          found = true;
          yield { value: placed(value, argument), scope: second.scope.under({ pseudoParameters: scope.pseudoParameters }) };
        } else if (!fallback) {
          misses.push(issue(secondNode, `${show(second.value)} is no second-level key of mapping ${show(mapName.value)}, which has ${someOf(keysOf(level))}`));
        }
      }
    }
  }
  if (!found) yield* misses;
}

function* byPseudoParameter(
  validator: Validator,
  mapping: MapNode,
  name: string,
  topNode: Node,
  secondNode: Node,
  scope: Scope,
  issue: (node: Node, message: string) => Resolution,
): Generator<Resolution> {
  if (secondNode.kind !== 'scalar' || typeof secondNode.value !== 'string') return;
  const pseudo = argumentOf(topNode, 'Ref');
  const isKey = (key: string): boolean => {
    if (pseudo?.kind !== 'scalar') return true;
    if (pseudo.text === 'AWS::AccountId') return /^\d{12}$/.test(key);
    return pseudo.text !== 'AWS::Region' || validator.facts.regions.includes(key);
  };
  const tops = mapping.entries.filter((entry) => isKey(entry.key.text));
  const values = tops.map((entry) => get(entry.value, secondNode.text)).filter((value) => value !== undefined);
  for (const value of values) yield { value: placed(value, topNode), scope };
  if (tops.length === 0) yield issue(topNode, `${show(topNode)} is no first-level key of mapping ${show(name)}`);
  else if (values.length === 0) yield issue(secondNode, `${show(secondNode)} is no second-level key of mapping ${show(name)}`);
}

function isPseudo(node: Node): boolean {
  const name = argumentOf(node, 'Ref');
  return name?.kind === 'scalar' && pseudoParameters.has(name.text);
}

function hasTransform(map: MapNode): boolean {
  return map.entries.some((entry) => entry.key.text === 'Fn::Transform');
}

function keysOf(map: MapNode): string[] {
  return map.entries.map((entry) => entry.key.text);
}
