import type { Span } from '../../language/diagnostic.ts';
import type { Expression } from '../hcl/ast.ts';
import { isIdentifier } from '../hcl/identifier.ts';
import { parseLoneTemplate } from '../hcl/parser.ts';
import { referencesIn } from '../model/walk.ts';
import { FunctionFailure } from './failure.ts';
import type { EvaluationReport } from './traverse.ts';
import { isMap, unknown, type Value } from './value.ts';

/** Evaluates an expression that knows no more than some names. */
export type Render = (expression: Expression, names: ReadonlyMap<string, Value>, report: EvaluationReport) => Value;

/**
 * What `templatefile` makes of a file, and `templatestring` of a text:
 * https://developer.hashicorp.com/terraform/language/functions/templatefile
 * @param where what the text is called
 * @param variables the template's, as it is called
 * @throws FunctionFailure where Terraform would report an error
 */
export function renderTemplate(where: string, text: string, variables: Value, render: Render): Value {
  const { data } = variables;
  // Without knowing how many variables there are Terraform does not look into the file.
  if (!isMap(data)) return unknown();
  const placed = ({ start }: Span) => `line ${text.slice(0, start).split('\n').length} of ${where}`;
  const { expression, problem } = parseLoneTemplate(text);
  if (problem) throw new FunctionFailure(`${placed(problem.span)}: ${problem.summary}. ${problem.detail}`);
  if (!expression) return unknown();
  const misnamed = [...data.keys()].find((name) => !isIdentifier(name));
  if (misnamed !== undefined) throw new FunctionFailure(`"${misnamed}" cannot be the name of a variable of the template.`, 1);
  const missing = referencesIn(expression).find(({ root }) => !data.has(root.text));
  if (missing) throw new FunctionFailure(`the template's variable "${missing.root.text}" is not given; it is used in ${placed(missing.root)}.`, 1);
  let failure: FunctionFailure | undefined;
  const value = render(expression, data, (summary, span, detail) => {
    failure ??= new FunctionFailure(`${placed(span)}: ${summary}. ${detail}`);
  });
  if (failure) throw failure;
  return unknown(value.type);
}
