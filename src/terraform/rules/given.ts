import { evaluateConstant } from '../eval/constant.ts';
import { evaluate } from '../eval/evaluate.ts';
import { marked, stringValue, unknown, type Value, whollyKnown } from '../eval/value.ts';
import { anyType } from '../eval/type.ts';
import type { Expression, Reference } from '../hcl/ast.ts';
import { parseLoneExpression } from '../hcl/parser.ts';
import { attributeOf, type Module } from '../model/module.ts';
import { ModuleScope, type VariableValues } from '../model/scope.ts';
import { filesFor } from './readFiles.ts';
import type { FileView, ModuleView, SharedView } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';
import { fixedValue, valuesOf, withoutSchema } from './values.ts';

/** What the names of the module stand for with the values that its variables are set to. */
export function givenScopeOf(view: SharedView): ModuleScope {
  const { module, facts, inputs } = view;
  return new ModuleScope(module, facts.signatures, (kind, type) => providerBlock(view, kind, type)?.type, 'plan', { given: inputs ?? valuesGiven(view), files: filesFor(view) });
}

/**
 * The values of variables of a module that is run by itself, as tflint finds them: those of the configuration, then of
 * files of values, then of the environment, then defaults.
 */
function valuesGiven({ module, config, environment }: ModuleView): VariableValues {
  return (name) => {
    const written = config.variables.get(name);
    if (written !== undefined) return writtenValue(written);
    const given = module.given(name, config.valueFiles);
    const set = given?.file.role === 'variables' ? undefined : environment?.get(name);
    if (set !== undefined) return isTextual(module, name) ? stringValue(set) : writtenValue(set);
    return given && fixedValue(given.expression).value;
  };
}

/** A text as messages show it: what may have come from a variable of the environment is not repeated. */
export function shownText(view: ModuleView, text: string): string {
  return isOfEnvironment(view, text) ? '…' : text;
}

/** Whether a text may have come from a variable of the environment. */
export function isOfEnvironment({ environment }: ModuleView, text: string): boolean {
  for (const value of environment?.values() ?? []) if (value !== '' && (value.includes(text) || text.includes(value))) return true;
  return false;
}

const primitive = new Set(['string', 'number', 'bool']);

/**
 * True of a variable whose value is taken from the environment as it stands there:
 * https://developer.hashicorp.com/terraform/language/values/variables#complex-typed-values
 */
function isTextual(module: Module, name: string): boolean {
  const type = module.declared('variable').get(name)?.map(({ block }) => attributeOf(block.body, 'type')?.value).findLast((value) => value !== undefined);
  return type === undefined || (type.kind === 'reference' && primitive.has(type.root.text));
}

/** A value as it is given on a command line: an expression that is written out, or a string without its quotes. */
function writtenValue(text: string): Value {
  const { expression } = parseLoneExpression(text);
  const value = expression && evaluateConstant(expression);
  return value && whollyKnown(value) && value.type.kind !== 'any' ? value : stringValue(text);
}

/**
 * The value of an expression of the file, with what variables are set to where it depends on them. Nothing is told of
 * what is sensitive.
 */
export function givenValue(view: FileView, expression: Expression): Value | undefined {
  const value = view.analysis(valuesOf).values.get(expression);
  // What a resource is given by its provider no variable tells.
  const isProvided = expression.kind === 'reference' && !withoutSchema.has(expression.root.text);
  if (!value || isProvided || whollyKnown(value) || marked(value, 'sensitive')) return value;
  const given = evaluateGiven(view, expression);
  return marked(given, 'sensitive') ? value : given;
}

/** What `each`, `count` and the iterators of dynamic blocks stand for, by their names and the step after them. */
export type Instance = ReadonlyMap<string, Value>;

/** The same for any expression of the module, in an instance of the blocks around it. */
export function evaluateGiven(view: ModuleView & Pick<FileView, 'shared'>, expression: Expression, instance?: Instance): Value {
  let failed = false;
  const report = () => {
    failed = true;
  };
  const around = view.shared(givenScopeOf).at(undefined);
  const resolve = (reference: Reference) => {
    const value = instance?.get(`${reference.root.text}.${String(reference.steps[0]?.key)}`);
    return value ? { value, steps: 1 } : around.resolve(reference);
  };
  const value = evaluate(expression, { scope: { resolve }, signatures: view.facts.signatures, report });
  return failed ? unknown(anyType) : value;
}
