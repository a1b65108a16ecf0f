import type { Expression } from '../hcl/ast.ts';
import { walkExpression } from '../model/walk.ts';
import { blocksOf, attributesOf } from '../model/module.ts';
import { convert } from '../eval/convert.ts';
import { boolType, stringType } from '../eval/type.ts';
import type { AttributeForm } from '../schema/body.ts';
import { family, type FamilyReport, type FindingExtras } from './rule.ts';
import { schemaBodies } from './schemaBodies.ts';
import { fixedValue } from './values.ts';

const facts = {
  'Variables not allowed': { demand: 'Values that Terraform reads before it knows any other must not refer to others', page: 'values/variables' },
  'Function calls not allowed': { demand: 'Values that Terraform reads before it knows any other must not call functions', page: 'values/variables' },
  'Unsuitable value type': { demand: 'Arguments of Terraform itself must have a value of the right type', page: 'expressions/types' },
} as const;

type Summary = keyof typeof facts;

/** Reports every reference and call; true where there is none. @param calls whether functions may be called, as newer versions of Terraform let mocks do */
function checkFixed(value: Expression, report: FamilyReport<Summary>, calls = false): boolean {
  let fixed = true;
  walkExpression(value, (inner, local) => {
    if (inner.kind === 'reference' && !local.has(inner.root.text)) {
      fixed = false;
      report('Variables not allowed', inner.root, 'This value must be written out: it is read before variables are known.');
    } else if (inner.kind === 'call' && !calls) {
      fixed = false;
      report('Function calls not allowed', inner, 'This value must be written out: it is read before functions can be called.');
    }
  });
  return fixed;
}

function checkType(value: Expression, form: AttributeForm, report: FamilyReport<Summary>): void {
  const type = form === 'constant-bool' ? boolType : stringType;
  const { value: evaluated, problems } = fixedValue(value);
  if (problems.length > 0) {
    report('Unsuitable value type', value, `A ${type.kind} is needed here.`);
    return;
  }
  if (evaluated.data === null) {
    report('Unsuitable value type', value, `A ${type.kind} is needed here, not null.`);
    return;
  }
  if ('reason' in convert(evaluated, type)) report('Unsuitable value type', value, `A ${type.kind} is needed here.`);
}

/** The defaults in a type: `optional(string, "x")`. */
function checkDefaults(type: Expression, report: FamilyReport<Summary>): void {
  walkExpression(type, (inner) => {
    const [, value] = inner.kind === 'call' && inner.name === 'optional' ? inner.args : [];
    if (value) checkFixed(value, report);
  });
}

export const constantRules = family<Summary>(facts, (view, tell) => {
  const { file } = view;
  if (file.role === 'lock' || file.role === 'mock') return;
  let late: FindingExtras = {};
  const report: FamilyReport<Summary> = (summary, span, detail) => tell(summary, span, detail, late);
  for (const { body, schema } of schemaBodies(view)) {
    if (schema.fixed.size === 0) continue;
    late = schema.late ? { severity: 'warning' } : {};
    for (const { name, value } of attributesOf(body)) {
      const form = schema.fixed.get(name);
      if (form === undefined || value.kind === 'invalid') continue;
      if (form === 'type') checkDefaults(value, report);
      else if (form === 'constant-call') checkFixed(value, report, true);
      else if (!checkFixed(value, report)) {
        if (form !== 'constant') report('Unsuitable value type', value, 'The value must be known before anything else is.');
      } else if (form !== 'constant') {
        checkType(value, form, report);
      }
    }
  }
  late = {};
  for (const terraform of blocksOf(file.body, 'terraform')) {
    for (const meta of blocksOf(terraform.body, 'provider_meta')) {
      for (const { value } of attributesOf(meta.body)) checkFixed(value, report);
    }
  }
  if (file.role === 'variables') for (const { value } of attributesOf(file.body)) checkFixed(value, report);
}, { local: true });
