import type { Node } from '../../language/tree/node.ts';
import { stringNode } from './resolution.ts';

/** The resource and the attribute that `Fn::GetAtt` names, however it is written. */
export function attributeParts(argument: Node): { resource: Node; attribute: Node } | undefined {
  if (argument.kind === 'list') {
    const [resource, attribute] = argument.items;
    return resource && attribute ? { resource, attribute } : undefined;
  }
  if (argument.kind !== 'scalar' || typeof argument.value !== 'string') return undefined;
  const dot = argument.value.indexOf('.');
  if (dot < 0) return undefined;
  return {
    resource: stringNode(argument.value.slice(0, dot), argument),
    attribute: stringNode(argument.value.slice(dot + 1), argument),
  };
}
