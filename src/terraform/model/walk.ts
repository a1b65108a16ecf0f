import type { ModuleFile } from './file.ts';
import type { Body, Expression, Name, Reference, TemplatePart } from '../hcl/ast.ts';

/** Expressions with no names of their own in scope. */
function plain(...list: readonly (Expression | undefined)[]): (readonly [Expression, readonly Name[]])[] {
  return list.filter((entry) => entry !== undefined).map((entry) => [entry, []]);
}

/** The expressions directly inside an expression, each with the names that are in scope only there. */
export function children(expression: Expression): readonly (readonly [Expression, readonly Name[]])[] {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
    case 'invalid':
      return [];
    case 'template':
      return partChildren(expression.parts, []);
    case 'tuple':
      return plain(...expression.items);
    case 'object':
      return plain(...expression.items.flatMap(({ key, value }) => (isBareKey(key) ? [value] : [key, value])));
    case 'for': {
      const { key, value, collection, resultKey, result, condition } = expression;
      const names = key ? [key, value] : [value];
      return [
        [collection, []],
        ...[resultKey, result, condition].filter((entry) => entry !== undefined).map((entry) => [entry, names] as const),
      ];
    }
    case 'call':
      return plain(...expression.args);
    case 'conditional':
      return plain(expression.condition, expression.whenTrue, expression.whenFalse);
    case 'binary':
      return plain(expression.left, expression.right);
    case 'unary':
      return plain(expression.operand);
    case 'parentheses':
      return plain(expression.inner);
    case 'access':
      return plain(expression.source);
    case 'index':
      return plain(expression.collection, expression.key);
    case 'splat':
      return plain(expression.source, ...expression.each.map(({ key }) => (typeof key === 'object' ? key : undefined)));
  }
}

function partChildren(parts: readonly TemplatePart[], names: readonly Name[]): (readonly [Expression, readonly Name[]])[] {
  return parts.flatMap((part): (readonly [Expression, readonly Name[]])[] => {
    switch (part.kind) {
      case 'text':
        return [];
      case 'interpolation':
        return [[part.value, names]];
      case 'if':
        return [[part.condition, names], ...partChildren(part.whenTrue, names), ...partChildren(part.whenFalse, names)];
      case 'for': {
        const inner = part.key ? [...names, part.key, part.value] : [...names, part.value];
        return [[part.collection, names], ...partChildren(part.body, inner)];
      }
    }
  });
}

/** A bare name before `=` in an object is a string, not a reference. */
export function isBareKey(key: Expression): boolean {
  return key.kind === 'reference' && key.steps.length === 0;
}

/** Calls `visit` for an expression and everything inside it, outermost first; `local` holds the names that `for` declares. */
export function walkExpression(
  expression: Expression,
  visit: (expression: Expression, local: ReadonlySet<string>) => void,
  local: ReadonlySet<string> = new Set(),
): void {
  visit(expression, local);
  for (const [child, names] of children(expression)) {
    walkExpression(child, visit, names.length > 0 ? new Set([...local, ...names.map(({ text }) => text)]) : local);
  }
}

/** Every expression that is a whole argument, in a body and the blocks inside it. */
export function bodyExpressions(body: Body): Expression[] {
  return body.items.flatMap((item) => (item.kind === 'attribute' ? [item.value] : bodyExpressions(item.body)));
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

/** Every reference in an expression, except to names that a `for` declares. */
export function referencesIn(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (inner, local) => {
    if (inner.kind === 'reference' && !local.has(inner.root.text)) found.push(inner);
  });
  return found;
}
