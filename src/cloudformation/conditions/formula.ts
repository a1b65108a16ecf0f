import type { Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';

/** A condition as logic over comparisons. */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** Whether the subject (an expression, written canonically) has this value. */
  | { readonly kind: 'equals'; readonly subject: string; readonly value: string }
  /** Something that is true or false for reasons that are not known here. */
  | { readonly kind: 'opaque'; readonly id: string; readonly isOfReferences?: boolean }
  | { readonly kind: 'condition'; readonly name: string }
  | { readonly kind: 'not'; readonly part: Formula }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] };

/** The formula of a condition's value. What is malformed counts as opaque: other rules report it. */
export function formulaOf(node: Node): Formula {
  const call = callOf(node);
  if (!call) return { kind: 'opaque', id: canonical(node) };
  const { name, argument } = call;
  if (name === 'Condition' && argument.kind === 'scalar') return { kind: 'condition', name: argument.text };
  if (argument.kind === 'list') {
    if (name === 'Fn::Equals' && argument.items.length === 2) return equalsOf(argument.items[0], argument.items[1]);
    if (name === 'Fn::Not' && argument.items[0] && argument.items.length === 1) {
      return { kind: 'not', part: formulaOf(argument.items[0]) };
    }
    if (name === 'Fn::And') return { kind: 'and', parts: argument.items.map(formulaOf) };
    if (name === 'Fn::Or') return { kind: 'or', parts: argument.items.map(formulaOf) };
  }
  return { kind: 'opaque', id: canonical(node) };
}

function equalsOf(left: Node | undefined, right: Node | undefined): Formula {
  const [a, b] = [sideOf(left), sideOf(right)];
  if (a.literal && b.literal) return { kind: 'constant', value: a.text === b.text };
  if (a.text === b.text && !a.literal && !b.literal) return { kind: 'constant', value: true };
  if (a.literal) return { kind: 'equals', subject: b.text, value: a.text };
  if (b.literal) return { kind: 'equals', subject: a.text, value: b.text };
  return { kind: 'opaque', id: [a.text, b.text].toSorted().join('='), isOfReferences: isReference(a.text) && isReference(b.text) };
}

function sideOf(node: Node | undefined): { literal: boolean; text: string } {
  if (node?.kind === 'scalar') return { literal: true, text: scalarText(node.value) };
  const call = callOf(node);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar') return { literal: false, text: subjectOf(call.argument.text) };
  return { literal: false, text: node ? canonical(node) : '' };
}

function scalarText(value: string | number | boolean | null): string {
  return typeof value === 'boolean' ? String(value) : String(value ?? '');
}

/**
 * Whether a formula is decided by values of parameters and of pseudo parameters.
 * @param ofCondition the same of the conditions that it names
 */
export function isKnowable(formula: Formula, ofCondition: (name: string) => boolean): boolean {
  switch (formula.kind) {
    case 'constant':
      return true;
    case 'equals':
      return isReference(formula.subject);
    case 'opaque':
      return formula.isOfReferences === true;
    case 'condition':
      return ofCondition(formula.name);
    case 'not':
      return isKnowable(formula.part, ofCondition);
    case 'and':
    case 'or':
      return formula.parts.every((part) => isKnowable(part, ofCondition));
  }
}

const referencePrefix = 'Ref ';

function isReference(subject: string): boolean {
  return subject.startsWith(referencePrefix);
}

/** The subject that stands for a reference to a parameter. */
export function subjectOf(parameter: string): string {
  return `${referencePrefix}${parameter}`;
}

/** The same text for every node that means the same. */
function canonical(node: Node): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'list':
      return `[${node.items.map(canonical).join(',')}]`;
    case 'map':
      return `{${node.entries
        .map((entry) => `${JSON.stringify(entry.key.text)}:${canonical(entry.value)}`)
        .toSorted()
        .join(',')}}`;
  }
}
