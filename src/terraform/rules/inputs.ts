import { convert } from '../eval/convert.ts';
import { evaluate, type Scope } from '../eval/evaluate.ts';
import type { Signature } from '../eval/signatures.ts';
import { unknown, type Value } from '../eval/value.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, blocksOf, type Module, type PlacedBlock } from '../model/module.ts';
import { ModuleScope } from '../model/scope.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { fixedValue, valuesOf } from './values.ts';

const facts = {
  'Invalid value for variable': { demand: 'Values for a module must pass the validation of its variables', page: 'values/variables' },
} as const;

function argumentOf(placed: readonly PlacedBlock[], name: string): Expression | undefined {
  return placed.map(({ block }) => attributeOf(block.body, name)?.value).findLast((value) => value !== undefined);
}

/** What a call sets a variable to, or else its default; undefined where neither is known. */
function inputOf(call: Block, name: string, placed: readonly PlacedBlock[], values: ReadonlyMap<Expression, Value>): Value | undefined {
  const written = attributeOf(call.body, name)?.value;
  const given = written && (values.get(written) ?? unknown());
  const nullable = argumentOf(placed, 'nullable');
  const cannotBeNull = nullable?.kind === 'literal' && nullable.value === false;
  if (given && !(given.data === null && cannotBeNull)) return given.data === undefined ? undefined : given;
  const preset = argumentOf(placed, 'default');
  return preset && fixedValue(preset).value;
}

/** Terraform tells before a plan where a value that is written out, or a default, does not pass the module's own test. */
function checkValidations(call: Block, called: Module, view: FileView, report: FamilyReport<keyof typeof facts>): void {
  const { values } = view.analysis(valuesOf);
  const { signatures } = view.facts;
  const around = new ModuleScope(called, signatures, () => undefined, 'validate');
  for (const [name, placed] of called.declared('variable')) {
    const validations = placed.flatMap(({ block }) => blocksOf(block.body, 'validation'));
    const input = validations.length > 0 ? inputOf(call, name, placed, values) : undefined;
    const conversion = input && convert(input, around.variableType(name));
    if (!conversion || 'reason' in conversion) continue;
    // Before a plan the other variables are not known to a validation.
    const scope: Scope = {
      resolve: (reference) => (reference.root.text === 'var' && reference.steps[0]?.key === name ? { value: conversion.value, steps: 1 } : around.at(undefined).resolve(reference)),
    };
    for (const { body } of validations) {
      if (resultOf(attributeOf(body, 'condition')?.value, scope, signatures)?.data !== false) continue;
      const message = resultOf(attributeOf(body, 'error_message')?.value, scope, signatures)?.data;
      const written = attributeOf(call.body, name)?.value;
      report('Invalid value for variable', written ?? call.header, `"${name}" of the module does not pass its validation${typeof message === 'string' && message !== '' ? `: ${message}` : '.'}`);
    }
  }
}

/** What an expression of the module comes to; undefined where something is wrong with it. */
function resultOf(expression: Expression | undefined, scope: Scope, signatures: ReadonlyMap<string, Signature>): Value | undefined {
  let failed = false;
  const value = expression && evaluate(expression, { scope, signatures, report: () => void (failed = true) });
  return failed ? undefined : value;
}

export const inputRules = family(facts, (view, report) => {
  const { file, module } = view;
  if (file.role !== 'configuration') return;
  for (const call of blocksOf(file.body, 'module')) {
    const called = module.calledWhole(call.labels[0]?.text ?? '');
    if (called && !called.broken) checkValidations(call, called, view, report);
  }
}, { local: true });
