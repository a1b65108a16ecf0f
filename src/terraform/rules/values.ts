import { evaluate, Evaluator, nowhere, plainValue, type Scope } from '../eval/evaluate.ts';
import type { EvaluationReport, EvaluationSummary, Meant } from '../eval/traverse.ts';
import { objectValue, pairsOf, unknown, type Value, whollyKnown, withMarks } from '../eval/value.ts';
import type { Block, Expression, Reference } from '../hcl/ast.ts';
import type { Span } from '../../language/diagnostic.ts';
import { placesOf } from '../model/contexts.ts';
import { attributeOf, attributesOf } from '../model/module.ts';
import { fileReferences, referencesIn, walkExpression } from '../model/walk.ts';
import { isRequired, requirementOf } from '../model/providers.ts';
import { filesFor } from './readFiles.ts';
import type { FileView } from './rule.ts';
import { schemaBodies } from './schemaBodies.ts';
import { plannedScopeOf, scopeOf } from './scopeOf.ts';

/** The value of every expression of the file that Terraform evaluates, and what is wrong on the way to it. */
export interface Values {
  readonly values: ReadonlyMap<Expression, Value>;
  /** The same with what a plan tells, where there may be a difference. */
  readonly planned: ReadonlyMap<Expression, Value>;
  readonly problems: readonly ValueProblem[];
}

/** What is wrong with a value. */
interface Found {
  readonly summary: EvaluationSummary;
  readonly span: Span;
  readonly detail: string;
  readonly meant: Meant | undefined;
}

/** `late` where Terraform itself would tell only with a plan. */
type ValueProblem = Found & { readonly late: boolean };

/** Evaluates the file once for all rules that ask about values. */
export function valuesOf(view: FileView): Values {
  const values = new Map<Expression, Value>();
  const planned = new Map<Expression, Value>();
  const problems: ValueProblem[] = [];
  const valueIn = evaluatorFor(view);
  const references = fileReferences(view.file);
  const names = view.shared(scopeOf);
  for (const { expression, name, context } of placesOf(view.file)) {
    if (name === 'depends_on') continue;
    if (name === 'id' && context.owner.type === 'import') {
      values.set(expression, importedId(expression, context.owner, problems, names.at(context), valueIn));
      continue;
    }
    // Most are plain, and there is nothing to prepare for them.
    const plain = plainValue(expression);
    if (plain) {
      values.set(expression, plain);
      continue;
    }
    const toldByPlan = names.toldByPlan;
    const evaluated = valueIn(expression, names.at(context));
    values.set(expression, evaluated.value);
    if (evaluated.problems.length > 0) {
      // terraform validate asks of an assertion only whether a resource that it refers to can have what is named.
      const assertion = context.condition === 'assert' && name === 'condition';
      for (const problem of evaluated.problems) problems.push({ ...problem, late: assertion && !isOfResource(problem, references.get(expression)) });
      continue;
    }
    if (whollyKnown(evaluated.value) || names.toldByPlan === toldByPlan) continue;
    if (expression.kind === 'reference' && evaluated.planned) {
      planned.set(expression, evaluated.planned);
      continue;
    }
    const later = valueIn(expression, view.shared(plannedScopeOf).at(context));
    for (const problem of later.problems) problems.push({ ...problem, late: true });
    planned.set(expression, later.value);
  }
  for (const expression of fixedExpressions(view)) {
    for (const problem of fixedValue(expression).problems) problems.push({ ...problem, late: false });
  }
  return { values, planned, problems };
}

/** The id of what an import imports, and the index of its target on the way: for each instance until something is wrong. */
function importedId(id: Expression, { body }: Block, problems: ValueProblem[], scope: Scope, valueIn: EvaluateIn): Value {
  const repeated = attributeOf(body, 'for_each')?.value;
  const all = repeated && valueIn(repeated, scope).value;
  const to = attributeOf(body, 'to')?.value;
  let value: Value | undefined;
  for (const each of all ? instancesOf(all) : []) {
    const within: Scope = { resolve: (reference) => (reference.root.text === 'each' ? { value: each, steps: 0 } : scope.resolve(reference)) };
    const key = to?.kind === 'index' && referencesIn(to.key).every(({ root }) => root.text === 'each') ? valueIn(to.key, within) : undefined;
    const evaluated = valueIn(id, within);
    value ??= evaluated.value;
    const found = [...(key?.problems ?? []), ...evaluated.problems];
    for (const problem of found) problems.push({ ...problem, late: false });
    if (found.length > 0) break;
  }
  if (value) return value;
  const evaluated = valueIn(id, scope);
  for (const problem of evaluated.problems) problems.push({ ...problem, late: false });
  return evaluated.value;
}

/** What `each` stands for in each instance of a block that is repeated for a value. */
function instancesOf(all: Value): Value[] {
  return (pairsOf(all) ?? []).map(([key, value]) => objectValue(new Map([['key', key], ['value', withMarks(value, all)]])));
}

/** Roots of references to what is not described by a schema. */
export const withoutSchema = new Set(['var', 'local', 'module', 'each', 'count']);

function isOfResource({ summary, span }: Found, references: readonly Reference[] = []): boolean {
  return summary === 'Unsupported attribute' && !references.some((reference) => withoutSchema.has(reference.root.text) && contains(reference, span));
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Evaluated {
  readonly value: Value;
  readonly problems: readonly Found[];
  /** Of a reference: what a plan tells of it. */
  readonly planned: Value | undefined;
}

type EvaluateIn = (expression: Expression, scope: Scope) => Evaluated;

/** Evaluates the expressions of a view. */
function evaluatorFor(view: FileView): EvaluateIn {
  const { signatures } = view.facts;
  const sourceOf = (provider: string) => (isRequired(view.module, provider) ? requirementOf(view.module, provider).source : undefined);
  let problems = nothing;
  const report: EvaluationReport = (summary, span, detail, meant) => {
    problems = withProblem(problems, { summary, span, detail, meant });
  };
  const evaluator = new Evaluator({ signatures, report, files: filesFor(view), sourceOf });
  return (expression, scope) => {
    problems = nothing;
    const value = evaluator.evaluate(expression, scope);
    return { value: problems.length > 0 ? unknown() : value, problems, planned: evaluator.planned };
  };
}

/** Problems with one more, which may be among them already. */
function withProblem(problems: readonly Found[], found: Found): readonly Found[] {
  const { summary, span } = found;
  const isTold = problems.some((known) => known.summary === summary && known.span.start === span.start && known.span.end === span.end);
  return isTold ? problems : [...problems, found];
}

const nothing: readonly Found[] = [];

/** Expressions that are read before anything else is known. */
function fixedExpressions(view: FileView): Expression[] {
  const found: Expression[] = [];
  for (const { body, schema: { fixed } } of schemaBodies(view)) {
    if (fixed) for (const { name, value } of attributesOf(body)) if (fixedForms.has(fixed.get(name))) found.push(value);
  }
  return found;
}

const fixedForms: ReadonlySet<string | undefined> = new Set(['constant', 'constant-string', 'constant-bool']);

/** True where nothing is referred to and nothing called. */
function isFixed(expression: Expression): boolean {
  let fixed = true;
  walkExpression(expression, (inner, local) => {
    if (inner.kind === 'call' || (inner.kind === 'reference' && !local.has(inner.root.text))) fixed = false;
  });
  return fixed;
}

/** The value of an expression that is made of nothing but itself; not known where something is wrong with it. */
export function fixedValue(expression: Expression): { readonly value: Value; readonly problems: readonly Found[] } {
  const plain = plainValue(expression);
  if (plain) return { value: plain, problems: nothing };
  if (!isFixed(expression)) return { value: unknown(), problems: nothing };
  let problems = nothing;
  const report: EvaluationReport = (summary, span, detail, meant) => {
    problems = withProblem(problems, { summary, span, detail, meant });
  };
  const value = evaluate(expression, { scope: nowhere, signatures: new Map(), report });
  return { value: problems.length > 0 ? unknown() : value, problems };
}
