import { suggestValue } from '../../language/suggest.ts';
import { itemsOf, type Value } from '../eval/value.ts';
import type { Expression } from '../hcl/ast.ts';
import { attributesOf, blocksOf, stringOf } from '../model/module.ts';
import type { Facts } from '../schema/facts.ts';
import type { ValueConstraint } from '../schema/awsValues.ts';
import { checkWithCalls } from './calledFiles.ts';
import { ownBody } from './awsRule.ts';
import { isOfEnvironment } from './given.ts';
import { givenValues, type NestedBody, nestedBodies } from './instances.ts';
import { meant, renamedString } from './fixes.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';
import { awsFactsOf } from './schemaBodies.ts';

/** What is not to be repeated in a message. */
const secret = /password|secret|token|private_key|credential/;

/** So much of a string is repeated in a message. */
const longestShown = 60;

function shown(text: string, isHidden: boolean): string {
  if (isHidden) return 'The value';
  return text.length > longestShown ? `"${text.slice(0, longestShown)}…"` : `"${text}"`;
}

/** Why AWS does not take a string, and what was probably meant; undefined where it does, as far as is known. */
function problemOf(text: string, isHidden: boolean, { values, pattern, shortest, longest }: ValueConstraint): { readonly reason: string; readonly near?: string | undefined } | undefined {
  // An empty string often stands for an argument that is not set.
  if (text === '' || values?.includes(text) === true) return undefined;
  if (values) {
    const near = suggestValue(text, values);
    const list = values.length > 12 ? '' : ` It is one of ${values.join(', ')}.`;
    return { reason: `${shown(text, isHidden)} is not a value that AWS is known to take.${near === undefined ? list : meant(near)}`, near };
  }
  const length = [...text].length;
  if (length < shortest) return { reason: `${shown(text, isHidden)} is shorter than ${shortest} characters.` };
  if (length > longest) return { reason: `${shown(text, isHidden)} is longer than ${longest} characters.` };
  return pattern && !pattern.test(text) ? { reason: `${shown(text, isHidden)} does not match the pattern ${pattern.source}.` } : undefined;
}

/** True for a string that stands between two quotes. */
function isQuoted(expression: Expression): boolean {
  return expression.kind === 'template' && expression.style !== 'heredoc' && stringOf(expression) !== undefined;
}

/** The strings among values and in what they hold, each once. */
function textsOf(values: readonly Value[]): Iterable<string> {
  const [value] = values;
  if (!value) return [];
  if (values.length === 1 && typeof value.data === 'string') return [value.data];
  return new Set(values.flatMap(texts));
}

function texts(value: Value): string[] {
  if (typeof value.data === 'string') return [value.data];
  return itemsOf(value).flatMap(({ data }) => (typeof data === 'string' ? [data] : []));
}

/** Rules that tflint named before it had a scheme. */
const oldNames = new Map([
  ['aws_instance.instance_type', 'aws_instance_invalid_type'],
  ['aws_launch_configuration.instance_type', 'aws_launch_configuration_invalid_type'],
  ['aws_db_instance.instance_class', 'aws_db_instance_invalid_type'],
  ['aws_elasticache_cluster.node_type', 'aws_elasticache_cluster_invalid_type'],
  ['aws_elasticache_replication_group.node_type', 'aws_elasticache_replication_group_invalid_type'],
  ['aws_elastic_beanstalk_environment.name', 'aws_elastic_beanstalk_environment_invalid_name_format'],
]);

/**
 * The id by which tflint knows the rule for an argument, `<resource>_invalid_<argument>`; an argument in blocks is named
 * after them too, `aws_instance_invalid_ebs_block_device_volume_type`.
 */
function memberOf(type: string, argument: string): string {
  return oldNames.get(`${type}.${argument}`) ?? `${type}_invalid_${argument.replaceAll('.', '_')}`;
}

/** The names of all rules on single arguments. */
export function generatedRuleNames({ awsValues }: Facts): ReadonlySet<string> {
  return new Set(awsValues.known().flatMap(([type, paths]) => paths.map((argument) => memberOf(type, argument))));
}

function checkBody(view: FileView, type: string, { body, owners }: Pick<NestedBody, 'body' | 'owners'>, prefix: string, report: Report): void {
  for (const { name, value: expression } of attributesOf(body)) {
    const constraint = view.facts.awsValues.of(type, prefix + name);
    if (!constraint) continue;
    for (const text of textsOf(givenValues(view, expression, owners))) {
      const isHidden = secret.test(name) || (!isQuoted(expression) && isOfEnvironment(view, text));
      const problem = problemOf(text, isHidden, constraint);
      if (!problem) continue;
      const rule = memberOf(type, prefix + name);
      if (view.config.isOn(rule, 'aws')) report({ rule, span: expression, message: `${name}: ${problem.reason}`, fixes: isQuoted(expression) ? renamedString(expression, problem.near) : [] });
    }
  }
  for (const nested of nestedBodies(body, owners)) checkBody(view, type, nested, `${prefix}${nested.type}.`, report);
}

function checkFile(view: FileView, report: Report): void {
  if (!awsFactsOf(view)) return;
  for (const block of blocksOf(view.file.body, 'resource')) {
    const type = block.labels[0]?.text ?? '';
    if (view.facts.awsValues.has(type)) checkBody(view, type, ownBody(block), '', report);
  }
}

/** Values that AWS's own service models do not allow. A warning, since AWS adds values faster than tools learn of them. */
export const awsInvalidValue: TerraformRule = {
  id: 'aws_invalid_value',
  members: /^aws_\w+_invalid_\w+$/,
  severity: 'warning',
  summary: 'Arguments of AWS resources must have a value that AWS takes',
  docs: 'https://github.com/boto/botocore/tree/develop/botocore/data',
  local: true,
  check(view, report) {
    const { role } = view.file;
    if (role === 'configuration' || role === 'override') checkWithCalls(view, checkFile, report);
  },
};
