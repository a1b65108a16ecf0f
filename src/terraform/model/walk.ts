import type { ModuleFile } from './file.ts';
import type { Body, Expression, Name, Reference, TemplatePart } from '../hcl/ast.ts';

type VisitChild = (child: Expression, names: readonly Name[]) => void;

const noNames: readonly Name[] = [];

/** Calls `visit` for the expressions directly inside an expression, each with the names that are in scope only there. */
function forEachChild(expression: Expression, visit: VisitChild): void {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
    case 'invalid':
      return;
    case 'template':
      return forEachInParts(expression.parts, noNames, visit);
    case 'tuple':
      for (const item of expression.items) visit(item, noNames);
      return;
    case 'object':
      for (const { key, value } of expression.items) {
        if (!isBareKey(key)) visit(key, noNames);
        visit(value, noNames);
      }
      return;
    case 'for': {
      const { key, value, collection, resultKey, result, condition } = expression;
      const names = key ? [key, value] : [value];
      visit(collection, noNames);
      if (resultKey) visit(resultKey, names);
      visit(result, names);
      if (condition) visit(condition, names);
      return;
    }
    case 'call':
      for (const argument of expression.args) visit(argument, noNames);
      return;
    case 'conditional':
      visit(expression.condition, noNames);
      visit(expression.whenTrue, noNames);
      visit(expression.whenFalse, noNames);
      return;
    case 'binary':
      visit(expression.left, noNames);
      visit(expression.right, noNames);
      return;
    case 'unary':
      return visit(expression.operand, noNames);
    case 'parentheses':
      return visit(expression.inner, noNames);
    case 'access':
      return visit(expression.source, noNames);
    case 'index':
      visit(expression.collection, noNames);
      visit(expression.key, noNames);
      return;
    case 'splat':
      visit(expression.source, noNames);
      for (const { key } of expression.each) if (typeof key === 'object') visit(key, noNames);
      return;
  }
}

function forEachInParts(parts: readonly TemplatePart[], names: readonly Name[], visit: VisitChild): void {
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        break;
      case 'interpolation':
        visit(part.value, names);
        break;
      case 'if':
        visit(part.condition, names);
        forEachInParts(part.whenTrue, names, visit);
        forEachInParts(part.whenFalse, names, visit);
        break;
      case 'for':
        visit(part.collection, names);
        forEachInParts(part.body, part.key ? [...names, part.key, part.value] : [...names, part.value], visit);
        break;
    }
  }
}

/** A bare name before `=` in an object is a string, not a reference. */
export function isBareKey(key: Expression): boolean {
  return key.kind === 'reference' && key.steps.length === 0;
}

/** Calls `visit` for an expression and everything inside it, outermost first; `local` holds the names that `for` declares. */
export function walkExpression(
  expression: Expression,
  visit: (expression: Expression, local: ReadonlySet<string>) => void,
  local: ReadonlySet<string> = noLocals,
): void {
  visit(expression, local);
  forEachChild(expression, (child, names) => {
    walkExpression(child, visit, names.length > 0 ? new Set([...local, ...names.map(({ text }) => text)]) : local);
  });
}

const noLocals: ReadonlySet<string> = new Set();

/** Every expression that is a whole argument, in a body and the blocks inside it. */
export function bodyExpressions(body: Body): Expression[] {
  const found: Expression[] = [];
  const collect = ({ items }: Body) => {
    for (const item of items) {
      if (item.kind === 'attribute') found.push(item.value);
      else collect(item.body);
    }
  };
  collect(body);
  return found;
}

/** Every expression of a file, with what is inside each, outermost first. */
export function allExpressions(file: ModuleFile): readonly Expression[] {
  return file.analysis(collectExpressions);
}

function collectExpressions(file: ModuleFile): Expression[] {
  const found: Expression[] = [];
  for (const expression of bodyExpressions(file.body)) walkExpression(expression, (inner) => void found.push(inner));
  return found;
}

/** The references in each expression of a file that is a whole argument, as `referencesIn` finds them. */
export function fileReferences(file: ModuleFile): ReadonlyMap<Expression, readonly Reference[]> {
  return file.analysis(collectReferences);
}

function collectReferences({ body }: ModuleFile): ReadonlyMap<Expression, readonly Reference[]> {
  return new Map(bodyExpressions(body).map((expression) => [expression, referencesIn(expression)]));
}

/** Every reference in an expression, except to names that a `for` declares. */
export function referencesIn(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (inner, local) => {
    if (inner.kind === 'reference' && !local.has(inner.root.text)) found.push(inner);
  });
  return found;
}
