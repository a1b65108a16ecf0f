import type { Span } from '../../language/diagnostic.ts';
import type { Expression, Step } from '../hcl/ast.ts';
import { parseLoneExpression } from '../hcl/parser.ts';

/** A name and constant steps, read from an expression that is an address. */
export interface Address extends Span {
  readonly root: string;
  readonly steps: readonly Step[];
  /** Written in quotes, as before Terraform 0.12. */
  readonly quoted: boolean;
}

/** The address that an expression is; undefined where it is something else. A quoted one is read only if `quotes` allows. */
export function addressOf(expression: Expression, quotes: boolean): Address | undefined {
  const { start, end } = expression;
  if (expression.kind === 'reference') return { root: expression.root.text, steps: expression.steps, quoted: false, start, end };
  // In an address the keywords are names: null.west is a configuration of the provider "null".
  const word = expression.kind === 'access' ? expression.source : expression;
  if (word.kind === 'literal' && typeof word.value !== 'number') return { root: word.text, steps: expression.kind === 'access' ? expression.steps : [], quoted: false, start, end };
  if (!quotes || expression.kind !== 'template') return undefined;
  const [part, more] = expression.parts;
  if (part?.kind !== 'text' || more) return undefined;
  const inner = parseLoneExpression(part.value).expression;
  const address = inner && addressOf(inner, false);
  return address && { ...address, quoted: true, start, end };
}

/** The items of a list that is written out; undefined where the expression is something else. */
export function listItems(expression: Expression): readonly Expression[] | undefined {
  if (expression.kind === 'tuple') return expression.items;
  return expression.kind === 'parentheses' ? listItems(expression.inner) : undefined;
}

/** The bare word that an expression is, or the text of a quoted one. */
export function keywordOf(expression: Expression): { readonly word: string; readonly quoted: boolean } | undefined {
  const address = addressOf(expression, true);
  if (address && address.steps.length === 0) return { word: address.root, quoted: address.quoted };
  return undefined;
}

