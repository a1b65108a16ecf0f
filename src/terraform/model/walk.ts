import { groupedBy } from '../../language/group.ts';
import { settled } from '../../language/settled.ts';
import type { ModuleFile } from './file.ts';
import type { Body, Expression, Name, Reference, TemplatePart } from '../hcl/ast.ts';

/** What is told of an expression: `local` holds the names that `for` declares around it. */
type Visit = (expression: Expression, local: ReadonlySet<string>) => void;

const noLocals: ReadonlySet<string> = new Set();

/** Calls `visit` for an expression and everything inside it, outermost first. */
export function walkExpression(expression: Expression, visit: Visit, local: ReadonlySet<string> = noLocals): void {
  visit(expression, local);
  switch (expression.kind) {
    case 'literal':
    case 'reference':
    case 'invalid':
      return;
    case 'template':
      return walkParts(expression.parts, visit, local);
    case 'tuple':
      for (const item of expression.items) walkExpression(item, visit, local);
      return;
    case 'object':
      for (const { key, value } of expression.items) {
        if (!isBareKey(key)) walkExpression(key, visit, local);
        walkExpression(value, visit, local);
      }
      return;
    case 'for': {
      const { key, value, collection, resultKey, result, condition } = expression;
      const inner = withNames(local, key, value);
      walkExpression(collection, visit, local);
      if (resultKey) walkExpression(resultKey, visit, inner);
      walkExpression(result, visit, inner);
      if (condition) walkExpression(condition, visit, inner);
      return;
    }
    case 'call':
      for (const argument of expression.args) walkExpression(argument, visit, local);
      return;
    case 'conditional':
      walkExpression(expression.condition, visit, local);
      walkExpression(expression.whenTrue, visit, local);
      walkExpression(expression.whenFalse, visit, local);
      return;
    case 'binary':
      walkExpression(expression.left, visit, local);
      walkExpression(expression.right, visit, local);
      return;
    case 'unary':
      return walkExpression(expression.operand, visit, local);
    case 'parentheses':
      return walkExpression(expression.inner, visit, local);
    case 'access':
      return walkExpression(expression.source, visit, local);
    case 'index':
      walkExpression(expression.collection, visit, local);
      walkExpression(expression.key, visit, local);
      return;
    case 'splat':
      walkExpression(expression.source, visit, local);
      for (const { key } of expression.each) if (typeof key === 'object') walkExpression(key, visit, local);
      return;
  }
}

function walkParts(parts: readonly TemplatePart[], visit: Visit, local: ReadonlySet<string>): void {
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        break;
      case 'interpolation':
        walkExpression(part.value, visit, local);
        break;
      case 'if':
        walkExpression(part.condition, visit, local);
        walkParts(part.whenTrue, visit, local);
        walkParts(part.whenFalse, visit, local);
        break;
      case 'for':
        walkExpression(part.collection, visit, local);
        walkParts(part.body, visit, withNames(local, part.key, part.value));
        break;
    }
  }
}

function withNames(local: ReadonlySet<string>, key: Name | undefined, value: Name): ReadonlySet<string> {
  const names = new Set(local).add(value.text);
  return key ? names.add(key.text) : names;
}

/** A bare name before `=` in an object is a string, not a reference. */
export function isBareKey(key: Expression): boolean {
  return key.kind === 'reference' && key.steps.length === 0;
}

/** Every expression that is a whole argument, in a body and the blocks inside it. */
export function bodyExpressions(body: Body): Expression[] {
  const found: Expression[] = [];
  const gather = ({ items }: Body) => {
    for (const item of items) {
      if (item.kind === 'attribute') found.push(item.value);
      else gather(item.body);
    }
  };
  gather(body);
  return found;
}

/** Every expression of a file, with what is inside each, outermost first. */
export function allExpressions(file: ModuleFile): readonly Expression[] {
  return file.analysis(collectAll);
}

/** Every expression of a kind in a file, in the same order. */
export function expressionsOf<K extends Expression['kind']>(file: ModuleFile, kind: K): readonly Extract<Expression, { kind: K }>[] {
  return (file.analysis(collectByKind).get(kind) ?? []) as Extract<Expression, { kind: K }>[];
}

function collectByKind(file: ModuleFile): ReadonlyMap<Expression['kind'], readonly Expression[]> {
  return groupedBy(allExpressions(file), ({ kind }) => kind);
}

/** The references in each expression of a file that is a whole argument and has any, as `referencesIn` finds them. */
export function fileReferences(file: ModuleFile): ReadonlyMap<Expression, readonly Reference[]> {
  return file.analysis(collectReferences);
}

function collectAll(file: ModuleFile): readonly Expression[] {
  const parts = file.each(collect);
  return parts.length === 1 && parts[0] ? parts[0].all : parts.flatMap(({ all }) => all);
}

function collectReferences(file: ModuleFile): ReadonlyMap<Expression, readonly Reference[]> {
  const parts = file.each(collect);
  if (parts.length === 1 && parts[0]) return parts[0].references;
  const all = new Map<Expression, readonly Reference[]>();
  for (const { references } of parts) {
    references.forEach((found, expression) => all.set(expression, found));
  }
  return all;
}

/** Goes through the expressions of a block once for all that ask about them. */
function collect({ body }: ModuleFile): { readonly all: readonly Expression[]; readonly references: ReadonlyMap<Expression, readonly Reference[]> } {
  const all: Expression[] = [];
  const references = new Map<Expression, readonly Reference[]>();
  let found: Reference[] | undefined;
  const visit: Visit = (inner, local) => {
    all.push(inner);
    if (inner.kind !== 'reference' || local.has(inner.root.text)) return;
    // The only one mostly, for which a list that grows would make room for many.
    if (found) found.push(inner);
    else found = [inner];
  };
  for (const expression of bodyExpressions(body)) {
    walkExpression(expression, visit);
    if (!found) continue;
    references.set(expression, found);
    found = undefined;
  }
  return { all: settled(all), references };
}

/** Every reference in an expression, except to names that a `for` declares. */
export function referencesIn(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (inner, local) => {
    if (inner.kind === 'reference' && !local.has(inner.root.text)) found.push(inner);
  });
  return found;
}
