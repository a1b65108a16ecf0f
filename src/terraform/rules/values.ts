import { evaluate } from '../eval/evaluate.ts';
import type { EvaluationSummary } from '../eval/traverse.ts';
import type { Value } from '../eval/value.ts';
import type { Expression } from '../hcl/ast.ts';
import type { Span } from '../../language/diagnostic.ts';
import { placesOf } from '../model/contexts.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { referencesIn } from '../model/walk.ts';
import { isRoot } from '../model/root.ts';
import type { FileView } from './rule.ts';
import { scopeOf } from './scopeOf.ts';

/** The value of every expression of the file that Terraform evaluates, and what is wrong on the way to it. */
export interface Values {
  readonly values: ReadonlyMap<Expression, Value>;
  readonly problems: readonly { readonly summary: EvaluationSummary; readonly span: Span; readonly detail: string }[];
}

/**
 * Whether there is a file that a function reads. Only paths that begin at the module are looked for: others begin where
 * Terraform is run, which for a module that another one calls is somewhere else.
 */
function fileExists(view: FileView, path: string): boolean {
  return path.startsWith('./') || (!/^[/~]|^[A-Za-z]:/.test(path) && isRoot(view.module)) ? view.exists(path) : true;
}

/** Evaluates the file once for all rules that ask about values. */
export function valuesOf(view: FileView): Values {
  const scope = view.shared(scopeOf);
  const values = new Map<Expression, Value>();
  const problems: { summary: EvaluationSummary; span: Span; detail: string }[] = [];
  for (const { expression, name, context } of placesOf(view.file)) {
    if (name === 'depends_on') continue;
    const report = (summary: EvaluationSummary, span: Span, detail: string) => void problems.push({ summary, span, detail });
    values.set(expression, evaluate(expression, { scope: scope.at(context), signatures: view.facts.signatures, report, exists: (path) => fileExists(view, path) }));
  }
  // Defaults are computed too, as long as they are made of nothing but themselves.
  const empty = { resolve: () => undefined };
  for (const block of blocksOf(view.file.body, 'variable')) {
    const value = attributeOf(block.body, 'default')?.value;
    if (!value || referencesIn(value).length > 0) continue;
    const report = (summary: EvaluationSummary, span: Span, detail: string) => void problems.push({ summary, span, detail });
    evaluate(value, { scope: empty, signatures: new Map(), report: (summary, ...rest) => summary !== 'Call to unknown function' && report(summary, ...rest) });
  }
  return { values, problems };
}
