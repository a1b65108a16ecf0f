import { didYouMean, suggest } from '../../language/suggest.ts';
import { get } from '../../language/tree/node.ts';
import { circles } from '../circles.ts';
import { stringOf } from '../parser/template.ts';
import { connectorUses } from '../sam/connectors.ts';
import { changing } from '../schema/fixes.ts';
import { isServerless } from '../schema/serverless.ts';
import { jsonOf, show } from '../schema/values.ts';
import { callRule, placeRule, schemaRule, templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html';
const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html';

export const conditionStructure = schemaRule({ id: 'E8001', summary: 'A condition is a function that is true or false', docs });
export const equals = schemaRule({ id: 'E8003', summary: 'Fn::Equals compares two values', docs: reference });
export const and = schemaRule({ id: 'E8004', summary: 'Fn::And has two to ten conditions', docs: reference });
export const not = schemaRule({ id: 'E8005', summary: 'Fn::Not has one condition', docs: reference });
export const or = schemaRule({ id: 'E8006', summary: 'Fn::Or has two to ten conditions', docs: reference });

export const resourceCondition = placeRule({
  id: 'E3015',
  summary: 'The condition of a resource is declared',
  docs,
  places: ['Resources/*/Condition'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || validator.conditions.has(node.value)) return;
    const similar = suggest(node.value, validator.template.conditions.keys());
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is no condition of this template${didYouMean(similar)}`, ...changing(validator, node, similar) }));
  },
});

export const unusedCondition = templateRule({
  id: 'W8001',
  summary: 'A condition is used',
  docs,
  check({ template, uses }, report) {
    const used = new Set(
      uses
        .filter((use) => use.kind === 'If' || (use.kind === 'Condition' && use.path[0] === 'Conditions'))
        .map((use) => use.name),
    );
    const resources = [...template.resources.values()].filter(({ typeNode }) => typeNode);
    for (const owner of [...resources, ...template.outputs.values()]) {
      const name = stringOf(get(owner.value, 'Condition'));
      if (name !== undefined) used.add(name);
      const connectors = get(owner.value, 'Connectors');
      for (const { value } of connectors?.kind === 'map' ? connectors.entries : []) used.add(stringOf(get(value, 'Condition')) ?? '');
    }
    for (const { name, key } of template.conditions.values()) {
      if (!used.has(name) && !name.startsWith('Fn::')) report({ span: key, message: `Condition '${name}' is not used`, tags: ['unnecessary'] });
    }
  },
});

export const conditionCircle = templateRule({
  id: 'plumbline_condition_circle',
  severity: 'error',
  summary: 'Conditions do not rest on each other in a circle',
  docs,
  check({ template, uses }, report) {
    const edges = new Map([...template.conditions.keys()].map((name) => [name, new Set<string>()]));
    for (const { kind, name, path } of uses) if (kind === 'Condition' && path[0] === 'Conditions' && edges.has(name)) edges.get(path[1] ?? '')?.add(name);
    for (const [name, next] of circles(edges)) {
      const condition = template.conditions.get(name);
      const message = name === next ? `Condition '${name}' rests on itself` : `Conditions '${name}' and '${next}' rest on each other in a circle`;
      if (condition) report({ span: condition.key, message });
    }
  },
});

export const constantEquals = callRule({
  id: 'W8003',
  summary: 'Fn::Equals does not always come to the same',
  docs: reference,
  places: ['Fn::Equals'],
  inspect(node, scope, validator, _schema, report) {
    const sides = get(node, 'Fn::Equals');
    if (scope.isCallWrong || sides?.kind !== 'list' || sides.items.length !== 2) return;
    const [left, right] = sides.items;
    if (!left || !right) return;
    const alike = JSON.stringify(jsonOf(left)) === JSON.stringify(jsonOf(right)) || (left.kind === 'scalar' && right.kind === 'scalar');
    if (alike) report(validator.issue(node, scope, { keyword: 'fn_equals', span: validator.spanOf(node, scope.callPlace ?? scope.here), message: `Fn::Equals of ${show(sides)} always comes to the same` }));
  },
});

/** What may not exist cannot be relied on. */
export const conditionalTarget = templateRule({
  id: 'W1001',
  summary: 'What a Ref or Fn::GetAtt names exists whenever it is used',
  docs: reference,
  check({ template, facts, conditions, uses }, report) {
    for (const use of [...uses, ...(isServerless(template) ? connectorUses(template, facts) : [])]) {
      if (use.kind !== 'Ref' && use.kind !== 'GetAtt') continue;
      const [section, owner = ''] = use.path;
      if (section !== 'Resources' && section !== 'Outputs') continue;
      const target = template.resources.get(use.name)?.condition;
      if (target === undefined) continue;
      const source = (section === 'Resources' ? template.resources : template.outputs).get(owner);
      const assumptions = new Map(use.within);
      // A place that no deployment reaches.
      if (assumptions.size < new Set(use.within.map(([name, value]) => `${name} ${value}`)).size) continue;
      const own = stringOf(get(source?.value, 'Condition'));
      if (own !== undefined && !assumptions.has(own)) assumptions.set(own, true);
      // What an undeclared condition has to do with others is not known.
      if (assumptions.size > 0 && ![target, ...assumptions.keys()].every((name) => conditions.has(name))) continue;
      if (assumptions.get(target) === true || !conditions.possible(new Map(assumptions).set(target, false))) continue;
      if (!conditions.possible(assumptions)) continue;
      report({ span: use.span, message: `'${use.name}' does not exist when condition '${target}' is false, and this is used even so` });
    }
  },
});
