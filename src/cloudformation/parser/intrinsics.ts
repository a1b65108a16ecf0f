import { listNode, mapNode, scalarNode, type Entry, type Node, type ScalarNode } from '../../language/tree/node.ts';

/** The intrinsic functions, in their long form. Source: AWS CloudFormation's intrinsic function reference. */
export const functions: ReadonlySet<string> = new Set([
  'Ref', 'Fn::Base64', 'Fn::Cidr', 'Fn::FindInMap', 'Fn::GetAtt', 'Fn::GetAZs', 'Fn::GetStackOutput', 'Fn::If', 'Fn::ImportValue',
  'Fn::Join', 'Fn::Length', 'Fn::Select', 'Fn::Split', 'Fn::Sub', 'Fn::ToJsonString', 'Fn::Transform',
]);

/** Functions that only conditions and rules may use. */
export const conditionFunctions: ReadonlySet<string> = new Set([
  'Condition', 'Fn::And', 'Fn::Contains', 'Fn::EachMemberEquals', 'Fn::EachMemberIn', 'Fn::Equals', 'Fn::Not', 'Fn::Or', 'Fn::RefAll',
  'Fn::ValueOf', 'Fn::ValueOfAll',
]);

/** The pseudo parameters. Source: AWS CloudFormation's pseudo parameters reference. */
export const pseudoParameters: ReadonlySet<string> = new Set([
  'AWS::AccountId', 'AWS::NoValue', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName',
  'AWS::URLSuffix',
]);

/** A call of an intrinsic function: a map with one entry, the function's name. */
export interface Call {
  readonly name: string;
  readonly key: ScalarNode;
  readonly argument: Node;
}

/** The call that a value is, whether or not the name is a known function's; undefined where it is no call. */
export function callOf(node: Node | undefined): Call | undefined {
  if (node?.kind !== 'map' || node.entries.length !== 1) return undefined;
  const entry = node.entries[0];
  if (!entry) return undefined;
  const name = entry.key.text;
  // Asked of every value: most keys are told by their beginning.
  if (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::')) return undefined;
  return functions.has(name) || conditionFunctions.has(name) || name.startsWith('Fn::ForEach::')
    ? { name, key: entry.key, argument: entry.value }
    : undefined;
}

/** The argument of a call of this very function. */
export function argumentOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.kind !== 'map' || node.entries.length !== 1) return undefined;
  const entry = node.entries[0];
  return entry?.key.text === name ? entry.value : undefined;
}

/** Whether the value is `Ref: AWS::NoValue`. */
export function isNoValue(node: Node | undefined): boolean {
  const target = argumentOf(node, 'Ref');
  return target?.kind === 'scalar' && target.text === 'AWS::NoValue';
}

/** Whether a value is null; where something may still come, it is not known to be. */
export function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null && node.incomplete !== true;
}

/**
 * The tree with every short form (`!Sub x`) as the long form it stands for (`Fn::Sub: x`).
 * @param text what the tree was read from
 * @param anchored whether values have anchors, so that the tree may share some
 */
export function longForm(node: Node, text: string, anchored: boolean): Node {
  return new LongForm(text, anchored).of(node);
}

class LongForm {
  /** What is shared in the tree (an alias) stays shared. */
  readonly #seen: Map<Node, Node> | undefined;
  readonly #text: string;

  constructor(text: string, anchored: boolean) {
    this.#text = text;
    this.#seen = anchored ? new Map() : undefined;
  }

  of(node: Node): Node {
    if (node.kind === 'scalar' && node.tag === undefined) return node;
    const known = this.#seen?.get(node);
    if (known) return known;
    const name = functionOf(node.tag);
    const result = name === undefined ? this.#children(node) : this.#call(name, node);
    this.#seen?.set(node, result);
    return result;
  }

  #children(node: Node): Node {
    if (node.kind === 'list') {
      const items = node.items.map((item) => this.of(item));
      return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
    }
    if (node.kind === 'map') {
      let changed = false;
      const entries = node.entries.map((entry): Entry => {
        const value = this.of(entry.value);
        if (value === entry.value) return entry;
        changed = true;
        return { key: entry.key, value };
      });
      return changed ? { ...node, entries } : node;
    }
    return node;
  }

  #call(name: string, node: Node): Node {
    const tag = node.tag ?? '';
    const key = scalarNode({ start: node.start, end: Math.min(node.start + tag.length, node.end) }, { text: name, synthetic: true });
    const properties = /^(?:[!&]\S*\s*(?:#[^\n]*\s*)*)+/.exec(this.#text.slice(node.start, node.end));
    const start = Math.min(node.start + (properties?.[0].length ?? 0), node.end);
    const bare: Node = this.#children({ ...node, start, tag: undefined });
    const value = name === 'Fn::GetAtt' && bare.kind === 'scalar' ? splitAttribute(bare) : bare;
    return mapNode(node, [{ key, value }]);
  }
}

function functionOf(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length < 2 || tag.startsWith('!!') || tag.startsWith('!<')) return undefined;
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** `Resource.Attribute.Name` as the list `[Resource, Attribute.Name]`; what has no dot stays as it is. */
function splitAttribute(node: ScalarNode): Node {
  const dot = node.text.indexOf('.');
  if (dot < 0) return node;
  const parts = [node.text.slice(0, dot), node.text.slice(dot + 1)];
  return listNode(node, parts.map((text) => scalarNode(node, { text, style: node.style, synthetic: true })));
}
