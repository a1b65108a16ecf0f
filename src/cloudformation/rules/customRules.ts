import { entryOf, type Node } from '../../language/tree/node.ts';
import { customRules, refusal, type CustomRule } from '../config/customRules.ts';
import { callOf } from '../parser/intrinsics.ts';
import { intoEntry, intoItem, type Scope } from '../schema/scope.ts';
import type { Validator } from '../schema/validator.ts';
import { valuesAt, type ValueAt } from '../schema/valuesAt.ts';
import { propertiesScope } from './network.ts';
import { templateRule, type Linting, type TemplateRule } from './rule.ts';

/** Speaks for the rules of the user's own, each under an id of its own. */
export const ownRules: TemplateRule = {
  isFamily: true,
  ...templateRule({
    id: 'E9000',
    summary: "A template keeps the rules of one's own that `custom_rules` names",
    docs: 'https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/custom_rules.md',
    check(linting, report) {
      const { configuration, files, template, validator } = linting;
      const text = configuration.customRules === undefined ? undefined : files.read(configuration.customRules);
      if (text === undefined) return;
      const matches = (pattern: string, value: string): boolean => validator.patterns.matches(`^(?:${pattern})`, value);
      for (const rule of customRules(text)) {
        if ('problem' in rule) {
          report({ rule: rule.id, span: { start: 0, end: 0 }, message: `Line ${Number(rule.id.slice(1)) - 9000} of 'custom_rules' is no rule: ${rule.problem}` });
          continue;
        }
        for (const { name, type } of template.resources.values()) {
          if (type !== rule.type) continue;
          for (const { value, scope } of valuesOf(linting, name, rule.path)) {
            const problem = rule.operator === 'IS' ? presence(rule, value) : value?.kind === 'scalar' && value.value !== null ? refusal(rule, String(value.value), matches) : undefined;
            if (problem === undefined) continue;
            report({ rule: rule.id, severity: rule.severity, span: value ? validator.spanOf(value, scope.here) : scope.here, message: rule.message ?? problem });
          }
        }
      }
    },
  }),
};

function presence({ path, wanted }: CustomRule, value: Node | undefined): string | undefined {
  if ((value !== undefined) === (wanted === 'DEFINED')) return undefined;
  return wanted === 'DEFINED' ? `'${path.join('.')}' has to be given` : `'${path.join('.')}' may not be given`;
}

function* valuesOf(linting: Linting, name: string, path: readonly string[]): Generator<ValueAt> {
  const properties = propertiesScope(linting, name);
  const resource = linting.template.resources.get(name);
  if (properties) yield* below(linting.validator, properties.node, path, properties.scope);
  else if (resource && !resource.value.incomplete && !resource.properties) yield { value: undefined, scope: linting.validator.rootScope().at({ here: resource.key }) };
}

/** Every value at a path, each item of every list; undefined where there is none. What a function comes to is not looked into. */
function* below(validator: Validator, node: Node, path: readonly string[], scope: Scope): Generator<ValueAt> {
  const [step, ...rest] = path;
  for (const { value, scope: at } of valuesAt(validator, node, [], scope)) {
    if (value?.kind === 'list') {
      for (const [index, item] of value.items.entries()) yield* below(validator, item, path, intoItem(at, item, index));
    } else if (value === undefined || step === undefined) {
      yield { value, scope: at };
    } else if (value.kind === 'map' && !callOf(value)) {
      const entry = entryOf(value, step);
      if (entry) yield* below(validator, entry.value, rest, intoEntry(at, entry, step));
      else if (!value.incomplete) yield { value: undefined, scope: at };
    }
  }
}
